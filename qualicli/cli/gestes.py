"""Mener un geste : le montrer, demander s'il le faut, l'écrire, et dire ce qu'il y a à enregistrer."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from qualicli.cli.historique import REVENIR
from qualicli.cli.historique import Racine as Racine
from qualicli.cli.options import ecrire, en_couleur, en_terminal
from qualicli.erreurs import ErreurUsage, Sortie

if TYPE_CHECKING:
    from qualicli.operations.classeurs import DossierOuvert
    from qualicli.operations.gestes import Geste
    from qualicli.rendus.ecran import Ecran

ABlanc: TypeAlias = Annotated[bool, typer.Option("--a-blanc", help="Montrer ce qui serait écrit, sans rien écrire.")]
Oui: TypeAlias = Annotated[bool, typer.Option("--oui", help="Écrire sans demander.")]
_LIGNES_MAX = 40  # par fichier : au-delà, on dit combien il en reste


def ouvrir(dossier: Path | None, au: date) -> "DossierOuvert":
    """Lit le dossier où l'on écrira."""
    from qualicli.cli.options import suivre
    from qualicli.operations.gestes import ouvrir_geste

    with suivre() as avancement:
        return ouvrir_geste(dossier, au, avancement)


def mener(
    composer: "Callable[[], Geste]", a_blanc: bool, oui: bool, reprendre: Callable[[], None] | None = None
) -> None:
    """Montre ce qui s'écrirait, demande s'il le faut, écrit, et sort avec le code qui convient.

    Dans un terminal, `reprendre` change les réponses tant que ce qu'elles donnent ne va pas.
    """
    reprendre = reprendre if en_terminal() else None
    while True:
        try:
            geste = composer()
        except ErreurUsage as refus:
            if reprendre is None:
                raise
            ecrire(f"\n{refus.message} {refus.conseil}")
            if not _confirmer("Reprendre une réponse ?", "oui"):
                raise
            reprendre()
            continue
        montrer(geste)
        if geste.erreurs and geste.fichiers:
            ecrire("\nRien n'est écrit : « qualicli valider » y verrait une erreur.")
            if reprendre is None or not _confirmer("Reprendre une réponse ?", "oui"):
                raise typer.Exit(Sortie.ANOMALIES)
        elif not geste.fichiers or a_blanc:
            return
        elif oui or (decision := _decider(reprendre is not None)) == "oui":
            poser(geste)
            return
        elif decision == "non":
            ecrire("\nRien n'est écrit." + ("" if en_terminal() else " Ajoutez --oui pour écrire."))
            return
        assert reprendre is not None  # noqa: S101 (sans elle, on est déjà sorti)
        reprendre()


def _decider(peut_reprendre: bool) -> str:
    """« oui », « non » ou « reprendre » ; non quand personne ne peut répondre."""
    if not en_terminal():
        return "non"
    if not peut_reprendre:
        return "oui" if _confirmer("\nÉcrire ?") else "non"
    from qualicli.cli.assistant import demander
    from qualicli.cli.options import choisir

    mots = {"o": "oui", "n": "non", "r": "reprendre"}
    return demander(
        "\nÉcrire ? (oui, non, reprendre)",
        lambda r: choisir(mots.get(r.lower(), r.lower()), [*mots.values()], "cette question"),
    )


def poser(geste: "Geste") -> None:
    """Écrit, dit ce qu'il y a à enregistrer, et comment en revenir."""
    from qualicli import francais
    from qualicli.operations.gestes import ecrire as ecrire_geste
    from qualicli.rendus.ecran import aplanir

    fichiers = ecrire_geste(geste)
    ecrire(f"\n{francais.pluriel(len(fichiers), 'fichier écrit')}, à enregistrer sous « {aplanir(geste.sujet)} » :")
    ecrire("\n".join(f"  {f}" for f in fichiers))
    ecrire(f"Pour le garder : « qualicli enregistrer ». {REVENIR}")


def montrer(geste: "Geste") -> None:
    """Montre chaque changement en mots, puis à la ligne, et ce que `valider` en dirait."""
    from qualicli.rendus.ecran import imprimer

    imprimer(_composer(geste), en_couleur())


def _composer(geste: "Geste") -> "Ecran":
    from qualicli import francais
    from qualicli.modeles.anomalie import Gravite
    from qualicli.rendus.ecran import aplanir, paragraphe

    ecran: Ecran = [] if geste.fichiers else [[("Rien à écrire.", "")]]
    for mots in dict.fromkeys(e.mots for e in geste.effets):
        ecran += paragraphe(aplanir(mots), "", "  ", "bold")
    for piece, octets in geste.pieces.items():
        ecran.append([(f"  {piece}", "cyan"), (f"  (pièce, {_taille(len(octets))})", "")])
    for sortie, octets in geste.dehors.items():
        ecran.append([(f"  {aplanir(sortie.as_posix())}", "cyan"), (f"  ({_taille(len(octets))})", "")])
    for fichier in geste.fiches:
        neuf = fichier not in geste.ouvert.octets
        ecran.append([(f"  {fichier}", "cyan"), ("  (nouveau)" if neuf else "", "")])
        lignes = geste.lignes(fichier)
        for ligne in lignes[:_LIGNES_MAX]:
            signe, style = ("+", "green") if ligne.est_ajoutee else ("-", "red")
            ecran.append([(f"  {ligne.numero:>5} {signe} {aplanir(ligne.texte)}", style)])
        if len(lignes) > _LIGNES_MAX:
            ecran.append([(f"        … et {len(lignes) - _LIGNES_MAX} autres lignes", "")])
    for mention in geste.mentions:
        ecran += paragraphe(aplanir(mention), "", "  ")
    for anomalie in geste.anomalies:
        style = "red" if anomalie.gravite is Gravite.ERREUR else "yellow"
        ou = f"{anomalie.fichier}:{anomalie.ligne}"
        texte = (
            f"{francais.majuscule(anomalie.gravite.nom)} {anomalie.code}, {ou} : {anomalie.message} {anomalie.conseil}"
        )
        ecran += paragraphe(aplanir(texte), "", "  ", style)
    return ecran


def _taille(octets: int) -> str:
    return f"{octets} octets" if octets < 2**10 else f"{octets / 2**10:.0f} Kio".replace(".", ",")


def _confirmer(question: str, defaut: str = "non") -> bool:
    from qualicli.cli.assistant import confirmer

    return confirmer(question, defaut)
