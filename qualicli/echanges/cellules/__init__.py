"""Une valeur du dossier devient une cellule, et une cellule redevient une valeur."""
