"""Recevoir des pièces : les lire sans s'y fier, leur donner un nom propre, proposer ce que leur nom dit d'elles."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from qualicli import francais
from qualicli.depot.inventaire import empreinte_octets
from qualicli.echanges.cellules.dates_tapees import date_ecrite
from qualicli.erreurs import ErreurUsage, raison
from qualicli.modeles.base import en_identifiant
from qualicli.modeles.codes import normaliser
from qualicli.modeles.documents import EXTENSIONS_DE_PIECE
from qualicli.modeles.formulaire import Formulaire
from qualicli.modeles.mots_du_format import mot

TAILLE_MAX = 64 * 2**20
TOTAL_MAX = 512 * 2**20  # elles tiennent en mémoire le temps d'être montrées
PIECES_MAX = 500
_IMAGES = (".jpg", ".jpeg", ".png", ".heic", ".tif", ".tiff", ".gif", ".webp", ".bmp")
_DATE = re.compile(r"(?<!\d)(\d{4}[-_.]\d{2}[-_.]\d{2}|\d{2}[-_.]\d{2}[-_.]\d{4}|\d{8})(?!\d)")
_CODE = re.compile(r"(?<![\w.])((?:[A-Za-z]{1,2})?\d{1,3}(?:\.\d{1,3})*)(?![\w.]|-\d)")


@dataclass(frozen=True)
class PieceRecue:
    """Une pièce reçue : ses octets, et ce que son nom propose."""

    chemin: Path
    octets: bytes
    extension: str
    propositions: Mapping[str, str]

    @property
    def empreinte(self) -> str:
        """L'empreinte, telle qu'une fiche l'écrit."""
        return f"sha256:{empreinte_octets(self.octets)}"


def recevoir(chemin: Path, formulaire: Formulaire, codes: Mapping[str, str]) -> PieceRecue:
    """Lit une pièce ; lève une erreur d'une phrase si elle n'est pas un document ordinaire, lisible, de taille admise."""
    nom = chemin.name
    if chemin.is_symlink():
        raise _refus(chemin, "c'est un lien", "Donnez le fichier lui-même.")
    if not chemin.exists():
        raise _refus(chemin, "il n'existe pas", "Vérifiez le chemin.")
    if not chemin.is_file():
        raise _refus(chemin, "ce n'est pas un fichier ordinaire", "Donnez un document.")
    extension = chemin.suffix.lower()
    if nom.startswith((".", "~$")) or extension not in EXTENSIONS_DE_PIECE:
        raise _refus(
            chemin,
            "ce genre de fichier ne se joint pas",
            f"Extensions admises : {', '.join(e.removeprefix('.') for e in EXTENSIONS_DE_PIECE)}.",
        )
    try:
        with chemin.open("rb") as flux:
            octets = flux.read(TAILLE_MAX + 1)
    except OSError as panne:
        raise _refus(chemin, raison(panne), "Vérifiez ses droits d'accès.") from None
    if len(octets) > TAILLE_MAX:
        raise _refus(
            chemin, f"il dépasse {TAILLE_MAX // 2**20} Mio", "Réduisez-le, ou dites où il est : --emplacement."
        )
    if not octets:
        raise _refus(chemin, "il est vide", "Vérifiez qu'il a bien été enregistré.")
    return PieceRecue(chemin, octets, extension, dict(_proposer(chemin.stem, extension, formulaire, codes)))


def _refus(chemin: Path, pourquoi: str, conseil: str) -> ErreurUsage:
    return ErreurUsage(f"« {chemin.name} » n'est pas joint : {pourquoi}. Rien n'est écrit.", conseil)


def pieces_de(dossier: Path) -> list[Path]:
    """Les fichiers d'un dossier de dépôt, triés, dossiers compris ; ni les fichiers cachés, ni ce que cachent des liens."""
    trouves = [
        p
        for p in sorted(dossier.rglob("*"))
        if not any(partie.startswith(".") for partie in p.relative_to(dossier).parts)
        and not any(parent.is_symlink() for parent in p.parents if parent.is_relative_to(dossier))
        and (p.is_symlink() or p.is_file())
    ]
    if len(trouves) > PIECES_MAX:
        raise ErreurUsage(
            f"« {dossier} » contient {len(trouves)} fichiers : rien n'est écrit.",
            f"Déposez-en {PIECES_MAX} au plus à la fois.",
        )
    return trouves


def _proposer(nom: str, extension: str, formulaire: Formulaire, codes: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Ce que le nom d'une pièce dit d'elle : son titre, son type, sa date, ce qu'elle couvre."""
    texte = unicodedata.normalize("NFC", nom)
    trouve = _DATE.search(texte)
    quand = trouve[1].replace("_", "-").replace(".", "-") if trouve else ""
    quand = f"{quand[:4]}-{quand[4:6]}-{quand[6:]}" if quand.isdecimal() else quand
    date = date_ecrite(quand) if quand else ""
    reste = texte.replace(trouve[0], " ") if trouve and date else texte
    connus = {normaliser(c.rpartition(":")[2]): c for c in codes}
    cites = [c for c in _CODE.findall(reste.replace("_", " ")) if normaliser(c) in connus]
    if not any("." in c for c in cites):  # un nombre nu n'est un numéro d'engagement qu'en tête du nom
        cites = [c for c in cites[:1] if reste.strip().startswith(c)]
    for code in cites:
        reste = reste.replace(code, " ", 1)
    titre = " ".join(re.sub(r"[_\-–—]+", " ", "".join(c if c.isprintable() else " " for c in reste)).split()).strip(
        " .,;"
    )
    if en_identifiant(titre):
        yield "intitule", francais.majuscule(titre)
    genre = _genre(titre, extension, formulaire)
    if genre:
        yield "type", genre
    if date:
        yield "date", date
    if cites:
        yield "couvre", "; ".join(connus[normaliser(c)] for c in dict.fromkeys(cites))


def _genre(titre: str, extension: str, formulaire: Formulaire) -> str:
    """Le type dont tous les mots sont dans le titre, le plus long d'abord ; une image sans autre indice est une photo."""
    question = formulaire.question("type")
    valeurs = question.valeurs if question else ()
    mots = set(en_identifiant(titre, 200).split("-"))

    def dit(valeur: str) -> set[str]:
        return {m for m in en_identifiant(mot(valeur)).split("-") if len(m) > 2}

    trouves = [v for v in valeurs if any(e and e <= mots for e in (dit(v), set(v.split("_")), {f"{v}s"}))]
    if trouves:
        return max(trouves, key=lambda v: (len(dit(v)), len(v)))
    return "photo" if extension in _IMAGES and "photo" in valeurs else ""
