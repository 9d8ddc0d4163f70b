"""Retoucher un fichier : la ligne voulue change, chaque autre octet reste."""

import difflib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualicli.depot import yaml_brut
from qualicli.depot.retouche import appliquer, retoucher
from qualicli.depot.texte_brut import ENTETE
from qualicli.erreurs import ErreurEcriture
from qualicli.modeles.retouche import Ajouter, Poser

EXEMPLES = sorted(Path(__file__).parents[2].glob("exemples/*/**/*.yaml"))
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
