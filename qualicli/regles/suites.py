"""PER : les choix successifs d'un module pour un site se suivent, et se lisent tous de la même façon."""

from collections.abc import Iterator

from qualicli.modeles.anomalie import Chemin, Faute, Gravite
from qualicli.modeles.choix import RETRAITS, Etape, se_suivent, suite
from qualicli.modeles.demarche import Demarche, ModuleRetenu, Perimetre
from qualicli.modeles.mots_du_format import mot
from qualicli.modeles.temps.dates import decaler
from qualicli.regles.contexte import Contexte, Regle

_FICHIER = "qualicli.yaml"


def est_en_suite(demarche: Demarche, perimetre: Perimetre, code: str, retenu: ModuleRetenu) -> bool:
    """Vrai quand ce choix en suit ou en précède un autre, pour l'un de ses sites."""
    return any(len(suite(perimetre, code, site)) > 1 for site in retenu.sites or demarche.sites)


def _suites(contexte: Contexte) -> Iterator[tuple[Chemin, str, str, tuple[Etape, ...]]]:
    """Les modules qui ont plusieurs choix pour un site : où, quel module, quel site, ses choix dans l'ordre."""
    demarche = contexte.dossier.demarche
    for rang, perimetre in enumerate(demarche.perimetre):
        for code in perimetre.modules:
            for site in demarche.sites:
                etapes = suite(perimetre, code, site)
                if len(etapes) > 1:
                    yield ("perimetre", rang, "modules", code), code, site, etapes


def _rang(contexte: Contexte, chemin: Chemin, etape: Etape) -> int:
    """Le rang d'un choix dans le fichier ; deux choix égaux ne sont pas le même."""
    choix = contexte.dossier.demarche.perimetre[int(chemin[1])].modules[str(chemin[3])]
    return next(i for i, c in enumerate(choix) if c is etape.retenu)


def choix_qui_se_chevauchent(contexte: Contexte) -> Iterator[Faute]:
    """Un module n'a qu'un choix à la fois pour un site."""
    dits: set[tuple[Chemin, int]] = set()
    for chemin, code, site, etapes in _suites(contexte):
        for i, etape in enumerate(etapes):
            rang = _rang(contexte, chemin, etape)
            avant = next((e for e in etapes[:i] if _se_chevauchent(e.retenu, etape.retenu)), None)
            if avant is None or etape.retenu.du is None or (chemin, rang) in dits:
                continue
            dits.add((chemin, rang))
            module = contexte.designer_module(chemin, code)
            fin, du = avant.retenu.jusqu_au, etape.retenu.du
            un, autre = mot(avant.retenu.statut), mot(etape.retenu.statut)
            if avant.debut == etape.debut or fin is None:
                message = f"{module} a deux choix qui commencent ensemble pour le site « {site} » ({du.en_clair()})."
                conseil = f"Datez autrement « {un} » ou « {autre} » : un choix vaut jusqu'à la veille du suivant."
            else:
                message = (
                    f"{module} est à la fois « {un} » (jusqu'{fin.en_terme()}) et « {autre} » "
                    f"(depuis {du.en_debut()}) pour le site « {site} »."
                )
                conseil = (
                    f"Finissez « {un} » avant {du.en_debut()}, ou retirez son « jusqu_au » : il vaut alors jusque-là."
                )
            yield Faute(_FICHIER, (*chemin, rang, "du"), message, conseil)


def _se_chevauchent(avant: ModuleRetenu, apres: ModuleRetenu) -> bool:
    """Vrai quand le second a commencé, avec certitude, avant la fin du premier, ou quand on ne peut les ordonner."""
    if apres.du is None:
        return False
    if avant.du is not None and avant.du.debut == apres.du.debut:
        return True
    return avant.jusqu_au is not None and apres.du.precede(avant.jusqu_au)


def lectures_melangees(contexte: Contexte) -> Iterator[Faute]:
    """Dans une suite de choix, un retrait est borné par ses dates : il ne raconte pas le temps où le module comptait."""
    dits: set[tuple[Chemin, int]] = set()
    for chemin, code, _, etapes in _suites(contexte):
        for i, etape in enumerate(etapes):
            retenu, rang = etape.retenu, _rang(contexte, chemin, etape)
            if retenu.statut not in RETRAITS or retenu.jusqu_au is None or (chemin, rang) in dits:
                continue
            avant = etapes[i - 1] if i else None
            suit = avant is not None and se_suivent(avant, etape) and (avant.compte or avant.retenu.statut in RETRAITS)
            if suit and i + 1 < len(etapes):
                continue
            dits.add((chemin, rang))
            module = contexte.designer_module(chemin, code)
            statut = mot(retenu.statut)
            if suit:
                message = f"{module} est {statut} jusqu'{retenu.jusqu_au.en_terme()}, et rien ne dit ce qui suit."
                conseil = "Retirez « jusqu_au » : un retrait dure jusqu'au choix suivant ; « reprise_prevue » annonce la suite."
            else:
                message = (
                    f"{module} a plusieurs choix : « {retenu.statut} » y vaut de « du » à « jusqu_au », au lieu de "
                    "dire quand il comptait."
                )
                conseil = f"Écrivez deux choix : {_en_deux(retenu)}."
            yield Faute(_FICHIER, (*chemin, rang, "jusqu_au"), message, conseil)


def _en_deux(retenu: ModuleRetenu) -> str:
    """« {statut: engage, du: 2022-01, jusqu_au: 2022-03-10} » et « {statut: desengage, du: 2022-03-11} »."""
    fin = retenu.jusqu_au
    if fin is None:
        return ""
    debut = f", du: {retenu.du}" if retenu.du else ""
    lendemain = fin if not fin.est_exacte else decaler(fin.fin, 1).isoformat()
    return (
        f"« {{statut: engage{debut}, jusqu_au: {fin}}} » et « {{statut: {retenu.statut}, du: {lendemain}}} », celui-ci avec "
        "son motif"
    )


REGLES = (
    Regle(
        "PER011",
        Gravite.ERREUR,
        "Choix qui se chevauchent",
        "Un module a plusieurs choix pour un site : chacun vaut de « du » à « jusqu_au », à défaut jusqu'à la veille du "
        "suivant. Deux d'entre eux valent en même temps.",
        "M7:\n  - {statut: engage, du: 2019-03, jusqu_au: 2022-12}\n  - {statut: desengage, du: 2022-03, motif: Report}",
        "M7:\n  - {statut: engage, du: 2019-03}\n  - {statut: desengage, du: 2022-03, motif: Report}",
        choix_qui_se_chevauchent,
    ),
    Regle(
        "PER012",
        Gravite.ERREUR,
        "Deux façons de dater un retrait",
        "Seul, {statut: desengage, du, jusqu_au} dit que le module a compté entre ces dates. Suivi ou précédé d'un autre choix "
        "du même site, il est désengagé entre ces dates. La liste mêle les deux lectures : les taux passés en dépendent.",
        "M7:\n  - {statut: desengage, du: 2022-01, jusqu_au: 2022-03-10, motif: Report}\n  - {statut: repris, du: 2023-S1}",
        "M7:\n  - {statut: engage, du: 2022-01, jusqu_au: 2022-03-10}\n  - {statut: desengage, du: 2022-03-11, motif: Report}\n"
        "  - {statut: repris, du: 2023-S1}",
        lectures_melangees,
    ),
)
