"""Mettre en forme un document rédigé."""
