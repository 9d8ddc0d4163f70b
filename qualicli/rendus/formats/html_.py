"""HTML : une page qui se suffit, lisible à l'écran, imprimable, accessible."""

from collections.abc import Sequence
from html import escape
from string import Template

from qualicli.rendus.formats import blocs
from qualicli.rendus.formats.bureautique import en_pied, gabarit
from qualicli.rendus.formats.ecrit import Ecrit
from qualicli.rendus.formats.pivot import Corps, Partie, Titre, analyser, en_html


def rendre(ecrit: Ecrit) -> bytes:
    """Rend la page : aucune ressource extérieure, tout texte échappé."""
    corps = analyser(ecrit)
    style = Template(gabarit("html/style.css")).substitute(rappel=_chaine_css(en_pied(ecrit.titre)))
    page = Template(gabarit("html/page.html")).substitute(
        titre=escape(ecrit.titre),
        auteur=escape(ecrit.organisme),
        jour=ecrit.date.isoformat(),
        style=style.strip(),
        corps="\n".join(_partie(p, corps) for p in corps.parties),
    )
    return page.encode()


def _partie(partie: Partie, corps: Corps) -> str:
    if partie.nom == blocs.SOMMAIRE:
        return _sommaire(corps.sommaire())
    texte = en_html(partie.jetons, lambda figure, rang: figure.en_html(f"figure-{rang}")).strip()
    return f'<div class="bloc-{partie.nom}">\n{texte}\n</div>' if partie.nom else texte


def _sommaire(titres: Sequence[Titre]) -> str:
    if not titres:
        return ""
    lignes = ['<nav class="sommaire" aria-labelledby="sommaire">', '<p id="sommaire">Sommaire</p>', "<ul>"]
    niveau = titres[0].niveau
    for rang, titre in enumerate(titres):
        if titre.niveau > niveau:
            lignes.append("<ul>")
        elif rang:
            lignes.append("</li>" + "</ul></li>" * (titre.niveau < niveau))
        lignes.append(f'<li><a href="#{escape(titre.ancre)}">{escape(titre.texte)}</a>')
        niveau = titre.niveau
    return "\n".join([*lignes, "</li>" + "</ul></li>" * (niveau > titres[0].niveau), "</ul>", "</nav>"])


def _chaine_css(texte: str) -> str:
    """Écrit une chaîne de CSS qu'aucun texte ne peut refermer, ni elle ni la feuille de style."""
    return '"' + "".join(c if c.isalnum() or c == " " else f"\\{ord(c):06x}" for c in texte) + '"'
