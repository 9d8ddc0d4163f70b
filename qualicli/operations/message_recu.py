"""Lire un message (.eml) sans s'y fier : sa date, son objet, qui l'a écrit, ce qu'il porte. Rien n'en est exécuté."""

import email
from dataclasses import dataclass
from datetime import date
from email.header import decode_header
from email.message import Message
from email.policy import compat32
from email.utils import getaddresses, parsedate_to_datetime

from qualicli.depot.inventaire import empreinte_octets
from qualicli.erreurs import ErreurUsage
from qualicli.modeles.documents import EXTENSIONS_DE_PIECE
from qualicli.rendus.ecran import aplanir

_ENTETES_MAX = 2000  # au-delà, un en-tête n'est plus un en-tête
_PARTIES_MAX = 500
_DOCUMENTS_SANS_NOM = ("pdf", "ics", "pgp-signature", "pkcs7-signature", "x-pkcs7-signature")


@dataclass(frozen=True, slots=True)
class MessageRecu:
    """Ce que l'on sait d'un message : rien de son texte, que l'on ne lit pas."""

    octets: bytes
    objet: str
    le: date | None
    expediteur: str  # l'adresse, en minuscules : de quoi retrouver une fonction, jamais écrite
    destinataires: tuple[str, ...]
    programmes: tuple[str, ...]

    @property
    def empreinte(self) -> str:
        """L'empreinte du message tel qu'il a été reçu."""
        return f"sha256:{empreinte_octets(self.octets)}"


def lire_message(octets: bytes, nom: str) -> MessageRecu:
    """Lit un message ; lève une erreur d'une phrase si ce n'en est pas un. Un encodage mensonger ne l'arrête pas."""
    # La politique « compat32 » garde les en-têtes tels quels : celle d'aujourd'hui lève sur les plus mal faits.
    message = email.message_from_bytes(octets, policy=compat32)
    if not any(message.get(c) for c in ("From", "Subject", "Date", "Message-ID", "To")):
        raise ErreurUsage(f"« {nom} » n'est pas un message.", "Enregistrez le message au format .eml.")
    adresses = [a.lower() for _, a in getaddresses([_brut(message, "From")]) if "@" in a]
    vers = getaddresses([_brut(message, c) for c in ("To", "Cc")])
    return MessageRecu(
        octets,
        _clair(_brut(message, "Subject")),
        _date(_brut(message, "Date")),
        adresses[0] if adresses else "",
        tuple(a.lower() for _, a in vers if "@" in a),
        tuple(dict.fromkeys(_programmes(message))),
    )


def _brut(message: Message, entete: str) -> str:
    return str(message.get(entete) or "")[:_ENTETES_MAX]


def _clair(texte: str) -> str:
    """Un en-tête décodé, sur une ligne et sans rien de caché ; ce qui ne se décode pas se remplace."""
    morceaux = []
    try:
        for contenu, jeu in decode_header(texte):
            morceaux.append(contenu if isinstance(contenu, str) else _decoder(contenu, jeu))
    except (ValueError, LookupError, email.errors.HeaderParseError):
        morceaux = [texte]
    return " ".join(aplanir("".join(morceaux).encode("utf-8", "replace").decode()).split())


def _decoder(contenu: bytes, jeu: str | None) -> str:
    try:
        return contenu.decode(jeu or "utf-8", "replace")
    except (LookupError, ValueError):  # un jeu de caractères qui n'existe pas
        return contenu.decode("utf-8", "replace")


def _date(texte: str) -> date | None:
    try:
        return parsedate_to_datetime(texte).date() if texte else None
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def _programmes(message: Message) -> list[str]:
    """Les pièces jointes qui ne sont pas des documents : un programme, une page, un lien, un nom qui se cache."""
    trouves: list[str] = []
    for rang, partie in enumerate(message.walk()):
        if rang > _PARTIES_MAX:
            return [*trouves, "trop de pièces"]
        nom = _clair(str(partie.get_filename() or ""))
        if not nom:
            sans_nom = partie.get_content_maintype() == "application" and not partie.is_multipart()
            if sans_nom and partie.get_content_subtype() not in _DOCUMENTS_SANS_NOM:
                trouves.append(aplanir(partie.get_content_type()))
            continue
        suffixe = "." + nom.rpartition(".")[2].lower().strip()
        if suffixe not in (*EXTENSIONS_DE_PIECE, ".ics", ".vcf", ".p7s"):
            trouves.append(nom)
    return trouves
