"""Ramasser les octets d'un dossier d'un seul geste, avant de les comprendre ; leur signature dit s'ils ont changé."""

import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from qualicli.depot.fins_de_ligne import lire_attributs
from qualicli.depot.inventaire import chemin_reel, parcourir
from qualicli.erreurs import raison
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
    sources: dict[str, bytes] = field(default_factory=dict)
    attributs: str = ""

    def noter(
        self, code: str, fichier: str, message: str, conseil: str, chemin: Chemin = (), position: Position | None = None
    ) -> None:
        """Note une faute de lecture ; sans chemin ni position, elle est celle du fichier entier."""
        self.fautes.append(FauteCodee(code, Faute(fichier, chemin, message, conseil, position)))

    def octets(self, fichier: str) -> bytes | None:
        """Lit un fichier du dossier, une seule fois ; `None`, et une faute, s'il est trop gros ou illisible."""
        if fichier in self.sources:
            return self.sources[fichier]
        try:  # `open` nu et sans tampon : deux fois plus vite que Path, par milliers
            nom = f"{self.racine}/{fichier}" if fichier.isascii() else chemin_reel(self.racine, fichier)
            with open(nom, "rb", buffering=0) as flux:  # noqa: PTH123
                trop_gros = os.fstat(flux.fileno()).st_size > TAILLE_MAX
                contenu = b"" if trop_gros else flux.read()
        except OSError as erreur:
            message = f"Le fichier ne peut pas être lu ({raison(erreur)})."
            self.noter("LEC019", fichier, message, "Vérifiez ses droits d'accès.")
            return None
        if trop_gros:
            message = f"Le fichier dépasse {TAILLE_MAX // 2**20} Mio."
            conseil = "Une fiche est courte : joignez la pièce à côté."
            self.noter("LEC012", fichier, message, conseil)
            return None
        self.sources[fichier] = contenu
        return contenu

    def signature(self, *contexte: str) -> str:
        """Une empreinte de tout ce qui peut changer un résultat : noms, contenus, fautes, et le contexte donné."""
        somme = hashlib.blake2b(digest_size=20)
        for texte in (*contexte, self.attributs, repr(self.fautes), *self.fichiers):
            somme.update(b"%d:" % len(texte) + texte.encode("utf-8", "surrogateescape"))
        for fichier in self.fichiers:
            octets = self.sources.get(fichier)
            if octets is not None:
                somme.update(b"%d:" % len(octets) + octets)
        return somme.hexdigest()


def ramasser(racine: Path) -> Ramassage:
    """Parcourt un dossier et lit tous ses fichiers de texte. N'écrit rien, ne comprend rien."""
    ramassage = Ramassage(racine, *parcourir(racine), attributs=lire_attributs(racine))
    connues = len(ramassage.fautes)
    for fichier in _a_ramasser(ramassage.fichiers):
        ramassage.octets(fichier)
    del ramassage.fautes[connues:]  # une pièce jointe a le droit d'être énorme ; une fiche le redira en étant lue
    return ramassage


def _a_ramasser(fichiers: Iterable[str]) -> Iterable[str]:
    return (f for f in fichiers if f.endswith(_LISIBLES) and not f.startswith("gabarits/"))
