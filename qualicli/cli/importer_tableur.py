"""La commande `importer tableur`, et ce qu'elle partage avec `referentiel importer`."""

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple, TypeAlias

import typer

from qualicli.cli.historique import REVENIR
from qualicli.cli.options import Commande, Date, choisir, ecrire, en_couleur, lire_date, suivre
from qualicli.cli.preciser import Intitule, Panel, Periode, SiteDesLignes, preciser, reunir

if TYPE_CHECKING:
    from qualicli.operations.importer import Import
    from qualicli.operations.importer_tableur import TableurOuvert
    from qualicli.operations.lecture_de_tableur import LectureDemandee

Fichier: TypeAlias = Annotated[
    Path, typer.Argument(metavar="FICHIER", help="Le tableur (.xlsx, .ods ou .csv).", show_default=False)
]
FeuillesChoisies: TypeAlias = Annotated[
    list[str] | None, typer.Option("--feuille", metavar="NOM", help="Ne lire que cette feuille (répétable).")
]
Memorisees: TypeAlias = Annotated[
    bool, typer.Option("--valeurs-memorisees", help="Lire, d'une formule, la valeur gardée à l'enregistrement.")
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
    fichiers: Annotated[
        list[Path],
        typer.Argument(
            metavar="FICHIER",
            help="Les tableurs (.xlsx, .ods, .fods ou .csv), puis le dossier de la démarche ; sinon le premier parent qui a "
            "un qualicli.yaml.",
            show_default=False,
        ),
    ],
    profil: NomProfil = None,
    famille: Annotated[
        str | None, typer.Option("--famille", metavar="FAMILLE", help="Ce que deviennent les lignes.")
    ] = None,
    feuille: FeuillesChoisies = None,
    constante: Annotated[
        list[str] | None,
        typer.Option("--constante", metavar="CHAMP=VALEUR", help="Compléter le profil proposé (répétable)."),
    ] = None,
    valeurs_memorisees: Memorisees = False,
    intitule: Intitule = None,
    panel: Panel = None,
    periode: Periode = None,
    site: SiteDesLignes = None,
    date: Date = None,
    a_blanc: ABlanc = False,
    garder: Garder = None,
    oui: Oui = False,
    meme_modifie: MemeModifie = False,
    format_: Format = "texte",
) -> None:
    """Verse dans le dossier les tableurs propres aux services, lus par des profils gardés dans profils/.

    Complète et crée, n'efface rien ; ce qui contredirait le dossier est un conflit. Ailleurs que dans un terminal, rien ne
    s'écrit sans --oui.
    """
    from qualicli.erreurs import ErreurUsage
    from qualicli.operations.importer_tableur import verser

    choisir(format_, ("texte", "json"), "--format")
    if famille is not None:
        choisir(famille, familles(), "--famille")
    fichiers, dossier = separer_le_dossier(fichiers)
    dites = reunir(intitule, panel, periode, site)
    voulue = demander_lecture(feuille, valeurs_memorisees, constante)._replace(precisions=dites)
    conduite = Conduite(garder, a_blanc, oui, meme_modifie, format_ == "json")
    if len(fichiers) > 1 and conduite.en_json:
        raise ErreurUsage("--format json rend compte d'un seul tableur.", "Importez-les l'un après l'autre.")
    # un refus arrête tout
    ouverts = [preciser(ouvrir(dossier, f, profil, famille, date, voulue), conduite.demande) for f in fichiers]
    codes = []
    for rang, (fichier, deja) in enumerate(zip(fichiers, ouverts, strict=True)):
        if rang:
            ecrire("\n")
        relire = rang and not a_blanc and (oui or conduite.demande)  # le précédent a pu changer le dossier
        ouvert = deja
        if relire:
            ouvert = ouvrir(dossier, fichier, profil, famille, date, voulue).preciser(deja.precisions)
        codes.append(mener(ouvert, partial(verser, ouvert), conduite))
    raise typer.Exit(max(codes))


def separer_le_dossier(chemins: list[Path]) -> tuple[list[Path], Path | None]:
    """Les tableurs, et le dossier de la démarche quand il les suit."""
    *autres, dernier = chemins
    return (autres, dernier) if autres and (dernier.is_dir() or not dernier.suffix) else (chemins, None)


def demander_lecture(
    feuilles: list[str] | None, memorisees: bool, constantes: list[str] | None = None
) -> "LectureDemandee":
    """Ce que les options demandent de la lecture."""
    from qualicli.erreurs import ErreurUsage
    from qualicli.operations.lecture_de_tableur import LectureDemandee

    paires = [c.partition("=") for c in constantes or ()]
    if faux := next((c for c in paires if not c[0].strip() or not c[2].strip()), None):
        raise ErreurUsage(
            f"« {''.join(faux)} » n'est pas une constante.", "Écrivez par exemple --constante type=affiche."
        )
    return LectureDemandee(tuple(feuilles or ()), memorisees, {c.strip(): v.strip() for c, _, v in paires})


def ouvrir(
    dossier: Path | None,
    fichier: Path,
    profil: str | None,
    famille: str | None,
    date: str | None,
    voulue: "LectureDemandee",
) -> "TableurOuvert":
    """Lit le tableur et le dossier, et retrouve le profil ou le propose."""
    from qualicli.cli.saisie import lire_nom_de_profil
    from qualicli.operations.importer_tableur import ouvrir_tableur
    from qualicli.operations.trouver import trouver

    nom = profil if profil is None else lire_nom_de_profil(profil)
    with suivre() as avancement:
        return ouvrir_tableur(trouver(dossier), fichier, nom, famille, lire_date(date), avancement, voulue)


def mener(ouvert: "TableurOuvert", preparer: Callable[[str | None], "Import"], conduite: Conduite) -> int:
    """Montre ce qui changerait, demande s'il le faut, écrit, et rend le code de ce qui reste à trancher."""
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
    return prepare.sortie


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
