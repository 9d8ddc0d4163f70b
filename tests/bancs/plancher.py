"""Le plancher d'une validation : lire, composer, construire les modèles, et rien d'autre."""

import gc
import os
import sys

from yaml.nodes import MappingNode, ScalarNode

from qualicli.depot.yaml_brut import composer
from qualicli.modeles.familles import DOSSIERS, UNIQUES


def texte(noeud):
    if type(noeud) is ScalarNode:
        return noeud.value
    if type(noeud) is MappingNode:
        return {cle.value: texte(valeur) for cle, valeur in noeud.value}
    return [texte(valeur) for valeur in noeud.value]


def main(racine: str) -> None:
    familles = {f.nom: f.modele for f in (*UNIQUES, *DOSSIERS)}
    objets = []
    for dossier, _, noms in os.walk(racine):
        tete = os.path.relpath(dossier, racine).split(os.sep)[0]
        for nom in noms:
            modele = familles.get(tete) or familles.get(nom)
            if modele is None:  # les référentiels du dossier
                continue
            with open(os.path.join(dossier, nom), "rb") as flux:
                octets = flux.read()
            if nom.endswith(".md"):
                octets = octets[: octets.index(b"\n---", 3) + 1]
            objets.append(modele.model_validate({**texte(composer(octets)), "@id": nom, "@fichier": nom}))


if __name__ == "__main__":
    if "--sans-ramasse-miettes" in sys.argv:
        gc.disable()
    main(sys.argv[1])
