"""Les classeurs qui partent dans les services et en reviennent : leur identité, leur fusion avec le dossier."""
