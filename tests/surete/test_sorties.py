"""Ce qu'un dossier contient de caché n'atteint ni un terminal, ni un journal d'intégration continue."""

import re
import shutil
import unicodedata
from pathlib import Path

import pytest

from qualicli import ressources
from qualicli.cli.application import lancer

_CACHES = "\x1b[31m\u202e\u2066\x9b5m\u200b\x07\x08"
_CLE = re.compile(
    r"^(\s*-?\s*(?:intitule|nom|decision|commentaire|objet|texte|note|constat): )([A-ZÀ-Ý][^:#\n\"'\\]*)$", re.M
)
COMMANDES = [
    *(("valider", "{d}", "--format", f) for f in ("texte", "json", "github", "gitlab", "sarif", "junit")),
    *((c, "{d}", "--format", f) for c in ("diagnostic", "ecarts") for f in ("texte", "json", "csv", "markdown")),
    *(("parcours", "{d}", "--format", f) for f in ("texte", "json", "markdown")),
    ("expliquer", "2.1", "{d}"),
    ("expliquer", "2.1", "{d}", "--format", "json"),
    *(
        ("rapport", t, "{d}")
        for t in ("bilan", "ecarts", "grille", "point-etape", "politique", "convocation", "passation")
    ),
]


@pytest.fixture(scope="module")
def piege(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Un dossier dont chaque texte, YAML ou Markdown, cache des ordres au terminal et des sens d'écriture forcés."""
    racine = tmp_path_factory.mktemp("piege") / "d"
    shutil.copytree(ressources.dossier("exemples") / "loire-2022", racine)
    for chemin in racine.rglob("*"):
        if chemin.suffix in (".md", ".yaml"):
            texte = chemin.read_text(encoding="utf-8")
            caches = "\\e[31m\\u202e\\u2066\\u200b\\a"
            piege = _CLE.sub(lambda m: f'{m[1]}"{m[2]}{caches}"', texte)  # noqa: B023 (appelée aussitôt)
            if chemin.suffix == ".md":
                piege = piege.replace(" de ", f" de {_CACHES}")
            chemin.write_text(piege, encoding="utf-8", newline="\n")
    return racine


@pytest.mark.parametrize("commande", COMMANDES, ids=" ".join)
def test_aucune_sortie_ne_porte_de_caractere_cache(
    piege: Path, commande: tuple[str, ...], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    arguments = [a.replace("{d}", str(piege)) for a in commande]
    assert lancer([*arguments, "--date", "2022-03-15"]) in (0, 1)
    sortie, erreurs = capsys.readouterr()
    assert len(sortie) > 200
    fichier = tmp_path / "s.md"
    if commande[0] != "expliquer":
        assert lancer([*arguments, "--date", "2022-03-15", "--sortie", str(fichier)]) in (0, 1)
    for texte in (sortie, erreurs, fichier.read_text(encoding="utf-8-sig") if fichier.exists() else ""):
        assert not {c for c in set(texte) - {"\n", "\t"} if unicodedata.category(c) in ("Cc", "Cf", "Cs")}
