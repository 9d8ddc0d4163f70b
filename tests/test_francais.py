"""La langue : nombres, accords, listes, élisions, et le mot le plus proche."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualicli import francais, typographie

parts = st.fractions(0, 1)
mots = st.text("abcdeé-", max_size=8)


@pytest.mark.parametrize(
    ("part", "ecrit"),
    [
        (Fraction(0), "0"),
        (Fraction(1), "100"),
        (Fraction(12, 27), "44,4"),
        (Fraction(3, 4), "75"),
        (Fraction(7, 8), "87,5"),
        (Fraction(1, 3000), "0,1"),
        (Fraction(2999, 3000), "99,9"),
        (Fraction(445, 1000) + Fraction(1, 2000), "44,6"),  # 44,55 s'arrondit vers le haut
        (Fraction(10**40 - 1, 10**40), "99,9"),
        (Fraction(1, 10**40), "0,1"),
    ],
)
def test_une_part_s_ecrit_au_dixieme_de_pour_cent(part: Fraction, ecrit: str) -> None:
    assert francais.pourcentage(part) == ecrit
    assert francais.en_pourcent(part) == f"{ecrit}\u00a0%"


def test_une_part_absente_est_sans_objet() -> None:
    assert francais.pourcentage(None) is None
    assert francais.en_pourcent(None) == "sans objet"


@given(parts)
def test_ni_zero_ni_cent_ne_s_affichent_a_tort(part: Fraction) -> None:
    ecrit = francais.pourcentage(part)
    assert ecrit is not None
    assert (ecrit == "0") is (part == 0)
    assert (ecrit == "100") is (part == 1)
    assert abs(Fraction(ecrit.replace(",", ".")) - part * 100) <= Fraction(1, 10)


@given(parts, parts)
def test_l_arrondi_garde_l_ordre(une: Fraction, deux: Fraction) -> None:
    petite, grande = (Decimal(str(francais.pourcentage(p)).replace(",", ".")) for p in sorted((une, deux)))
    assert petite <= grande


@pytest.mark.parametrize(
    ("valeur", "ecrit"),
    [
        (Decimal("3.50"), "3,5"),
        (Decimal("0.10"), "0,1"),
        (Decimal("1E+3"), "1000"),
        (Fraction(7, 2), "3,5"),
        (1000, "1000"),
        (0, "0"),
        (Decimal("-1.20"), "-1,2"),
    ],
)
def test_un_nombre_s_ecrit_avec_une_virgule(valeur: Decimal | Fraction | int, ecrit: str) -> None:
    assert francais.nombre(valeur) == ecrit


@pytest.mark.parametrize(
    ("combien", "noms", "ecrit"),
    [
        (0, ("écart",), "0 écart"),
        (1, ("écart",), "1 écart"),
        (Fraction(3, 2), ("point",), "1,5 point"),
        (2, ("écart",), "2 écarts"),
        (3, ("journal", "journaux"), "3 journaux"),
        (1, ("journal", "journaux"), "1 journal"),
        (2, ("fichier lu",), "2 fichiers lus"),
        (2, ("mois",), "2 mois"),
    ],
)
def test_un_nom_s_accorde_avec_son_nombre(combien: int | Fraction, noms: tuple[str, ...], ecrit: str) -> None:
    assert francais.pluriel(combien, *noms) == ecrit


@pytest.mark.parametrize(
    ("elements", "ecrit"),
    [([], ""), (["a"], "a"), (["a", "b"], "a et b"), (["a", "b", "c"], "a, b et c"), (iter("abc"), "a, b et c")],
)
def test_une_liste_s_enumere(elements: list[str], ecrit: str) -> None:
    assert francais.liste(elements) == ecrit
    assert francais.liste(["a", "b"], "ou") == "a ou b"


@pytest.mark.parametrize(
    ("mot", "ecrit"),
    [
        ("avril", "d'avril"),
        ("juin", "de juin"),
        ("été", "d'été"),
        ("Évry", "d'Évry"),
        ("œuvre", "d'œuvre"),
        ("1er mars", "de 1er mars"),
        ("", "de "),
    ],
)
def test_de_s_elide_devant_une_voyelle(mot: str, ecrit: str) -> None:
    assert francais.de(mot) == ecrit


@pytest.mark.parametrize(("combien", "ecrit"), [(0, "zéro"), (1, "un"), (12, "douze"), (13, "13"), (-1, "-1")])
def test_un_petit_nombre_s_ecrit_en_lettres(combien: int, ecrit: str) -> None:
    assert francais.en_lettres(combien) == ecrit


def test_un_jour_s_ecrit_en_lettres_et_en_chiffres() -> None:
    assert francais.jour(date(2021, 3, 1)) == "1er mars 2021"
    assert francais.jour(date(2021, 8, 31)) == "31 août 2021"
    assert francais.jour_court(date(2022, 3, 4)) == "04/03/2022"


@pytest.mark.parametrize(
    ("texte", "nu"), [("Réclamé à Évry", "Reclame a Evry"), ("Œuvre cœur", "OEuvre coeur"), ("ç", "c")]
)
def test_les_accents_s_otent(texte: str, nu: str) -> None:
    assert francais.sans_accent(texte) == nu


@pytest.mark.parametrize(
    ("mot", "proche"),
    [
        ("intitulé", "intitule"),
        ("INTITULE", "intitule"),
        ("intutile", "intitule"),
        ("evaluation", "evaluations"),
        ("statu", "statut"),
        ("stauts", "statut"),
        ("couleur", None),
        ("", None),
    ],
)
def test_le_mot_le_plus_proche_est_propose(mot: str, proche: str | None) -> None:
    assert francais.plus_proche(mot, ["statut", "intitule", "evaluations", "date"]) == proche


@given(mots, st.lists(mots))
def test_le_mot_le_plus_proche_est_l_un_des_mots_admis(mot: str, admis: list[str]) -> None:
    proche = francais.plus_proche(mot, admis)
    assert proche is None or proche in admis
    assert mot not in admis or francais.sans_accent(proche or "") == francais.sans_accent(mot)


@given(mots, mots, st.integers(0, 9))
def test_une_distance_est_symetrique_et_bornee(un: str, deux: str, limite: int) -> None:
    distance = francais.distance(un, deux, limite)
    assert distance == francais.distance(deux, un, limite)
    assert 0 <= distance <= limite + 1
    assert (distance == 0) is (un == deux)
    assert distance <= max(len(un), len(deux))


@pytest.mark.parametrize(
    ("un", "deux", "attendue"),
    [("abc", "abd", 1), ("ab", "ba", 1), ("abc", "ab", 1), ("", "abc", 3), ("abcd", "wxyz", 4)],
)
def test_une_distance_compte_les_corrections(un: str, deux: str, attendue: int) -> None:
    assert francais.distance(un, deux, 9) == attendue


@pytest.mark.parametrize(
    ("nom", "le", "du", "au"),
    [
        ("Comité technique", "le comité technique", "du comité technique", "au comité technique"),
        ("Référente qualité", "la référente qualité", "de la référente qualité", "à la référente qualité"),
        ("Ensemble des agents", "l'ensemble des agents", "de l'ensemble des agents", "à l'ensemble des agents"),
        ("Usagers", "les usagers", "des usagers", "aux usagers"),
        ("Tous les agents", "tous les agents", "de tous les agents", "à tous les agents"),
        ("M. le préfet", "M. le préfet", "de M. le préfet", "à M. le préfet"),
        ("Mme la préfète", "Mme la préfète", "de Mme la préfète", "à Mme la préfète"),
        ("l'équipe projet", "l'équipe projet", "de l'équipe projet", "à l'équipe projet"),
        ("Le préfet", "le préfet", "du préfet", "au préfet"),
        ("Ministère public", "le ministère public", "du ministère public", "au ministère public"),
    ],
)
def test_un_nom_prend_son_article(nom: str, le: str, du: str, au: str) -> None:
    assert (francais.le(nom), francais.du(nom), francais.au(nom)) == (le, du, au)


@pytest.mark.parametrize(
    ("nom", "masculin"),
    [
        ("Référent qualité", True),
        ("Référente qualité", False),
        ("Chef du bureau du séjour", True),
        ("Secrétaire général", True),
        ("Secrétaire générale", False),
        ("Responsable de la formation", False),
        ("Directrice", False),
    ],
)
def test_une_fonction_dit_son_genre_ou_non(nom: str, masculin: bool) -> None:
    assert francais.est_masculin(nom) is masculin


@pytest.mark.parametrize(
    ("texte", "verbe"),
    [
        ("présenter la démarche", True),
        ("Arrêter le périmètre", True),
        ("faire un constat", True),
        ("dire où en est", True),
        ("s'assurer du suivi", True),
        ("recueillir l'avis", True),
        ("recevoir les élus", True),
        ("entendre", True),
        ("prendre connaissance", True),
        ("transmettre", True),
        ("suivre la démarche", True),
        ("calendrier de l'audit", False),
        ("Point d'information", False),
        ("dossier d'audit", False),
        ("lettre de mission", False),
        ("ordre du jour", False),
        ("la qualité de l'accueil", False),
    ],
)
def test_un_infinitif_se_reconnait(texte: str, verbe: bool) -> None:
    assert francais.est_infinitif(texte) is verbe


@pytest.mark.parametrize(
    ("phrase", "suite"),
    [
        ("Le plan est validé.", "le plan est validé."),
        ("L'audit passe en mai.", "l'audit passe en mai."),
        ("À la demande du préfet…", "à la demande du préfet…"),
        ("Évry garde son guichet.", "Évry garde son guichet."),
        ("Lens garde son guichet.", "Lens garde son guichet."),
        ("Qualipref est diffusé.", "Qualipref est diffusé."),
    ],
)
def test_une_phrase_s_enchaine_sans_toucher_a_un_nom_propre(phrase: str, suite: str) -> None:
    assert francais.enchainer(phrase) == suite


@pytest.mark.parametrize(
    ("elements", "ponctues"),
    [
        (["présenter", "valider."], ["présenter\u00a0;", "valider."]),
        (["Le plan est validé.", "La rampe est posée."], ["Le plan est validé.", "La rampe est posée."]),
        (["Charte", "Guide."], ["Charte\u00a0;", "Guide."]),
        (["un mot", "Une phrase. Puis une autre."], ["un mot.", "Une phrase. Puis une autre."]),
        ([], []),
    ],
)
def test_une_liste_se_ponctue_selon_ce_qu_elle_contient(elements: list[str], ponctues: list[str]) -> None:
    assert typographie.enumerer(elements) == ponctues


@pytest.mark.parametrize(
    ("lieu", "dit"),
    [
        ("Salle Verlaine", "salle Verlaine"),
        ("salle Verlaine", "salle Verlaine"),
        ("Préfecture", "à la préfecture"),
        ("Sous-préfecture de Grasse", "à la sous-préfecture de Grasse"),
        ("Grasse, sous-préfecture", "Grasse, sous-préfecture"),
        ("", ""),
    ],
)
def test_un_lieu_se_dit_dans_une_phrase(lieu: str, dit: str) -> None:
    assert francais.en_lieu(lieu) == dit
