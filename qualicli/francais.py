"""La langue : dates, nombres, pluriels, listes. Fonctions pures, seul endroit où ces formats sont connus."""

import re
from collections.abc import Iterable
from datetime import date, time
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from qualicli.noms import LIENS
from qualicli.noms import est_feminin as est_feminin
from qualicli.noms import est_pluriel as est_pluriel
from qualicli.noms import mettre_au_masculin as mettre_au_masculin
from qualicli.noms import mettre_au_pluriel as mettre_au_pluriel
from qualicli.ressemblance import distance as distance
from qualicli.ressemblance import plus_proche as plus_proche
from qualicli.ressemblance import sans_accent as sans_accent

INSECABLE = "\u00a0"
MOIS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)
JOURS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
VOYELLES = tuple("aeiouy")
_MASCULIN = re.compile(r"(?:nt|eur|chef|fet|al|é|ier|ien|if)$")
ORDINAUX = ("premier", "deuxième", "troisième", "quatrième")
CARDINAUX = ("zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze")


def jour(quand: date) -> str:
    """Écrit une date en toutes lettres : « 1er mars 2021 »."""
    return f"{quantieme(quand.day)} {MOIS[quand.month - 1]} {quand.year}"


def quantieme(numero: int) -> str:
    """Écrit le jour du mois : « 1er », « 2 »."""
    return "1er" if numero == 1 else str(numero)


def jour_court(quand: date) -> str:
    """Écrit une date en chiffres : « 14/03/2022 »."""
    return f"{quand:%d/%m/%Y}"


def nombre(valeur: Decimal | Fraction | int) -> str:
    """Écrit un nombre avec une virgule, sans zéro inutile : « 3,5 »."""
    if isinstance(valeur, Fraction):
        valeur = Decimal(valeur.numerator) / Decimal(valeur.denominator)
    texte = format(Decimal(valeur), "f")
    if "." in texte:
        texte = texte.rstrip("0").rstrip(".")
    return texte.replace(".", ",")


def pourcentage(part: Fraction | None) -> str | None:
    """Arrondit une part (de 0 à 1) au dixième de pour cent, sans unité, et n'annonce jamais 0 ni 100 à tort.

    Rend « 44,4 », « 75 », ou `None` quand il n'y a pas de part.
    """
    if part is None:
        return None
    exact = Decimal(part.numerator * 100) / Decimal(part.denominator)
    arrondi = exact.quantize(Decimal("0.1"), ROUND_HALF_UP)
    if part > 0 and arrondi <= 0:
        arrondi = Decimal("0.1")
    if part < 1 and arrondi >= 100:
        arrondi = Decimal("99.9")
    return nombre(arrondi)


def en_pourcent(part: Fraction | None) -> str:
    """Écrit une part en pour cent, « 87,5 % », ou « sans objet »."""
    texte = pourcentage(part)
    return "sans objet" if texte is None else f"{texte}{INSECABLE}%"


def pluriel(combien: int | Fraction, singulier: str, au_pluriel: str = "") -> str:
    """Accorde un nom avec son nombre : « 0 écart », « 2 écarts », « 3 journaux »."""
    return f"{nombre(combien)} {accorder(combien, singulier, au_pluriel)}"


def accorder(combien: int | Fraction, singulier: str, au_pluriel: str = "") -> str:
    """Rend le nom seul, accordé : le pluriel commence à deux."""
    if combien < 2:
        return singulier
    return au_pluriel or mettre_au_pluriel(singulier)


def en_lettres(combien: int) -> str:
    """Écrit un petit nombre en toutes lettres, comme dans une phrase : « deux », « douze », puis « 13 »."""
    return CARDINAUX[combien] if 0 <= combien < len(CARDINAUX) else str(combien)


def liste(elements: Iterable[str], dernier: str = "et") -> str:
    """Énumère : « a », « a et b », « a, b et c »."""
    mots = list(elements)
    if len(mots) < 2:
        return "".join(mots)
    return f"{', '.join(mots[:-1])} {dernier} {mots[-1]}"


def de(mot: str) -> str:
    """Fait précéder un mot de « de », élidé ou contracté : « d'avril », « de juin », « du Raincy »."""
    if ville := _ARTICLE_DE_VILLE.match(mot):
        return f"{'du' if ville[1] == 'Le' else 'des'} {mot[ville.end() :]}"
    return f"d'{mot}" if sans_accent(mot).lower().startswith(tuple("aeiou")) else f"de {mot}"


def a_ville(ville: str) -> str:
    """Fait précéder une ville de « à », contracté avec son article : « à Metz », « au Raincy », « à La Rochelle »."""
    if trouvee := _ARTICLE_DE_VILLE.match(ville):
        return f"{'au' if trouvee[1] == 'Le' else 'aux'} {ville[trouvee.end() :]}"
    return f"à {ville}"


_ARTICLE_DE_VILLE = re.compile(r"(Les?) (?=[A-ZÀ-Ý])")


def guillemets(texte: str) -> str:
    """Met un texte entre guillemets français, espaces insécables comprises."""
    return f"«{INSECABLE}{texte}{INSECABLE}»"


def minuscule(texte: str) -> str:
    """Met en minuscule l'initiale d'un nom commun : « Secrétaire général » devient « secrétaire général », « SIDSIC » reste."""
    return texte[:1].lower() + texte[1:] if texte[1:2].islower() or texte[1:2] in ("'", "") else texte


def en_lieu(texte: str) -> str:
    """Dit un lieu dans une phrase : « salle Verlaine », « à la sous-préfecture de Grasse » ; « Grasse, hall » reste."""
    if _ENCEINTE.match(texte):
        return au(texte)
    return minuscule(texte) if _ENDROIT.match(texte) else texte


_ENCEINTE = re.compile(r"(?:Sous-)?[Pp]réfecture\b|Mairie\b")
_ENDROIT = re.compile(
    r"(?:Grande |Petite )?(?:[Ss]alle|Bureau|Hall|Salon|Locaux|Amphithéâtre|Visioconférence|Espace)\b"
)


def majuscule(texte: str) -> str:
    """Met en majuscule l'initiale d'une phrase."""
    return texte[:1].upper() + texte[1:]


def enchainer(phrase: str) -> str:
    """Met une phrase à la suite d'un deux-points : seul un mot-outil perd sa majuscule, un nom propre la garde."""
    return phrase[:1].lower() + phrase[1:] if _OUTIL.match(phrase) else phrase


def est_infinitif(texte: str) -> bool:
    """Dit si un texte commence par un verbe à l'infinitif : « présenter la démarche », et non « calendrier »."""
    mot = texte.lower().removeprefix("se ").partition(" ")[0].removeprefix("s'").rstrip(",;:")
    return bool(_INFINITIF.search(mot)) and not _NOM.search(mot)


_OUTIL = re.compile(
    r"(?:L(?:es|a|e|')|Une?|D[eu]s?|D'|Ce(?:tte|t|s)?|C'|Ils?|Elles?|On|Chaque|Tou[st]\w*|À|Au|Aux|En|Dans|Pour|Par|Sur)\b"
)
_INFINITIF = re.compile(r"(?:er|ir|oir|[nr]dre|ttre|attre|faire|dire|lire|rire|clure|suivre|duire|truire|naître)$")
_NOM = re.compile(
    r"^(?:dossier|atelier|calendrier|courrier|dernier|premier|cahier|chantier|fichier|papier|\w*métier|foyer|"
    r"avenir|pouvoir|devoir|espoir|tiroir|couloir|ordre|cadre|lettre|mètre|cendre|commentaire)$"
)


_CIVILITES = ("M. ", "MM. ", "Mme ", "Mmes ")
_DETERMINANTS = ("tout", "toute", "tous", "toutes", "chaque", "plusieurs", "le", "la", "les", "un", "une")


def est_masculin(nom: str) -> bool:
    """Dit si une fonction porte la marque du masculin : « référent qualité », et non « secrétaire », qui a les deux genres."""
    mots = nom.lower().split()[:2]
    return not est_feminin(nom) and any(_MASCULIN.search(mot) for mot in mots if mot not in LIENS)


def le(nom: str, feminin: bool | None = None) -> str:
    """Fait précéder un nom de son article : « le comité », « la préfète », « l'équipe projet », « les directeurs ».

    « Tous les agents » et « M. le préfet » n'en prennent pas.
    """
    if nom.startswith(_CIVILITES):
        return nom
    nom = minuscule(nom)
    if nom.partition(" ")[0] in _DETERMINANTS or nom.startswith("l'"):
        return nom
    if est_pluriel(nom):
        return f"les {nom}"
    if sans_accent(nom).lower().startswith(VOYELLES[:-1]):
        return f"l'{nom}"
    return f"{'la' if (est_feminin(nom) if feminin is None else feminin) else 'le'} {nom}"


def du(nom: str, feminin: bool | None = None) -> str:
    """Fait précéder un nom de « de » et de son article : « du comité », « de la préfète », « des directeurs »."""
    article, espace, reste = le(nom, feminin).partition(" ")
    contracte = {"le": "du", "les": "des"}.get(article)
    return f"{contracte} {reste}" if contracte else f"de {article}{espace}{reste}"


def au(nom: str, feminin: bool | None = None) -> str:
    """Fait précéder un nom de « à » et de son article : « au comité », « à la préfète », « aux directeurs »."""
    article, espace, reste = le(nom, feminin).partition(" ")
    contracte = {"le": "au", "les": "aux"}.get(article)
    return f"{contracte} {reste}" if contracte else f"à {article}{espace}{reste}"


def un(nom: str) -> str:
    """Fait précéder un nom de l'article indéfini : « un critère », « une exigence »."""
    return f"{'une' if est_feminin(nom) else 'un'} {nom}"


def aucun(nom: str) -> str:
    """Fait précéder un nom de « aucun » : « aucun indicateur », « aucune exigence »."""
    return f"{'aucune' if est_feminin(nom) else 'aucun'} {nom}"


def ce(nom: str) -> str:
    """Montre un nom : « ce module », « cet engagement », « cette exigence »."""
    if est_feminin(nom):
        return f"cette {nom}"
    return f"{'cet' if sans_accent(nom).lower().startswith(VOYELLES[:-1]) else 'ce'} {nom}"


def e(nom: str) -> str:
    """La marque du féminin d'un participe, s'il en faut une : « jamais évaluée » d'une exigence."""
    return "e" if est_feminin(nom) else ""


def heure(quand: time) -> str:
    """Écrit une heure : « 11 h », « 14 h 30 »."""
    minutes = f"{INSECABLE}{quand.minute:02d}" if quand.minute else ""
    return f"{quand.hour}{INSECABLE}h{minutes}"


def plus_que(part: Fraction | None) -> str | None:
    """Dit une part en mots quand elle s'y prête : « la totalité », « plus de la moitié », « près de 80 % » n'est pas inventé.

    Rend `None` quand aucun mot n'est juste : la moitié n'est dite dépassée que si elle l'est.
    """
    if part is None or part == 0:
        return None
    if part == 1:
        return "la totalité"
    for seuil, mots in ((Fraction(3, 4), "plus des trois quarts"), (Fraction(1, 2), "plus de la moitié")):
        if part > seuil:
            return mots
    return "la moitié" if part == Fraction(1, 2) else "moins de la moitié"
