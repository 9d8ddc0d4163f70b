"""Dire d'un document s'il est signé : la mention qu'il porte, et ses rectificatifs."""

from collections.abc import Callable, Iterable

from qualicli import francais
from qualicli.erreurs import ErreurUsage
from qualicli.modeles.acte_signe import ActeSigne, normer
from qualicli.modeles.base import Objet
from qualicli.modeles.signatures import Difference, depuis_la_signature, entre_actes, versions
from qualicli.rendus import markdown
from qualicli.rendus.documents.socle.contexte import ContexteDocument
from qualicli.rendus.documents.socle.vue import RectificatifDit, TableauTexte, VersionDite

PROJET = "Projet"
_MONTREES = 40  # d'un rectificatif, on montre ces passages, et l'on compte les autres


def version_de_l_objet(contexte: ContexteDocument, famille: str, objet: Objet) -> VersionDite:
    """Ce que dit d'elle-même la version d'un objet, comparée à ce qui en est signé."""
    actes = versions(contexte.dossier.signatures, f"{famille}/{objet.id}", contexte.au)
    return _dire(actes, len(depuis_la_signature(actes[-1], objet)) if actes else 0)


def version_du_document(contexte: ContexteDocument, reference: str, texte: Callable[[], str]) -> VersionDite:
    """Ce que dit d'elle-même la version d'un document sans objet : signée, si c'est ce texte-ci qui l'est."""
    actes = versions(contexte.dossier.signatures, reference, contexte.au)
    if not actes:
        return VersionDite(PROJET)
    acte = actes[-1]
    if acte.le.fin == contexte.au and normer(acte.corps) == texte():
        return _dire(actes, 0)
    return VersionDite(f"{PROJET} ; dernière version signée {_le(acte)}")


def version_gardee(contexte: ContexteDocument, reference: str) -> tuple[str, str]:
    """Le titre et le texte de la dernière version signée d'un document, avec la mention qui le dit."""
    actes = versions(contexte.dossier.signatures, reference, contexte.au)
    if not actes:
        raise ErreurUsage(
            f"« {reference} » n'est pas signé au {francais.jour(contexte.au)}.",
            f"« qualicli signer {reference} --par FONCTION ».",
        )
    if contexte.demande.synthese:
        raise ErreurUsage("Seul le document entier se signe, non sa synthèse.", "Retirez --synthese, ou --signee.")
    version = _dire(actes, 0)
    lignes = normer(actes[-1].corps).split("\n")
    rang = next((i for i, ligne in enumerate(lignes) if ligne.startswith("# ")), 0)
    titre = lignes[rang].removeprefix("# ")
    suite = rang + (3 if len(lignes) > rang + 2 and lignes[rang + 2].startswith("**") else 1)
    lignes[suite:suite] = ["", f"*{markdown.echapper(version.mention)}*"]
    for rectificatif in version.rectificatifs:
        tableau = rectificatif.changements
        lignes += ["", "## Rectificatif", "", markdown.echapper(rectificatif.annonce), ""]
        lignes += markdown.tableau(tableau.colonnes, tableau.lignes).split("\n")
    return titre, "\n".join(lignes) + "\n"


def _dire(actes: list[ActeSigne], changements: int) -> VersionDite:
    if not actes:
        return VersionDite(PROJET)
    premier, dernier = next(a for a in actes if a.rectifie is None or a is actes[-1]), actes[-1]
    rectificatifs = tuple(_rectificatif(a, avant) for avant, a in _suites(actes))
    if not dernier.est_intact:
        return VersionDite(f"{PROJET} : l'acte signé {_le(dernier)} a été touché", rectificatifs)
    if changements:
        combien = francais.pluriel(changements, "changement")
        return VersionDite(f"{PROJET} : {combien} depuis la version signée {_le(dernier)}", rectificatifs)
    if dernier.rectifie is None:
        return VersionDite(f"Version signée {_le(dernier)} ({dernier.par})", rectificatifs)
    return VersionDite(f"Version signée {_le(premier)}, rectifiée {_le(dernier)} ({dernier.par})", rectificatifs)


def _le(acte: ActeSigne) -> str:
    return acte.le.en_complement()


def _suites(actes: list[ActeSigne]) -> Iterable[tuple[ActeSigne, ActeSigne]]:
    """Chaque rectificatif, et la version qu'il rectifie."""
    par_id = {a.id: a for a in actes}
    return ((par_id[a.rectifie], a) for a in actes if a.rectifie in par_id)


def _rectificatif(acte: ActeSigne, avant: ActeSigne) -> RectificatifDit:
    changes = entre_actes(avant, acte)
    annonce = f"Rectificatif signé {_le(acte)} ({acte.par}) : {(acte.motif or 'sans motif').rstrip('.')}."
    reste = len(changes) - _MONTREES
    if reste > 0:
        annonce += f" Les {_MONTREES} premiers passages sur {len(changes)}."
    colonnes = ("Passage", f"Version signée {_le(avant)}", "Version rectifiée")
    return RectificatifDit(annonce, TableauTexte(colonnes, tuple(map(_passage, changes[:_MONTREES]))))


def _passage(difference: Difference) -> tuple[str, str, str]:
    avant, apres = difference.cotes
    return francais.majuscule(difference.endroit), avant, apres
