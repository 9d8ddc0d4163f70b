"""La fiche de présence : vierge avant la réunion, renseignée après ; ses colonnes sont celles du gabarit."""

from collections.abc import Iterator
from dataclasses import dataclass

from qualicli import francais
from qualicli.modeles.reunion import Reunion
from qualicli.rendus.documents.socle.contexte import ContexteDocument
from qualicli.rendus.documents.socle.participants import Participant, emargement, participant
from qualicli.rendus.documents.socle.reunions import attendus, nommer_reunion
from qualicli.rendus.documents.socle.vue import Vue

LIGNES_LIBRES = 6  # pour ceux que l'on n'attendait pas


@dataclass(frozen=True, slots=True, kw_only=True)
class Presence(Vue):
    """Qui signe, et combien sont venus ; sur une fiche vierge, personne n'est encore là."""

    date: str
    heure: str
    ou: str
    presidence: str
    vierge: bool
    participants: tuple[Participant, ...]
    presents: int
    emarges: int
    excuses: int


def composer(contexte: ContexteDocument, reunion: Reunion) -> Presence:
    """Met en mots la fiche de présence d'une réunion ; vierge si on le demande, ou si personne n'y est encore noté."""
    vierge = contexte.demande.vierge or not reunion.presents or not reunion.est_tenue(contexte.au)
    lignes = tuple(_attendus(contexte, reunion) if vierge else emargement(contexte, reunion))
    noms = contexte.noms(reunion.date.fin)
    return Presence(
        **contexte.tete(reunion.date, reunion.lieu and ""),
        titre=f"Fiche de présence {nommer_reunion(contexte, reunion)}",
        date=francais.majuscule(reunion.date.en_clair()),
        heure=francais.heure(reunion.heure) if reunion.heure else "",
        ou=francais.en_lieu(reunion.lieu or ""),
        presidence=noms.de(reunion.president) if reunion.president else "",
        vierge=vierge,
        participants=lignes,
        presents=len(reunion.presents),
        emarges=sum(p.visa is True for p in reunion.presents),
        excuses=len(reunion.excuses),
    )


def _attendus(contexte: ContexteDocument, reunion: Reunion) -> Iterator[Participant]:
    excuses = {str(e) for e in reunion.excuses}
    for acteur in attendus(contexte, reunion, reunion.instance):
        if str(acteur) not in excuses:
            yield participant(contexte, reunion, acteur, "")
    yield from [Participant("", "", "", "", "", "", "", "")] * LIGNES_LIBRES
