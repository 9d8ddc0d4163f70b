"""Ce que l'on demande de lire dans un tableur : quelles feuilles, et si les formules valent ce qu'elles montraient."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from qualicli import francais
from qualicli.echanges.classeurs.identite import FEUILLE
from qualicli.echanges.lecture.feuille_lue import FeuilleLue
from qualicli.echanges.tableurs.mots_des_services import nu
from qualicli.erreurs import ErreurUsage


class LectureDemandee(NamedTuple):
    """Comment lire un tableur : ces feuilles seulement, les valeurs mémorisées des formules, des constantes à proposer.

    `precisions` dit ce qui ne vaut que pour cet import : le titre, le public, la période, le site. Le profil ne les garde pas.
    """

    feuilles: tuple[str, ...] = ()
    memorisees: bool = False
    constantes: Mapping[str, str] = MappingProxyType({})
    precisions: Mapping[str, str] = MappingProxyType({})


def choisir_les_feuilles(
    nom: str, lues: list[FeuilleLue], voulue: LectureDemandee
) -> tuple[list[FeuilleLue], tuple[str, ...]]:
    """Les feuilles demandées, formules remplacées si on l'accepte, et ce qu'il faut en dire."""
    if any(f.nom == FEUILLE for f in lues):
        raise ErreurUsage(
            f"« {nom} » est un classeur établi par « qualicli exporter excel ».",
            "Reprenez-le par « qualicli importer excel », qui sait ce qui y a changé.",
        )
    absentes = [v for v in voulue.feuilles if not any(nu(f.nom) == nu(v) for f in lues)]
    if absentes:
        noms = francais.liste(f"« {f.nom} »" for f in lues if f.nom)
        raise ErreurUsage(
            f"« {nom} » n'a pas de feuille « {absentes[0]} ».",
            f"Il a {noms}." if noms else "Un .csv n'a qu'une feuille, sans nom : retirez --feuille.",
        )
    choisies = {nu(v) for v in voulue.feuilles}
    feuilles = [f for f in lues if not choisies or nu(f.nom) in choisies]
    mentions = [nommer_non_lues(nom, [f for f in lues if f not in feuilles and f.lignes])]
    combien = sum(f.figer() for f in feuilles) if voulue.memorisees else 0
    if combien:
        formules = francais.pluriel(combien, "formule lue par sa valeur", "formules lues par leur valeur")
        mentions.append(f"{nom} : {formules} à l'enregistrement.")
    return feuilles, tuple(filter(None, mentions))


def nommer_non_lues(nom: str, feuilles: Sequence[FeuilleLue]) -> str:
    """La phrase qui nomme les feuilles laissées de côté ; vide quand il n'y en a pas."""
    if not feuilles:
        return ""
    accord = francais.accorder(len(feuilles), "feuille non lue", "feuilles non lues")
    return f"{nom} : {accord}, {francais.liste(f'« {f.nom} »' for f in feuilles)}."
