"""Le compte rendu d'une réunion, selon son instance."""
