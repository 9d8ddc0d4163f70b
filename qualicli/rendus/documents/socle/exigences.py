"""Nommer ce que demande un référentiel : ses modules, ses engagements, ses exigences."""

from qualicli import francais
from qualicli.modeles.referentiel import Engagement, Feuille, Module
from qualicli.rendus import libelles


def phrase(texte: str) -> str:
    """Un texte libre, avec sa majuscule et son point."""
    return francais.majuscule(texte) + ("" if not texte or texte.endswith((".", "!", "?", "…")) else ".")


def nommer_module(module: Module) -> str:
    """« M1 – Relation générale avec les usagers » ; le code seul quand le titre n'est pas connu, le titre quand il suffit."""
    if module.titre and libelles.est_un_mot(module.code):
        return module.titre
    return f"{module.code} – {module.titre}" if module.titre else module.code


def nommer_engagement(engagement: Engagement) -> str:
    """« 17 – Nous vous répondons dans un délai annoncé » ; le code seul quand le titre n'est pas connu."""
    titre = engagement.titre or engagement.sens
    return f"{engagement.code} – {titre}" if titre else engagement.code


def nommer_exigence(feuille: Feuille) -> str:
    """« 1.2 – Ces renseignements sont vérifiés chaque trimestre » ; l'engagement quand il s'évalue d'un bloc."""
    if feuille.code == feuille.engagement.code or not feuille.exigence.texte:
        return nommer_engagement(feuille.engagement)
    return f"{feuille.code} – {feuille.exigence.texte}"
