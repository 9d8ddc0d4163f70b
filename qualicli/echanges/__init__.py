"""Les classeurs : ce qui part dans les services, ce qui en revient, et la fusion des deux avec le dossier."""
