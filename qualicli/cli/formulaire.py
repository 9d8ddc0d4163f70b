"""Un formulaire à la ligne de commande : ses clés sont des options, ou des questions dans un terminal."""

import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

import typer

from qualicli.cli.options import Commande, en_terminal
from qualicli.erreurs import ErreurUsage

if TYPE_CHECKING:
    from qualicli.modeles.formulaire import Formulaire, Question
    from qualicli.operations.reponses import Reponses

_REPONSES, _FORMULAIRE = "qualicli.reponses", "qualicli.formulaire"
Donnee = tuple[str, str]  # le chemin d'une clé, ce que l'on y répond
TexteDepuis: TypeAlias = Annotated[
    Path | None,
    typer.Option("--texte-depuis", metavar="FICHIER.md", help="Le texte de la fiche, repris tel quel de ce fichier."),
]


class CommandeAFormulaire(Commande):
    """Une commande dont les clés d'un formulaire sont les options : elles se lisent d'après lui, et l'aide les montre."""

    def formulaire(self, arguments: list[str]) -> "Formulaire | None":
        """Le formulaire que demandent ces arguments ; `None` quand rien ne dit encore lequel."""
        raise NotImplementedError

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Met de côté les clés du formulaire ; le reste est à la commande."""
        formulaire = self.formulaire(list(args))
        if formulaire is not None:
            siennes = {nom for p in self.params for nom in (*p.opts, *p.secondary_opts)} | {"--help", "-h"}
            ctx.meta[_FORMULAIRE] = formulaire
            ctx.meta[_REPONSES], args = extraire(formulaire, args, siennes)
        return super().parse_args(ctx, args)

    def get_help(self, ctx: Any) -> str:
        """La page d'aide, et les clés du formulaire."""
        formulaire = ctx.meta.get(_FORMULAIRE)
        return super().get_help(ctx) + (f"\n\n{aide(formulaire)}" if formulaire is not None else "")


def donnees(ctx: Any, texte_depuis: Path | None = None) -> list[Donnee]:
    """Ce que la ligne de commande répond, dans l'ordre ; le texte d'une fiche peut venir d'un fichier."""
    trouvees: list[Donnee] = ctx.meta.get(_REPONSES, [])
    if texte_depuis is None:
        return trouvees
    from qualicli.modeles.formulaire import CORPS
    from qualicli.operations.texte_recu import lire_texte

    return [*trouvees, (CORPS, lire_texte(texte_depuis, ctx.meta[_FORMULAIRE]))]


def premier_argument(arguments: Iterable[str], a_valeur: Iterable[str]) -> str | None:
    """Le premier argument qui n'est ni une option, ni la valeur d'une option de la commande."""
    a_valeur, passe = set(a_valeur), False
    for argument in arguments:
        if passe:
            passe = False
        elif argument.startswith("-") and argument != "-":
            passe = argument in a_valeur
        else:
            return argument
    return None


def extraire(formulaire: "Formulaire", arguments: list[str], siennes: set[str]) -> tuple[list[Donnee], list[str]]:
    """Sépare les réponses au formulaire du reste des arguments ; lève une erreur pour une option de personne."""
    reponses: list[Donnee] = []
    reste: list[str] = []
    rang = 0
    while rang < len(arguments):
        argument = arguments[rang]
        nom, egal, valeur = argument.partition("=")
        rang += 1
        if argument == "--":
            reste += arguments[rang - 1 :]
            break
        if not nom.startswith("--") or nom in siennes:
            reste.append(argument)
            continue
        chemin = nom.removeprefix("--").replace("-", "_")
        question = formulaire.question(chemin.partition(".")[0])
        if question is None:
            raise _option_inconnue(nom, formulaire, siennes)
        if not egal:
            suivant = arguments[rang] if rang < len(arguments) else None
            if question.nature == "booleen" and (suivant is None or suivant.startswith("--")):
                valeur = "oui"
            elif suivant is None:
                raise ErreurUsage(f"L'option {nom} attend une valeur.", f"{question.phrase} ({question.forme})")
            else:
                valeur = suivant
                rang += 1
        reponses.append((chemin, valeur))
    return reponses, reste


def _option_inconnue(nom: str, formulaire: "Formulaire", siennes: set[str]) -> ErreurUsage:
    from qualicli import francais

    connues = sorted({*(_option(c) for c in formulaire.cles), *siennes} - {"-h"})
    proche = francais.plus_proche(nom, connues)
    conseil = f"Vouliez-vous dire « {proche} » ?" if proche else f"Options : {', '.join(connues)}."
    return ErreurUsage(f"L'option {nom} n'existe pas.", conseil)


def _option(cle: str) -> str:
    return f"--{cle.replace('_', '-')}"


def aide(formulaire: "Formulaire") -> str:
    """Les clés d'un formulaire, comme les options d'une commande."""
    import textwrap

    lignes = ["Clés :"]
    for question in formulaire.questions:
        if question.unique_valeur:
            continue
        suite = [question.phrase]
        if question.valeurs:
            suite.append(f"[{', '.join(question.valeurs)}]")
        elif question.sous:
            suite.append(f"[{'; '.join(f'{s.cle}=…' for s in question.sous)}]")
        if question.plusieurs:
            suite.append("Répétable.")
        if question.obligatoire:
            suite.append("[obligatoire]")
        elif question.defaut:
            suite.append(f"[défaut : {question.defaut}]")
        tete = f"  {_option(question.cle)} {_genre(question)}"
        texte = textwrap.wrap(" ".join(suite), 50, break_long_words=False, break_on_hyphens=False)
        colonne = 28
        lignes.append(f"{tete:<{colonne}}  {texte[0]}" if len(tete) <= colonne else tete)
        lignes += [f"{'':<{colonne}}  {t}" for t in (texte[1:] if len(tete) <= colonne else texte)]
    return "\n".join(lignes)


def _genre(question: "Question") -> str:
    if question.nature == "booleen":
        return "oui|non"
    if question.nature in ("objet", "table"):
        return '"clé=valeur; …"'
    if question.nature == "choix":
        return "CHOIX"
    mot = question.forme.partition(" ;")[0]
    mots = re.split("[ ']", mot)  # « liste d'acteurs », « date ou sans_objet » : le mot qui dit ce qu'on écrit
    return mots[-1 if question.plusieurs else 0].upper() if len(mot) < 24 else "TEXTE"


def repondre(
    reponses: "Reponses", donnees: Iterable[Donnee], prendre: Callable[[str, str], None] | None = None
) -> None:
    """Prend les réponses des options ; lève une seule erreur, qui dit tout ce qui ne va pas."""
    refus: list[tuple[str, ErreurUsage]] = []
    donnes: set[str] = set()
    for chemin, texte in donnees:
        cle = chemin.partition(".")[0]
        if cle not in donnes:
            reponses.valeurs.pop(cle, None)  # une option remplace ce qui était proposé
        donnes.add(cle)
        try:
            (prendre or reponses.donner)(chemin, texte)
        except ErreurUsage as erreur:
            refus.append((_option(chemin), erreur))
    if refus:
        dits = " ".join(f"{option} : {e.message}" for option, e in refus)
        raise ErreurUsage(dits, refus[0][1].conseil if len(refus) == 1 else "Rien n'est écrit.")


def completer(reponses: "Reponses", donnees: Iterable[Donnee], commande: str, tout: bool) -> None:
    """Pose les questions qui restent, dans un terminal ; ailleurs, refuse d'une phrase ce qui manque."""
    manquantes = reponses.manquantes()
    if en_terminal() and (manquantes or tout):
        from qualicli.cli.invite import interroger

        interroger(reponses, {chemin.partition(".")[0] for chemin, _ in donnees})
    elif manquantes:
        from qualicli import francais

        options = francais.liste(_option(q.cle) for q in manquantes)
        raise ErreurUsage(
            f"Il manque {options} : rien n'est écrit.",
            f"{francais.accorder(len(manquantes), 'Ajoutez cette option', 'Ajoutez ces options')}, ou répondez aux questions "
            f"dans un terminal ; « {commande} --help » montre toutes les clés.",
        )


def reprise(reponses: "Reponses") -> Callable[[], None]:
    """De quoi reprendre ces réponses, une par une, dans un terminal."""

    def reprendre() -> None:
        from qualicli.cli.invite import reprendre as demander_encore

        demander_encore(reponses)

    return reprendre
