"""Lire un fichier reçu, quel que soit le tableur qui l'a enregistré : des feuilles de cellules."""
