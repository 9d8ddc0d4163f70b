"""Retoucher un fichier : la ligne voulue change, chaque autre octet reste."""

import difflib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualicli.depot import retouche as module
from qualicli.depot import yaml_brut
from qualicli.depot.retouche import appliquer, composer, retoucher
from qualicli.depot.texte_brut import ENTETE
from qualicli.depot.yaml_relu import comparer, relire
from qualicli.erreurs import ErreurEcriture
from qualicli.modeles.retouche import Ajouter, Poser

EXEMPLES = sorted(Path(__file__).parents[2].glob("exemples/*/**/*.yaml"))
TEXTES = [
    *(
        "1.10",
        "no",
        "2026-02-30",
        "2022-01-10",
        "2022-03",
        "a: b",
        "x # y",
        "#x",
        "x#y",
        "",
        " x",
        "x ",
        "=1",
        "-5",
        "0x1F",
    ),
    *(
        "12:30",
        "y",
        "Oui",
        "@x",
        "l'été",
        'dit "oui"',
        "1e3",
        "*a",
        "&a",
        "!a",
        "null",
        "~",
        "- a",
        "a:",
        "a:1",
        "%a",
        "?",
    ),
    *(
        "--- a",
        "...",
        "| x",
        "> x",
        "`x",
        "[a",
        "{a}",
        "a, b",
        "<<",
        ".inf",
        "0o7",
        "1_000",
        "(à compléter)",
        "« x »",
        "😀",
    ),
    *(
        "ligne\ndeux",
        "a\n\nb",
        "a\n",
        "\na",
        " a\nb",
        "a \nb",
        "a\tb",
        "\ta",
        "a\r\nb",
        "é\u00a0!",
        "\u00a0x",
        "\u2028a",
    ),
    *("\x85b", "\ufeffa", "x\x07", "mot " * 60 + "fin", "a" * 300),
]
FICHE = """\
# En tête
intitule: "Charte"   # à relire
statut: en_cours
couvre: [a:1, b:2]
sites:
  - roanne   # le premier
  # entre deux
  - montbrison
origine: {type: copil, objet: copil-2022}
journal:
  - {exigence: "2.1", statut: partiel}   # vu
  - exigence: "2.2"
    statut: realise
vide:
texte: >-
  Un paragraphe
  replié
# la fin
"""


def lignes(avant: str, apres: str) -> list[str]:
    differences = difflib.unified_diff(avant.splitlines(), apres.splitlines(), lineterm="", n=0)
    return [d for d in list(differences)[2:] if not d.startswith("@@")]


@pytest.mark.parametrize(
    ("retouche", "attendu"),
    [
        (Poser(("statut",), "faite"), ["-statut: en_cours", "+statut: faite"]),
        (
            Poser(("intitule",), "Charte: v2"),
            ['-intitule: "Charte"   # à relire', '+intitule: "Charte: v2"   # à relire'],
        ),
        (Poser(("couvre",), ["a:1"]), ["-couvre: [a:1, b:2]", "+couvre: [a:1]"]),
        (Poser(("sites",), ["roanne", "saint-etienne"]), ["-  - montbrison", "+  - saint-etienne"]),
        (Poser(("origine", "objet"), None), ["-origine: {type: copil, objet: copil-2022}", "+origine: {type: copil}"]),
        (
            Poser(("origine", "type"), None),
            ["-origine: {type: copil, objet: copil-2022}", "+origine: {objet: copil-2022}"],
        ),
        (
            Poser(("journal", 0, "statut"), "realise"),
            ['-  - {exigence: "2.1", statut: partiel}   # vu', '+  - {exigence: "2.1", statut: realise}   # vu'],
        ),
        (
            Poser(("journal", 0, "commentaire"), "vu, revu"),
            [
                '-  - {exigence: "2.1", statut: partiel}   # vu',
                '+  - {exigence: "2.1", statut: partiel, commentaire: "vu, revu"}   # vu',
            ],
        ),
        (Poser(("journal", 1, "date"), "2022-03"), ["+    date: 2022-03"]),
        (
            Poser(("journal", 1, "exigence"), None),
            ['-  - exigence: "2.2"', "-    statut: realise", "+  - statut: realise"],
        ),
        (Poser(("vide",), "plein"), ["-vide:", "+vide: plein"]),
        (Poser(("vide",), None), ["-vide:"]),
        (Poser(("texte",), "Un autre"), ["-  Un paragraphe", "-  replié", "+  Un autre"]),
        (Poser(("texte",), None), ["-texte: >-", "-  Un paragraphe", "-  replié"]),
        (Poser(("neuf", "dedans"), "1.10"), ['+neuf: {dedans: "1.10"}']),
        (Ajouter(("journal",), {"exigence": "2.2", "nombre": 3}), ['+  - {exigence: "2.2", nombre: 3}']),
        (Ajouter(("vide",), {"a": "b"}), ["+  - {a: b}"]),
        (Ajouter(("revisions",), {"nouvelle": "2022-05-01"}), ["+revisions:", "+  - {nouvelle: 2022-05-01}"]),
    ],
)
@pytest.mark.parametrize("fin", ["\n", "\r\n"])
def test_seule_la_ligne_voulue_change(retouche: Any, attendu: list[str], fin: str) -> None:
    avant = FICHE.replace("\n", fin)
    apres = retoucher(avant.encode(), [retouche], "x.yaml").decode()
    assert lignes(avant, apres) == attendu
    assert apres.count("\n") == apres.count(fin)


def test_un_fichier_sans_fin_de_ligne_en_gagne_une() -> None:
    assert retoucher(b"a: 1", [Poser(("b",), "x")], "x.yaml") == b"a: 1\nb: x\n"


def test_l_en_tete_d_un_markdown_change_sans_son_texte() -> None:
    avant = "---\r\nintitule: Été\r\netat: brouillon   # ici\r\n---\r\n\r\netat: brouillon\r\n"
    apres = retoucher(avant.encode(), [Poser(("etat",), "validee")], "x.md").decode()
    assert apres == avant.replace("etat: brouillon   #", "etat: validee   #")
    assert ENTETE.match(apres.encode())


@pytest.mark.parametrize("fautif", ["a: 1\na: 2\n", "a: [\n", "- a\n", "a: &x 1\n"])
def test_un_fichier_fautif_n_est_pas_retouche(fautif: str) -> None:
    with pytest.raises(ErreurEcriture):
        retoucher(fautif.encode(), [Poser(("b",), "x")], "x.yaml")


def chemins(valeur: Any, tete: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    enfants = valeur.items() if isinstance(valeur, dict) else enumerate(valeur) if isinstance(valeur, list) else ()
    trouves = [] if not isinstance(valeur, dict) else [(*tete, "cle-neuve")]
    for cle, enfant in enfants:
        if isinstance(cle, str) and not isinstance(enfant, dict | list):
            trouves.append((*tete, cle))
        trouves += chemins(enfant, (*tete, cle))
    return trouves


@given(st.data())
def test_toute_retouche_d_un_exemple_est_exacte_ou_refusee(data: st.DataObject) -> None:
    fichier = data.draw(st.sampled_from(EXEMPLES))
    octets = fichier.read_bytes()
    avant, _ = yaml_brut.lire(octets)
    chemin = data.draw(st.sampled_from(chemins(avant)))
    valeur = data.draw(
        st.one_of(st.none(), st.text(max_size=60), st.sampled_from(["1.10", "no", "a: b", "#x", "=1", "é, è"]))
    )
    retouche = Poser(chemin, valeur)
    try:
        apres = retoucher(octets, [retouche], fichier.name)
    except ErreurEcriture:
        assert valeur is None  # seule la dernière clé d'un objet ne s'ôte pas
        return
    appliquer(avant, retouche)
    assert yaml_brut.lire(apres) == (avant, [])
    gardees = [li for li in octets.decode().splitlines() if li.lstrip().startswith("#")]
    assert [li for li in apres.decode().splitlines() if li.lstrip().startswith("#")] == gardees


# --- Le filet : ce que l'on écrit est relu, deux fois, et rien ne se rend au moindre écart


@pytest.mark.parametrize(
    "fautif",
    [
        lambda texte: texte.replace("intitule", "intitul"),  # une clé voisine abîmée
        lambda texte: texte + "intrus: 1\n",  # une clé de trop
        lambda texte: texte.replace("faite", "fait"),  # pas la valeur voulue
        lambda texte: texte + "statut: faite\n",  # une clé en double
        lambda texte: texte.replace("[a:1, b:2]", "[b:2, a:1]"),  # un ordre changé
        lambda texte: texte.replace("couvre: [", "couvre: [["),  # plus du YAML
    ],
)
def test_un_editeur_fautif_est_refuse(fautif: Callable[[str], str], monkeypatch: pytest.MonkeyPatch) -> None:
    exact = module._Texte.retoucher
    monkeypatch.setattr(module._Texte, "retoucher", lambda texte, voulue: fautif(exact(texte, voulue)))
    with pytest.raises(ErreurEcriture, match=r"x\.yaml.*la relecture ne donne pas la valeur voulue"):
        retoucher(FICHE.encode(), [Poser(("statut",), "faite")], "x.yaml")


@pytest.mark.parametrize(
    "fautif",
    [
        lambda texte: texte.replace("# à relire", ""),
        lambda texte: texte.replace("  # entre deux\n", ""),
        lambda texte: texte.replace("# la fin", "# la fin, ou presque"),
        lambda texte: texte + "# de trop\n",
        lambda texte: texte.replace("   # vu", "").replace("# le premier", "# le premier   # vu"),
    ],
)
@pytest.mark.parametrize("valeur", ["faite", None])
def test_un_commentaire_perdu_est_refuse(
    fautif: Callable[[str], str], valeur: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    exact = module._Texte.retoucher
    monkeypatch.setattr(module._Texte, "retoucher", lambda texte, voulue: fautif(exact(texte, voulue)))
    if valeur is None and fautif(FICHE) == FICHE.replace("# à relire", ""):
        return  # à la fin d'une ligne, il a pu partir avec une valeur ôtée
    with pytest.raises(ErreurEcriture, match="un commentaire s'y perdrait"):
        retoucher(FICHE.encode(), [Poser(("statut",), valeur)], "x.yaml")


def test_les_deux_lecteurs_doivent_s_entendre(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "comparer", lambda texte, *reste: comparer(texte.replace("faite", "fait"), *reste))
    with pytest.raises(ErreurEcriture, match="deux lecteurs de YAML ne le comprennent pas de même"):
        retoucher(FICHE.encode(), [Poser(("statut",), "faite")], "x.yaml")
    with pytest.raises(ErreurEcriture, match="deux lecteurs"):
        composer({"statut": "faite"}, "x.yaml")


def test_un_fichier_neuf_est_relu_lui_aussi(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module.ecrit, "document", lambda valeurs: "statut: fait\n")
    with pytest.raises(ErreurEcriture, match="la relecture ne donne pas la valeur voulue"):
        composer({"statut": "faite"}, "x.yaml")


def test_un_refus_dit_le_fichier_la_raison_et_que_faire() -> None:
    with pytest.raises(ErreurEcriture) as refus:
        retoucher(b"a: [1] # x\nb: {c: 1}\n", [Poser(("b", "c"), None)], "fiche.yaml")
    assert refus.value.message == (
        "« fiche.yaml » est écrit d'une façon qui ne peut pas être retouchée sans risque (c'est la seule clé de l'objet)."
    )
    assert refus.value.conseil == "Changez cette valeur à la main ; rien n'a été écrit."


def test_la_marque_d_ordre_des_octets_reste() -> None:
    assert retoucher(b"\xef\xbb\xbfa: 1\n", [Poser(("a",), "x")], "x.yaml") == b"\xef\xbb\xbfa: x\n"


# --- Ce que la retouche écrit, octet par octet, et ce qu'elle refuse

ECRITS: list[tuple[str, Any, str]] = [
    ("a: [1]\n", Ajouter(("a",), "x y"), 'a: [1, "x y"]\n'),
    ("a: []\n", Ajouter(("a",), {"b": "c"}), "a:\n  - {b: c}\n"),
    ("a: []   # vide\nb: 1\n", Ajouter(("a",), "x"), "a:   # vide\n  - x\nb: 1\n"),
    ("o: {a: []}\n", Ajouter(("o", "a"), "x"), "o: {a: [x]}\n"),
    ("a:\n- x\n- y\n", Ajouter(("a",), "z"), "a:\n- x\n- y\n- z\n"),
    ("a:\n    - x\n", Ajouter(("a",), "z"), "a:\n    - x\n    - z\n"),
    ("o:\n    a:\n    b: 1\n", Ajouter(("o", "a"), "z"), "o:\n    a:\n      - z\n    b: 1\n"),
    ("o:\n  b: 1\n", Ajouter(("o", "a"), "z"), "o:\n  b: 1\n  a: [z]\n"),
    ("a:\n  - x\n  - y\n  - z\n", Poser(("a",), ["y"]), "a:\n  - y\n"),
    ("a:\n  - x\n  - y\n", Poser(("a",), ["x", "z", "t"]), "a:\n  - x\n  - z\n  - t\n"),
    ("a:\n  - x\nb: 1\n", Poser(("a",), ["z"]), "a: [z]\nb: 1\n"),
    ("a:\n  - x\nb: 1\n", Poser(("a",), []), "a: []\nb: 1\n"),
    ("a: [x, z]\n", Poser(("a",), ["z", "x"]), "a: [z, x]\n"),
    ("a: x\n", Poser(("a",), ["z"]), "a: [z]\n"),
    ("a:\n  - x   # un\n", Poser(("a",), ["z"]), "a: [z]   # un\n"),
    ("a: 'x'\n", Poser(("a",), "l'été"), "a: 'l''été'\n"),
    ("a: 'x'\n", Poser(("a",), "x\ty"), 'a: "x\\ty"\n'),
    ('a: "x"\n', Poser(("a",), "y"), 'a: "y"\n'),
    ("a: x\n", Poser(("a",), "z"), "a: z\n"),
    ("a: |\n  x\n  y\nb: 1\n", Poser(("a",), "z"), "a: z\nb: 1\n"),
    ("a: x\n", Poser(("a",), "y\nz"), "a: |-\n  y\n  z\n"),
    ("o:\n  a: x\n  b: 1\n", Poser(("o", "a"), "y\n\nz"), "o:\n  a: |-\n    y\n\n    z\n  b: 1\n"),
    ("o: {a: x}\n", Poser(("o", "a"), "y\nz"), 'o: {a: "y\\nz"}\n'),
    ("a: x", Poser(("a",), "y\n"), 'a: "y\\n"'),
    ("a: x\n", Ajouter(("l",), {"t": "y\nz"}), 'a: x\nl:\n  - {t: "y\\nz"}\n'),
    ("a:\n  - x\n", Poser(("a",), ["x", "y z"]), "a:\n  - x\n  - y z\n"),
    ("a: b\no:\n  a: x\n  l:\n    - x\n", Poser(("o", "l"), []), "a: b\no:\n  a: x\n  l: []\n"),
    ("o: {a: x}\n", Poser(("o", "a"), "y z"), 'o: {a: "y z"}\n'),
    ("o: {}\n", Poser(("o", "a"), "x"), "o: {a: x}\n"),
    ("o: {a: 1, b: }\n", Poser(("o", "c"), "x"), "o: {a: 1, b:  , c: x}\n"),
    ("o: {a: 1}\n", Poser(("o", "y"), "1.10"), 'o: {a: 1, "y": "1.10"}\n'),
    ("o: {a: 1, b: 2, c: 3}\n", Poser(("o", "b"), None), "o: {a: 1, c: 3}\n"),
    ("o: {a: 1, b: 2}\n", Poser(("o", "a"), None), "o: {b: 2}\n"),
    ("l:\n  - a: 1\n    b: 2\n", Poser(("l", 0, "a"), None), "l:\n  - b: 2\n"),
    ("a: 1   # un\nb: 2\n", Poser(("a",), None), "b: 2\n"),
    ("a: 1\n", Poser(("b",), None), "a: 1\n"),
    ("a: 1\n", Poser(("b", "c"), None), "a: 1\n"),
    ("a: 1\n", Ajouter(("b", "c"), "x"), "a: 1\nb: {c: [x]}\n"),
    ("a: >-\n  long\n  texte\n# fin\nb: 1\n", Poser(("a",), "court"), "a: >-\n  court\n# fin\nb: 1\n"),
    ("a: 1\nb: 2", Poser(("b",), None), "a: 1\n"),
]
REFUSES: list[tuple[str, Any, str]] = [
    ("a: 1\n", Poser(("a",), None), "c'est la seule clé"),
    ("a: x\n", Ajouter(("a",), "y"), "une liste était attendue"),
    ("a: {b: 1}\n", Ajouter(("a",), "y"), "une liste était attendue"),
    ("a: [x]\n", Poser(("a", "b"), "y"), "le chemin n'existe plus"),
    ("a: x\n", Poser(("a", "b"), "y"), "le chemin n'existe plus"),
    ("a:\n  - {b: 1}\n", Poser(("a",), ["y"]), "la liste contient des objets"),
    ("a:\n  - x\n  - y\n", Poser(("a",), ["y", "x"]), "l'ordre de la liste change"),
    ("a:\n  # un\n  - x\n", Poser(("a",), ["y"]), "la liste contient un commentaire"),
    ("a: [x, # un\n  y]\n", Poser(("a",), ["y"]), "la liste contient un commentaire"),
    ("o: {a: 1, # un\n  b: 2}\n", Poser(("o", "b"), None), "un commentaire sépare les clés"),
    ("a: [x]\n", Poser(("a", 3, "b"), "y"), "le chemin n'existe plus"),
]


@pytest.mark.parametrize(("avant", "retouche", "apres"), ECRITS)
@pytest.mark.parametrize("fin", ["\n", "\r\n"])
def test_ce_qui_s_ecrit(avant: str, retouche: Any, apres: str, fin: str) -> None:
    ecrite = retoucher(avant.replace("\n", fin).encode(), [retouche], "x.yaml").decode()
    assert ecrite == apres.replace("\n", fin)


@pytest.mark.parametrize(("avant", "retouche", "raison"), REFUSES)
def test_ce_qui_est_refuse(avant: str, retouche: Any, raison: str) -> None:
    with pytest.raises(ErreurEcriture, match=rf"\({raison}"):
        retoucher(avant.encode(), [retouche], "x.yaml")


@pytest.mark.parametrize("texte", TEXTES)
def test_un_texte_difficile_se_relit_le_meme_par_les_deux_lecteurs(texte: str) -> None:
    for fiche, chemin in ((b"a: x\n", ("a",)), (b"o: {a: 'x'}\n", ("o", "a")), (b"a: >-\n  x\nb: 1\n", ("a",))):
        apres = retoucher(fiche, [Poser(chemin, texte)], "x.yaml")
        lue: Any = yaml_brut.lire(apres)[0]
        for pas in chemin:
            lue = lue[pas]
        assert lue == texte
        assert relire(apres.decode())[0] == yaml_brut.lire(apres)[0]
    assert yaml_brut.lire(composer({"a": texte, "o": {"b": [texte]}}, "x.yaml")) == (
        {"a": texte, "o": {"b": [texte]}},
        [],
    )
