"""Les mesures qu'une périodicité rend dues : celles d'un indicateur, celles d'une exigence qu'aucun indicateur ne suit."""

from collections.abc import Iterator

from qualicli import francais
from qualicli.diagnostic.ecoutes import est_deduit
from qualicli.diagnostic.etats import EtatPoint
from qualicli.diagnostic.obligations.obligation import Obligation
from qualicli.diagnostic.obligations.regard import Regard, acteurs, jour
from qualicli.diagnostic.respect import Attente, Mesures
from qualicli.modeles.ecoute import Indicateur
from qualicli.modeles.temps.dates import DateImprecise


def mesures(regard: Regard) -> Iterator[Obligation]:
    """Chaque indicateur qui se mesure à intervalle fixe, puis chaque exigence qui le demande et n'a pas d'indicateur."""
    suivis: dict[str, list[Attente]] = {}
    muettes: dict[tuple[str, str], list[tuple[EtatPoint, Attente]]] = {}
    relevees = Mesures(regard.dossier, regard.au)
    for resultat in regard.diagnostic.referentiels:
        for etat in (e for e in resultat.etats if e.est_applicable):
            for attente in relevees.attentes(etat.point):
                if attente.indicateur is not None and not est_deduit(attente.indicateur):
                    suivis.setdefault(attente.indicateur.id, []).append(attente)
                else:
                    muettes.setdefault(etat.point.cle[:2], []).append((etat, attente))
    for indicateur in regard.dossier.indicateurs.values():
        propres = suivis.get(indicateur.id) or ([_propre(regard, indicateur)] if indicateur.periodicite else [])
        if propres:
            yield _d_un_indicateur(regard, indicateur, propres)
    for attentes in muettes.values():
        yield _d_une_exigence(regard, attentes)


def _propre(regard: Regard, indicateur: Indicateur) -> Attente:
    """Ce qu'attend un indicateur que ne regarde aucun point compté : sa propre périodicité, où que ce soit mesuré."""
    assert indicateur.periodicite is not None  # noqa: S101 (l'appelant l'a vérifié)
    faites = [(m.periode.fin, r, m) for r, m in enumerate(indicateur.mesures) if m.periode.est_acquise(regard.au)]
    _, rang, derniere = max(faites, key=lambda f: f[:2], default=(None, -1, None))
    limite = indicateur.periodicite.apres(derniere.periode.fin) if derniere else None
    return Attente(indicateur.periodicite, indicateur, rang, derniere, limite)


def _premiere(attentes: list[Attente]) -> tuple[DateImprecise | None, DateImprecise | None]:
    """Quand la première des mesures attendues est due, et de quand date celle d'avant ; jamais faite, sans date."""
    premiere = min(attentes, key=lambda a: (a.limite is not None, a.limite))
    limite = jour(premiere.limite) if premiere.limite else None
    return limite, premiere.derniere.periode if premiere.derniere else None


def _d_un_indicateur(regard: Regard, indicateur: Indicateur, attentes: list[Attente]) -> Obligation:
    echeance, depuis = _premiere(attentes)
    return regard.obligation(
        "mesure",
        f"indicateurs/{indicateur.id}",
        f"Mesurer {francais.guillemets(indicateur.intitule)}",
        indicateur,
        chemin=("mesures",),
        qui=acteurs(indicateur.responsable),
        services=regard.services_de(indicateur.service, indicateur.responsable),
        sites=tuple(dict.fromkeys(a.site for a in attentes if a.site)),
        modules=regard.modules_de(indicateur.couvre),
        depuis=depuis,
        echeance=echeance,
        revisions=sum(m.periode.est_acquise(regard.au) for m in indicateur.mesures),
    )


def _d_une_exigence(regard: Regard, attendues: list[tuple[EtatPoint, Attente]]) -> Obligation:
    echeance, depuis = _premiere([attente for _, attente in attendues])
    point = attendues[0][0].point
    suivi = next(
        (
            s
            for s in regard.dossier.engagements.values()
            if (s.referentiel, s.engagement) == (point.referentiel, point.feuille.engagement.code)
        ),
        None,
    )
    return regard.obligation(
        "mesure",
        f"engagements/{point.referentiel}:{point.feuille.code}",
        f"Mesurer {regard.dossier.citer(point.referentiel, point.feuille.code)} : {point.feuille.intitule}",
        suivi or regard.dossier.demarche,
        chemin=("engagement",) if suivi else ("perimetre",),
        services=tuple(dict.fromkeys(e.point.responsable for e, _ in attendues if e.point.responsable)),
        sites=tuple(dict.fromkeys(e.point.site for e, _ in attendues)),
        modules=(point.feuille.module.code,),
        depuis=depuis,
        echeance=echeance,
    )
