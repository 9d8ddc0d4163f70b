"""Le parcours vers le label : des étapes, et ce qui montre dans un dossier que chacune est franchie. Des données."""

from typing import Annotated, Literal

from qualicli.modeles.base import Condition, Identifiant, IdReferentiel, Liste, Modele, Signification, Sourcee, Texte
from qualicli.modeles.suivi import TypeJalon

Signe = Annotated[
    Literal[
        "referent",
        "copil",
        "perimetre",
        "plan_communication",
        "autoevaluation",
        "plan_actions",
        "groupes_travail",
        "documents",
        "indicateurs",
        "clu",
        "formations",
        "audit_interne",
        "ajustements",
        "audit_externe",
        "label",
    ],
    Signification(
        referent="le rôle de référent est tenu, et il a sa lettre de mission",
        copil="le comité de pilotage s'est réuni",
        perimetre="les modules sont retenus, aucun n'attend de décision",
        plan_communication="le plan de communication est dans la base documentaire",
        autoevaluation="chaque point de contrôle est évalué",
        plan_actions="chaque écart a une action, et le comité de pilotage a validé le plan",
        groupes_travail="il y a au moins un groupe de travail",
        documents="aucune pièce ni procédure ne manque",
        indicateurs="des indicateurs sont définis, leurs mesures sont à jour",
        clu="le comité local des usagers s'est réuni",
        formations="les sessions de formation prévues sont tenues",
        audit_interne="un audit interne a eu lieu",
        ajustements="ce que l'audit interne a relevé est levé",
        audit_externe="l'audit de labellisation a eu lieu",
        label="le label est obtenu, et il vaut encore",
    ),
]


class EtapeParcours(Sourcee):
    """Une étape vers le label."""

    id: Identifiant
    """L'identifiant de l'étape, dans ce parcours."""
    titre: Texte
    """Ce qu'il faut faire, à l'infinitif."""
    signes: Liste[Signe]
    """Ce qui montre qu'elle est franchie : tous sont nécessaires."""
    jalons: Liste[TypeJalon] = ()
    """Les genres de jalons qui disent pour quand elle est prévue."""
    si: Condition | None = None
    """La condition hors de laquelle elle est sans objet."""


class ParcoursType(Modele):
    """Le parcours livré avec l'outil, pour tout référentiel qui n'en donne pas."""

    format: Literal["1"]
    """La version du format."""
    source: Texte
    """D'où viennent les étapes."""
    etabli_pour: Liste[IdReferentiel] = ()
    """Les référentiels dont parle la source ; pour les autres, ces étapes sont déduites."""
    etapes: Liste[EtapeParcours]
    """Les étapes, dans l'ordre."""
