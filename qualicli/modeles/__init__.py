"""Les valeurs du métier : figées, strictes, sans accès à l'extérieur."""
