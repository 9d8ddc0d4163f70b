"""Expliquer un point d'un dossier à une date. N'écrit rien."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from qualicli import francais
from qualicli.diagnostic.expliquer import Explication, expliquer
from qualicli.diagnostic.resultat import Filtres, ResultatDiagnostic
from qualicli.erreurs import ErreurUsage
from qualicli.modeles.codes import voisin
from qualicli.operations.diagnostiquer import diagnostiquer


@dataclass(frozen=True)
class Explications:
    """Les explications d'un code, et le diagnostic d'où elles viennent."""

    resultat: ResultatDiagnostic
    explications: tuple[Explication, ...]


def expliquer_reference(racine: Path, reference: str, au: date, filtres: Filtres | None = None) -> Explications:
    """Explique une référence « référentiel:code », ou un code seul quand le périmètre n'a qu'un référentiel."""
    resultat = diagnostiquer(racine, au, filtres)
    dossier = resultat.diagnostic.dossier
    referentiel, code = dossier.reference(reference)
    cites = [p.referentiel for p in dossier.demarche.perimetre]
    if not cites:
        raise ErreurUsage(
            "Le périmètre de la démarche est vide : rien n'est à expliquer.",
            "Ajoutez-y un référentiel, dans qualicli.yaml.",
        )
    porteurs = [c for c in cites if c in dossier.referentiels and code in dossier.referentiels[c].codes]
    if not referentiel and porteurs:
        noms = francais.liste((f"{c}:{code}" for c in porteurs), "ou")
        raise ErreurUsage(f"« {code} » est dans plusieurs référentiels.", f"Dites : {noms}.")
    if not referentiel:
        raise ErreurUsage(
            f"« {code} » ne dit pas de quel référentiel il s'agit.", f"Écrivez par exemple {cites[0]}:{code}."
        )
    if referentiel not in cites:
        proche = francais.plus_proche(referentiel, cites)
        raise ErreurUsage(
            f"Le référentiel « {referentiel} » n'est pas dans le périmètre.",
            f"Vouliez-vous dire « {proche} » ?" if proche else f"Périmètre : {', '.join(cites)}.",
        )
    connu = dossier.referentiels[referentiel]
    codes = connu.codes
    if code not in codes and connu.module(code) is not None:
        raise ErreurUsage(
            f"« {code} » est {francais.un(connu.mots.module)}, en entier : expliquez un de ses éléments.",
            f"« qualicli ecarts --module {code} » montre ce qui lui manque.",
        )
    if code in connu.retires:
        raise ErreurUsage(
            f"« {code} » n'est plus dans {connu.nom}, version {connu.version} : ce qui le cite reste, sans compter.",
            f"« qualicli chercher {code} » le retrouve ; « qualicli referentiel montrer {referentiel} » liste les autres.",
        )
    if code not in codes:
        proche = voisin(code, codes)
        conseil = f"Vouliez-vous dire « {proche} » ? " if proche else ""
        raise ErreurUsage(
            f"« {code} » n'existe pas dans {dossier.referentiels[referentiel].nom}.",
            f"{conseil}« qualicli referentiel montrer {referentiel} » les liste.",
        )
    return Explications(resultat, tuple(expliquer(resultat.diagnostic, referentiel, code)))
