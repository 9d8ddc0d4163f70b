"""Un écran de texte : des lignes de morceaux stylés, en couleur dans un terminal, nus ailleurs."""

import re
import shutil
import sys
import textwrap
import unicodedata
from collections.abc import Iterable

LARGEUR = 80
Morceau = tuple[str, str]  # texte, style de rich (vide : aucun)
Ecran = list[list[Morceau]]
_LIANTS = "\u200c\u200d"
_GARDES = frozenset("\t\n")
_BLANCS = re.compile("[\t\n\v\f\r\x85\u2028\u2029]+")


def visible(texte: str) -> str:
    """Remplace ce qui ne se voit pas, ou dérègle un terminal : contrôles, sens d'écriture forcé, moitiés de caractère."""
    if texte.replace("\u00a0", "").replace("\u202f", "").isprintable():
        return texte
    return "".join("\ufffd" if _est_invisible(c) else c for c in texte)


def _est_invisible(caractere: str) -> bool:
    return unicodedata.category(caractere) in ("Cc", "Cf", "Cs") and caractere not in _LIANTS


def aplanir(texte: str) -> str:
    """Met un texte venu d'ailleurs sur une seule ligne, sans rien d'invisible."""
    return visible(_BLANCS.sub(" ", texte))


def assainir(texte: str) -> str:
    """Rend visibles les caractères cachés d'un texte de plusieurs lignes ; garde tabulations et fins de ligne."""
    if not any(_est_invisible(c) for c in set(texte) - _GARDES):
        return texte
    return "".join(c if c in _GARDES or not _est_invisible(c) else "\ufffd" for c in texte.replace("\r\n", "\n"))


def texte(ecran: Ecran) -> str:
    """Rend l'écran sans couleur."""
    return "".join(aplanir("".join(t for t, _ in ligne)).rstrip() + "\n" for ligne in ecran)


def replier(ecran: Ecran, colonnes: int) -> Ecran:
    """Replie aux espaces les lignes trop longues pour un terminal, qui les couperait n'importe où, un nombre compris."""
    return [repliee for ligne in ecran for repliee in _replier(ligne, colonnes)]


def _replier(ligne: list[Morceau], colonnes: int) -> Ecran:
    entier = "".join(t for t, _ in ligne)
    if largeur(entier.rstrip()) <= colonnes:
        return [ligne]
    retrait = min(len(entier) - len(entier.lstrip()) + 2, colonnes // 2)
    lignes: Ecran = [[]]
    fait = 0
    for texte, style in ligne:
        for mot in re.findall(r" +|[^ ]+", texte):
            place = largeur(mot)
            if fait + place > colonnes and fait > retrait:
                lignes.append([(" " * retrait, "")])
                fait = retrait
                if mot.isspace():
                    continue
            lignes[-1].append((mot, style))
            fait += place
    return lignes


def imprimer(ecran: Ecran, en_couleur: bool) -> None:
    """Écrit l'écran sur la sortie standard, avec rich seulement quand la couleur est admise."""
    if sys.stdout.isatty():
        ecran = replier(ecran, shutil.get_terminal_size().columns)
    if not en_couleur:
        sys.stdout.write(adapter(texte(ecran), sys.stdout.encoding))
        return
    from rich.console import Console
    from rich.segment import Segment, Segments
    from rich.style import Style

    encodage = sys.stdout.encoding
    morceaux = (
        segment
        for ligne in ecran
        for segment in (*(Segment(adapter(aplanir(t), encodage), Style.parse(s)) for t, s in ligne), Segment.line())
    )
    Console(highlight=False).print(Segments(morceaux), soft_wrap=True, end="")  # d'un coup : 20 fois plus vite


def adapter(texte: str, encodage: str | None) -> str:
    """Remplace ce qu'une console ancienne ne sait pas écrire par ce qui s'en approche."""
    try:
        texte.encode(encodage or "utf-8")
    except (UnicodeEncodeError, LookupError):
        return texte.translate(_SECOURS)
    return texte


_SECOURS = str.maketrans({"█": "#", "▒": "=", "░": ".", "·": "-", "…": ".", "→": ">", "•": "-", "✓": "+", "✗": "x"})


def largeur(texte: str) -> int:
    """Compte les colonnes d'un texte à l'écran : un signe combinant n'en prend pas, un idéogramme en prend deux."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in texte)


def caler(texte: str, colonnes: int, a_droite: bool = False) -> str:
    """Met un texte à une largeur exacte : complété d'espaces, ou coupé par « … »."""
    if largeur(texte) > colonnes:
        fin = place = 0
        while (place := place + largeur(texte[fin])) < colonnes:
            fin += 1
        texte = texte[:fin].rstrip() + "…"
    vide = " " * (colonnes - largeur(texte))
    return vide + texte if a_droite else texte + vide


def paragraphe(texte: str, retrait: str = "", suite: str | None = None, style: str = "") -> Ecran:
    """Coupe un texte à la largeur de l'écran, avec un retrait."""
    suite = " " * len(retrait) if suite is None else suite
    for signe in (" :", " ;", " ?", " !", " »", " %"):  # un signe double ne commence jamais une ligne
        texte = texte.replace(signe, f"\u00a0{signe[1]}")
    lignes = textwrap.wrap(
        texte.replace("« ", "«\u00a0"),
        LARGEUR,
        initial_indent=retrait,
        subsequent_indent=suite,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return [[(ligne, style)] for ligne in lignes]


def barre(parts: Iterable[tuple[str, float]], colonnes: int) -> str:
    """Dessine une barre d'après des signes et leurs parts cumulées, croissantes ; ne montre ni vide ni plein à tort."""
    dessin, fait = "", 0
    for signe, cumul in parts:
        jusque = round(cumul * colonnes)
        if cumul > 0:
            jusque = max(1, jusque)
        if cumul < 1:
            jusque = min(colonnes - 1, jusque)
        dessin += signe * max(0, jusque - fait)
        fait = max(fait, jusque)
    return dessin + "░" * (colonnes - fait)
