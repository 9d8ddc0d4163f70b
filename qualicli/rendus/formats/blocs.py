"""Les blocs marqués d'un document rédigé : ce que le Markdown ne sait pas dire, et que chaque format doit montrer.

Un bloc s'ouvre par `<!-- bloc: NOM -->` et se ferme par `<!-- fin -->`, seuls sur leur ligne. `<!-- sommaire -->`, seul
aussi, place la table des matières, son titre compris. Un bloc n'en contient pas d'autre. `<!-- figure: RANG -->`, seul sur sa
ligne et n'importe où, place une figure.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qualicli.erreurs import ErreurGabarit
from qualicli.francais import guillemets, liste, plus_proche
from qualicli.rendus.dessins.figure import Figure

SOMMAIRE = "sommaire"
# Nom du bloc → style de paragraphe du même rôle dans les documents bureautiques (vide : celui du texte).
STYLES = {
    "entete": "Organisme",
    "lieu": "Lieu",
    "suivi": "Suivi",
    "signature": "Signataire",
    "annexe": "",
    "discret": "Mention",
    "paysage": "",
    "couverture": "Organisme",
    "affiche": "",
    "affiche-a3": "",
}
EN_LIGNES = frozenset(("couverture", "entete", "lieu", "suivi", "signature"))  # une ligne écrite y reste une ligne
_MARQUE = re.compile(r"<!--[ \t]*(?:bloc[ \t]*:[ \t]*(?P<nom>[^\s<>]++)|(?P<seul>fin|sommaire))[ \t]*-->")
_FIGURE = re.compile(r"<!-- figure: (\d{1,4}) -->")
_HORS_ANCRE = re.compile(r"[^\w\- ]")


@dataclass(frozen=True, slots=True)
class Bloc:
    """Un morceau du document : son nom (vide pour le texte courant) et son Markdown."""

    nom: str
    markdown: str


def decouper(markdown: str) -> Iterator[Bloc]:
    """Sépare le texte courant, les blocs marqués et la place du sommaire."""
    nom, lignes = "", list[str]()
    for ligne in markdown.splitlines():
        marque = _MARQUE.fullmatch(ligne.strip())
        if marque is None:
            lignes.append(ligne)
            continue
        ouvert, seul = marque["nom"], marque["seul"]
        _controler(nom, ouvert, seul)
        if any(lignes):
            yield Bloc(nom, "\n".join(lignes))
        if seul == SOMMAIRE:
            yield Bloc(SOMMAIRE, "")
        nom, lignes = ouvert or "", []
    if nom:
        raise ErreurGabarit(
            f"Le bloc {guillemets(nom)} n'est pas fermé.", "Ajoutez la ligne « <!-- fin --> » après lui."
        )
    if any(lignes):
        yield Bloc("", "\n".join(lignes))


def placer_figure(rang: int) -> str:
    """Ce qui place une figure dans un document rédigé ; aucun texte libre ne peut l'écrire."""
    return f"<!-- figure: {rang} -->"


def lire_figure(ligne: str, figures: Sequence[Figure]) -> Figure | None:
    """La figure que place une ligne, ou rien."""
    marque = _FIGURE.fullmatch(ligne.strip())
    if marque is None:
        return None
    if int(marque[1]) >= len(figures):
        raise ErreurGabarit(f"Le gabarit place la figure {marque[1]}, qui n'existe pas.", "Écrivez-la par son nom.")
    return figures[int(marque[1])]


def ancre(texte: str, prises: set[str]) -> str:
    """Tire d'un titre l'ancre de ses liens, unique, comme le font GitHub et GitLab : « le-périmètre »."""
    base = _HORS_ANCRE.sub("", texte.lower()).strip().replace(" ", "-") or "titre"
    libre, rang = base, 0
    while libre in prises:
        rang += 1
        libre = f"{base}-{rang}"
    prises.add(libre)
    return libre


def _controler(courant: str, ouvert: str | None, seul: str | None) -> None:
    if ouvert and ouvert not in STYLES:
        proche = plus_proche(ouvert, STYLES)
        conseil = f"Vouliez-vous dire {guillemets(proche)} ?" if proche else f"Les blocs sont {liste(STYLES)}."
        raise ErreurGabarit(f"Le gabarit ouvre un bloc {guillemets(ouvert)}, qui n'existe pas.", conseil)
    if courant and seul != "fin":
        raise ErreurGabarit(
            f"Le bloc {guillemets(courant)} en contient un autre.", "Fermez-le d'abord : « <!-- fin --> »."
        )
    if seul == "fin" and not courant:
        raise ErreurGabarit("Une ligne « <!-- fin --> » du gabarit ne ferme aucun bloc.", "Ôtez-la.")
