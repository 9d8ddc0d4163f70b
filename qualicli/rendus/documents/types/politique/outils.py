"""La politique : les outils de suivi, et les sources des indicateurs."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from qualicli import francais
from qualicli.modeles.dossier import Dossier
from qualicli.rendus.documents.socle.contexte import ContexteDocument


@dataclass(frozen=True, slots=True)
class Outil:
    """Un outil de suivi : son nom, s'il est tenu dans le dossier, et où il le serait."""

    nom: str
    present: Callable[[Dossier], bool]
    ou: str

    def nommer(self, dossier: Dossier) -> str:
        """Son nom, avec les mots du dossier."""
        return self.nom.format(engagement=dossier.mots.engagement)


OUTILS = (
    Outil(
        "tableau de suivi par {engagement}, pour l'auto-évaluation",
        lambda d: any(e.evaluations for e in d.engagements.values()),
        "engagements/",
    ),
    Outil("plan d'actions, mis à jour régulièrement", lambda d: bool(d.actions), "actions/"),
    Outil("tableau de suivi de la formalisation des fiches de procédure", lambda d: bool(d.procedures), "procedures/"),
    Outil("tableau de suivi de la formalisation des autres documents", lambda d: bool(d.preuves), "preuves/"),
    Outil(
        "tableau des enregistrements",
        lambda d: any(x.caducite and x.acces for x in d.documents),
        "« caducite » et « acces » des fiches de preuves/",
    ),
    Outil("tableau de suivi des formations", lambda d: bool(d.formations), "formations/"),
    Outil("tableau de suivi des réunions", lambda d: bool(d.reunions), "reunions/"),
    Outil("rétroplanning", lambda d: bool(d.jalons), "jalons/"),
)

INDICATEURS = (
    Outil("tableau de bord des indicateurs", lambda d: bool(d.indicateurs), "indicateurs/"),
    Outil("tableau de suivi des délais", lambda d: bool(d.registres), "registres/"),
)


def outils(contexte: ContexteDocument) -> tuple[str, ...]:
    """Les outils de suivi réellement tenus dans le dossier."""
    return tuple(o.nommer(contexte.dossier) for o in OUTILS if o.present(contexte.dossier))


def outils_absents(contexte: ContexteDocument) -> Iterator[str]:
    """Les outils que le dossier ne tient pas, et où les tenir."""
    for outil in (*OUTILS, *INDICATEURS):
        if not outil.present(contexte.dossier):
            yield f"{outil.nom} : rien n'est tenu ({outil.ou})"


def outils_des_indicateurs(contexte: ContexteDocument) -> tuple[str, ...]:
    """Ce qui sert à suivre les indicateurs : tableaux du dossier, puis outils d'où viennent les chiffres."""
    return (*_tableaux_des_indicateurs(contexte.dossier), *_sources(contexte.dossier))


def _tableaux_des_indicateurs(dossier: Dossier) -> Iterator[str]:
    if dossier.registres:
        objets = dict.fromkeys(francais.minuscule(r.intitule) for r in dossier.registres.values())
        nom = francais.accorder(len(objets), "tableau de suivi des délais", "tableaux de suivi des délais")
        yield f"{nom} ({', '.join(objets)})"
    if dossier.indicateurs:
        yield "tableau de bord des indicateurs"


def _sources(dossier: Dossier) -> Iterator[str]:
    """Les outils nommés : « PILOT (délai d'instruction…) » ; un nom commun n'est pas un outil, c'est un tableau déjà cité."""
    trouvees: dict[str, dict[str, None]] = {}
    enquetes = {"satisfaction": "enquêtes de satisfaction", "mystere": "enquêtes mystères"}
    for enquete in dossier.enquetes.values():
        if enquete.source:
            trouvees.setdefault(enquete.source, {})[enquetes[enquete.type]] = None
    sondages = set(trouvees)
    for indicateur in dossier.indicateurs.values():
        if _est_outil(indicateur.source) and indicateur.source not in sondages:
            trouvees.setdefault(indicateur.source or "", {})[francais.minuscule(indicateur.intitule)] = None
    for registre in dossier.registres.values():
        if _est_outil(registre.source):
            trouvees.setdefault(registre.source or "", {})
    for source in sorted(trouvees, key=lambda s: (s in sondages, francais.sans_accent(s).lower())):
        yield f"{source} ({', '.join(trouvees[source])})" if trouvees[source] else source


def _est_outil(source: str | None) -> bool:
    """Vrai pour un outil qui a un nom ; un tableau de suivi est déjà cité comme tel."""
    return source is not None and source[:1].isupper() and not source.lower().startswith("tableau")
