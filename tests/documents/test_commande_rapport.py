"""La commande `rapport` : tous les documents de tous les exemples, leurs formats, leur anonymat, leurs refus."""

import io
import re
import shutil
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from qualicli import ressources
from qualicli.cli.application import lancer
from qualicli.rendus.documents.registre import TYPES
from qualicli.rendus.documents.socle import anonymat

EXEMPLES = ressources.dossier("exemples")
DATES = {
    "loire-2022": "2022-03-15",
    "essonne-2013": "2013-03-27",
    "moselle-2015": "2015-11-24",
    "alpes-maritimes-2021": "2021-03-03",
}
# Aucun comité local des usagers ne s'y est encore réuni, aucune enquête n'y a commencé.
SANS_OBJET = {("alpes-maritimes-2021", "clu"), ("alpes-maritimes-2021", "enquete")}
CAS = [(exemple, type_) for exemple in DATES for type_ in TYPES if (exemple, type_) not in SANS_OBJET]
PERSONNE = re.compile(r"[\w.+-]+@[\w-]+\.\w+|\b0[1-9](?:[ .]?\d\d){4}\b")
TECHNIQUE = re.compile(
    r"\b(?:None|True|False|\w+\(\)|Tableau\w*\(|Libre\(|[a-z]+(?:-[a-z]+)+-20\d\d-\d\d)\b|\{\{|\{%|<!--"
)
FAUTES = (
    re.compile(r"^(#{1,4}) [^\n]*\n+(?=#{1,4} )(?!\1#)|^#+ [^\n]*\n*\Z", re.MULTILINE),  # un titre sans rien dessous
    re.compile(r".* [;:!?%»]|« .*"),  # une espace qui devait être insécable
    re.compile(r".*(?:\.\.(?!\.)|;;| ,|\( | \)|,,|\(\)|[^|\s]  ).*"),  # une ponctuation bancale
)


@pytest.fixture
def rapport(capfdbinary: pytest.CaptureFixture[bytes]) -> Callable[..., tuple[int, bytes, str]]:
    def executer(*arguments: object) -> tuple[int, bytes, str]:
        code = lancer(["rapport", *map(str, arguments)])
        sortie, erreurs = capfdbinary.readouterr()
        return code, sortie, erreurs.decode()

    return executer


def demande(exemple: str, type_: str) -> tuple[object, ...]:
    return (
        type_,
        EXEMPLES / exemple,
        "--date",
        DATES[exemple],
        *(["--tous"] if TYPES[type_].sujet == "service" else []),
        *(
            ["--reunion", "clu-2021-06"] if (exemple, type_) == ("alpes-maritimes-2021", "clu") else []
        ),  # pas encore tenue
    )


def noms_de(exemple: str) -> Any:
    from qualicli.depot.ramassage import ramasser
    from qualicli.operations.ouvrir import ouvrir

    dossier, _, _ = ouvrir(ramasser(EXEMPLES / exemple))
    assert dossier is not None
    assert dossier.annuaire is not None
    return dossier.annuaire


def textes(octets: bytes) -> str:
    """Tout ce qu'un fichier bureautique contient, métadonnées comprises."""
    with zipfile.ZipFile(io.BytesIO(octets)) as archive:
        bruts = (archive.read(n).decode("utf-8", "replace") for n in archive.namelist())
        return "\n".join(re.sub(r"<[^>]+>", " ", brut) for brut in bruts)


def texte_pdf(octets: bytes) -> str:
    from pypdf import PdfReader

    lecteur = PdfReader(io.BytesIO(octets))
    return "\n".join([*(p.extract_text() for p in lecteur.pages), *map(str, (lecteur.metadata or {}).values())])


@pytest.mark.parametrize(("exemple", "type_"), CAS)
def test_chaque_document_s_ecrit_et_ne_montre_rien_de_technique(exemple: str, type_: str, rapport: Any) -> None:
    code, sortie, erreurs = rapport(*demande(exemple, type_), "--nominatif")
    assert (code, erreurs) == (0, "")
    texte = re.sub(r"(?s)```text\n.*?\n```", "", sortie.decode())  # une figure en barres s'aligne par des espaces
    assert texte.startswith("# ") or "\n# " in texte
    assert not TECHNIQUE.search(texte), TECHNIQUE.search(texte)
    texte = re.sub(r"^```text\n.*?^```$", "", texte, flags=re.MULTILINE | re.DOTALL)  # une figure aligne ses espaces
    for faute in FAUTES:
        assert not faute.search(texte), (faute.pattern, faute.search(texte))
    assert rapport(*demande(exemple, type_), "--nominatif")[1] == sortie


@pytest.mark.parametrize(("exemple", "type_"), CAS)
def test_un_document_anonyme_ne_designe_personne(exemple: str, type_: str, rapport: Any) -> None:
    code, sortie, erreurs = rapport(*demande(exemple, type_), "--anonyme")
    assert (code, erreurs) == (0, "")
    assert not PERSONNE.search(sortie.decode())
    assert anonymat.traces(sortie.decode(), noms_de(exemple)) == []
    assert "émargé" not in sortie.decode()


@pytest.mark.parametrize("type_", [t for t in TYPES if TYPES[t].sujet != "service"])
@pytest.mark.parametrize("format_", ["html", "odt", "docx", "pdf"])
def test_l_anonymat_tient_dans_les_octets_de_chaque_format(
    type_: str, format_: str, rapport: Any, tmp_path: Path
) -> None:
    exemple = "moselle-2015" if type_ in ("copil", "clu") else "loire-2022"
    fichier = tmp_path / f"x.{format_}"
    assert rapport(*demande(exemple, type_), "--anonyme", "-o", fichier)[0] == 0
    octets = fichier.read_bytes()
    texte = {"html": bytes.decode, "pdf": texte_pdf}.get(format_, textes)(octets)
    assert anonymat.traces(texte, noms_de(exemple)) == []


def test_un_document_public_refuse_de_nommer(rapport: Any, tmp_path: Path) -> None:
    compte_rendu = ("copil", EXEMPLES / "loire-2022", "--reunion", "clu-2021-12")
    cible = tmp_path / "clu.md"
    code, _, erreurs = rapport(*compte_rendu, "-o", cible)
    assert (code, cible.exists()) == (1, False)
    assert "destiné à l'internet" in erreurs
    assert "--anonyme" in erreurs
    assert rapport(*compte_rendu, "--anonyme", "-o", cible)[0] == 0
    assert b"Aub" not in cible.read_bytes()
    assert rapport(*compte_rendu, "--nominatif", "-o", cible)[0] == 0
    assert "Aubépine".encode() in cible.read_bytes()


def test_un_nom_dans_un_texte_libre_arrete_l_anonyme(rapport: Any, tmp_path: Path) -> None:
    loire = Path(shutil.copytree(EXEMPLES / "loire-2022", tmp_path / "loire"))
    reunion = loire / "reunions" / "copil-2022-03.md"
    reunion.write_text(
        reunion.read_text("utf-8").replace("Le plan est parcouru", "Mme SORBIER parcourt le plan"), "utf-8"
    )
    code, sortie, erreurs = rapport("copil", loire, "--reunion", "copil-2022-03", "--anonyme")
    assert (code, sortie) == (1, b"")
    assert "SORBIER" in erreurs
    assert "texte libre" in erreurs


def test_la_liste_dit_ce_qu_il_faut_et_ce_qui_manque(rapport: Any, tmp_path: Path) -> None:
    code, sortie, _ = rapport("--liste", EXEMPLES / "loire-2022", "--date", "2022-03-15")
    assert code == 0
    for type_ in TYPES.values():
        assert f"{type_.nom}\n  {type_.titre.partition('{')[0][:40]}" in sortie.decode().replace("\u00a0", " ")
    nu = tmp_path / "nu"
    nu.mkdir()
    (nu / "qualicli.yaml").write_text("format: 1\norganisme: {nom: P}\nsites: {a: {nom: A}}\nperimetre: []\n", "utf-8")
    assert "✗ aucune réunion de ce genre n'est tenue" in rapport("--liste", nu)[1].decode()


@pytest.mark.parametrize("type_", TYPES)
def test_un_dossier_minimal_donne_un_document_ou_une_phrase(type_: str, rapport: Any, tmp_path: Path) -> None:
    (tmp_path / "qualicli.yaml").write_text(
        "format: 1\norganisme: {nom: P}\nsites: {a: {nom: A}}\nperimetre: []\n", "utf-8"
    )
    code, sortie, erreurs = rapport(type_, tmp_path, "--date", "2022-03-15")
    assert code in (0, 2)
    assert bool(sortie) is (code == 0)
    assert "Traceback" not in erreurs
    assert "Panne" not in erreurs


def test_un_gabarit_copie_l_emporte_et_ne_s_ecrase_pas(rapport: Any, tmp_path: Path) -> None:
    loire = Path(shutil.copytree(EXEMPLES / "loire-2022", tmp_path / "loire"))
    copil = ("copil", loire, "--reunion", "copil-2022-03")
    avant = rapport(*copil)[1]
    assert rapport("--copier-gabarit", "copil", loire)[0] == 0
    gabarit = loire / "gabarits" / "copil.md.j2"
    assert rapport(*copil)[1] == avant
    gabarit.write_text('{% extends "seance.md.j2" %}\n{% block ouverture %}Chez nous.{% endblock %}', "utf-8")
    assert b"Chez nous." in rapport(*copil)[1]
    code, _, erreurs = rapport("--copier-gabarit", "copil", loire)
    assert (code, "existe déjà" in erreurs) == (2, True)
    assert "Chez nous." in gabarit.read_text("utf-8")
    gabarit.write_text("{{ titr }}", "utf-8")
    code, sortie, erreurs = rapport(*copil)
    assert (code, sortie) == (1, b"")
    assert "gabarits/copil.md.j2:1 : « titr » n'existe pas dans ce document. " not in erreurs
    assert "gabarits/copil.md.j2:1 : « titr » n'existe pas" in erreurs


@pytest.mark.parametrize(
    ("arguments", "phrase"),
    [
        ((), "Quel document ?"),
        (("copli",), "Vouliez-vous dire « copil »"),
        (("copil", "--reunion", "copil-2022-30"), "Vouliez-vous dire « copil-2022-03 »"),
        (("copil", "--format", "doc"), "« doc » n'est pas admis pour --format"),
        (("copil", "-o", "x.xyz"), "« xyz » n'est pas admis pour --format"),
        (("copil", "--date", "2000-01-01"), "Aucune réunion à raconter"),
        (("--copier-gabarit", "rien"), "Le gabarit « rien » n'existe pas"),
        (("--copier-gabarit", "../../x"), "Le gabarit « ../../x » n'existe pas"),
    ],
)
def test_un_usage_fautif_se_dit(arguments: tuple[str, ...], phrase: str, rapport: Any, monkeypatch: Any) -> None:
    monkeypatch.chdir(EXEMPLES / "loire-2022")
    code, sortie, erreurs = rapport(*arguments)
    assert (code, sortie) == (2, b"")
    assert phrase in erreurs.replace("\u00a0", " ")


def test_le_format_vient_du_nom_du_fichier(rapport: Any, tmp_path: Path) -> None:
    for extension, debut in (("md", b"Pr"), ("html", b"<!"), ("odt", b"PK"), ("docx", b"PK"), ("pdf", b"%PDF")):
        fichier = tmp_path / f"x.{extension}"
        assert rapport(*demande("loire-2022", "copil"), "-o", fichier)[0] == 0
        assert fichier.read_bytes().lower().startswith(debut.lower())


def test_sans_la_bureautique_une_phrase_dit_quoi_installer(rapport: Any, tmp_path: Path, monkeypatch: Any) -> None:
    for module in ("pypandoc", "typst"):
        monkeypatch.setitem(sys.modules, module, None)
    for extension in ("odt", "docx", "pdf"):
        fichier = tmp_path / f"x.{extension}"
        code, _, erreurs = rapport(*demande("loire-2022", "copil"), "-o", fichier)
        assert (code != 0, fichier.exists()) == (True, False)
        assert "qualicli[bureautique]" in erreurs


def test_rapporter_ne_touche_a_rien(rapport: Any, tmp_path: Path) -> None:
    loire = Path(shutil.copytree(EXEMPLES / "loire-2022", tmp_path / "loire"))
    avant = {p: (p.read_bytes(), p.stat().st_mtime_ns) for p in loire.rglob("*") if p.is_file()}
    for type_ in TYPES:
        rapport(
            type_, loire, "--date", "2022-03-15", "--anonyme", *(["--tous"] if TYPES[type_].sujet == "service" else [])
        )
    assert {p: (p.read_bytes(), p.stat().st_mtime_ns) for p in loire.rglob("*") if p.is_file()} == avant


def test_le_gabarit_montre_par_la_documentation_marche(rapport: Any, tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "documents.md").read_text("utf-8")
    *_, gabarit = re.findall(r"```jinja\n(.*?)```", page, re.DOTALL)
    loire = Path(shutil.copytree(EXEMPLES / "loire-2022", tmp_path / "loire"))
    (loire / "gabarits").mkdir()
    (loire / "gabarits" / "copil.md.j2").write_text(gabarit, "utf-8")
    code, sortie, _ = rapport("copil", loire, "--reunion", "copil-2022-03")
    assert code == 0
    assert "Le comité s'est réuni le 10 mars 2022 à 10\u00a0h" in sortie.decode()
    assert "## Suites de la réunion" in sortie.decode()
