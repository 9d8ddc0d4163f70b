"""L'apparence des classeurs, la même dans chaque format : ses couleurs."""

TITRE = "1F3864"
ENTETE = "1F3864"
FERMEE = "F0F0F0"
TRAIT = "C8C8C8"
PARTS = ("2E7D32", "A5D6A7", "FFB74D", "BDBDBD")  # prouvé, déclaré, partiel, reste
ONGLETS = {"remplir": "2F75B5", "lire": "A6A6A6", "faire": "C55A11"}
MANQUE = ("FFD9C7", "9C2A00")  # le fond et l'encre de ce qui manque
LIEN = "0563C1"
BARRE = {"○": "D9E2F3", "─": "E8EDF7", "●": "8EA9DB", "✓": "A9D08E"}
