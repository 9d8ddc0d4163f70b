"""Ce que le dossier a de changé depuis le dernier enregistrement : les fichiers, comparés par nous à ce que git garde."""

import os
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path

from qualicli.depot.ecriture import MARQUE
from qualicli.depot.historique import ORDINAIRES, Entree, Historique
from qualicli.depot.interruption import ATELIER
from qualicli.depot.inventaire import chemin_reel
from qualicli.depot.suivi_git import TRANSFORMENT, noms_d_objet
from qualicli.erreurs import ErreurGit

_LIEN, _SOUS_DEPOT = "120000", "160000"


@dataclass(frozen=True)
class FichierChange:
    """Un fichier changé : son chemin dans le dossier et dans le dépôt, ce que git en garde, ce qu'il en gardera."""

    fichier: str
    chemin: str
    avant: Entree | None
    octets: bytes | None

    @property
    def mode(self) -> str:
        """Le mode qu'il garde, ou celui d'un fichier ordinaire."""
        return self.avant.mode if self.avant else ORDINAIRES[0]


@dataclass
class EtatDeTravail:
    """Ce qui a changé dans le dossier, et ce qui n'en sera pas enregistré, avec sa raison."""

    changes: list[FichierChange] = field(default_factory=list)
    ecartes: list[tuple[str, str]] = field(default_factory=list)


def relever(historique: Historique) -> EtatDeTravail:
    """Compare le dossier à son dernier enregistrement. N'écrit rien."""
    prefixe = historique.prefixe
    gardes = {c: e for c, e in historique.arbre(historique.tete()).items() if c.startswith(prefixe)}
    marques = historique.index([prefixe or "."])
    if any(objet == "en conflit" for _, objet in marques.values()):
        raise ErreurGit(
            "une fusion commencée avec git a laissé des conflits",
            "Abandonnez-la (« git merge --abort »), puis « qualicli recevoir » la refait objet par objet.",
        )
    etat = EtatDeTravail()
    neufs = _neufs(historique, {*gardes, *marques})
    surs = {_forme(c): c for c in gardes}
    retrouves = {surs[_forme(n)]: n for n in neufs if _forme(n) in surs and not _est_la(historique, surs[_forme(n)])}
    attributs = _Attributs(historique, neufs)
    for chemin in sorted({*gardes, *marques, *neufs} - set(retrouves.values())):
        avant = gardes.get(chemin)
        if avant is None and chemin in marques and not _est_la(historique, chemin):
            continue  # préparé pour git, puis effacé du disque : rien n'en est gardé
        tu = marques.get(chemin, ("H", ""))[0] == "S"
        _comparer(historique, etat, chemin, avant, historique.depot / retrouves.get(chemin, chemin), tu, attributs)
    return etat


def _comparer(
    historique: Historique,
    etat: EtatDeTravail,
    chemin: str,
    avant: Entree | None,
    reel: Path,
    tu: bool,
    attributs: "_Attributs",
) -> None:
    fichier = unicodedata.normalize("NFC", chemin.removeprefix(historique.prefixe))
    if chemin.endswith("/") or (avant and avant.mode == _SOUS_DEPOT):
        if avant is None:
            etat.ecartes.append((fichier, "c'est un autre dépôt git"))
        return
    if reel.is_symlink():
        if avant is None or avant.mode != _LIEN or historique.contenu(avant) != os.fsencode(os.readlink(reel)):  # noqa: PTH115
            etat.ecartes.append((fichier, "c'est un lien symbolique : remplacez-le par ce qu'il désigne"))
        return
    if not reel.is_file():
        if reel.exists():
            etat.ecartes.append((fichier, "ce n'est pas un fichier ordinaire"))
        elif avant and not tu:
            etat.changes.append(FichierChange(fichier, chemin, avant, None))
        return
    try:
        octets = reel.read_bytes()
    except OSError:
        etat.ecartes.append((fichier, "il ne peut pas être lu : vérifiez ses droits"))
        return
    if avant and avant.objet in noms_d_objet(octets, len(avant.objet)):
        return
    if transforme := attributs.transformation(chemin):
        etat.ecartes.append((fichier, f"git le transforme (« {transforme} ») en le rangeant : enregistrez-le avec git"))
        return
    etat.changes.append(FichierChange(fichier, chemin, avant, attributs.a_ranger(historique, chemin, avant, octets)))


def _neufs(historique: Historique, connus: set[str]) -> list[str]:
    sortie = historique.demander(
        "ls-files", "--others", "--exclude-standard", "-z", "--full-name", "--", historique.prefixe or "."
    )
    noms = (os.fsdecode(e) for e in sortie.split(b"\0") if e)
    return [n for n in noms if n not in connus and not _est_de_l_outil(n)]


def _est_de_l_outil(chemin: str) -> bool:
    return f"/{ATELIER}/" in f"/{chemin}" or chemin.rstrip("/").endswith(MARQUE)


def _est_la(historique: Historique, chemin: str) -> bool:
    return os.path.lexists(historique.depot / chemin)


def _forme(chemin: str) -> str:
    return unicodedata.normalize("NFC", chemin)


class _Attributs:
    """Ce que git ferait d'un fichier en le rangeant : un programme du dossier (jamais lancé), ou ses fins de ligne."""

    def __init__(self, historique: Historique, neufs: list[str]) -> None:
        self._historique = historique
        reglage = historique.texte("config", "--get", "core.autocrlf", admis=(0, 1)).lower()
        self._autocrlf = reglage in ("true", "input", "yes", "on", "1")
        self._lus: dict[str, dict[str, str]] = {}
        self._demander(neufs)  # souvent nombreux la première fois : tous d'un coup

    def _demander(self, chemins: list[str]) -> None:
        entree = b"".join(os.fsencode(c) + b"\0" for c in chemins)
        sortie = self._historique.demander("check-attr", "-z", "--stdin", *TRANSFORMENT, "text", "eol", entree=entree)
        champs = [os.fsdecode(c) for c in sortie.split(b"\0")]
        for chemin, attribut, valeur in zip(champs[::3], champs[1::3], champs[2::3], strict=False):
            self._lus.setdefault(chemin, {})[attribut] = valeur

    def _lire(self, chemin: str) -> dict[str, str]:
        if chemin not in self._lus:
            self._demander([chemin])
        return self._lus.get(chemin, {})

    def transformation(self, chemin: str) -> str:
        """Le filtre, ou l'attribut, par lequel git changerait ce fichier ; vide s'il n'y en a pas."""
        lus = self._lire(chemin)
        for attribut in TRANSFORMENT:
            valeur = lus.get(attribut, "unspecified")
            if valeur not in ("unspecified", "unset"):
                return valeur if attribut == "filter" else attribut
        return ""

    def a_ranger(self, historique: Historique, chemin: str, avant: Entree | None, octets: bytes) -> bytes:
        """Les octets que git rangerait : ses propres règles de fins de ligne, sans aucun programme."""
        lus = self._lire(chemin)
        texte, fin = lus.get("text", "unspecified"), lus.get("eol", "unspecified")
        if b"\r\n" not in octets or texte == "unset":
            return octets
        if texte == "set" or (texte == "unspecified" and fin in ("lf", "crlf")):
            return octets.replace(b"\r\n", b"\n")
        if (texte == "auto" or self._autocrlf) and b"\0" not in octets:
            garde = historique.contenu(avant) if avant else b""
            return octets if garde and b"\r\n" in garde else octets.replace(b"\r\n", b"\n")
        return octets


def octets_du_disque(historique: Historique, chemin: str) -> bytes | None:
    """Un fichier du dépôt tel qu'il est sur le disque ; rien s'il n'y est pas."""
    reel = chemin_reel(historique.depot, chemin)
    return reel.read_bytes() if reel.is_file() and not reel.is_symlink() else None


def est_tel_quel(octets: bytes | None, entree: Entree | None) -> bool:
    """Vrai quand un fichier du disque est celui d'un arbre, à ses fins de ligne près."""
    if octets is None or entree is None:
        return octets is None and entree is None
    return entree.objet in noms_d_objet(octets, len(entree.objet))
