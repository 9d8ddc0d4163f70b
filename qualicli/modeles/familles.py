"""Toutes les familles d'objets du dossier, et ce qu'un lien y désigne : tout le reste en dérive."""

from collections.abc import Mapping
from typing import NamedTuple

from qualicli.modeles import fiches
from qualicli.modeles.base import Objet
from qualicli.modeles.fiche import Citable, Famille
from qualicli.modeles.profil import Profil

UNIQUES = fiches.UNIQUES
DOSSIERS = (*fiches.DOSSIERS, Famille("profils", Profil, (".yaml",), "comment lire les tableurs des services"))
REFERENTIELS = fiches.REFERENTIELS
AUTRES_DOSSIERS = ("referentiels", "gabarits")
TOUTES = (*UNIQUES, *DOSSIERS, *REFERENTIELS)
PAR_NOM = {f.nom: f for f in (*UNIQUES, *DOSSIERS)}
A_PIECE = frozenset(f.nom for f in DOSSIERS if "empreinte" in f.modele.model_fields)  # une pièce s'y joint à une fiche

A_TABLE = frozenset(
    f.nom for f in DOSSIERS if {"serie", "fichier_lignes"} & f.modele.model_fields.keys()
)  # un .csv voisin


class Cible(NamedTuple):
    """Ce qu'un lien peut viser : ce que c'est, et les familles dont les fichiers le définissent."""

    citable: Citable
    familles: tuple[Famille, ...]

    @property
    def ou(self) -> str:
        """Où l'ajouter : « qualicli.yaml », « preuves/ ou procedures/ »."""
        return " ou ".join(f.nom if f in UNIQUES else f"{f.nom}/" for f in self.familles)


def _cibles() -> Mapping[str, Cible]:
    cibles = {c.nom: Cible(c, (f,)) for f in UNIQUES for c in f.citables}
    for famille in DOSSIERS:
        if famille.lien and famille.mot:
            avant = cibles[famille.lien].familles if famille.lien in cibles else ()
            cibles[famille.lien] = Cible(Citable(famille.lien, famille.mot), (*avant, famille))
    return cibles


CIBLES = _cibles()
MOTS = {valeur: mot for famille in TOUTES for valeur, mot in famille.mots.items()}
# Un acteur est une personne, un rôle, un service ou une instance : ses identifiants sont ceux de ces quatre tables.
ACTEURS = ("personnes", "roles", "services", "instances")
SANS_CONTROLE_ICI = ("references",)  # une référence vise un référentiel, et REF002 et REF003 la contrôlent


def est_identifiable(nom: str) -> bool:
    """Vrai d'une famille dont une ligne se reconnaît à un numéro, ou à son intitulé."""
    return nom in PAR_NOM and PAR_NOM[nom].unique == ("intitule",)


def famille_de(modele: type[Objet]) -> Famille:
    """La famille dont les fichiers ont ce modèle."""
    return next(f for f in TOUTES if f.modele is modele)
