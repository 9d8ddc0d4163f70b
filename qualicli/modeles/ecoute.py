"""Ce que l'on mesure et ce que l'on entend : enquêtes, indicateurs, registres de délais, retours."""

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Final, Literal

from pydantic import Field

from qualicli import francais
from qualicli.modeles.acteur import Acteur
from qualicli.modeles.base import (
    Booleen,
    Entier,
    IdAction,
    IdService,
    IdSite,
    Liste,
    Modele,
    Nombre,
    Objet,
    Reference,
    Signification,
    Texte,
)
from qualicli.modeles.echange import Echange
from qualicli.modeles.referentiel import Canal
from qualicli.modeles.temps.dates import DateImprecise
from qualicli.modeles.temps.durees import Duree
from qualicli.modeles.temps.ouvres import CalendrierOuvre

_DELAI_MAX: Final = 9999  # jours : ce qu'une durée admet

CanalRetour = Literal[
    "urne",
    "formulaire",
    "courriel",
    "courrier",
    "telephone",
    "guichet",
    "reseau_social",
    "reunion",
    "hierarchie",
    "autre",
]


class Mesure(Modele):
    """Une mesure : des conformes sur un total, une valeur, ou une présence."""

    periode: DateImprecise
    """La période mesurée."""
    site: IdSite | None = None
    """Le site mesuré ; tous par défaut."""
    service: IdService | None = None
    """Le service mesuré ; tous par défaut."""
    conformes: Entier | None = None
    """Combien de cas sont conformes."""
    total: Entier | None = None
    """Combien de cas au total."""
    valeur: Nombre | None = None
    """La valeur mesurée."""
    presence: (
        Annotated[
            Literal["oui", "partiel", "non"],
            Signification(oui="il existe", partiel="il existe en partie", non="il n'existe pas"),
        ]
        | None
    ) = None
    """Le dispositif existe-t-il ?"""
    commentaire: Texte | None = None
    """Ce qui l'explique."""


class Strate(Modele):
    """La valeur des préfectures comparables."""

    nom: Texte
    """Les préfectures comparées."""
    valeur: Nombre | None = None
    """Leur valeur."""
    source: Texte | None = None
    """D'où elle vient."""


class Indicateur(Objet):
    """Un indicateur de qualité (un dispositif existe, un engagement est respecté) ou de performance (une valeur comparée)."""

    intitule: Texte
    """Ce qui est mesuré."""
    nature: Annotated[
        Literal["qualite", "performance"],
        Signification(qualite="un dispositif existe, un engagement est respecté", performance="une valeur se compare"),
    ]
    """Ce qu'il dit."""
    couvre: Liste[Reference] = ()
    """Les références dont il mesure le respect."""
    unite: Texte | None = None
    """L'unité ; attendue d'un indicateur de performance."""
    cible: Nombre | None = None
    """La valeur à atteindre, en pour cent pour des conformes ; à défaut, celle du référentiel ou de la démarche."""
    sens: Annotated[Literal["hausse", "baisse"], Signification(hausse="plus est mieux", baisse="moins est mieux")] = (
        "hausse"
    )
    """Le sens du progrès."""
    periodicite: Duree | None = None
    """Tous les combien une mesure est due ; à défaut, celle du référentiel."""
    source: Texte | None = None
    """D'où viennent les chiffres : PILOT, standard, GED…"""
    responsable: Acteur | None = None
    """Qui le tient."""
    service: IdService | None = None
    """Le service mesuré."""
    procedure: Texte | None = None
    """La démarche d'usager mesurée, en toutes lettres."""
    strate: Strate | None = None
    """La valeur des préfectures comparables."""
    mesures: Liste[Mesure] = ()
    """Les mesures, période par période."""
    serie: Texte | None = None
    """Un fichier `.csv` voisin qui contient d'autres mesures ; ses colonnes sont les clés d'une mesure."""
    commentaire: Texte | None = None
    """Un texte libre."""
    echanges: Liste[Echange] = ()
    """Ce que les services ont répondu au référent, daté."""


class SyntheseDelais(Modele):
    """Un registre résumé sur une période."""

    periode: DateImprecise
    """La période résumée."""
    site: IdSite | None = None
    """Le site ; tous par défaut."""
    service: IdService | None = None
    """Le service ; tous par défaut."""
    recus: Entier
    """Combien de demandes reçues."""
    traites: Entier
    """Combien ont eu une réponse."""
    dans_le_delai: Entier
    """Combien l'ont eue dans le délai."""
    delai_moyen: Nombre | None = None
    """Le délai moyen, en jours."""


class LigneRegistre(Modele):
    """Une ligne d'un registre tenu en CSV, sans donnée d'usager."""

    id: Texte
    """Le numéro de la demande, unique dans le registre."""
    recu_le: DateImprecise
    """Quand elle est arrivée."""
    repondu_le: DateImprecise | None = None
    """Quand on y a répondu ; vide si ce n'est pas fait."""
    canal: Texte | None = None
    """Le canal ; à défaut, celui du registre."""
    service: Texte | None = None
    """L'identifiant du service."""
    site: Texte | None = None
    """L'identifiant du site."""
    objet: Texte | None = None
    """Ce qu'elle demande, sans nom."""


class Registre(Objet):
    """Un registre à délais : des synthèses, ou les lignes d'un fichier .csv."""

    intitule: Texte
    """Le nom du registre."""
    type: Literal["courriers", "courriels", "reclamations", "suggestions", "telephonie", "autre"]
    """Ce qu'il contient."""
    canal: Canal | None = None
    """Le canal des demandes."""
    service: IdService | None = None
    """Le service qui le tient."""
    sites: Liste[IdSite] = ()
    """Les sites concernés."""
    delai_annonce: Duree | None = None
    """Le délai annoncé à l'usager."""
    jours_ouvres: Booleen = True
    """Le délai se compte-t-il en jours ouvrés ?"""
    couvre: Liste[Reference] = ()
    """Les références sur lesquelles il renseigne."""
    source: Texte | None = None
    """D'où viennent les chiffres."""
    syntheses: Liste[SyntheseDelais] = ()
    """Les délais résumés, période par période."""
    fichier_lignes: Texte | None = Field(default=None, alias="lignes")
    """Le fichier `.csv` voisin, une demande par ligne."""
    lignes: tuple[LigneRegistre, ...] = Field(default=(), alias="@lignes")
    commentaire: Texte | None = None
    """Un texte libre."""

    @property
    def se_compte_en_jours_ouvres(self) -> bool:
        """Vrai d'un délai annoncé en jours, que le registre dit ouvrés ; des semaines ou des mois suivent le calendrier."""
        return self.delai_annonce is not None and self.jours_ouvres and self.delai_annonce.est_en_jours

    @property
    def delai_en_clair(self) -> str:
        """Le délai annoncé : « 15 jours ouvrés », « 1 jour ouvré », « 2 semaines » ; vide quand rien ne l'est."""
        if self.delai_annonce is None:
            return ""
        ecrit = self.delai_annonce.en_clair()
        return (
            f"{ecrit} {francais.accorder(self.delai_annonce.jours, 'ouvré')}"
            if self.se_compte_en_jours_ouvres
            else ecrit
        )

    def limite(
        self, ligne: LigneRegistre, reponses: Mapping[str, Decimal], calendrier: CalendrierOuvre
    ) -> datetime.date | None:
        """Le dernier jour pour répondre à une demande, toujours un jour ouvré ; `None` quand aucun délai n'est annoncé.

        Sans délai propre au registre, celui de la démarche pour ce canal (`reponses`), qui est en jours ouvrés.
        """
        annonce, recu = self.delai_annonce, ligne.recu_le.fin
        if annonce is not None and not self.se_compte_en_jours_ouvres:
            return calendrier.suivant(annonce.apres(recu))
        jours = annonce.jours if annonce else reponses.get(ligne.canal or self.canal or "")
        return None if jours is None else calendrier.apres(recu, min(int(jours), _DELAI_MAX))


class Retour(Objet):
    """Une suggestion, une réclamation ou un signalement d'agent, agrégé ou anonyme."""

    type: Literal["suggestion", "reclamation", "signalement", "felicitation"]
    """Le genre de retour."""
    date: DateImprecise
    """Quand il a été reçu."""
    canal: CanalRetour
    """Par où il est arrivé."""
    texte: Texte
    """Ce qui est dit, sans nom."""
    nombre: Entier = 1
    """Combien disent la même chose."""
    objet: Texte | None = None
    """Le sujet, en un mot ou deux."""
    motif: Texte | None = None
    """La raison du refus, quand la suite est `refusee`."""
    service: IdService | None = None
    """Le service visé."""
    site: IdSite | None = None
    """Le site visé."""
    couvre: Liste[Reference] = ()
    """Les références qu'il concerne."""
    suite: Literal["action", "reponse", "refusee", "information"] | None = None
    """La suite donnée ; un signalement en attend une dans le délai fixé."""
    action: IdAction | None = None
    """L'action, quand la suite est `action`."""
    repondu_le: DateImprecise | None = None
    """Quand on y a répondu."""
    commentaire: Texte | None = None
    """Un texte libre."""
