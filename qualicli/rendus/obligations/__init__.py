"""Ce qui est dû, mis en mots : à l'écran, en JSON, en tableau, en agenda."""
