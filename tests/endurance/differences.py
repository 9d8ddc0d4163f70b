"""Le même dossier, écrit autrement, a les mêmes chiffres : fichiers, clés, fins de ligne et formes des accents mêlés, mémoire.

    python tests/endurance/differences.py --dossiers 10000        la campagne entière ; « --graine N » en rejoue une

Chaque dossier est d'abord abîmé comme par un tir, puis récrit sans rien changer à ce qu'il dit. Avec la mémoire, gardée du
dossier d'avant ou de celui-ci, le diagnostic et la validation sont les mêmes, octet pour octet ; récrits, les mêmes à la
place des fautes près.
"""

import argparse
import contextlib
import io
import json
import os
import random
import shutil
import sys
import tempfile
import unicodedata
from collections import Counter
from pathlib import Path
from typing import Any

import yaml

from endurance.tirs import abimer, fichiers_sains

AU = "2022-03-15"
SERIES = (".csv", ".txt")  # leurs octets sont ceux d'une pièce : ils ne se récrivent pas


def melanger(tirage: random.Random, nom: str, octets: bytes) -> bytes:
    """Récrit une fiche sans rien changer à ce qu'elle dit : clés, fins de ligne, forme des accents, marque d'ordre."""
    if nom.endswith(SERIES):
        return octets
    try:
        texte = octets.decode()
    except UnicodeDecodeError:
        return octets
    if nom.endswith(".yaml") and "\r" not in texte and tirage.random() < 0.7:
        texte = _cles(tirage, texte)
    if tirage.random() < 0.5 and "\r" not in texte:
        texte = texte.replace("\n", "\r\n")
    if tirage.random() < 0.5 and unicodedata.is_normalized("NFC", texte):
        texte = unicodedata.normalize("NFD", texte)
    return texte.encode()


def _cles(tirage: random.Random, texte: str) -> str:
    """Change l'ordre des clés de la fiche, d'un bloc chacune ; rend le texte tel quel s'il n'est pas de cette forme."""
    try:
        attendu = yaml.load(texte, yaml.CBaseLoader)
    except yaml.YAMLError:
        return texte
    blocs: list[list[str]] = []
    for ligne in texte.splitlines(keepends=True):
        if ligne[:1].isalpha() or not blocs:
            blocs.append([])
        blocs[-1].append(ligne)
    if not isinstance(attendu, dict) or len(blocs) != len(attendu) or not texte.endswith("\n"):
        return texte
    tirage.shuffle(blocs)
    melange = "".join(ligne for bloc in blocs for ligne in bloc)
    try:
        return melange if yaml.load(melange, yaml.CBaseLoader) == attendu else texte
    except yaml.YAMLError:
        return texte


def poser(racine: Path, fichiers: dict[str, bytes], tirage: random.Random | None = None) -> None:
    """Écrit le dossier, dans un ordre tiré au sort, un nom sur deux décomposé comme le ferait macOS."""
    shutil.rmtree(racine, ignore_errors=True)
    noms = sorted(fichiers)
    if tirage:
        tirage.shuffle(noms)
    for nom in noms:
        chemin = racine / (unicodedata.normalize("NFD", nom) if tirage and tirage.random() < 0.5 else nom)
        chemin.parent.mkdir(parents=True, exist_ok=True)
        chemin.write_bytes(melanger(tirage, nom, fichiers[nom]) if tirage else fichiers[nom])


def dits(racine: Path) -> list[tuple[int, str]]:
    """Ce que disent le diagnostic et la validation, et leur code de sortie."""
    from qualicli.cli.application import lancer

    rendus = []
    for commande in ("diagnostic", "valider"):
        dehors = io.StringIO()
        with contextlib.redirect_stdout(dehors), contextlib.redirect_stderr(io.StringIO()):
            code = lancer([commande, str(racine), "--date", AU, "--format", "json"])
        rendus.append((code, dehors.getvalue()))
    return rendus


def chiffres(rendus: list[tuple[int, str]]) -> tuple[Any, Any]:
    """Le diagnostic et les anomalies par fichier et par code, sans leur place."""
    composes = [(code, unicodedata.normalize("NFC", rendu)) for code, rendu in rendus]  # un texte garde sa forme
    lus = [(code, _sans_place(json.loads(rendu)) if rendu else None) for code, rendu in composes]
    (code_diagnostic, diagnostic), (code_valider, bilan) = lus
    dites = bilan["anomalies"] if bilan else ()
    comptes = Counter((a["code"], a["fichier"]) for a in dites if a["code"] != "LEC008")  # dit les fins de ligne
    return (code_diagnostic, diagnostic), (code_valider, comptes)


def _sans_place(valeur: Any) -> Any:
    """La même valeur, sans ligne ni colonne : elles suivent l'ordre des clés."""
    if isinstance(valeur, dict):
        return {cle: _sans_place(v) for cle, v in valeur.items() if cle not in ("ligne", "colonne")}
    return [_sans_place(v) for v in valeur] if isinstance(valeur, list) else valeur


def difference(graine: int, rang: int, ou: Path) -> str:
    """Ce qui diffère d'une écriture à l'autre du dossier de ce rang ; rien quand tout est pareil."""
    tirage = random.Random(f"{graine}/{rang}")
    sains = fichiers_sains()
    fichiers = {n: o for n, o in {**sains, **abimer(tirage, sains)}.items() if o is not None}
    racine = ou / "d"
    vus = []
    for memoire, melange in (("non", None), (str(ou / "memoire"), None), (str(ou / "memoire"), None), ("non", tirage)):
        os.environ["QUALICLI_MEMOIRE"] = memoire
        if len(vus) != 2:  # la troisième fois, le dossier est celui que la mémoire connaît
            poser(racine, fichiers, melange)
        vus.append(dits(racine))
    ecarts = [nom for nom, vu in zip(("autre mémoire", "mémoire gardée"), vus[1:], strict=False) if vu != vus[0]]
    return ", ".join([*ecarts, *(["dossier mêlé"] if chiffres(vus[3]) != chiffres(vus[0]) else [])])


def campagne(dossiers: int, graine: int, ou: Path) -> list[tuple[int, str]]:
    """Les rangs dont une écriture change les chiffres."""
    from qualicli.depot import souvenirs

    fraicheur, souvenirs._FRAICHEUR = (
        souvenirs._FRAICHEUR,
        0,
    )  # ces dossiers viennent d'être écrits : sans cela, leurs dates ne diraient jamais rien
    ancienne = os.environ.get("QUALICLI_MEMOIRE")
    try:
        return [(rang, ecart) for rang in range(dossiers) if (ecart := difference(graine, rang, ou))]
    finally:
        souvenirs._FRAICHEUR = fraicheur
        os.environ.pop("QUALICLI_MEMOIRE")
        if ancienne is not None:
            os.environ["QUALICLI_MEMOIRE"] = ancienne


if __name__ == "__main__":
    lecteur = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    lecteur.add_argument("--dossiers", type=int, default=10_000)
    lecteur.add_argument("--graine", type=int, default=1)
    demande = lecteur.parse_args()
    with tempfile.TemporaryDirectory() as temporaire:
        ecarts = campagne(demande.dossiers, demande.graine, Path(temporaire))
    print(f"{demande.dossiers} dossiers, {len(ecarts)} dont une écriture change les chiffres")
    print("\n".join(f"graine {demande.graine}, dossier {rang} : {ecart}" for rang, ecart in ecarts[:50]))
    sys.exit(bool(ecarts))
