"""Les registres à délais : ce que l'on reçoit, quand on y répond, et le dernier jour pour le faire."""

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import Final, Literal

from pydantic import Field

from qualicli import francais
from qualicli.modeles.base import (
    Booleen,
    Entier,
    IdReunion,
    IdService,
    IdSite,
    Liste,
    Modele,
    Nombre,
    Objet,
    Reference,
    Texte,
)
from qualicli.modeles.echange import Echange
from qualicli.modeles.referentiel import Canal
from qualicli.modeles.temps.dates import DateImprecise, decaler
from qualicli.modeles.temps.durees import Duree
from qualicli.modeles.temps.ouvres import CalendrierOuvre

DELAI_MAX: Final = 9999  # jours : ce qu'une durée admet


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
    incomplet_le: DateImprecise | None = None
    """Quand on a demandé une pièce qui manque : le délai s'arrête."""
    complet_le: DateImprecise | None = None
    """Quand la pièce est arrivée : le délai reprend."""
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
    presentee_a: Liste[IdReunion] = ()
    """Les réunions où il a été présenté : il prouve alors ce qu'il couvre."""
    publie_le: DateImprecise | None = None
    """Quand ses délais ont été rendus publics : il prouve alors ce qu'il couvre."""
    commentaire: Texte | None = None
    """Un texte libre."""
    echanges: Liste[Echange] = ()
    """Ce que les services ont répondu au référent, daté."""

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

    def delai_pour(self, canal: str | None, reponses: Mapping[str, Decimal]) -> Duree | None:
        """Le délai d'une demande : celui du registre, à défaut celui de la démarche pour ce canal, qui est en jours ouvrés."""
        jours = reponses.get(canal or self.canal or "")
        if self.delai_annonce is not None or jours is None:
            return self.delai_annonce
        return Duree.lire(f"{min(int(jours), DELAI_MAX)} j")

    def en_jours_ouvres(self, delai: Duree | None) -> bool:
        """Vrai quand un délai se compte en jours ouvrés ; celui de la démarche l'est toujours."""
        if delai is None:
            return self.jours_ouvres
        return self.delai_annonce is None or self.se_compte_en_jours_ouvres

    def limite(
        self, ligne: LigneRegistre, reponses: Mapping[str, Decimal], calendrier: CalendrierOuvre
    ) -> datetime.date | None:
        """Le dernier jour pour répondre à une demande, toujours un jour ouvré.

        `None` quand aucun délai n'est annoncé, ou quand une pièce qui manque l'a arrêté.
        """
        recu, arret, reprise = ligne.recu_le.fin, ligne.incomplet_le, ligne.complet_le
        delai = self.delai_pour(ligne.canal, reponses)
        limite = None if delai is None else self.compter(recu, delai, calendrier)
        if delai is None or limite is None or arret is None or arret.fin > limite:
            return limite
        if reprise is None:
            return None
        if self.en_jours_ouvres(delai):
            return calendrier.apres(reprise.debut, delai.jours - calendrier.entre(recu, arret.fin))
        return calendrier.suivant(decaler(delai.apres(recu), max(0, (reprise.debut - arret.fin).days)))

    def compter(self, recu: datetime.date, delai: Duree, calendrier: CalendrierOuvre) -> datetime.date:
        """Le dernier jour d'un délai que rien n'arrête."""
        if self.en_jours_ouvres(delai):
            return calendrier.apres(recu, delai.jours)
        return calendrier.suivant(delai.apres(recu))

    def duree(self, ligne: LigneRegistre, delai: Duree | None, calendrier: CalendrierOuvre) -> int | None:
        """Combien de jours une réponse a pris, arrêts déduits ; `None` quand l'une des deux dates n'est pas un jour."""
        recu, repondu = ligne.recu_le, ligne.repondu_le
        if repondu is None or not recu.est_exacte or not repondu.est_exacte:
            return None
        jours = calendrier.entre if self.en_jours_ouvres(delai) else _jours_de_suite
        passe = jours(recu.fin, repondu.fin)
        if ligne.incomplet_le is None:
            return passe
        reprise = min(ligne.complet_le.debut, repondu.fin) if ligne.complet_le else repondu.fin
        return passe - jours(max(ligne.incomplet_le.fin, recu.fin), reprise)


def _jours_de_suite(debut: datetime.date, fin: datetime.date) -> int:
    return max(0, (fin - debut).days)
