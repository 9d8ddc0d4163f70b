"""Une cellule de date : un jour, un mois que son format seul distingue d'un jour, ou un texte qui dit une date."""

import re
from datetime import date

from pydantic_core import PydanticCustomError

from qualicli import francais
from qualicli.echanges.cellules.cellule import (
    DERNIERE_ANNEE,
    ESPACES,
    PREMIERE_ANNEE,
    Cellule,
    ValeurRefusee,
    a_virgule,
)
from qualicli.echanges.cellules.colonne import Colonne
from qualicli.echanges.cellules.dates_tapees import date_ecrite, manque_l_annee
from qualicli.modeles.temps.dates import DateImprecise


def est_premier_du_mois(cellule: Cellule) -> bool:
    """Vrai pour le premier jour d'un mois, dans une cellule qui en montre le jour."""
    return isinstance(cellule.valeur, date) and cellule.valeur.day == 1 and not cellule.montre


def est_imprecise(valeur: str) -> bool:
    """Vrai pour une date du dossier qui dit plus d'un jour."""
    try:
        return not DateImprecise.lire(valeur).est_exacte
    except PydanticCustomError:
        return False


def mois_ou_jour(cellule: Cellule) -> str:
    """Le doute d'un premier du mois : dans une cellule de date, un tableur fait de « mars 2022 » le 1er mars."""
    assert isinstance(cellule.valeur, date)  # noqa: S101 (`est_premier_du_mois` vient de le dire)
    jour = cellule.valeur
    mois = f"{francais.MOIS[jour.month - 1]} {jour.year}"
    return (
        f"{francais.jour_court(jour)} : le tableur a-t-il changé « {mois} » en un jour ? "
        f"tapez « '{mois} » pour le mois, « '{francais.jour(jour)} » pour le jour, apostrophe comprise"
    )


def mots_de_date(cellule: Cellule) -> str:
    """Une date d'un tableur, comme sa cellule la montre."""
    assert isinstance(cellule.valeur, date)  # noqa: S101 (l'appelant vient de le vérifier)
    imprecise = _imprecise(cellule)
    return DateImprecise.lire(imprecise).en_clair() if imprecise else francais.jour_court(cellule.valeur)


def _imprecise(cellule: Cellule) -> str:
    """Le mois ou l'année que montre une cellule de date, vide quand elle montre un jour."""
    jour = cellule.valeur
    if cellule.montre == "mois" and isinstance(jour, date) and jour.day == 1:
        return f"{jour:%Y-%m}" if jour.year > 999 else ""
    if cellule.montre == "annee" and isinstance(jour, date) and (jour.day, jour.month) == (1, 1):
        return f"{jour.year:04}"
    return ""


def lire_date(colonne: Colonne, cellule: Cellule, texte: str) -> str:
    """Lit une cellule de date, ou son texte. Lève `ValeurRefusee`, en français."""
    if isinstance(cellule.valeur, bool):
        raise ValeurRefusee("une date est attendue")
    if isinstance(cellule.valeur, date):
        if cellule.valeur.year < PREMIERE_ANNEE:
            raise ValeurRefusee(
                f"la date {francais.jour_court(cellule.valeur)} est trop ancienne ; pour une année seule, "
                "tapez-la précédée d'une apostrophe"
            )
        if colonne.au_mois and est_premier_du_mois(cellule):
            raise ValeurRefusee(mois_ou_jour(cellule))
        return _dans_le_siecle(_imprecise(cellule) or texte, francais.jour_court(cellule.valeur))
    if isinstance(cellule.valeur, int | float):
        if re.fullmatch(r"\d{4}", texte, re.ASCII) and PREMIERE_ANNEE <= int(texte) <= DERNIERE_ANNEE:
            return texte
        raise ValeurRefusee(f"« {a_virgule(texte)} » n'est pas une date")
    ecrite = date_ecrite(ESPACES.sub(" ", texte))
    if ecrite:
        return _dans_le_siecle(ecrite, texte)
    if manque_l_annee(ESPACES.sub(" ", texte)):
        raise ValeurRefusee(f"« {texte} » est une date sans année ; ajoutez l'année")
    raise ValeurRefusee(f"« {texte} » n'est pas une date ; écrivez 14/03/2022, mars 2022 ou premier trimestre 2022")


def _dans_le_siecle(ecrite: str, texte: str) -> str:
    lue = DateImprecise.lire(ecrite)
    if lue.debut.year < PREMIERE_ANNEE or lue.fin.year > DERNIERE_ANNEE + 1:  # l'hiver 2100 finit en 2101
        raise ValeurRefusee(f"« {texte} » : l'année est hors de {PREMIERE_ANNEE} à {DERNIERE_ANNEE} ; corrigez-la")
    return ecrite
