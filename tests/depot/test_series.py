"""Les séries en .csv : lues ligne à ligne, fautes situées, rien de pris à moitié."""

from pathlib import Path
from typing import Any

import pytest

from depot.essais import codes, lire, poser

SERIE = "intitule: Attente\nnature: performance\nserie: attente.csv\n"
CSV = [  # contenu de attente.csv, anomalies (ligne, colonne, code)
    ("periode;valeur\n2021-01;3,5\n2021-02;4\n", []),
    ("periode,valeur\n2021-01,3.5\n\n2021-02,4\n,\n", []),
    ("\ufeffperiode;valeur\r\n2021-01;3,5\r\n", []),
    ("période;valeur\n2021-01;3\n", [(1, 1, "FMT001")]),
    ("periode;valeur;couleur\n2021-01;3;bleu\n", [(1, 3, "FMT001")]),
    ("periode;valeur\n2021-01;3\n2021-13;4\n2021-02;beaucoup\n", [(3, 1, "FMT005"), (4, 2, "FMT006")]),
    ("periode;presence\n2021-01;peut-être\n", [(2, 2, "FMT002")]),
    ("periode;valeur\n;4\n", [(2, 1, "FMT003")]),
    ("valeur\n4\n", [(2, 1, "FMT003")]),
    ('periode;commentaire\n2021-01;"deux\nlignes"\n2021-13;x\n', [(4, 1, "FMT005")]),
    ("periode;valeur\n2021-01;3;de trop\n", [(2, 3, "FMT001")]),
    ("periode,valeur\n2021-01,3,5\n", [(2, 3, "FMT001")]),
    ('periode,valeur\n2021-01,"3,5"\n', []),
    ("periode;valeur;;\n2021-01;3;;\n", []),
    ("periode;valeur;valeur\n2021-01;3;4\n", [(1, 3, "LEC002")]),
    ("periode;valeur\n<<<<<<< HEAD\n2021-01;3\n>>>>>>> autre\n", [(2, 1, "LEC005")]),
    ("", []),
]


@pytest.mark.parametrize(("contenu", "attendues"), CSV)
def test_une_serie_en_csv_est_lue_ligne_a_ligne(
    dossier: Path, contenu: str, attendues: list[tuple[int, int, str]]
) -> None:
    poser(dossier, "indicateurs/attente.yaml", SERIE)
    poser(dossier, "indicateurs/attente.csv", contenu)
    assert codes(dossier) == [("indicateurs/attente.csv", *attendue) for attendue in attendues]


def test_les_lignes_lues_rejoignent_la_fiche(dossier: Path) -> None:
    poser(dossier, "indicateurs/attente.yaml", SERIE + "mesures: [{periode: 2020-12, valeur: 5}]\n")
    poser(dossier, "indicateurs/attente.csv", "periode;valeur\n2021-01;3,5\n\n2021-02;4\n")
    poser(dossier, "registres/courriers.yaml", "intitule: C\ntype: courriers\nlignes: courriers.csv\n")
    poser(dossier, "registres/courriers.csv", "id,recu_le\na,2021-01-04\n")
    objets: Any = lire(dossier).objets
    assert [str(m.periode) for m in objets["indicateurs"]["attente"].mesures] == ["2020-12", "2021-01", "2021-02"]
    assert [ligne.id for ligne in objets["registres"]["courriers"].lignes] == ["a"]


def test_une_serie_fautive_n_est_pas_lue_a_moitie(dossier: Path) -> None:
    poser(dossier, "indicateurs/attente.yaml", SERIE + "mesures: [{periode: 2020-12, valeur: 5}]\n")
    poser(dossier, "indicateurs/attente.csv", "periode;valeur\n2021-01;3,5\nfaux;4\n")
    fiche: Any = lire(dossier).objets["indicateurs"]["attente"]
    assert ([str(m.periode) for m in fiche.mesures], fiche.serie) == (["2020-12"], None)


@pytest.mark.parametrize(
    ("contenu", "fichier", "code"),
    [
        (None, "indicateurs/attente.yaml", "LEC018"),
        (b"periode;valeur\n2021-01;caf\xe9\n", "indicateurs/attente.csv", "LEC004"),
        (b"periode;valeur\n2021-01;\x00\n", "indicateurs/attente.csv", "LEC004"),
        (b"periode;valeur\n2021-01;" + b"x" * 200_000, "indicateurs/attente.csv", "LEC018"),
    ],
)
def test_une_serie_illisible_est_nommee(dossier: Path, contenu: bytes | None, fichier: str, code: str) -> None:
    poser(dossier, "indicateurs/attente.yaml", SERIE)
    if contenu is not None:
        poser(dossier, "indicateurs/attente.csv", contenu)
    assert [(f, c) for f, _, _, c in codes(dossier)] == [(fichier, code)]


def test_une_serie_ne_sort_pas_du_dossier(dossier: Path) -> None:
    poser(dossier.parent, "secret.csv", "periode;valeur\n2021-01;3\n")
    poser(dossier, "indicateurs/attente.yaml", SERIE.replace("attente.csv", "../../secret.csv"))
    assert codes(dossier) == [("indicateurs/attente.yaml", 3, 8, "LEC018")]
