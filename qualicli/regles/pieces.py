"""PRV, suite des pièces jointes : elles sont là, intactes, et chacune a sa fiche."""

import re
import unicodedata
from collections.abc import Iterator

from qualicli import francais
from qualicli.modeles.anomalie import Faute
from qualicli.modeles.documents import Preuve
from qualicli.regles.contexte import Contexte

_ABSOLU = re.compile(r"[/\\]|[A-Za-z]:")
_FICHES = (".yaml", ".yml", ".md")


def _refus(preuve: Preuve, piece: str) -> str:
    """Dit pourquoi un chemin de pièce est refusé ; vide s'il est admis."""
    ecrit = preuve.fichier_joint or ""
    if "://" in ecrit:
        return "est une adresse, pas un fichier"
    if _ABSOLU.match(ecrit):
        return "est un chemin absolu"
    if "\\" in ecrit:
        return "est écrit avec des « \\ »"
    return "sort du dossier" if piece == ".." or piece.startswith("../") else ""


def pieces_egarees(contexte: Contexte) -> Iterator[Faute]:
    """Le chemin d'une pièce est relatif, et reste dans le dossier."""
    for identifiant, piece in contexte.pieces.items():
        preuve = contexte.dossier.preuves[identifiant]
        refus = _refus(preuve, piece)
        if refus:
            message = f"« {preuve.fichier_joint} » {refus}."
            conseil = (
                "Écrivez « url: … »."
                if "adresse" in refus
                else "Déposez le fichier à côté de la fiche et citez-le par son nom."
            )
            yield Faute(preuve.fichier, ("fichier",), message, conseil)


def pieces_absentes(contexte: Contexte) -> Iterator[Faute]:
    """La pièce jointe est dans le dossier."""
    fichiers = contexte.inventaire.fichiers
    semblables: dict[str, str] = {}
    for identifiant, piece in contexte.pieces.items():
        if piece in fichiers:
            continue
        preuve = contexte.dossier.preuves[identifiant]
        if not _refus(preuve, piece):
            semblables = semblables or {_forme(f): f for f in fichiers}
            voisin = semblables.get(_forme(piece))
            conseil = (
                f"Le fichier s'appelle « {voisin} »."
                if voisin
                else "Déposez le fichier à côté de la fiche, ou corrigez son nom."
            )
            yield Faute(preuve.fichier, ("fichier",), f"La pièce « {preuve.fichier_joint} » est introuvable.", conseil)


def _forme(fichier: str) -> str:
    return unicodedata.normalize("NFC", fichier).casefold()


def pieces_alterees(contexte: Contexte) -> Iterator[Faute]:
    """La pièce jointe est celle dont la fiche donne l'empreinte."""
    empreintes = contexte.inventaire.empreintes
    for identifiant, piece in contexte.pieces.items():
        preuve = contexte.dossier.preuves[identifiant]
        if preuve.empreinte and piece in empreintes and empreintes[piece] != preuve.empreinte.removeprefix("sha256:"):
            message = f"La pièce « {preuve.fichier_joint} » a changé depuis que son empreinte a été relevée."
            conseil = "Retrouvez l'original ; une nouvelle version a sa propre fiche, qui remplace celle-ci."
            yield Faute(preuve.fichier, ("empreinte",), message, conseil)


_PROTEGER = "Ajoutez au fichier .gitattributes du dossier la ligne « preuves/** -text »"


def pieces_converties(contexte: Contexte) -> Iterator[Faute]:
    """La pièce jointe a les fins de ligne qu'elle avait quand son empreinte a été relevée."""
    for identifiant, piece in contexte.pieces.items():
        if piece in contexte.inventaire.converties:
            preuve = contexte.dossier.preuves[identifiant]
            message = f"« {preuve.fichier_joint} » n'a plus ses fins de ligne d'origine ; son contenu est le bon, et il compte."
            conseil = f"{_PROTEGER}, puis reprenez le fichier : effacez-le, et « git checkout -- {piece} »."
            yield Faute(preuve.fichier, ("empreinte",), message, conseil)


def pieces_exposees(contexte: Contexte) -> Iterator[Faute]:
    """Git ne convertit pas les fins de ligne d'une pièce dont on garde l'empreinte. Dit une fois par dossier."""
    exposees = {i: p for i, p in contexte.pieces.items() if p in contexte.inventaire.exposees}
    if exposees:
        preuve = contexte.dossier.preuves[min(exposees)]
        message = f"Git peut convertir les fins de ligne de « {preuve.fichier_joint} », et changer son empreinte"
        suite = f" ; de même pour {francais.pluriel(len(exposees) - 1, 'autre pièce', 'autres pièces')}"
        texte = f"{message}{suite if len(exposees) > 1 else ''}."
        yield Faute(preuve.fichier, ("empreinte",), texte, f"{_PROTEGER}, puis « preuves/**/*.yaml text eol=lf ».")


def preuves_sans_piece(contexte: Contexte) -> Iterator[Faute]:
    """Une preuve en vigueur est jointe, en ligne, rangée quelque part, ou écrite dans sa fiche."""
    for preuve in contexte.dossier.preuves.values():
        if (
            preuve.fichier_joint is None
            and preuve.est_en_vigueur
            and not (preuve.url or preuve.emplacement or preuve.corps)
        ):
            message = f"« {preuve.intitule} » ne dit pas où est la pièce."
            yield Faute(preuve.fichier, (), message, "Ajoutez « fichier », « url » ou « emplacement ».")


def orphelines(contexte: Contexte) -> Iterator[Faute]:
    """Un fichier rangé parmi les preuves est la pièce jointe d'une fiche."""
    if any(famille == "preuves" for famille, _ in contexte.illisibles):
        return  # une fiche illisible a peut-être cette pièce
    jointes = set(contexte.pieces.values())
    seuls = (f for f in contexte.inventaire.fichiers - jointes if f.startswith("preuves/") and not f.endswith(_FICHES))
    for fichier in sorted(seuls):
        yield Faute(fichier, (), "Aucune fiche ne cite ce fichier.", "Écrivez sa fiche, ou supprimez-le.")
