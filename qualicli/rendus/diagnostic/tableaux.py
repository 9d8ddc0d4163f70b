"""Le diagnostic en tableau : CSV pour un tableur, Markdown pour un document."""

import csv
import io
from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from qualicli import francais
from qualicli.diagnostic.ecarts import Ecart
from qualicli.diagnostic.etablir import DiagnosticReferentiel
from qualicli.diagnostic.etats import EtatPoint
from qualicli.diagnostic.resultat import ResultatDiagnostic
from qualicli.diagnostic.synthese import SyntheseTaux, repartir
from qualicli.modeles.base import valeurs_admises
from qualicli.modeles.dossier import Dossier
from qualicli.modeles.referentiel import Canal
from qualicli.rendus.ecran import aplanir
from qualicli.rendus.labels import ETATS_ECHEANCES, dire_echeances, dire_labels
from qualicli.rendus.libelles import (
    CAUSES,
    STATUTS_MODULE,
    engagements_tenus,
    mot,
    nommer,
    nommer_lieu,
    nommer_service,
    nommer_site,
)
from qualicli.rendus.markdown import echapper, tableau

DECOUPAGES = ("module", "site", "service", "engagement")
_COLONNES_TAUX = ("declare", "prouve", "respect", "engagements_tenus")
ENTETES_TAUX = (
    *("date", "referentiel", "decoupage", "code", "libelle"),
    *(f"{t}_{c}" for t in _COLONNES_TAUX for c in ("numerateur", "denominateur", "pourcentage")),
)
ENTETES_ECARTS = (
    *("referentiel", "module", "exigence", "site", "service", "cause", "texte", "fichier", "ligne"),
    *("action", "responsable", "echeance"),
)


class LigneDeTaux(NamedTuple):
    """Une ligne d'un découpage : son code, son libellé, ses taux."""

    code: str
    libelle: str
    synthese: SyntheseTaux


def dire_dominante(synthese: SyntheseTaux) -> str:
    """Dit qu'une seule mesure fait presque tout le respect, et ce que valent les autres ; vide sinon."""
    grande = synthese.dominante
    if grande is None:
        return ""
    part = francais.en_pourcent(Fraction(grande.total, synthese.respect.denominateur))
    return (
        f"Respect : {grande.total} cas sur {synthese.respect.denominateur} ({part}) viennent de "
        f"{francais.guillemets(grande.indicateur.intitule)} ; sans eux, {synthese.respect_des_autres}."
    )


def decouper(dossier: Dossier, resultat: DiagnosticReferentiel, decoupage: str) -> list[LigneDeTaux]:
    """Découpe les taux d'un référentiel par module, site, service, engagement ou canal."""
    if decoupage == "canal":
        return list(_par_canal(resultat))
    cles: dict[str, Callable[[EtatPoint], tuple[str, str]]] = {
        "module": lambda e: (e.point.feuille.module.code, e.point.feuille.module.titre or ""),
        "site": lambda e: (e.point.site, nommer_site(dossier, e.point.site)),
        "service": lambda e: (
            e.point.responsable or "",
            nommer_service(dossier, e.point.responsable) or "sans service",
        ),
        "engagement": lambda e: (e.point.feuille.engagement.code, e.point.feuille.engagement.intitule),
    }
    groupes = repartir(resultat.etats, cles[decoupage])
    return [LigneDeTaux(code, libelle, resultat.synthese_de(etats)) for (code, libelle), etats in groupes.items()]


def _par_canal(resultat: DiagnosticReferentiel) -> Iterator[LigneDeTaux]:
    """Les points de chaque canal : un point qui en a plusieurs compte dans chacun, un point sans canal les a tous."""
    for canal in valeurs_admises(Canal):
        feuilles = ((e, e.point.feuille) for e in resultat.etats)
        siens = [e for e, f in feuilles if canal in (f.exigence.canaux or f.engagement.canaux or (canal,))]
        if siens:
            yield LigneDeTaux(canal, francais.majuscule(mot(canal)), resultat.synthese_de(siens))


def csv_taux(resultat: ResultatDiagnostic) -> str:
    """Les taux de tous les découpages, une ligne chacun."""
    diagnostic = resultat.diagnostic
    lignes: list[list[str]] = []
    for bloc in diagnostic.referentiels:
        tete = [diagnostic.au.isoformat(), bloc.referentiel.id]
        lignes.append([*tete, "referentiel", bloc.referentiel.id, bloc.referentiel.nom, *_cellules(bloc.synthese)])
        for decoupage in DECOUPAGES:
            for ligne in decouper(diagnostic.dossier, bloc, decoupage):
                lignes.append([*tete, decoupage, ligne.code, ligne.libelle, *_cellules(ligne.synthese)])
        for hors in bloc.hors_label:
            synthese = bloc.synthese_de(hors.etats)
            lignes.append([*tete, "hors_label", hors.module.code, hors.module.titre or "", *_cellules(synthese)])
    return ecrire_csv([ENTETES_TAUX, *lignes])


def _cellules(synthese: SyntheseTaux) -> Iterator[str]:
    for taux in (synthese.declare, synthese.prouve, synthese.respect, synthese.engagements):
        yield francais.nombre(taux.numerateur)
        yield str(taux.denominateur)
        yield francais.pourcentage(taux.part) or ""


def csv_ecarts(resultat: ResultatDiagnostic, ecarts: Iterable[Ecart]) -> str:
    """Les écarts, un par ligne."""
    return ecrire_csv(
        [
            ENTETES_ECARTS,
            *(
                [
                    e.referentiel,
                    e.module,
                    e.exigence,
                    e.site or "",
                    e.service or "",
                    CAUSES[e.cause],
                    e.texte,
                    e.fichier,
                    str(resultat.ligne(e)),
                    e.action.id if e.action else "",
                    qui_doit(resultat.diagnostic.dossier, e),
                    e.echeance.texte if e.echeance else "",
                ]
                for e in ecarts
            ),
        ]
    )


def ecrire_csv(lignes: Iterable[Iterable[str]]) -> str:
    """Écrit du CSV à la française (« ; »). Un texte qui ressemble à une formule est neutralisé."""
    flux = io.StringIO()
    ecrivain = csv.writer(flux, delimiter=";", lineterminator="\n")
    for ligne in lignes:
        cellules = map(aplanir, ligne)
        ecrivain.writerow([f"'{c}" if c.lstrip()[:1] in ("=", "+", "-", "@") else c for c in cellules])
    return flux.getvalue()


def qui_doit(dossier: Dossier, ecart: Ecart) -> str:
    """Qui doit combler un écart : le responsable de l'action, à défaut le service qui pilote l'engagement."""
    if ecart.action is not None and ecart.action.responsable is not None:
        return nommer(dossier, ecart.action.responsable)
    return nommer_service(dossier, ecart.action.service if ecart.action and ecart.action.service else ecart.responsable)


def markdown(resultat: ResultatDiagnostic) -> str:
    """Le diagnostic en Markdown : taux, verdict, écarts."""
    diagnostic, dossier = resultat.diagnostic, resultat.diagnostic.dossier
    lignes = [f"# {echapper(dossier.demarche.organisme.nom)} : diagnostic au {francais.jour(diagnostic.au)}", ""]
    for bloc in diagnostic.referentiels:
        lignes += [f"## {echapper(bloc.referentiel.nom)} (version {echapper(bloc.referentiel.version)})", ""]
        rangees = [*decouper(dossier, bloc, "module"), LigneDeTaux("", "Ensemble", bloc.synthese)]
        lignes += [
            tableau(
                (
                    francais.majuscule(bloc.referentiel.mots.module),
                    "Déclaré",
                    "Prouvé",
                    "Respect",
                    engagements_tenus(bloc.referentiel.mots),
                ),
                ((f"{r.code} {r.libelle}".strip(), *_md_taux(r.synthese)) for r in rangees),
            ),
            "",
        ]
        for hors in bloc.hors_label:
            synthese = bloc.synthese_de(hors.etats)
            titre = echapper(hors.module.titre or "")
            lignes += [
                f"- Pour mémoire : {hors.module.code} {titre} ({STATUTS_MODULE[hors.statut]}), "
                f"déclaré {synthese.declare}, prouvé {synthese.prouve}.",
                "",
            ]
        verdict = "Labellisable." if bloc.est_labellisable else "Non labellisable :"
        verdict = "Clos : plus rien n'y est engagé." if bloc.est_clos else verdict
        lignes += ["### Verdict", "", verdict, ""]
        lignes += [f"- {echapper(r.texte)}" for r in bloc.raisons] + [""]
        lignes += ["### Écarts", "", *_tableau_ecarts(dossier, bloc.ecarts)]
    lignes += _labels(dossier, diagnostic.au, resultat.filtres.sites)
    return "\n".join(lignes).rstrip("\n") + "\n"


def _labels(dossier: Dossier, au: date, sites: Collection[str]) -> list[str]:
    dits = [f"- {echapper(texte)}" for texte in dire_labels(dossier, au, sites=sites)]
    dits += [
        f"- {echapper(texte)} : {e.echeance.en_complement()}, {ETATS_ECHEANCES[e.etat]}"
        for e, texte in dire_echeances(dossier, au, ETATS_ECHEANCES, sites)
    ]
    return ["## Labels", "", *dits, ""] if dits else []


def markdown_ecarts(resultat: ResultatDiagnostic, ecarts: Iterable[Ecart]) -> str:
    """Une liste d'écarts seule, en tableau Markdown."""
    return "\n".join(_tableau_ecarts(resultat.diagnostic.dossier, ecarts))


def _tableau_ecarts(dossier: Dossier, ecarts: Iterable[Ecart]) -> list[str]:
    rangees = [
        (
            dossier.citer(e.referentiel, e.exigence),
            nommer_lieu(dossier, e.site, e.service),
            CAUSES[e.cause],
            e.texte,
            qui_doit(dossier, e) or "à désigner",
            e.action.intitule if e.action else "sans action",
            e.echeance.en_clair() if e.echeance else "",
        )
        for e in ecarts
    ]
    entetes = (francais.majuscule(dossier.mots.exigence), "Où", "Cause", "Écart", "Qui le doit", "Action", "Échéance")
    return [tableau(entetes, rangees), ""] if rangees else ["Aucun écart.", ""]


def _md_taux(synthese: SyntheseTaux) -> tuple[str, ...]:
    return tuple(map(str, (synthese.declare, synthese.prouve, synthese.respect, synthese.engagements)))
