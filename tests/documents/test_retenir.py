"""« À retenir » : les chiffres, les décisions numérotées, qui fait quoi et pour quand, ce qui fut promis aux usagers."""

import re
import shutil
from pathlib import Path

from fabrique_documents import EXEMPLES, changer, produire

SUITE = """---
instance: clu
date: 2022-10-04
ordre_du_jour: [{id: suites, titre: Les suites}]
suggestions:
  - {id: s1, texte: Poser un banc., suite: refusee, motif: L'espace manque.}
  - {id: s2, texte: Ouvrir plus tôt., point: suites}
---
"""


def ecrit(racine: Path, type_: str, au: str, **demande: object) -> str:
    return produire(racine, type_, au, nominatif=True, **demande)[0].octets.decode().replace("\u00a0", " ")


def tableau(texte: str, tete: str) -> list[list[str]]:
    lignes = texte.partition(tete)[2].partition("\n\n")[0].splitlines()[2:]
    return [[cellule.strip() for cellule in ligne.strip("|").split("|")] for ligne in lignes]


def test_les_promesses_de_la_reunion_d_avant_ouvrent_le_compte_rendu(tmp_path: Path) -> None:
    loire = Path(shutil.copytree(EXEMPLES / "loire-2022", tmp_path / "loire"))
    (loire / "reunions" / "clu-2022-10.md").write_text(SUITE, "utf-8")
    texte = ecrit(loire, "clu", "2022-10-10", reunion="clu-2022-10")
    assert texte.index("Vous avez demandé, nous faisons") < texte.index("## La réunion")
    lignes = tableau(texte, "| Réunion | Vous avez demandé |")
    assert [ligne[0] for ligne in lignes] == ["7 décembre 2021"] * 4 + ["4 octobre 2022"] * 2
    assert lignes[1][1:][0] == "Ouvrir le point numérique un samedi matin par mois"
    assert lignes[1][4] == "examinée le 10 mars 2022" and re.match("fait |en retard", lignes[2][4])
    assert lignes[4][2:] == ["Non retenue : l'espace manque", "sans objet", ""]
    assert texte.count("Poser un banc.") == 1, "une suggestion sans point ne s'imprime qu'une fois dans le corps"
    action = loire / "actions" / "procedure-accueil-handicap.yaml"
    sans = [li for li in action.read_text("utf-8").splitlines() if not li.startswith(("statut", "faite_le"))]
    action.write_text("\n".join([*sans, "statut: faite", "faite_le: 2022-10-05", ""]), "utf-8")
    tard = tableau(ecrit(loire, "clu", "2022-10-11", reunion="clu-2022-10"), "| Réunion | Vous avez demandé |")
    assert not tard[2][4].startswith("fait "), "faite après la réunion"


def test_une_decision_porte_le_meme_numero_partout_et_sa_promesse_se_dit_une_fois() -> None:
    texte = ecrit(EXEMPLES / "moselle-2015", "copil", "2015-10-23", reunion="copil-2015-10")
    tete, _, corps = texte.partition("## La réunion")
    cites, au_corps = re.findall(r"\bD\d+\b", tete), re.findall(r"\*\*D(\d+)\.\*\*", corps)
    assert au_corps == [str(n) for n in range(1, 9)] and sorted(cites) == [f"D{n}" for n in au_corps]
    assert not re.search(r"\([^)]*, pour le \d", corps)
    assert [ligne[0] for ligne in tableau(texte, "| Décision | Qui |")].count("D2, D6 et D8") == 1


def test_une_echeance_deplacee_se_deplace_au_tableau(tmp_path: Path) -> None:
    loire = Path(shutil.copytree(EXEMPLES / "loire-2022", tmp_path / "loire"))
    changer(loire / "reunions" / "copil-2022-03.md", "echeance: 2022-04-22", "echeance: 2022-03-18")
    lignes = tableau(ecrit(loire, "copil", "2022-03-15", reunion="copil-2022-03"), "| Décision | Qui |")
    assert (lignes[0][0], lignes[0][3]) == ("D3", "18 mars 2022")


def test_le_bilan_garde_au_tableau_ce_qui_reste_a_faire() -> None:
    texte = ecrit(EXEMPLES / "loire-2022", "bilan", "2022-03-15")
    tete, _, corps = texte.partition("## 1. ")
    assert (
        "- **D1.** Chaque service du périmètre désigne un correspondant" in tete
        and "Décisions prises : D1, D2" in corps
    )
    assert [ligne[0] for ligne in tableau(tete, "| Décision | Qui |")] == ["D2", "D10", "D8", "D7"]
    assert "- **D2.**" not in tete


def test_un_gabarit_d_avant_ecrit_encore_ses_demandes(tmp_path: Path) -> None:
    loire = Path(shutil.copytree(EXEMPLES / "loire-2022", tmp_path / "loire"))
    (loire / "gabarits").mkdir()
    gabarit = '{% extends "fourni/copil.md.j2" %}\n{% block fin %}{{ demandes }}{% endblock %}\n'
    (loire / "gabarits" / "copil.md.j2").write_text(gabarit, "utf-8")
    assert ecrit(loire, "copil", "2022-03-15", reunion="copil-2022-03").count("| Décision | Qui | Quoi |") == 2


def test_aucune_colonne_n_est_vide_partout() -> None:
    """Dans les documents de référence : une fiche vierge, elle, attend qu'on y écrive."""
    for reference in sorted((Path(__file__).parents[1] / "references" / "documents").glob("*.md")):
        for bloc in re.findall(r"(?:^\|.*\n)+", reference.read_text("utf-8"), re.MULTILINE):
            lignes = [re.split(r"(?<!\\)\|", ligne)[1:-1] for ligne in bloc.splitlines()]
            colonnes = zip(*lignes[2:], strict=True)
            vides = [
                nom.strip()
                for nom, colonne in zip(lignes[0], colonnes, strict=False)
                if not any(map(str.strip, colonne))
            ]
            assert vides == [], (reference.name, vides)
