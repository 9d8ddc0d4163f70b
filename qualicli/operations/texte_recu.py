"""Le texte d'une fiche, reçu dans un fichier : lu tel quel, ou refusé d'une phrase."""

from pathlib import Path

from qualicli import francais
from qualicli.depot.texte_brut import BOM, ENTETE, illisible
from qualicli.erreurs import ErreurUsage, raison
from qualicli.modeles.familles import DOSSIERS
from qualicli.modeles.formulaire import CORPS, Formulaire

TAILLE_MAX = 2 * 2**20


def lire_texte(chemin: Path, formulaire: Formulaire) -> str:
    """Le texte d'un fichier, octet pour octet, à mettre sous l'en-tête d'une fiche qui peut en avoir un."""
    question = formulaire.question(CORPS)
    if question is None or question.nature != "corps":
        noms = francais.liste((f"{f.nom}/" for f in DOSSIERS if ".md" in f.extensions), "et")
        raise ErreurUsage("Cette fiche n'a pas de texte libre : --texte-depuis n'y sert pas.", f"Il sert dans {noms}.")
    try:
        if not chemin.is_file():
            raise _refus(chemin, "ce n'est pas un fichier", "Vérifiez le chemin.")
        with chemin.open("rb") as flux:
            octets = flux.read(TAILLE_MAX + 1)
    except OSError as panne:
        raise _refus(chemin, raison(panne), "Vérifiez ses droits d'accès.") from None
    octets = octets.removeprefix(BOM)
    if len(octets) > TAILLE_MAX:
        raise _refus(chemin, f"il dépasse {TAILLE_MAX // 2**20} Mio", "Joignez-le plutôt comme une pièce.")
    if faute := illisible(octets):
        raise _refus(chemin, f"{francais.minuscule(faute.message).rstrip('.')}", faute.conseil)
    if not octets.strip():
        raise _refus(chemin, "il est vide", "Vérifiez qu'il a bien été enregistré.")
    if ENTETE.match(octets):
        raise _refus(chemin, "il a déjà un en-tête de fiche", "Ne donnez que le texte qui le suit.")
    return octets.decode("utf-8").lstrip("\r\n")


def _refus(chemin: Path, pourquoi: str, conseil: str) -> ErreurUsage:
    return ErreurUsage(f"« {chemin.name} » n'est pas repris : {pourquoi}. Rien n'est écrit.", conseil)
