"""Remplacer un document : une fiche de plus, qui remplace l'ancienne à sa date ; l'ancienne reste et vaut pour le passé."""

from pathlib import Path
from typing import Any

from qualicli import francais
from qualicli.depot.corps import corps_de
from qualicli.erreurs import ErreurUsage
from qualicli.modeles.base import en_identifiant
from qualicli.modeles.documents import Document, Preuve
from qualicli.modeles.familles import A_PIECE, DOSSIERS, famille_de
from qualicli.modeles.formulaire import CORPS, Formulaire
from qualicli.operations.ajouter import Ajout, brut, composer_ajouts
from qualicli.operations.classeurs import DossierOuvert
from qualicli.operations.designer import designer
from qualicli.operations.destinations import Destination, destination
from qualicli.operations.formulaires import formulaire_de
from qualicli.operations.gestes import Geste
from qualicli.operations.pieces import recevoir
from qualicli.operations.possibles import cites
from qualicli.operations.reponses import Reponses

# Ce qui est propre à une version : le reste passe de l'ancienne fiche à la nouvelle.
PROPRES = frozenset(
    {"fichier", "empreinte", "url", "date", "version", "caducite", "motif", "etat", "remplace"}
    | {"lectures", "echanges", "commentaire"}
)


VERSIONNEES = tuple(f for f in DOSSIERS if issubclass(f.modele, Document))  # ce dont une version remplace une autre


def clefs() -> Formulaire:
    """Les clés de tout ce qui se remplace : on ne sait laquelle vaut qu'une fois l'ancien document trouvé."""
    formulaires = [formulaire_de(f) for f in VERSIONNEES]
    questions = {q.cle: q for f in formulaires for q in f.questions}
    return Formulaire(tuple(questions.values()), formulaires[0].premieres)


def destination_de(document: Document) -> Destination:
    """Où s'écrit sa nouvelle version : dans sa propre famille."""
    return destination(famille_de(type(document)).nom)


def ancien(ouvert: DossierOuvert, texte: str) -> Document:
    """Le document à remplacer : une preuve ou une procédure."""
    trouve = designer(ouvert.dossier, VERSIONNEES, texte)
    assert isinstance(trouve, Document)  # noqa: S101 (ce sont les familles où l'on cherche)
    suivant = next((p for p in ouvert.dossier.documents if p.remplace == trouve.id), None)
    if suivant is not None:
        raise ErreurUsage(
            f"« {trouve.id} » est déjà remplacé par « {suivant.id} ».", f"Remplacez plutôt « {suivant.id} »."
        )
    return trouve


def reprendre(ouvert: DossierOuvert, document: Document, reponses: Reponses) -> None:
    """Répond d'après l'ancienne fiche à ce qui ne dépend pas de la version, quand rien d'autre n'y répond."""
    ecrites = brut(ouvert, document.fichier)
    gardees: dict[str, Any] = {cle: v for cle, v in ecrites.items() if cle not in PROPRES}
    if ecrites.get("caducite") == "sans_objet" and "caducite" not in reponses.valeurs:
        gardees |= {cle: ecrites[cle] for cle in ("caducite", "motif") if cle in ecrites}
    if texte := corps_de(ouvert.octets[document.fichier]):
        gardees[CORPS] = texte
    for cle, valeur in gardees.items():
        if reponses.formulaire.question(cle) is not None:
            reponses.valeurs.setdefault(cle, valeur)


def remplacer(
    ouvert: DossierOuvert, document: Document, fichier: Path | None, reponses: Reponses, identifiant: str = ""
) -> Geste:
    """Ce qu'écrirait une nouvelle version : sa fiche, sa pièce ; l'ancienne fiche ne change pas. N'écrit rien."""
    cible = destination_de(document)
    if fichier and cible.famille.nom not in A_PIECE:
        raise ErreurUsage(
            f"Aucune pièce ne se joint à {document.fichier}.",
            "Donnez le texte de la nouvelle version : --texte-depuis.",
        )
    piece = recevoir(fichier, cible.formulaire, cites("references", ouvert.dossier)) if fichier else None
    if piece is not None and isinstance(document, Preuve) and document.empreinte == piece.empreinte:
        raise ErreurUsage(
            f"« {fichier} » est la pièce que « {document.id} » joint déjà.", "Donnez la nouvelle version."
        )
    reprendre(ouvert, document, reponses)
    reponses.valeurs["remplace"] = document.id
    quand = reponses.valeurs["date"]
    if document.date is not None and document.date.texte >= str(quand):
        raise ErreurUsage(
            f"La nouvelle version ({quand}) n'est pas plus récente que l'ancienne ({document.date.texte}).",
            "Sa date est celle du document : corrigez --date.",
        )
    base = identifiant or en_identifiant(
        f"{document.id[:60]} {reponses.valeurs.get('version', '') or quand}".strip(), 80
    )
    geste = composer_ajouts(ouvert, [Ajout(cible, reponses, piece, base)])
    sujet = f"Nouvelle version de {francais.guillemets(document.intitule)}"
    return Geste(
        geste.ouvert,
        sujet,
        geste.effets,
        geste.fiches,
        geste.pieces,
        (*geste.mentions, _suite(document)),
        geste.anomalies,
    )


def _suite(document: Document) -> str:
    return f"« {document.id} » ne change pas : elle vaut toujours pour le passé."
