"""Ce qui désigne une personne dans un texte : courriels, téléphones, civilités, noms de l'annuaire.

On ne retient ici que ce qui est sûr : la validation et l'import arrêtent ce qu'ils trouvent, et une fausse alerte y coûterait à
chaque ligne. L'anonymat d'un document (`rendus.documents.socle.anonymat`) part de là et cherche plus large : un nom publié ne
se reprend pas.
"""

import re
from collections.abc import Callable

from qualicli import francais
from qualicli.modeles.dossier import Dossier
from qualicli.modeles.organisation import Annuaire

COURRIEL = re.compile(
    rb"(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}(?![A-Za-z0-9-])"
)
_CIVILITE = re.compile(
    r"\b(?:M\.|MM\.|Mme|Mmes|Mlle|Monsieur|Madame)\s+(?!L[ea]s?\b|L['’])[A-ZÀ-Ý]"
)  # « Mme Nom », pas « Mme la… »
# Cinq paires de chiffres au même séparateur. Le premier caractère est littéral : la recherche saute de l'un à l'autre.
_PAIRES = rb"[1-79]((?:[ .-]|\xc2\xa0|\xe2\x80\xaf)?)\d\d(?:\1\d\d){3}(?!\1\d|[0-9A-Za-z])"
NATIONAL = re.compile(rb"0(?<![0-9A-Za-z_./-]0)(?<!\d[ .-]0)" + _PAIRES)
INTERNATIONAL = re.compile(rb"\+33(?:[ .-]|\xc2\xa0|\xe2\x80\xaf)?(?:\(0\) ?)?" + _PAIRES)


def est_anodin(octets: bytes) -> bool:
    """Vrai quand un texte n'a ni courriel, ni téléphone : rien n'y est à chercher."""
    return b"@" not in octets and NATIONAL.search(octets) is None and b"+33" not in octets


def guetter(dossier: Dossier) -> Callable[[str], str]:
    """De quoi dire, avant d'écrire un texte, la donnée personnelle qu'il contient ; rien s'il n'en contient pas."""
    admis, admises = numeros_declares(dossier), courriels_declares(dossier)
    noms = noms_connus(dossier.annuaire)

    def guet(texte: str) -> str:
        octets = texte.encode("utf-8", "replace")
        if any(a.lower() not in admises for a in COURRIEL.findall(octets)):
            return "un courriel"
        if any(neuf_chiffres(n[0]) not in admis for motif in (NATIONAL, INTERNATIONAL) for n in motif.finditer(octets)):
            return "un téléphone"
        return "un nom" if _CIVILITE.search(texte) or (noms and noms.search(texte)) else ""

    return guet


def noms_connus(annuaire: Annuaire | None) -> re.Pattern[str] | None:
    """Les noms et les alias de l'annuaire, tels qu'ils sont écrits, en capitales ou en titre : « Petit », pas « petit »."""
    personnes = annuaire.personnes.values() if annuaire else ()
    noms = sorted({n for p in personnes for n in (p.nom, *p.alias) if len(n) > 1}, key=len, reverse=True)
    formes = dict.fromkeys(f for n in noms for f in (n, n.upper(), n.title(), francais.sans_accent(n.upper())))
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, formes))})(?![\w-])") if formes else None


def courriels_declares(dossier: Dossier) -> set[bytes]:
    """Les adresses que tout le monde peut lire, en minuscules."""
    return {a.lower() for a in COURRIEL.findall(_coordonnees(dossier))}


def numeros_declares(dossier: Dossier) -> set[bytes]:
    """Les numéros que tout le monde peut lire, par leurs neuf derniers chiffres."""
    coordonnees = _coordonnees(dossier)
    return {neuf_chiffres(n[0]) for motif in (NATIONAL, INTERNATIONAL) for n in motif.finditer(coordonnees)}


def _coordonnees(dossier: Dossier) -> bytes:
    """Ce que l'organisme, ses sites et ses services déclarent comme coordonnées publiques."""
    demarche = dossier.demarche
    organisme = demarche.organisme
    textes = [organisme.adresse, organisme.telephone, organisme.courriel, organisme.service_porteur, *organisme.entete]
    textes += [site.adresse for site in demarche.sites.values()]
    textes += [service.courriel for service in dossier.services.values()]
    return "\n".join(t for t in textes if t).encode("utf-8", "replace")


def neuf_chiffres(numero: bytes) -> bytes:
    """Les neuf derniers chiffres, communs aux écritures nationale et internationale."""
    return bytes(c for c in numero if 48 <= c <= 57)[-9:]
