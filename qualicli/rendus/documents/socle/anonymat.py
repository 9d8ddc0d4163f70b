"""Ce qui désigne une personne dans un texte rendu, si déguisé soit-il : accents, casse, balises et signes cachés ôtés."""

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterator

from qualicli import francais
from qualicli.modeles.dossier import Dossier
from qualicli.modeles.liens import citations
from qualicli.modeles.nominatif import courriels_declares, neuf_chiffres, numeros_declares
from qualicli.modeles.organisation import Annuaire, Personne
from qualicli.rendus import libelles

_BALISE = re.compile(r"<[^<>]{0,60}>|[*_`~\\]+")
_COUPURE = re.compile(r"[-\u2010\u2011][ \t]*\n[ \t>]*")
_COURRIEL = re.compile(
    r"(?<![\w.%+-])([\w.%+-]{1,64}) ?(?:@|[(\[] ?(?:at|arobase) ?[)\]]) ?((?:[\w-]{1,63}\.){1,8}[a-z]{2,24})(?![\w-])",
    re.I,
)
_SEPARE = r"[ .,:;/|()·•–—-]{1,3}"
_GROUPES = (
    "|".join(  # les façons de grouper les huit derniers chiffres : par deux, par trois, les quatre premiers ensemble
        "".join(f"{_SEPARE if separe else ''}\\d{{{combien}}}" for separe, combien in groupes)
        for groupes in (
            ((0, 8),),
            ((1, 2),) * 4,
            ((0, 2), *((1, 2),) * 3),
            ((1, 3), (1, 3), (1, 2)),
            ((0, 2), (1, 3), (1, 3)),
        )
    )
)
_PREFIXE = r"(?:(?:\+|00) ?33[ .,:;/|()·•–—-]{0,3}(?:0\))? ?|0)"
_NUMERO = re.compile(rf"(?<![\w./-])(?<!\d[ .]){_PREFIXE}[1-9](?:{_GROUPES})(?!\w)(?![ .-]\d\d)")
_CIVILITE = (
    r"(?:\bMM?\.|(?i:\b(?:Mr|Dr)\b\.?|\b(?:Mmes?|Mlles?|Monsieur|Messieurs|Madame|Mesdames|Mademoiselle|Docteur)\b)) ?"
)
# Une civilité suivie d'une fonction n'est pas un nom : « Madame la Préfète », « M. le Sous-Préfet ».
_FONCTION = (
    r"(?!(?:[Ll][ae]s? |[Ll]['’] ?)?(?i:adjoint|agent|avocat|cadre|chef|charge|commissaire|conseil|correspond|delegue|depute"
    r"|direct|inspect|intendant|juge|maire|ministre|monsieur|madame|prefet|president|procureur|rapporteur|recteur|referent"
    r"|respons|secretaire|senat|sous-|titulaire|tresor|usag|vice-|ou |et ))"
)
_APPELE = re.compile(
    rf"{_CIVILITE}{_FONCTION}((?:(?:de la|de|du|des|d['’]|l[ae]s?|van|von) ?)?(?:[A-Z]\.|[A-Z][\w'’-]*)(?: [A-Z][\w'’-]*\.?)*)"
)
# Un prénom suivi d'un autre nom, ou précédé de ce qu'on nomme d'après quelqu'un, désigne un lieu.
_LIEU = re.compile(
    r"\b(?:rue|place|avenue|boulevard|quai|allee|salle|lycee|college|ecole|saint|sainte|hopital|espace|cite) $", re.I
)
# Ces prénoms sont aussi des mots : en tête de phrase, leur capitale ne dit rien.
_MOTS = """aime ange avril blanche charlotte claire clement constance constant desire fleur florence france grace honore iris
    jasmin juste lorraine marguerite marine modeste noel olive parfait pascal pierre prudence reine rose victoire violette"""


def traces(texte: str, annuaire: Annuaire | None, admis: Collection[bytes] = ()) -> list[str]:
    """Ce qui, dans un texte rendu, désigne une personne, hors des coordonnées admises, que tout le monde peut lire."""
    personnes = list(annuaire.personnes.items()) if annuaire else []
    trouves: dict[str, None] = {}
    for lu in _lectures(texte):
        for courriel in _COURRIEL.finditer(lu):
            if f"{courriel[1]}@{courriel[2]}".lower().encode() not in admis:
                trouves[courriel[0]] = None
        for numero in _NUMERO.finditer(lu):
            if neuf_chiffres(numero[0].encode()) not in admis:
                trouves[numero[0].strip()] = None
        trouves |= dict.fromkeys(_noms(lu, personnes))
        trouves |= dict.fromkeys(_prenoms(lu, [p for _, p in personnes]))
        trouves |= dict.fromkeys(a[0] for a in _APPELE.finditer(lu))
    return [t for t in trouves if not any(t != autre and t in autre for autre in trouves)]


def coordonnees(dossier: Dossier) -> set[bytes]:
    """Les adresses et les numéros déclarés, qui restent dans un document anonyme : la boîte fonctionnelle, le standard."""
    return courriels_declares(dossier) | numeros_declares(dossier)


def inconnus(dossier: Dossier) -> set[str]:
    """Les acteurs cités par un identifiant que rien ne décrit, tels qu'un document les écrirait : peut-être des noms."""
    objets = (dossier.demarche, *dossier.services.values(), *dossier.instances.values(), *dossier.objets())
    cites = {c.valeur for o in objets for c in citations(o) if c.famille == "acteurs"}
    decrits = dossier.annuaire.personnes if dossier.annuaire else {}
    return {libelles.epeler(c) for c in cites if c not in decrits and not libelles.a_fonction(dossier, c)}


def _lectures(texte: str) -> dict[str, None]:
    """Les façons de lire un texte : une balise ou une espace insécable sépare deux mots, ou coupe un nom en deux."""
    nu = "".join(_lettre(c) for c in unicodedata.normalize("NFKD", _espacer(texte)) if not unicodedata.combining(c))
    colle = _COUPURE.sub("", _BALISE.sub("", nu))
    lus = (_BALISE.sub(" ", nu), colle, colle.replace("\0", ""))
    return dict.fromkeys(re.sub(r"[ \t\n\0]+", " ", lu) for lu in lus)


def _espacer(texte: str) -> str:
    """Marque les espaces qui ne sont pas ordinaires, que la composition confondrait avec elles."""
    return "".join(
        "\0" if c not in " \n\t\r" and (c.isspace() or unicodedata.category(c) == "Zs") else c for c in texte
    )


def _lettre(caractere: str) -> str:
    """Un signe tel qu'on le lit : rien pour un signe caché, un chiffre de chez nous pour un chiffre d'ailleurs."""
    if caractere.isdecimal():
        return str(unicodedata.decimal(caractere))
    if caractere in "œŒæÆ":
        return francais.sans_accent(caractere) if caractere in "œŒ" else {"æ": "ae", "Æ": "AE"}[caractere]
    cache = unicodedata.category(caractere) in ("Cf", "Cc", "Cs") and caractere not in "\n\t\0"
    return "" if cache else caractere


def _noms(texte: str, personnes: Collection[tuple[str, Personne]]) -> Iterator[str]:
    """Les noms, les alias et les identifiants de l'annuaire : « Petit » et « camille petit », mais pas « petit » seul."""
    formes: dict[str, bool] = {}
    for identifiant, personne in personnes:
        simples = [_nu(n) for n in (personne.nom, *personne.alias)]
        formes |= {s: formes.get(s, False) for s in simples if len(s) > 1}
        prenom = _nu(personne.prenom or "")
        entiers = [f"{prenom} {s}" for s in simples] + [f"{s} {prenom}" for s in simples] if prenom else []
        parties = re.split(r"[ '’-]+", " ".join((simples[0], prenom)).lower())
        if any(len(p) > 2 and p in identifiant for p in parties):  # « secretaire-general » n'est pas un nom
            entiers.append(identifiant)
        formes |= dict.fromkeys(entiers, True)
    if not formes:
        return
    motifs = (
        re.sub(r"(?:\\[ .'-]|[ .'’-])+", r"[ ._'’-]{1,3}", re.escape(f)) for f in sorted(formes, key=len, reverse=True)
    )
    noms = re.compile(rf"(?<![\w])(?<!\w-)(?:{'|'.join(motifs)})(?!\w)(?!-\w)", re.I)
    surs = {re.sub(r"[ ._'’-]+", " ", f.lower()) for f, sur in formes.items() if sur}
    for trouve in noms.finditer(texte):
        if trouve[0] != trouve[0].lower() or re.sub(r"[ ._'’-]+", " ", trouve[0].lower()) in surs:
            yield trouve[0]


def _prenoms(texte: str, personnes: Collection[Personne]) -> Iterator[str]:
    """Les prénoms qui, seuls, ne désignent qu'une personne de l'annuaire."""
    comptes = Counter(_nu(p.prenom) for p in personnes if p.prenom and len(p.prenom) > 2)
    seuls = [re.escape(p) for p, combien in comptes.items() if combien == 1]
    if not seuls:
        return
    for trouve in re.finditer(
        rf"(?<![\w])(?<!\w-)(?:{'|'.join(seuls)})(?![\w])(?!-\w)(?! (?:d[eu] )?[A-Z][a-z])", texte
    ):
        avant = texte[max(0, trouve.start() - 20) : trouve.start()]
        en_tete = not avant.strip() or avant.rstrip()[-1] in ".!?:|#-•»«"
        if not _LIEU.search(avant) and not (en_tete and trouve[0].lower() in _MOTS.split()):
            yield trouve[0]


def _nu(nom: str) -> str:
    return next(iter(_lectures(nom))).strip()
