"""Trouver et lire les référentiels : ceux de l'outil, ceux du dossier, et les compléments qui s'y ajoutent."""

import re
from typing import Any

from qualicli import ressources
from qualicli.depot import yaml_brut
from qualicli.depot.dossier_lu import DossierLu
from qualicli.depot.lecture import construire, lire_valeur
from qualicli.depot.ramassage import ramasser_sur_demande
from qualicli.modeles.base import Objet
from qualicli.modeles.codes import normaliser
from qualicli.modeles.complement import Complement, Correspondance
from qualicli.modeles.referentiel import Referentiel

FOURNI = "(fourni)"
_COMPLETE = re.compile(rb"^complete[ \t]*:[ \t]*[\"']?([\w.-]+)", re.MULTILINE)
_CODE = re.compile(rb"\bcode[ \t]*:[ \t]*[\"']?([\w.-]+)")


class Referentiels:
    """Les référentiels à portée d'un dossier (ou de l'outil seul), lus à la demande.

    `connus` dit les identifiants sans rien lire ; `lire` rend le référentiel complété par le dossier.
    """

    def __init__(self, lecture: DossierLu | None = None) -> None:
        racine = ressources.dossier("referentiels")
        self.outil = DossierLu(**vars(ramasser_sur_demande(racine)))
        self.dossier = lecture
        self._fournis = {p.stem: p.name for p in sorted(racine.glob("*.yaml"))}
        self._lus: dict[str, Referentiel | None] = {}
        self._bases: dict[str, Referentiel] = {}
        self.propres: dict[str, Referentiel] = {}
        self.complements: list[Complement] = []
        self.correspondances: list[Correspondance] = []
        if lecture is not None:
            self._lire_dossier(lecture)

    @property
    def fautifs(self) -> dict[str, str]:
        """Les référentiels du dossier qui n'ont pas pu être lus : leur fichier, par identifiant."""
        return {nom: fichier for (famille, nom), fichier in self.illisibles.items() if famille == "referentiels"}

    @property
    def illisibles(self) -> dict[tuple[str, str], str]:
        """Ce que le dossier tient sous « referentiels » et qui n'a pas pu être lu : son fichier, par famille et nom."""
        return self.dossier.illisibles if self.dossier is not None else {}

    @property
    def connus(self) -> list[str]:
        """Les identifiants des référentiels, triés."""
        return sorted({*self._fournis, *self.propres})

    def lire(self, identifiant: str) -> Referentiel | None:
        """Rend un référentiel, compléments du dossier appliqués ; `None` s'il est inconnu ou illisible."""
        if identifiant not in self._lus:
            base = self.base(identifiant)
            for complement in self.complements:
                if base is not None and complement.complete == identifiant:
                    base = complement.appliquer(base)
            self._lus[identifiant] = base
        return self._lus[identifiant]

    def base(self, identifiant: str) -> Referentiel | None:
        """Rend un référentiel sans ses compléments."""
        if identifiant in self.propres:
            return self.propres[identifiant]
        if identifiant in self.fautifs:  # il remplaçait peut-être celui de l'outil : prendre l'autre serait deviner
            return None
        if identifiant not in self._bases and identifiant in self._fournis:
            lu = lire_fichier(self.outil, self._fournis[identifiant])
            if isinstance(lu, Referentiel):
                self._bases[identifiant] = lu.model_copy(update={"fichier": FOURNI})
        return self._bases.get(identifiant)

    def brut(self, identifiant: str) -> dict[str, Any]:
        """Les clés d'un référentiel fourni, telles que son fichier les écrit."""
        valeur, _ = yaml_brut.lire(self.outil.octets(self._fournis[identifiant]) or b"")
        return dict(valeur)

    def correspondances_fournies(self) -> list[Correspondance]:
        """Lit toutes les correspondances que l'outil apporte."""
        chemins = sorted(self.outil.racine.glob("correspondances/*.yaml"))
        lues = [lire_fichier(self.outil, f"correspondances/{p.name}") for p in chemins]
        return [c for c in lues if isinstance(c, Correspondance)]

    def _lire_dossier(self, lecture: DossierLu) -> None:
        for fichier in lecture.fichiers:
            if not fichier.startswith("referentiels/") or not fichier.endswith(".yaml"):
                continue
            objet = lire_fichier(lecture, fichier)
            if isinstance(objet, Referentiel):
                self.propres.setdefault(objet.id, objet)
            elif isinstance(objet, Complement):
                self.complements.append(objet)
            elif isinstance(objet, Correspondance):
                self.correspondances.append(objet)


def correspondances_fournies() -> list[Correspondance]:
    """Les correspondances que l'outil apporte, hors de tout dossier."""
    return Referentiels().correspondances_fournies()


def lire_fichier(lecture: DossierLu, fichier: str) -> Objet | None:
    """Lit un fichier de référentiel, de complément ou de correspondance, selon ses clés ; note ses fautes."""
    valeur = lire_valeur(lecture, fichier)[0]
    radical = fichier.rpartition("/")[2].removesuffix(".yaml")
    if valeur is None:
        _dire_illisible(lecture, fichier, radical)
        return None
    modele: type[Any] = Complement if "complete" in valeur else Correspondance if "lignes" in valeur else Referentiel
    declare = str(valeur.get("id", radical))
    valeur["@id"], valeur["@fichier"] = radical, fichier
    objet = construire(lecture, fichier, modele, valeur)
    if modele is Referentiel:
        _nommer(lecture, fichier, radical, declare)
    if objet is None and modele is not Correspondance:
        _dire_illisible(lecture, fichier, radical)
    return objet


def _dire_illisible(lecture: DossierLu, fichier: str, radical: str) -> None:
    """Retient ce que ce fichier aurait apporté, d'après ses octets : le citer n'est pas une faute de plus."""
    octets = lecture.sources.get(fichier, b"")
    complete = _COMPLETE.search(octets)
    if complete is None:
        lecture.illisibles["referentiels", radical] = fichier
        return
    for code in _CODE.findall(octets):
        lecture.illisibles["codes", f"{complete[1].decode()}:{normaliser(code.decode())}"] = fichier


def _nommer(lecture: DossierLu, fichier: str, radical: str, declare: str) -> None:
    """Un référentiel est cité par le nom de son fichier, qui est aussi son « id », et nul autre n'a le même."""
    premier = lecture.premiers.setdefault(("referentiels", radical), fichier)
    if premier != fichier:
        message = f"L'identifiant « {radical} » est déjà celui de {premier}."
        lecture.noter("LEC015", fichier, message, "Renommez l'un des deux fichiers.")
    if declare != radical:
        message = f"Le référentiel se dit « {declare} » dans un fichier nommé « {radical} »."
        lecture.noter("LEC016", fichier, message, "Renommez le fichier, ou corrigez « id ».", ("id",))
        lecture.illisibles["referentiels", declare] = fichier  # lequel des deux noms est juste ne se devine pas
