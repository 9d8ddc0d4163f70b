"""Écrire un classeur dans chaque format."""
