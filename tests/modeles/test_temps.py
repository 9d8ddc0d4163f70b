"""Les dates imprécises, les durées, les échéances : ce qu'elles admettent, bornent, refusent, et comment elles se lisent."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic_core import PydanticCustomError

from qualicli.modeles.temps.dates import DateImprecise, fin_de_mois
from qualicli.modeles.temps.durees import Duree
from qualicli.modeles.temps.echeances import Echeance
from qualicli.modeles.temps.mots import en_serie
from qualicli.modeles.temps.rythmes import lire_rythme

FORMES = [
    ("2021-09-14", "2021-09-14", "2021-09-14"),
    ("2020-02-29", "2020-02-29", "2020-02-29"),
    ("2021-06", "2021-06-01", "2021-06-30"),
    ("2020-02", "2020-02-01", "2020-02-29"),
    ("2021-T1", "2021-01-01", "2021-03-31"),
    ("2021-T4", "2021-10-01", "2021-12-31"),
    ("2016-S1", "2016-01-01", "2016-06-30"),
    ("2016-S2", "2016-07-01", "2016-12-31"),
    ("2022-printemps", "2022-03-21", "2022-06-20"),
    ("2022-ete", "2022-06-21", "2022-09-20"),
    ("2022-automne", "2022-09-21", "2022-12-20"),
    ("2022-hiver", "2022-12-21", "2023-03-20"),
    ("2021", "2021-01-01", "2021-12-31"),
    ("2021-03/2021-05", "2021-03-01", "2021-05-31"),
    ("2015-10-12/2015-10-16", "2015-10-12", "2015-10-16"),
    ("2021-T1/2021-T3", "2021-01-01", "2021-09-30"),
    ("2021/2021-06", "2021-01-01", "2021-06-30"),
]
MAL_ECRITES = [
    "",
    "hier",
    "2021-9-14",
    "14/09/2021",
    "2021-",
    "2021-T5",
    "2021-S3",
    "2021-t1",
    "2021-été",
    "21-06",
    "2021-06-15 ",
    "2021/2022/2023",
    "/",
    "2021/",
    "/2021",
    "2021-06-15T11:00",
    "２０２１",
    "٢٠٢١-٠٦",
]
IMPOSSIBLES = [
    "2026-02-30",
    "2021-02-29",
    "2021-13",
    "2021-00",
    "2021-04-31",
    "0000",
    "9999-hiver",
    "2021-01/2021-02-30",
]
EN_CLAIR = [
    ("2021-03-01", "1er mars 2021", "le 1er mars 2021"),
    ("2015-10-16", "16 octobre 2015", "le 16 octobre 2015"),
    ("2021-06", "juin 2021", "en juin 2021"),
    ("2021-04", "avril 2021", "en avril 2021"),
    ("2021", "2021", "en 2021"),
    ("2021-T2", "deuxième trimestre 2021", "au deuxième trimestre 2021"),
    ("2016-S1", "premier semestre 2016", "au premier semestre 2016"),
    ("2022-printemps", "printemps 2022", "au printemps 2022"),
    ("2022-ete", "été 2022", "à l'été 2022"),
    ("2022-automne", "automne 2022", "à l'automne 2022"),
    ("2022-hiver", "hiver 2022", "à l'hiver 2022"),
    ("2021-03/2021-05", "mars à mai 2021", "de mars à mai 2021"),
    ("2021-08/2021-10", "août à octobre 2021", "d'août à octobre 2021"),
    ("2020-06/2021-01", "juin 2020 à janvier 2021", "de juin 2020 à janvier 2021"),
    ("2015-10-12/2015-10-16", "12 au 16 octobre 2015", "du 12 au 16 octobre 2015"),
    ("2021-03-01/2021-03-12", "1er au 12 mars 2021", "du 1er au 12 mars 2021"),
    ("2021-03-28/2021-04-01", "28 mars au 1er avril 2021", "du 28 mars au 1er avril 2021"),
    ("2020-12-28/2021-01-03", "28 décembre 2020 au 3 janvier 2021", "du 28 décembre 2020 au 3 janvier 2021"),
    ("2020-10-12/2021-10-16", "12 octobre 2020 au 16 octobre 2021", "du 12 octobre 2020 au 16 octobre 2021"),
    ("2021-T1/2021-T3", "premier au troisième trimestre 2021", "du premier au troisième trimestre 2021"),
    (
        "2021-T4/2022-T1",
        "quatrième trimestre 2021 au premier trimestre 2022",
        "du quatrième trimestre 2021 au premier trimestre 2022",
    ),
    ("2021-S1/2021-S2", "premier au deuxième semestre 2021", "du premier au deuxième semestre 2021"),
    (
        "2021-T1/2021-S2",
        "premier trimestre au deuxième semestre 2021",
        "du premier trimestre au deuxième semestre 2021",
    ),
    ("2021-ete/2021-automne", "été à l'automne 2021", "de l'été à l'automne 2021"),
    ("2021-printemps/2022-hiver", "printemps 2021 à l'hiver 2022", "du printemps 2021 à l'hiver 2022"),
    ("2021-03/2021-05-12", "mars au 12 mai 2021", "de mars au 12 mai 2021"),
    ("2021-03-12/2021-05", "12 mars à mai 2021", "du 12 mars à mai 2021"),
    ("2020/2022", "2020 à 2022", "de 2020 à 2022"),
    ("2021-03/2021-03", "mars 2021", "en mars 2021"),
    ("2021-03-12/2021-03-12", "12 mars 2021", "le 12 mars 2021"),
    ("2021-03-10/2021-03-11", "10 et 11 mars 2021", "les 10 et 11 mars 2021"),
    ("2021-03-31/2021-04-01", "31 mars et 1er avril 2021", "les 31 mars et 1er avril 2021"),
]


def jour(texte: str) -> date:
    return date.fromisoformat(texte)


def lire(texte: str) -> DateImprecise:
    return DateImprecise.lire(texte)


annees = st.integers(1000, 9998)
simples = st.one_of(
    st.dates(date(1000, 1, 1)).map(date.isoformat),
    st.builds("{:04d}-{:02d}".format, annees, st.integers(1, 12)),
    st.builds("{:04d}-T{}".format, annees, st.integers(1, 4)),
    st.builds("{:04d}-S{}".format, annees, st.integers(1, 2)),
    st.builds("{:04d}-{}".format, annees, st.sampled_from(("printemps", "ete", "automne", "hiver"))),
    st.builds("{:04d}".format, annees),
)
intervalles = st.tuples(simples, simples).map(lambda c: "/".join(sorted(c, key=lambda t: lire(t).debut)))
dates = st.one_of(simples, intervalles).filter(lambda t: "/" not in t or lire(t).fin >= lire(t).debut).map(lire)


@pytest.mark.parametrize(("texte", "debut", "fin"), FORMES)
def test_chaque_forme_a_ses_bornes(texte: str, debut: str, fin: str) -> None:
    lue = lire(texte)
    assert (lue.debut, lue.fin, str(lue)) == (jour(debut), jour(fin), texte)
    assert lue.est_exacte is (debut == fin)


@pytest.mark.parametrize("texte", MAL_ECRITES)
def test_une_date_mal_ecrite_est_refusee_avec_les_formes_admises(texte: str) -> None:
    with pytest.raises(PydanticCustomError, match=r"n'est pas une date\. Écrivez AAAA-MM-JJ"):
        lire(texte)


@pytest.mark.parametrize("texte", IMPOSSIBLES)
def test_une_date_impossible_est_nommee(texte: str) -> None:
    with pytest.raises(PydanticCustomError, match=f"La date « {texte} » n'existe pas dans le calendrier"):
        lire(texte)


@pytest.mark.parametrize("texte", ["2021-05/2021-03", "2022/2021", "2021-T3/2021-T1", "2021-10-16/2021-10-12"])
def test_un_intervalle_inverse_est_refuse(texte: str) -> None:
    with pytest.raises(PydanticCustomError, match=f"L'intervalle « {texte} » finit avant d'avoir commencé"):
        lire(texte)


@pytest.mark.parametrize("valeur", [None, 2021, ["2021"]])
def test_une_date_est_un_texte(valeur: object) -> None:
    with pytest.raises(PydanticCustomError, match="Une date est attendue"):
        DateImprecise.lire(valeur)


@pytest.mark.parametrize(("texte", "clair", "complement"), EN_CLAIR)
def test_une_date_se_lit_en_francais(texte: str, clair: str, complement: str) -> None:
    assert (lire(texte).en_clair(), lire(texte).en_complement()) == (clair, complement)


@pytest.mark.parametrize(
    ("texte", "au", "acquise", "depassee"),
    [
        ("2021-06", "2021-06-01", False, False),
        ("2021-06", "2021-06-30", True, False),
        ("2021-06", "2021-07-01", True, True),
        ("2021-06-15", "2021-06-14", False, False),
        ("2021-06-15", "2021-06-15", True, False),
        ("2021-06-15", "2021-06-16", True, True),
        ("2022-hiver", "2023-01-01", False, False),
    ],
)
def test_une_date_imprecise_n_est_passee_qu_a_la_fin_de_son_intervalle(
    texte: str, au: str, acquise: bool, depassee: bool
) -> None:
    assert (lire(texte).est_acquise(jour(au)), lire(texte).est_depassee(jour(au))) == (acquise, depassee)


def test_les_dates_se_trient_par_debut_puis_par_fin() -> None:
    dans_l_ordre = ["2020", "2021-01-01", "2021-01", "2021-T1", "2021-S1", "2021", "2021-01-02", "2021-ete"]
    assert [str(d) for d in sorted(map(lire, reversed(dans_l_ordre)))] == dans_l_ordre


@given(dates)
def test_une_date_ecrite_se_relit(une: DateImprecise) -> None:
    assert DateImprecise.lire(str(une)) == une
    assert une.debut <= une.fin
    assert DateImprecise.lire(une) is une


@given(dates, dates, dates)
def test_l_ordre_des_dates_est_total(une: DateImprecise, deux: DateImprecise, trois: DateImprecise) -> None:
    assert (une < deux) + (une == deux) + (une > deux) == 1
    assert not (une <= deux <= trois) or une <= trois


@given(dates, st.dates(date(1000, 1, 1), date(9998, 1, 1)), st.integers(0, 400))
def test_le_retard_ne_se_rattrape_pas(une: DateImprecise, au: date, plus_tard: int) -> None:
    apres = au + timedelta(days=plus_tard)
    assert une.est_depassee(apres) >= une.est_depassee(au)
    assert une.est_acquise(apres) >= une.est_acquise(au)
    assert une.est_depassee(au) <= une.est_acquise(au)


@given(dates)
def test_toute_date_se_met_en_mots(une: DateImprecise) -> None:
    complement = une.en_complement()
    assert complement.startswith(("le ", "les ", "en ", "au ", "à l'", "du ", "de ", "d'"))
    assert not any(
        faute in f" {complement} " for faute in (" de le ", " à le ", " de e", " de a", " de o", " le hiver")
    )
    assert une.en_clair().split()[-1] in complement


@pytest.mark.parametrize(
    ("texte", "depuis", "apres", "avant"),
    [
        ("60 j", "2022-01-01", "2022-03-02", "2021-11-02"),
        ("60j", "2022-01-01", "2022-03-02", "2021-11-02"),
        ("1 jour", "2022-01-01", "2022-01-02", "2021-12-31"),
        ("2 semaines", "2022-01-01", "2022-01-15", "2021-12-18"),
        ("1 mois", "2021-01-31", "2021-02-28", "2020-12-31"),
        ("1 mois", "2020-03-31", "2020-04-30", "2020-02-29"),
        ("3\u00a0mois", "2021-11-30", "2022-02-28", "2021-08-30"),
        ("12 mois", "2020-02-29", "2021-02-28", "2019-02-28"),
        ("1 an", "2020-02-29", "2021-02-28", "2019-02-28"),
        ("3 ans", "2019-06-15", "2022-06-15", "2016-06-15"),
    ],
)
def test_une_duree_se_compte_depuis_une_date(texte: str, depuis: str, apres: str, avant: str) -> None:
    duree = Duree.lire(texte)
    assert (duree.apres(jour(depuis)), duree.avant(jour(depuis)), str(duree)) == (jour(apres), jour(avant), texte)


@pytest.mark.parametrize(
    "valeur", ["", "3", "j", "-3 mois", "1,5 mois", "trois mois", "3 Mois", "3\nmois", "10000 j", "٣ mois", 3, None]
)
def test_une_duree_mal_ecrite_est_refusee(valeur: object) -> None:
    with pytest.raises(PydanticCustomError, match=r"n'est pas une durée\. Écrivez par exemple 60 j, 3 mois ou 3 ans"):
        Duree.lire(valeur)


@given(st.sampled_from(("j", "semaines", "mois", "ans")), st.integers(0, 9999), st.dates())
def test_une_duree_ne_sort_jamais_du_calendrier(unite: str, combien: int, quand: date) -> None:
    duree = Duree.lire(f"{combien} {unite}")
    assert date.min <= duree.avant(quand) <= quand <= duree.apres(quand) <= date.max


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.integers(1, 48))
def test_une_duree_en_mois_tombe_le_meme_jour_ou_a_la_fin_du_mois(quand: date, mois: int) -> None:
    arrivee = Duree.lire(f"{mois} mois").apres(quand)
    assert (arrivee.year * 12 + arrivee.month) - (quand.year * 12 + quand.month) == mois
    assert arrivee.day == min(quand.day, fin_de_mois(arrivee.year, arrivee.month).day)


JALONS = {
    "audit": lire("2022-04-15"),
    "audit-blanc": lire("2022-03"),
    "fin": lire("9999-12-31"),
    "debut": lire("0001-01-01"),
}


@pytest.mark.parametrize(
    ("texte", "attendue"),
    [
        ("2022-S1", "2022-S1"),
        ("jalon:audit", "2022-04-15"),
        ("jalon:audit-30j", "2022-03-16"),
        ("jalon:audit+1j", "2022-04-16"),
        ("jalon:audit-blanc", "2022-03"),
        ("jalon:audit-blanc-30j", "2022-01-30/2022-03-01"),
        ("jalon:audit-0j", "2022-04-15"),
        ("jalon:fin+9999j", "9999-12-31"),
        ("jalon:debut-9999j", "0001-01-01"),
        ("jalon:inconnu", None),
        ("jalon:inconnu-30j", None),
    ],
)
def test_une_echeance_se_resout(texte: str, attendue: str | None) -> None:
    echeance = Echeance.lire(texte)
    resolue = echeance.resoudre(JALONS)
    assert (str(echeance), resolue and str(resolue)) == (texte, attendue)


def test_une_echeance_relative_se_lit_en_francais() -> None:
    resolue = Echeance.lire("jalon:audit-blanc-30j").resoudre(JALONS)
    assert resolue is not None
    assert resolue.en_complement() == "du 30 janvier au 1er mars 2022"


@pytest.mark.parametrize(
    "texte",
    [
        "jalon:",
        "jalon:Audit",
        "jalon:audit -30j",
        "jalon:audit+-3j",
        "jalon:-audit",
        "jalon:audit--30j",
        "jalon:a+30000j",
    ],
)
def test_une_echeance_mal_ecrite_est_refusee(texte: str) -> None:
    with pytest.raises(
        PydanticCustomError, match=r"n'est pas une échéance\. Écrivez une date, jalon:ID ou jalon:ID-30j"
    ):
        Echeance.lire(texte)


@pytest.mark.parametrize("valeur", ["demain", "audit-blanc", None, ["jalon:audit"]])
def test_une_echeance_sans_jalon_est_une_date(valeur: object) -> None:
    with pytest.raises(PydanticCustomError, match="date"):
        Echeance.lire(valeur)


@given(st.from_regex(r"[a-z0-9]{1,6}(-[a-z]{1,6}){0,2}", fullmatch=True), st.integers(-9999, 9999).filter(bool))
def test_une_echeance_relative_decale_son_jalon(jalon: str, jours: int) -> None:
    echeance = Echeance.lire(f"jalon:{jalon}{jours:+d}j")
    assert (echeance.jalon, echeance.decalage) == (jalon, jours)
    resolue = echeance.resoudre({jalon: lire("2022-04-15")})
    assert resolue is not None
    assert resolue.debut == jour("2022-04-15") + timedelta(days=jours)


@pytest.mark.parametrize(
    ("texte", "terme"),
    [
        ("2022-ete", "la fin de l'été 2022"),
        ("2021-12-31", "le 31 décembre 2021"),
        ("2016-S1", "la fin du premier semestre 2016"),
        ("2021-03/2021-04", "la fin d'avril 2021"),
        ("2021", "la fin de 2021"),
    ],
)
def test_le_terme_d_une_date_se_lit_en_francais(texte: str, terme: str) -> None:
    assert lire(texte).en_fin() == terme


@pytest.mark.parametrize(
    ("texte", "debut", "de"),
    [
        ("2019-03", "mars 2019", "de mars 2019"),
        ("2022-04", "avril 2022", "d'avril 2022"),
        ("2012-11-20", "le 20 novembre 2012", "du 20 novembre 2012"),
        ("2016-S1", "le premier semestre 2016", "du premier semestre 2016"),
        ("2022-ete", "l'été 2022", "de l'été 2022"),
        ("2015", "2015", "de 2015"),
        ("2013-05-14/2013-05-16", "le 14 mai 2013", "du 14 au 16 mai 2013"),
        ("2021-03-10/2021-03-11", "le 10 mars 2021", "des 10 et 11 mars 2021"),
        ("2021-03/2021-05", "mars 2021", "de mars à mai 2021"),
    ],
)
def test_une_date_suit_depuis_ou_complete_un_nom(texte: str, debut: str, de: str) -> None:
    assert (lire(texte).en_debut(), lire(texte).apres_de()) == (debut, de)


@pytest.mark.parametrize(
    ("texte", "terme"),
    [
        ("2022-ete", "à la fin de l'été 2022"),
        ("2021-12-31", "au 31 décembre 2021"),
        ("2021-06/2021-09-30", "au 30 septembre 2021"),
    ],
)
def test_une_echeance_se_dit_au_terme(texte: str, terme: str) -> None:
    assert lire(texte).en_terme() == terme


@pytest.mark.parametrize(
    ("textes", "serie"),
    [
        ([], ""),
        (["2020-06"], "en juin 2020"),
        (["2020-06", "2020-10", "2020-12"], "en juin, octobre et décembre 2020"),
        (["2020-10", "2020-12", "2021-03"], "en octobre et décembre 2020 et en mars 2021"),
        (["2021-09-30", "2021-12-16"], "les 30 septembre et 16 décembre 2021"),
        (["2021-09-30", "2021-10", "2021-11"], "le 30 septembre 2021 et en octobre et novembre 2021"),
        (["2021-03/2021-05", "2021-06"], "de mars à mai 2021 et en juin 2021"),
        (["2021-S1", "2021-S2"], "au premier semestre 2021 et au deuxième semestre 2021"),
        (["2020-06", "2020-06"], "en juin 2020"),
    ],
)
def test_des_dates_s_enumerent_sans_redite(textes: list[str], serie: str) -> None:
    assert en_serie(textes) == serie


@pytest.mark.parametrize(
    ("debut", "fin", "au_mois", "ecrit"),
    [
        ("2019-09-01", "2020-02-29", False, "de septembre 2019 à février 2020"),
        ("2021-07-01", "2021-08-30", False, "du 1er juillet au 30 août 2021"),
        ("2020-06-18", "2021-01-14", True, "de juin 2020 à janvier 2021"),
        ("2020-06-18", "2020-06-25", True, "en juin 2020"),
    ],
)
def test_un_intervalle_se_compte_en_mois_quand_il_en_est_fait(debut: str, fin: str, au_mois: bool, ecrit: str) -> None:
    assert DateImprecise.entre(jour(debut), jour(fin), au_mois).en_complement() == ecrit


@pytest.mark.parametrize(
    ("texte", "bref"),
    [
        ("2015-T3", "3e trimestre 2015"),
        ("2016-S1", "1er semestre 2016"),
        ("2021-T1/2021-T2", "1er au 2e trimestre 2021"),
        ("2015-10", "octobre 2015"),
        ("2015-10-01", "1er octobre 2015"),
    ],
)
def test_une_date_tient_dans_une_colonne_etroite(texte: str, bref: str) -> None:
    assert lire(texte).en_bref() == bref


@pytest.mark.parametrize(
    ("texte", "duree"),
    [
        ("chaque semestre", "6 mois"),
        ("Semestriel", "6 mois"),
        ("semestrielle", "6 mois"),
        ("tous les  6 mois", "6 mois"),
        ("toutes les semaines", "7 j"),
        ("une fois par an", "1 an"),
        ("Chaque année", "1 an"),
        ("par trimestre", "3 mois"),
        ("bimestres", "2 mois"),
        ("mensuelle", "1 mois"),
        ("3 mois", "3 mois"),
        ("au fil de l'eau", None),
        ("", None),
        (None, None),
    ],
)
def test_un_rythme_ecrit_en_toutes_lettres_donne_un_intervalle(texte: str | None, duree: str | None) -> None:
    lu = lire_rythme(texte)
    assert (None if lu is None else (lu.mois, lu.jours)) == (
        None if duree is None else (Duree.lire(duree).mois, Duree.lire(duree).jours)
    )


def test_une_date_est_une_echeance_sans_decalage() -> None:
    assert Echeance.lire("2022-03") == Echeance(DateImprecise.lire("2022-03"), "", 0, "2022-03")
