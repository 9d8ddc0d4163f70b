"""docs/format.md dit tout le format, et rien d'autre : chaque clé, sa forme, un dossier d'exemple qui se valide."""

import re
import types
import typing
from collections.abc import Iterator
from datetime import time
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from fabrique import ecrire, qualicli_json
from qualicli import francais
from qualicli.modeles import base, documents, familles, referentiel, reunion
from qualicli.modeles.acteur import Acteur
from qualicli.modeles.pourcentage import Pourcentage
from qualicli.modeles.temps import dates, durees, echeances

PAGE = Path(__file__).parents[1] / "docs" / "format.md"
TEXTE = PAGE.read_text("utf-8")
FAMILLES = (*familles.UNIQUES, *familles.DOSSIERS, *familles.REFERENTIELS)
# Les sections qui décrivent ce que plusieurs fichiers partagent.
COMMUNES: dict[str, type[BaseModel]] = {
    "Les acteurs": Acteur,
    "Ce que partagent tous les documents": documents.Document,
    "Ce qui porte sa source": referentiel.Sourcee,
}
_EXEMPLE = re.compile(r"^\*\*`([^`\n]+)`\*\*\n\n```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_SECTION = re.compile(r"^(#{2,3}) ([^\n]+)\n(.*?)(?=^#{2,3} |\Z)", re.MULTILINE | re.DOTALL)
_TABLEAU = re.compile(r"^\| (Clé[^|]*) \|.*\n\|[-|]+\|\n((?:\|.*\n)+)", re.MULTILINE)
_CLE = re.compile(r"`([^`]+)`")


class Ligne(NamedTuple):
    """Une ligne de tableau : la clé, sa forme, si elle est obligatoire."""

    cle: str
    forme: str
    obligatoire: bool


class Tableau(NamedTuple):
    """Le tableau des clés d'un modèle, et la section où il est."""

    section: str
    modele: type[BaseModel]
    lignes: tuple[Ligne, ...]


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


def cles(modele: type[BaseModel]) -> dict[str, tuple[Any, FieldInfo]]:
    """Les clés d'un modèle : leur type tel qu'il est écrit, et leur champ. « @ » marque ce qu'un fichier n'écrit pas."""
    types_ecrits = typing.get_type_hints(modele, include_extras=True)
    return {
        champ.alias or nom: (types_ecrits[nom], champ)
        for nom, champ in modele.model_fields.items()
        if champ.alias not in ("@id", "@fichier", "@corps")
    }


def atteindre(modele: type[BaseModel], chemin: list[str]) -> type[BaseModel]:
    for cle in chemin:
        champs = cles(modele)
        (modele,) = modeles_de(champs[f"@{cle}" if f"@{cle}" in champs else cle][0])
    return modele


def tableaux() -> Iterator[Tableau]:
    """Tous les tableaux de clés de la page."""
    racines: dict[str, type[BaseModel]] = {section_de(famille): famille.modele for famille in FAMILLES}
    racines |= COMMUNES
    for titre, corps in sections().items():
        for entete, lignes in _TABLEAU.findall(corps):
            assert titre in racines, f"{titre} : un tableau de clés hors d'une section de fichier"
            modele = atteindre(racines[titre], _CLE.findall(entete))
            yield Tableau(titre, modele, tuple(_lignes(lignes)))


def _lignes(texte: str) -> Iterator[Ligne]:
    for ligne in texte.splitlines():
        cle, _, forme, obligatoire = (c.strip() for c in ligne.strip("|").split(" | "))
        if cle.startswith("`"):
            yield Ligne(cle.strip("`"), forme, obligatoire == "oui")


TABLEAUX = tuple(tableaux())
DECRITS = {tableau.modele: tableau for tableau in TABLEAUX}

# --- La forme d'une valeur, d'après son type

MOTS_TYPES: dict[Any, str] = {
    str: "texte",
    bool: "`true` ou `false`",
    int: "entier",
    Decimal: "nombre",
    time: "heure",
    Fraction: "`0` ou `1/2`",
    Pourcentage: "pourcentage",
    dates.DateImprecise: "date",
    durees.Duree: "durée",
    echeances.Echeance: "échéance",
    Acteur: "acteur",
}
MOTS_ALIAS = (
    (base.Identifiant, "identifiant"),
    (base.IdReferentiel, "référentiel"),
    (referentiel.Code, "code"),
    (referentiel.Condition, "condition"),
    (documents.Empreinte, "empreinte"),
    (dates.Caducite, "date ou `sans_objet`"),
    (documents.TypeDocument, "type de document"),
    (referentiel.Canal, "canal"),
    (reunion.Heure, "heure"),
)
MOTS_LIENS = {"reunions": "réunion", "references": "référence"}


def forme(ecrit: Any) -> str:
    """Dit en français ce qu'un champ attend."""
    for alias, mot in MOTS_ALIAS:
        if ecrit == alias:
            return mot
    origine, arguments = typing.get_origin(ecrit), typing.get_args(ecrit)
    if origine in (typing.Union, types.UnionType):
        return forme(next(a for a in arguments if a is not type(None)))
    if origine is typing.Annotated:
        lien = next((m.famille for m in arguments[1:] if isinstance(m, base.Lien)), None)
        if any(isinstance(m, base._UnOuPlusieurs) for m in arguments[1:]):
            seul = forme(typing.get_args(arguments[0])[0])
            return f"{seul}, ou {forme(arguments[0])}"
        return MOTS_LIENS.get(lien, lien.removesuffix("s")) if lien else forme(arguments[0])
    if origine is typing.Literal:
        return francais.liste((f"`{a}`" for a in arguments), "ou")
    if origine is tuple:
        return f"liste {_de_plusieurs(arguments[0])}"
    if origine is dict:
        return f"table {_de_plusieurs(arguments[1])}"
    return MOTS_TYPES.get(ecrit) or "objet"


def _de_plusieurs(element: Any) -> str:
    mot = forme(element)
    if ", ou " in mot:
        return "d'objets ou de listes d'objets"
    if mot.startswith("`"):
        return f"parmi {mot.replace(' ou `', ', `')}"
    return francais.de({"canal": "canaux", "type de document": "types de document"}.get(mot, f"{mot}s"))


def forme_du_champ(ecrit: Any, champ: FieldInfo) -> str:
    defaut = champ.default
    if defaut in (None, PydanticUndefined) or defaut is False or isinstance(defaut, tuple | BaseModel):
        return forme(ecrit)
    return f"{forme(ecrit)} ; par défaut `{'true' if defaut is True else defaut}`"


def attendues(modele: type[BaseModel]) -> dict[str, Ligne]:
    """Les lignes que doit avoir le tableau d'un modèle, sans celles du modèle commun dont il hérite."""
    herite = next((commun for commun in COMMUNES.values() if modele is not commun and issubclass(modele, commun)), None)
    return {
        cle: Ligne(cle, forme_du_champ(ecrit, champ), champ.is_required())
        for cle, (ecrit, champ) in cles(modele).items()
        if not cle.startswith("@") and not (herite and cle in cles(herite))
    }


# --- Les tests


@pytest.mark.parametrize("tableau", TABLEAUX, ids=lambda t: f"{t.section} {t.modele.__name__}")
def test_un_tableau_dit_toutes_les_cles_et_leur_forme(tableau: Tableau) -> None:
    assert {ligne.cle: ligne for ligne in tableau.lignes} == attendues(tableau.modele)
    assert len(tableau.lignes) == len({ligne.cle for ligne in tableau.lignes})


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
    for ecrit, _ in cles(modele).values():
        for autre in modeles_de(ecrit) - vus:
            _emboites(autre, vus)
    return vus


def ancre(titre: str) -> str:
    """L'ancre que donne à un titre la page affichée."""
    return re.sub(r"[^\w\- ]", "", titre.lower()).replace(" ", "-")


def test_les_exemples_forment_un_dossier_sans_anomalie(tmp_path: Path) -> None:
    exemples = dict(_EXEMPLE.findall(TEXTE))
    assert len(exemples) == TEXTE.count("\n```\n"), "un bloc n'a pas de chemin, ou deux ont le même"
    bilan = qualicli_json("valider", ecrire(tmp_path, exemples), "--strict", "--date", "2022-03-15", code=None)
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
