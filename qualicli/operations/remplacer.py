"""Remplacer un document : une fiche de plus, qui remplace l'ancienne à sa date ; l'ancienne reste et vaut pour le passé."""

from pathlib import Path
from typing import Any

from qualicli import francais
from qualicli.erreurs import ErreurUsage
from qualicli.modeles.base import en_identifiant
from qualicli.modeles.documents import Preuve
from qualicli.modeles.familles import famille_de
from qualicli.operations.ajouter import Ajout, brut, composer_ajouts
from qualicli.operations.classeurs import DossierOuvert
from qualicli.operations.designer import designer
from qualicli.operations.destinations import destination
from qualicli.operations.gestes import Geste
from qualicli.operations.pieces import recevoir
from qualicli.operations.possibles import cites
from qualicli.operations.reponses import Reponses

# Ce qui est propre à une version : le reste passe de l'ancienne fiche à la nouvelle.
PROPRES = frozenset(
    {"fichier", "empreinte", "url", "date", "version", "caducite", "motif", "etat", "remplace"}
    | {"lectures", "echanges", "commentaire"}
)


def ancien(ouvert: DossierOuvert, texte: str) -> Preuve:
    """Le document à remplacer."""
    trouve = designer(ouvert.dossier, [famille_de(Preuve)], texte)
    assert isinstance(trouve, Preuve)  # noqa: S101 (c'est la famille où l'on cherche)
    suivant = next((p for p in ouvert.dossier.preuves.values() if p.remplace == trouve.id), None)
    if suivant is not None:
        raise ErreurUsage(
            f"« {trouve.id} » est déjà remplacé par « {suivant.id} ».", f"Remplacez plutôt « {suivant.id} »."
        )
    return trouve


def reprendre(ouvert: DossierOuvert, document: Preuve, reponses: Reponses) -> None:
    """Répond d'après l'ancienne fiche à ce qui ne dépend pas de la version, quand rien d'autre n'y répond."""
    ecrites = brut(ouvert, document.fichier)
    gardees: dict[str, Any] = {cle: v for cle, v in ecrites.items() if cle not in PROPRES}
    if ecrites.get("caducite") == "sans_objet" and "caducite" not in reponses.valeurs:
        gardees |= {cle: ecrites[cle] for cle in ("caducite", "motif") if cle in ecrites}
    for cle, valeur in gardees.items():
        if reponses.formulaire.question(cle) is not None:
            reponses.valeurs.setdefault(cle, valeur)


def remplacer(
    ouvert: DossierOuvert, document: Preuve, fichier: Path | None, reponses: Reponses, identifiant: str = ""
) -> Geste:
    """Ce qu'écrirait une nouvelle version : sa fiche, sa pièce ; l'ancienne fiche ne change pas. N'écrit rien."""
    cible = destination("preuve")
    piece = recevoir(fichier, cible.formulaire, cites("references", ouvert.dossier)) if fichier else None
    if piece is not None and document.empreinte == piece.empreinte:
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


def _suite(document: Preuve) -> str:
    return f"« {document.id} » ne change pas : elle vaut toujours pour le passé."
