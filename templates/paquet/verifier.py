"""Vérifie ce paquet : chaque fichier est là, entier, et rien ne s'y est ajouté. Il suffit de Python : python verifier.py"""

import hashlib
import sys
from pathlib import Path

ICI = Path(__file__).resolve().parent
LISTE = "empreintes.sha256"


def principal() -> int:
    """Compare chaque fichier à son empreinte ; rend 1 si l'un manque, a changé, ou s'est ajouté."""
    lignes = (ICI / LISTE).read_text(encoding="utf-8").splitlines()
    attendues = {nom: empreinte for empreinte, _, nom in (ligne.partition("  ") for ligne in lignes)}
    presents = {f.relative_to(ICI).as_posix() for f in ICI.rglob("*") if f.is_file()} - {LISTE}
    fautes = [f"ajouté : {nom}" for nom in sorted(presents - attendues.keys())]
    for nom, empreinte in attendues.items():
        if nom not in presents:
            fautes.append(f"absent : {nom}")
        elif hashlib.sha256((ICI / nom).read_bytes()).hexdigest() != empreinte:
            fautes.append(f"modifié : {nom}")
    sys.stdout.write(("\n".join(fautes) or f"{len(attendues)} fichiers, tous intacts.") + "\n")
    return 1 if fautes else 0


if __name__ == "__main__":
    sys.exit(principal())
