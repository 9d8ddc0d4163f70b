"""Les instances : trouver celle d'un type, et la décrire sans nommer personne."""

from collections.abc import Iterator
from dataclasses import dataclass

from qualicli import francais
from qualicli.modeles.acteur import Acteur
from qualicli.modeles.organisation import Instance
from qualicli.modeles.reunion import Reunion
from qualicli.modeles.temps.durees import Duree
from qualicli.rendus.documents.socle.bloc import VueBloc
from qualicli.rendus.documents.socle.contexte import ContexteDocument
from qualicli.rendus.documents.socle.sites import commune


@dataclass(frozen=True, slots=True)
class InstanceVue:
    """Une instance : l'acte qui la crée, les sites qu'elle réunit, son rythme, sa composition, son rôle."""

    nom: str
    creation: str  # « le 14 octobre 2015 »
    acte: str  # « décision préfectorale du 14 octobre 2015 »
    sites: tuple[str, ...]
    rythme: str
    composition: tuple[str, ...]
    role: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VueInstance(VueBloc):
    """L'instance de la réunion."""

    comite: InstanceVue | None


def montrer_instance(contexte: ContexteDocument, reunion: Reunion) -> VueInstance:
    """L'instance de la réunion ; rien quand elle n'est pas décrite."""
    instance = contexte.instance(reunion)
    return VueInstance(decrire_instance(contexte, instance) if instance else None)


def trouver_instance(contexte: ContexteDocument, type_: str) -> Instance | None:
    """La première instance de ce type."""
    return next((i for i in contexte.dossier.instances.values() if i.type == type_), None)


def president_du_copil(contexte: ContexteDocument) -> Acteur | None:
    """Qui préside le comité de pilotage, et signe les actes de la démarche."""
    trouvee = trouver_instance(contexte, "copil")
    return trouvee.president if trouvee else None


def groupes_permanents(contexte: ContexteDocument) -> list[Instance]:
    """Les groupes de travail permanents."""
    return [i for i in contexte.dossier.instances.values() if i.type == "groupe_travail" and i.permanent]


def decrire_instance(contexte: ContexteDocument, instance: Instance) -> InstanceVue:
    """Une instance en mots ; sa composition ne nomme personne : des collèges et des organismes."""
    acte = instance.creation
    reference = francais.minuscule(acte.reference or "décision de création") if acte else ""
    communs = instance.sites if len(instance.sites) > 1 else ()
    return InstanceVue(
        francais.le(instance.nom),
        acte.date.en_complement() if acte else "",
        f"{reference} {acte.date.apres_de()}" if acte else "",
        tuple(commune(contexte, s) for s in communs),
        _rythme(instance.periodicite),
        tuple(_colleges(contexte, instance)),
        tuple(map(francais.minuscule, instance.role)),
    )


def _rythme(periodicite: Duree | None) -> str:
    """« au moins une fois par an », « au moins tous les 6 mois »."""
    if periodicite is None:
        return ""
    if (periodicite.mois, periodicite.jours) == (12, 0):
        return "au moins une fois par an"
    return f"au moins {periodicite.en_rythme()}"


def _colleges(contexte: ContexteDocument, instance: Instance) -> Iterator[str]:
    noms = contexte.noms()
    for college in instance.colleges.values():
        organismes = dict.fromkeys(o for m in college.membres if (o := noms.organisme(m)))
        suite = f" ({francais.liste(organismes)})" if organismes else ""
        yield f"{francais.minuscule(college.nom)}{suite}"
