"""L'apparence des classeurs, la même dans chaque format : couleurs, et mots dont la couleur dépend."""

TITRE = "1F3864"
ENTETE = "1F3864"
FERMEE = "F0F0F0"
TRAIT = "C8C8C8"
# La couleur ne fait que souligner ce que les mots disent déjà ; le premier mot trouvé l'emporte.
TONS: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    ("orange", "FFE8C2", "6B4300", ("bientôt",)),
    (
        "rouge",
        "F8D7DA",
        "7A1420",
        (
            "retard",
            "caduc depuis",
            "caduque",
            "non réalisé",
            "non évalué",
            "manqu",
            "introuvable",
            "altérée",
            "non-conformité",
            "sans preuve valide",
        ),
    ),
    (
        "orange",
        "FFE8C2",
        "6B4300",
        ("partiel", "pas encore", "sans date", "sans échéance", "sans preuve", "due", "aujourd'hui"),
    ),
    ("vert", "DDF0DD", "1B5E20", ("réalisé", "valable", "fait", "atteinte")),
    ("gris", "E4E4E4", "404040", ("sans objet", "annulée", "abandonnée")),
)
PARTS = ("2E7D32", "A5D6A7", "FFB74D", "BDBDBD")  # prouvé, déclaré, partiel, reste
ONGLETS = {"remplir": "2F75B5", "lire": "A6A6A6", "faire": "C55A11"}
MANQUE = ("FFD9C7", "9C2A00")  # le fond et l'encre de ce qui manque
LIEN = "0563C1"
BARRE = {"○": "D9E2F3", "─": "E8EDF7", "●": "8EA9DB", "✓": "A9D08E"}


def ton(texte: str) -> str:
    """Le ton d'un texte : rouge, orange, vert, gris, ou rien."""
    return next((nom for nom, _, _, mots in TONS if any(m in texte for m in mots)), "")
