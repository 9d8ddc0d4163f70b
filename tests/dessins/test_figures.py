"""Les figures : une donnée changée change le dessin, ses mots et ses barres ; zéro, une ou trente lignes, rien ne casse."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from xml.etree import ElementTree

import pytest

from qualicli.modeles.temps.dates import DateImprecise
from qualicli.rendus.dessins.avancement import BarreAvancement, FigureAvancement
from qualicli.rendus.dessins.courbe import FigureCourbe, PointDeCourbe, SerieTracee, arrondir_au_dessus
from qualicli.rendus.dessins.damier import FigureDamier, LigneDeDamier
from qualicli.rendus.dessins.figure import HAUTEUR_DU_TEXTE, Figure
from qualicli.rendus.dessins.frise import EtapeSituee, FigureFrise, abreger, graduations
from qualicli.rendus.dessins.planche import repartir_en_planches
from qualicli.rendus.dessins.toile import LARGEUR, couper, ecrire_net, mesurer
from qualicli.rendus.dessins.vagues import FigureVagues, QuestionTracee

HOSTILE = "Qual\u2011e\u2011Pref à l'œuvre & <b>`x`</b>\n| \u202e" + "interminablement" * 12
L = DateImprecise.lire


def avancement(combien: int, nom: str = "Module", prouve: int = 3, avant: Fraction | None = None) -> Figure:
    barres = tuple(BarreAvancement(f"{nom} {i}", Fraction(prouve), Fraction(7, 2), 4, avant) for i in range(combien))
    return FigureAvancement("L'avancement", barres, "1er mars 2021" if avant is not None else "")


def frise(combien: int, nom: str = "Étape", prouve: int = 3, revisee: bool = True) -> Figure:
    etapes = tuple(
        EtapeSituee(f"{nom} {i}", L(f"2021-{prouve + 3:02}"), L("2021-01") if revisee else None, not i, "fait")
        for i in range(combien)
    )
    return FigureFrise("Le calendrier", etapes, date(2021, 5, 4), "4 mai 2021")


def vagues(combien: int, nom: str = "Question", prouve: int = 3, avant: int = 80) -> Figure:
    questions = (
        QuestionTracee(f"{nom} {i}", Decimal(prouve * 20), f"{prouve * 20} %", Decimal(avant), f"{avant} %", Decimal(5))
        for i in range(combien)
    )
    return FigureVagues("L'enquête", tuple(questions))


def courbe(combien: int, nom: str = "Mesure", prouve: int = 3, cible: int = 5) -> FigureCourbe:
    points = tuple(
        PointDeCourbe(L(f"{1990 + i}"), Fraction(prouve + i), f"{prouve + i} jours", str(prouve + i))
        for i in range(combien)
    )
    return FigureCourbe(nom, (SerieTracee("", points),), "jours", Fraction(cible), f"au plus {cible} jours")


def damier(combien: int, nom: str = "Service", prouve: int = 3) -> Figure:
    etats = ("prouve", "realise", "partiel", "non_realise", "non_evalue", "sans_objet")
    lignes = tuple(LigneDeDamier(f"{nom} {i}", {str(i): etats[(i + prouve) % 6]}) for i in range(combien))  # type: ignore[dict-item]
    return FigureDamier("La grille", tuple(map(str, range(combien))), lignes)


GENRES: dict[str, Callable[..., Figure]] = {
    "avancement": avancement,
    "frise": frise,
    "vagues": vagues,
    "courbe": courbe,
    "damier": damier,
}


def lire(figure: Figure) -> ElementTree.Element:
    return ElementTree.fromstring(figure.svg())


@pytest.mark.parametrize("genre", GENRES)
def test_il_faut_de_quoi_comparer(genre: str) -> None:
    assert not GENRES[genre](0)
    assert not GENRES[genre](1)
    assert GENRES[genre](2)


def test_une_seule_barre_se_compare_a_la_date_precedente() -> None:
    assert avancement(1, avant=Fraction(1, 4))


@pytest.mark.parametrize("genre", GENRES)
def test_une_valeur_changee_change_le_dessin_les_mots_et_les_barres(genre: str) -> None:
    avant, apres = GENRES[genre](3), GENRES[genre](3, prouve=2)
    assert avant.svg() != apres.svg()
    assert avant.alternative != apres.alternative
    assert avant.en_texte() != apres.en_texte()
    assert avant.svg() == GENRES[genre](3).svg()


@pytest.mark.parametrize(
    ("avant", "apres"),
    [
        (avancement(2, avant=Fraction(1, 4)), avancement(2, avant=Fraction(1, 2))),
        (frise(2), frise(2, revisee=False)),
        (vagues(2), vagues(2, avant=60)),
        (courbe(2), courbe(2, cible=4)),
    ],
)
def test_la_date_precedente_et_la_cible_se_voient(avant: Figure, apres: Figure) -> None:
    traits = [re.sub(r"<(title|desc|text).*?</\1>", "", figure.svg()) for figure in (avant, apres)]
    assert traits[0] != traits[1]
    assert avant.alternative != apres.alternative


@pytest.mark.parametrize("genre", GENRES)
@pytest.mark.parametrize(("combien", "nom"), [(2, "Accueil"), (30, "Accueil"), (3, HOSTILE)])
def test_rien_ne_sort_du_dessin(genre: str, combien: int, nom: str) -> None:
    figure = GENRES[genre](combien, nom)
    svg = lire(figure)
    _, _, large, haut = map(float, svg.attrib["viewBox"].split())
    assert large == LARGEUR
    assert figure.taille[1] <= HAUTEUR_DU_TEXTE + 0.01
    for trait in svg:
        if "y" in trait.attrib:
            assert 0 <= float(trait.attrib["y"]) <= haut, trait.attrib
        if trait.tag.endswith("text") and "transform" not in trait.attrib:
            demi = mesurer(trait.text or "", float(trait.attrib["font-size"]))
            gauche = (
                float(trait.attrib["x"]) - {"start": 0, "middle": demi / 2, "end": demi}[trait.attrib["text-anchor"]]
            )
            assert gauche >= -1
            assert gauche + demi <= LARGEUR + 6, trait.text
            assert "\u2011" not in (trait.text or ""), "les polices livrées ne le dessinent pas toutes"


@pytest.mark.parametrize("genre", GENRES)
def test_le_dessin_a_un_titre_et_une_description(genre: str) -> None:
    figure = GENRES[genre](2, HOSTILE)
    titre, description, *_ = lire(figure)
    assert figure.svg().count('role="img"') == 1
    assert lire(figure).attrib["aria-labelledby"] == f"{titre.attrib['id']} {description.attrib['id']}"
    assert description.text == figure.alternative
    for ligne in figure.tableau.lignes:
        assert all(ecrire_net(cellule) in figure.alternative for cellule in ligne)
    assert "`" not in figure.en_texte()


def test_la_couleur_n_est_jamais_seule() -> None:
    """Sans leurs couleurs, deux états ne se dessinent pas de même ; ni deux séries, ni deux dates."""
    formes = set()
    etats = ("prouve", "realise", "partiel", "non_realise", "non_evalue", "sans_objet")
    for etat in etats:
        grille = FigureDamier("G", ("1", "2"), (LigneDeDamier("S", {"1": etat, "2": etat}),))  # type: ignore[dict-item]
        formes.add(
            re.sub(r'(fill|stroke)="#\w+"|<(title|desc|text).*?</\2>', "", grille.svg()) + str("?" in grille.en_texte())
        )
    assert len(formes) == len(etats)
    points = (PointDeCourbe(L("2020"), Fraction(1), "1", "1"), PointDeCourbe(L("2021"), Fraction(2), "2", "2"))
    deux = FigureCourbe("C", (SerieTracee("a", points), SerieTracee("b", points)))
    assert len(set(re.findall(r"stroke-dasharray=\"([^\"]*)\"", deux.svg()))) >= 1
    assert "<circle" in deux.svg()
    assert "<polygon" in deux.svg()


def test_cent_pour_cent_remplit_la_barre_et_zero_la_vide() -> None:
    pleine = FigureAvancement("A", tuple(BarreAvancement(n, Fraction(4), Fraction(4), 4) for n in "ab"))
    vide = FigureAvancement("A", tuple(BarreAvancement(n, Fraction(0), Fraction(0), 4) for n in "ab"))
    assert "█" * 30 in pleine.en_texte()
    assert "░" * 30 in vide.en_texte()
    barres = [float(t.attrib["width"]) for t in lire(pleine) if t.tag.endswith("rect")]
    assert barres[0] == barres[1], "le plein couvre toute la barre"


def test_une_ligne_sans_point_n_est_pas_une_barre_a_zero() -> None:
    figure = FigureAvancement("A", (BarreAvancement("vide", Fraction(0), Fraction(0), 0), *avancement(2).lignes))  # type: ignore[attr-defined]
    assert "vide" not in figure.alternative


def test_l_enquete_se_lit_de_la_plus_forte_perte_au_plus_fort_gain() -> None:
    def question(nom: str, valeur: int, avant: int | None, sens: int = 1) -> QuestionTracee:
        ancien = None if avant is None else Decimal(avant)
        return QuestionTracee(nom, Decimal(valeur), f"{valeur} %", ancien, sens=sens)

    figure = FigureVagues(
        "E",
        (
            question("neuve", 10, None),
            question("gagne", 90, 80),
            question("perd", 50, 70),
            question("mécontents", 40, 35, -1),
        ),
    )
    assert [ligne[0] for ligne in figure.tableau.lignes] == ["perd", "mécontents", "gagne", "neuve"]


def test_l_axe_du_temps_n_a_jamais_trop_de_dates() -> None:
    for fin in (date(2021, 2, 1), date(2021, 12, 31), date(2024, 1, 1), date(2090, 1, 1)):
        marques = list(graduations(date(2021, 1, 1).toordinal(), fin.toordinal()))
        assert 1 <= len(marques) <= 8, (fin, marques)
    assert [abreger(m) for m in (1, 3, 7, 9, 10)] == ["janv.", "mars", "juil.", "sept.", "oct."]


def test_les_courbes_se_repartissent_sur_des_pages() -> None:
    planches = repartir_en_planches("Mesures", [courbe(3, f"Mesure {i}") for i in range(30)])
    assert [len(p.courbes) for p in planches] == [12, 12, 6]
    assert planches[0].titre == "Mesures (1 sur 3)"
    assert all(p.taille[1] <= HAUTEUR_DU_TEXTE + 0.01 for p in planches)
    assert not repartir_en_planches("Mesures", [courbe(1)])


@pytest.mark.parametrize(
    ("valeur", "attendu"), [(0, 1), (0.3, 0.4), (7, 8), (10, 10), (88, 100), (341, 400), (1234, 2000)]
)
def test_l_echelle_est_ronde(valeur: float, attendu: float) -> None:
    assert arrondir_au_dessus(valeur) == pytest.approx(attendu)


def test_un_texte_se_coupe_aux_mots_puis_dans_un_mot() -> None:
    assert couper("Accueil général", 400) == ["Accueil général"]
    assert couper("Accueil général", 60) == ["Accueil", "général"]
    assert couper("un deux trois quatre cinq six sept huit neuf dix", 80, 2)[-1].endswith("…")
    assert all(mesurer(ligne) <= 80 for ligne in couper(HOSTILE, 80, 9))
