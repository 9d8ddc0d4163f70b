"""La commande `regles`."""

from typing import Annotated

import typer

from qualicli.cli.options import choisir, ecrire, en_couleur
from qualicli.erreurs import ErreurUsage

_FORMATS = ("texte", "json", "markdown")


def regles(
    code: Annotated[
        str | None,
        typer.Argument(metavar="[CODE]", help="La règle à expliquer ; sinon toutes sont listées.", show_default=False),
    ] = None,
    format_: Annotated[str, typer.Option("--format", metavar="FORMAT", help="texte, json ou markdown.")] = "texte",
) -> None:
    """Liste les règles, ou en explique une. Ce sont celles que contrôle « valider »."""
    choisir(format_, _FORMATS, "--format")
    from qualicli.rendus import regles as rendu
    from qualicli.rendus.ecran import imprimer

    regle = rendu.trouver(code) if code else None
    if code and regle is None:
        proche = rendu.plus_proche(code)
        raise ErreurUsage(
            f"La règle « {code} » n'existe pas.",
            f"Vouliez-vous dire « {proche} » ?" if proche else "« qualicli regles » les liste.",
        )
    if format_ == "json":
        ecrire(rendu.json_([regle]) if regle else rendu.json_())
    elif format_ == "markdown":
        ecrire(rendu.fiche(regle) if regle else rendu.page())
    else:
        imprimer(rendu.expliquer(regle) if regle else rendu.lister(), en_couleur())
