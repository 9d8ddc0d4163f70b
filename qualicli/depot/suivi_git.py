"""Ce que git sait du dossier : les fichiers qui ont un travail non commité.

Un dossier reçu peut porter des réglages hostiles (filtres, fsmonitor, crochets, dépôts emboîtés). Git n'est donc interrogé
que par ses commandes de plomberie, qui lisent l'index et les objets ; les fichiers, c'est nous qui les comparons. Rien
de ce que le dossier règle n'est exécuté, et ce qui ne peut se savoir sans exécuter est dit inconnu.
"""

import hashlib
import os
import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from qualicli.depot.inventaire import chemin_reel
from qualicli.erreurs import ErreurEcriture, Sortie

_ATTENTE = 30  # secondes : git ne fait que lire
_LOT = 200  # une ligne de commande a une longueur limitée
_PRUDENCE = ["--no-optional-locks", "--literal-pathspecs", "--no-replace-objects"]
for _reglage in (
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "core.attributesFile=/dev/null",
    "core.alternateRefsCommand=",
    "safe.bareRepository=explicit",
):
    _PRUDENCE += ["-c", _reglage]
# Un clone partiel irait chercher un objet absent par le programme qu'il règle : aucun protocole n'est admis.
_ENVIRONNEMENT = {"LC_ALL": "C", "GIT_ALLOW_PROTOCOL": "aucun", "GIT_NO_LAZY_FETCH": "1", "GIT_TERMINAL_PROMPT": "0"}
_TRANSFORMENT = ("filter", "working-tree-encoding", "ident")
_LFS = re.compile(rb"version https://git-lfs\.github\.com/spec/v1\n(?:.*\n)*?oid sha256:([0-9a-f]{64})\n")
_CAUSES = (
    (
        "dubious ownership",
        "le dossier appartient à un autre compte",
        "Si ce dossier est sûr : git config --global --add safe.directory CHEMIN",
    ),
    ("index", "son index est abîmé", "« git status » en dit plus."),
)


class NonCommite(NamedTuple):
    """Un fichier dont le travail se perdrait, et pourquoi on le croit."""

    fichier: str
    raison: str


def non_commites(racine: Path, fichiers: Iterable[str]) -> list[NonCommite]:
    """Les fichiers présents que git n'a pas tels quels ; aucun hors d'un dépôt. Lève une erreur si git ne peut répondre."""
    cibles = {f: c for f in fichiers if (c := chemin_reel(racine, f)).is_file()}
    entiere = racine.resolve()
    depot = next((d for d in (entiere, *entiere.parents) if os.path.lexists(d / ".git")), None)
    if depot is None or not cibles:
        return []
    git = _Git(depot)
    git.verifier_sommet()
    noms = {f: c.parent.resolve().joinpath(c.name).relative_to(depot).as_posix() for f, c in cibles.items()}
    index, validation = git.index(noms.values()), git.validation(noms.values())
    juges = []
    for fichier, nom in noms.items():
        raison = _juger(git, nom, cibles[fichier].read_bytes(), index.get(nom), validation.get(nom))
        if raison:
            juges.append(NonCommite(fichier, raison))
    return juges


def _juger(git: "_Git", nom: str, octets: bytes, suivi: tuple[str, str] | None, commite: str | None) -> str:
    """Dit ce qui n'est pas commité d'un fichier ; vide si git l'a tel quel."""
    if suivi is None:
        return "git ne le suit pas"
    marque, objet = suivi
    if commite is None or objet != commite:
        return "ses changements sont préparés, mais non commités"
    if objet in _objets(octets, len(objet)):
        return ""
    if filtre := git.transformation(nom):
        if filtre == "lfs" and git.empreinte_lfs(objet) == hashlib.sha256(octets).hexdigest():
            return ""
        return f"git le transforme (« {filtre} ») : son état est inconnu"
    tu = " (git a ordre de ne pas les voir)" if marque.islower() or marque == "S" else ""
    return f"il a des changements non commités{tu}"


def _objets(octets: bytes, longueur: int) -> set[str]:
    """Les noms que git donnerait à un contenu : tel quel, ou fins de ligne ramenées à celles qu'il garde."""
    algorithme = hashlib.sha1 if longueur == 40 else hashlib.sha256
    return {
        algorithme(b"blob %d\0" % len(forme) + forme, usedforsecurity=False).hexdigest()
        for forme in {octets, octets.replace(b"\r\n", b"\n")}
    }


class _Git:
    """Git, dans un dépôt, réduit à ce qui lit."""

    def __init__(self, depot: Path) -> None:
        self._depot = depot
        self._programme = _programme()
        propre = {cle: v for cle, v in os.environ.items() if not cle.startswith("GIT_")}
        self._environnement = propre | _ENVIRONNEMENT

    def _demander(self, *arguments: str, admis: tuple[int, ...] = (0,)) -> bytes:
        try:
            reponse = subprocess.run(  # noqa: S603 (le programme vient du PATH, jamais du dossier)
                [self._programme, *_PRUDENCE, *arguments],
                cwd=self._depot,
                env=self._environnement,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=_ATTENTE,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired):
            raise _inconnu("git ne répond pas", "« git status » en dit plus.") from None
        if reponse.returncode not in admis:
            dit = reponse.stderr.decode("utf-8", "replace").strip().partition("\n")[0]
            for signe, cause, conseil in _CAUSES:
                if signe in dit:
                    raise _inconnu(cause, conseil.replace("CHEMIN", self._depot.as_posix()))
            raise _inconnu(f"git répond « {dit.removeprefix('fatal: ')} »", "« git status » en dit plus.")
        return reponse.stdout

    def verifier_sommet(self) -> None:
        """Refuse un dépôt dont les réglages désignent d'autres fichiers que ceux du dossier."""
        sommet = self._demander("rev-parse", "--show-toplevel").decode("utf-8", "replace").rstrip("\r\n")
        if not sommet or not Path(sommet).exists() or not self._depot.samefile(sommet):
            raise _inconnu("ce dépôt git dit suivre un autre dossier", "Regardez « core.worktree » dans .git/config.")

    def index(self, noms: Iterable[str]) -> dict[str, tuple[str, str]]:
        """Par fichier suivi, sa marque (minuscule ou S : git a ordre de ne pas voir ses changements) et son objet."""
        suivis = {}
        for entree in self._lister(("ls-files", "--stage", "-v", "-z", "--full-name", "--"), noms):
            tete, _, nom = entree.partition("\t")
            marque, _, objet, rang = tete.split(" ")
            suivis[nom] = (marque, objet if rang == "0" else "en conflit")
        return suivis

    def validation(self, noms: Iterable[str]) -> dict[str, str]:
        """Par fichier commité, son objet ; rien avant le premier commit."""
        if not self._demander("rev-parse", "--quiet", "--verify", "HEAD^{tree}", admis=(0, 1)):
            return {}
        entrees = self._lister(("ls-tree", "-z", "--full-tree", "HEAD", "--"), noms)
        return {nom: tete.split(" ")[2] for tete, _, nom in (e.partition("\t") for e in entrees)}

    def transformation(self, nom: str) -> str:
        """Le filtre, ou l'attribut, par lequel git change ce fichier en le rangeant ; vide s'il n'y en a pas."""
        for attribut in _TRANSFORMENT:
            reponse = self._demander("check-attr", "-z", attribut, "--", nom).split(b"\0")
            valeur = reponse[2].decode("utf-8", "replace") if len(reponse) > 2 else "unspecified"
            if valeur not in ("unspecified", "unset"):
                return valeur if attribut == "filter" else attribut
        return ""

    def empreinte_lfs(self, objet: str) -> str | None:
        """L'empreinte que LFS a laissée à la place d'un fichier : elle suffit, sans rien lancer."""
        if int(self._demander("cat-file", "-s", objet)) > 1024:
            return None
        trouve = _LFS.match(self._demander("cat-file", "blob", objet))
        return trouve[1].decode() if trouve else None

    def _lister(self, commande: tuple[str, ...], noms: Iterable[str]) -> Iterable[str]:
        noms = list(noms)
        for debut in range(0, len(noms), _LOT):
            sortie = self._demander(*commande, *noms[debut : debut + _LOT])
            yield from (os.fsdecode(e) for e in sortie.split(b"\0") if e)


def _programme() -> str:
    """Git, là où le système range ses programmes : Windows le chercherait d'abord dans le dossier courant."""
    nom = "git.exe" if sys.platform == "win32" else "git"
    for dossier in os.environ.get("PATH", os.defpath).split(os.pathsep):
        candidat = Path(dossier, nom)
        if candidat.is_absolute() and candidat.is_file() and os.access(candidat, os.X_OK):
            return str(candidat)
    raise _inconnu("git n'est pas installé", "Installez git.")


def _inconnu(cause: str, conseil: str) -> ErreurEcriture:
    message = f"Impossible de savoir s'il y a ici un travail non commité : {cause}. Rien n'est écrit."
    return ErreurEcriture(message, f"{conseil} Ou ajoutez --meme-modifie.", Sortie.ANOMALIES)
