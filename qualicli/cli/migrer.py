"""La commande `referentiel migrer`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qualicli.cli.importer_tableur import ABlanc, Conduite, MemeModifie
from qualicli.cli.options import Date, Dossier, choisir, ecrire, en_couleur, lire_date, suivre

if TYPE_CHECKING:
    from qualicli.operations.migrer import Migration
    from qualicli.operations.partir import Depart


def migrer(
    ancien: Annotated[str, typer.Argument(metavar="A", help="Le référentiel que l'on quitte.")],
    nouveau: Annotated[str, typer.Argument(metavar="B", help="Le référentiel où l'on va.")],
    dossier: Dossier = None,
    date: Date = None,
    a_blanc: ABlanc = False,
    oui: Annotated[bool, typer.Option("--oui", help="Écrire sans demander.")] = False,
    meme_modifie: MemeModifie = False,
    format_: Annotated[str, typer.Option("--format", metavar="FORMAT", help="texte ou json.")] = "texte",
    sortie: Annotated[
        Path | None,
        typer.Option("--sortie", "-o", metavar="FICHIER", help="Écrire aussi le rapport de perte (md, html, odt…)."),
    ] = None,
) -> None:
    """Porte un dossier d'un référentiel à un autre, d'après les correspondances ; n'ôte et n'écrase rien.

    Périmètre, engagements et premières évaluations s'ajoutent ; preuves, indicateurs, enquêtes, actions et constats citent
    aussi le nouveau. Dans un terminal, une question précède l'écriture ; ailleurs, rien ne s'écrit sans --oui. A et B sont
    le même quand le dossier apporte une nouvelle version d'un référentiel fourni.
    """
    from qualicli.operations.migrer import format_du_rapport, preparer
    from qualicli.operations.partir import partir
    from qualicli.operations.trouver import trouver

    choisir(format_, ("texte", "json"), "--format")
    if sortie is not None:
        format_du_rapport(sortie)
    with suivre() as avancement:
        depart = partir(trouver(dossier), ancien, nouveau, lire_date(date), avancement)
    conduite = Conduite(None, a_blanc, oui, meme_modifie, format_ == "json")
    _mener(depart, preparer(depart), conduite, sortie)


def _mener(depart: "Depart", migration: "Migration", conduite: Conduite, sortie: Path | None) -> None:
    """Montre, demande s'il le faut, écrit, et sort avec le code qui convient."""
    from qualicli.operations.importer import ecrire as ecrire_import
    from qualicli.operations.migrer import poser_rapport
    from qualicli.rendus import perte as rendu

    choisie: Migration | None = migration if conduite.oui and not conduite.a_blanc else None
    if not conduite.en_json:
        _montrer(migration)
        if conduite.demande and migration.prepare.fichiers:
            choisie = _demander(depart, migration)
    if choisie is not None and choisie.prepare.fichiers:
        ecrire_import(choisie.prepare, conduite.meme_modifie)
    ecrite = choisie is not None and bool(choisie.prepare.fichiers)
    finale = choisie or migration
    if sortie is not None:
        poser_rapport(finale, sortie)
    if conduite.en_json:
        nom = depart.ouvert.racine.resolve().name
        ecrire(rendu.json_(finale.perte, finale.prepare.apercu, ecrite, nom))
    else:
        _conclure(depart, finale, ecrite, conduite.demande or conduite.a_blanc, sortie)
    raise typer.Exit(finale.prepare.sortie)


def _montrer(migration: "Migration") -> None:
    from qualicli.rendus import importation
    from qualicli.rendus import perte as rendu
    from qualicli.rendus.ecran import imprimer, paragraphe

    ecran = rendu.ecran(migration.perte)
    ecran += [[], [("Ce qui s'écrirait", "bold")], *importation.detailler(migration.prepare.apercu)]
    erreurs = [f"{a.fichier}:{a.ligne} : {a.message}" for a in migration.prepare.erreurs]
    if erreurs:
        ecran += [[], [("« qualicli valider » trouverait en plus", "bold")]]
        ecran += [ligne for e in erreurs for ligne in paragraphe(e, "  ", "    ")]
    imprimer(ecran, en_couleur())


def _demander(depart: "Depart", migration: "Migration") -> "Migration | None":
    """Demande s'il faut tout écrire, ou exigence par exigence ; rien sans réponse."""
    from qualicli.cli.assistant import confirmer, demander
    from qualicli.operations.migrer import exigences_reprises, preparer
    from qualicli.rendus.ecran import aplanir

    mot = depart.vers.mots.exigence
    reponse = demander(f"\nÉcrire : tout (t), {mot} par {mot} (e), ou rien (entrée)", _reponse)
    if reponse != "e":
        return migration if reponse == "t" else None
    intitules = {n.feuille.code: n.feuille.intitule for n in migration.perte.passerelle.nouvelles}
    refusees = [code for code in exigences_reprises(migration) if not confirmer(aplanir(f"  {code} {intitules[code]}"))]
    return preparer(depart, refusees)


def _reponse(reponse: str) -> str:
    choix = {"": "", "t": "t", "tout": "t", "e": "e", "exigence": "e", "r": "", "rien": ""}.get(reponse.lower())
    if choix is None:
        from qualicli.erreurs import ErreurUsage

        raise ErreurUsage(f"« {reponse} » n'est pas une réponse.", "Tapez t, e, ou la touche entrée.")
    return choix


def _conclure(depart: "Depart", migration: "Migration", ecrite: bool, sait: bool, sortie: Path | None) -> None:
    from qualicli import francais
    from qualicli.operations.migrer import dire_retour

    fichiers = migration.prepare.fichiers
    if ecrite:
        ecrire(f"\n{francais.pluriel(len(fichiers), 'fichier écrit')}. {dire_retour(depart.ouvert.racine)}")
    elif fichiers:
        ecrire("\nRien n'est écrit." + ("" if sait else " Ajoutez --oui pour écrire ces changements."))
    if sortie is not None:
        ecrire(f"\nRapport de perte : {sortie.as_posix()}")
