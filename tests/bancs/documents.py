"""Mesure chaque document : du dossier lu à ses octets, rapporté à ce que coûte deux lectures du même dossier.

Usage : python tests/bancs/documents.py [--taille 10000] [--tours 3] [--formats]

Les temps sont de processeur : une machine chargée les brouille moins que ceux de la montre.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from generer import generer

ICI = Path(__file__).resolve().parent
sys.path.insert(0, str(ICI.parents[1]))

from qualicli.depot.ramassage import ramasser  # noqa: E402
from qualicli.erreurs import ErreurQualicli  # noqa: E402
from qualicli.operations.ouvrir import ouvrir  # noqa: E402
from qualicli.operations.rapporter import ouvrir_atelier, rapporter  # noqa: E402
from qualicli.rendus.documents.registre import TYPES  # noqa: E402
from qualicli.rendus.documents.socle.demande import DemandeDocument  # noqa: E402

AU = date(2022, 3, 15)


def chronometrer(geste: Callable[[], object]) -> float:
    debut = time.process_time()
    geste()
    return time.process_time() - debut


def documents(nom: str, dossier: Path, tours: int, borne: float) -> None:
    """Le temps de chaque document en Markdown et en HTML, lecture comprise, contre deux lectures.

    Un document que le dossier ne permet pas arrête le banc : il dirait « tenu » sans avoir rien mesuré.
    """
    print(f"{nom}")

    def produire(type_: str, format_: str) -> float:
        def geste() -> None:
            demande = DemandeDocument(tous=TYPES[type_].sujet == "service")
            if not list(rapporter(ouvrir_atelier(dossier, AU, demande), type_, format_, nominatif=True)):
                raise SystemExit(f"Rien n'est mesuré : « {type_} » ne produit aucun document.")

        try:
            return chronometrer(geste)
        except ErreurQualicli as refus:
            raise SystemExit(f"Rien n'est mesuré : « {type_} » est refusé. {refus.message}") from None

    lire = min(chronometrer(lambda: ouvrir(ramasser(dossier))) for _ in range(tours))
    print(f"  une lecture : {lire:.3f} s")
    for type_ in TYPES:
        temps = {f: min(produire(type_, f) for _ in range(tours)) for f in ("md", "html")}
        rapports = "  ".join(f"{f} {t / (2 * lire):5.2f}" for f, t in temps.items())
        verdict = "tenu" if max(temps.values()) <= borne * 2 * lire else "DÉPASSÉ"
        print(f"  {type_:18} {rapports}  (au plus {borne:g}) {verdict}")


def formats(tours: int) -> None:
    """Ce qu'ajoute chaque format à un même document, en secondes et rapporté au HTML."""
    dossier = ICI.parents[1] / "exemples" / "loire-2022"
    atelier = ouvrir_atelier(dossier, AU, DemandeDocument())
    temps = {
        f: min(chronometrer(lambda f=f: list(rapporter(atelier, "politique", f, nominatif=True))) for _ in range(tours))
        for f in ("md", "html", "odt", "docx", "pdf")
    }
    for format_, secondes in temps.items():
        print(f"  politique en {format_:5} {secondes:.3f} s  × {secondes / temps['html']:.1f}")


def principal() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--taille", type=int, default=10_000)
    options.add_argument("--tours", type=int, default=3)
    options.add_argument("--formats", action="store_true", help="mesure aussi la bureautique et le PDF")
    choix = options.parse_args()
    # Petit dossier : préparer les gabarits (vingt millisecondes) pèse autant que lire deux cents fichiers.
    os.environ["QUALICLI_MEMOIRE"] = "non"  # la lecture est mesurée, elle aussi
    documents("exemples/loire-2022", ICI.parents[1] / "exemples" / "loire-2022", choix.tours, 1.5)
    with tempfile.TemporaryDirectory() as travail:
        documents(
            f"{choix.taille} preuves",
            generer(Path(travail, "banc"), choix.taille),
            choix.tours,
            1 if choix.taille >= 5000 else 1.5,
        )
    if choix.formats:
        formats(choix.tours)


if __name__ == "__main__":
    principal()
