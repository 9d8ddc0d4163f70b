"""Ce qui désigne une personne dans un texte : courriels, téléphones, noms de l'annuaire."""

from qualicli.modeles.dossier import Dossier
from qualicli.modeles.liens import citations
from qualicli.modeles.nominatif import COURRIEL, INTERNATIONAL, NATIONAL, noms_connus
from qualicli.modeles.organisation import Annuaire
from qualicli.rendus import libelles


def traces(texte: str, annuaire: Annuaire | None) -> list[str]:
    """Les courriels, les numéros et les noms de l'annuaire qu'un texte contient, sans doublon."""
    octets = texte.encode("utf-8", "replace")
    trouves = [t[0].decode() for motif in (COURRIEL, NATIONAL, INTERNATIONAL) for t in motif.finditer(octets)]
    noms = noms_connus(annuaire)
    if noms is not None:
        trouves += [t[0] for t in noms.finditer(texte)]
    return list(dict.fromkeys(trouves))


def inconnus(dossier: Dossier) -> set[str]:
    """Les acteurs cités par un identifiant que rien ne décrit, tels qu'un document les écrirait : peut-être des noms."""
    objets = (dossier.demarche, *dossier.services.values(), *dossier.instances.values(), *dossier.objets())
    cites = {c.valeur for o in objets for c in citations(o) if c.famille == "acteurs"}
    decrits = dossier.annuaire.personnes if dossier.annuaire else {}
    return {libelles.epeler(c) for c in cites if c not in decrits and not libelles.a_fonction(dossier, c)}
