"""L'explication d'un point : à l'écran, et pour les machines."""
