"""Les documents que l'outil sait produire : un registre que l'on lit d'un coup d'œil."""

from collections.abc import Mapping

from qualicli import francais
from qualicli.erreurs import ErreurUsage
from qualicli.rendus.documents.genres import (
    DocumentDAudit,
    DocumentDeReunion,
    DocumentDeService,
    DocumentDInstance,
    DocumentDuDossier,
    DocumentParService,
    TypeDocument,
)
from qualicli.rendus.documents.socle.contexte import ContexteDocument
from qualicli.rendus.documents.socle.demande import OPTIONS

_TYPES: tuple[TypeDocument, ...] = (
    DocumentDeReunion("clu", "Compte rendu {clu}", "reunion.clu", ("clu",), raconte=True),
    DocumentDeReunion(
        "copil", "Relevé de conclusions {copil}, ou de toute réunion", "reunion.copil", ("copil",), raconte=True
    ),
    DocumentDInstance("convocation", "Convocation à la prochaine réunion d'une instance"),
    DocumentDuDossier("ecarts", "Rapport d'écarts : ce qui manque, par quelles pièces commencer"),
    DocumentDuDossier(
        "bilan", "Bilan annuel pour le comité technique, et sa synthèse publique", "bilan.document", se_signe=True
    ),
    DocumentDuDossier("lettre-mission", "Lettre de mission du référent qualité", se_signe=True),
    DocumentDuDossier(
        "politique", "Politique qualité : périmètre, pilotage, perspectives", "politique.document", se_signe=True
    ),
    DocumentDeService("fiche-service", "Fiche d'un service : ses taux, sa grille, ce qu'on attend de lui"),
    DocumentParService("plan-actions", "Plan d'actions, entier ou par service (--service, --tous)"),
    DocumentParService("a-faire", "Ce qui est à faire et pour quand, en tout ou par service (--service, --tous)"),
    DocumentDuDossier("grille", "Grille d'auto-évaluation, entière ou d'un service (--service)"),
    DocumentDuDossier("point-etape", "Point d'étape : une page pour qui décide", "point_etape.document"),
    DocumentDuDossier("passation", "Passation : ce que transmet un référent qui part", "passation.document"),
    DocumentDeReunion("presence", "Fiche de présence, vierge ou renseignée"),
    DocumentDeService("commande", "Commande à un service : ce qu'on lui demande, et pour quand"),
    DocumentDeService("relance", "Relance d'un service : ce qu'il n'a pas encore rendu"),
    DocumentDuDossier("suivi-commandes", "Suivi des commandes aux services, à l'attention {copil}"),
    DocumentDuDossier("enquete", "Rapport d'une enquête, la dernière par défaut (--enquete)"),
    DocumentDuDossier("indicateurs", "Fiche d'indicateurs à l'attention {clu}"),
    DocumentDuDossier("affiche", "Affiche des résultats publiés, pour le hall (--papier a4 ou a3)"),
    DocumentDAudit("preparation-audit", "Préparation d'un audit : ce que l'auditeur verra, ce qui manque", avant=True),
    DocumentDAudit("plan-audit", "Plan d'un audit : la journée, qui est rencontré, les pièces demandées", avant=True),
    DocumentDAudit("rapport-audit", "Rapport d'un audit, en huit sections"),
    DocumentDAudit("fiche-ecart", "Fiche d'écart d'un constat (--constat), ou toutes (--tous : une par fichier)"),
    DocumentDAudit("pv-cloture", "Procès-verbal de clôture d'un audit"),
    DocumentDAudit("reponse-audit", "Lettre de réponse aux constats d'un audit"),
)
TYPES: Mapping[str, TypeDocument] = {t.nom: t for t in _TYPES}


def verifier_demande(document: TypeDocument, contexte: ContexteDocument) -> None:
    """Refuse une option que ce document ignorerait, ou une valeur que le dossier ne connaît pas."""
    for nom, option in OPTIONS.items():
        valeur = getattr(contexte.demande, nom)
        if not valeur:
            continue
        if not option.sert(document.nom, document.sujet):
            servis = francais.liste(t.nom for t in _TYPES if option.sert(t.nom, t.sujet))
            raise ErreurUsage(f"--{nom} ne sert pas à « {document.nom} ».", f"--{nom} ne vaut que pour {servis}.")
        connues = option.connues(contexte.dossier) if option.connues else (valeur,)
        if valeur not in connues:
            proche = francais.plus_proche(valeur, connues)
            conseil = f"Vouliez-vous dire « {proche} » ?" if proche else f"Valeurs : {', '.join(sorted(connues))}."
            raise ErreurUsage(f"« {valeur} » est inconnu pour --{nom}.", conseil)
