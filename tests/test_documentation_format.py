"""docs/format.md dit tout le format, et rien d'autre : chaque clé, sa forme, un dossier d'exemple qui se valide."""

import re
import typing
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from pydantic import BaseModel

from fabrique import ecrire, qualicli_json
from qualicli import francais
from qualicli.modeles import base, documents, familles, referentiel
from qualicli.modeles.acteur import Acteur
from qualicli.modeles.echange import Echange
from qualicli.modeles.pourcentage import Pourcentage
from qualicli.modeles.temps import dates
from qualicli.operations import description

PAGE = Path(__file__).parents[1] / "docs" / "format.md"
TEXTE = PAGE.read_text("utf-8")
FAMILLES = (*familles.UNIQUES, *familles.DOSSIERS, *familles.REFERENTIELS)
# Les sections qui décrivent ce que plusieurs fichiers partagent.
COMMUNES: dict[str, type[BaseModel]] = {
    "Les acteurs": Acteur,
    "Ce que partagent tous les documents": documents.Document,
    "Les échanges avec les services": Echange,
    "Ce qui porte sa source": base.Sourcee,
}
_EXEMPLE = re.compile(r"^\*\*`([^`\n]+)`\*\*\n\n```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_SECTION = re.compile(r"^(#{2,3}) ([^\n]+)\n(.*?)(?=^#{2,3} |\Z)", re.MULTILINE | re.DOTALL)
_TABLEAU = re.compile(r"^(\| (Clé[^|]*) \|.*\n\|[-|]+\|\n)((?:\|.*\n)*)", re.MULTILINE)
_CLE = re.compile(r"`([^`]+)`")


class Tableau(NamedTuple):
    """Le tableau des clés d'un modèle : la section où il est, son en-tête et ses lignes tels que la page les montre."""

    section: str
    modele: type[BaseModel]
    entete: str
    lignes: str


def sections() -> dict[str, str]:
    """Le texte de chaque section, par titre, blocs de code mis à part."""
    return {titre: corps for _, titre, corps in _SECTION.findall(re.sub(r"^```.*?^```$", "", TEXTE, flags=re.M | re.S))}


def section_de(famille: familles.Famille) -> str:
    """Le titre de la section d'une famille ; celles des référentiels se distinguent par leur modèle."""
    titres = [t for t in sections() if t.startswith((f"`{famille.nom}`", f"`{famille.nom}/`"))]
    if len(titres) > 1:
        titres = [t for t in titres if famille.modele.__name__ in francais.sans_accent(t.rpartition("`")[2]).title()]
    assert len(titres) == 1, (famille.nom, titres)
    return titres[0]


def modeles_de(annotation: Any) -> set[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return {annotation}
    return {m for partie in typing.get_args(annotation) for m in modeles_de(partie)}


def atteindre(modele: type[BaseModel], chemin: list[str]) -> type[BaseModel]:
    for cle in chemin:
        champs = description.cles(modele)
        (modele,) = modeles_de(champs[f"@{cle}" if f"@{cle}" in champs else cle][0])
    return modele


def tableaux() -> Iterator[Tableau]:
    """Tous les tableaux de clés de la page."""
    racines: dict[str, type[BaseModel]] = {section_de(famille): famille.modele for famille in FAMILLES}
    racines |= COMMUNES
    for titre, corps in sections().items():
        for entete, chemin, montrees in _TABLEAU.findall(corps):
            assert titre in racines, f"{titre} : un tableau de clés hors d'une section de fichier"
            yield Tableau(titre, atteindre(racines[titre], _CLE.findall(chemin)), entete, montrees)


TABLEAUX = tuple(tableaux())
DECRITS = {tableau.modele: tableau for tableau in TABLEAUX}

# --- Les lignes d'un tableau, d'après le modèle

# Les formes qu'une section explique : le tableau y mène.
EXPLIQUEES = {
    r"acteurs?": "les-acteurs",
    r"références?": "les-références",
    r"pourcentage": "les-pourcentages",
    r"condition": "les-attributs-dun-site",
    r"canal|canaux|types? de document": "les-canaux-et-les-types-de-document",
}


def lignes(modele: type[BaseModel]) -> Iterator[str]:
    """Les lignes du tableau d'un modèle, sans celles du modèle commun dont il hérite."""
    herite = next((commun for commun in COMMUNES.values() if modele is not commun and issubclass(modele, commun)), None)
    phrases = description.phrases(modele)
    for cle, (ecrit, champ) in description.cles(modele).items():
        if not cle.startswith("@") and not (herite and cle in description.cles(herite)):
            forme = description.forme(ecrit, champ)
            for mot, ancre_expliquee in EXPLIQUEES.items():
                forme = re.sub(rf"(?<![\w`(])({mot})(?![\w`)])", rf"[\1](#{ancre_expliquee})", forme)
            phrase = phrases[cle][:1].lower() + phrases[cle][1:].removesuffix(".")
            yield f"| `{cle}` | {phrase} | {forme} | {'oui' if champ.is_required() else ''} |".replace("|  |", "| |")


# --- Les tests


def test_les_tableaux_de_cles_sont_ceux_des_modeles(request: pytest.FixtureRequest) -> None:
    page = TEXTE
    for tableau in TABLEAUX:  # un tableau encore vide n'est pas le début d'un autre
        montre = re.compile(rf"{re.escape(tableau.entete + tableau.lignes)}(?!\|)")
        attendu = tableau.entete + "".join(f"{ligne}\n" for ligne in lignes(tableau.modele))
        page = montre.sub(lambda _, attendu=attendu: attendu, page, count=1)
    if request.config.getoption("--regenerer"):
        PAGE.write_text(page, encoding="utf-8", newline="\n")
    assert PAGE.read_text("utf-8") == page


def test_un_modele_n_est_decrit_qu_une_fois() -> None:
    assert len(TABLEAUX) == len(DECRITS)


@pytest.mark.parametrize("famille", FAMILLES, ids=lambda f: f"{f.nom} {f.modele.__name__}")
def test_tout_ce_qu_un_fichier_contient_est_decrit_dans_sa_section_ou_derriere_un_lien(
    famille: familles.Famille,
) -> None:
    titre = section_de(famille)
    corps = sections()[titre]
    for modele in _emboites(famille.modele, set()):
        for decrit in (modele, *(c for c in COMMUNES.values() if c is not modele and issubclass(modele, c))):
            assert decrit in DECRITS, f"{decrit.__name__} n'est décrit nulle part"
            ailleurs = DECRITS[decrit].section
            assert ailleurs == titre or f"](#{ancre(ailleurs)})" in corps, f"pas de lien vers « {ailleurs} »"


def _emboites(modele: type[BaseModel], vus: set[type[BaseModel]]) -> set[type[BaseModel]]:
    vus.add(modele)
    for ecrit, _ in description.cles(modele).values():
        for autre in modeles_de(ecrit) - vus:
            _emboites(autre, vus)
    return vus


def ancre(titre: str) -> str:
    """L'ancre que donne à un titre la page affichée."""
    return re.sub(r"[^\w\- ]", "", titre.lower()).replace(" ", "-")


def test_les_exemples_forment_un_dossier_sans_anomalie(tmp_path: Path) -> None:
    exemples = dict(_EXEMPLE.findall(TEXTE))
    assert len(exemples) == TEXTE.count("\n```\n"), "un bloc n'a pas de chemin, ou deux ont le même"
    proteges = exemples | {
        ".gitattributes": "preuves/** -text\n"
    }  # ce qu'écrit « nouveau », et que la page ne montre pas
    bilan = qualicli_json("valider", ecrire(tmp_path, proteges), "--strict", "--date", "2022-03-15", code=None)
    assert bilan["anomalies"] == []


@pytest.mark.parametrize("famille", FAMILLES, ids=lambda f: f"{f.nom} {f.modele.__name__}")
def test_chaque_genre_de_fichier_a_un_exemple(famille: familles.Famille) -> None:
    exemples = [chemin for chemin, _ in _EXEMPLE.findall(TEXTE)]
    debut = famille.nom if famille in familles.UNIQUES else f"{famille.nom}/"
    for extension in famille.extensions:
        assert any(e.startswith(debut) and e.endswith(extension) for e in exemples)


def _cases(section: str) -> list[tuple[str, str, str]]:
    """Les lignes d'un tableau à trois colonnes dont la première est entre accents graves."""
    return re.findall(r"^\| `([^`|]+)` \| ([^|]*?) \| ([^|]*?) \|$", sections()[section], re.MULTILINE)


def test_les_dates_se_lisent_et_se_rendent_comme_le_dit_la_page() -> None:
    cases = _cases("Les dates")
    assert len(cases) >= 8
    for ecrite, sens, rendue in cases:
        lue = dates.DateImprecise.lire(ecrite)
        intervalle = dates.DateImprecise.lire(f"{lue.debut.isoformat()}/{lue.fin.isoformat()}")
        assert (sens, rendue) == (intervalle.en_complement(), lue.en_complement()), ecrite


def test_les_pourcentages_se_rendent_comme_le_dit_la_page() -> None:
    cases = _cases("Les pourcentages")
    assert len(cases) >= 3
    for ecrit, _, rendu in cases:
        assert str(Pourcentage.lire(ecrit)).replace(francais.INSECABLE, " ") == rendu


def test_les_listes_communes_sont_completes() -> None:
    canaux, types_documents = sections()["Les canaux et les types de document"].strip().split("\n\n")
    assert set(_CLE.findall(canaux)) == set(typing.get_args(referentiel.Canal))
    assert set(_CLE.findall(types_documents)) == set(typing.get_args(documents.TypeDocument))
