"""La politique : la formation des agents."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from qualicli import francais
from qualicli.modeles.vie import Formation
from qualicli.rendus.documents.socle.contexte import ContexteDocument


@dataclass(frozen=True, slots=True)
class Formations:
    """La formation des agents : le plan, le suivi des nouveaux arrivants, ce qui se fait en attendant les sessions."""

    plans: tuple[str, ...]
    nouveaux_arrivants: bool
    attendues: str
    sur_place: tuple[str, ...]
    sensibilisation: bool
    emargement: bool


def formations(contexte: ContexteDocument) -> Formations | None:
    """Les formations du dossier, en mots."""
    toutes = contexte.dossier.formations.values()
    if not toutes:
        return None
    sessions = {"session_nationale": "nationales", "session_regionale": "régionales"}
    sensibilisations = [f for f in toutes if f.modalite == "sensibilisation"]
    return Formations(
        tuple(_plans(contexte, toutes)),
        any(f.nouveaux_arrivants for f in toutes),
        francais.liste((mots for m, mots in sessions.items() if any(f.modalite == m for f in toutes)), "ou"),
        tuple(_sur_place(contexte, f) for m in ("tutorat", "immersion", "echange") for f in toutes if f.modalite == m),
        bool(sensibilisations),
        any(s.emargement for f in sensibilisations for s in f.sessions),
    )


def _plans(contexte: ContexteDocument, toutes: Iterable[Formation]) -> Iterator[str]:
    noms = contexte.noms()
    for identifiant in dict.fromkeys(f.plan for f in toutes if f.plan):
        fiche = contexte.document(identifiant)
        if fiche is not None:
            repond = f", dont répond {noms.le(fiche.responsable)}," if fiche.responsable else ""
            yield f"{francais.le(fiche.intitule)}{repond}"


def _sur_place(contexte: ContexteDocument, formation: Formation) -> str:
    services = [francais.minuscule(contexte.service(s)) for s in formation.services]
    return francais.minuscule(formation.intitule) + (f" ({', '.join(services)})" if services else "")
