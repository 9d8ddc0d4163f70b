"""Les messages : des brouillons que le référent envoie lui-même."""
