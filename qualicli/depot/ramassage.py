"""Ramasser les octets d'un dossier d'un seul geste, avant de les comprendre ; leur signature dit s'ils ont changé."""

import hashlib
import os
from collections.abc import MutableMapping
from dataclasses import dataclass, field
from pathlib import Path

from qualicli.depot import inventaire
from qualicli.depot.fins_de_ligne import lire_attributs
from qualicli.depot.inventaire import chemin_reel, parcourir
from qualicli.depot.sources import Sources
from qualicli.depot.souvenirs import PIECE, Signature, Souvenirs, empreinte, rappeler
from qualicli.erreurs import ErreurDossier, raison
from qualicli.modeles.anomalie import Chemin, Faute, FauteCodee, Position

TAILLE_MAX = 4 * 1024 * 1024
_LISIBLES = (".yaml", ".md", ".csv")


@dataclass
class Ramassage:
    """Les fichiers d'un dossier, les octets de ceux qui se lisent, et ce qui ne va pas avant même de les lire.

    `attributs` est ce que le dossier demande à git de faire de ses fichiers.
    """

    racine: Path
    fichiers: list[str]
    fautes: list[FauteCodee] = field(default_factory=list)
    sources: MutableMapping[str, bytes] = field(default_factory=dict)
    attributs: str = ""
    souvenirs: Souvenirs | None = None
    empreintes: dict[str, str] = field(
        default_factory=dict
    )  # des octets de chaque fichier, tels qu'ils sont sur le disque
    etat: str = ""  # une empreinte de tout le dossier, pièces jointes exceptées ; vide sans mémoire

    @property
    def est_entier(self) -> bool:
        """Faux quand une série est tenue dans un fichier d'une autre extension : l'état du dossier ne l'a pas vue."""
        return all(_se_ramasse(fichier) for fichier in self.sources)

    def noter(
        self, code: str, fichier: str, message: str, conseil: str, chemin: Chemin = (), position: Position | None = None
    ) -> None:
        """Note une faute de lecture ; sans chemin ni position, elle est celle du fichier entier."""
        self.fautes.append(FauteCodee(code, Faute(fichier, chemin, message, conseil, position)))

    def octets(self, fichier: str) -> bytes | None:
        """Lit un fichier du dossier, une seule fois ; `None`, et une faute, s'il est trop gros ou illisible."""
        return self.sources[fichier] if self.prendre(fichier) else None

    def prendre(self, fichier: str) -> bool:
        """Ajoute un fichier aux sources, sans l'ouvrir quand rien n'y a changé ; faux, et une faute, s'il ne se lit pas."""
        if fichier in self.sources:
            return True
        try:
            chemin, souvenirs = self._chemin(fichier), self.souvenirs
            if souvenirs is None:
                contenu = _lire(chemin)
            else:
                signature = _signer(chemin)
                sue = souvenirs.reconnaitre(fichier, signature)
                if sue is not None and isinstance(self.sources, Sources):
                    self.empreintes[fichier] = sue
                    self.sources.differer(fichier)
                    return True
                contenu = _lire(chemin)
                if contenu is not None:
                    self.empreintes[fichier] = empreinte(contenu)
                    souvenirs.apprendre(fichier, signature, self.empreintes[fichier])
        except OSError as erreur:
            message = f"Le fichier ne peut pas être lu ({raison(erreur)})."
            self.noter("LEC019", fichier, message, "Vérifiez ses droits d'accès.")
            return False
        if contenu is None:
            message = f"Le fichier dépasse {TAILLE_MAX // 2**20} Mio."
            conseil = "Une fiche est courte : joignez la pièce à côté."
            self.noter("LEC012", fichier, message, conseil)
            return False
        self.sources[fichier] = contenu
        return True

    def rouvrir(self, fichier: str) -> bytes:
        """Lit enfin un fichier que l'on s'était dispensé d'ouvrir ; lève une erreur s'il vient de changer."""
        try:
            chemin = self._chemin(fichier)
            contenu, signature = _lire(chemin), _signer(chemin)
        except OSError:
            contenu = None
        if contenu is not None and empreinte(contenu) != self.empreintes[fichier]:
            if self.souvenirs is None or self.souvenirs.reconnaitre(fichier, signature) is None:
                contenu = None
            else:  # le fichier n'a pas bougé : c'est la mémoire qui mentait
                self.empreintes[fichier] = empreinte(contenu)
                self.souvenirs.apprendre(fichier, signature, self.empreintes[fichier])
        if contenu is None:
            raise ErreurDossier(
                f"« {fichier} » a changé pendant la lecture du dossier.", "Laissez finir ce qui l'écrit."
            )
        return contenu

    def empreinte_piece(self, piece: str, chemin: Path) -> str:
        """L'empreinte d'une pièce jointe, sans la lire quand rien n'y a changé."""
        if self.souvenirs is None:
            return inventaire.empreinte(chemin)
        signature = _signer(chemin)
        sue = self.souvenirs.reconnaitre(PIECE + piece, signature)
        if sue is None:
            sue = inventaire.empreinte(chemin)
            self.souvenirs.apprendre(PIECE + piece, signature, sue)
        return sue

    def retenir(self) -> None:
        """Retient ce que cette lecture a appris, pour la prochaine."""
        if self.souvenirs is not None:
            self.souvenirs.garder()

    def _chemin(self, fichier: str) -> str | Path:
        return f"{self.racine}/{fichier}" if fichier.isascii() else chemin_reel(self.racine, fichier)


def ramasser_sur_demande(racine: Path) -> Ramassage:
    """Un dossier dont chaque fichier n'est pris que lorsqu'on le nomme."""
    ramassage = Ramassage(racine, [], souvenirs=rappeler(racine))
    ramassage.sources = Sources(ramassage.rouvrir)
    return ramassage


def ramasser(racine: Path) -> Ramassage:
    """Parcourt un dossier et prend tous ses fichiers de texte. N'y écrit rien, ne comprend rien."""
    ramassage = ramasser_sur_demande(racine)
    ramassage.fichiers, ramassage.fautes = parcourir(racine)
    ramassage.attributs = lire_attributs(racine)
    connues = len(ramassage.fautes)
    for fichier in ramassage.fichiers:
        if _se_ramasse(fichier):
            ramassage.prendre(fichier)
    del ramassage.fautes[connues:]  # une pièce jointe a le droit d'être énorme ; une fiche le redira en étant lue
    if ramassage.souvenirs is not None:
        ramassage.souvenirs.presents = ramassage.fichiers
        ramassage.etat = _etat(ramassage)
    return ramassage


def _etat(ramassage: Ramassage) -> str:
    """Une empreinte de tout ce qui peut changer un résultat : noms, contenus, fautes, attributs de git."""
    somme = hashlib.blake2b(digest_size=20)
    for texte in (ramassage.attributs, repr(ramassage.fautes), *ramassage.fichiers):
        somme.update(b"%d:" % len(texte) + texte.encode("utf-8", "surrogateescape"))
    for fichier, trouvee in ramassage.empreintes.items():
        somme.update(f"{fichier}:{trouvee}".encode("utf-8", "surrogateescape"))
    return somme.hexdigest()


def _signer(chemin: str | Path) -> Signature:
    etat = os.stat(chemin)  # noqa: PTH116 (par milliers)
    return [etat.st_size, etat.st_mtime_ns, etat.st_ctime_ns, etat.st_ino]


def _lire(chemin: str | Path) -> bytes | None:
    """Les octets d'un fichier ; `None` s'il est trop gros. `open` nu et sans tampon : deux fois plus vite, par milliers."""
    with open(chemin, "rb", buffering=0) as flux:  # noqa: PTH123
        return None if os.fstat(flux.fileno()).st_size > TAILLE_MAX else flux.read()


def _se_ramasse(fichier: str) -> bool:
    return fichier.endswith(_LISIBLES) and not fichier.startswith("gabarits/")
