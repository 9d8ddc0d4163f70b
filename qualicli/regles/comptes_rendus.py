"""REU, suite des comptes rendus : après la réunion, et à temps."""

from collections.abc import Iterator

from qualicli import francais
from qualicli.modeles.anomalie import Chemin, Faute
from qualicli.modeles.reunion import Reunion
from qualicli.modeles.temps.dates import DateImprecise
from qualicli.regles.contexte import Contexte


def comptes_rendus_precoces(contexte: Contexte) -> Iterator[Faute]:
    """Un compte rendu n'est pas établi avant la réunion qu'il raconte."""
    for reunion in contexte.dossier.reunions.values():
        for chemin, date in _dates_compte_rendu(reunion):
            if date.precede(reunion.date):
                message = f"Le compte rendu ({date.en_clair()}) précède la réunion ({reunion.date.en_clair()})."
                yield Faute(reunion.fichier, chemin, message, "Corrigez l'une des deux dates.")


def comptes_rendus_tardifs(contexte: Contexte) -> Iterator[Faute]:
    """Un compte rendu est établi et diffusé dans le délai que la démarche se donne."""
    delai = contexte.dossier.demarche.delais.compte_rendu
    for reunion in contexte.connu.reunions.values():
        for chemin, date in _dates_compte_rendu(reunion):
            if date.debut > delai.apres(reunion.date.fin):
                jours = francais.pluriel((date.debut - reunion.date.fin).days, "jour")
                message = f"Le compte rendu vient {jours} après la réunion (délai : {delai})."
                yield Faute(
                    reunion.fichier, chemin, message, "Tenez ce délai, ou changez « delais: {compte_rendu: … } »."
                )


def _dates_compte_rendu(reunion: Reunion) -> Iterator[tuple[Chemin, DateImprecise]]:
    if reunion.etabli is not None:
        yield ("etabli", "date"), reunion.etabli.date
    if reunion.cr_diffuse_le is not None:
        yield ("cr_diffuse_le",), reunion.cr_diffuse_le


def comptes_rendus_attendus(contexte: Contexte) -> Iterator[Faute]:
    """Passé le délai, une réunion a un compte rendu établi ou diffusé."""
    delai = contexte.dossier.demarche.delais.compte_rendu
    for reunion in contexte.connu.reunions.values():
        sans = reunion.etabli is None and reunion.cr_diffuse_le is None and not reunion.diffusion
        if sans and delai.apres(reunion.date.fin) < contexte.au:
            message = f"Aucun compte rendu n'est établi ni diffusé ; le délai est de {delai}."
            yield Faute(
                reunion.fichier, ("date",), message, "Notez « etabli » ou « cr_diffuse_le » dès qu'il est prêt."
            )
