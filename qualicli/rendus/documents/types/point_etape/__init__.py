"""Le point d'étape."""
