"""Le dépôt distant que la préfecture a réglé : le seul endroit d'où git parle au réseau, et seulement quand on le demande.

Git y est lancé depuis un dépôt à nous, neuf et jetable, dont les objets sont ceux du dossier : rien de ce que le dossier règle
(programme ssh, gardien de mots de passe, crochet, filtre, raccourci d'adresse) n'est donc lu. Seule son adresse est prise, et
contrôlée ; ce que la personne a réglé pour son compte reste valable.
"""

import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from qualicli.depot.git import environnement, executer
from qualicli.depot.historique import Historique
from qualicli.erreurs import ErreurGit

_ATTENTE = 600  # secondes : un partage de fichiers peut être lent
_PROTOCOLES = "file:ssh:https:http"
_SCHEMES = ("file", "ssh", "https", "http")
_DE_LA_SESSION = ("GIT_SSH", "GIT_SSH_VARIANT", "GIT_SSH_COMMAND", "GIT_ASKPASS", "GIT_SSL_CAINFO")
_SCP = re.compile(
    r"(?:[\w.-]+@)?[\w.-]{2,}:(?!:)[^\x00-\x1f]*"
)  # « git@serveur:dossier » ; une seule lettre est un disque
_REGLAGES = (
    "core.hooksPath=/dev/null",
    "core.fsmonitor=false",
    "core.alternateRefsCommand=",
    "gc.auto=0",
    "maintenance.auto=false",
    "transfer.fsckObjects=true",
    "protocol.version=2",
)
# Un dépôt distant sur un partage de fichiers tourne sur ce poste : ses propres crochets et réglages n'y sont pas lancés.
_CHEZ_LUI = (
    "core.hooksPath=/dev/null",
    "core.fsmonitor=false",
    "core.alternateRefsCommand=",
    "receive.denyCurrentBranch=refuse",
    "receive.autogc=false",
)
_CAUSES = (  # ce que git en dit, ce que cela veut dire, quoi faire
    (
        r"\[rejected\]|non-fast-forward|fetch first|stale info",
        "quelqu'un a partagé autre chose entre-temps",
        "Prenez d'abord son travail : « qualicli recevoir », puis « qualicli partager ».",
    ),
    (
        r"refusing to update checked out branch",
        "le dépôt distant est le dossier de travail de quelqu'un, et non un dépôt partagé",
        "Il faut un dépôt nu : « git init --bare », par la personne qui l'administre ; puis « qualicli partager ».",
    ),
    (
        r"dubious ownership",
        "le dépôt distant appartient à un autre compte, et git ne lui fait pas confiance",
        "S'il est sûr : git config --global --add safe.directory ADRESSE ; puis recommencez.",
    ),
    (
        r"Authentication failed|could not read (Username|Password)|terminal prompts disabled|Permission denied|publickey",
        "le dépôt distant n'accepte pas ce compte",
        "Vérifiez vos droits, ou le mot de passe que git retient (« git credential-manager »), puis recommencez.",
    ),
    (
        r"\[remote rejected\]|pre-receive hook declined|protected branch",
        "le dépôt distant refuse cet envoi",
        "Demandez à la personne qui l'administre si cette branche est protégée ; rien n'est perdu ici.",
    ),
    (
        r"Could not resolve host|unable to access|Connection (refused|timed out)|Network is unreachable|does not appear to be"
        r"|not found|No such file|does not exist|Could not read from remote",
        "le dépôt distant ne répond pas",
        "Vérifiez que le partage ou le réseau est accessible, et l'adresse (« git remote -v »), puis recommencez.",
    ),
    (
        r"No space left|unable to write|read-only|Permission",
        "le dépôt distant ne peut pas être écrit",
        "Vérifiez vos droits et la place sur le partage, puis recommencez.",
    ),
)


class Distant(NamedTuple):
    """Un dépôt distant : son nom, son adresse, la branche que l'on y suit."""

    nom: str
    adresse: str
    branche: str

    @property
    def suivi(self) -> str:
        """La référence qui dit, ici, où il en était la dernière fois."""
        return f"refs/remotes/{self.nom}/{self.branche}"

    @property
    def lisible(self) -> str:
        """Son adresse, sans le mot de passe qu'elle porterait."""
        return _sans_secret(self.adresse)

    @property
    def est_un_dossier(self) -> bool:
        """Vrai quand c'est un dossier de ce poste ou d'un partage."""
        return not _SCP.fullmatch(self.adresse) and ("://" not in self.adresse or self.adresse.startswith("file:"))


def _sans_secret(adresse: str) -> str:
    return re.sub(r"(?<=://)[^/@]*@", "", adresse)


def trouver_distant(historique: Historique) -> Distant:
    """Le dépôt distant de la branche : celui qu'elle suit, sinon le seul, sinon « origin » ; lève une erreur sans cela."""
    reglages = _reglages(historique)
    noms = sorted({m[1] for cle in reglages if (m := re.fullmatch(r"remote\.(.+)\.url", cle, re.DOTALL))})
    branche = historique.branche
    nom = reglages.get(f"branch.{branche}.remote", "")
    if nom not in noms:
        nom = noms[0] if len(noms) == 1 else "origin" if "origin" in noms else ""
    if not nom:
        raise _sans_distant(noms, branche)
    suivie = reglages.get(f"branch.{branche}.merge", "").removeprefix("refs/heads/") or branche
    if not all(re.fullmatch(r"\w(?!.*\.\.)[\w./-]*", n) for n in (nom, suivie)):
        raise ErreurGit(f"« {nom}/{suivie} » n'est pas un nom de dépôt distant", "« git remote -v » les liste.")
    return Distant(nom, _adresse(historique.depot, reglages[f"remote.{nom}.url"]), suivie)


def _sans_distant(noms: list[str], branche: str) -> ErreurGit:
    if noms:
        return ErreurGit(
            "plusieurs dépôts distants sont réglés, et cette branche n'en suit aucun",
            f"Dites lequel, une fois : git branch --set-upstream-to={noms[0]}/{branche} ; puis recommencez.",
        )
    return ErreurGit(
        "aucun dépôt distant n'est réglé",
        "La personne qui administre le partage le règle, une fois : git remote add origin ADRESSE. D'ici là, "
        "« qualicli enregistrer » suffit.",
    )


def _reglages(historique: Historique) -> dict[str, str]:
    """Les adresses et les branches suivies, telles que git les a notées : de simples textes."""
    sortie = historique.demander("config", "-z", "--get-regexp", r"^(remote\..*\.url|branch\..*)$", admis=(0, 1))
    reglages: dict[str, str] = {}
    for entree in sortie.decode("utf-8", "replace").split("\0"):
        cle, _, valeur = entree.partition("\n")
        reglages.setdefault(cle, valeur)
    return reglages


def _adresse(depot: Path, brute: str) -> str:
    """L'adresse, si c'est celle d'un dossier ou d'un serveur ; lève une erreur si elle ferait lancer un programme."""
    montree = _sans_secret(brute)[:80]
    refus = ErreurGit(
        f"l'adresse du dépôt distant (« {montree} ») n'est ni un dossier, ni un serveur : elle lancerait un programme",
        "Demandez la bonne à la personne qui administre le partage, posez-la (« git remote set-url origin ADRESSE »), "
        "puis recommencez.",
    )
    if not brute or brute.startswith("-") or not brute.isprintable() or re.match(r"[\w+.-]+::", brute):
        raise refus
    if "://" in brute:
        if brute.partition("://")[0].lower() not in _SCHEMES or urlsplit(brute).netloc.rpartition("@")[2].startswith(
            "-"
        ):
            raise refus
        return brute
    if _SCP.fullmatch(brute) and not (depot / brute).exists():
        return brute
    return str((depot / brute).resolve()) if not brute.startswith("\\\\") else brute


@contextmanager
def _jetable(historique: Historique, distant: Distant) -> Iterator[tuple[Path, dict[str, str]]]:
    """Un dépôt à nous, dont les objets sont ceux du dossier et dont les réglages sont les nôtres."""
    variables = environnement(_DE_LA_SESSION) | {
        "LC_ALL": "C",
        "GIT_ALLOW_PROTOCOL": _PROTOCOLES,
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_TERMINAL_PROMPT": "0",
    }
    if historique.chemin("shallow").exists():
        raise ErreurGit(
            "cet historique est tronqué : il ne se partage pas",
            "« git fetch --unshallow » le complète ; puis recommencez.",
        )
    objets = historique.chemin("objects").resolve()
    format_ = historique.texte("rev-parse", "--show-object-format")
    ailleurs = Path(tempfile.mkdtemp(prefix="qualicli-"))
    try:
        depot = ailleurs / "depot.git"
        commande = [
            historique.programme,
            "init",
            "--quiet",
            "--bare",
            "--template=",
            f"--object-format={format_}",
            str(depot),
        ]
        executer(commande, ailleurs, variables, (0,))
        variables |= {"GIT_DIR": str(depot), "GIT_OBJECT_DIRECTORY": str(objets)}
        for nom, objet in (("ici", historique.tete()), ("connu", historique.resoudre(distant.suivi))):
            if objet:  # ce que nous avons déjà n'a pas à être renvoyé
                executer([historique.programme, "update-ref", f"refs/qualicli/{nom}", objet], ailleurs, variables, (0,))
        yield ailleurs, variables
    finally:
        shutil.rmtree(ailleurs, ignore_errors=True)


def _lancer(
    historique: Historique, distant: Distant, ou: Path, variables: dict[str, str], arguments: tuple[str, ...]
) -> bytes:
    reglages = [mot for reglage in _REGLAGES for mot in ("-c", reglage)]
    try:
        return executer([historique.programme, *reglages, *arguments], ou, variables, (0,), attente=_ATTENTE)
    except ErreurGit as erreur:
        for motif, cause, conseil in _CAUSES:
            if re.search(motif, erreur.dit, re.IGNORECASE):
                raise ErreurGit(cause, conseil.replace("ADRESSE", distant.lisible), erreur.dit) from None
        raise


def _chez_lui(distant: Distant, service: str) -> list[str]:
    if not distant.est_un_dossier:
        return []
    reglages = " ".join(f"-c {reglage}" for reglage in _CHEZ_LUI)
    return [f"--{service}=git {reglages} {service}"]


def prendre(historique: Historique, distant: Distant) -> str:
    """Prend ce que le dépôt distant a de neuf et rend son dernier enregistrement ; vide s'il n'a pas encore cette branche.

    Seuls des objets entrent dans le dépôt du dossier : aucun fichier, aucune branche ne bouge.
    """
    with _jetable(historique, distant) as (ou, variables):
        arguments = ["fetch", "--quiet", "--no-tags", "--no-recurse-submodules", "--no-write-fetch-head"]
        arguments += ["--no-auto-maintenance", *_chez_lui(distant, "upload-pack"), "--", distant.adresse]
        try:
            _lancer(
                historique, distant, ou, variables, (*arguments, f"+refs/heads/{distant.branche}:refs/qualicli/recu")
            )
        except ErreurGit as erreur:
            if "couldn't find remote ref" in erreur.dit:
                return ""
            raise
        lire = [historique.programme, "rev-parse", "--quiet", "--verify", "refs/qualicli/recu^{commit}"]
        return executer(lire, ou, variables, (0,)).decode().strip()


def envoyer(historique: Historique, distant: Distant, objet: str) -> None:
    """Envoie un enregistrement et tout ce qui y mène ; n'efface et ne récrit jamais rien chez lui."""
    arguments = ["push", "--quiet", "--no-verify", "--no-signed", "--no-recurse-submodules", "--no-follow-tags"]
    arguments += [*_chez_lui(distant, "receive-pack"), "--", distant.adresse, f"{objet}:refs/heads/{distant.branche}"]
    with _jetable(historique, distant) as (ou, variables):
        _lancer(historique, distant, ou, variables, tuple(arguments))
    historique.designer(distant.suivi, objet)
