"""Le YAML en textes : rien n'est deviné, tout est situé, rien ne fait tomber le programme."""

import subprocess
import sys
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from qualicli.depot import texte_brut
from qualicli.depot.texte_brut import FauteBrute
from qualicli.depot.yaml_brut import lire
from qualicli.depot.yaml_positions import situer

SCALAIRES = {
    "1.10": "1.10",
    "07": "07",
    "0x1F": "0x1F",
    "1_000": "1_000",
    "1e3": "1e3",
    ".nan": ".nan",
    "+5": "+5",
    "no": "no",
    "yes": "yes",
    "on": "on",
    "true": "true",
    "Null": "Null",
    "=": "=",
    "<<": "<<",
    "11:00": "11:00",
    "2026-02-30": "2026-02-30",
    "2021-09-14": "2021-09-14",
    "http://a.fr/b?c=1&d": "http://a.fr/b?c=1&d",
    "": None,
    "~": None,
    "null": None,
    "# rien": None,
    "''": "",
    '""': "",
    "'~'": "~",
    '"null"': "null",
    "'07'": "07",
    "l'accueil": "l'accueil",
    "50 %": "50 %",
    "a # b": "a",
    "a#b": "a#b",
    "Attention !": "Attention !",
    "a * b": "a * b",
    "|\n  x\n  y": "x\ny\n",
    ">-\n  x\n  y": "x y",
    "[a, no, 1.10]": ["a", "no", "1.10"],
    "{b: 07}": {"b": "07"},
    "[]": [],
    "{}": {},
    "[~, '']": [None, ""],
}
FAUTES = [  # le texte, le code, la position, le début du message
    ("", "LEC003", (1, 1), "Le fichier est vide."),
    ("# rien\n\n", "LEC003", (1, 1), "Le fichier est vide."),
    ("bonjour", "FMT004", (1, 1), "Le fichier doit contenir des lignes « clé: valeur »."),
    ("- a\n- b\n", "FMT004", (1, 1), "Le fichier doit contenir des lignes « clé: valeur »."),
    ("---\n", "FMT004", (2, 1), "Le fichier doit contenir des lignes « clé: valeur »."),
    ("a: 1\nb: 2\na: 3\n", "LEC002", (3, 1), "La clé « a » est écrite deux fois (déjà ligne 1)."),
    ("x:\n  é: 1\n  'é': 2\n", "LEC002", (3, 3), "La clé « é » est écrite deux fois (déjà ligne 2)."),
    ("a:\n\tb: 1\n", "LEC006", (2, 1), "Une tabulation sert de retrait"),
    ("a:\n  b:\n  \t- c\n", "LEC006", (3, 3), "Une tabulation sert de retrait"),
    ("a: 1\nb: *x\n", "LEC010", (2, 4), "L'alias YAML « *x » n'est pas admis."),
    ("a: &x 1\nb: [1, *x]\n", "LEC010", (2, 8), "L'alias YAML « *x » n'est pas admis."),
    ("*a : 1\n", "LEC010", (1, 1), "L'alias YAML « *a » n'est pas admis."),
    ("nom: &Co\n", "LEC010", (1, 6), "L'ancre YAML « &Co » n'est pas admise."),
    ("é: !important\n", "LEC010", (1, 4), "L'étiquette YAML « !important » n'est pas admise."),
    (
        "a: !!python/object/apply:os.system [ls]\n",
        "LEC010",
        (1, 4),
        "L'étiquette YAML « !!python/object/apply:os.system »",
    ),
    ("a: " + "[" * 41 + "]" * 41, "LEC011", (1, 44), "Le fichier a plus de 40 niveaux d'imbrication."),
    ("a: b: c\n", "LEC001", (1, 5), "Il y a un « : » de trop sur cette ligne."),
    ("été: à: c\n", "LEC001", (1, 7), "Il y a un « : » de trop sur cette ligne."),
    ("a: x\ty: b: c\n", "LEC001", (1, 7), "Il y a un « : » de trop sur cette ligne."),
    ("a: 1\nservice\ntype: x\n", "LEC001", (2, 1), "Il manque « : » après une clé."),
    ("a: 'l'accueil'\n", "LEC001", (1, 7), "La structure est rompue ici"),
    ("a:\n    b: 1\n  c: 2\n", "LEC001", (3, 3), "La structure est rompue ici"),
    ("a: 1\nb: [c, d\ne: f\n", "LEC001", (2, 4), "Il manque une virgule, un crochet ou une accolade."),
    ("a: {b: c\nd: e\n", "LEC001", (1, 4), "Il manque une virgule, un crochet ou une accolade."),
    ('a: 1\nb: "c\nd: e\n', "LEC001", (2, 4), "Le fichier s'arrête au milieu d'un texte entre guillemets."),
    ("a: 1\nb: [", "LEC001", (2, 5), "Une valeur était attendue ici."),  # jamais au-delà de la fin
    ('a: "\\d"\n', "LEC001", (1, 5), "Ce « \\ » n'a pas de sens entre guillemets doubles."),
    ("a: - b\n", "LEC001", (1, 4), "Un élément de liste « - » n'a pas sa place ici."),
    ("a: @b\n", "LEC001", (1, 4), "Ce caractère ne peut pas commencer une valeur."),
    ("a: %b\n", "LEC001", (1, 4), "Ce caractère ne peut pas commencer une valeur."),
    ("a: `b`\n", "LEC001", (1, 4), "Ce caractère ne peut pas commencer une valeur."),
    ("a: **gras**\n", "LEC001", (1, 5), "Un « * » ou un « & » ne peut pas commencer une valeur."),
    ("a: !h!x y\n", "LEC001", (1, 4), "Ce « ! » ouvre une étiquette YAML mal écrite."),
    ("{a: 1,, b: 2}", "LEC001", (1, 7), "Une valeur était attendue ici."),
    ("a: 1\n---\nb: 2\n", "LEC001", (2, 1), "Le fichier contient plusieurs documents"),
    ("? [a, b]\n: 1\n", "LEC001", (1, 3), "Une clé doit être un mot"),
    ("{a: 1}: 2\n", "LEC001", (1, 1), "Une clé doit être un mot"),
    ("é: \x01\n", "LEC001", (1, 4), "Le fichier contient un caractère de contrôle invisible."),
    ("a: 1\n  b: 2\n", "LEC001", (2, 4), "Cette ligne est décalée par rapport à la précédente."),
    ("l:\n  - a: 1\n     b: 2\n", "LEC001", (3, 7), "Cette ligne est décalée par rapport à la précédente."),
    ("a: 1\n  b\nc: d: e\n", "LEC001", (3, 5), "Il y a un « : » de trop sur cette ligne."),
    ("a:\n  - x\n - y\n", "LEC001", (3, 2), "Cet élément de liste est décalé."),
    ("a:\n  - b: 1\n   - c: 2\n", "LEC001", (3, 4), "Cet élément de liste est décalé."),
    ("l:\n  - x:\n      - y\n  - a: b: c\n", "LEC001", (4, 9), "Il y a un « : » de trop sur cette ligne."),
    ("a: 1\ntype:\u00a0x\nb: 1\n", "LEC001", (2, 1), "Une espace insécable suit « : »"),
    ("%FOO\n---\na: 1\n", "LEC001", (1, 5), "La syntaxe YAML est incorrecte ici."),
]
HOSTILES = {
    "tirets": b"- " * 100_000,
    "accolades": b"{a: " * 100_000,
    "crochets": b"[" * 100_000,
    "clés composées": b"? " * 20_000,
    "crochets et clés": b"[a: " * 50_000,
    "crochets puis alias": b"[" * 100_000 + b"*a",
    "retraits": b"".join(b" " * i + b"-\n" for i in range(2000)),
    "clés en retrait": b"".join(b" " * i + b"a:\n" for i in range(2000)),
    "bombe d'alias": b"a: &a [x]\n"
    + b"".join(b"%c: &%c [%b]\n" % (98 + i, 98 + i, b"*%c," % (97 + i) * 9) for i in range(20)),
    "bombe aux retours étranges": ("a: &a [x]\nb:\u2028 [" + "*a," * 999 + "]\n").encode(),
    "crochets fermés": b"a: " + b"[" * 900 + b"]" * 900,
    "cent mille clés": b"".join(b"k%d: v\n" % i for i in range(100_000)),
}


@pytest.mark.parametrize(("ecrit", "lu"), SCALAIRES.items())
def test_un_scalaire_reste_du_texte(ecrit: str, lu: Any) -> None:
    assert lire(f"a: {ecrit}\nb: 1\n".encode()) == ({"a": lu, "b": "1"}, [])


def test_une_cle_reste_du_texte() -> None:
    assert lire(b"07: a\nno: b\n~: c\n2021-09-14: d\n? e\n: f\n") == (
        {"07": "a", "no": "b", "~": "c", "2021-09-14": "d", "e": "f"},
        [],
    )


@pytest.mark.parametrize(("texte", "code", "position", "message"), FAUTES, ids=lambda v: str(v)[:40])
def test_une_faute_est_nommee_et_situee(texte: str, code: str, position: tuple[int, int], message: str) -> None:
    (faute,) = lire(texte.encode())[1]
    assert (faute.code, tuple(faute.position)) == (code, position)
    assert faute.message.startswith(message)
    assert faute.conseil.endswith(".")


def test_chaque_cle_en_double_est_signalee_et_le_reste_est_lu() -> None:
    valeur, fautes = lire(b"a: 1\nb: {c: 1, c: 2}\na: 3\na: 4\n")
    assert set(valeur) == {"a", "b"}
    assert [(f.code, *f.position) for f in sorted(fautes, key=lambda f: f.position)] == [
        ("LEC002", 2, 11),
        ("LEC002", 3, 1),
        ("LEC002", 4, 1),
    ]


@pytest.mark.parametrize("octets", [b"a: caf\xe9\n", b"a: \xed\xa0\x80\n", b"a: \xff\n", b"a: \x00"])
def test_des_octets_illisibles_ne_font_pas_de_panne(octets: bytes) -> None:
    valeur, fautes = lire(octets)
    assert valeur is None
    assert [f.code for f in fautes] == ["LEC001"]


@pytest.mark.parametrize(("fin", "marque"), [("\r\n", ""), ("\r", ""), ("\n", "\ufeff")])
def test_les_fins_de_ligne_et_la_marque_bom_ne_changent_rien(fin: str, marque: str) -> None:
    assert lire((marque + fin.join(("a: 1", "b:", "  - c", ""))).encode()) == ({"a": "1", "b": ["c"]}, [])


def test_quarante_niveaux_sont_lus() -> None:
    valeur, fautes = lire(b"a: " + b"[" * 40 + b"]" * 40)
    assert not fautes
    assert str(valeur).count("[") == 40


@pytest.mark.parametrize("nom", HOSTILES)
def test_un_fichier_hostile_ne_fait_pas_tomber_le_programme(nom: str) -> None:
    code = (
        "import sys; from qualicli.depot.yaml_brut import lire; "
        "from qualicli.depot.yaml_positions import situer; o = sys.stdin.buffer.read(); "
        "print(*[f.code for f in lire(o)[1]]); situer(o, ('a', 0, 'a', 0))"
    )
    resultat = subprocess.run([sys.executable, "-c", code], input=HOSTILES[nom], capture_output=True, timeout=60)
    assert (resultat.returncode, resultat.stderr) == (0, b"")
    assert resultat.stdout.decode().strip() in ("", "LEC001", "LEC010", "LEC011", "FMT004")


DOCUMENT = """\
nom: Été
sites:
  évry: {nom: Évry, cert: 'oui'}
  étampes:
    nom: Étampes
listes:
  - a
  - b: 1
    c: [x, "é", z]
vide:
module: {statut: engage}
bloc: |
  deux
  lignes
"""


@pytest.mark.parametrize(
    ("chemin", "cle", "position"),
    [
        ((), False, (1, 1)),
        (("nom",), False, (1, 6)),
        (("nom",), True, (1, 1)),
        (("sites",), False, (2, 1)),
        (("sites", "évry"), False, (3, 3)),
        (("sites", "évry", "cert"), False, (3, 27)),
        (("sites", "évry", "cert"), True, (3, 21)),
        (("sites", "étampes", "nom"), False, (5, 10)),
        (("sites", "inconnu"), False, (2, 1)),
        (("sites", "évry", "inconnu", "nom"), False, (3, 3)),
        (("inconnu",), False, (1, 1)),
        (("listes", 0), False, (7, 5)),
        (("listes", 1), False, (8, 5)),
        (("listes", 1, "b"), False, (8, 8)),
        (("listes", 1, "c"), False, (9, 5)),
        (("listes", 1, "c", 1), False, (9, 12)),
        (("listes", 1, "c", 2), False, (9, 17)),
        (("listes", 7), False, (6, 1)),
        (("listes", "x"), False, (6, 1)),
        (("vide",), True, (10, 1)),
        (("module", 0, "statut"), False, (11, 18)),  # une liste sous-entendue
        (("module", "statut", "x"), False, (11, 10)),
        (("bloc",), False, (12, 7)),
    ],
)
def test_une_valeur_se_situe(chemin: tuple[str | int, ...], cle: bool, position: tuple[int, int]) -> None:
    assert tuple(situer(DOCUMENT.encode(), chemin, cle)) == position


@pytest.mark.parametrize("octets", [b"", b"a: [", b"- " * 100_000, b"\xff", b"a: *x", b"? [a]\n: 1"])
def test_situer_dans_un_fichier_illisible_donne_son_debut(octets: bytes) -> None:
    assert tuple(situer(octets, ("a", 0))) == (1, 1)


@pytest.mark.parametrize(
    ("octets", "rang", "position"),
    [(b"abc", 0, (1, 1)), (b"abc", 2, (1, 3)), ("é\nàb".encode(), 5, (2, 2)), ("😀x".encode(), 4, (1, 2))],
)
def test_un_octet_se_situe_en_caracteres(octets: bytes, rang: int, position: tuple[int, int]) -> None:
    assert tuple(texte_brut.position_octet(octets, rang)) == position


textes = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufeff\u2028\u2029\x85"), max_size=12
)
structures = st.dictionaries(
    textes,
    st.recursive(textes, lambda e: st.lists(e, max_size=4) | st.dictionaries(textes, e, max_size=4), max_leaves=12),
    min_size=1,
    max_size=6,
)


@given(structures, st.booleans())
def test_ce_que_yaml_ecrit_se_relit_a_l_identique(structure: dict[str, Any], en_ligne: bool) -> None:
    ecrit = yaml.safe_dump(structure, allow_unicode=True, default_style='"', default_flow_style=en_ligne, width=10**6)
    assert lire(ecrit.encode()) == (structure, [])


@given(structures)
def test_toute_valeur_ecrite_se_retrouve_a_sa_place(structure: dict[str, Any]) -> None:
    ecrit = yaml.safe_dump(structure, allow_unicode=True, default_style='"', width=10**6)
    lignes = ecrit.split("\n")
    for cle, valeur in structure.items():
        if isinstance(valeur, str):
            ligne, colonne = situer(ecrit.encode(), (cle,))
            assert yaml.safe_load(lignes[ligne - 1][colonne - 1 :]) == valeur


@given(st.binary(max_size=200))
def test_des_octets_quelconques_ne_font_jamais_de_panne(octets: bytes) -> None:
    valeur, fautes = lire(octets)
    assert valeur is None or isinstance(valeur, dict)
    assert fautes or valeur is not None
    assert all(isinstance(f, FauteBrute) and f.position.ligne >= 1 and f.position.colonne >= 1 for f in fautes)
    situer(octets, ("a", 0, "b"))


@given(st.text("ab:-?[]{}&*!|>'\"%@`#,\n \t~é\\", max_size=60))
def test_du_yaml_mal_ecrit_ne_fait_jamais_de_panne(texte: str) -> None:
    valeur, fautes = lire(texte.encode())
    assert fautes or isinstance(valeur, dict)
    assert not any(mot in f.message for f in fautes for mot in ("found", "expected", "while", "mapping"))
