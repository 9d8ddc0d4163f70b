"""Importer une grille de référentiel : elle devient, ou allonge, le complément que le dossier en garde."""

from qualicli import francais
from qualicli.echanges.grilles import lire_grille as grille
from qualicli.echanges.grilles.completer import Completeur
from qualicli.erreurs import ErreurUsage
from qualicli.modeles.complement import Complement
from qualicli.modeles.importation import Fusion
from qualicli.modeles.referentiel import Referentiel
from qualicli.operations.importer import Import
from qualicli.operations.importer_tableur import TableurOuvert, conclure, lecteurs, lire_les_lignes
from qualicli.operations.referentiel import choisir, ouvrir_referentiels


def completer(tableur: TableurOuvert, identifiant: str, source: str | None, garder: str | None = None) -> Import:
    """Ce que la grille ajouterait au complément d'un référentiel, dit en mots et en octets. N'écrit rien."""
    if tableur.profil.famille != "referentiels":
        raise ErreurUsage(
            f"Le profil « {tableur.profil.id} » ne lit pas une grille de référentiel.",
            "Utilisez « qualicli importer tableur », ou un autre --profil.",
        )
    base, complement, fichier = _trouver(tableur, identifiant)
    source = source or (complement.source if complement else None)
    if not source:
        raise ErreurUsage(
            "Il manque --source : d'où viennent ces exigences ?",
            'Par exemple : --source "Référentiel de 2019, exemplaire de la préfecture".',
        )
    fusion = Fusion()
    lus = list(lire_les_lignes(lecteurs(tableur, fusion)))
    demandes = [d for lit, lignes in lus for d in grille.lire(lignes, lit.rejeter)]
    lit, _ = lus[0]
    feuille = lit.tableau.feuille.nom
    completeur = Completeur(base, complement, fichier, source, tableur.nom, feuille, garder, fusion, lit.rejeter)
    completeur.completer(demandes)
    return conclure(tableur, fusion, {})


def _trouver(tableur: TableurOuvert, identifiant: str) -> tuple[Referentiel, Complement | None, str]:
    """Le référentiel sans complément, le complément qu'en a le dossier, et le fichier où il est, ou serait."""
    referentiels = ouvrir_referentiels(tableur.ouvert.racine)
    choisi = choisir(referentiels, identifiant).id
    base = referentiels.base(choisi)
    if base is None or choisi in referentiels.propres:
        raise ErreurUsage(
            f"« {choisi} » est un référentiel propre à ce dossier : il ne se complète pas, il se modifie.",
            f"Ouvrez referentiels/{choisi}.yaml.",
        )
    siens = [c for c in referentiels.complements if c.complete == choisi]
    if len(siens) > 1:
        raise ErreurUsage(
            f"Le dossier a plusieurs compléments de « {choisi} ».",
            f"Réunissez-les en un seul : {francais.liste(c.fichier for c in siens)}.",
        )
    return base, siens[0] if siens else None, siens[0].fichier if siens else f"referentiels/{choisi}-complement.yaml"
