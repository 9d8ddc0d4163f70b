"""Les commandes `referentiel …`."""

from pathlib import Path
from typing import Annotated

import typer

from qualicli.cli.importer_tableur import (
    ABlanc,
    Conduite,
    FeuillesChoisies,
    Fichier,
    Garder,
    MemeModifie,
    Memorisees,
    NomProfil,
    Oui,
    demander_lecture,
    mener,
    ouvrir,
)
from qualicli.cli.migrer import migrer
from qualicli.cli.options import Commande, Date, Dossier, Groupe, annoncer, choisir, ecrire, en_couleur, lire_date
from qualicli.erreurs import Sortie

groupe = typer.Typer(
    cls=Groupe, rich_markup_mode=None, no_args_is_help=True, help="Voir, vérifier et comparer les référentiels."
)
Format = Annotated[str, typer.Option("--format", metavar="FORMAT", help="texte ou json.")]
Ajout = Annotated[
    Path | None, typer.Option("--dossier", help="Y ajouter les référentiels et compléments de ce dossier.")
]


@groupe.command("lister", cls=Commande)
def lister(dossier: Dossier = None, format_: Format = "texte") -> None:
    """Les référentiels fournis, et ceux du dossier."""
    from qualicli.operations import referentiel
    from qualicli.rendus import referentiel as rendu
    from qualicli.rendus.ecran import imprimer

    choisir(format_, ("texte", "json"), "--format")
    liste = referentiel.tous(referentiel.ouvrir_referentiels(dossier))
    if format_ == "json":
        ecrire(rendu.lister_json(liste))
    else:
        imprimer(rendu.lister(liste), en_couleur())


@groupe.command("montrer", cls=Commande)
def montrer(
    identifiant: Annotated[str, typer.Argument(metavar="ID", help="Le référentiel, par exemple qual-e-pref.")],
    code: Annotated[
        str | None, typer.Argument(metavar="CODE", help="Un module, un engagement ou une exigence.", show_default=False)
    ] = None,
    dossier: Ajout = None,
    format_: Format = "texte",
) -> None:
    """Un référentiel entier, ou un seul de ses éléments, avec la source et la certitude de chaque fait."""
    from qualicli.operations import referentiel
    from qualicli.rendus import referentiel as rendu
    from qualicli.rendus.ecran import imprimer

    choisir(format_, ("texte", "json"), "--format")
    choisi = referentiel.choisir(referentiel.ouvrir_referentiels(dossier), identifiant)
    element = referentiel.trouver_code(choisi, code) if code else None
    if format_ == "json":
        ecrire(rendu.montrer_json(choisi, element))
    else:
        imprimer(rendu.detailler(choisi, element) if element else rendu.montrer(choisi), en_couleur())


@groupe.command("valider", cls=Commande)
def valider(
    cible: Annotated[
        str | None,
        typer.Argument(
            metavar="ID|FICHIER", help="Un référentiel, ou un fichier ; tous par défaut.", show_default=False
        ),
    ] = None,
    dossier: Ajout = None,
    date: Date = None,
    format_: Format = "texte",
) -> None:
    """Vérifie un référentiel : codes, cardinalités annoncées, composition, sources, correspondances."""
    from qualicli.operations.referentiel import valider_referentiels
    from qualicli.rendus.anomalies import FORMATS, Presentation, texte
    from qualicli.rendus.ecran import imprimer

    choisir(format_, tuple(FORMATS), "--format")
    bilan = valider_referentiels(cible, dossier, lire_date(date))
    if format_ == "texte":
        imprimer(texte.composer(bilan, None), en_couleur())
    else:
        ecrire(FORMATS[format_](bilan, Presentation("")))
    raise typer.Exit(Sortie.CONFORME if bilan.est_conforme else Sortie.ANOMALIES)


@groupe.command("comparer", cls=Commande)
def comparer(
    ancien: Annotated[str, typer.Argument(metavar="A", help="Le référentiel que l'on quitte.")],
    nouveau: Annotated[str, typer.Argument(metavar="B", help="Le référentiel où l'on va.")],
    dossier: Ajout = None,
    format_: Annotated[str, typer.Option("--format", metavar="FORMAT", help="texte, json ou markdown.")] = "texte",
) -> None:
    """Ce qui est repris, nouveau ou abandonné d'un référentiel à l'autre, avec la certitude de chaque ligne."""
    from qualicli.operations import referentiel
    from qualicli.rendus import comparaison
    from qualicli.rendus.ecran import imprimer

    choisir(format_, ("texte", "json", "markdown"), "--format")
    resultat = referentiel.comparer(referentiel.ouvrir_referentiels(dossier), ancien, nouveau)
    if format_ == "texte":
        imprimer(comparaison.ecran(resultat), en_couleur())
    else:
        ecrire({"json": comparaison.json_, "markdown": comparaison.markdown}[format_](resultat))


@groupe.command("lacunes", cls=Commande)
def lacunes(
    identifiant: Annotated[str, typer.Argument(metavar="ID", help="Le référentiel, par exemple qual-e-pref.")],
    dossier: Ajout = None,
    sortie: Annotated[
        Path | None,
        typer.Option("--sortie", "-o", metavar="GRILLE", help="Écrire la grille à remplir, en .xlsx ou .csv."),
    ] = None,
    format_: Format = "texte",
) -> None:
    """Ce que l'on ne sait pas d'un référentiel, où le lire, et la grille vide à remplir d'après son exemplaire."""
    from qualicli.diagnostic.lacunes import relever
    from qualicli.operations import referentiel
    from qualicli.rendus import lacunes as rendu
    from qualicli.rendus.ecran import imprimer

    choisir(format_, ("texte", "json"), "--format")
    releve = relever(referentiel.choisir(referentiel.ouvrir_referentiels(dossier), identifiant))
    if sortie is not None:
        from qualicli.operations.grille_vierge import ecrire_grille

        ecrire_grille(releve, sortie)
        annoncer([sortie], a_blanc=False)
    elif format_ == "json":
        ecrire(rendu.json_(releve))
    else:
        imprimer(rendu.ecran(releve), en_couleur())


@groupe.command("importer", cls=Commande)
def importer(
    fichier: Fichier,
    referentiel: Annotated[str, typer.Option("--referentiel", metavar="ID", help="Le référentiel à compléter.")],
    dossier: Dossier = None,
    source: Annotated[
        str | None,
        typer.Option(
            "--source", metavar="TEXTE", help="D'où viennent ces exigences ; obligatoire pour un complément nouveau."
        ),
    ] = None,
    edition: Annotated[
        str | None,
        typer.Option(
            "--edition",
            metavar="VERSION",
            help="La grille est celle d'une nouvelle édition : elle remplace la fournie.",
        ),
    ] = None,
    profil: NomProfil = None,
    feuille: FeuillesChoisies = None,
    valeurs_memorisees: Memorisees = False,
    date: Date = None,
    a_blanc: ABlanc = False,
    garder: Garder = None,
    oui: Oui = False,
    meme_modifie: MemeModifie = False,
    format_: Format = "texte",
) -> None:
    """Fait d'une grille d'engagements et d'exigences le complément d'un référentiel, dans referentiels/.

    Seul ce qui manque s'écrit ; une valeur qui contredirait le référentiel est un conflit. Avec --edition, elle en est la
    nouvelle version, que « referentiel migrer ID ID » compare à la précédente.
    """
    from qualicli.operations.importer_referentiel import completer, editer

    choisir(format_, ("texte", "json"), "--format")
    voulue = demander_lecture(feuille, valeurs_memorisees)
    ouvert = ouvrir(dossier, fichier, profil, "referentiels", date, voulue)
    conduite = Conduite(garder, a_blanc, oui, meme_modifie, format_ == "json")
    if edition is not None:
        raise typer.Exit(mener(ouvert, lambda _: editer(ouvert, referentiel, edition, source), conduite))
    raise typer.Exit(mener(ouvert, lambda cote: completer(ouvert, referentiel, source, cote), conduite))


groupe.command("migrer", cls=Commande)(migrer)
