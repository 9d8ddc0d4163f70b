"""Les documents que l'outil sait produire : un registre que l'on lit d'un coup d'œil."""

from collections.abc import Mapping

from qualicli import francais
from qualicli.erreurs import ErreurUsage
from qualicli.rendus.documents.genres import (
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
    DocumentDuDossier("bilan", "Bilan annuel pour le comité technique, et sa synthèse publique", "bilan.document"),
    DocumentDuDossier("lettre-mission", "Lettre de mission du référent qualité"),
    DocumentDuDossier("politique", "Politique qualité : périmètre, pilotage, perspectives", "politique.document"),
    DocumentDeService("fiche-service", "Fiche d'un service : ses taux, sa grille, ce qu'on attend de lui"),
    DocumentParService("plan-actions", "Plan d'actions, entier ou par service (--service, --tous)"),
    DocumentParService("a-faire", "Ce qui est à faire et pour quand, en tout ou par service (--service, --tous)"),
    DocumentDuDossier("grille", "Grille d'auto-évaluation, entière ou d'un service (--service)"),
    DocumentDuDossier("point-etape", "Point d'étape : une page pour qui décide", "point_etape.document"),
    DocumentDuDossier("passation", "Passation : ce que transmet un référent qui part", "passation.document"),
    DocumentDeReunion("presence", "Fiche de présence, vierge ou renseignée"),
    DocumentDuDossier("indicateurs", "Fiche d'indicateurs à l'attention {clu}"),
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
