"""La commande `indicateurs`."""

from qualicli.cli.mesures import Depuis, FormatChiffres, chiffrer
from qualicli.cli.options import Date, Dossier, Services, Sites, Sortie


def indicateurs(
    dossier: Dossier = None,
    date: Date = None,
    depuis: Depuis = None,
    site: Sites = None,
    service: Services = None,
    format_: FormatChiffres = "texte",
    sortie: Sortie = None,
) -> None:
    """La dernière valeur de chaque indicateur, sa cible, la précédente, la tendance, et la mesure qui est due.

    Sort avec 1 quand le dossier n'a pas pu être lu en entier.
    """
    from qualicli.diagnostic.mesures.indicateurs import indicateurs as calculer
    from qualicli.rendus.mesures import indicateurs as rendu

    chiffrer(calculer, rendu, dossier, (date, depuis, site, service), format_, sortie)
