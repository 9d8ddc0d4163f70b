"""Le texte d'un message : celui du document qu'il porte, sans en-tête, ni titre (c'est l'objet), ni mentions."""

from collections.abc import Iterator, Sequence

from markdown_it.token import Token

from qualicli.rendus.ecran import assainir
from qualicli.rendus.formats.ecrit import Ecrit
from qualicli.rendus.formats.pivot import analyser, texte

_TUS = ("entete", "lieu", "suivi", "discret")


def en_texte(ecrit: Ecrit) -> str:
    """Le document en texte nu, un paragraphe par bloc, des tirets pour les listes."""
    blocs = [b for partie in analyser(ecrit).parties if partie.nom not in _TUS for b in _blocs(partie.jetons)]
    return assainir("\n\n".join(b.strip() for b in blocs if b.strip())) + "\n"


def _blocs(jetons: Sequence[Token]) -> Iterator[str]:
    puces: list[str] = []
    dans, titre = 0, ""
    for jeton in jetons:
        if jeton.type == "heading_open":
            titre = jeton.tag
        elif jeton.type == "bullet_list_open":
            dans += 1
        elif jeton.type == "bullet_list_close":
            dans -= 1
            if not dans:
                yield "\n".join(puces)
                puces = []
        elif jeton.type == "inline":
            if dans:
                puces.append(f"{'  ' * (dans - 1)}- {texte(jeton)}")
            elif titre == "h1":
                pass
            else:
                yield texte(jeton).upper() if titre else _lignes(jeton)
            titre = ""


def _lignes(jeton: Token) -> str:
    """Un paragraphe : ses sauts voulus restent, ceux de la source non."""
    coupes = {"hardbreak": "\n", "softbreak": " "}
    return "".join(coupes.get(j.type, j.content) for j in jeton.children or ())
