"""Préparer un audit : lire le dossier, y trouver l'audit, établir ce que l'auditeur verra. N'écrit rien."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from qualicli import francais
from qualicli.depot.lecture import Avancement
from qualicli.diagnostic.etablir import Diagnostic
from qualicli.diagnostic.preparation import Preparation, preparer
from qualicli.diagnostic.resultat import ResultatDiagnostic
from qualicli.erreurs import ErreurUsage
from qualicli.modeles.audit import Audit
from qualicli.operations.diagnostiquer import diagnostiquer


def preparer_audit(
    racine: Path, identifiant: str, au: date, avancement: Avancement | None = None
) -> tuple[ResultatDiagnostic, Preparation]:
    """Le diagnostic d'un dossier, et la préparation de l'un de ses audits, désigné par son identifiant."""
    resultat = diagnostiquer(racine, au, avancement=avancement)
    diagnostic = resultat.diagnostic
    return resultat, exiger_preparation(diagnostic, choisir(diagnostic.dossier.audits, identifiant))


def exiger_preparation(diagnostic: Diagnostic, audit: Audit) -> Preparation:
    """La préparation d'un audit ; refuse celui qui n'a pas de date, ou ne porte sur rien du périmètre."""
    preparation = preparer(diagnostic, audit)
    if preparation is None:
        raise ErreurUsage(
            f"Rien ne dit quel jour se tient l'audit « {audit.id} ».", f"Donnez sa date dans {audit.fichier}."
        )
    if not preparation.referentiels:
        raise ErreurUsage(
            f"L'audit « {audit.id} » porte sur « {audit.referentiel} », hors du périmètre.",
            f"Corrigez « referentiel » dans {audit.fichier}, ou le périmètre de qualicli.yaml.",
        )
    return preparation


def choisir(audits: Mapping[str, Audit], identifiant: str) -> Audit:
    """L'audit de cet identifiant ; refuse, avec un conseil, celui qui n'existe pas."""
    if identifiant in audits:
        return audits[identifiant]
    proche = francais.plus_proche(identifiant, audits)
    connus = f"Audits : {', '.join(sorted(audits))}." if audits else "Décrivez-le dans audits/."
    raise ErreurUsage(
        f"L'audit « {identifiant} » est inconnu.", f"Vouliez-vous dire « {proche} » ?" if proche else connus
    )
