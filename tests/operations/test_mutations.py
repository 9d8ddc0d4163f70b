"""Un dossier réel, abîmé de cent cinquante façons : jamais de panne, jamais de chiffre qui ne se recoupe pas."""

import json
import random
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from qualicli import ressources
from qualicli.cli.application import lancer
from qualicli.rendus.documents.registre import TYPES

DATE = "2013-03-26"
FIN_DE_LIGNE = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
OCTETS = (
    b"\x00",
    b"\xff",
    b"\r",
    b"\t",
    b"\n",
    b": ",
    b"- ",
    b"[",
    b"}",
    b'"',
    b"&a ",
    b"*a",
    b"---\n",
    b"\xc2\x85",
    b"\xe2\x80\xa8",
)
VALEURS = (
    "",
    "~",
    "[]",
    "{}",
    "[[]]",
    "{a: {b: []}}",
    '" "',
    '"\\e[31m"',
    '"\\ud83d"',
    "😀" * 50,
    "é" * 5000,
    "=cmd()",
    "'|'",
    "<b>",
    "0001",
    "9999-12-31",
    "9999",
    "2013-02-30",
    "2014/2012",
    "jalon:x",
    "jalon:audit-blanc+9999j",
    "-1",
    "101",
    "999999999",
    "9999 ans",
    "0 j",
    "1/2",
    "oui",
    "sans_objet",
    "realise",
    "non_realise",
    "engage",
    "desengage",
    "non_conformite",
    "evry",
    "inconnu:1",
    "qual-e-pref:2.1",
    "E1",
    "../../x",
    "/etc/passwd",
    "C:\\x",
    "a.csv",
    "..",
)


@pytest.fixture
def dossier(tmp_path: Path) -> Path:
    """La démarche, ses services, et trois fiches de chaque famille."""
    source = ressources.dossier("exemples") / "essonne-2013"
    for chemin in source.iterdir():
        fichiers = sorted(chemin.rglob("*.*"))[:3] if chemin.is_dir() else [chemin]
        for fichier in fichiers:
            cible = tmp_path / fichier.relative_to(source)
            cible.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(fichier, cible)
    return tmp_path


def abimer(hasard: random.Random, octets: bytes) -> bytes:
    """Change une valeur, une ligne ou un octet."""
    lignes = octets.split(b"\n")
    rang = hasard.randrange(len(lignes))
    facon = hasard.randrange(5)
    if facon <= 1:
        lignes[rang] = re.sub(
            rb"(?<=: )[^,}]+", hasard.choice(VALEURS).encode().replace(b"\\", b"\\\\"), lignes[rang], count=1
        )
    elif facon == 2:
        del lignes[rang]
    elif facon == 3:
        lignes.insert(rang, hasard.choice(lignes))
    else:
        place = hasard.randrange(len(octets) + 1)
        return octets[:place] + hasard.choice(OCTETS) + octets[place + hasard.randrange(3) :]
    return b"\n".join(lignes)


@pytest.mark.parametrize("graine", range(5))
def test_un_dossier_abime_se_lit_toujours(dossier: Path, graine: int, capsys: pytest.CaptureFixture[str]) -> None:
    hasard = random.Random(graine)
    fichiers = sorted(p for p in dossier.rglob("*") if p.suffix in (".yaml", ".md", ".csv"))
    for _ in range(30):
        avant = {f: f.read_bytes() for f in hasard.sample(fichiers, 3)}
        for fichier, octets in avant.items():
            fichier.write_bytes(abimer(hasard, octets))
        assert lancer(["valider", str(dossier), "--date", DATE, "--format", "json"]) in (0, 1)
        for anomalie in json.loads(capsys.readouterr().out)["anomalies"]:
            lignes = FIN_DE_LIGNE.split((dossier / anomalie["fichier"]).read_bytes().decode("utf-8", "replace"))
            assert 1 <= anomalie["ligne"] <= len(lignes), anomalie
        assert lancer(["diagnostic", str(dossier), "--date", DATE, "--format", "json", "--depuis", "2012-01-01"]) in (
            0,
            1,
        )
        sortie = capsys.readouterr().out
        assert not list(incoherences(json.loads(sortie))) if sortie else True
        type_ = hasard.choice([*TYPES])
        options = ["--tous"] if TYPES[type_].sujet == "service" else []
        assert lancer(["rapport", type_, str(dossier), "--date", DATE, "--nominatif", *options]) in (0, 1, 2)
        assert "Panne" not in capsys.readouterr().err
        for fichier, octets in avant.items():
            fichier.write_bytes(octets)


def incoherences(diagnostic: Any) -> Iterator[str]:
    """Ce qui ne se recoupe pas dans un diagnostic."""
    for ref in diagnostic["referentiels"]:
        prouve, en_ecart = ref["taux"]["prouve"], ref["points"]["en_ecart"]
        siens = [
            e
            for e in diagnostic["ecarts"]
            if e["referentiel"] == ref["id"] and e["nature"] in ("realisation", "preuve")
        ]
        if not en_ecart == prouve["denominateur"] - prouve["numerateur"] == len(siens):
            yield f"{ref['id']} : {en_ecart} points en écart, {len(siens)} écarts, {prouve}"
        for decoupage in ("modules", "sites", "services", "engagements"):
            for nature in ("declare", "prouve"):
                for cle in ("numerateur", "denominateur"):
                    if sum(g["taux"][nature][cle] for g in ref[decoupage]) != ref["taux"][nature][cle]:
                        yield f"{ref['id']} : {decoupage}, {nature}, {cle}"
        if any(t["numerateur"] > t["denominateur"] for t in ref["taux"].values()):
            yield f"{ref['id']} : {ref['taux']}"
