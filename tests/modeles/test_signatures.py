"""Ce que l'on signe d'un objet, et ce qui en change : aucune valeur n'échappe, quel que soit l'endroit."""

from collections.abc import Iterator
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from qualicli.modeles.acte_signe import ActeSigne, ecrire, relire
from qualicli.modeles.base import Objet
from qualicli.modeles.signatures import TableSignee, differences, differences_de_texte, valeurs_signees
from qualicli.operations.classeurs import ouvrir_dossier

LOIRE = Path(__file__).parents[2] / "exemples" / "loire-2022"
DOSSIER = ouvrir_dossier(LOIRE, date(2022, 6, 1)).dossier
OBJETS = [*DOSSIER.reunions.values(), *DOSSIER.audits.values()]


def feuilles(valeur: Any, chemin: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Le chemin de chaque valeur simple."""
    if isinstance(valeur, dict | list):
        for cle, dedans in valeur.items() if isinstance(valeur, dict) else enumerate(valeur):
            yield from feuilles(dedans, (*chemin, cle))
    else:
        yield chemin


def signees(objet: Objet) -> dict[str, Any]:
    """Ce que l'acte garde : passé par le texte, comme dans le fichier."""
    return {cle: relire(ecrire(v)) for cle, v in valeurs_signees(objet).items()}


@pytest.mark.parametrize("objet", OBJETS, ids=lambda o: o.fichier)
def test_chaque_valeur_changee_ou_otee_est_une_difference(objet: Objet) -> None:
    avant = signees(objet)
    assert list(differences(avant, valeurs_signees(objet))) == []
    for chemin in feuilles(avant):
        for oter in (False, True):
            apres: Any = deepcopy(valeurs_signees(objet))
            parent = apres
            for pas in chemin[:-1]:
                parent = parent[pas]
            if oter:
                del parent[chemin[-1]]
            else:
                parent[chemin[-1]] = f"{parent[chemin[-1]]} autre"
            assert list(differences(avant, apres)), (chemin, oter)


def test_une_suite_se_complete_mais_ne_se_recrit_pas() -> None:
    table = TableSignee(texte="Poser", action="rampe", journal=["a", "b"])
    table.completables = frozenset({"action", "journal"})
    assert list(differences({"texte": "Poser", "journal": ["a"]}, table)) == []
    (change,) = differences({"texte": "Poser", "action": "autre", "journal": ["a"]}, table)
    assert change.en_clair.replace("\xa0", " ") == "action : « autre » → « rampe »"
    (ote,) = differences({"texte": "Poser", "action": "rampe", "journal": ["c", "a", "b"]}, table)
    assert ote.ou == ("journal", "1")
    assert ote.cotes == ("c", "rien")


def test_un_long_texte_montre_les_alentours_du_changement() -> None:
    (change,) = differences({"texte": "mot " * 40 + "fin"}, {"texte": "mot " * 40 + "suite"})
    avant, apres = change.en_clair.replace("\xa0", " ").split(" → ")
    assert avant.endswith("mot fin »")
    assert apres.endswith("mot suite »")
    assert [d.ou for d in differences_de_texte("a\nb\nc", "a\nB\nc\nd")] == [("texte", "ligne 2"), ("texte", "ligne 4")]


def test_un_ordre_change_se_voit() -> None:
    (change,) = differences({"liste": ["a", "b"]}, {"liste": ["b", "a"]})
    assert "ordre" in change.en_clair


def test_l_empreinte_tient_a_tout_ce_qui_est_ecrit_et_a_rien_d_autre() -> None:
    def acte(**cles: Any) -> str:
        minimal = {"@id": "x", "@fichier": "x", "objet": "politique", "par": "Préfet", "le": "2022-03-15"}
        return ActeSigne.model_validate({**minimal, **cles}).calculer()

    changes = (
        {"objet": "bilan 2021"},
        {"par": "Maire"},
        {"le": "2022-03-16"},
        {"rectifie": "x"},
        {"motif": "y"},
        {"outil": "1.0"},
        {"valeurs": {"a": "b"}},
        {"@corps": "Texte"},
    )
    assert len({acte(**c) for c in ({}, *changes)}) == len(changes) + 1
    assert acte(**{"@corps": "é\r\nb"}) == acte(**{"@corps": "e\u0301\nb\n"})
