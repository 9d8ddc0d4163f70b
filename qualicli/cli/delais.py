"""La commande `delais`."""

from qualicli.cli.mesures import Depuis, FormatChiffres, chiffrer
from qualicli.cli.options import Date, Dossier, Services, Sites, Sortie


def delais(
    dossier: Dossier = None,
    date: Date = None,
    depuis: Depuis = None,
    site: Sites = None,
    service: Services = None,
    format_: FormatChiffres = "texte",
    sortie: Sortie = None,
) -> None:
    """Les délais de réponse, registre par registre et période par période : dans le délai, en retard, p50, p90, moyenne.

    Les réclamations et les suggestions des retours y sont aussi, par canal, avec leur taux de réponse.
    Sort avec 1 quand le dossier n'a pas pu être lu en entier.
    """
    from qualicli.diagnostic.mesures.retours import delais_et_retours as calculer
    from qualicli.rendus.mesures import delais as rendu

    chiffrer(calculer, rendu, dossier, (date, depuis, site, service), format_, sortie)
