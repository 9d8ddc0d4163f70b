"""Importer une grille de référentiel : elle devient, ou allonge, le complément que le dossier en garde."""

from qualicli import francais
from qualicli.depot.referentiels import Referentiels
from qualicli.echanges.grilles import lire_grille as grille
from qualicli.echanges.grilles.completer import Completeur
from qualicli.echanges.grilles.edition import composer_edition
from qualicli.erreurs import ErreurUsage
from qualicli.modeles.complement import Complement
from qualicli.modeles.importation import Effet, Fusion
from qualicli.modeles.referentiel import Referentiel
from qualicli.modeles.retouche import Creer
from qualicli.operations.importer import Import
from qualicli.operations.importer_tableur import TableurOuvert, conclure, lecteurs, lire_les_lignes
from qualicli.operations.referentiel import choisir, ouvrir_referentiels


def completer(tableur: TableurOuvert, identifiant: str, source: str | None, garder: str | None = None) -> Import:
    """Ce que la grille ajouterait au complément d'un référentiel, dit en mots et en octets. N'écrit rien."""
    _exiger_une_grille(tableur)
    base, complement, fichier = _trouver(tableur, identifiant)
    source = _exiger_source(source or (complement.source if complement else None))
    fusion = Fusion()
    lus = list(lire_les_lignes(lecteurs(tableur, fusion)))
    demandes = [d for lit, lignes in lus for d in grille.lire(lignes, lit.rejeter)]
    lit, _ = lus[0]
    feuille = lit.tableau.feuille.nom
    completeur = Completeur(base, complement, fichier, source, tableur.nom, feuille, garder, fusion, lit.rejeter)
    completeur.completer(demandes)
    return conclure(tableur, fusion, {})


def editer(tableur: TableurOuvert, identifiant: str, version: str, source: str | None) -> Import:
    """La nouvelle édition d'un référentiel fourni, telle que la grille la donne, sous le même identifiant. N'écrit rien."""
    _exiger_une_grille(tableur)
    base, complement, _ = _trouver(tableur, identifiant)
    source = _exiger_source(source)
    if version == base.version:
        raise ErreurUsage(f"La version {version} est celle de {base.nom} fourni.", "Donnez celle de la grille.")
    fusion = Fusion()
    lus = lecteurs(tableur, fusion)
    demandes = [d for lit in lus for d in grille.lire(lit.lire(), lit.rejeter)]
    brut = Referentiels().brut(base.id)
    valeurs, mentions = composer_edition(brut, base, demandes, version, source, lus[0].rejeter)
    combien = len({d.engagement for d in demandes})
    mot, e = base.mots.engagement, francais.e(base.mots.engagement)
    lus_en_mots = francais.pluriel(combien, f"{mot} lu{e}", f"{francais.mettre_au_pluriel(mot)} lu{e}s")
    mots = f"{base.nom}, version {version} : {lus_en_mots}"
    fusion.effets.append(Effet(f"referentiels/{base.id}.yaml", Creer(valeurs), mots))
    fusion.mentions += mentions
    if complement is not None:
        fusion.mentions.append(
            f"{complement.fichier} complète encore {base.id} : relisez-le d'après la nouvelle édition."
        )
    fusion.mentions.append(f"Ensuite : « qualicli referentiel migrer {base.id} {base.id} » dit ce qui change.")
    return conclure(tableur, fusion, {}, se_valide=False)


def _exiger_une_grille(tableur: TableurOuvert) -> None:
    if tableur.profil.famille != "referentiels":
        raise ErreurUsage(
            f"Le profil « {tableur.profil.id} » ne lit pas une grille de référentiel.",
            "Utilisez « qualicli importer tableur », ou un autre --profil.",
        )


def _exiger_source(source: str | None) -> str:
    if not source:
        raise ErreurUsage(
            "Il manque --source : d'où vient cette grille ?",
            'Par exemple : --source "Référentiel de 2019, exemplaire du service".',
        )
    return source


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
