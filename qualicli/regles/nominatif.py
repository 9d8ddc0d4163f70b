"""NOM : aucune donnée personnelle hors de l'annuaire, quel que soit le champ ou le texte où elle se cache."""

import re
from collections.abc import Callable, Iterator
from itertools import islice

from qualicli import francais
from qualicli.modeles.anomalie import Faute, Gravite, Position, position_octet
from qualicli.modeles.dossier import Dossier
from qualicli.modeles.organisation import Annuaire
from qualicli.regles.contexte import Contexte, Regle

_ANNUAIRE = "annuaire.yaml"
COURRIEL = re.compile(
    rb"(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}(?![A-Za-z0-9-])"
)
_NOMINATIF = re.compile(r"[a-z-]+(?:\.[a-z-]+)+[0-9]{0,2}", re.IGNORECASE)  # prenom.nom
_CIVILITE = re.compile(
    r"\b(?:M\.|MM\.|Mme|Mmes|Mlle|Monsieur|Madame)\s+(?!L[ea]s?\b|L['’])[A-ZÀ-Ý]"
)  # « Mme Nom », pas « Mme la… »
_MAXIMUM = 100  # par fichier : au-delà, c'est tout le fichier qu'il faut reprendre
# Cinq paires de chiffres au même séparateur. Le premier caractère est littéral : la recherche saute de l'un à l'autre.
_PAIRES = rb"[1-79]((?:[ .-]|\xc2\xa0|\xe2\x80\xaf)?)\d\d(?:\1\d\d){3}(?!\1\d|[0-9A-Za-z])"
NATIONAL = re.compile(rb"0(?<![0-9A-Za-z_./-]0)(?<!\d[ .-]0)" + _PAIRES)
INTERNATIONAL = re.compile(rb"\+33(?:[ .-]|\xc2\xa0|\xe2\x80\xaf)?(?:\(0\) ?)?" + _PAIRES)


def courriels_nominatifs(contexte: Contexte) -> Iterator[Faute]:
    """Une adresse « prenom.nom » ne s'écrit que dans l'annuaire."""
    for fichier, position, adresse in _courriels(contexte):
        if _NOMINATIF.fullmatch(adresse.partition("@")[0]):
            message = f"L'adresse « {_masquer(adresse)} » semble celle d'une personne."
            conseil = "Citez la personne par son identifiant ; son adresse va dans annuaire.yaml."
            yield Faute(fichier, (), message, conseil, position)


def courriels_non_declares(contexte: Contexte) -> Iterator[Faute]:
    """Une adresse fonctionnelle est déclarée dans la démarche ou dans les services."""
    for fichier, position, adresse in _courriels(contexte):
        if not _NOMINATIF.fullmatch(adresse.partition("@")[0]):
            message = f"L'adresse « {_masquer(adresse)} » n'est pas une adresse déclarée."
            conseil = "Fonctionnelle, déclarez-la (« courriel » de l'organisme ou d'un service) ; sinon, retirez-la."
            yield Faute(fichier, (), message, conseil, position)


def telephones(contexte: Contexte) -> Iterator[Faute]:
    """Un numéro de téléphone ne s'écrit que dans l'annuaire, ou dans la démarche s'il est public."""
    admis = {
        _chiffres(n[0]) for motif in (NATIONAL, INTERNATIONAL) for n in motif.finditer(_declares(contexte.dossier))
    }
    for fichier, texte in contexte.textes.items():
        trouves = [*islice(NATIONAL.finditer(texte), _MAXIMUM)]
        if b"+33" in texte:
            trouves += islice(INTERNATIONAL.finditer(texte), _MAXIMUM)
        for trouve in trouves if fichier != _ANNUAIRE else ():
            if _chiffres(trouve[0]) not in admis:
                message = "Un numéro de téléphone est écrit ici."
                conseil = "Public, déclarez-le dans « organisme: telephone » ; sinon, il va dans annuaire.yaml."
                yield Faute(fichier, (), message, conseil, position_octet(texte, trouve.start()))


def _courriels(contexte: Contexte) -> Iterator[tuple[str, Position, str]]:
    """Les adresses écrites hors de l'annuaire et non déclarées, et leur place."""
    admises = {a.lower() for a in COURRIEL.findall(_declares(contexte.dossier))}
    for fichier, texte in contexte.textes.items():
        if b"@" in texte and fichier != _ANNUAIRE:
            for trouve in islice(COURRIEL.finditer(texte), _MAXIMUM):
                if trouve[0].lower() not in admises:
                    yield fichier, position_octet(texte, trouve.start()), trouve[0].decode()


def guetter(dossier: Dossier) -> Callable[[str], str]:
    """De quoi dire, avant d'écrire un texte, la donnée personnelle qu'il contient ; rien s'il n'en contient pas."""
    admis = {_chiffres(n[0]) for motif in (NATIONAL, INTERNATIONAL) for n in motif.finditer(_declares(dossier))}
    admises = {a.lower() for a in COURRIEL.findall(_declares(dossier))}
    noms = noms_connus(dossier.annuaire)

    def guet(texte: str) -> str:
        octets = texte.encode("utf-8", "replace")
        if any(a.lower() not in admises for a in COURRIEL.findall(octets)):
            return "un courriel"
        if any(_chiffres(n[0]) not in admis for motif in (NATIONAL, INTERNATIONAL) for n in motif.finditer(octets)):
            return "un téléphone"
        return "un nom" if _CIVILITE.search(texte) or (noms and noms.search(texte)) else ""

    return guet


def noms_connus(annuaire: Annuaire | None) -> re.Pattern[str] | None:
    """Les noms et les alias de l'annuaire, tels qu'ils sont écrits, en capitales ou en titre : « Petit », pas « petit »."""
    personnes = annuaire.personnes.values() if annuaire else ()
    noms = sorted({n for p in personnes for n in (p.nom, *p.alias) if len(n) > 1}, key=len, reverse=True)
    formes = dict.fromkeys(f for n in noms for f in (n, n.upper(), n.title(), francais.sans_accent(n.upper())))
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, formes))})(?![\w-])") if formes else None


def _declares(dossier: Dossier) -> bytes:
    """Ce que l'organisme, ses sites et ses services déclarent comme coordonnées publiques."""
    demarche = dossier.demarche
    organisme = demarche.organisme
    textes = [organisme.adresse, organisme.telephone, organisme.courriel, organisme.service_porteur, *organisme.entete]
    textes += [site.adresse for site in demarche.sites.values()]
    textes += [service.courriel for service in dossier.services.values()]
    return "\n".join(t for t in textes if t).encode("utf-8", "replace")


def _chiffres(numero: bytes) -> bytes:
    """Les neuf derniers chiffres, communs aux écritures nationale et internationale."""
    return bytes(c for c in numero if 48 <= c <= 57)[-9:]


def _masquer(adresse: str) -> str:
    """L'adresse, assez pour la reconnaître et pas assez pour la divulguer dans un rapport."""
    nom, _, domaine = adresse.partition("@")
    return f"{nom[:2]}…@{domaine}"


REGLES = (
    Regle(
        "NOM001",
        Gravite.ERREUR,
        "Courriel nominatif hors de l'annuaire",
        "Une adresse de la forme prenom.nom@… est une donnée personnelle : elle ne va que dans annuaire.yaml.",
        "commentaire: Voir avec camille.petit@exemple.fr",
        "commentaire: Voir avec la référente qualité",
        courriels_nominatifs,
    ),
    Regle(
        "NOM002",
        Gravite.AVERTISSEMENT,
        "Téléphone hors de l'annuaire",
        "Un numéro français est écrit ailleurs que dans annuaire.yaml, sans être celui de l'organisme.",
        "commentaire: Rappeler au 01 99 00 12 34",
        "commentaire: Rappeler le bureau des usagers",
        telephones,
    ),
    Regle(
        "NOM003",
        Gravite.AVERTISSEMENT,
        "Courriel non déclaré",
        "Une adresse qui ne semble pas nominative n'est déclarée ni par l'organisme ni par un service.",
        "lieu: inscriptions à accueil@exemple.fr",
        "organisme: {nom: …, courriel: accueil@exemple.fr}",
        courriels_non_declares,
    ),
)
