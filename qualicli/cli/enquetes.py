"""La commande `enquetes`."""

from qualicli.cli.mesures import Depuis, FormatChiffres, chiffrer
from qualicli.cli.options import Date, Dossier, Services, Sites, Sortie


def enquetes(
    dossier: Dossier = None,
    date: Date = None,
    depuis: Depuis = None,
    site: Sites = None,
    service: Services = None,
    format_: FormatChiffres = "texte",
    sortie: Sortie = None,
) -> None:
    """Les résultats de chaque enquête, volet par volet : base, marge, comparaison à la vague précédente, ce qui est dû.

    Sort avec 1 quand le dossier n'a pas pu être lu en entier.
    """
    from qualicli.diagnostic.mesures.enquetes import enquetes as calculer
    from qualicli.rendus.mesures import enquetes as rendu

    chiffrer(calculer, rendu, dossier, (date, depuis, site, service), format_, sortie)
