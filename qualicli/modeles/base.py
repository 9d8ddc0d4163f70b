"""Ce que tous les modèles partagent : strict, figé, et des scalaires qui restent du texte jusqu'au modèle."""

import re
import typing
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Literal, NamedTuple, TypeAlias, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    StringConstraints,
    WithJsonSchema,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError

from qualicli import francais
from qualicli.modeles.codes import MOTIF_ADMIS, MOTIF_CODE, normaliser, normaliser_reference

T = TypeVar("T")
MOTIF_IDENTIFIANT = r"^[a-z0-9]+(-[a-z0-9]+)*$"
_RESERVES = re.compile(r"con|prn|aux|nul|(com|lpt)\d")
MOTIF_REFERENTIEL = r"^[a-z0-9]+([.-][a-z0-9]+)*$"


def en_identifiant(texte: str, maximum: int = 80) -> str:
    """Tire d'un texte un identifiant : minuscules sans accent, chiffres et tirets ; vide si rien n'en reste."""
    tire = "-".join(re.findall(r"[a-z0-9]+", francais.sans_accent(texte).lower()))[:maximum].strip("-")
    return f"{tire}-1" if _RESERVES.fullmatch(tire) else tire  # Windows n'admet pas un fichier de ce nom


NomDeFichier: TypeAlias = Annotated[str, StringConstraints(strip_whitespace=False)]  # tel quel, espaces comprises


class Modele(BaseModel):
    """Une valeur du métier : figée, sans clé inconnue. La docstring d'un attribut est la phrase de sa clé."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True, hide_input_in_errors=True)

    anciens_noms: ClassVar[Mapping[str, str]] = {}  # une clé renommée : ce qu'on écrivait, puis ce qu'on écrit
    completables: ClassVar[frozenset[str]] = frozenset()  # ce que la suite remplit sans toucher à ce qui est signé


class Objet(Modele):
    """Un objet du dossier : un fichier, dont le nom donne l'identifiant.

    `id` et `fichier` (relatif au dossier, avec des « / ») sont posés par la lecture, jamais écrits dans le fichier.
    """

    id: NomDeFichier = Field(alias="@id")
    fichier: NomDeFichier = Field(alias="@fichier")


def _lire_booleen(valeur: Any) -> bool:
    reponse = {"true": True, "oui": True, "vrai": True, "false": False, "non": False, "faux": False}.get(
        str(valeur).lower()
    )
    if reponse is None:
        raise PydanticCustomError(
            "booleen", "« {valeur} » n'est ni oui ni non : écrivez true ou false.", {"valeur": valeur}
        )
    return reponse


def _lire_entier(valeur: Any) -> int:
    if isinstance(valeur, int):
        return valeur
    if not isinstance(valeur, str) or not re.fullmatch(r"[0-9]{1,9}", valeur):
        raise PydanticCustomError("entier", "« {valeur} » n'est pas un nombre entier positif.", {"valeur": valeur})
    return int(valeur)


def _lire_nombre(valeur: Any) -> Decimal:
    if isinstance(valeur, Decimal | int):
        return Decimal(valeur)
    if not isinstance(valeur, str) or not re.fullmatch(r"-?[0-9]{1,12}([.,][0-9]{1,9})?", valeur):
        raise PydanticCustomError("nombre", "« {valeur} » n'est pas un nombre.", {"valeur": valeur})
    return Decimal(valeur.replace(",", "."))


def _lire_liste(valeur: Any) -> Any:
    if valeur is None:  # une clé laissée vide est un travail en cours, pas une faute
        return ()
    if not isinstance(valeur, list | tuple):
        raise PydanticCustomError("liste", "Une liste est attendue : écrivez [a, b] ou une ligne « - a » par élément.")
    return valeur


def _lire_table(valeur: Any) -> Any:
    return {} if valeur is None else valeur


def _lire_table_de_codes(valeur: Any) -> Any:
    if not isinstance(valeur, dict):
        return _lire_table(valeur)
    ecrits: dict[str, str] = {}
    for ecrit in map(str, valeur):
        autre = ecrits.setdefault(normaliser(ecrit), ecrit)
        if autre != ecrit:  # l'un effacerait l'autre
            raise PydanticCustomError(
                "code_en_double",
                "« {un} » et « {autre} » sont le même code : réunissez-les.",
                {"un": autre, "autre": ecrit},
            )
    return {normaliser(str(cle)): contenu for cle, contenu in valeur.items()}


class FormeSeule:
    """Dit au schéma JSON qu'une valeur seule vaut une liste d'une valeur."""

    def __get_pydantic_json_schema__(self, schema: CoreSchema, suite: GetJsonSchemaHandler) -> JsonSchemaValue:
        liste = suite(schema)
        return {"anyOf": [liste["items"], liste]}


def _lire_un_ou_plusieurs(valeur: Any) -> Any:
    return (valeur,) if isinstance(valeur, dict | str) else _lire_liste(valeur)


Texte: TypeAlias = Annotated[str, StringConstraints(min_length=1)]
Identifiant: TypeAlias = Annotated[str, StringConstraints(pattern=MOTIF_IDENTIFIANT, max_length=80)]
IdReferentiel: TypeAlias = Annotated[str, StringConstraints(pattern=MOTIF_REFERENTIEL, max_length=80)]


class Signification:
    """Dit ce que veut dire chaque valeur d'une liste fermée, quand le mot affiché ne suffit pas à le dire."""

    def __init__(self, **valeurs: str) -> None:
        self.valeurs = valeurs

    def __get_pydantic_json_schema__(self, schema: CoreSchema, suite: GetJsonSchemaHandler) -> JsonSchemaValue:
        ecrit = suite(schema)
        return {**ecrit, "enumDescriptions": [self.valeurs[valeur] for valeur in ecrit["enum"]]}


def valeurs_admises(ferme: Any) -> tuple[str, ...]:
    """Les valeurs d'une liste fermée, que son type dise ou non ce que chacune signifie."""
    return typing.get_args(typing.get_args(ferme)[0] if typing.get_origin(ferme) is Annotated else ferme)


class Lien(NamedTuple):
    """Marque un champ qui cite un autre objet : le nom sous lequel sa famille se cite (`familles.CIBLES`), et un exemple."""

    famille: str
    exemple: str

    def __get_pydantic_json_schema__(self, schema: CoreSchema, suite: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {**suite(schema), "examples": [self.exemple]}


IdSite: TypeAlias = Annotated[Identifiant, Lien("sites", "chef-lieu")]
IdService: TypeAlias = Annotated[Identifiant, Lien("services", "bureau-accueil")]
IdInstance: TypeAlias = Annotated[Identifiant, Lien("instances", "copil")]
IdPersonne: TypeAlias = Annotated[Identifiant, Lien("personnes", "secretaire-general")]
IdCampagne: TypeAlias = Annotated[Identifiant, Lien("campagnes", "etat-des-lieux-2021")]
IdDocument: TypeAlias = Annotated[Identifiant, Lien("documents", "charte-accueil")]
IdAction: TypeAlias = Annotated[Identifiant, Lien("actions", "former-le-standard")]
IdReunion: TypeAlias = Annotated[Identifiant, Lien("reunions", "copil-2022-03")]
IdFormation: TypeAlias = Annotated[Identifiant, Lien("formations", "accueil-telephonique")]
IdIndicateur: TypeAlias = Annotated[Identifiant, Lien("indicateurs", "appels-decroches")]
IdActe: TypeAlias = Annotated[Identifiant, Lien("signatures", "reunion-copil-2022-03")]
IdEnquete: TypeAlias = Annotated[Identifiant, Lien("enquetes", "satisfaction-2021")]
IdJalon: TypeAlias = Annotated[Identifiant, Lien("jalons", "audit-blanc")]


class FormesAdmises:
    """Dit au schéma JSON toutes les façons d'écrire une valeur que la lecture ramène à une seule."""

    def __init__(self, motif: str) -> None:
        self.motif = motif

    def __get_pydantic_json_schema__(self, schema: CoreSchema, suite: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {**suite(schema), "pattern": self.motif}


def _ramener(normaliser: Callable[[str], str]) -> BeforeValidator:
    return BeforeValidator(lambda valeur: normaliser(valeur) if isinstance(valeur, str) else valeur)


_PREFIXE = r"([a-z0-9]+([.-][a-z0-9]+)*:)?"
Reference: TypeAlias = Annotated[
    str,
    StringConstraints(pattern=f"^{_PREFIXE}{MOTIF_CODE}$", max_length=120),
    _ramener(normaliser_reference),
    FormesAdmises(f"^{_PREFIXE}{MOTIF_ADMIS}$"),
    Field(description="référentiel:code, ou code seul quand le périmètre n'a qu'un référentiel"),
    Lien("references", "essai-2.0:2.1"),
]
Code = Annotated[
    str,
    StringConstraints(pattern=f"^{MOTIF_CODE}$", max_length=60),
    _ramener(normaliser),
    FormesAdmises(f"^{MOTIF_ADMIS}$"),
]
Condition = Annotated[
    str,
    StringConstraints(pattern=r"^(non )?site\.[a-z][a-z0-9_]*$"),
    Field(description="site.attribut ou non site.attribut"),
]
Booleen: TypeAlias = Annotated[bool, BeforeValidator(_lire_booleen), WithJsonSchema({"type": "boolean"})]
Entier: TypeAlias = Annotated[
    int,
    BeforeValidator(_lire_entier),
    WithJsonSchema({"type": ["integer", "string"], "pattern": r"^\d{1,9}$", "examples": [12]}),
]
Nombre: TypeAlias = Annotated[
    Decimal,
    BeforeValidator(_lire_nombre),
    WithJsonSchema({"type": ["number", "string"], "pattern": r"^-?\d{1,12}([.,]\d{1,9})?$", "examples": ["12,5"]}),
]
Liste: TypeAlias = Annotated[tuple[T, ...], BeforeValidator(_lire_liste)]
Table: TypeAlias = Annotated[dict[str, T], BeforeValidator(_lire_table)]
TableDeCodes: TypeAlias = Annotated[dict[str, T], BeforeValidator(_lire_table_de_codes)]
TableIdentifiee: TypeAlias = Annotated[dict[Identifiant, T], BeforeValidator(_lire_table)]
UnOuPlusieurs: TypeAlias = Annotated[tuple[T, ...], BeforeValidator(_lire_un_ou_plusieurs), FormeSeule()]
Certitude = Annotated[Literal["etabli", "deduit"], Signification(etabli="lu dans la source", deduit="rapproché")]


class Sourcee(Modele):
    """Ce qui porte sa source et sa certitude."""

    source: Texte | None = None
    """D'où vient le fait ; les codes de la table `sources`, séparés par des virgules, quand elle existe."""
    certitude: Certitude | None = None
    """Comment le fait est connu."""
    note: Texte | None = None
    """Une précision."""
