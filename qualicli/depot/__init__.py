"""La seule porte vers les fichiers : lire, situer, inventorier, écrire."""
