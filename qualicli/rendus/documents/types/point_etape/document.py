"""Le point d'étape : une page pour le préfet, où en est la démarche, ce qui a bougé, ce qui menace, ce qui est à décider."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

from qualicli import francais
from qualicli.diagnostic.etablir import DiagnosticReferentiel
from qualicli.diagnostic.mouvement import Sens, comparer
from qualicli.diagnostic.synthese import repartir
from qualicli.modeles.acteur import Acteur
from qualicli.modeles.label import mots_communs
from qualicli.modeles.temps.durees import Duree
from qualicli.rendus import libelles
from qualicli.rendus.documents.blocs.calendrier import calendrier_a_venir
from qualicli.rendus.documents.socle.contexte import ContexteDocument
from qualicli.rendus.documents.socle.decisions import DecisionVue, en_phrase
from qualicli.rendus.documents.socle.exigences import nommer_module
from qualicli.rendus.documents.socle.figures import DemandeFigure
from qualicli.rendus.documents.socle.labels import labels
from qualicli.rendus.documents.socle.points import PointsReferentiel, points_par_referentiel
from qualicli.rendus.documents.socle.retenir import ARetenir, chiffres_du_pilotage, premiers
from qualicli.rendus.documents.socle.vue import TableauTexte, Vue
from qualicli.rendus.documents.types.point_etape import alertes
from qualicli.rendus.obligations.mots import dire_qui, en_court

RECUL = Duree.lire("3 mois")
MONTREES = 3  # échéances : la note tient sur une page
PRESSEES = 2  # promesses, de même
_PROMESSES = ("action", "decision", "suggestion", "commande")


@dataclass(frozen=True, slots=True)
class MouvementRaconte:
    """Ce qui a changé dans un référentiel depuis une date."""

    nom: str
    avant: str
    apres: str
    details: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PointEtape(Vue):
    """La note d'étape."""

    date: str
    depuis: str
    retenir: ARetenir
    taux: TableauTexte
    en_ecart: int
    applicables: int
    hors_label: tuple[str, ...]
    clos: tuple[str, ...]  # les référentiels où plus rien n'est engagé
    labels: tuple[str, ...]
    mouvements: tuple[MouvementRaconte, ...]
    echeances: tuple[str, ...]
    alertes: tuple[str, ...]
    decisions: tuple[str, ...]


def composer(contexte: ContexteDocument) -> PointEtape:
    """Compose la note à la date demandée."""
    depuis = RECUL.avant(contexte.au)
    apres = contexte.diagnostic().referentiels
    avant = {r.referentiel.id: r for r in contexte.diagnostic(depuis).referentiels}
    prouves = [r.synthese.prouve for r in apres]
    destinataire, noms = _destinataire(contexte), contexte.noms()
    tenus = points_par_referentiel(contexte)
    attendues = tuple(alertes.decisions(contexte, tenus))
    return PointEtape(
        **contexte.tete(figures=DemandeFigure(contexte, contexte.au, depuis)),
        titre="Démarche qualité : point d'étape" + (f" pour {noms.designer(destinataire)}" if destinataire else ""),
        date=francais.jour(contexte.au),
        depuis=francais.jour(depuis),
        echeances=calendrier_a_venir(contexte, contexte.au)[:MONTREES],
        retenir=_retenir(contexte, attendues),
        taux=_taux(contexte, apres, avant),
        en_ecart=sum(t.denominateur - int(t.numerateur) for t in prouves),
        applicables=sum(t.denominateur for t in prouves),
        hors_label=tuple(_hors_label(contexte, [r for r in apres if not r.est_clos])),
        clos=tuple(r.referentiel.nom for r in apres if r.est_clos),
        labels=labels(contexte, derniers=True),
        mouvements=tuple(_mouvement(avant[c.resultat.referentiel.id], c) for c in tenus if not c.resultat.est_clos),
        alertes=tuple(alertes.alertes(contexte, tenus)),
        decisions=attendues,
        signature=contexte.signature(qui=_signataire(contexte)),
    )


def _retenir(contexte: ContexteDocument, attendues: Sequence[str]) -> ARetenir:
    """Ce qui ouvre la note : les chiffres, les décisions attendues, et ce qui est dû, le plus pressé d'abord."""
    pressees = [o for o in contexte.obligations() if o.nature in _PROMESSES][:PRESSEES]
    lignes = tuple(
        (
            francais.majuscule(dire_qui(contexte.dossier, contexte.au, o)),
            francais.majuscule(o.texte.rstrip(". ")),
            en_court(o.echeance),
        )
        for o in pressees
    )
    return ARetenir(
        chiffres=premiers(chiffres_du_pilotage(contexte, contexte.au)),
        decisions=tuple(
            DecisionVue(francais.majuscule(en_phrase(d)), "décision", f"D{n}") for n, d in enumerate(attendues, 1)
        ),
        attendu=TableauTexte(("Qui", "Quoi", "Pour quand"), lignes).sans_vides(),
    )


def manques(contexte: ContexteDocument) -> Iterator[str]:
    """Ce qui rendrait la note plus utile."""
    if not contexte.jalons_apres(contexte.au):
        yield "aucune étape à venir (jalons/)"
    if _destinataire(contexte) is None:
        yield "à qui l'adresser : la plus haute autorité, présidente d'une instance (instances.yaml) ou rôle (annuaire.yaml)"


def _taux(
    contexte: ContexteDocument, apres: tuple[DiagnosticReferentiel, ...], avant: Mapping[str, DiagnosticReferentiel]
) -> TableauTexte:
    """Les taux de chaque module, et le taux prouvé d'alors."""
    lignes = []
    for resultat in apres:
        ancien = avant[resultat.referentiel.id]
        anciens = repartir(ancien.etats, lambda e: e.point.feuille.module.code)
        groupes = repartir(resultat.etats, lambda e: e.point.feuille.module)
        for module, etats in groupes.items():
            synthese = resultat.synthese_de(etats)
            alors = ancien.synthese_de(anciens.get(module.code, [])).prouve
            nom = contexte.dossier.preciser(resultat.referentiel.id, nommer_module(module))
            lignes.append((nom, str(synthese.declare), str(synthese.prouve), str(alors)))
        if len(groupes) > 1:
            synthese = resultat.synthese
            nom = f"Ensemble ({resultat.referentiel.nom})" if len(apres) > 1 else "Ensemble"
            lignes.append((nom, str(synthese.declare), str(synthese.prouve), str(ancien.synthese.prouve)))
    mot = francais.majuscule(mots_communs(r.referentiel.mots for r in apres).module)
    return TableauTexte((mot, "Déclaré", "Prouvé", "Prouvé avant"), tuple(lignes))


def _hors_label(contexte: ContexteDocument, resultats: Sequence[DiagnosticReferentiel]) -> Iterator[str]:
    for resultat in resultats:
        for hors in (h for h in resultat.hors_label if h.statut != "envisage"):  # une décision attendue le dit déjà
            sites = francais.liste(
                dict.fromkeys(libelles.nommer_site(contexte.dossier, e.point.site) for e in hors.etats)
            )
            module = contexte.dossier.citer(resultat.referentiel.id, hors.module.code)
            yield f"{module} ({libelles.STATUTS_MODULE[hors.statut]}, {francais.minuscule(sites)})"


def _mouvement(avant: DiagnosticReferentiel, points: PointsReferentiel) -> MouvementRaconte:
    apres = points.resultat
    changements = comparer(avant, apres)
    compte = Counter(c.sens for c in changements)
    details = tuple(
        _compter(sens, compte[sens], rang == 0) for rang, sens in enumerate(s for s in get_args(Sens) if compte[s])
    )
    return MouvementRaconte(apres.referentiel.nom, str(avant.synthese.prouve), str(apres.synthese.prouve), details)


def _compter(sens: str, combien: int, premier: bool) -> str:
    """« 5 points gagnés », puis « 1 en recul » : le nom ne se dit qu'une fois."""
    mot, espace, suite = libelles.SENS[sens].partition(" ")
    accorde = mot if mot == "en" else francais.accorder(combien, mot)
    return f"{francais.pluriel(combien, 'point') if premier else combien} {accorde}{espace}{suite}"


def _destinataire(contexte: ContexteDocument) -> Acteur | None:
    """Le préfet, tel que le dossier le nomme."""
    annuaire = contexte.dossier.annuaire
    connus = [
        *(i.president for i in contexte.dossier.instances.values() if i.president),
        *(Acteur(id=nom) for nom in (annuaire.roles if annuaire else ())),
    ]
    return next((a for a in connus if contexte.noms().fonction(a).startswith(("Préfet", "Préfète"))), None)


def _signataire(contexte: ContexteDocument) -> Acteur | None:
    """Qui préside le comité de pilotage."""
    return next((i.president for i in contexte.dossier.instances.values() if i.type == "copil"), None)
