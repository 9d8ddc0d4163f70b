"""Le diagnostic pour les machines. Contrat numéroté : on ajoute des clés, on n'en change pas le sens."""

import json
from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from typing import Any

from qualicli import francais
from qualicli.diagnostic.cycle import echeances_du_label, labels_du_dossier
from qualicli.diagnostic.ecarts import Ecart
from qualicli.diagnostic.etablir import Diagnostic, DiagnosticReferentiel
from qualicli.diagnostic.etats import EtatPoint
from qualicli.diagnostic.mouvement import Changement
from qualicli.diagnostic.obligations.resultat import TRANCHES, ranger
from qualicli.diagnostic.resultat import ResultatDiagnostic
from qualicli.diagnostic.synthese import SyntheseTaux, repartir
from qualicli.diagnostic.taux import Taux
from qualicli.diagnostic.verdict import Raison
from qualicli.modeles.dossier import Dossier
from qualicli.modeles.labels import LabelAu
from qualicli.rendus.libelles import nommer, nommer_service, nommer_site

FORMAT = 1


def rendre(resultat: ResultatDiagnostic) -> str:
    """Rend le diagnostic entier."""
    diagnostic, mouvement = resultat.diagnostic, resultat.mouvement
    rangees = ranger(resultat.attendues, diagnostic.au)
    contenu: dict[str, Any] = {
        "format": FORMAT,
        "date": diagnostic.au.isoformat(),
        "dossier": resultat.nom,
        "anomalies": resultat.erreurs,
        "referentiels": [_referentiel(diagnostic, r) for r in diagnostic.referentiels],
        "ecarts": [_ecart(resultat, e) for e in resultat.ecarts()],
        "labels": _labels(resultat),
        "a_faire": {t: len(rangees.get(t, ())) for t in TRANCHES},
    }
    if mouvement is not None:
        contenu["depuis"] = mouvement.depuis.isoformat()
        contenu["mouvements"] = [_changement(r, c) for r, liste in mouvement.changements.items() for c in liste]
    return ecrire(contenu)


def rendre_ecarts(resultat: ResultatDiagnostic, ecarts: Iterable[Ecart]) -> str:
    """Rend une liste d'écarts seule."""
    liste = [_ecart(resultat, e) for e in ecarts]
    date = resultat.diagnostic.au.isoformat()
    return ecrire({"format": FORMAT, "date": date, "dossier": resultat.nom, "ecarts": liste})


def ecrire(contenu: Any) -> str:
    """Écrit du JSON lisible, en UTF-8, toujours de la même façon."""
    return json.dumps(contenu, ensure_ascii=False, indent=2) + "\n"


def _referentiel(diagnostic: Diagnostic, resultat: DiagnosticReferentiel) -> dict[str, Any]:
    dossier, referentiel = diagnostic.dossier, resultat.referentiel
    par_module = repartir(resultat.etats, lambda e: e.point.feuille.module.code)
    par_site = repartir(resultat.etats, lambda e: e.point.site)
    par_service = repartir(resultat.etats, lambda e: e.point.responsable)
    par_engagement = repartir(resultat.etats, lambda e: e.point.feuille.engagement.code)
    modules = {m.code: m for m in referentiel.modules}
    engagements = {f.engagement.code: f.engagement for f in referentiel.feuilles}
    return {
        "id": referentiel.id,
        "nom": referentiel.nom,
        "version": referentiel.version,
        "clos": resultat.est_clos,
        "prochain_audit": resultat.prochain_audit.isoformat() if resultat.prochain_audit else None,
        "taux": taux_de(resultat.synthese),
        "points": _compte(resultat, resultat.etats),
        "modules": [{"code": c, "titre": modules[c].titre, **_groupe(resultat, e)} for c, e in par_module.items()],
        "sites": [
            {
                "id": s,
                "nom": nommer_site(dossier, s),
                **_groupe(resultat, e),
                "verdict": _verdict(resultat.raisons_par_site.get(s, ())),
                "modules": [
                    {"code": c, **_groupe(resultat, g)}
                    for c, g in repartir(e, lambda x: x.point.feuille.module.code).items()
                ],
            }
            for s, e in par_site.items()
        ],
        "services": [
            {"id": s, "nom": nommer_service(dossier, s) or None, **_groupe(resultat, e)} for s, e in par_service.items()
        ],
        "engagements": [
            {"code": c, "titre": engagements[c].intitule, **_groupe(resultat, e)} for c, e in par_engagement.items()
        ],
        "hors_label": [
            {
                "code": h.module.code,
                "statut": h.statut,
                "motif": h.motif or None,
                "sites": list(dict.fromkeys(e.point.site for e in h.etats)),
                **_groupe(resultat, h.etats),
            }
            for h in resultat.hors_label
        ],
        "non_applicables": [
            {"exigence": n.feuille.code, "site": n.site, "motif": n.motif} for n in resultat.non_applicables
        ],
        "verdict": {**_verdict(resultat.raisons), "labellisable": resultat.est_labellisable},
    }


def _labels(resultat: ResultatDiagnostic) -> list[dict[str, Any]]:
    dossier, au, sites = resultat.diagnostic.dossier, resultat.diagnostic.au, resultat.filtres.sites
    return [_label(dossier, vu, au) for vu in labels_du_dossier(dossier, au) if not sites or vu.site in sites]


def _label(dossier: Dossier, vu: LabelAu, au: date) -> dict[str, Any]:
    label = vu.label
    dates = (label.obtenu_le, vu.terme, label.maintenu_jusqu_au, label.retire_le)
    obtenu, terme, maintenu, retire = (quand.texte if quand else None for quand in dates)
    return {
        "referentiel": label.referentiel,
        "site": vu.site,
        "etat": vu.etat,
        "obtenu_le": obtenu,
        "echeance": terme,
        "echeance_deduite": vu.terme is not None and label.echeance is None,
        "maintenu_jusqu_au": maintenu,
        "retire_le": retire,
        "organisme": label.organisme,
        "certificat": label.certificat,
        "preuve": label.preuve,
        "niveau": label.niveau,
        "suivi_de": vu.suivant.referentiel if vu.suivant else None,
        "echeances": [
            {
                "nature": e.nature,
                "echeance": e.echeance.texte,
                "etat": e.etat,
                "audit": e.audit.id if e.audit else None,
                "pourquoi": _espaces(e.pourquoi),
            }
            for e in echeances_du_label(dossier, au, label)
            if e.site == vu.site
        ],
    }


def _changement(referentiel: str, changement: Changement) -> dict[str, Any]:
    return {
        "referentiel": referentiel,
        "sens": changement.sens,
        "exigence": changement.exigence,
        "site": changement.site,
        "service": changement.service,
        "avant": changement.avant,
        "apres": changement.apres,
        "explication": changement.explication,
    }


def _verdict(raisons: tuple[Raison, ...]) -> dict[str, Any]:
    return {"labellisable": not raisons, "raisons": [{"code": r.code, "texte": _espaces(r.texte)} for r in raisons]}


def _groupe(resultat: DiagnosticReferentiel, etats: Iterable[EtatPoint]) -> dict[str, Any]:
    liste = list(etats)
    return {"taux": taux_de(resultat.synthese_de(liste)), "points": _compte(resultat, liste)}


def _compte(resultat: DiagnosticReferentiel, etats: Iterable[EtatPoint]) -> dict[str, int]:
    synthese = resultat.synthese_de(list(etats))
    applicables = synthese.prouve.denominateur
    return {
        "applicables": applicables,
        "sans_objet": synthese.sans_objet,
        "partiels": synthese.partiels,
        "en_ecart": applicables - int(synthese.prouve.numerateur),
    }


def taux_de(synthese: SyntheseTaux) -> dict[str, Any]:
    """Les quatre taux, chacun avec son numérateur et son dénominateur."""
    return {
        "declare": _un_taux(synthese.declare),
        "prouve": _un_taux(synthese.prouve),
        "respect": {**_un_taux(synthese.respect), **_dominante(synthese)},
        "engagements_tenus": _un_taux(synthese.engagements),
    }


def _dominante(synthese: SyntheseTaux) -> dict[str, Any]:
    """La mesure qui fait à elle seule le respect, et ce que valent les autres ; rien quand il n'y en a pas."""
    mesure = synthese.dominante
    if mesure is None:
        return {}
    autres = _un_taux(synthese.respect_des_autres)
    nombres = {"conformes": mesure.conformes, "total": mesure.total}
    return {"dominante": {"indicateur": mesure.indicateur.id, **nombres, "autres": autres}}


def _un_taux(taux: Taux) -> dict[str, Any]:
    numerateur = taux.numerateur
    return {
        "numerateur": int(numerateur) if numerateur.denominator == 1 else float(Fraction(numerateur)),
        "denominateur": taux.denominateur,
        "pourcentage": francais.pourcentage(taux.part),
    }


def _ecart(resultat: ResultatDiagnostic, ecart: Ecart) -> dict[str, Any]:
    dossier, action = resultat.diagnostic.dossier, ecart.action
    return {
        "referentiel": ecart.referentiel,
        "module": ecart.module or None,
        "engagement": ecart.engagement or None,
        "exigence": ecart.exigence or None,
        "site": ecart.site,
        "service": ecart.service,
        "responsable": ecart.responsable,
        "cause": ecart.cause,
        "nature": ecart.nature,
        "texte": _espaces(ecart.texte),
        "fichier": ecart.fichier,
        "ligne": resultat.ligne(ecart),
        "action": action.id if action else None,
        "action_responsable": nommer(dossier, action.responsable) or None if action else None,
        "echeance": ecart.echeance.texte if ecart.echeance else None,
    }


def _espaces(texte: str) -> str:
    """Remplace les espaces insécables, gênantes pour qui compare des textes."""
    return texte.replace(francais.INSECABLE, " ")
