"""Lire sans la mémoire : tout est relu, et rien n'est retenu."""

from qualicli.depot.memoire import ecarter as sans_memoire

__all__ = ["sans_memoire"]
