"""CMD : ce que l'on demande aux services se suit dans l'ordre, et une fois par service."""

from collections.abc import Iterator

from qualicli.modeles.anomalie import Chemin, Faute, Gravite
from qualicli.modeles.temps.dates import DateImprecise
from qualicli.modeles.tournee import Tournee
from qualicli.regles.contexte import Contexte, Regle


def _dates(tournee: Tournee) -> Iterator[tuple[Chemin, str, DateImprecise | None]]:
    """Ce qui ne vient qu'après la préparation : où c'est écrit, ce que c'est, quand."""
    yield ("retour",), "La date de retour", tournee.retour
    yield ("partie_le",), "Le départ", tournee.partie_le
    yield ("close_le",), "La clôture", tournee.close_le
    for rang, part in enumerate(tournee.services):
        for numero, retour in enumerate(part.retours):
            yield ("services", rang, "retours", numero, "le"), "La réponse", retour.le
        for numero, relance in enumerate(part.relances):
            yield ("services", rang, "relances", numero), "Le rappel", relance


def dates_avant_la_preparation(contexte: Contexte) -> Iterator[Faute]:
    """Rien d'une commande ne précède sa préparation."""
    for tournee in contexte.dossier.commandes.values():
        for chemin, quoi, quand in _dates(tournee):
            if quand is not None and quand.precede(tournee.preparee_le):
                preparee = tournee.preparee_le.en_clair()
                message = f"{quoi} ({quand.en_clair()}) précède la préparation de la commande ({preparee})."
                yield Faute(tournee.fichier, chemin, message, "Corrigez l'une des deux dates.")


def services_en_double(contexte: Contexte) -> Iterator[Faute]:
    """Un service n'a qu'une part dans une commande."""
    for tournee in contexte.dossier.commandes.values():
        vus: set[str] = set()
        for rang, part in enumerate(tournee.services):
            if part.service in vus:
                message = f"« {part.service} » a déjà sa part dans cette commande."
                yield Faute(
                    tournee.fichier,
                    ("services", rang, "service"),
                    message,
                    "Réunissez les deux parts : la première seule serait suivie.",
                )
            vus.add(part.service)


REGLES = (
    Regle(
        "CMD001",
        Gravite.ERREUR,
        "Commande aux dates en désordre",
        "Le retour, le départ, les réponses, les rappels et la clôture ne précèdent pas la préparation.",
        "preparee_le: 2022-03-15\nretour: 2022-02-15",
        "preparee_le: 2022-03-15\nretour: 2022-04-15",
        dates_avant_la_preparation,
    ),
    Regle(
        "CMD002",
        Gravite.ERREUR,
        "Service deux fois dans une commande",
        "La part d'un service est ce qu'on lui demande et ce qu'il rend : deux parts ne se suivraient pas.",
        "services:\n  - {service: accueil, exigences: [2.1]}\n  - {service: accueil, exigences: [2.2]}",
        "services:\n  - {service: accueil, exigences: [2.1, 2.2]}",
        services_en_double,
    ),
)
