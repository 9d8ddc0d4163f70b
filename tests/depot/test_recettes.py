"""Les recettes de CONTRIBUTING s'exécutent telles qu'elles sont écrites."""

from pathlib import Path

import pytest

from recettes import copier, extraits, inserer, lancer

pytestmark = pytest.mark.long  # chaque essai rejoue une part de la suite sur une copie
ESSAIS = (
    *("pytest", "-p", "no:cacheprovider", "tests/depot/test_quarante_fautes.py", "tests/regles/test_cas_annotes.py"),
    "tests/test_documentation.py::test_la_page_des_regles_est_celle_du_programme",
    *("-k", "not git_abimerait and (RET005 or not un_cas_donne)"),
)


def appliquer_regle(racine: Path, avec_faute: bool = True) -> None:
    """Suit, pas à pas, la recette « Ajouter une règle »."""
    fonction, ligne, cas, faute = extraits("Ajouter une règle")[:4]
    regles = racine / "qualicli/regles/retours.py"
    inserer(regles, "\nREGLES = (", f"{fonction}\n")
    inserer(regles, "\n)\n", f"\n{ligne.rstrip()},")
    with (racine / "tests/regles/cas/vie.txt").open("a", encoding="utf-8") as fichier:
        fichier.write(f"\n{cas}")
    if avec_faute:
        (racine / "tests/cas/quarante-fautes/retours/a-venir.yaml").write_text(faute, "utf-8")


def test_ajouter_une_regle(tmp_path: Path) -> None:
    racine = copier(tmp_path)
    appliquer_regle(racine)
    lancer(racine, *ESSAIS, "--regenerer")
    lancer(racine, *ESSAIS)
    assert "RET005" in (racine / "docs/regles.md").read_text("utf-8")
    trouvees = lancer(racine, "qualicli", "valider", "tests/cas/quarante-fautes", "--date", "2022-03-15", code=1)
    assert "RET005" in trouvees


def test_une_regle_sans_sa_faute_est_rouge(tmp_path: Path) -> None:
    racine = copier(tmp_path)
    appliquer_regle(racine, avec_faute=False)
    assert "test_toute_regle_a_sa_faute" in lancer(racine, *ESSAIS, code=1)


def test_ajouter_un_referentiel(tmp_path: Path) -> None:
    racine = copier(tmp_path)
    referentiel, correspondance, commandes = extraits("Ajouter ou compléter un référentiel")
    (racine / "referentiels/charte-2030.yaml").write_text(referentiel, "utf-8")
    (racine / "referentiels/correspondances/qual-e-pref--charte-2030.yaml").write_text(correspondance, "utf-8")
    dits = [lancer(racine, *commande.split()) for commande in commandes.splitlines()]
    assert "aucune anomalie" in dits[0]
    assert "Un agent vous répond" in dits[1]
    assert "Charte 2030" in dits[2]
    essai = ("pytest", "-p", "no:cacheprovider", "tests/test_documentation.py", "-k", "referentiel_fourni")
    lancer(racine, *essai, code=1)
    inserer(racine / "README.md", "`marianne-2008`", "`charte-2030`, ")
    lancer(racine, *essai)
