"""Ce qu'un tableur de chiffres ne dit pas de lui-même, et que l'on demande à celui qui l'importe."""

from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from qualicli.cli.options import ecrire

if TYPE_CHECKING:
    from qualicli.operations.importer_tableur import TableurOuvert

Intitule: TypeAlias = Annotated[
    str | None, typer.Option("--intitule", metavar="TEXTE", help="L'enquête, l'indicateur ou le registre rempli.")
]
Panel: TypeAlias = Annotated[str | None, typer.Option("--panel", metavar="TEXTE", help="Qui une enquête interroge.")]
Periode: TypeAlias = Annotated[
    str | None, typer.Option("--periode", metavar="DATE", help="La période des lignes : 2022-03, 2022-T1…")
]
SiteDesLignes: TypeAlias = Annotated[
    str | None, typer.Option("--site", metavar="SITE", help="Le site des lignes, ou « tous ».")
]
_QUESTIONS = {
    "intitule": "De quoi parlent ces lignes (le titre de l'enquête, de l'indicateur ou du registre)",
    "panel": "Qui a répondu (« Usagers reçus aux guichets »)",
    "periode": "De quelle période (2022-03, 2022-T1, 2022-03-01/2022-03-15)",
    "site": "De quel site (un identifiant, ou « tous »)",
}


def reunir(intitule: str | None, panel: str | None, periode: str | None, site: str | None) -> dict[str, str]:
    """Ce que les options disent, par champ."""
    options = {"intitule": intitule, "panel": panel, "periode": periode, "site": site}
    return {nom: valeur for nom, valeur in options.items() if valeur}


def preciser(ouvert: "TableurOuvert", demande: bool) -> "TableurOuvert":
    """Demande ce que ni le tableur ni les options ne disent ; ailleurs que dans un terminal, le refuse. Rien n'est deviné."""
    from qualicli import francais
    from qualicli.cli.assistant import demander
    from qualicli.erreurs import ErreurUsage

    if not ouvert.a_dire:
        return ouvert
    if not demande:
        options = francais.liste(f"--{champ}" for champ in ouvert.a_dire)
        raise ErreurUsage(
            f"« {ouvert.nom} » ne dit pas tout : il manque {options}.",
            "Ajoutez-les ; --site vaut « tous » pour ce qui n'est d'aucun site en particulier.",
        )
    ecrire(f"{ouvert.nom} ne le dit pas :\n")

    def lire(reponse: str) -> str:
        if not reponse:
            raise ErreurUsage("Une réponse est attendue.", "Rien n'est deviné.")
        return reponse

    return ouvert.preciser({champ: demander(_QUESTIONS[champ], lire) for champ in ouvert.a_dire})
