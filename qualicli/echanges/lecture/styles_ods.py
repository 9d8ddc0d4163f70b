"""Ce que les styles d'un .ods disent de ses cellules, au-delà de leur valeur."""

from qualicli.echanges.cellules.cellule import Granularite
from qualicli.echanges.lecture.couleurs import Apparence, nommer_couleur, nommer_encre


class StylesLus:
    """Les styles d'un document, de cellule ou de morceau de texte : leur format de date, leurs couleurs, leur trait."""

    def __init__(self) -> None:
        self._parts: dict[str, set[str]] = {}  # par format de date : « day », « month », « year »
        self._styles: dict[str, tuple[str, str]] = {}  # par style de cellule : son format, son parent
        self._fonds: dict[str, str] = {}  # par style : le nom de sa couleur de fond
        self._encres: dict[str, str] = {}  # par style : le nom de la couleur de son texte
        self._traits: dict[str, bool] = {}  # par style : son texte est-il barré
        self._apparences: dict[str, Apparence] = {}  # celles que l'on a déjà demandées
        self._en_cours = self._style = ""

    def ouvrir(self, nom: str, attributs: dict[str, str]) -> None:
        """Le début d'un élément ; seuls comptent les formats de date, les styles et leur apparence."""
        if nom == "date-style":
            self._en_cours = attributs.get("name", "")
            self._parts[self._en_cours] = set()
        elif nom in ("day", "month", "year", "hours") and self._en_cours:
            self._parts[self._en_cours].add(nom)
        elif nom == "style" and attributs.get("family") in ("table-cell", "text"):
            lien = attributs.get("data-style-name", ""), attributs.get("parent-style-name", "")
            self._style = attributs.get("name", "")
            self._styles[self._style] = lien
        elif nom == "table-cell-properties" and self._style and "background-color" in attributs:
            self._fonds[self._style] = nommer_couleur(attributs["background-color"])
        elif nom == "text-properties" and self._style:
            if "color" in attributs:
                self._encres[self._style] = nommer_encre(attributs["color"])
            traits = [v for c, v in attributs.items() if c in ("text-line-through-style", "text-line-through-type")]
            if traits:
                self._traits[self._style] = "none" not in traits

    def fermer(self, nom: str) -> None:
        """La fin d'un élément."""
        if nom == "date-style":
            self._en_cours = ""
        elif nom == "style":
            self._style = ""

    def montre(self, style: str) -> Granularite:
        """Ce que ce style montre d'une date, quand il n'en montre pas le jour."""
        for _ in range(8):  # un style peut tenir son format de son parent
            format_, parent = self._styles.get(style, ("", ""))
            if format_:
                parts = self._parts.get(format_, {"day"})
                return "mois" if parts == {"month", "year"} else "annee" if parts == {"year"} else ""
            style = parent
        return ""

    def apparence(self, style: str) -> Apparence:
        """Ce que donne ce style, ou celui dont il hérite."""
        if style in self._apparences:
            return self._apparences[style]
        lignee = [style]
        for _ in range(7):
            lignee.append(self._styles.get(lignee[-1], ("", ""))[1])
        fond = next((self._fonds[s] for s in lignee if s in self._fonds), "")
        encre = next((self._encres[s] for s in lignee if s in self._encres), "")
        trait = next((self._traits[s] for s in lignee if s in self._traits), False)
        return self._apparences.setdefault(style, Apparence(fond, encre, trait))
