"""Les choix successifs d'un module pour un site : lequel vaut à une date, s'il compte, et depuis quand.

Un choix seul dit tout d'un coup : `{statut: desengage, du, jusqu_au}` a compté entre ces dates. Dans une suite, les dates
bornent le statut lui-même ; sans `jusqu_au`, un choix vaut jusqu'à la veille du suivant : le passé reste, on ajoute une ligne.
"""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from qualicli.modeles.demarche import STATUTS_COMPTES, Demarche, ModuleRetenu, Perimetre, StatutModule
from qualicli.modeles.temps.dates import DateImprecise, decaler

RETRAITS: tuple[StatutModule, ...] = ("desengage", "suspendu")


class ChoixAu(NamedTuple):
    """Le choix d'un module qui vaut pour un site à une date ; `depuis` ouvre le temps compté sans interruption."""

    retenu: ModuleRetenu
    statut: StatutModule
    compte: bool
    depuis: DateImprecise | None


class Etape(NamedTuple):
    """Un choix d'une suite, et les jours qu'il couvre."""

    retenu: ModuleRetenu
    debut: date
    fin: date

    @property
    def compte(self) -> bool:
        """Vrai quand son statut compte."""
        return self.retenu.statut in STATUTS_COMPTES


def suite(perimetre: Perimetre, code: str, site: str) -> tuple[Etape, ...]:
    """Les choix d'un module pour un site, dans l'ordre du temps ; à dates égales, dans l'ordre où ils sont écrits."""
    siens = [c for c in perimetre.modules.get(code, ()) if not c.sites or site in c.sites]
    ranges = sorted(((c.du.debut if c.du else date.min, c) for c in siens), key=lambda e: e[0])
    etapes = []
    for rang, (debut, retenu) in enumerate(ranges):
        suivant = next((d for d, _ in ranges[rang + 1 :] if d > debut), None)
        veille = decaler(suivant, -1) if suivant else date.max
        etapes.append(Etape(retenu, debut, retenu.jusqu_au.fin if retenu.jusqu_au else veille))
    return tuple(etapes)


def choix_au(perimetre: Perimetre, code: str, site: str, au: date) -> ChoixAu | None:
    """Le choix qui vaut à une date : celui qui la couvre, à défaut le dernier commencé, à défaut le premier à venir."""
    etapes = suite(perimetre, code, site)
    if not etapes:
        return None
    if len(etapes) == 1:
        retenu = etapes[0].retenu
        compte = retenu.est_compte(au)
        a_venir = retenu.statut in RETRAITS and retenu.jusqu_au is not None and au <= retenu.jusqu_au.fin
        statut: StatutModule = "engage" if a_venir else retenu.statut  # on ne sait pas encore qu'il sera retiré
        return ChoixAu(retenu, statut, compte, retenu.du)
    # Deux choix qui se touchent dans un même mois : le premier va jusqu'à son terme.
    couvrantes = [i for i, e in enumerate(etapes) if e.debut <= au <= e.fin]
    commencees = [i for i, e in enumerate(etapes) if e.debut <= au]
    rang = couvrantes[0] if couvrantes else commencees[-1] if commencees else 0
    retenu = etapes[rang].retenu
    compte = bool(couvrantes) and etapes[rang].compte
    return ChoixAu(retenu, retenu.statut, compte, etapes[_ouverture(etapes, rang)].retenu.du if compte else retenu.du)


def _ouverture(etapes: tuple[Etape, ...], rang: int) -> int:
    """Le rang du choix qui ouvre le temps compté sans interruption jusqu'à celui-ci."""
    while rang and etapes[rang - 1].compte and se_suivent(etapes[rang - 1], etapes[rang]):
        rang -= 1
    return rang


def se_suivent(avant: Etape, apres: Etape) -> bool:
    """Vrai quand aucun jour ne les sépare."""
    return (apres.debut - avant.fin).days <= 1


def choix_par_site(demarche: Demarche, perimetre: Perimetre, code: str, au: date) -> dict[str, ChoixAu]:
    """Par site de la démarche, le choix d'un module qui vaut à une date ; un site qu'aucun ne cite n'y figure pas."""
    cites = (s for c in perimetre.modules.get(code, ()) for s in c.sites or demarche.sites)
    connus = dict.fromkeys(s for s in cites if s in demarche.sites)
    return {site: choix for site in connus if (choix := choix_au(perimetre, code, site, au))}


def comptes_par_site(demarche: Demarche, perimetre: Perimetre, code: str, au: date) -> dict[str, ChoixAu]:
    """Les sites où un module compte à une date, chacun avec le choix qui l'y met."""
    return {site: choix for site, choix in choix_par_site(demarche, perimetre, code, au).items() if choix.compte}


class Passe(NamedTuple):
    """Un choix du périmètre, ce qui le précède et les sites où c'est vrai ; `seul` : il a la lecture d'un choix seul."""

    retenu: ModuleRetenu
    seul: bool
    suit_un_compte: bool
    compte: tuple[DateImprecise | None, DateImprecise | None]
    sites: tuple[str, ...]


def histoire(demarche: Demarche, perimetre: Perimetre, code: str) -> Iterator[Passe]:
    """Les choix d'un module, dans l'ordre écrit : ce qui suivait, et le temps qui a compté avant un retrait."""
    for retenu in perimetre.modules.get(code, ()):
        groupes: dict[tuple[bool, bool, tuple[DateImprecise | None, DateImprecise | None]], list[str]] = {}
        for site in retenu.sites or demarche.sites:
            etapes = suite(perimetre, code, site)
            rang = next(i for i, e in enumerate(etapes) if e.retenu is retenu)
            suit = rang > 0 and etapes[rang - 1].compte and se_suivent(etapes[rang - 1], etapes[rang])
            cle = (len(etapes) == 1, suit, _compte_avant(etapes, rang))
            groupes.setdefault(cle, []).append(site)
        yield from (Passe(retenu, *cle, tuple(sites)) for cle, sites in groupes.items())


def _compte_avant(etapes: tuple[Etape, ...], rang: int) -> tuple[DateImprecise | None, DateImprecise | None]:
    """Le temps compté d'un choix seul, ou celui qui s'achève avant ce rang d'une suite."""
    retenu = etapes[rang].retenu
    if len(etapes) == 1:
        return retenu.du, retenu.jusqu_au
    dernier = next((i for i in range(rang - 1, -1, -1) if etapes[i].compte), None)
    if dernier is None:
        return None, None
    du, fin = etapes[_ouverture(etapes, dernier)].retenu.du, etapes[dernier].retenu.jusqu_au
    suivant = etapes[dernier + 1].retenu.du
    if fin is None and suivant is not None:
        veille = decaler(suivant.debut, -1).isoformat()
        fin = DateImprecise.lire(veille) if suivant.est_exacte else suivant
    return du, fin
