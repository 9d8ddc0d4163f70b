"""Les jours ouvrés, comptés à la main : Pâques, le 14 juillet, le droit local de Moselle et d'Alsace, l'outre-mer."""

import subprocess
import sys
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualicli.modeles.registre import Registre
from qualicli.modeles.temps.ouvres import CalendrierOuvre, jours_feries, numero_de_departement

LOIRE, MOSELLE = CalendrierOuvre("42"), CalendrierOuvre("57")


def le(texte: str) -> date:
    return date.fromisoformat(texte)


# Du, au, combien de jours ouvrés dans la Loire puis en Moselle : comptés au calendrier mural.
COMPTES = [
    ("2021-03-31", "2021-04-07", 4, 3),  # Pâques 2021 : j 1, (v 2), l 5 férié, ma 6, me 7
    ("2016-03-21", "2016-03-30", 6, 5),  # Pâques 2016 : ma 22, me 23, j 24, (v 25), l 28 férié, ma 29, me 30
    ("2022-07-11", "2022-07-18", 4, 4),  # 14 juillet 2022, un jeudi : ma 12, me 13, v 15, l 18
    ("2021-07-13", "2021-07-14", 0, 0),  # le 14 juillet seul
    ("2018-12-24", "2018-12-31", 4, 3),  # me 26 férié en Moselle, j 27, v 28, l 31 ; ma 25 férié partout
    ("2022-05-02", "2022-05-02", 0, 0),
    ("2022-05-03", "2022-05-02", 0, 0),
    ("2021-01-01", "2021-12-31", 254, 253),  # 365 jours, 104 de fin de semaine, 7 ou 8 fériés en semaine après le 1er
]


@pytest.mark.parametrize(("du", "au", "loire", "moselle"), COMPTES)
def test_les_jours_ouvres_se_comptent_comme_a_la_main(du: str, au: str, loire: int, moselle: int) -> None:
    assert (LOIRE.entre(le(du), le(au)), MOSELLE.entre(le(du), le(au))) == (loire, moselle)


@pytest.mark.parametrize(
    ("recu", "jours", "loire", "moselle"),
    [
        ("2016-03-21", 5, "2016-03-29", "2016-03-30"),
        ("2022-07-11", 3, "2022-07-15", "2022-07-15"),
        ("2018-12-21", 2, "2018-12-26", "2018-12-27"),
        ("2022-01-24", 15, "2022-02-14", "2022-02-14"),
        ("2022-07-14", 0, "2022-07-15", "2022-07-15"),
    ],
)
def test_un_delai_finit_un_jour_ouvre(recu: str, jours: int, loire: str, moselle: str) -> None:
    assert (LOIRE.apres(le(recu), jours), MOSELLE.apres(le(recu), jours)) == (le(loire), le(moselle))


@pytest.mark.parametrize(
    ("departement", "jour", "motif"),
    [
        ("57", "2016-03-25", "un jour férié (Vendredi saint)"),
        ("67", "2016-03-25", "un jour férié (Vendredi saint)"),
        ("68", "2018-12-26", "un jour férié (Saint-Étienne)"),
        ("42", "2016-03-25", ""),
        ("42", "2018-12-26", ""),
        ("974", "2021-12-20", "un jour férié (Abolition de l'esclavage)"),
        ("42", "2021-12-20", ""),
        (None, "2022-07-14", "un jour férié (Fête nationale)"),
        ("Moselle", "2016-03-25", ""),
        ("42", "2022-07-16", "un samedi"),
        ("57", "2021-12-26", "un dimanche"),
    ],
)
def test_chaque_departement_a_ses_jours(departement: str | None, jour: str, motif: str) -> None:
    assert CalendrierOuvre(departement).motif(le(jour)) == motif


def test_le_jour_ouvre_suivant_se_dit() -> None:
    assert MOSELLE.dire_chome(le("2016-03-25")) == (
        "tombe un jour férié (Vendredi saint) : le jour ouvré suivant est le 29 mars 2016"
    )
    assert LOIRE.dire_chome(le("2016-03-25")) == ""


@pytest.mark.parametrize(
    ("texte", "numero"),
    [("7", "07"), ("07", "07"), (" 2a ", "2A"), ("974", "974"), ("988", "988")]
    + [(t, None) for t in ("20", "96", "99", "970", "979", "Moselle", "", "٥٧")],
)
def test_un_departement_se_reconnait(texte: str, numero: str | None) -> None:
    assert numero_de_departement(texte) == numero


@given(st.dates(date(1990, 1, 1), date(2060, 12, 31)), st.integers(0, 300), st.sampled_from(["42", "57", "971", None]))
def test_compter_et_avancer_se_repondent(jour: date, combien: int, departement: str | None) -> None:
    """Le jour où finit un délai est celui où l'on en a compté tous les jours, et l'on compte jour par jour."""
    calendrier = CalendrierOuvre(departement)
    fin = calendrier.apres(jour, combien)
    assert not calendrier.motif(fin)
    un_a_un = sum(not calendrier.motif(jour + timedelta(days=n)) for n in range(1, (fin - jour).days + 1))
    assert calendrier.entre(jour, fin) == un_a_un == (combien if combien or not calendrier.motif(jour) else 1)


def test_le_calendrier_a_des_bords() -> None:
    assert LOIRE.suivant(date.max) == LOIRE.apres(date.max, 3) == date.max
    assert LOIRE.apres(date.min, 1) == date(1, 1, 2)
    assert jours_feries(9999) == {}


@pytest.mark.parametrize(
    ("delai", "ouvres", "ecrit"),
    [
        ("15 j", True, "15 jours ouvrés"),
        ("1 j", True, "1 jour ouvré"),
        ("15 j", False, "15 jours"),
        ("2 semaines", True, "2 semaines"),
        ("1 mois", True, "1 mois"),
        (None, True, ""),
    ],
)
def test_un_delai_annonce_ne_dit_ouvres_que_des_jours(delai: str | None, ouvres: bool, ecrit: str) -> None:
    annonce = {"delai_annonce": delai} if delai else {}
    cles = {"@id": "r", "@fichier": "registres/r.yaml", "intitule": "R", "type": "courriers", **annonce}
    assert Registre.model_validate({**cles, "jours_ouvres": ouvres}).delai_en_clair == ecrit


def test_les_feries_ne_se_chargent_qu_au_besoin() -> None:
    """Ni le démarrage, ni les règles, ni une fin de semaine ne chargent la bibliothèque : elle connaît tous les pays."""
    essai = (
        "import sys, datetime, qualicli.regles, qualicli.cli.application as a; a._commande();"
        "from qualicli.modeles.temps.ouvres import CalendrierOuvre as C;"
        "assert C('57').motif(datetime.date(2022, 7, 16)) == 'un samedi'; assert 'holidays' not in sys.modules;"
        "assert C('57').motif(datetime.date(2022, 7, 14)); assert 'holidays' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", essai], check=True)


def test_le_dernier_jour_ouvre_est_ce_jour_la_s_il_l_est() -> None:
    calendrier = CalendrierOuvre("57")
    assert calendrier.precedent(date(2026, 11, 27)) == date(2026, 11, 27)
    assert calendrier.precedent(date(2026, 11, 29)) == date(2026, 11, 27)
    assert calendrier.precedent(date(2021, 4, 5)) == date(
        2021, 4, 1
    )  # lundi de Pâques, puis le Vendredi saint de Moselle
