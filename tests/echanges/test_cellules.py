"""Ce que l'on tape dans un tableur, et ce que l'on en comprend."""

from datetime import date, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualicli.echanges.cellules.cellule import Cellule, ValeurRefusee
from qualicli.echanges.cellules.colonne import Colonne, Genre
from qualicli.echanges.cellules.comprendre import est_inchangee, lire
from qualicli.echanges.cellules.dates_tapees import date_ecrite
from qualicli.echanges.cellules.montrer import montrer
from qualicli.echanges.lecture.formats_xlsx import depuis_serie, genre

LISTES = {
    "etats": {"realise": "réalisé", "non_realise": "non réalisé", "partiel": "partiel"},
    "oui": {"oui": "oui"},
    "presences": {"oui": "oui", "partiel": "partiel", "non": "non"},
    "services": {"a": "Bureau, des titres", "b": "Accueil", "c": "Été (c)"},
    "acteurs": {"ref": "Référente qualité"},
}


def lue(genre: Genre, valeur: Any, liste: str = "", **suite: Any) -> str:
    return lire(Colonne("c", "C", genre, liste=liste), Cellule(valeur, "A1", **suite), LISTES)


@pytest.mark.parametrize(
    ("tape", "attendu"),
    [
        ("14/03/2022", "2022-03-14"),
        ("14/3/22", "2022-03-14"),
        ("14.03.2022", "2022-03-14"),
        ("14-03-2022", "2022-03-14"),
        ("14 mars 2022", "2022-03-14"),
        ("le 1er Mars 2022", "2022-03-01"),
        ("mars 2022", "2022-03"),
        ("03/2022", "2022-03"),
        ("AOÛT 2022", "2022-08"),
        ("2022-03-14", "2022-03-14"),
        ("2022", "2022"),
        ("T2 2022", "2022-T2"),
        ("deuxième trimestre 2022", "2022-T2"),
        ("2e trimestre 2022", "2022-T2"),
        ("1er semestre 2022", "2022-S1"),
        ("2ème semestre 2022", "2022-S2"),
        ("du 1er au 3e trimestre 2022", "2022-T1/2022-T3"),
        ("du 1er au 3 mai 2022", "2022-05-01/2022-05-03"),
        ("Premier semestre 2022", "2022-S1"),
        ("été 2022", "2022-ete"),
        ("de mars à mai 2021", "2021-03/2021-05"),
        ("mars à mai 2021", "2021-03/2021-05"),
        ("du 8 au 12 novembre 2021", "2021-11-08/2021-11-12"),
        ("8 et 9 novembre 2021", "2021-11-08/2021-11-09"),
        ("les 31 mars et 1er avril 2021", "2021-03-31/2021-04-01"),
        ("14\u00a0mars\u00a02022", "2022-03-14"),
        (date(2022, 3, 14), "2022-03-14"),
        (2022, "2022"),
        ("", ""),
        ("  ", ""),
    ],
)
def test_une_date_se_tape_de_bien_des_facons(tape: Any, attendu: str) -> None:
    assert lue("date", tape) == attendu


@pytest.mark.parametrize("tape", ["8 et 15 novembre 2021", "mars et avril 2021", "du 9 au 8 novembre 2021"])
def test_ce_qui_n_est_pas_un_intervalle_n_en_devient_pas_un(tape: str) -> None:
    with pytest.raises(ValeurRefusee):
        lue("date", tape)


@pytest.mark.parametrize(
    ("ecrite", "montree"),
    [
        ("2021-11-08/2021-11-09", "8 et 9 novembre 2021"),
        ("2021-12-30/2022-01-02", "30 décembre 2021 au 2 janvier 2022"),
        ("2021-T1/2021-T3", "premier au troisième trimestre 2021"),
        ("2020/2021", "2020 à 2021"),
    ],
)
def test_un_intervalle_se_montre_en_francais_et_se_relit(ecrite: str, montree: str) -> None:
    colonne = Colonne("c", "C", "date")
    assert montrer(colonne, ecrite, LISTES) == montree
    assert lue("date", montree) == ecrite


@pytest.mark.parametrize(
    "tape", ["31/02/2022", "hier", "13/13/2022", 44634, 44634.5, True, date(1905, 7, 14), "2022-13"]
)
def test_une_date_douteuse_est_refusee(tape: Any) -> None:
    with pytest.raises(ValeurRefusee):
        lue("date", tape)


@pytest.mark.parametrize(
    ("genre", "liste", "tape", "attendu"),
    [
        ("choix", "etats", "Réalisé ", "realise"),
        ("choix", "etats", "NON REALISE", "non_realise"),
        ("choix", "etats", "non_realise", "non_realise"),
        ("choix", "oui", True, "oui"),
        ("choix", "oui", "VRAI", "oui"),
        ("choix", "oui", "x", "oui"),
        ("choix", "oui", "non", ""),
        ("choix", "oui", False, ""),
        ("choix", "presences", False, "non"),
        ("nombre", "", "12,5", "12.5"),
        ("nombre", "", "1\u202f234,50", "1234.5"),
        ("nombre", "", 0.1 + 0.2, "0.3"),
        ("entier", "", 12.0, "12"),
        ("entier", "", "85 %", "85"),
        ("heure", "", "9h", "09:00"),
        ("heure", "", time(14, 30), "14:30"),
        ("liste", "services", "Accueil ; bureau, des titres", "b; a"),
        ("liste", "services", "Bureau, des titres", "a"),
        ("liste", "", "2.1, 3;4", "2.1; 3; 4"),
        ("acteur", "acteurs", "référente qualité", "ref"),
        ("acteur", "acteurs", "Cheffe de bureau", "Cheffe de bureau"),
        ("caducite", "", "Sans objet", "sans_objet"),
        ("echeance", "", "jalon:audit-30j", "jalon:audit-30j"),
        ("duree", "", "3 mois", "3 mois"),
        ("texte", "", "_x000D_a_x000D_\nb", "a b"),
        ("long", "", " l1 \r\nl2\u00a0", "l1\nl2"),
        ("texte", "", 3, "3"),
        ("texte", "", date(2022, 3, 14), "14/03/2022"),
        ("texte", "", "=1+1", "=1+1"),
    ],
)
def test_chaque_genre_se_lit(genre: Genre, liste: str, tape: Any, attendu: str) -> None:
    assert lue(genre, tape, liste) == attendu


@pytest.mark.parametrize(
    ("genre", "liste", "tape"),
    [
        ("choix", "etats", "presque"),
        ("choix", "services", 3),
        ("entier", "", "12,5"),
        ("entier", "", -1),
        ("entier", "", True),
        ("nombre", "", "douze"),
        ("nombre", "", date(2022, 1, 1)),
        ("heure", "", "25:00"),
        ("acteur", "acteurs", "inconnu"),
        ("liste", "services", "Accueil ; ailleurs"),
        ("duree", "", "longtemps"),
        ("long", "", "a" * 40_000),
    ],
)
def test_ce_qui_ne_se_comprend_pas_est_refuse(genre: Genre, liste: str, tape: Any) -> None:
    with pytest.raises(ValeurRefusee):
        lue(genre, tape, liste)


def test_un_pourcentage_tape_dans_un_tableur() -> None:
    assert lue("entier", 0.4, pourcent=True) == "40"
    assert lue("entier", 0.29, pourcent=True) == "29"


def test_une_formule_est_refusee() -> None:
    with pytest.raises(ValeurRefusee, match="formule"):
        lue("texte", None, formule="=A1")


@given(st.text(), st.sampled_from(["texte", "long", "acteur", "libre"]))
def test_un_texte_montre_se_relit_inchange(texte: str, genre: Genre) -> None:
    colonne = Colonne("c", "C", genre)
    montre = montrer(colonne, texte, LISTES)
    assert est_inchangee(colonne, Cellule(montre, ""), texte, LISTES)
    if isinstance(montre, str):  # ce que font Excel et Calc en enregistrant
        assert est_inchangee(colonne, Cellule(montre.replace("\n", "\r\n"), ""), texte, LISTES)
        assert est_inchangee(colonne, Cellule(montre.replace("\n", "_x000D_\n"), ""), texte, LISTES)


@given(st.decimals(-(10**11), 10**11, allow_nan=False, places=4))
def test_un_nombre_montre_se_relit_inchange(nombre: Any) -> None:
    colonne = Colonne("c", "C", "nombre")
    ecrit = format(nombre, "f")
    assert est_inchangee(colonne, Cellule(montrer(colonne, ecrit, LISTES), ""), ecrit, LISTES)
    assert lire(colonne, Cellule(montrer(colonne, ecrit, LISTES), ""), LISTES) == format(
        nombre.normalize(), "f"
    ).replace("-0", "0", ecrit == "-0.0000")


@given(st.dates(date(1950, 1, 1), date(2100, 1, 1)))
def test_les_deux_calendriers(jour: date) -> None:
    serie = (jour - date(1899, 12, 30)).days
    assert depuis_serie(serie, est_1904=False) == depuis_serie(serie - 1462, est_1904=True) == jour
    assert date_ecrite(jour.isoformat()) == jour.isoformat()


@pytest.mark.parametrize(
    ("numero", "code", "attendu"),
    [
        ("14", None, "jour"),
        ("17", None, "mois"),
        ("46", None, "duree"),
        ("20", None, "heure"),
        ("165", "dd/mm/yyyy", "jour"),
        ("165", "[$-40C]d mmmm yyyy;@", "jour"),
        ("165", "jj/mm/aaaa", "jour"),
        ("165", "[$-40C]mmm-yy;@", "mois"),
        ("165", "mmmm aaaa", "mois"),
        ("165", "mm/yyyy", "mois"),
        ("165", "yyyy", "annee"),
        ("165", "dd/mm/yyyy hh:mm", "jour"),
        ("165", "h:mm am/pm", "heure"),
        ("165", "hh:mm:ss", "heure"),
        ("165", "[hh]:mm:ss", "duree"),
        ("0", None, ""),
        ("9", None, "pourcent"),
        ("165", '0.0" %"', ""),
        ("165", "0.00%", "pourcent"),
        ("165", "@", ""),
        ("165", '#,##0.00" days"', ""),
        ("165", "General", ""),
        ("165", "[h]:mm", "duree"),
        ("165", "Standard", ""),
        ("165", "#,##0 [$€-40C]", ""),
        ("165", "[Red]0.00", ""),
        ("²", None, ""),
    ],
)
def test_un_format_de_nombre_se_reconnait(numero: str, code: str | None, attendu: str) -> None:
    assert genre(numero, {numero: code} if code else {}) == attendu
