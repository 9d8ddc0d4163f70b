"""Ce que trouve la validation : une faute devient une anomalie, complète dès sa naissance."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:  # un bilan que la mémoire rend se montre sans charger pydantic
    from qualicli.modeles.temps.dates import DateImprecise

Chemin = tuple[str | int, ...]


class Gravite(IntEnum):
    """De la plus grave à la plus légère ; seule l'erreur rend un dossier non conforme."""

    ERREUR = 0
    AVERTISSEMENT = 1
    INFORMATION = 2

    @property
    def nom(self) -> str:
        """Le nom de la gravité, en minuscules."""
        return self.name.lower()


class Position(NamedTuple):
    """Ligne et colonne, comptées à partir de 1."""

    ligne: int
    colonne: int


_FINS_DE_LIGNE = (b"\r\n", b"\r", b"\xc2\x85", b"\xe2\x80\xa8", b"\xe2\x80\xa9")  # celles que YAML admet, outre LF


def position_octet(octets: bytes, rang: int) -> Position:
    """La ligne et la colonne d'un octet, en caractères, comptées comme les compte YAML."""
    avant = octets[:rang]
    for fin in _FINS_DE_LIGNE:
        avant = avant.replace(fin, b"\n")
    return Position(avant.count(b"\n") + 1, len(avant[avant.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1)


class Faute(NamedTuple):
    """Ce que dit une règle : où (fichier, chemin dans le fichier), quoi, que faire.

    `chemin` vide désigne le fichier entier ; un dernier élément absent du fichier désigne l'objet qui le contient.
    `position` l'emporte sur le chemin quand la faute est dans un texte, et non dans une valeur.
    """

    fichier: str
    chemin: Chemin
    message: str
    conseil: str = ""
    position: Position | None = None


class FauteCodee(NamedTuple):
    """Une faute et le code de la règle qui la trouve : ce que rendent la lecture comme les contrôles."""

    code: str
    faute: Faute


@dataclass(frozen=True, slots=True, order=True)
class Anomalie:
    """Une faute située et classée. Se trie par fichier, puis par position."""

    fichier: str
    ligne: int
    colonne: int
    code: str
    gravite: Gravite
    message: str
    conseil: str = ""


@dataclass(frozen=True)
class AnomalieSupprimee:
    """Une anomalie acceptée pour un temps par la démarche, et sa justification."""

    anomalie: Anomalie
    motif: str
    auteur: str
    jusqu_au: "DateImprecise"


@dataclass(frozen=True)
class Bilan:
    """Ce que la validation a trouvé, trié ; les octets lus, de quoi en montrer les lignes ; le nombre de fichiers lus."""

    dossier: str
    au: date
    anomalies: tuple[Anomalie, ...] = ()
    supprimees: tuple[AnomalieSupprimee, ...] = ()
    sources: Mapping[str, bytes] = field(default_factory=dict)
    fichiers: int = 0

    @property
    def est_conforme(self) -> bool:
        """Vrai quand aucune anomalie n'est une erreur."""
        return not self.compte(Gravite.ERREUR)

    def compte(self, gravite: Gravite) -> int:
        """Le nombre d'anomalies de cette gravité."""
        return sum(a.gravite is gravite for a in self.anomalies)
