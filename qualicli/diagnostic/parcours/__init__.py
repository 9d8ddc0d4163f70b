"""Le parcours vers le label : où en est chaque étape d'après le dossier, et ce qu'il faut faire ensuite."""
