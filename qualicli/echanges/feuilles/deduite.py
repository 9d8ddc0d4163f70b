"""La feuille d'une famille qui n'en a pas sur mesure : ses colonnes se déduisent de sa fiche et de son modèle."""

from collections.abc import Iterator
from datetime import time
from typing import Any

from qualicli import francais
from qualicli.echanges.cellules.colonne import joindre, valeur_yaml
from qualicli.echanges.feuilles.colonnes_deduites import champs_vers, colonnes
from qualicli.echanges.feuilles.description import FeuilleDecrite, LigneDeFeuille, Naissance
from qualicli.echanges.feuilles.dossier_diagnostique import DossierDiagnostique
from qualicli.echanges.feuilles.naissances import exiger, naitre_fiche
from qualicli.echanges.feuilles.retouches import poser_chaque
from qualicli.echanges.feuilles.textes import acteur, acteurs_fermes, texte
from qualicli.modeles.acteur import Acteur
from qualicli.modeles.fiche import Famille, NomCommun
from qualicli.modeles.importation import Effet


def feuille_deduite(famille: Famille, mot: NomCommun) -> FeuilleDecrite:
    """La feuille d'une famille dont la fiche donne les colonnes."""
    siennes = colonnes(famille)
    acteurs = [c.cle for c in siennes if c.genre == "acteur"]

    def lignes(source: DossierDiagnostique) -> Iterator[LigneDeFeuille]:
        for objet in source.dossier.familles.get(famille.nom, {}).values():
            valeurs = {c.cle: _valeur(getattr(objet, c.cle)) for c in siennes}
            services = (s for champ in champs_vers(famille, "services") for s in valeurs[champ].split("; ") if s)
            yield LigneDeFeuille(
                f"{famille.nom}/{objet.id}",
                objet.fichier,
                (),
                valeurs,
                f"{francais.majuscule(mot.singulier)} {francais.guillemets(_distinguer(famille, valeurs))}",
                tuple(dict.fromkeys(services)),
                acteurs_fermes(objet, *acteurs),
                objet,
            )

    def naitre(naissance: Naissance) -> Iterator[Effet]:
        exiger(naissance, siennes)
        ecrites = {c.cle: valeur_yaml(c, naissance.valeurs.get(c.cle, "")) for c in siennes}
        base = _distinguer(famille, naissance.valeurs)
        nom = f"{francais.majuscule(mot.nouveau)} {francais.guillemets(base)}"
        yield from naitre_fiche(naissance, famille.nom, famille.extensions[0], nom, ecrites, base)

    titre = francais.majuscule(francais.accorder(2, mot.singulier))
    return FeuilleDecrite(
        famille.nom, titre, f"{francais.majuscule(famille.contenu)}.", siennes, lignes, poser_chaque, naitre, 15
    )


def _distinguer(famille: Famille, valeurs: Any) -> str:
    return " ".join(valeurs[champ] for champ in famille.unique if valeurs.get(champ))


def _valeur(valeur: Any) -> str:
    if isinstance(valeur, tuple):
        return joindre(valeur)
    if isinstance(valeur, Acteur):
        return acteur(valeur)
    return f"{valeur:%H:%M}" if isinstance(valeur, time) else texte(valeur)
