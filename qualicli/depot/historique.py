"""L'historique d'un dossier : où il en est, ce que contient un enregistrement, en ajouter un. Ne touche à aucun fichier."""

import os
import re
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from qualicli.depot.git import Git, depot_de
from qualicli.erreurs import ErreurGit

_IDENTITE = re.compile(r"(.*?) ?<([^<>]*)> (\d{1,11}) ([+-]\d{4})")
# Quantificateurs possessifs : mille espaces se lisent d'une traite.
_AUTEUR = re.compile(r"([^<>\n]++)<\s*+([^<>@\s]++@[^<>\s]++)\s*+>")
_EN_COURS = {
    "MERGE_HEAD": ("une fusion", "merge"),
    "CHERRY_PICK_HEAD": ("une reprise (« cherry-pick »)", "cherry-pick"),
    "REVERT_HEAD": ("une annulation (« revert »)", "revert"),
    "rebase-merge": ("un réordonnancement (« rebase »)", "rebase"),
    "rebase-apply": ("un réordonnancement (« rebase »)", "rebase"),
}
ORDINAIRES = ("100644", "100755")


class Entree(NamedTuple):
    """Un fichier d'un arbre : son mode, et l'objet de son contenu."""

    mode: str
    objet: str


@dataclass(frozen=True)
class Enregistrement:
    """Un enregistrement : ses parents, qui l'a fait, quand, à l'heure de son poste, et son message."""

    objet: str
    parents: tuple[str, ...]
    auteur: str
    courriel: str
    quand: datetime
    message: str

    @property
    def titre(self) -> str:
        """La première ligne du message."""
        return self.message.partition("\n")[0].strip()


class Historique(Git):
    """L'historique d'un dossier de la démarche, qui peut n'être qu'un sous-dossier du dépôt."""

    def __init__(self, racine: Path, depot: Path) -> None:
        super().__init__(depot)
        self.racine = racine
        sous = racine.resolve().relative_to(depot).as_posix()
        self.prefixe = "" if sous == "." else f"{sous}/"

    # --- Où en est-on

    @cached_property
    def branche(self) -> str:
        """La branche où l'on travaille ; lève une erreur quand on n'est sur aucune."""
        nom = self.texte("symbolic-ref", "--quiet", "HEAD", admis=(0, 1))
        if not nom.startswith("refs/heads/"):
            raise ErreurGit(
                "ce dossier montre un ancien état, hors de toute branche : ce qui s'y enregistrerait se perdrait",
                "Revenez à votre branche (« git switch main », ou le nom de la vôtre), puis « qualicli enregistrer ».",
            )
        return nom.removeprefix("refs/heads/")

    def tete(self) -> str:
        """Le dernier enregistrement ; vide avant le premier."""
        return self.resoudre("HEAD")

    def resoudre(self, nom: str) -> str:
        """L'enregistrement que désigne un nom ; vide s'il ne désigne rien."""
        return self.texte("rev-parse", "--quiet", "--verify", f"{nom}^{{commit}}", admis=(0, 1, 128))

    def verifier_libre(self) -> None:
        """Refuse d'écrire au milieu d'une fusion commencée avec git, ou pendant qu'un autre programme tient l'index."""
        for nom, (quoi, commande) in _EN_COURS.items():
            if self.chemin(nom).exists():
                raise ErreurGit(
                    f"{quoi} commencée avec git n'est pas finie",
                    f"Finissez-la (« git {commande} --continue ») ou abandonnez-la (« git {commande} --abort »), "
                    "puis recommencez.",
                )
        if self.chemin("index.lock").exists():
            raise ErreurGit(
                "un autre programme git travaille dans ce dossier, ou y a été interrompu",
                "Attendez qu'il finisse, et recommencez ; si aucun ne tourne, ôtez le fichier « .git/index.lock ».",
            )

    # --- Lire

    def enregistrement(self, objet: str) -> Enregistrement:
        """Lit un enregistrement."""
        return lire_enregistrement(objet, self.demander("cat-file", "commit", objet))

    def depuis(self, jusqu_a: str, sauf: str = "", nombre: int = 0, dans: str = "") -> list[Enregistrement]:
        """Les enregistrements qui mènent à l'un d'eux, du plus récent au plus ancien."""
        borne = [f"--max-count={nombre}"] if nombre else []
        bornes = [jusqu_a, *([f"^{sauf}"] if sauf else [])]
        noms = self.texte("rev-list", "--date-order", *borne, *bornes, "--", *([dans] if dans else [])).split()
        return [self.enregistrement(nom) for nom in noms]

    def arbre(self, objet: str) -> dict[str, Entree]:
        """Tous les fichiers d'un enregistrement, par leur chemin dans le dépôt ; aucun sans enregistrement."""
        if not objet:
            return {}
        entrees = self.demander("ls-tree", "-r", "-z", "--full-tree", objet).split(b"\0")
        lues = (os.fsdecode(e).partition("\t") for e in entrees if e)
        return {nom: Entree(*tete.split(" ")[::2]) for tete, _, nom in lues}

    def changes_entre(self, avant: str, apres: str) -> dict[str, tuple[Entree | None, Entree | None]]:
        """Les fichiers qui changent d'un enregistrement à un autre, et ce que chacun en garde."""
        depart = avant or self.demander("mktree", entree=b"").decode().strip()  # l'arbre vide, avant le premier
        sortie = [
            os.fsdecode(e) for e in self.demander("diff-tree", "-r", "-z", "--no-renames", depart, apres).split(b"\0")
        ]
        changes = {}
        for tete, chemin in zip(sortie[::2], sortie[1::2], strict=False):
            mode_avant, mode_apres, objet_avant, objet_apres, _ = tete.removeprefix(":").split(" ")
            ecrits = (Entree(mode_avant, objet_avant), Entree(mode_apres, objet_apres))
            changes[chemin] = (
                ecrits[0] if set(mode_avant) != {"0"} else None,
                ecrits[1] if set(mode_apres) != {"0"} else None,
            )
        return changes

    def contenu(self, entree: Entree | None) -> bytes | None:
        """Le contenu d'un fichier d'un arbre ; rien s'il n'y est pas."""
        return None if entree is None else self.demander("cat-file", "blob", entree.objet)

    def base(self, une: str, autre: str) -> str:
        """Le dernier enregistrement commun à deux lignées ; vide si elles n'en ont pas."""
        return self.texte("merge-base", une, autre, admis=(0, 1)).partition("\n")[0]

    def est_partage(self, objet: str) -> bool:
        """Vrai quand un enregistrement est dans ce que l'on connaît d'un dépôt distant."""
        return bool(self.texte("for-each-ref", "--count=1", f"--contains={objet}", "refs/remotes"))

    # --- Écrire

    @cached_property
    def _vide(self) -> str:
        return "0" * (64 if self.texte("rev-parse", "--show-object-format") == "sha256" else 40)

    def _lignes(self, changees: Mapping[str, Entree | None]) -> bytes:
        lignes = (f"{e.mode} {e.objet}\t{nom}" if e else f"0 {self._vide}\t{nom}" for nom, e in changees.items())
        return b"".join(os.fsencode(ligne) + b"\0" for ligne in lignes)

    def deposer(self, contenus: Iterable[bytes]) -> list[str]:
        """Range des contenus dans git, tels quels, sans les filtres que le dossier réglerait."""
        contenus = list(contenus)
        if not contenus:
            return []
        with tempfile.TemporaryDirectory(prefix="qualicli-") as ailleurs:
            chemins = []
            for rang, octets in enumerate(contenus):
                chemins.append(Path(ailleurs, str(rang)))
                chemins[-1].write_bytes(octets)
            liste = "".join(f"{c.as_posix()}\n" for c in chemins).encode()
            return self.demander("hash-object", "-w", "--no-filters", "--stdin-paths", entree=liste).decode().split()

    def composer_arbre(self, depart: str, changees: Mapping[str, Entree | None]) -> str:
        """L'arbre d'un enregistrement, où quelques fichiers changent ; l'index de la personne n'y sert pas."""
        with tempfile.TemporaryDirectory(prefix="qualicli-") as ailleurs:
            variables = {"GIT_INDEX_FILE": str(Path(ailleurs, "index"))}
            self.demander("read-tree", *([depart] if depart else ["--empty"]), variables=variables)
            self.demander("update-index", "-z", "--index-info", entree=self._lignes(changees), variables=variables)
            return self.demander("write-tree", variables=variables).decode().strip()

    def enregistrer(self, arbre: str, parents: Iterable[str], message: str, auteur: str = "") -> str:
        """Fait un enregistrement, que rien ne désigne encore ; n'invente jamais qui le fait."""
        variables = _identite(auteur) if auteur else {}
        if not auteur:
            self.verifier_identite()
        parents = [mot for parent in parents for mot in ("-p", parent)]
        return (
            self.demander("commit-tree", arbre, *parents, entree=message.encode(), variables=variables).decode().strip()
        )

    def verifier_identite(self) -> None:
        """Refuse d'enregistrer sans savoir au nom de qui."""
        for qui in ("GIT_AUTHOR_IDENT", "GIT_COMMITTER_IDENT"):
            if not self.demander("var", qui, admis=(0, 128)):
                raise ErreurGit(
                    "git ne sait pas au nom de qui enregistrer",
                    'Ajoutez --auteur "Référente qualité <qualite@exemple.example>", ou réglez-le une fois : '
                    'git config --global user.name "…", puis git config --global user.email "…".',
                )

    def aligner_index(self, changees: Mapping[str, Entree | None]) -> None:
        """Met l'index au même point que l'enregistrement, pour ces seuls fichiers."""
        self.demander("update-index", "-z", "--index-info", entree=self._lignes(changees))

    def designer(self, reference: str, neuf: str, ancien: str | None = None) -> None:
        """Fait désigner un enregistrement par une référence ; refuse si elle a changé entre-temps."""
        attendu = [] if ancien is None else [ancien or self._vide]
        self.demander("update-ref", "-m", "qualicli", reference, neuf, *attendu)


def ouvrir_historique(racine: Path) -> Historique:
    """L'historique d'un dossier ; lève une erreur s'il n'en a pas, ou si git ne peut répondre."""
    depot = depot_de(racine)
    if depot is None:
        raise ErreurGit("ce dossier n'a pas d'historique", "« qualicli enregistrer --commencer » le crée.")
    historique = Historique(racine, depot)
    historique.verifier_sommet()
    return historique


def commencer(racine: Path) -> Historique:
    """Donne un historique à un dossier qui n'en a pas : un dépôt neuf, sans modèle ni crochet."""
    depot = depot_de(racine)
    if depot is None:
        depot = racine.resolve()
        Git(depot).demander("init", "--quiet", "--template=", "--initial-branch=main", str(depot))
    return ouvrir_historique(racine)


def lire_enregistrement(objet: str, octets: bytes) -> Enregistrement:
    """Comprend un enregistrement tel que git le garde."""
    tete, _, message = octets.decode("utf-8", "replace").partition("\n\n")
    champs = [ligne.partition(" ") for ligne in tete.split("\n")]
    parents = tuple(v for cle, _, v in champs if cle == "parent")
    auteur = _IDENTITE.match(next((v for cle, _, v in champs if cle == "author"), ""))
    nom, courriel, secondes, ecart = auteur.groups() if auteur else ("", "", "0", "+0000")
    minutes = int(f"{ecart[0]}{int(ecart[1:3]) * 60 + int(ecart[3:])}") % 1440
    fuseau = timezone(timedelta(minutes=minutes if ecart[0] == "+" else minutes - 1440))
    return Enregistrement(
        objet, parents, nom, courriel, datetime.fromtimestamp(int(secondes), fuseau), message.strip("\n")
    )


def _identite(auteur: str) -> dict[str, str]:
    trouve = _AUTEUR.fullmatch(auteur.strip())
    if trouve is None or not trouve[1].strip():
        raise ErreurGit(
            f"« {auteur} » ne dit pas au nom de qui enregistrer",
            'Écrivez un nom ou une fonction, puis un courriel : --auteur "Référente qualité <qualite@exemple.example>".',
        )
    nom, courriel = trouve[1].strip(), trouve[2]
    return {
        f"GIT_{qui}_{quoi}": v for qui in ("AUTHOR", "COMMITTER") for quoi, v in (("NAME", nom), ("EMAIL", courriel))
    }
