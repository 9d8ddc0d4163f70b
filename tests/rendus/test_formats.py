"""Les formats des documents : même texte partout, rien d'extérieur, mêmes octets, quoi qu'on y mette."""

import io
import os
import re
import subprocess
import sys
import time
import zipfile
from datetime import date
from hashlib import sha256
from pathlib import Path

import pypdf
import pytest

from fabrique_formats import DOCUMENT, ECRIT, PHRASES, TEXTES, Page, W, partie, produit, serre
from qualicli.erreurs import ErreurGabarit, ErreurUsage
from qualicli.rendus.formats.ecrit import Ecrit
from qualicli.rendus.formats.registre import FORMATS, mettre_en_forme


@pytest.mark.parametrize("format_", FORMATS)
def test_chaque_format_dit_tout_le_texte(format_: str) -> None:
    texte = serre(TEXTES[format_](produit(format_)))
    if format_ == "md":
        texte = serre(texte.replace("[lapage](https://exemple.fr/a?b=1&c=2)", "lapage"))
    absents = [phrase for phrase in PHRASES if serre(phrase) not in texte]
    assert absents == []
    assert "bloc:" not in texte
    assert "Repere" not in texte


def test_les_formats_structures_disent_exactement_le_meme_texte() -> None:
    html, odt, docx = (serre(TEXTES[f](produit(f))) for f in ("html", "odt", "docx"))
    # L'index d'OpenDocument répète son titre dans son modèle, pour quand LibreOffice le reconstruit.
    assert odt.replace("SommaireSommaire", "Sommaire", 1) == docx == html


def test_les_insecables_restent() -> None:
    for format_ in ("md", "html", "odt", "docx"):
        assert "«\u00a091,23\u00a0%\u00a0»" in TEXTES[format_](produit(format_)), format_


def test_memes_octets_dans_deux_processus_et_deux_fuseaux(tmp_path: Path) -> None:
    """Plus d'une seconde après, ailleurs, dans un autre fuseau, une autre langue."""
    source = tmp_path / "document.md"
    source.write_text(DOCUMENT, encoding="utf-8")
    programme = f"""
import sys
from datetime import date
from hashlib import sha256
from pathlib import Path
from qualicli.rendus.formats.ecrit import Ecrit
from qualicli.rendus.formats.registre import FORMATS, mettre_en_forme
texte = Path(sys.argv[1]).read_text(encoding="utf-8")
ecrit = Ecrit({ECRIT.titre!r}, texte, {ECRIT.organisme!r}, date(2022, 3, 1))
print(*(sha256(mettre_en_forme(ecrit, f)).hexdigest() for f in FORMATS))
"""
    attendus = [sha256(produit(f)).hexdigest() for f in FORMATS]
    time.sleep(1.1)
    env = {**os.environ, "TZ": "Pacific/Kiritimati", "LC_ALL": "C", "SOURCE_DATE_EPOCH": "1", "HOME": str(tmp_path)}
    fait = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", programme, str(source)],
        cwd=tmp_path,
        env=env,
        capture_output=True,
        text=True,
        check=True,
        encoding="utf-8",
    )
    assert fait.stdout.split() == attendus
    assert list(tmp_path.iterdir()) == [source]


@pytest.mark.parametrize(("format_", "module"), [("odt", "pypandoc"), ("docx", "pypandoc"), ("pdf", "typst")])
def test_sans_bureautique_une_phrase_dit_quoi_installer(
    monkeypatch: pytest.MonkeyPatch, format_: str, module: str
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(ErreurUsage) as refus:
        mettre_en_forme(ECRIT, format_)
    assert "ne sont pas installés" in refus.value.message
    assert 'pip install "qualicli[bureautique]"' in refus.value.conseil
    assert mettre_en_forme(ECRIT, "html")


def test_html_brut_images_et_liens_hostiles_restent_du_texte(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("le-secret", encoding="utf-8")
    hostile = (
        f"# Titre\n\n<script>alert(1)</script>\n\n<img src=x onerror=y> ![a]({secret.as_uri()}) ![b](/etc/passwd)\n\n"
        "![c](http://exemple.fr/c.png) [d](javascript:alert) [e](file:///etc/passwd) [f](data:text/html,x)\n\n"
        '<p style="x">\n\n<iframe src="/etc/passwd"></iframe>\n'
    )
    ecrit = Ecrit("Titre", hostile, "Préfecture", date(2022, 3, 1))
    for format_ in FORMATS:
        texte = TEXTES[format_](mettre_en_forme(ecrit, format_))
        assert "<script>alert(1)</script>" in texte, format_
        assert "le-secret" not in texte
        assert "root:" not in texte
    page = Page(mettre_en_forme(ecrit, "html"))
    assert page.toutes("script", "img", "iframe") == []
    assert [a["href"] for a in page.toutes("a")] == ["http://exemple.fr/c.png"]
    with zipfile.ZipFile(io.BytesIO(mettre_en_forme(ecrit, "docx"))) as colis:
        assert not [nom for nom in colis.namelist() if "media" in nom]


@pytest.mark.parametrize("format_", FORMATS)
def test_signes_impossibles(format_: str) -> None:
    """Contrôles, moitiés de caractère, signes qu'aucune police ne dessine : un document sort toujours."""
    ecrit = Ecrit(
        "Titre \x01", "# T\x02\n\n- a \x00 \ud800 \x1b[31m 😀 漢字 ☐ ✓ → é\n\n`\x07`", "\x03", date(2022, 3, 1)
    )
    texte = TEXTES[format_](mettre_en_forme(ecrit, format_))
    assert "é" in texte
    if format_ != "md":
        assert not re.search("[\x00-\x08\x0e-\x1f]", texte)


@pytest.mark.parametrize("format_", FORMATS)
def test_un_mot_sans_fin_et_une_rangee_plus_haute_que_la_page(format_: str) -> None:
    haute = "mot " * 3000
    ecrit = Ecrit("T", f"# T\n\n| A | B |\n| --- | --- |\n| {'x' * 400} | {haute}dernier |\n", "P", date(2022, 3, 1))
    octets = mettre_en_forme(ecrit, format_)
    assert serre(TEXTES[format_](octets)).count("mot") == 3000
    assert "dernier" in TEXTES[format_](octets)
    if format_ == "pdf":
        assert len(pypdf.PdfReader(io.BytesIO(octets)).pages) > 3
    if format_ == "docx":
        assert len(list(partie(octets, "word/document.xml").iter(f"{W}cantSplit"))) == 1


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize(
    "corps",
    [
        "",
        "Sans titre.",
        "### Trois\n\n# Un\n\n# Un autre\n\n##### Cinq",
        "<!-- sommaire -->\n\n# T",
        "<!-- bloc: paysage -->\n# T\n<!-- fin -->",
    ],
)
def test_documents_maigres(format_: str, corps: str) -> None:
    assert mettre_en_forme(Ecrit("Titre", corps, "Préfecture", date(2022, 3, 1)), format_)


@pytest.mark.parametrize(
    ("corps", "message"),
    [
        ("<!-- bloc: signatur -->\nx\n<!-- fin -->", "Vouliez-vous dire «\u00a0signature\u00a0» ?"),
        ("<!-- bloc: annexe -->\nx", "Ajoutez la ligne"),
        ("x\n\n<!-- fin -->", "Ôtez-la"),
        ("<!-- bloc: annexe -->\n<!-- sommaire -->\n<!-- fin -->", "Fermez-le"),
    ],
)
@pytest.mark.parametrize("format_", ["md", "pdf"])
def test_marques_fautives(format_: str, corps: str, message: str) -> None:
    with pytest.raises(ErreurGabarit) as faute:
        mettre_en_forme(Ecrit("T", corps, "P", date(2022, 3, 1)), format_)
    assert message in faute.value.conseil


def test_format_inconnu() -> None:
    with pytest.raises(ErreurUsage) as refus:
        mettre_en_forme(ECRIT, "rtf")
    assert refus.value.conseil == "Choisissez md, html, odt, docx ou pdf."
