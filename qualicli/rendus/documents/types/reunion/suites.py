"""Les suites d'une réunion : ce qui est attendu, la prochaine, et ce que devient le compte rendu."""

from collections.abc import Iterator
from dataclasses import dataclass

from qualicli import francais
from qualicli.modeles.reunion import Reunion
from qualicli.rendus.documents.socle.contexte import ContexteDocument
from qualicli.rendus.documents.socle.decisions import DecisionVue, decisions_gardees, dire_validation
from qualicli.rendus.documents.socle.suggestions import SuggestionVue, suggestions_gardees
from qualicli.rendus.documents.socle.vue import ChampsNommes

_CANAUX = {
    "intranet": "sur le site intranet",
    "internet": "sur le site internet",
    "messagerie": "par messagerie",
    "affichage": "par affichage",
    "papier": "sur papier",
    "resana": "sur la plateforme RESANA",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SuitesReunion(ChampsNommes):
    """Les suites d'une réunion, hors des points de l'ordre du jour."""

    autres_decisions: tuple[DecisionVue, ...]
    autres_suggestions: tuple[SuggestionVue, ...]
    validation: str
    documents_remis: tuple[str, ...]
    prochaine: str
    conditions: tuple[str, ...]
    etabli: str
    destines: tuple[str, ...]
    diffuse: tuple[str, ...]
    conserve: str


def suivre_reunion(contexte: ContexteDocument, reunion: Reunion) -> SuitesReunion:
    """Met en mots les suites d'une réunion."""
    points = {p.id for p in reunion.ordre_du_jour}
    annoncee = reunion.prochaine
    prochaine = contexte.echeance(annoncee.date, reunion.date.fin) if annoncee else None
    deja_dite = prochaine is not None and any(prochaine.en_clair() in d.texte for d in reunion.decisions)
    return SuitesReunion(
        autres_decisions=decisions_gardees(reunion, lambda point: point not in points),
        autres_suggestions=suggestions_gardees(contexte, reunion, lambda point: point not in points),
        validation=dire_validation(reunion.ordre_du_jour),
        documents_remis=contexte.intitules(reunion.documents_remis),
        prochaine=prochaine.en_complement() if prochaine and not deja_dite else "",
        conditions=annoncee.conditions if annoncee else (),
        etabli=_etabli(reunion),
        destines=reunion.destinataires,
        diffuse=tuple(_diffuse(reunion)),
        conserve=_conserve(contexte, reunion),
    )


def _etabli(reunion: Reunion) -> str:
    if reunion.etabli is None:
        return ""
    ou = f"{francais.a_ville(reunion.etabli.lieu)}, " if reunion.etabli.lieu else ""
    return f"établi {ou}{reunion.etabli.date.en_complement()}"


def _diffuse(reunion: Reunion) -> Iterator[str]:
    """Où il est diffusé, et où il doit l'être : les voies d'un même jour ensemble, le jour une seule fois.

    Un document établi le 14 n'a pas été diffusé le 15 : ce qui suit sa date est à venir.
    """
    genres: dict[str, dict[str, list[str]]] = {}
    for diffusion in reunion.diffusion:
        rubrique = f"rubrique {francais.guillemets(diffusion.rubrique)}" if diffusion.rubrique else ""
        ou = ", ".join(filter(None, (rubrique, diffusion.url)))
        quand = diffusion.date.en_complement() if diffusion.date else ""
        a_venir = diffusion.date and reunion.etabli and diffusion.date.debut > reunion.etabli.date.fin
        jours = genres.setdefault("à diffuser" if a_venir else "diffusé", {})
        jours.setdefault(quand, []).append(f"{_CANAUX[diffusion.canal]}{f' ({ou})' if ou else ''}")
    for genre, jours in genres.items():
        yield f"{genre} {francais.liste(f'{quand} {francais.liste(voies)}'.strip() for quand, voies in jours.items())}"


def _conserve(contexte: ContexteDocument, reunion: Reunion) -> str:
    """« par le référent qualité pendant 5 ans (GED) »."""
    conservation = reunion.conservation
    if conservation is None:
        return ""
    qui = f"par {contexte.noms(reunion.date.fin).le(conservation.par)}" if conservation.par else ""
    duree = f"pendant {conservation.duree.en_clair()}" if conservation.duree else ""
    lieu = f"({conservation.lieu})" if conservation.lieu else ""
    return " ".join(filter(None, (qui, duree, lieu)))
