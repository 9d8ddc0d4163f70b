"""Lire le parcours que l'outil propose à tout référentiel qui n'a pas le sien."""

from qualicli import ressources
from qualicli.depot import yaml_brut
from qualicli.modeles.parcours import ParcoursType


def lire_parcours_type() -> ParcoursType:
    """Lit les étapes d'une première labellisation, livrées avec l'outil."""
    octets = (ressources.dossier("referentiels") / "parcours" / "premier-label.yaml").read_bytes()
    return ParcoursType.model_validate(yaml_brut.lire(octets)[0])
