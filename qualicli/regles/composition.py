"""La composition des modules qu'exige un référentiel, vérifiée site par site : pour les règles et pour le verdict."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from qualicli import francais
from qualicli.modeles.choix import comptes_par_site
from qualicli.modeles.demarche import Demarche, Perimetre
from qualicli.modeles.label import RegleComposition
from qualicli.modeles.referentiel import Referentiel


class Rupture(NamedTuple):
    """Un site qui ne respecte pas une règle de composition."""

    site: str
    texte: str


def modules_comptes(demarche: Demarche, perimetre: Perimetre, au: date) -> dict[str, set[str]]:
    """Les modules comptés à une date, par site ; un site sans module n'y figure pas."""
    par_site: dict[str, set[str]] = {}
    for code in perimetre.modules:
        for site in comptes_par_site(demarche, perimetre, code, au):
            par_site.setdefault(site, set()).add(code)
    return par_site


def ruptures(demarche: Demarche, perimetre: Perimetre, referentiel: Referentiel, au: date) -> Iterator[Rupture]:
    """Les règles de composition que les modules comptés ne respectent pas, site par site."""
    for site, modules in modules_comptes(demarche, perimetre, au).items():
        for regle in referentiel.composition:
            if regle.si is None or demarche.sites[site].verifie(regle.si):
                texte = _rupture(regle, modules, referentiel)
                if texte:
                    yield Rupture(site, texte)


def _rupture(regle: RegleComposition, modules: set[str], referentiel: Referentiel) -> str:
    mot = referentiel.vocabulaire.module
    if regle.obligatoire is not None and regle.obligatoire not in modules:
        pourquoi = f" ({regle.si})" if regle.si else ""
        return f"le {mot} {nommer(referentiel, regle.obligatoire)} est obligatoire{pourquoi}"
    if regle.au_moins is not None and len(modules & set(regle.parmi)) < regle.au_moins:
        natures = {m.nature for m in referentiel.modules if m.code in regle.parmi}
        genre = f"{mot} métier" if natures == {"metier"} else mot
        choix = francais.liste(regle.parmi, "ou")
        return f"il faut au moins {francais.pluriel(regle.au_moins, genre)} parmi {choix}"
    return ""


def nommer(referentiel: Referentiel, code: str) -> str:
    """Le code d'un module suivi de son titre, quand il est connu."""
    module = referentiel.module(code)
    return f"{code} {francais.guillemets(module.titre)}" if module and module.titre else code
