"""Ce que reçoit chaque format : un document rédigé."""

from dataclasses import dataclass
from datetime import date

from qualicli.rendus.dessins.figure import Figure


@dataclass(frozen=True, slots=True)
class Ecrit:
    """Un document rédigé, prêt à être mis en forme."""

    titre: str  # texte nu
    markdown: str  # CommonMark et tableaux à barres ; les blocs sont marqués (voir `blocs`)
    organisme: str  # l'auteur, dans les métadonnées
    date: date  # la date du document : la seule horloge des fichiers produits
    voisins: str = ""  # le dossier, livré avec le document, où ses liens peuvent mener ; aucun d'ordinaire
    figures: tuple[Figure, ...] = ()  # celles que nomme le Markdown, par leur rang (voir `blocs`)
