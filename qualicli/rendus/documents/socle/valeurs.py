"""Comment un nombre, une cible ou une ligne de taux se dit, dans un tableau comme dans une figure."""

from decimal import Decimal
from fractions import Fraction

from qualicli import francais
from qualicli.diagnostic.etablir import DiagnosticReferentiel
from qualicli.modeles.ecoute import Indicateur, Mesure
from qualicli.rendus import libelles
from qualicli.rendus.diagnostic.tableaux import LigneDeTaux


def dire_valeur(indicateur: Indicateur, mesure: Mesure) -> str:
    """La valeur d'une mesure, et ses deux nombres quand c'est une part : « 84 % (42/50) »."""
    if mesure.total:
        conformes = mesure.conformes or 0
        return f"{francais.en_pourcent(Fraction(conformes, mesure.total))} ({conformes}/{mesure.total})"
    return dire_nombre(indicateur, mesure.valeur)


def dire_nombre(indicateur: Indicateur, valeur: Decimal | None) -> str:
    """Un nombre et l'unité de l'indicateur ; rien quand il n'y en a pas."""
    if valeur is None:
        return ""
    return f"{francais.nombre(valeur)}{francais.INSECABLE}{indicateur.unite or ''}".rstrip(f" {francais.INSECABLE}")


def dire_cible(indicateur: Indicateur, cible: Decimal | None, unite: str | None) -> str:
    """Une cible et son sens : « au plus 15 jours », « au moins 90 % » ; rien quand il n'y en a pas."""
    if cible is None:
        return ""
    entier = cible == 100 and unite in (None, "%")
    borne = "au plus " if indicateur.sens == "baisse" else "" if entier else "au moins "
    return f"{borne}{francais.nombre(cible)}{francais.INSECABLE}{unite or ''}".rstrip(f" {francais.INSECABLE}")


def nommer_ligne_taux(resultat: DiagnosticReferentiel, ligne: LigneDeTaux, decoupage: str) -> str:
    """Le nom d'une ligne de taux : le code précède un engagement, ou un module quand il y en a plusieurs."""
    plusieurs = len(resultat.referentiel.modules) > 1 and not libelles.est_un_mot(ligne.code)
    avec_code = decoupage == "engagement" or (decoupage == "module" and plusieurs)
    return f"{ligne.code} – {ligne.libelle}" if avec_code else ligne.libelle
