"""De quoi fabriquer des dossiers d'essai : sur le disque, ou en mémoire pour les tirages au hasard."""

import json
import textwrap
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from lanceur import executer
from qualicli.modeles.demarche import Demarche
from qualicli.modeles.dossier import Dossier
from qualicli.modeles.familles import PAR_NOM
from qualicli.modeles.organisation import Services
from qualicli.modeles.referentiel import Referentiel
from qualicli.operations.rapporter import ouvrir_atelier
from qualicli.rendus.documents.socle.contexte import ContexteDocument
from qualicli.rendus.documents.socle.demande import DemandeDocument


def ecrire(racine: Path, fichiers: Mapping[str, str]) -> Path:
    """Écrit des fichiers dans un dossier, en UTF-8, et rend ce dossier."""
    for nom, texte in fichiers.items():
        chemin = racine / nom
        chemin.parent.mkdir(parents=True, exist_ok=True)
        chemin.write_text(textwrap.dedent(texte).lstrip("\n"), encoding="utf-8", newline="\n")
    return racine


# Les exemples et les dates où un constat d'audit qui bloque le label est ouvert.
CONSTATS_OUVERTS = {("loire-2022", "2022-05-15"), ("moselle-2015", "2015-11-23")}


def code_du_diagnostic(exemple: str, au: str) -> int:
    """Le code dont `diagnostic` doit sortir sur un exemple."""
    return int((exemple, au) in CONSTATS_OUVERTS)


def qualicli(*arguments: object, code: int | None = 0, **options: Any) -> str:
    """Lance la commande comme un utilisateur, et rend sa sortie ; vérifie le code de sortie."""
    resultat = executer([str(a) for a in arguments], **options)
    assert code is None or resultat.returncode == code, (resultat.returncode, resultat.stdout[-4000:], resultat.stderr)
    return resultat.stdout if resultat.returncode != 2 else resultat.stderr


def qualicli_json(*arguments: object, code: int | None = 0) -> Any:
    """Comme `qualicli`, en JSON."""
    return json.loads(qualicli(*arguments, "--format", "json", code=code))


def referentiel(modules: list[dict[str, Any]], **autres: Any) -> dict[str, Any]:
    """Un référentiel d'essai, en texte."""
    return {
        "format": "1",
        "id": "essai",
        "nom": "Essai",
        "version": "1",
        "editeur": "nous",
        "source": "S",
        "certitude": "etabli",
        "modules": modules,
        **autres,
    }


def en_memoire(
    demarche: dict[str, Any],
    referentiels: list[dict[str, Any]],
    engagements: dict[str, dict[str, Any]] | None = None,
    preuves: dict[str, dict[str, Any]] | None = None,
    indicateurs: dict[str, dict[str, Any]] | None = None,
    actions: dict[str, dict[str, Any]] | None = None,
    audits: dict[str, dict[str, Any]] | None = None,
    services: dict[str, Any] | None = None,
) -> Dossier:
    """Un dossier sans disque ; les engagements sont désignés par « référentiel/numéro »."""

    def objets(modele: Any, famille: str, valeurs: dict[str, dict[str, Any]] | None) -> dict[str, Any]:
        return {
            i: modele.model_validate({"@id": i, "@fichier": f"{famille}/{i}.yaml", **v})
            for i, v in (valeurs or {}).items()
        }

    tete = {"format": "1", "organisme": {"nom": "Préfecture d'essai"}}
    return Dossier(
        demarche=Demarche.model_validate({"@id": "qualicli.yaml", "@fichier": "qualicli.yaml", **tete, **demarche}),
        fichiers={
            "services.yaml": Services.model_validate({"@id": "s", "@fichier": "services.yaml", "services": services})
        }
        if services
        else {},
        referentiels={
            r["id"]: Referentiel.model_validate({"@id": r["id"], "@fichier": "(fourni)", **r}) for r in referentiels
        },
        familles={
            nom: objets(PAR_NOM[nom].modele, nom, valeurs)
            for nom, valeurs in {
                "engagements": engagements,
                "preuves": preuves,
                "indicateurs": indicateurs,
                "actions": actions,
                "audits": audits,
            }.items()
        },
    )


def contexte(racine: Path, au: str, **demande: Any) -> ContexteDocument:
    """Ce dont un document se sert, d'après un dossier du disque."""
    return ouvrir_atelier(racine, jour(au), DemandeDocument(**demande)).contexte


def jour(texte: str) -> date:
    """Une date ISO."""
    return date.fromisoformat(texte)
