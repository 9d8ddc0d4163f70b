"""Trouver et lire les référentiels : ceux de l'outil, ceux du dossier, et les compléments qui s'y ajoutent."""

from pathlib import Path
from typing import Any

from qualicli import ressources
from qualicli.depot.dossier_lu import DossierLu
from qualicli.depot.lecture import construire, lire_valeur
from qualicli.modeles.base import Objet
from qualicli.modeles.complement import Complement, Correspondance
from qualicli.modeles.referentiel import Referentiel

FOURNI = "(fourni)"


class Referentiels:
    """Les référentiels à portée d'un dossier (ou de l'outil seul), lus à la demande.

    `connus` dit les identifiants sans rien lire ; `lire` rend le référentiel complété par le dossier.
    """

    def __init__(self, lecture: DossierLu | None = None) -> None:
        racine = ressources.dossier("referentiels")
        self.outil = DossierLu(racine, [])
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
        if identifiant not in self._bases and identifiant in self._fournis:
            lu = lire_fichier(self.outil, self._fournis[identifiant])
            if isinstance(lu, Referentiel):
                self._bases[identifiant] = lu.model_copy(update={"fichier": FOURNI})
        return self._bases.get(identifiant)

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
                self.propres[objet.id] = objet
            elif isinstance(objet, Complement):
                self.complements.append(objet)
            elif isinstance(objet, Correspondance):
                self.correspondances.append(objet)


def lire_fichier(lecture: DossierLu, fichier: str) -> Objet | None:
    """Lit un fichier de référentiel, de complément ou de correspondance, selon ses clés ; note ses fautes."""
    octets = lecture.octets(fichier)
    valeur = None if octets is None else lire_valeur(lecture, fichier, octets)[0]
    if valeur is None:
        lecture.illisibles.add(("referentiels", Path(fichier).stem))
        return None
    modele: type[Any] = Complement if "complete" in valeur else Correspondance if "lignes" in valeur else Referentiel
    radical = fichier.rpartition("/")[2].removesuffix(".yaml")
    valeur["@id"], valeur["@fichier"] = radical, fichier
    if modele is Referentiel and valeur.get("id", radical) != radical:
        message = f"Le référentiel se dit « {valeur['id']} » dans un fichier nommé « {radical} »."
        lecture.noter("LEC016", fichier, message, "Renommez le fichier, ou corrigez « id ».", ("id",))
    objet = construire(lecture, fichier, modele, valeur)
    if objet is None:
        lecture.illisibles.add(("referentiels", radical))
    return objet
