"""Ce que git sait du dossier : les fichiers qui ont un travail non commité.

Rien de ce que le dossier règle n'est exécuté, et ce qui ne peut se savoir sans exécuter est dit inconnu.
"""

import hashlib
import re
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from qualicli.depot.git import Git, depot_de
from qualicli.depot.inventaire import chemin_reel
from qualicli.erreurs import ErreurEcriture, ErreurGit, Sortie

TRANSFORMENT = ("filter", "working-tree-encoding", "ident")
_LFS = re.compile(rb"version https://git-lfs\.github\.com/spec/v1\n(?:.*\n)*?oid sha256:([0-9a-f]{64})\n")


class NonCommite(NamedTuple):
    """Un fichier dont le travail se perdrait, et pourquoi on le croit."""

    fichier: str
    raison: str


def non_commites(racine: Path, fichiers: Iterable[str]) -> list[NonCommite]:
    """Les fichiers présents que git n'a pas tels quels ; aucun hors d'un dépôt. Lève une erreur si git ne peut répondre."""
    cibles = {f: c for f in fichiers if (c := chemin_reel(racine, f)).is_file()}
    depot = depot_de(racine)
    if depot is None or not cibles:
        return []
    try:
        return _juger_tous(depot, cibles)
    except ErreurGit as erreur:
        raise _inconnu(erreur) from None


def _juger_tous(depot: Path, cibles: dict[str, Path]) -> list[NonCommite]:
    git = _Suivi(depot)
    git.verifier_sommet()
    noms = {f: c.parent.resolve().joinpath(c.name).relative_to(depot).as_posix() for f, c in cibles.items()}
    index, validation = git.index(noms.values()), git.validation(noms.values())
    juges = []
    for fichier, nom in noms.items():
        raison = _juger(git, nom, cibles[fichier].read_bytes(), index.get(nom), validation.get(nom))
        if raison:
            juges.append(NonCommite(fichier, raison))
    return juges


def _juger(git: "_Suivi", nom: str, octets: bytes, suivi: tuple[str, str] | None, commite: str | None) -> str:
    """Dit ce qui n'est pas commité d'un fichier ; vide si git l'a tel quel."""
    if suivi is None:
        return "git ne le suit pas"
    marque, objet = suivi
    if commite is None or objet != commite:
        return "ses changements sont préparés, mais non commités"
    if objet in noms_d_objet(octets, len(objet)):
        return ""
    if filtre := git.transformation(nom):
        if filtre == "lfs" and git.empreinte_lfs(objet) == hashlib.sha256(octets).hexdigest():
            return ""
        return f"git le transforme (« {filtre} ») : son état est inconnu"
    tu = " (git a ordre de ne pas les voir)" if marque.islower() or marque == "S" else ""
    return f"il a des changements non commités{tu}"


def noms_d_objet(octets: bytes, longueur: int) -> set[str]:
    """Les noms que git donnerait à un contenu : tel quel, ou fins de ligne ramenées à celles qu'il garde."""
    algorithme = hashlib.sha1 if longueur == 40 else hashlib.sha256
    return {
        algorithme(b"blob %d\0" % len(forme) + forme, usedforsecurity=False).hexdigest()
        for forme in {octets, octets.replace(b"\r\n", b"\n")}
    }


class _Suivi(Git):
    """Ce que git sait de quelques fichiers."""

    def validation(self, noms: Iterable[str]) -> dict[str, str]:
        """Par fichier commité, son objet ; rien avant le premier commit."""
        if not self.demander("rev-parse", "--quiet", "--verify", "HEAD^{tree}", admis=(0, 1)):
            return {}
        entrees = self.lister(("ls-tree", "-z", "--full-tree", "HEAD", "--"), noms)
        return {nom: tete.split(" ")[2] for tete, _, nom in (e.partition("\t") for e in entrees)}

    def transformation(self, nom: str) -> str:
        """Le filtre, ou l'attribut, par lequel git change ce fichier en le rangeant ; vide s'il n'y en a pas."""
        for attribut in TRANSFORMENT:
            reponse = self.demander("check-attr", "-z", attribut, "--", nom).split(b"\0")
            valeur = reponse[2].decode("utf-8", "replace") if len(reponse) > 2 else "unspecified"
            if valeur not in ("unspecified", "unset"):
                return valeur if attribut == "filter" else attribut
        return ""

    def empreinte_lfs(self, objet: str) -> str | None:
        """L'empreinte que LFS a laissée à la place d'un fichier : elle suffit, sans rien lancer."""
        if int(self.demander("cat-file", "-s", objet)) > 1024:
            return None
        trouve = _LFS.match(self.demander("cat-file", "blob", objet))
        return trouve[1].decode() if trouve else None


def _inconnu(erreur: ErreurGit) -> ErreurEcriture:
    message = f"Impossible de savoir s'il y a ici un travail non commité : {erreur.cause}. Rien n'est écrit."
    return ErreurEcriture(message, f"{erreur.conseil} Ou ajoutez --meme-modifie.", Sortie.ANOMALIES)
