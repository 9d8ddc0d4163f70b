"""Le ton d'une cellule : la couleur que ses mots lui donnent."""

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


def ton(texte: str) -> str:
    """Le ton d'un texte : rouge, orange, vert, gris, ou rien."""
    return next((nom for nom, _, _, mots in TONS if any(m in texte for m in mots)), "")
