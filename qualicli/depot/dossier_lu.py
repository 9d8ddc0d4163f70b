"""Ce que la lecture d'un dossier a donné, et où s'y trouve chaque valeur."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from qualicli.depot.ramassage import Ramassage
from qualicli.depot.sources import Sources
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
    anodins: set[str] = field(default_factory=set)  # les fichiers dont les octets n'ont ni courriel, ni téléphone

    @property
    def textes(self) -> Mapping[str, bytes]:
        """Les octets des fichiers où une règle peut avoir à chercher : ceux que l'on sait anodins restent fermés."""
        return self.sources.sauf(self.anodins) if isinstance(self.sources, Sources) else self.sources

    def situer(self, fichier: str, chemin: Chemin, cle: bool = False) -> Position:
        """Donne la ligne et la colonne d'un chemin dans un fichier lu."""
        if fichier not in self.sources or (not chemin and not fichier.endswith(".md")):
            return Position(1, 1)
        if fichier.endswith(".csv"):
            return Position(int(chemin[0]), int(chemin[1]) if len(chemin) > 1 else 1)
        if self.renommees:
            chemin = tuple(self.renommees.get((fichier, chemin[: i + 1]), pas) for i, pas in enumerate(chemin))
        trouvee = self.empreintes.get(fichier)
        if self.souvenirs is None or trouvee is None:
            return self._chercher(fichier, chemin, cle)
        genre = fichier.rpartition(".")[2]
        position = self.souvenirs.position(trouvee, genre, chemin, cle)
        if position is None:
            position = self._chercher(fichier, chemin, cle)
            self.souvenirs.retenir_position(trouvee, genre, chemin, cle, position)
        return position

    def _chercher(self, fichier: str, chemin: Chemin, cle: bool) -> Position:
        from qualicli.depot import yaml_positions  # tard : un dossier inchangé ne compose rien

        octets = self.sources[fichier]
        if fichier.endswith(".md"):
            trouve = ENTETE.match(octets)
            octets = octets[: trouve.end(1)] if trouve else b""
        return yaml_positions.situer(octets, chemin, cle)
