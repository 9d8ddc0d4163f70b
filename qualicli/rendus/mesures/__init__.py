"""Les chiffres mis en mots : délais, indicateurs, enquêtes ; à l'écran, en JSON, en tableau."""
