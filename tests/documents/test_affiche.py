"""L'affiche du hall : ce qui est publié, contre sa cible, sur une page qui se lit de loin ; personne n'y est nommé."""

import io
import shutil
from pathlib import Path

import pytest

from fabrique_documents import EXEMPLES, changer, produire

LOIRE = EXEMPLES / "loire-2022"


def ecrit(racine: Path, au: str, format_: str = "md", **demande: object) -> str:
    return produire(racine, "affiche", au, format_, **demande)[0].octets.decode().replace("\u00a0", " ")


def test_elle_montre_ce_qui_est_publie_contre_sa_cible() -> None:
    texte = ecrit(LOIRE, "2022-05-15")
    assert "| L'accueil général vous a-t-il satisfait ? | 91,8 % | au moins 90 % |" in texte
    assert "standard – Préfecture (2e semestre 2021) | 85,9 % (8412/9790) | au moins 90 % |" in texte
    assert "Courriels mystères" not in texte and "Demandes d'information" not in texte, "rien de tout cela n'est publié"


def test_elle_ne_montre_rien_avant_sa_publication() -> None:
    assert "Nous mesurons" not in ecrit(LOIRE, "2022-04-28") and "Nous mesurons" in ecrit(LOIRE, "2022-04-29")
    assert "458 réponses" not in ecrit(LOIRE, "2022-01-20") and "458 réponses" in ecrit(LOIRE, "2022-01-21")
    assert "Aucun résultat n'est encore publié." in ecrit(LOIRE, "2021-06-01")


def test_un_delai_publie_dit_sa_part_et_le_delai_annonce(tmp_path: Path) -> None:
    loire = Path(shutil.copytree(LOIRE, tmp_path / "loire"))
    avant = ecrit(LOIRE, "2022-05-15")
    for registre in (loire / "registres").glob("*.yaml"):
        registre.write_text(registre.read_text("utf-8").rstrip("\n") + "\npublie_le: 2022-05-10\n", "utf-8")
    publies = ecrit(loire, "2022-05-15").partition("## Nos délais de réponse")[2].partition("##")[0]
    assert "Délai annoncé" in publies and " % (" in publies and "Délai annoncé" not in avant


def test_un_nom_n_y_vient_jamais() -> None:
    assert produire(LOIRE, "affiche", "2022-05-15") == produire(LOIRE, "affiche", "2022-05-15", anonyme=True)
    texte = ecrit(LOIRE, "2022-05-15")
    assert "Garance" not in texte and "@" not in texte


@pytest.mark.parametrize("exemple", ["loire-2022", "essonne-2013", "moselle-2015", "alpes-maritimes-2021"])
@pytest.mark.parametrize(("papier", "large"), [("a4", 595), ("A3", 842)])
def test_elle_tient_sur_une_page(exemple: str, papier: str, large: int, tmp_path: Path) -> None:
    pypdf = pytest.importorskip("pypdf")
    pytest.importorskip("typst")
    copie = Path(shutil.copytree(EXEMPLES / exemple, tmp_path / exemple))
    for famille in ("indicateurs", "registres"):
        for fichier in (copie / famille).glob("*.yaml"):
            if "publie_le" not in fichier.read_text("utf-8"):
                fichier.write_text(fichier.read_text("utf-8").rstrip("\n") + "\npublie_le: 2010-01-01\n", "utf-8")
    (affiche,) = produire(copie, "affiche", "2022-06-01", "pdf", papier=papier)
    (page,) = pypdf.PdfReader(io.BytesIO(affiche.octets)).pages
    assert round(float(page.mediabox.width)) == large


def test_sa_page_jumelle_a_un_titre_et_des_tableaux_nommes(tmp_path: Path) -> None:
    page = ecrit(LOIRE, "2022-05-15", "html")
    assert (
        page.count("<h1") == 1 and '<html lang="fr"' in page and 'aria-label="Tableau : Ce que nous mesurons"' in page
    )
    assert '<div class="bloc-affiche-a3">' in ecrit(LOIRE, "2022-05-15", "html", papier="a3")
    copie = Path(shutil.copytree(LOIRE, tmp_path / "loire"))
    changer(copie / "enquetes" / "satisfaction-2021.yaml", "{canal: affichage, date: 2022-01-21}", "{canal: presse}")
    assert "458 réponses" in ecrit(copie, "2022-01-20")
