"""Ce que la lecture d'un dossier a donné, et où s'y trouve chaque valeur."""

from dataclasses import dataclass, field

from qualicli.depot import yaml_positions
from qualicli.depot.ramassage import Ramassage
from qualicli.depot.texte_brut import ENTETE
from qualicli.modeles.anomalie import Chemin, Position
from qualicli.modeles.base import Objet
from qualicli.modeles.dossier import Inventaire


@dataclass
class DossierLu(Ramassage):
    """Un dossier lu, en plus de ses octets : objets par famille, toutes les fautes, objets illisibles.

    Un objet illisible est désigné par sa famille et son identifiant, avec son fichier : ce qui le cite n'est pas fautif.
    La famille « codes » dit les « référentiel:code » qu'un complément illisible aurait apportés.
    """

    objets: dict[str, dict[str, Objet]] = field(default_factory=dict)
    illisibles: dict[tuple[str, str], str] = field(default_factory=dict)
    premiers: dict[tuple[str, str], str] = field(default_factory=dict)
    inventaire: Inventaire = field(default_factory=Inventaire)
    renommees: dict[tuple[str, Chemin], str] = field(default_factory=dict)  # où est écrit encore un ancien nom de clé

    def situer(self, fichier: str, chemin: Chemin, cle: bool = False) -> Position:
        """Donne la ligne et la colonne d'un chemin dans un fichier lu."""
        octets = self.sources.get(fichier)
        if octets is None or (not chemin and not fichier.endswith(".md")):
            return Position(1, 1)
        if fichier.endswith(".csv"):
            return Position(int(chemin[0]), int(chemin[1]) if len(chemin) > 1 else 1)
        if fichier.endswith(".md"):
            trouve = ENTETE.match(octets)
            octets = octets[: trouve.end(1)] if trouve else b""
        if self.renommees:
            chemin = tuple(self.renommees.get((fichier, chemin[: i + 1]), pas) for i, pas in enumerate(chemin))
        return yaml_positions.situer(octets, chemin, cle)
