"""Un .csv se lit de même, quels que soient son encodage et son séparateur ; sinon, une phrase dit pourquoi."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from echanges.en_csv import en_csv
from qualicli.echanges.cellules.cellule import en_texte
from qualicli.echanges.lecture.archive import ClasseurRefuse
from qualicli.echanges.lecture.lire_csv import SEPARATEURS, lire, separer

ENCODAGES = ("utf-8", "utf-8-sig", "utf-16")
DEVINES = ("cp1252", "iso8859-15", "mac_roman", "cp850")  # rien ne les annonce : seul le sens des mots les distingue
PHRASES = (
    "Rénover l'accueil à Noël",
    "N° 3 : prévu",
    "RÉNOVER L'ACCUEIL",
    "Où ça ? Âge, île, forêt, maïs, août",
    "Château ; être",
)
# Ce que ces encodages savent écrire ; ni blancs au bord, ni neutralisation de formule, que la lecture ôte.
TEXTES = st.text(st.characters(codec="cp1252", exclude_categories=("Cc", "Cs")), min_size=1, max_size=20).filter(
    lambda t: t == t.strip() and t[0] not in "'\ufeff"
)

CAS = Path(__file__).parents[1] / "cas" / "porte"
LIGNE = {"mac": "Rénover l'accueil à Noël", "double_utf8": "Rénover l'accueil", "melange": "Rénover l'accueil"}


def textes(octets: bytes) -> list[list[object]]:
    return [[c.valeur for c in rangee.values()] for _, rangee in sorted(lire(octets).lignes.items())]


@given(
    st.integers(2, 6).flatmap(lambda n: st.lists(st.lists(TEXTES, min_size=n, max_size=n), min_size=1, max_size=6)),
    st.sampled_from(SEPARATEURS),
    st.sampled_from(ENCODAGES),
    st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_ce_qu_un_tableur_ecrit_se_relit(lignes: list[list[str]], separateur: str, encodage: str, fin: str) -> None:
    ecrit = en_csv(lignes, separateur, fin)
    if separer(ecrit) == separateur:  # des cellules pleines d'autres séparateurs peuvent tromper ; l'annonce tranche
        assert textes(ecrit.encode(encodage)) == lignes
    assert textes(f"sep={separateur}{fin}{ecrit}".encode(encodage)) == lignes


@pytest.mark.parametrize("encodage", DEVINES)
@pytest.mark.parametrize("phrase", PHRASES)
def test_un_encodage_sans_annonce_se_reconnait_au_francais(encodage: str, phrase: str) -> None:
    lignes = [["Action", "État"], [phrase, "1"], ["Écrire", "2"]]
    assert textes(en_csv(lignes).encode(encodage)) == lignes


def test_un_fichier_de_deux_encodages_se_lit_ligne_a_ligne() -> None:
    assert textes("État;N°\n".encode() + "Rénover;prévu\n".encode("cp1252")) == [["État", "N°"], ["Rénover", "prévu"]]


@pytest.mark.parametrize("cas", ["mac", "double_utf8", "melange"])
def test_les_accents_abimes_d_un_tableur_sont_rendus(cas: str) -> None:
    feuille = lire((CAS / "mojibake-macroman" / f"{cas}.csv").read_bytes())
    assert [[en_texte(c.valeur) for c in rangee.values()] for rangee in feuille.lignes.values()] == [
        ["N°", "Intitulé de l'action", "Pilote", "Date limite", "État", "Commentaire"],
        ["1", LIGNE[cas], "Bureau de l'accueil", "31/03/2026", "En cours", "prévu"],
    ]


@pytest.mark.parametrize("separateur", SEPARATEURS)
def test_un_titre_et_des_virgules_dans_les_cellules_ne_trompent_pas(separateur: str) -> None:
    lignes = [
        ["Titre ; du, tableau | seul"],
        ["Action", "Taux"],
        ["Relire ; corriger, publier", "1,5"],
        ["Afficher", "2,5"],
    ]
    assert separer(en_csv(lignes, separateur)) == separateur


def test_des_nombres_a_virgule_ne_sont_pas_des_colonnes() -> None:
    assert separer("Nom;Taux\na;1,5\nb;2,5\n") == ";"


def test_une_formule_neutralisee_redevient_son_texte_et_une_apostrophe_reste() -> None:
    assert textes(b"\"'=A1\";'-2;'tis\n") == [["=A1", "-2", "'tis"]]


@pytest.mark.parametrize(
    ("octets", "dit"),
    [
        (b"", "vide"),
        (b" \r\n ", "vide"),
        (b"a;b\0c\n", "ni un texte lisible"),
        (b"\xf7\xd7\xfe\xde;\xac\xae\n", "ni un texte lisible"),
        (b"\xff\xfea", "ni un texte lisible"),
        (b'a;"b\nc;d\n', "guillemets mal fermés vers la ligne"),
        (b'a;"b"x;c\n', "guillemets mal fermés vers la ligne 1"),
        (b"a;" + b"b" * 200_000 + b"\n", "cellule démesurée"),
    ],
)
def test_ce_qui_ne_se_lit_pas_est_refuse_en_francais(octets: bytes, dit: str) -> None:
    with pytest.raises(ClasseurRefuse) as refus:
        lire(octets)
    assert dit in refus.value.message
    assert refus.value.conseil


def test_les_lignes_vides_comptent_comme_dans_un_tableur() -> None:
    assert sorted(lire(b"a;b\n\n;\nc;d\n").lignes) == [1, 4]
