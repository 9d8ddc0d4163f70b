"""Lire les cas annotés : un dossier d'essai par cas, dont les lignes fautives portent le code attendu.

Un fichier de `cas/` contient des cas ; chacun s'ajoute au dossier de `cas/socle.txt`, ou en remplace des fichiers
(un fichier vide est un fichier retiré) :

    == PRV003 mauvais, au 2022-03-15 : caduc avant sa date
    >> preuves/charte.yaml
    date: 2022-10-12
    caducite: 2020-10-12    #! PRV003
"""

import re
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

CAS = Path(__file__).parent / "cas"
AU = date(2022, 3, 15)
_TITRE = re.compile(r"== (?P<code>[A-Z]{3}\d{3}) (?P<genre>bon|mauvais)(?:, au (?P<au>\S+))? : (?P<texte>.+)")
_ANNOTATION = re.compile(r"\s*#! (.+)$")
Attente = tuple[str, int, str]


@dataclass
class Cas:
    """Un dossier d'essai, la règle qu'il éprouve et les anomalies (fichier, ligne, code) qu'il attend."""

    code: str
    genre: str
    au: date
    titre: str
    fichiers: dict[str, str] = field(default_factory=dict)
    attentes: list[Attente] = field(default_factory=list)


def lire_cas() -> list[Cas]:
    """Tous les cas, dans l'ordre des fichiers."""
    socle = _decouper((CAS / "socle.txt").read_text("utf-8"))
    return [cas for chemin in sorted(CAS.glob("*.txt")) if chemin.stem != "socle" for cas in _lire(chemin, socle)]


def _lire(chemin: Path, socle: dict[str, str]) -> list[Cas]:
    cas = []
    for bloc in re.split(r"^(?=== )", chemin.read_text("utf-8"), flags=re.MULTILINE)[1:]:
        titre, _, reste = bloc.partition("\n")
        trouve = _TITRE.fullmatch(titre)
        assert trouve, f"{chemin.name} : titre de cas mal écrit : {titre}"
        au = date.fromisoformat(trouve["au"]) if trouve["au"] else AU
        un_cas = Cas(trouve["code"], trouve["genre"], au, f"{trouve['code']} {trouve['genre']} : {trouve['texte']}")
        for fichier, texte in {**socle, **_decouper(reste)}.items():
            if texte.strip():
                un_cas.fichiers[fichier], attentes = _annotations(fichier, texte)
                un_cas.attentes += attentes
        cas.append(un_cas)
    return cas


def _decouper(texte: str) -> dict[str, str]:
    parties = re.split(r"^>> (.+)\n", texte, flags=re.MULTILINE)[1:]
    return {fichier: contenu.rstrip("\n") + "\n" for fichier, contenu in zip(parties[::2], parties[1::2], strict=True)}


def _annotations(fichier: str, texte: str) -> tuple[str, list[Attente]]:
    lignes, attentes = [], []
    for numero, ligne in enumerate(texte.splitlines(), 1):
        if trouve := _ANNOTATION.search(ligne):
            attentes += [(fichier, numero, code) for code in trouve[1].split()]
        lignes.append(_ANNOTATION.sub("", ligne))
    return "\n".join(lignes) + "\n", attentes
