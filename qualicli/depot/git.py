"""Git, demandé sans rien exécuter de ce que le dossier configure : la seule porte vers lui.

Un dossier reçu peut porter des réglages hostiles (filtres, fsmonitor, crochets, alias, dépôts emboîtés). Git n'est donc demandé
que par ses commandes de plomberie, qui lisent et écrivent l'index, les objets et les références ; les fichiers, c'est nous
qui les comparons et les posons.
"""

import os
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from qualicli.erreurs import ErreurGit

_ATTENTE = 60  # secondes
_LOT = 200  # une ligne de commande a une longueur limitée
_PRUDENCE = ["--no-optional-locks", "--literal-pathspecs", "--no-replace-objects"]
_REGLAGES = (
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "core.attributesFile=/dev/null",
    "core.alternateRefsCommand=",
    "core.quotePath=false",
    "safe.bareRepository=explicit",
    "i18n.commitEncoding=UTF-8",
    "gc.auto=0",
    "maintenance.auto=false",
    "user.useConfigOnly=true",
)
for _reglage in _REGLAGES:
    _PRUDENCE += ["-c", _reglage]
# Un clone partiel irait chercher un objet absent par le programme qu'il règle : aucun protocole n'est admis.
_ENVIRONNEMENT = {"LC_ALL": "C", "GIT_ALLOW_PROTOCOL": "aucun", "GIT_NO_LAZY_FETCH": "1", "GIT_TERMINAL_PROMPT": "0"}
# Ce que la personne a réglé pour sa session, et non le dossier : qui elle est, et quand.
_PERSONNE = tuple(f"GIT_{qui}_{quoi}" for qui in ("AUTHOR", "COMMITTER") for quoi in ("NAME", "EMAIL", "DATE"))
_CAUSES = (
    (
        "dubious ownership",
        "le dossier appartient à un autre compte",
        "Si ce dossier est sûr : git config --global --add safe.directory CHEMIN",
    ),
    (
        "Permission denied",
        "ce compte n'a pas le droit d'écrire dans le dossier « .git »",
        "Demandez ce droit, et recommencez.",
    ),
    ("Read-only file system", "le disque est en lecture seule", "Travaillez sur une copie, ailleurs."),
    ("No space left on device", "le disque est plein", "Faites de la place, et recommencez."),
    ("index.lock", "un autre programme tient l'index de ce dépôt git", "Attendez qu'il finisse, et recommencez."),
    ("index", "dans ce dépôt git, l'index est abîmé", "« git status » en dit plus."),
)


def depot_de(racine: Path) -> Path | None:
    """Le dépôt qui suit un dossier : le premier de ses parents, lui compris, qui porte un « .git »."""
    entiere = racine.resolve()
    return next((d for d in (entiere, *entiere.parents) if os.path.lexists(d / ".git")), None)


class Git:
    """Git, dans un dépôt."""

    def __init__(self, depot: Path) -> None:
        self.depot = depot
        self.programme = programme()
        self._environnement = environnement() | _ENVIRONNEMENT

    def demander(
        self,
        *arguments: str,
        admis: tuple[int, ...] = (0,),
        entree: bytes | None = None,
        variables: Mapping[str, str] | None = None,
    ) -> bytes:
        """Lance une commande et rend sa réponse ; lève une erreur en français quand git refuse."""
        return executer(
            [self.programme, *_PRUDENCE, *arguments],
            self.depot,
            self._environnement | dict(variables or {}),
            admis,
            entree,
        )

    def texte(self, *arguments: str, admis: tuple[int, ...] = (0,)) -> str:
        """La réponse en texte, sans sa fin de ligne."""
        return os.fsdecode(self.demander(*arguments, admis=admis)).rstrip("\r\n")

    def chemin(self, nom: str) -> Path:
        """Où git range un de ses fichiers : il le sait même quand « .git » n'est qu'un renvoi."""
        return self.depot / self.texte("rev-parse", "--git-path", nom)

    def verifier_sommet(self) -> None:
        """Refuse un dépôt dont les réglages désignent d'autres fichiers que ceux du dossier."""
        sommet = self.texte("rev-parse", "--show-toplevel")
        if not sommet or not Path(sommet).exists() or not self.depot.samefile(sommet):
            raise ErreurGit("ce dépôt git dit suivre un autre dossier", "Regardez « core.worktree » dans .git/config.")

    def index(self, noms: Iterable[str]) -> dict[str, tuple[str, str]]:
        """Par fichier suivi, sa marque (minuscule ou S : git a ordre de ne pas voir ses changements) et son objet."""
        suivis = {}
        for entree in self.lister(("ls-files", "--stage", "-v", "-z", "--full-name", "--"), noms):
            tete, _, nom = entree.partition("\t")
            marque, _, objet, rang = tete.split(" ")
            suivis[nom] = (marque, objet if rang == "0" else "en conflit")
        return suivis

    def lister(self, commande: tuple[str, ...], noms: Iterable[str]) -> Iterable[str]:
        """Les entrées que rend une commande pour des fichiers, par lots."""
        noms = list(noms)
        for debut in range(0, len(noms), _LOT):
            sortie = self.demander(*commande, *noms[debut : debut + _LOT])
            yield from (os.fsdecode(e) for e in sortie.split(b"\0") if e)


def environnement(gardees: tuple[str, ...] = ()) -> dict[str, str]:
    """L'environnement de la personne, sans ce qui détournerait git ; ce qui dit qui elle est y reste."""
    return {cle: v for cle, v in os.environ.items() if not cle.startswith("GIT_") or cle in (*_PERSONNE, *gardees)}


def executer(
    commande: list[str],
    ou: Path,
    variables: Mapping[str, str],
    admis: tuple[int, ...],
    entree: bytes | None = None,
    attente: int = _ATTENTE,
) -> bytes:
    """Lance git et rend ce qu'il répond ; lève une erreur qui dit sa cause en français."""
    source: Any = {"stdin": subprocess.DEVNULL} if entree is None else {"input": entree}
    try:
        reponse = subprocess.run(  # noqa: S603 (le programme vient du PATH, jamais du dossier)
            commande, cwd=ou, env=variables, capture_output=True, timeout=attente, check=False, **source
        )
    except (OSError, subprocess.TimeoutExpired):
        raise ErreurGit("git ne répond pas", "« git status » en dit plus.") from None
    if reponse.returncode not in admis:
        dit = reponse.stderr.decode("utf-8", "replace").strip()
        for signe, cause, conseil in _CAUSES:
            if signe in dit.partition("\n")[0]:
                raise ErreurGit(cause, conseil.replace("CHEMIN", ou.as_posix()), dit)
        premiere = dit.partition("\n")[0].removeprefix("fatal: ")
        raise ErreurGit(f"git répond « {premiere} »", "« git status » en dit plus.", dit)
    return bytes(reponse.stdout)


def programme() -> str:
    """Git, là où le système range ses programmes : Windows le chercherait d'abord dans le dossier courant."""
    nom = "git.exe" if sys.platform == "win32" else "git"
    for dossier in os.environ.get("PATH", os.defpath).split(os.pathsep):
        candidat = Path(dossier, nom)
        if candidat.is_absolute() and candidat.is_file() and os.access(candidat, os.X_OK):
            return str(candidat)
    raise ErreurGit("git n'est pas installé", "Installez git.")
