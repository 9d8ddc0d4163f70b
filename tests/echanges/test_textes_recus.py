"""Ce qu'un autre programme a abîmé dans une cellule est lu juste, ou refusé à cette cellule ; jamais écrit."""

from datetime import time
from pathlib import Path
from typing import Any

import pytest

from echanges.test_dates_tapees import cellule, ods, xlsx
from fabrique import jour
from qualicli.echanges.cellules.cellule import Cellule, ValeurRefusee, en_texte
from qualicli.echanges.cellules.colonne import Colonne, Genre
from qualicli.echanges.cellules.comprendre import lire
from qualicli.operations.importer import Import
from qualicli.operations.importer_tableur import ouvrir_tableur, verser

CAS = Path(__file__).parents[1] / "cas" / "porte"


@pytest.mark.parametrize(
    ("recu", "lu"),
    [
        ("affi\u00adchage", "affichage"),
        ("un\u200bmot\ufeff", "unmot"),
        ("\u200ecentre\u202a", "centre"),
        ("ligne\vsuivante", "ligne\nsuivante"),
        ("ligne\u2028suivante", "ligne\nsuivante"),
        ("sous\x1epréfecture", "sous-préfecture"),
        ("pré\x1ffecture", "préfecture"),
        ("RÃ©nover l'accueil Ã\u00a0 NoÃ«l", "Rénover l'accueil à Noël"),
        ("Ã‰tat NÂ°", "État N°"),
        ("lâ€™accueil", "l’accueil"),
        ("r√©nover l‚Äôaccueil", "rénover l’accueil"),
        ("trÃƒÂ¨s", "très"),
        ("cÅ“ur", "cœur"),
        ("Œuvre «\u00a0bonne\u00a0» – l’été… 10 €", "Œuvre «\u00a0bonne\u00a0» – l’été… 10 €"),
        ("THÉÂTRE Šárka João", "THÉÂTRE Šárka João"),
        ("👩\u200d💻 prêt", "👩\u200d💻 prêt"),
    ],
)
def test_ce_qui_ne_se_voit_pas_part_et_les_accents_reviennent(recu: str, lu: str) -> None:
    assert en_texte(recu) == lu
    assert lire(Colonne("c", "C", "long"), Cellule(recu, "A1"), {}) == lu


@pytest.mark.parametrize("genre", ["texte", "long", "libre", "acteur", "date", "entier", "liste"])
@pytest.mark.parametrize(
    "recu",
    ["#N/A", "#REF!", "#NAME?", "#NOM?", "#VALEUR!", "#DIV/0!", "Err:502", "RŽnover ˆ", "R‚nover", "a\ufffdb", "a\x01"],
)
def test_ce_qui_ne_se_lit_pas_est_refuse_dans_chaque_genre(genre: Genre, recu: str) -> None:
    with pytest.raises(ValeurRefusee, match=r"erreur de calcul|abîmés"):
        lire(Colonne("c", "C", genre), Cellule(recu, "A1"), {})


@pytest.mark.parametrize(
    ("format_", "jours", "iso", "lue"),
    [
        ("[h]:mm", 36.25 / 24, "PT36H15M00S", "36:15"),
        ("[h]:mm:ss", 48 / 24, "PT48H00M00S", "48:00"),
        ("h:mm", 36.25 / 24, "PT36H15M00S", "36:15"),
        ("h:mm", 0.5, "PT12H00M00S", time(12)),
        ("[h]:mm", -1.5 / 24, "-PT1H30M00S", "-1:30"),
    ],
)
def test_une_duree_n_est_pas_une_date(format_: str, jours: float, iso: str, lue: Any) -> None:
    assert cellule(xlsx(jours, format_)).valeur == lue
    assert cellule(ods(f'office:value-type="time" office:time-value="{iso}"', "x")).valeur == lue


def test_un_nombre_dans_un_texte_garde_sa_virgule_et_un_numero_son_point() -> None:
    assert lire(Colonne("c", "C", "texte"), Cellule(0.1, "A1"), {}) == "0,1"
    assert lire(Colonne("c", "C", "liste"), Cellule(2.1, "A1"), {}) == "2.1"


def test_une_part_sous_un_n_est_pas_un_pourcentage() -> None:
    with pytest.raises(ValeurRefusee, match="« 0,85 » n'est pas un nombre entier ; vouliez-vous dire 85"):
        lire(Colonne("c", "Avancement (%)", "entier"), Cellule(0.85, "A1"), {})
    with pytest.raises(ValeurRefusee, match=r"entier$"):
        lire(Colonne("c", "Total", "entier"), Cellule(0.85, "A1"), {})


@pytest.fixture
def importer(tmp_path: Path) -> Any:
    from echanges.dossiers import AU, poser

    racine = poser(tmp_path / "dossier")

    def faire(cas: str) -> Import:
        return verser(ouvrir_tableur(racine, CAS / cas, None, "actions", jour(AU)))

    return faire


def test_une_erreur_de_calcul_n_est_jamais_ecrite(importer: Any) -> None:
    prepare = importer("cellules-erreur/erreurs.xlsx")
    assert [t in r.texte for r, t in zip(prepare.fusion.rejets, ("(C2)", "(G2)", "(B3)"), strict=True)] == [True] * 3
    assert not any(erreur in octets for octets in prepare.fichiers.values() for erreur in (b"#N", b"#R"))


@pytest.mark.parametrize("cas", ["durees-plus-de-24h/formats.xlsx", "durees-plus-de-24h/duree.ods"])
def test_une_duree_de_plus_d_un_jour_se_lit_telle_quelle(importer: Any, cas: str) -> None:
    ecrits = b"\n".join(importer(cas).fichiers.values())
    assert b'commentaire: "36:15"' in ecrits and b"1899" not in ecrits and b"0.1" not in ecrits
