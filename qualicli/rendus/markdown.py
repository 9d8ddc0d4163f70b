"""Le Markdown : ce qui rend un texte inoffensif, les tableaux, les listes, et le texte libre remis à son niveau."""

import re
from collections.abc import Callable, Iterable, Sequence

from qualicli import typographie
from qualicli.rendus.ecran import aplanir

_SPECIAUX = re.compile(r"([\\`*_\[\]<>|])")
_ENTITE = re.compile(r"&(?=#?[0-9A-Za-z]+;)")
# Ce qui ouvrirait un bloc en tête de ligne : titre, liste, citation, trait, clôture, liste numérotée.
_TETE = re.compile(r"^( ?)(?:(#{1,6}(?= |$)|[-+=~])|(\d{1,9})([.)])(?= |$))")
# Aucune répétition n'en suit une autre qui lise les mêmes signes : une ligne de cent mille tirets se lit d'une traite.
_TITRE = re.compile(r"(#{1,6})[ \t]++(.++)")
_CLOTURE = re.compile(r"^ {0,3}(`{3,}|~{3,})")


def echapper(texte: str) -> str:
    """Rend un texte inoffensif : sur une ligne, rien n'y devient titre, colonne, balise ou emphase ; « l'accueil » reste."""
    plat = _SPECIAUX.sub(r"\\\1", re.sub(r" {2,}", " ", aplanir(texte)))
    plat = _ENTITE.sub("\\&", plat)
    return _TETE.sub(lambda t: rf"{t[1]}\{t[2]}" if t[2] else rf"{t[1]}{t[3]}\{t[4]}", plat)


def tableau(colonnes: Sequence[str], lignes: Iterable[Sequence[str]]) -> str:
    """Écrit un tableau ; une cellule vide le reste."""
    rangs = [colonnes, *lignes]
    return "\n".join(
        "| " + " | ".join(map(echapper, rang)) + " |" + ("" if i else f"\n|{' --- |' * len(colonnes)}")
        for i, rang in enumerate(rangs)
    )


def puces(elements: Iterable[str]) -> str:
    """Écrit une liste à puces, ponctuée à la française."""
    return "\n".join(f"- {echapper(e)}" for e in typographie.enumerer(elements))


def libre(corps: str, niveau: int) -> str:
    """Remet un texte libre à sa place : son titre le plus haut devient de ce niveau, aucun commentaire n'y survit."""
    lues = list(lignes(corps))
    titres = [t[0] for ligne, code in lues if not code and (t := titre(ligne))]
    decalage = niveau - min(titres) if titres else 0
    return "\n".join(
        f"{'#' * min(6, t[0] + decalage)} {t[1]}"
        if not code and (t := titre(ligne))
        else ligne.replace("<!--", "<\\!--")
        for ligne, code in lues
    ).strip("\n")


def sections(corps: str, coupe: Callable[[str], bool] = bool) -> dict[str, str]:
    """Découpe un texte libre à ses titres de deuxième niveau ; ce qui les précède est sous le titre vide.

    Un titre que `coupe` n'accepte pas reste dans le texte : rien ne se perd.
    """
    trouvees: dict[str, list[str]] = {"": []}
    sous = ""
    for ligne, code in lignes(corps):
        trouve = None if code else titre(ligne)
        if trouve and trouve[0] <= 2 and coupe(trouve[1]):
            sous = trouve[1]
            trouvees.setdefault(sous, [])
        else:
            trouvees[sous].append(ligne)
    return {t: texte for t, dessous in trouvees.items() if (texte := "\n".join(dessous).strip("\n"))}


def titre(ligne: str) -> tuple[int, str] | None:
    """Le niveau et le texte du titre qu'est une ligne, sans les dièses qui le ferment ; rien si elle n'en est pas un."""
    trouve = _TITRE.match(ligne)
    if trouve is None:
        return None
    texte = trouve[2].rstrip(" \t")
    nu = texte.rstrip("#")
    return len(trouve[1]), nu.rstrip(" \t") if nu.endswith((" ", "\t")) else texte


def lignes(corps: str) -> Iterable[tuple[str, bool]]:
    """Les lignes d'un texte, et si chacune est dans un bloc de code."""
    ouverte = ""
    for ligne in corps.replace("\r\n", "\n").split("\n"):
        trouve = _CLOTURE.match(ligne)
        if ouverte:
            yield ligne, True
            if trouve and ligne.strip().startswith(ouverte) and not ligne.strip().strip(ouverte[0]):
                ouverte = ""
        else:
            ouverte = trouve[1] if trouve else ""
            yield ligne, bool(trouve)
