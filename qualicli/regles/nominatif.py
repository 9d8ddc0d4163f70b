"""NOM : aucune donnée personnelle hors de l'annuaire, quel que soit le champ ou le texte où elle se cache."""

import re
from collections.abc import Iterator
from itertools import islice

from qualicli.modeles.anomalie import Faute, Gravite, Position, position_octet
from qualicli.modeles.nominatif import (
    COURRIEL,
    INTERNATIONAL,
    NATIONAL,
    courriels_declares,
    neuf_chiffres,
    numeros_declares,
)
from qualicli.regles.contexte import Contexte, Regle

_ANNUAIRE = "annuaire.yaml"
_NOMINATIF = re.compile(r"[a-z-]+(?:\.[a-z-]+)+[0-9]{0,2}", re.IGNORECASE)  # prenom.nom
_MAXIMUM = 100  # par fichier : au-delà, c'est tout le fichier qu'il faut reprendre


def courriels_nominatifs(contexte: Contexte) -> Iterator[Faute]:
    """Une adresse « prenom.nom » ne s'écrit que dans l'annuaire."""
    for fichier, position, adresse in _courriels(contexte):
        if _NOMINATIF.fullmatch(adresse.partition("@")[0]):
            message = f"L'adresse « {_masquer(adresse)} » semble celle d'une personne."
            conseil = "Citez la personne par son identifiant ; son adresse va dans annuaire.yaml."
            yield Faute(fichier, (), message, conseil, position)


def courriels_non_declares(contexte: Contexte) -> Iterator[Faute]:
    """Une adresse fonctionnelle est déclarée dans la démarche ou dans les services."""
    for fichier, position, adresse in _courriels(contexte):
        if not _NOMINATIF.fullmatch(adresse.partition("@")[0]):
            message = f"L'adresse « {_masquer(adresse)} » n'est pas une adresse déclarée."
            conseil = "Fonctionnelle, déclarez-la (« courriel » de l'organisme ou d'un service) ; sinon, retirez-la."
            yield Faute(fichier, (), message, conseil, position)


def telephones(contexte: Contexte) -> Iterator[Faute]:
    """Un numéro de téléphone ne s'écrit que dans l'annuaire, ou dans la démarche s'il est public."""
    admis = numeros_declares(contexte.dossier)
    for fichier, texte in contexte.textes.items():
        trouves = [*islice(NATIONAL.finditer(texte), _MAXIMUM)]
        if b"+33" in texte:
            trouves += islice(INTERNATIONAL.finditer(texte), _MAXIMUM)
        for trouve in trouves if fichier != _ANNUAIRE else ():
            if neuf_chiffres(trouve[0]) not in admis:
                message = "Un numéro de téléphone est écrit ici."
                conseil = "Public, déclarez-le dans « organisme: telephone » ; sinon, il va dans annuaire.yaml."
                yield Faute(fichier, (), message, conseil, position_octet(texte, trouve.start()))


def _courriels(contexte: Contexte) -> Iterator[tuple[str, Position, str]]:
    """Les adresses écrites hors de l'annuaire et non déclarées, et leur place."""
    admises = courriels_declares(contexte.dossier)
    for fichier, texte in contexte.textes.items():
        if b"@" in texte and fichier != _ANNUAIRE:
            for trouve in islice(COURRIEL.finditer(texte), _MAXIMUM):
                if trouve[0].lower() not in admises:
                    yield fichier, position_octet(texte, trouve.start()), trouve[0].decode()


def _masquer(adresse: str) -> str:
    """L'adresse, assez pour la reconnaître et pas assez pour la divulguer dans un rapport."""
    nom, _, domaine = adresse.partition("@")
    return f"{nom[:2]}…@{domaine}"


REGLES = (
    Regle(
        "NOM001",
        Gravite.ERREUR,
        "Courriel nominatif hors de l'annuaire",
        "Une adresse de la forme prenom.nom@… est une donnée personnelle : elle ne va que dans annuaire.yaml.",
        "commentaire: Voir avec camille.petit@exemple.fr",
        "commentaire: Voir avec la référente qualité",
        courriels_nominatifs,
    ),
    Regle(
        "NOM002",
        Gravite.AVERTISSEMENT,
        "Téléphone hors de l'annuaire",
        "Un numéro français est écrit ailleurs que dans annuaire.yaml, sans être celui de l'organisme.",
        "commentaire: Rappeler au 01 99 00 12 34",
        "commentaire: Rappeler le bureau des usagers",
        telephones,
    ),
    Regle(
        "NOM003",
        Gravite.AVERTISSEMENT,
        "Courriel non déclaré",
        "Une adresse qui ne semble pas nominative n'est déclarée ni par l'organisme ni par un service.",
        "lieu: inscriptions à accueil@exemple.fr",
        "organisme: {nom: …, courriel: accueil@exemple.fr}",
        courriels_non_declares,
    ),
)
