"""CLU : le comité local des usagers existe, réunit ses collèges, et se réunit ; et REU : le rythme des autres instances."""

from collections.abc import Iterator
from datetime import date

from qualicli.modeles.anomalie import Faute, Gravite
from qualicli.modeles.organisation import Instance
from qualicli.modeles.temps.dates import DateImprecise
from qualicli.modeles.temps.durees import Duree
from qualicli.regles.contexte import Contexte, Regle

_FICHIER = "instances.yaml"


def _comites(contexte: Contexte) -> Iterator[tuple[str, Instance]]:
    return ((nom, i) for nom, i in contexte.connu.instances.items() if i.type == "clu")


def colleges_vides(contexte: Contexte) -> Iterator[Faute]:
    """Chaque collège d'un comité local des usagers a au moins un membre."""
    for nom, instance in _comites(contexte):
        for cle, college in instance.colleges.items():
            if not college.membres:
                message = f"Le collège « {college.nom} » n'a aucun membre."
                conseil = "Citez ses membres par leur fonction, ou retirez le collège."
                yield Faute(_FICHIER, ("instances", nom, "colleges", cle), message, conseil)
        if not instance.colleges and not instance.membres:
            message = f"« {instance.nom} » n'a ni collège ni membre."
            yield Faute(_FICHIER, ("instances", nom), message, "Décrivez ses collèges et leurs membres.")


def creations_manquantes(contexte: Contexte) -> Iterator[Faute]:
    """Un comité local des usagers ne se réunit qu'après la décision qui le crée."""
    for nom, instance in _comites(contexte):
        tenues = contexte.reunions.get(nom, ())
        if tenues and instance.creation is None:
            message = f"« {instance.nom} » s'est réuni sans décision de création."
            conseil = "Ajoutez « creation: {date: …, reference: …} »."
            yield Faute(_FICHIER, ("instances", nom), message, conseil)
        for reunion in tenues:
            if instance.creation is not None and reunion.date.precede(instance.creation.date):
                message = f"« {instance.nom} » n'a été créé que plus tard ({instance.creation.date.en_clair()})."
                yield Faute(
                    reunion.fichier, ("date",), message, "Corrigez la date de la réunion, ou celle de la création."
                )


def reunions_espacees(contexte: Contexte) -> Iterator[Faute]:
    """Un comité local des usagers s'est réuni depuis moins d'un an, ou selon sa propre périodicité."""
    for nom, instance in _comites(contexte):
        message = retard(contexte, nom, instance)
        if message:
            yield Faute(_FICHIER, ("instances", nom), message, "Fixez la date du prochain comité.")


def retard(contexte: Contexte, nom: str, instance: Instance) -> str:
    """Dit depuis quand un comité aurait dû se réunir ; vide s'il est à jour. Sans réunion, compte depuis sa création."""
    fin = limite(contexte, nom, instance)
    if fin is not None and fin >= contexte.au:
        return ""
    derniere = _derniere(contexte, nom, instance)
    if derniere is not None:
        delai = delai_de(contexte, nom, instance)
        return f"La dernière réunion de « {instance.nom} » date de plus de {delai} ({derniere.en_clair()})."
    return f"« {instance.nom} » n'a encore aucune réunion enregistrée."


def limite(contexte: Contexte, nom: str, instance: Instance) -> date | None:
    """Le dernier jour où réunir une instance, d'après son rythme ; aucun quand rien ne permet de le compter."""
    derniere, delai = _derniere(contexte, nom, instance), delai_de(contexte, nom, instance)
    depuis = derniere or (instance.creation.date if instance.creation is not None else None)
    return delai.apres(depuis.fin) if delai is not None and depuis is not None else None


def delai_de(contexte: Contexte, nom: str, instance: Instance) -> Duree | None:
    """Le temps que la démarche laisse entre deux réunions d'une instance ; aucun quand rien ne l'oblige à se réunir."""
    delais = contexte.dossier.demarche.delais
    if instance.type in ("clu", "comite_technique"):
        return instance.periodicite or delais.reunion_comite
    if not instance.permanent:
        return None
    if instance.type == "groupe_travail":
        return (instance.periodicite or delais.reunion_groupe) if nom in contexte.reunions else None
    return instance.periodicite


def _derniere(contexte: Contexte, nom: str, instance: Instance) -> DateImprecise | None:
    """La dernière réunion : celle d'un compte rendu, ou d'un jalon réalisé du même type."""
    dates = [reunion.date for reunion in contexte.reunions.get(nom, ())]
    for jalon in contexte.dossier.jalons.values():
        if jalon.type == instance.type and jalon.realise_le is not None and jalon.est_realise(contexte.au):
            dates.append(jalon.realise_le)
    return max(dates, key=lambda d: d.fin, default=None)


def comites_techniques_espaces(contexte: Contexte) -> Iterator[Faute]:
    """Un point qualité est présenté chaque année au comité technique, quand l'instance existe."""
    for nom, instance in contexte.connu.instances.items():
        if instance.type == "comite_technique":
            message = retard(contexte, nom, instance)
            if message:
                conseil = "Inscrivez un point d'avancement à sa prochaine réunion."
                yield Faute("instances.yaml", ("instances", nom), message, conseil)


def groupes_en_sommeil(contexte: Contexte) -> Iterator[Faute]:
    """Un groupe de travail permanent qui s'est déjà réuni se réunit encore."""
    for nom, instance in contexte.dossier.instances.items():
        delai = delai_de(contexte, nom, instance) if instance.type == "groupe_travail" else None
        derniere = _derniere(contexte, nom, instance)
        if delai is not None and derniere is not None and delai.apres(derniere.fin) < contexte.au:
            message = f"« {instance.nom} » ne s'est pas réuni depuis plus de {delai} ({derniere.en_clair()})."
            conseil = "Réunissez-le, ou notez « permanent: false » s'il a fini."
            yield Faute("instances.yaml", ("instances", nom), message, conseil)


def instances_espacees(contexte: Contexte) -> Iterator[Faute]:
    """Une autre instance, quand elle dit tous les combien elle se réunit, s'y tient."""
    for nom, instance in contexte.connu.instances.items():
        suivie_ailleurs = instance.type in ("clu", "comite_technique", "groupe_travail")
        if instance.periodicite is not None and instance.permanent and not suivie_ailleurs:
            message = retard(contexte, nom, instance)
            if message:
                conseil = "Fixez la date de la prochaine réunion, ou revoyez « periodicite »."
                yield Faute("instances.yaml", ("instances", nom, "periodicite"), message, conseil)


REGLES = (
    Regle(
        "CLU001",
        Gravite.ERREUR,
        "Collège sans membre",
        "Les collèges d'un comité local des usagers se choisissent, mais aucun ne reste vide.",
        "usagers: {nom: Usagers}",
        "usagers: {nom: Usagers, membres: [Présidente de l'association des usagers]}",
        colleges_vides,
    ),
    Regle(
        "CLU002",
        Gravite.ERREUR,
        "Comité réuni sans décision de création antérieure",
        "Un comité local des usagers naît d'une décision préfectorale, prise avant sa première réunion.",
        "clu: {nom: CLU, type: clu}   (et une réunion le 2015-11-18)",
        "creation: {date: 2015-10-14}",
        creations_manquantes,
    ),
    Regle(
        "CLU003",
        Gravite.AVERTISSEMENT,
        "Comité local des usagers à réunir",
        "Plus d'un an (ou que la « periodicite » de l'instance) sépare la date du contrôle de la dernière réunion tenue.",
        "(dernière réunion le 2013-03-26, contrôle le 2014-03-27)",
        "(une réunion le 2014-02-11)",
        reunions_espacees,
    ),
)
