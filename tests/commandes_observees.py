"""Ce que disent les commandes d'un dossier du disque, dans ce processus, de bout en bout.

Pour des milliers de variantes, `observation` compose les mêmes sorties en mémoire, sans passer par la ligne de commande.
"""

import contextlib
import io
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment

from qualicli.cli.application import lancer

_POSITION = re.compile(r'"(?:ligne|colonne)": \d+,?\s*|(\.(?:yaml|md|csv)):\d+(?::\d+)?')


class DossierPose:
    """Un dossier sur le disque, et ce que les commandes en disent ; `poser` en change des fichiers."""

    def __init__(self, racine: Path, fichiers: Mapping[str, str]) -> None:
        self.racine, self.origine = racine, dict(fichiers)
        self._poses: dict[str, str] = {}
        self._ecrire(fichiers)

    def poser(self, changes: Mapping[str, str]) -> None:
        """Remet le dossier dans son état d'origine, puis y change des fichiers."""
        self._ecrire({f: self.origine[f] for f in self._poses})
        self._ecrire(changes)
        self._poses = dict(changes)

    def _ecrire(self, fichiers: Mapping[str, str]) -> None:
        for nom, texte in fichiers.items():
            chemin = self.racine / "dossier" / nom
            chemin.parent.mkdir(parents=True, exist_ok=True)
            chemin.write_text(texte, encoding="utf-8", newline="\n")

    def voir(self, commande: tuple[str, ...]) -> str:
        """Ce que dit une commande, positions ôtées ; pour un export, ce qu'elle écrit."""
        flux, sortie = io.StringIO(), self.racine / "sortie"
        lieux = {"DOSSIER": "dossier", "SORTIE": "sortie", "TABLEUR.xlsx": "TABLEUR.xlsx"}
        mots = [str(self.racine / lieux[m]) if m in lieux else m for m in commande]
        with contextlib.redirect_stdout(flux), contextlib.redirect_stderr(flux):
            lancer(mots)
        if "SORTIE" in commande:
            for fichier in sorted(sortie.iterdir()) if sortie.is_dir() else ():
                flux.write(f"{fichier.name}\n{fichier.read_text('utf-8')}")
                fichier.unlink()
        return _POSITION.sub(r"\1", flux.getvalue())


@contextlib.contextmanager
def gabarits_retenus() -> Iterator[None]:
    """Compile chaque gabarit une seule fois : c'est le plus long d'un document, et des milliers sont écrits ici."""
    compiler, retenus = Environment.compile, {}

    def retenir(self: Environment, source: Any, *arguments: Any, **options: Any) -> Any:
        cle = (str(source), *arguments)
        if cle not in retenus:
            retenus[cle] = compiler(self, source, *arguments, **options)
        return retenus[cle]

    Environment.compile = retenir  # type: ignore[method-assign]
    try:
        yield
    finally:
        Environment.compile = compiler  # type: ignore[method-assign]
