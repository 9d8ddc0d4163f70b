"""Aucun lien mort ne fait planter une commande : chaque lien du format est cassé, chaque objet cité est ôté."""

import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from endurance.tirs import fichiers_sains
from qualicli import ressources
from qualicli.cli.application import lancer
from qualicli.depot.ramassage import ramasser
from qualicli.modeles.liens import citations
from qualicli.operations.ouvrir import ouvrir
from qualicli.rendus.documents.registre import TYPES

AU = "2022-03-15"
MORT = "personne-ne-le-decrit"
TABLES = ("services.yaml", "instances.yaml", "annuaire.yaml", "qualicli.yaml")


class Casse(NamedTuple):
    """Ce que l'on abîme : un fichier, et le chemin d'un lien à casser, d'une entrée à ôter, ou rien (tout le fichier)."""

    fichier: str
    chemin: tuple[Any, ...]
    lien: bool = True


def commandes(racine: Path, sorties: Path) -> Iterator[tuple[str, ...]]:
    """Tout ce qui lit un dossier pour en dire quelque chose."""
    yield from ((c, str(racine)) for c in ("valider", "diagnostic", "ecarts", "parcours"))
    yield ("diagnostic", str(racine), "--depuis", "2021-01-01", "--par", "site", "--par", "service")
    yield from (("expliquer", quoi, str(racine)) for quoi in ("qual-e-pref:2.1", "copil", "accueil", MORT))
    yield ("exporter", "excel", str(racine), "-o", str(sorties / "tout.xlsx"), "--remplacer")
    yield from (("rapport", t, str(racine), "--anonyme") for t in ("copil", "clu", "convocation", "presence"))
    for nom in TYPES:
        suite = ("--tous", "-o", str(sorties / "fiches")) if nom == "fiche-service" else ()
        yield ("rapport", nom, str(racine), *suite)
    yield ("rapport", "--liste", str(racine))


def lire(chemin: Path) -> tuple[Any, str]:
    """Les données d'une fiche, tous scalaires en texte, et ce qui suit l'en-tête d'un Markdown."""
    texte = chemin.read_text(encoding="utf-8")
    if chemin.suffix == ".md":
        _, tete, corps = texte.split("---\n", 2)
        return yaml.load(tete, yaml.CBaseLoader), corps
    return yaml.load(texte, yaml.CBaseLoader), ""


def abimer(racine: Path, casse: Casse) -> None:
    """Casse un lien, ou ôte un objet."""
    chemin = racine / casse.fichier
    if not casse.chemin:
        chemin.unlink()
        return
    donnees, corps = lire(chemin)
    dedans = donnees
    for cle in casse.chemin[:-1]:
        dedans = dedans[cle]
    cle = casse.chemin[-1]
    if not casse.lien:
        del dedans[cle]
    else:
        ancien = dedans[cle]
        dedans[cle] = f"jalon:{MORT}" if ancien.startswith("jalon:") else f"{MORT}:9.9" if ":" in ancien else MORT
    tete = yaml.safe_dump(donnees, allow_unicode=True, sort_keys=False)
    chemin.write_text(f"---\n{tete}---\n{corps}" if chemin.suffix == ".md" else tete, encoding="utf-8")


def casses(racine: Path) -> Iterator[Casse]:
    """Chaque genre de lien du dossier, chaque fiche, chaque entrée d'une table."""
    dossier = ouvrir(ramasser(racine))[0]
    assert dossier is not None
    vus = set()
    for objet in (dossier.demarche, *dossier.services.values(), *dossier.instances.values(), *dossier.objets()):
        fichier = getattr(objet, "fichier", "")
        for citation in citations(objet) if fichier else ():
            genre = (type(objet), tuple(p for p in citation.chemin if isinstance(p, str)), citation.famille)
            if genre not in vus and _existe(racine / fichier, citation.chemin):
                vus.add(genre)
                yield Casse(fichier, citation.chemin)
    for chemin in sorted(p for p in racine.rglob("*") if p.is_file()):
        nom = chemin.relative_to(racine).as_posix()
        if nom in TABLES:
            donnees, _ = lire(chemin)
            tables = {t: v for t, v in donnees.items() if isinstance(v, dict)}
            yield from (Casse(nom, (t, cle), False) for t, v in tables.items() for cle in v)
        if nom != "qualicli.yaml":
            yield Casse(nom, ())


def _existe(fichier: Path, chemin: tuple[Any, ...]) -> bool:
    dedans = lire(fichier)[0]
    try:
        for cle in chemin:
            dedans = dedans[cle]
    except (KeyError, IndexError, TypeError):
        return False
    return isinstance(dedans, str)


def essayer(sain: Path, casse: Casse, ou: Path, sur: Callable[[tuple[str, ...]], bool] = bool) -> list[str]:
    """Les commandes que cette casse fait planter."""
    racine = ou / "d"
    shutil.rmtree(racine, ignore_errors=True)
    shutil.copytree(sain, racine)
    abimer(racine, casse)
    rates = []
    for commande in filter(sur, commandes(racine, ou)):
        code = lancer([*commande, "--date", AU])
        if code not in (0, 1, 2):
            rates.append(f"{casse} : {' '.join(commande)} → {code}")
    return rates


def dossiers(ou: Path) -> list[Path]:
    """Les exemples du format, et ceux qui sont livrés."""
    for nom, octets in fichiers_sains().items():
        (ou / nom).parent.mkdir(parents=True, exist_ok=True)
        (ou / nom).write_bytes(octets)
    return [ou, *sorted(p for p in ressources.dossier("exemples").iterdir() if p.is_dir())]


def test_quelques_liens_morts_ne_font_rien_planter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUALICLI_MEMOIRE", "non")
    sain = dossiers(tmp_path / "sain")[0]
    possibles = list(casses(sain))
    assert len(possibles) > 60 and {c.lien for c in possibles} == {True, False}
    choisis = random.Random(10).sample(possibles, 2)
    assert not [r for casse in choisis for r in essayer(sain, casse, tmp_path)]


def test_une_instance_absente_ne_fait_rien_planter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUALICLI_MEMOIRE", "non")
    sain = dossiers(tmp_path / "sain")[0]
    assert not essayer(sain, Casse("instances.yaml", ()), tmp_path)


def test_aucun_lien_mort_ne_fait_rien_planter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    if not request.config.getoption("--long"):
        pytest.skip("une heure, par --long")
    monkeypatch.setenv("QUALICLI_MEMOIRE", "non")
    for sain in dossiers(tmp_path / "sain"):
        assert not [r for casse in casses(sain) for r in essayer(sain, casse, tmp_path)]
