"""Les modules retenus par chaque site."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from qualicli import francais
from qualicli.modeles.choix import ChoixAu, choix_au
from qualicli.modeles.referentiel import Module
from qualicli.modeles.reunion import Reunion
from qualicli.rendus.documents.socle.bloc import BlocDocument, VueBloc
from qualicli.rendus.documents.socle.contexte import ContexteDocument
from qualicli.rendus.documents.socle.sites import situer


def modules_par_site(contexte: ContexteDocument, quand: date) -> tuple[str, ...]:
    """Les modules de chaque site, les sites qui ont les mêmes ensemble : « préfecture (Évry) : accueil général, … »."""
    groupes: dict[tuple[str, ...], list[str]] = {}
    for site in contexte.dossier.demarche.sites:
        siens = tuple(_modules_de(contexte, site, quand))
        if siens:
            groupes.setdefault(siens, []).append(situer(contexte, site))
    return tuple(
        f"{francais.majuscule(francais.liste(sites))} : {francais.liste(noms)}" for noms, sites in groupes.items()
    )


def _modules_de(contexte: ContexteDocument, site: str, quand: date) -> Iterator[str]:
    for perimetre in contexte.dossier.demarche.perimetre:
        referentiel = contexte.dossier.referentiels.get(perimetre.referentiel)
        for module in referentiel.modules if referentiel else ():
            choix = choix_au(perimetre, module.code, site, quand)
            if referentiel is not None and choix is not None:
                yield from _module(contexte, module, choix, quand, referentiel.mots.module)


def _module(contexte: ContexteDocument, module: Module, choix: ChoixAu, quand: date, mot: str) -> Iterator[str]:
    nom = francais.minuscule(module.titre or module.code)
    if choix.statut == "envisage":
        yield f"{nom} (à confirmer)"
    elif choix.compte:
        noms, qui = contexte.noms(quand), choix.retenu.retenu_par
        yield f"{nom} ({mot} retenu{francais.e(mot)} par {noms.designer(qui)})" if qui else nom


@dataclass(frozen=True, slots=True)
class VueModules(VueBloc):
    """Les modules retenus par chaque site."""

    modules: tuple[str, ...]


def composer(contexte: ContexteDocument, reunion: Reunion) -> VueModules:
    """Compose le bloc à la date de la réunion."""
    return VueModules(modules_par_site(contexte, reunion.date.fin))


BLOC = BlocDocument("ce que chaque site a retenu", VueModules, composer)
