"""Le profil d'un tableur : comment les colonnes d'un service deviennent les champs d'une famille d'objets."""

from typing import TYPE_CHECKING, Annotated, Literal, TypeAlias

from pydantic import Field

from qualicli.modeles.base import Entier, Identifiant, Liste, Modele, Objet, Signification, Table, Texte
from qualicli.modeles.fiche import TableurDeService
from qualicli.modeles.fiches import TABLEURS

if TYPE_CHECKING:
    FamilleVisee: TypeAlias = str
else:
    FamilleVisee = Annotated[Literal[tuple(TABLEURS)], Signification(**{f: t.lignes for f, t in TABLEURS.items()})]
OrdreDate = Annotated[
    Literal["jour_mois_annee", "mois_jour_annee", "annee_mois_jour"],
    Signification(jour_mois_annee="31/12/2021", mois_jour_annee="12/31/2021", annee_mois_jour="2021/12/31"),
]
COULEURS = (
    "rouge",
    "orange",
    "jaune",
    "vert",
    "bleu",
    "violet",
    "rose",
)  # gris, blanc et noir sont de la mise en forme


class ColonneProfil(Modele):
    """Une colonne du tableur, le champ qu'elle remplit, et ce que veulent dire ses mots."""

    titre: Texte
    """Le titre de la colonne, accents et majuscules indifférents."""
    champ: Texte
    """Le champ qu'elle remplit."""
    valeurs: Table[Texte] = Field(default_factory=dict)
    """Ce que veulent dire les mots du service : son mot, puis la valeur du dossier."""
    coche: Texte | None = None
    """La valeur que donne une croix : une colonne par réponse, par accès ou par site."""
    pour: Table[Texte] = Field(default_factory=dict)
    """Ce que vaut toute la colonne, par champ : une colonne par site, dans une grille d'évaluation."""
    couleurs: Table[Texte] = Field(default_factory=dict)
    """Ce que veut dire la couleur du fond : `rouge`, `orange`, `jaune`, `vert`, `bleu`, `violet` ou `rose`, puis la valeur."""
    question: Identifiant | None = None
    """L'identifiant de la question à laquelle répond la colonne d'une enquête, le même d'une année à l'autre."""
    libelle: Texte | None = None
    """La question telle qu'elle est posée."""
    echelle: Texte | None = None
    """L'échelle des réponses : « de 1 à 10 »…"""


class Profil(Objet):
    """Comment lire le tableur d'un service : où sont ses lignes, et ce que chaque colonne devient."""

    format: Literal["1"]
    """La version du format."""
    famille: FamilleVisee
    """Ce que deviennent les lignes."""
    intitule: Texte | None = None
    """Ce que le service appelle ce tableur."""
    feuille: Texte | None = None
    """Le nom de la feuille ; sinon, celle où sont les colonnes."""
    entete: Entier | None = None
    """Le numéro de la ligne d'en-têtes ; sinon, elle est retrouvée."""
    identifiant: Texte | None = None
    """Le titre de la colonne qui identifie une ligne ; sinon, c'est son intitulé."""
    prefixe: Identifiant | None = None
    """Ce qui précède cet identifiant, pour que deux services aient chacun leur n° 1."""
    dates: OrdreDate = "jour_mois_annee"
    """L'ordre des dates tapées en chiffres."""
    colonnes: Liste[ColonneProfil]
    """Les colonnes lues ; les autres sont ignorées."""
    constantes: Table[Texte] = Field(default_factory=dict)
    """Par champ, la valeur des cellules vides et des colonnes absentes."""

    @property
    def tableur(self) -> TableurDeService:
        """Ce que le tableur d'un service peut remplir dans la famille visée."""
        return TABLEURS[self.famille]

    @property
    def champs(self) -> tuple[str, ...]:
        """Les champs que le profil remplit, par une colonne ou par une constante."""
        de_grille = (champ for c in self.colonnes for champ in c.pour)
        return (*(c.champ for c in self.colonnes), *de_grille, *self.constantes)

    @property
    def a_dire(self) -> tuple[str, ...]:
        """Ce que l'import demande, parce que ni une colonne ni une constante ne le donne."""
        return tuple(c for c in self.tableur.a_dire if c not in self.champs)

    @property
    def manquants(self) -> tuple[str, ...]:
        """Les champs obligatoires que rien ne remplit."""
        absents = [c for c in self.tableur.obligatoires if c not in self.champs]
        return (*absents, *(self.tableur.l_un[:1] if not set(self.tableur.l_un) & set(self.champs) else ()))
