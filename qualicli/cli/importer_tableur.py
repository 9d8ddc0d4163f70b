"""La commande `importer tableur`, et ce qu'elle partage avec `referentiel importer`."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple, TypeAlias

import typer

from qualicli.cli.historique import REVENIR
from qualicli.cli.options import Commande, Date, Dossier, choisir, ecrire, en_couleur, lire_date, suivre

if TYPE_CHECKING:
    from qualicli.operations.importer import Import
    from qualicli.operations.importer_tableur import TableurOuvert

Fichier: TypeAlias = Annotated[
    Path, typer.Argument(metavar="FICHIER", help="Le tableur (.xlsx, .ods ou .csv).", show_default=False)
]
NomProfil: TypeAlias = Annotated[
    str | None, typer.Option("--profil", metavar="NOM", help="Le profil, profils/NOM.yaml ; proposé s'il n'existe pas.")
]
Garder: TypeAlias = Annotated[
    str | None, typer.Option("--garder", metavar="dossier|tableur", help="Trancher tous les conflits du même côté.")
]
ABlanc: TypeAlias = Annotated[bool, typer.Option("--a-blanc", help="Montrer les changements sans rien écrire.")]
Oui: TypeAlias = Annotated[bool, typer.Option("--oui", help="Écrire sans demander, profil proposé compris.")]
MemeModifie: TypeAlias = Annotated[
    bool, typer.Option("--meme-modifie", help="Écrire même dans des fichiers qui ont des changements non commités.")
]


Format: TypeAlias = Annotated[str, typer.Option("--format", metavar="FORMAT", help="texte ou json.")]


def familles() -> tuple[str, ...]:
    """Ce que les lignes d'un tableur peuvent devenir ; une grille de référentiel a sa propre commande."""
    from qualicli.modeles.familles import PAR_NOM
    from qualicli.modeles.fiches import TABLEURS

    return tuple(nom for nom in TABLEURS if nom in PAR_NOM)


class CommandeTableur(Commande):
    """La commande dont l'aide énumère les familles, lues de leurs fiches quand on demande cette aide seulement."""

    def get_help(self, ctx: Any) -> str:
        """La page d'aide."""
        from qualicli import francais

        option: Any = next(p for p in self.params if p.name == "famille")
        option.help = f"Ce que deviennent les lignes : {francais.liste(familles(), 'ou')}."
        return super().get_help(ctx)


class Conduite(NamedTuple):
    """Comment mener un import : trancher d'un côté, montrer seulement, ne rien demander, mêler au travail en cours, en JSON."""

    garder: str | None
    a_blanc: bool
    oui: bool
    meme_modifie: bool
    en_json: bool

    @property
    def demande(self) -> bool:
        """Vrai quand quelqu'un peut répondre, et que rien n'a répondu d'avance."""
        return not (self.en_json or self.a_blanc or self.oui) and _en_terminal()


def _en_terminal() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty()


def tableur(
    fichier: Fichier,
    dossier: Dossier = None,
    profil: NomProfil = None,
    famille: Annotated[
        str | None, typer.Option("--famille", metavar="FAMILLE", help="Ce que deviennent les lignes.")
    ] = None,
    date: Date = None,
    a_blanc: ABlanc = False,
    garder: Garder = None,
    oui: Oui = False,
    meme_modifie: MemeModifie = False,
    format_: Format = "texte",
) -> None:
    """Verse dans le dossier le tableur propre à un service, lu par un profil gardé dans profils/.

    Complète et crée, n'efface rien ; ce qui contredirait le dossier est un conflit. Ailleurs que dans un terminal, rien ne
    s'écrit sans --oui.
    """
    from qualicli.operations.importer_tableur import verser

    choisir(format_, ("texte", "json"), "--format")
    if famille is not None:
        choisir(famille, familles(), "--famille")
    ouvert = ouvrir(dossier, fichier, profil, famille, date)
    mener(ouvert, lambda cote: verser(ouvert, cote), Conduite(garder, a_blanc, oui, meme_modifie, format_ == "json"))


def ouvrir(
    dossier: Path | None, fichier: Path, profil: str | None, famille: str | None, date: str | None
) -> "TableurOuvert":
    """Lit le tableur et le dossier, et retrouve le profil ou le propose."""
    from qualicli.cli.saisie import lire_nom_de_profil
    from qualicli.operations.importer_tableur import ouvrir_tableur
    from qualicli.operations.trouver import trouver

    nom = profil if profil is None else lire_nom_de_profil(profil)
    with suivre() as avancement:
        return ouvrir_tableur(trouver(dossier), fichier, nom, famille, lire_date(date), avancement)


def mener(ouvert: "TableurOuvert", preparer: Callable[[str | None], "Import"], conduite: Conduite) -> None:
    """Montre ce qui changerait, demande s'il le faut, écrit, et sort avec le code de ce qui reste à trancher."""
    from qualicli.operations.importer import ecrire as ecrire_import
    from qualicli.rendus import tableur as rendu

    cote = None if conduite.garder is None else choisir(conduite.garder, ("dossier", "tableur"), "--garder")
    prepare = preparer(cote)
    if not conduite.en_json:
        _montrer(ouvert, prepare)
        if conduite.demande and prepare.fusion.conflits:
            prepare = _trancher(ouvert, preparer, prepare)
    ecrit_tout = conduite.oui and not conduite.a_blanc
    accepte = prepare if ecrit_tout else _demander(ouvert, prepare) if conduite.demande else None
    if accepte is not None and accepte.fichiers:
        ecrire_import(accepte, conduite.meme_modifie)
    ecrits = accepte.fichiers if accepte is not None else {}
    if conduite.en_json:
        ecrire(rendu.json_(ouvert.decrit, prepare.apercu, bool(ecrits)))
    else:
        _conclure(len(ecrits), bool(prepare.fichiers), conduite.demande or conduite.a_blanc)
    raise typer.Exit(prepare.sortie)


def _montrer(ouvert: "TableurOuvert", prepare: "Import") -> None:
    from qualicli.rendus import tableur as rendu
    from qualicli.rendus.ecran import imprimer

    imprimer(rendu.rendre(ouvert.decrit, prepare.apercu), en_couleur())


def _trancher(ouvert: "TableurOuvert", preparer: Callable[[str | None], "Import"], prepare: "Import") -> "Import":
    from qualicli.cli.assistant import demander

    question = "\nPour ces conflits, garder le dossier (d), le tableur (t), ou les laisser (entrée)"
    cote = demander(question, lambda r: {"d": "dossier", "t": "tableur"}.get(r.lower()[:1]))
    if cote is None:
        return prepare
    suivant = preparer(cote)
    _montrer(ouvert, suivant)
    return suivant


def _demander(ouvert: "TableurOuvert", prepare: "Import") -> "Import | None":
    """Demande d'abord pour le profil proposé, puis pour ce qu'il apporte."""
    from qualicli.cli.assistant import confirmer
    from qualicli.operations.importer_tableur import profil_seul

    if not prepare.fichiers:
        return None
    ecrire("\n")
    if ouvert.nouveau is not None and not confirmer(f"Enregistrer ce profil ({ouvert.profil.fichier}) ?"):
        return None
    seul = profil_seul(prepare)
    if len(prepare.fichiers) == len(seul.fichiers) or confirmer("Écrire ces changements ?"):
        return prepare
    return seul


def _conclure(ecrits: int, a_ecrire: bool, sait: bool) -> None:
    from qualicli import francais

    if ecrits:
        ecrire(f"\n{francais.pluriel(ecrits, 'fichier écrit')}. {REVENIR}")
    elif a_ecrire:
        ecrire("\nRien n'est écrit." + ("" if sait else " Ajoutez --oui pour écrire ces changements."))
