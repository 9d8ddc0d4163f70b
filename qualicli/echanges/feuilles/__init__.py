"""Les feuilles des classeurs, une par fichier."""
