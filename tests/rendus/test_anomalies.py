"""Les rendus d'un bilan : références octet par octet, échappements, empreintes, et le choix du format."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as Xml

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft4Validator

from qualicli.modeles.anomalie import Anomalie, AnomalieSupprimee, Bilan, Gravite
from qualicli.modeles.temps.dates import DateImprecise
from qualicli.rendus.anomalies import FORMATS, Presentation, sarif
from qualicli.rendus.anomalies.extrait import extraire, plier
from qualicli.rendus.anomalies.texte import composer, resumer
from qualicli.rendus.ecran import largeur, texte

AU = date(2022, 3, 15)
CHARTE, LONGUE = "preuves/charte d'accueil.yaml", "preuves/longue.yaml"
SOURCES = {
    CHARTE: "intitule: Charte\n\ttype: chartre\npublic: « 你好 », e\u0301, tous\n".encode(),
    LONGUE: f'{{commentaire: "{"mot " * 60}", type: chartre, public: "{"fin " * 40}"}}\n'.encode(),
    "qualicli.yaml": b"format: 1\n",
}
TOUS = Presentation("exemples/loire/")


def anomalie(fichier: str = CHARTE, ligne: int = 1, colonne: int = 1, **autres: Any) -> Anomalie:
    valeurs = {"code": "FMT002", "gravite": Gravite.ERREUR, "message": "« chartre » n'est pas admis.", "conseil": ""}
    return Anomalie(fichier, ligne, colonne, **(valeurs | autres))


ANOMALIES = (
    anomalie(ligne=2, colonne=8, conseil="Vouliez-vous dire « charte » ?"),
    anomalie(ligne=3, colonne=15, gravite=Gravite.AVERTISSEMENT, code="FMT007", message="50 % : trop, ou pas assez ?"),
    anomalie(ligne=3, colonne=21, gravite=Gravite.INFORMATION, code="LEC008", message="Un accent combinant précède."),
    anomalie(LONGUE, colonne=266, conseil="Une valeur de la liste."),
    anomalie("preuves/photo.jpg", code="LEC013", message="Ce lien sort du dossier."),
)
ACCEPTEE = AnomalieSupprimee(
    anomalie("qualicli.yaml", colonne=9, code="REF001", message="Le site « rone » n'existe pas."),
    "Le site ouvre au printemps.",
    "Secrétaire général",
    DateImprecise.lire("2022-06"),
)
BILAN = Bilan("loire", AU, ANOMALIES, (ACCEPTEE,), SOURCES, len(SOURCES))
VIDE = Bilan("loire", AU, sources=SOURCES, fichiers=len(SOURCES))


def rendu(forme: str, *anomalies: Anomalie) -> str:
    return FORMATS[forme](replace(VIDE, anomalies=anomalies), TOUS)


@pytest.mark.parametrize("forme", FORMATS)
def test_chaque_format_a_sa_reference(
    forme: str, reference: Callable[[str, str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sarif, "__version__", "0.0.0")
    reference(f"valider/complet.{forme}", FORMATS[forme](BILAN, TOUS))
    reference(f"valider/conforme.{forme}", FORMATS[forme](VIDE, TOUS))


def test_un_terminal_etroit_replie_les_phrases(reference: Callable[[str, str], None]) -> None:
    reference("valider/terminal-60.texte", texte(composer(BILAN, 60)))


# --- texte


@pytest.mark.parametrize(
    ("anomalies", "attendu"),
    [
        ((), "est conforme : aucune anomalie (3 fichiers lus)."),
        ([Gravite.ERREUR], "n'est pas conforme : 1 erreur dans 1 fichier (3 fichiers lus)."),
        (
            [Gravite.AVERTISSEMENT] * 2,
            "est conforme : aucune erreur, 2 avertissements dans 1 fichier (3 fichiers lus).",
        ),
        ([*Gravite, *Gravite], "n'est pas conforme : 2 erreurs, 2 avertissements et 2 informations dans 1 fichier"),
    ],
)
def test_la_phrase_de_compte_s_accorde(anomalies: list[Gravite], attendu: str) -> None:
    bilan = replace(VIDE, anomalies=tuple(anomalie(gravite=g) for g in anomalies))
    assert f"Au 15 mars 2022, le dossier « loire » {attendu}" in resumer(bilan)


def test_une_valeur_hostile_ne_commande_pas_le_terminal() -> None:
    hostile = anomalie("a\x1b[2Jb.yaml", message="\x1b]0;titre\x07\u202e\nsuite")
    bilan = replace(VIDE, anomalies=(hostile,), sources={hostile.fichier: b"cle: \x1b[31mrouge\xc2\x9b\n"})
    affiche = FORMATS["texte"](bilan, TOUS)
    assert not [c for c in affiche if not c.isprintable() and c != "\n"]
    assert "suite" in affiche


def test_le_repere_tombe_sous_le_caractere_apres_tabulation_ideogrammes_et_accents() -> None:
    ligne = "\te\u0301 你好 x"
    extrait, avant = extraire(ligne, ligne.index("x") + 1, 80)
    assert extrait == "    e\u0301 你好 x"
    assert avant == largeur("    e\u0301 你好 ") == 11


_LETTRES = st.sampled_from(list("ab\t你\u0301\x1bé😀"))


@given(st.text(_LETTRES, max_size=150), st.integers(1, 160), st.integers(20, 60))
def test_l_extrait_tient_dans_la_largeur_et_garde_la_colonne(ligne: str, colonne: int, place: int) -> None:
    extrait, avant = extraire(ligne, colonne, place)
    assert largeur(extrait) <= place
    assert avant <= largeur(extrait)
    if colonne <= len(ligne) and ligne[colonne - 1] in "ab你é😀":
        restes = [extrait[i:] for i in range(len(extrait)) if largeur(extrait[:i]) == avant]
        assert any(r.startswith(ligne[colonne - 1]) for r in restes)


def test_une_phrase_repliee_garde_ses_guillemets_et_ses_nombres() -> None:
    phrase = "Le site « rone » n'existe pas : vérifiez ses 12 lignes, puis les 7 autres ; ou pas ?"
    for place in range(30, 90):
        lignes = plier(phrase, place, "  ", 4)
        assert " ".join(ligne.strip() for ligne in lignes) == phrase
        assert all(len(ligne) <= place for ligne in lignes)
        assert not any(
            avant.endswith(("«", "12", "7")) or apres.lstrip()[0] in "»:;?" for avant, apres in pairwise(lignes)
        )


# --- json


def test_le_json_suit_son_contrat() -> None:
    contenu = json.loads(FORMATS["json"](BILAN, TOUS))
    assert contenu["format"] == 1
    assert contenu["anomalies"][0] == {
        "code": "FMT002",
        "gravite": "erreur",
        "fichier": CHARTE,
        "ligne": 2,
        "colonne": 8,
        "message": "« chartre » n'est pas admis.",
        "conseil": "Vouliez-vous dire « charte » ?",
    }
    assert contenu["supprimees"][0]["jusqu_au"] == "2022-06"


# --- github


def test_github_echappe_les_proprietes_et_le_message() -> None:
    ligne = rendu("github", anomalie("a,b:c%.yaml", message="50 % : a, b\r\nfin", conseil="Puis :\n::error::x")).split(
        "\n"
    )[0]
    tete, _, message = ligne.removeprefix("::error ").partition("::")
    assert tete.startswith("file=exemples/loire/a%2Cb%3Ac%25.yaml,line=1,col=1,title=FMT002")
    assert message.startswith("50 %25 : a, b%0D%0Afin%0APuis :%0A::error::x%0A")


def test_github_nomme_les_trois_gravites() -> None:
    lignes = rendu("github", *(anomalie(gravite=g) for g in Gravite)).split("\n")
    assert [ligne.split(" ")[0] for ligne in lignes[:3]] == ["::error", "::warning", "::notice"]


# --- gitlab


def empreintes(*anomalies: Anomalie) -> list[str]:
    return [constat["fingerprint"] for constat in json.loads(rendu("gitlab", *anomalies))]


def test_l_empreinte_ne_depend_pas_de_la_ligne() -> None:
    avant = anomalie(ligne=4, message="La clé « M1 » est écrite deux fois (déjà ligne 3).")
    apres = anomalie(ligne=5, message="La clé « M1 » est écrite deux fois (déjà ligne 4).")
    assert empreintes(avant) == empreintes(apres)


def test_l_empreinte_est_unique_quand_la_meme_faute_revient() -> None:
    double = (anomalie(ligne=2), anomalie(ligne=7), anomalie(ligne=9, message="Autre."), anomalie(LONGUE, ligne=2))
    assert len(set(empreintes(*double))) == 4
    assert empreintes(*double[:2])[0] == empreintes(double[0])[0]


def test_gitlab_donne_un_chemin_depuis_la_racine_du_depot() -> None:
    constats = json.loads(rendu("gitlab", *(anomalie(gravite=g) for g in Gravite)))
    assert constats[0]["location"] == {"path": f"exemples/loire/{CHARTE}", "lines": {"begin": 1}}
    assert [c["severity"] for c in constats] == ["major", "minor", "info"]


# --- sarif


@pytest.mark.parametrize("bilan", [BILAN, VIDE])
def test_sarif_est_conforme_a_son_schema(bilan: Bilan) -> None:
    schema = json.loads((Path(__file__).parent / "sarif-2.1.0.json").read_text("utf-8"))
    Draft4Validator(schema).validate(json.loads(FORMATS["sarif"](bilan, TOUS)))


def test_sarif_relie_chaque_resultat_a_sa_regle_et_a_son_fichier() -> None:
    analyse = json.loads(FORMATS["sarif"](BILAN, TOUS))["runs"][0]
    regles, resultats = analyse["tool"]["driver"]["rules"], analyse["results"]
    assert [regles[r["ruleIndex"]]["id"] for r in resultats] == [r["ruleId"] for r in resultats]
    lieu = resultats[0]["locations"][0]["physicalLocation"]
    assert lieu["artifactLocation"]["uri"] == "exemples/loire/preuves/charte%20d%27accueil.yaml"
    assert lieu["region"] == {"startLine": 2, "startColumn": 8}
    justifications = {r["ruleId"]: [s["justification"] for s in r["suppressions"]] for r in resultats}
    assert justifications["FMT002"] == []
    assert "Secrétaire général" in justifications["REF001"][0]


# --- junit


def test_junit_reste_du_xml_quoi_que_dise_le_message() -> None:
    message = "a\x00b\x1b <c> & \"d\" 'e' ]]> \ud800 \uffff fin"
    racine = Xml.fromstring(rendu("junit", anomalie("é\x01.yaml", message=message, conseil="f")))
    echec = racine.find("testsuite/testcase/failure")
    assert echec is not None
    assert echec.attrib["message"] == "a\ufffdb\ufffd <c> & \"d\" 'e' ]]> \ufffd \ufffd fin"


def test_junit_seules_les_erreurs_echouent_et_les_noms_sont_uniques() -> None:
    suite = Xml.fromstring(FORMATS["junit"](replace(BILAN, anomalies=(*ANOMALIES, anomalie(ligne=9))), TOUS)).find(
        "testsuite"
    )
    assert suite is not None
    cas = {(c.attrib["classname"], c.attrib["name"]) for c in suite}
    assert len(cas) == len(suite) == 7
    assert suite.attrib == {"name": "qualicli valider", "tests": "7", "failures": "4", "skipped": "1"}


def test_junit_sans_anomalie_a_un_cas_reussi() -> None:
    suite = Xml.fromstring(rendu("junit")).find("testsuite")
    assert suite is not None
    assert [list(cas) for cas in suite] == [[]]
