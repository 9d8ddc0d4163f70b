"""Des tirs au hasard sur toutes les commandes : un dossier abîmé, des arguments abîmés, jamais de panne.

    python tests/endurance/tirs.py --tirs 200000        la campagne entière ; « --graine N » en rejoue une

Chaque tir abîme quelques fichiers du dossier que forment les exemples de docs/format.md, lance une commande, et exige un code
de sortie prévu, une phrase plutôt qu'une trace, une sortie sans caractère de commande, et un dossier qu'une lecture laisse tel
quel. Ce qui écrit le fait dans une copie, sans y laisser de brouillon.
Un tir ne dépend que de sa graine et de son rang : celui qui échoue se rejoue seul.
"""

import argparse
import contextlib
import io
import os
import random
import re
import shutil
import sys
import tempfile
import time
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

RACINE = Path(__file__).resolve().parents[2]
EXEMPLE = re.compile(r"^\*\*`([^`\n]+)`\*\*\n\n```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL)
DANGEREUX = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
CODES = (0, 1, 2)
DATES = ("2022-03-15", "1900-01-01", "2999-12-31", "0001-01-01", "0001-12-31", "9999-01-01", "9999-12-31")
LENT = 30  # secondes : un tir ordinaire en prend un dixième
HOSTILES = (
    "",
    "~",
    "null",
    "[]",
    "{}",
    "- a",
    "[a, [b, [c]]]",
    "oui",
    "no",
    "0",
    "-1",
    "1.10",
    "²",
    "٣",
    "9" * 5000,
    "1e999",
    "0x1F",
    ".inf",
    "2026-02-30",
    "0000-01-01",
    "0001-01-01",
    "0001",
    "0001-T1",
    "9999",
    "9999-12",
    "9999-12-31",
    "9999-01/9999-12",
    "10000-01-01",
    "2021-T5",
    "2021-S3",
    "jalon:inconnu-30j",
    "2021-05/2021-03",
    "&a [*a]",
    "*inconnu",
    "!!python/object/apply:os.system [echo]",
    "!binary aGk=",
    "<<: {a: 1}",
    "../../etc/passwd",
    "C:\\Windows\\win.ini",
    "NUL",
    "con.txt",
    "file:///etc/passwd",
    "{{ 7 * 7 }}",
    "{% for a in b %}",
    "=1+1",
    "@SUM(A1)",
    "<script>",
    "|",
    ">",
    "'",
    '"',
    "#",
    ":",
    ": :",
    "\u202e",
    "\u200b",
    "\x1b[31m",
    "\x07",
    "\ud7ff",
    "\U0001f600",
    "e\u0301",
    "\xa0",
    "a" * 20000,
    "-" * 20000,
    "150 %",
    "90 sur 60",
    "abc:1.1",
    "::",
    "*",
    "?",
    "%",
)
_SAISIES = (("{h}", "mars 2026"), ("Poser la rampe", "{h}"))
COMMANDES: tuple[tuple[str, ...], ...] = (
    *(("valider", "{d}", "--format", f) for f in ("texte", "json", "github", "gitlab", "junit", "sarif")),
    *(("diagnostic", "{d}", "--format", f) for f in ("texte", "json", "csv", "markdown")),
    ("diagnostic", "{d}", "--depuis", "2021-01-01", "--par", "site", "--par", "service"),
    *(("ecarts", "{d}", "--format", f) for f in ("texte", "json", "csv", "markdown")),
    *(("expliquer", r, "{d}") for r in ("qual-e-pref:2.1", "2.1", "site", "{h}")),
    *(
        ("rapport", t, "{d}")
        for t in ("copil", "clu", "bilan", "politique", "ecarts", "point-etape", "grille", "indicateurs")
    ),
    *(("rapport", t, "{d}", "--anonyme") for t in ("convocation", "presence", "lettre-mission", "copil")),
    ("rapport", "fiche-service", "{d}", "--tous", "-o", "{s}"),
    ("rapport", "--liste", "{d}"),
    ("exporter", "excel", "{d}", "-o", "{s}/csv", "--format", "csv", "--remplacer"),
    ("exporter", "excel", "{d}", "-o", "{s}/tout.xlsx", "--remplacer"),
    ("importer", "tableur", "{s}/lignes.csv", "{d}", "--famille", "actions", "--a-blanc"),
    *((c, "{d}", "--format", f) for c in ("a-faire", "actions", "parcours") for f in ("texte", "json")),
    *((c, "{d}") for c in ("indicateurs", "enquetes", "delais")),
    ("chercher", "{h}", "--dossier", "{d}"),
    ("chercher", "accueil", "--exigence", "{h}", "--dossier", "{d}"),
    ("journal", "--dossier", "{d}"),
    ("exporter", "agenda", "{d}", "-o", "{s}/agenda.ics", "--remplacer"),
    ("exporter", "excel", "{d}", "-o", "{s}/tout.ods", "--remplacer"),
    ("rapport", "passation", "{d}"),
    ("audit", "pret", "audit-blanc-2022", "{d}"),
    ("audit", "paquet", "audit-blanc-2022", "{d}", "-o", "{s}/paquet-neuf.zip"),
    ("audit", "verifier", "{s}/paquet.zip"),
    ("referentiel", "lacunes", "qual-e-pref", "--dossier", "{d}", "-o", "{s}/grille-neuve.csv"),
    ("referentiel", "comparer", "qual-e-pref", "services-publics-plus-2023"),
    ("referentiel", "lister", "{d}"),
    ("referentiel", "valider", "{d}/referentiels/charte-exemple.yaml"),
    ("referentiel", "montrer", "qual-e-pref", "2.1", "--dossier", "{d}"),
    ("regles", "{h}"),
    ("schema", "actions"),
    ("schema", "--sortie", "{s}/schemas"),
    # Celles-ci écrivent : dans une copie du dossier abîmé.
    *(
        ("importer", "tableur", "{s}/lignes.csv", "{c}", "--famille", "actions", "--oui", *o)
        for o in ((), ("--format", "json"))
    ),
    ("importer", "reprendre", "{c}"),
    ("importer", "message", "{s}/message.eml", "--dossier", "{c}", "--oui"),
    ("importer", "excel", "{s}/paquet.zip", "--dossier", "{c}", "--oui"),
    ("referentiel", "importer", "{s}/grille.csv", "{c}", "--referentiel", "qual-e-pref", "--source", "{h}", "--oui"),
    ("referentiel", "migrer", "qual-e-pref", "services-publics-plus-2023", "{c}", "--oui"),
    *(("ajouter", "action", "--intitule", i, "--echeance", e, "--dossier", "{c}", "--oui") for i, e in _SAISIES),
    ("ajouter", "preuve", "{s}/grille.csv", "--intitule", "Grille", "--type", "{h}", "--dossier", "{c}", "--oui"),
    ("ajouter", "reunion", "--instance", "copil", "--le", "{h}", "--dossier", "{c}", "--oui"),
    ("evaluer", "2.1", "realise", "--commentaire", "{h}", "--dossier", "{c}", "--oui"),
    ("evaluer", "{h}", "{h}", "--dossier", "{c}", "--oui"),
    ("modifier", "preuve", "charte-accueil", "--intitule", "{h}", "--dossier", "{c}", "--oui"),
    ("remplacer", "charte-accueil", "--version", "{h}", "--dossier", "{c}", "--oui"),
    ("faire", "{h}", "--dossier", "{c}", "--oui"),
    ("repousser", "audit-blanc", "{h}", "--motif", "{h}", "--dossier", "{c}", "--oui"),
    ("piloter", "M1", "accueil", "--dossier", "{c}", "--oui"),
    ("commander", "--tous", "-o", "{s}/commande", "--retour", "{h}", "--dossier", "{c}", "--oui"),
    ("relancer", "-o", "{s}/rappels", "--dossier", "{c}", "--oui"),
    *((c, "--dossier", "{c}", "--oui") for c in ("partager", "recevoir", "annuler")),
    ("enregistrer", "--commencer", "-m", "{h}", "--dossier", "{c}", "--oui"),
    ("rapport", "--copier-gabarit", "{h}", "{c}"),
    ("rapport", "--copier-gabarit", "copil", "{c}"),
    ("rapport", "politique", "{c}", "-o", "{c}/politique.html"),
    ("schema", "--sortie", "{c}"),
    ("nouveau", "{c}", "--nom", "P", "--site", "a=A", "--referentiel", "qual-e-pref"),
    ("nouveau", "{s}/copie/neuf", "--nom", "{h}", "--site", "a={h}", "--referentiel", "qual-e-pref"),
)


class Echec(NamedTuple):
    """Un tir qui n'a pas rendu ce qu'il devait : de quoi le rejouer, et ce qui ne va pas."""

    graine: int
    rang: int
    commande: tuple[str, ...]
    pourquoi: str


def fichiers_sains() -> dict[str, bytes]:
    """Le dossier que forment les exemples de la page du format."""
    page = (RACINE / "docs" / "format.md").read_text(encoding="utf-8")
    return {nom: texte.encode() for nom, texte in EXEMPLE.findall(page)}


# --- Abîmer


def _octet(tirage: random.Random, octets: bytes) -> bytes:
    rang = tirage.randrange(len(octets) + 1)
    return octets[:rang] + tirage.randbytes(tirage.randint(1, 4)) + octets[rang + tirage.randint(0, 3) :]


def _couper(tirage: random.Random, octets: bytes) -> bytes:
    return octets[: tirage.randrange(len(octets) + 1)]


def _oter(tirage: random.Random, octets: bytes) -> bytes:
    debut = tirage.randrange(len(octets) + 1)
    return octets[:debut] + octets[debut + tirage.randint(1, 40) :]


def _lignes(tirage: random.Random, octets: bytes) -> bytes:
    lignes = octets.splitlines(keepends=True)
    if not lignes:
        return octets
    geste, rang = tirage.randrange(3), tirage.randrange(len(lignes))
    if geste == 0:
        del lignes[rang]
    elif geste == 1:
        lignes.insert(tirage.randrange(len(lignes)), lignes[rang])
    else:
        tirage.shuffle(lignes)
    return b"".join(lignes)


def _valeur(tirage: random.Random, octets: bytes) -> bytes:
    places = list(re.finditer(rb"(?<=: )[^\n,{}\[\]]+", octets))
    if not places:
        return octets
    place, hostile = tirage.choice(places), tirage.choice(HOSTILES).encode("utf-8", "surrogatepass")
    return octets[: place.start()] + hostile + octets[place.end() :]


def _cle(tirage: random.Random, octets: bytes) -> bytes:
    places = list(re.finditer(rb"\b[a-z_]+(?=:)", octets))
    if not places:
        return octets
    place, autre = tirage.choice(places), tirage.choice(places)
    enorme = tirage.choice(("k" * 100_000, "? [a, b]", "9" * 5000, "\u202e")).encode()
    return octets[: place.start()] + (enorme if tirage.random() < 0.2 else autre[0]) + octets[place.end() :]


def _encoder(tirage: random.Random, octets: bytes) -> bytes:
    texte = octets.decode("utf-8", "replace")
    return tirage.choice(
        (
            lambda: texte.replace("\n", "\r\n").encode(),
            lambda: b"\xef\xbb\xbf" + octets,
            lambda: texte.encode("utf-16"),
            lambda: texte.encode(
                tirage.choice(("latin-1", "mac-roman", "cp437", "cp500", "utf-7", "utf-32", "utf-16-le", "gb18030")),
                "replace",
            ),
            lambda: unicodedata.normalize("NFD", texte).encode(),
            lambda: texte.replace("\n", "\r").encode(),
            lambda: (b"[" * tirage.choice((50, 5000))) + octets,
        )
    )()


RECUS = {
    "lignes.csv": "Intitulé;Échéance;État\nAfficher;mars 2022;à faire\n",
    "grille.csv": "Module;N°;N° de sous-engagement;Sous-engagement\nM1;6;6.1;Les locaux sont propres\n",
    "message.eml": "From: Service <service@essai.example>\nTo: referent@essai.example\nSubject: Relevé\n"
    "Date: Tue, 15 Mar 2022 10:00:00 +0100\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\nVoici 2.1.\n",
}


def _zip() -> bytes:
    flux = io.BytesIO()
    with zipfile.ZipFile(flux, "w") as archive:
        archive.writestr("index.html", "<p>Relevé</p>")
        archive.writestr("empreintes.txt", "0  index.html\n")
    return flux.getvalue()


ABIMER: tuple[Callable[[random.Random, bytes], bytes], ...] = (
    _octet,
    _couper,
    _oter,
    _lignes,
    _valeur,
    _valeur,
    _valeur,
    _cle,
    _encoder,
)


def abimer(tirage: random.Random, fichiers: dict[str, bytes]) -> dict[str, bytes | None]:
    """Ce qui change dans le dossier pour un tir : le nouveau contenu d'un fichier, ou rien s'il disparaît."""
    change: dict[str, bytes | None] = {}
    for _ in range(tirage.randint(1, 3)):
        nom = tirage.choice(sorted(fichiers))
        geste = tirage.randrange(20)
        if geste == 0:
            change[nom] = None
        elif geste == 1:  # un autre fichier prend sa place
            change[nom] = fichiers[tirage.choice(sorted(fichiers))]
        elif geste == 2:  # une copie, sous un nom que personne n'attend
            tete, barre, _ = nom.rpartition("/")
            change[f"{tete}{barre}{tirage.choice(('copie - Copie.yaml', 'É.yaml', '.cache', 'a b.md', 'x.yml'))}"] = (
                fichiers[nom]
            )
        else:
            change[nom] = tirage.choice(ABIMER)(tirage, change.get(nom) or fichiers[nom])
    return change


# --- Tirer


class Banc:
    """Un dossier sain, que chaque tir abîme puis retrouve."""

    def __init__(self, ou: Path) -> None:
        self.dossier, self.sorties = ou / "dossier", ou / "sorties"
        self.sains = fichiers_sains()
        self.sorties.mkdir(parents=True)
        self.recus = {nom: texte.encode() for nom, texte in RECUS.items()} | {"paquet.zip": _zip()}
        for nom, octets in self.sains.items():
            self._poser(nom, octets)

    def _poser(self, nom: str, octets: bytes | None) -> None:
        chemin = self.dossier / nom
        if octets is None:
            chemin.unlink(missing_ok=True)
        else:
            chemin.parent.mkdir(parents=True, exist_ok=True)
            chemin.write_bytes(octets)

    def tirer(self, graine: int, rang: int) -> tuple[tuple[str, ...], int, str]:
        """Exécute un tir ; rend la commande, son code de sortie, et ce qui ne va pas (vide quand tout va)."""
        tirage = random.Random(f"{graine}/{rang}")
        change = abimer(tirage, self.sains)
        for nom, octets in change.items():
            self._poser(nom, octets)
        for nom, octets in self.recus.items():
            (self.sorties / nom).write_bytes(tirage.choice((_octet, _couper, _encoder, _oter))(tirage, octets))
        hostile, copie = tirage.choice(HOSTILES).replace("\x00", ""), self.sorties / "copie"
        choisie = tirage.choice(COMMANDES)
        if "{c}" in choisie:
            shutil.copytree(self.dossier, copie)
        commande = tuple(a.format(d=self.dossier, s=self.sorties, h=hostile, c=copie) for a in choisie)
        if tirage.random() < 0.2:
            commande += ("--date", tirage.choice((hostile, *DATES)))
        try:
            return commande, *self._executer(
                commande, {n: o for n, o in {**self.sains, **change}.items() if o is not None}
            )
        finally:
            for nom in change:
                self._poser(nom, self.sains.get(nom))
            for produit in self.sorties.iterdir():
                shutil.rmtree(produit) if produit.is_dir() else produit.unlink()

    def _executer(self, commande: tuple[str, ...], attendus: dict[str, bytes]) -> tuple[int, str]:
        from qualicli.cli.application import lancer

        dehors, erreurs, debut = io.StringIO(), io.StringIO(), time.monotonic()
        with contextlib.redirect_stdout(dehors), contextlib.redirect_stderr(erreurs):
            code = lancer([*commande])
        duree, dit = time.monotonic() - debut, dehors.getvalue() + erreurs.getvalue()
        if code not in CODES or "Panne interne" in dit or "Traceback" in dit:
            return code, f"code {code} : {erreurs.getvalue()[-300:]}"
        if (trouve := DANGEREUX.search(dit)) and "--format" not in commande:
            return code, f"un caractère de commande sort : {trouve[0]!r}"
        if duree > LENT:
            return code, f"{duree:.0f} secondes"
        if any((self.dossier / n).read_bytes() != o for n, o in attendus.items()):
            return code, "une lecture a changé un fichier"
        if restes := [p.name for p in (self.sorties / "copie").rglob("*qualicli-tmp*")]:
            return code, f"un brouillon reste : {restes}"
        return code, ""


def campagne(tirs: int, graine: int, ou: Path) -> tuple[Counter[tuple[str, int]], list[Echec]]:
    """Tire `tirs` fois ; rend le nombre de tirs par commande et par code, et ceux qui ont échoué."""
    os.environ["QUALICLI_MEMOIRE"] = "non"
    banc, comptes, echecs = Banc(ou), Counter[tuple[str, int]](), list[Echec]()
    for rang in range(tirs):
        commande, code, pourquoi = banc.tirer(graine, rang)
        comptes[commande[0], code] += 1
        if pourquoi:
            echecs.append(Echec(graine, rang, commande, pourquoi))
    return comptes, echecs


def _dire(comptes: Counter[tuple[str, int]], echecs: list[Echec], duree: float) -> Iterator[str]:
    yield f"{comptes.total()} tirs en {duree:.0f} s, {len(echecs)} échecs"
    for commande in sorted({c for c, _ in comptes}):
        codes = ", ".join(
            f"code {code} : {comptes[commande, code]}" for _, code in sorted(k for k in comptes if k[0] == commande)
        )
        yield f"  {commande:<12} {codes}"
    for echec in echecs[:50]:
        yield f"graine {echec.graine}, tir {echec.rang} : {' '.join(echec.commande)[:200]} → {echec.pourquoi}"


if __name__ == "__main__":
    lecteur = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    lecteur.add_argument("--tirs", type=int, default=200_000)
    lecteur.add_argument("--graine", type=int, default=1)
    demande = lecteur.parse_args()
    avant = time.monotonic()
    with tempfile.TemporaryDirectory() as temporaire:
        resultat = campagne(demande.tirs, demande.graine, Path(temporaire))
    print("\n".join(_dire(*resultat, time.monotonic() - avant)))
    sys.exit(bool(resultat[1]))
