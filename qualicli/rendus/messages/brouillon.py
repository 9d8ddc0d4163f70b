"""Un brouillon de message (.eml), que Thunderbird et Outlook ouvrent prêt à partir. L'outil, lui, n'envoie jamais rien."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from qualicli.modeles.nominatif import COURRIEL
from qualicli.rendus.ecran import aplanir

_GENRES = {
    "xlsx": ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "docx": ("application", "vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "ods": ("application", "vnd.oasis.opendocument.spreadsheet"),
    "odt": ("application", "vnd.oasis.opendocument.text"),
    "pdf": ("application", "pdf"),
    "ics": ("text", "calendar"),
    "html": ("text", "html"),
    "md": ("text", "markdown"),
}
_LONGUEUR_OBJET = 200


@dataclass(frozen=True, slots=True)
class Destinataire:
    """À qui le message s'adresse ; sans courriel connu, le brouillon attend qu'on l'écrive."""

    nom: str
    courriel: str

    @property
    def adresse(self) -> Address | None:
        """L'adresse, si c'en est une : un saut de ligne ou un signe de trop n'en font pas."""
        est_une_adresse = COURRIEL.fullmatch(self.courriel.encode("utf-8", "replace"))
        return Address(_sur_une_ligne(self.nom), addr_spec=self.courriel) if est_une_adresse else None


@dataclass(frozen=True, slots=True)
class PieceJointe:
    """Un fichier joint."""

    nom: str
    octets: bytes


def rendre(destinataire: Destinataire, objet: str, corps: str, pieces: Iterable[PieceJointe] = ()) -> bytes:
    """Rend le brouillon : les mêmes octets pour le même message. Ni date, ni expéditeur : la messagerie les mettra."""
    message = EmailMessage(policy=SMTP)
    message["X-Unsent"] = "1"
    if (adresse := destinataire.adresse) is not None:
        message["To"] = adresse
    message["Subject"] = _sur_une_ligne(objet)[:_LONGUEUR_OBJET]
    message.set_content(corps, cte="quoted-printable")
    jointes = list(pieces)
    for piece in jointes:
        genre, sous_genre = _GENRES.get(piece.nom.rpartition(".")[2].lower(), ("application", "octet-stream"))
        nom = _sur_une_ligne(piece.nom)
        message.add_attachment(piece.octets, maintype=genre, subtype=sous_genre, filename=nom)
    if jointes:
        somme = hashlib.sha256(corps.encode("utf-8", "replace"))
        for piece in jointes:
            somme.update(piece.octets)
        message.set_boundary(f"=_qualicli_{somme.hexdigest()[:40]}")
    return message.as_bytes()


def _sur_une_ligne(texte: str) -> str:
    """Un texte d'en-tête : sur une ligne et sans rien de caché, il ne peut en ouvrir un autre."""
    return " ".join(aplanir(texte).split())
