"""Les jalons en mots : leur intitulé, leur date, celle qu'elle remplace, leur état."""

from datetime import date

from qualicli import francais
from qualicli.modeles.suivi import Jalon
from qualicli.modeles.temps.dates import DateImprecise
from qualicli.rendus.documents.socle.contexte import ContexteDocument


def dater(quand: DateImprecise, texte: str) -> str:
    """Un fait daté, dans une liste : « mars 2021 : audit blanc », « de mars à mai 2021 : gestion documentaire »."""
    return f"{quand.en_complement() if quand.est_intervalle else quand.en_clair()} : {texte}"


def intitule_jalon(jalon: Jalon) -> str:
    """L'intitulé d'un jalon au fil d'une liste."""
    return francais.minuscule(jalon.intitule)


def dire_revision(contexte: ContexteDocument, date_en_vigueur: DateImprecise, jalon: Jalon) -> str:
    """La date d'un jalon, et celle qu'elle remplace : « septembre 2021 (au lieu d'avril 2021) »."""
    initiale = contexte.echeance(jalon.date_initiale)
    if not jalon.revisions or initiale is None or initiale.texte == date_en_vigueur.texte:
        return date_en_vigueur.en_clair()
    ancienne = initiale.en_clair()
    return f"{date_en_vigueur.en_clair()} (au lieu {francais.du(ancienne) if initiale.est_exacte else francais.de(ancienne)})"


def etat_jalon(jalon: Jalon, prevu: DateImprecise, quand: date) -> str:
    """Où en est un jalon à une date, en mots."""
    if jalon.realise_le is not None and jalon.est_realise(quand):
        return f"fait {jalon.realise_le.en_complement()}"
    if prevu.est_depassee(quand):
        return "en retard"
    return "en cours" if prevu.debut <= quand else "à venir"
