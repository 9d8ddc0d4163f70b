"""Ce qui désigne une personne dans un texte : courriels, téléphones, noms de l'annuaire."""

import re
from collections.abc import Iterator

from qualicli.modeles.dossier import Dossier
from qualicli.modeles.liens import citations
from qualicli.modeles.organisation import Annuaire
from qualicli.regles.nominatif import COURRIEL, INTERNATIONAL, NATIONAL
from qualicli.rendus import libelles


def traces(texte: str, annuaire: Annuaire | None) -> list[str]:
    """Les courriels, les numéros et les noms de l'annuaire qu'un texte contient, sans doublon."""
    octets = texte.encode("utf-8", "replace")
    trouves = [t[0].decode() for motif in (COURRIEL, NATIONAL, INTERNATIONAL) for t in motif.finditer(octets)]
    noms = sorted(_noms(annuaire), key=len, reverse=True)
    if noms:
        motif_noms = "|".join(
            re.escape(forme) for nom in noms for forme in dict.fromkeys((nom, nom.upper(), nom.title()))
        )
        trouves += [t[0] for t in re.finditer(rf"(?<![\w-])(?:{motif_noms})(?![\w-])", texte)]
    return list(dict.fromkeys(trouves))


def inconnus(dossier: Dossier) -> set[str]:
    """Les acteurs cités par un identifiant que rien ne décrit, tels qu'un document les écrirait : peut-être des noms."""
    objets = (dossier.demarche, *dossier.services.values(), *dossier.instances.values(), *dossier.objets())
    cites = {c.valeur for o in objets for c in citations(o) if c.famille == "acteurs"}
    decrits = dossier.annuaire.personnes if dossier.annuaire else {}
    return {libelles.epeler(c) for c in cites if c not in decrits and not libelles.a_fonction(dossier, c)}


def _noms(annuaire: Annuaire | None) -> Iterator[str]:
    """Les noms de famille et les alias, tels qu'ils sont écrits."""
    for personne in annuaire.personnes.values() if annuaire else ():
        yield from (nom for nom in (personne.nom, *personne.alias) if len(nom) > 1)
