"""La boucle d'un constat : relevé, action, preuve, levée, vérification, réévaluation ; chaque maillon, ou ce qui lui manque."""

from collections.abc import Iterator
from typing import Any

from qualicli.diagnostic.audits import NonConformite
from qualicli.diagnostic.etablir import Diagnostic
from qualicli.diagnostic.expliquer import ExplicationPoint
from qualicli.diagnostic.resultat import Situer
from qualicli.modeles.baremes import bareme_de, est_reevalue, reevaluations
from qualicli.rendus.ecran import Ecran, paragraphe
from qualicli.rendus.libelles import mot, nommer

_VIDE = "        "


def rendre(diagnostic: Diagnostic, point: ExplicationPoint, situer: Situer) -> Ecran:
    """Les constats d'audit du point, et la boucle de chacun."""
    if not point.constats:
        return []
    lignes: Ecran = [[("  Constats d'audit", "")]]
    for trouve in point.constats:
        audit, rang, constat = trouve
        nature = bareme_de(diagnostic.dossier, audit, constat).nom(constat.nature_au(diagnostic.au))
        ou = f"{audit.fichier}:{situer(audit.fichier, ('constats', rang)).ligne}"
        lignes += paragraphe(f"{audit.intitule}, {nature} : {constat.texte.rstrip('.')}, {ou}", "    ", _VIDE)
        for fait, maillon in _boucle(diagnostic, trouve):
            lignes += paragraphe(
                maillon, f"{_VIDE}{'✓' if fait else '✗'} ", _VIDE + "  ", "green" if fait else "yellow"
            )
    return lignes


def _boucle(diagnostic: Diagnostic, trouve: NonConformite) -> Iterator[tuple[bool, str]]:
    dossier, au, constat = diagnostic.dossier, diagnostic.au, trouve.constat
    if constat.nature_au(au) not in bareme_de(dossier, trouve.audit, constat).a_corriger:
        return
    for dit, texte in (("cause", constat.cause), ("correction", constat.correction)):
        if texte:
            yield True, f"{dit} : {texte}"
    action = dossier.actions.get(constat.action or "")
    yield (
        action is not None and action.est_faite(au),
        f"action : {action.intitule} ({mot(action.statut)})" if action else "action : aucune",
    )
    document = next((d for d in dossier.documents if d.id == constat.preuve_levee), None)
    yield document is not None, f"preuve : {document.intitule}" if document else "preuve : aucune"
    leve = constat.levee_le if constat.est_leve(au) else None
    suivant = dossier.audits.get(constat.reporte_a or "")
    attente = f"à {suivant.intitule}" if suivant else "à faire"
    yield leve is not None, f"levée : {leve.en_clair()}" if leve else f"levée : {attente}"
    verifie = f"vérification : {nommer(dossier, constat.verifie_par)}"
    verifie += f", {constat.verifie_le.en_clair()}" if constat.verifie_le else ""
    fait = constat.est_verifie(au)
    if fait or trouve.audit.nature == "externe":
        yield fait, verifie if fait else "vérification : à faire"
    portees = [f"{mot(e.statut)} ({e.date.en_clair()})" for e in reevaluations(dossier, constat, au)]
    yield bool(portees), f"réévaluation : {portees[-1]}" if portees else "réévaluation : à faire"


def en_json(diagnostic: Diagnostic, point: ExplicationPoint, situer: Situer) -> list[dict[str, Any]]:
    """Les mêmes, pour les machines."""
    return [_un_json(diagnostic, trouve, situer) for trouve in point.constats]


def _un_json(diagnostic: Diagnostic, trouve: NonConformite, situer: Situer) -> dict[str, Any]:
    audit, rang, constat = trouve
    leve = constat.levee_le if constat.est_leve(diagnostic.au) else None
    return {
        "audit": audit.id,
        "id": constat.id,
        "nature": constat.nature_au(diagnostic.au),
        "action": constat.action,
        "preuve_levee": constat.preuve_levee,
        "levee_le": leve.texte if leve else None,
        "verifie": constat.est_verifie(diagnostic.au),
        "reevalue": leve is not None and est_reevalue(diagnostic.dossier, constat, diagnostic.au),
        "fichier": audit.fichier,
        "ligne": situer(audit.fichier, ("constats", rang)).ligne,
    }
