"""Les mots dont les services titrent leurs colonnes et remplissent leurs cellules : de quoi proposer un profil."""

import re
from collections.abc import Mapping
from functools import lru_cache

from qualicli import francais
from qualicli.modeles.fiches import TABLEURS

_VIDES = frozenset(
    {
        "a",
        "au",
        "aux",
        "d",
        "de",
        "des",
        "du",
        "en",
        "et",
        "l",
        "la",
        "le",
        "les",
        "ou",
        "par",
        "pour",
        "sur",
        "un",
        "une",
    }
)
_ABREGES = {
    "n": "numero",
    "num": "numero",
    "no": "numero",
    "nb": "nombre",
    "nbre": "nombre",
    "ref": "reference",
    "resp": "responsable",
    "obs": "observation",
    "eng": "engagement",
    "maj": "mise jour",
}
IDENTIFIANTS = (
    "numéro, identifiant, id, référence, code, numéro action, référence action, numéro document, référence document"
)
CELLULES: Mapping[str, Mapping[str, str]] = {
    "statuts_action": {
        "faite": "fait, faite, réalisé, réalisée, terminé, terminée, clos, close, soldé, soldée, ok, oui, achevé, achevée, "
        "100 %",
        "en_cours": "en cours, en cours de réalisation, commencé, commencée, lancé, lancée, engagé, engagée, partiel",
        "a_faire": "à faire, non commencé, non commencée, pas commencé, à lancer, à venir, prévu, prévue, non, ko, 0 %",
        "abandonnee": "abandonné, abandonnée, abandon, annulé, annulée, sans suite, sans objet",
    },
    "etats": {
        "realise": "réalisé, réalisée, oui, o, conforme, fait, faite, ok, acquis, atteint, respecté, tenu, x",
        "partiel": "partiel, partielle, partiellement, en partie, en cours, à améliorer, partiellement réalisé",
        "non_realise": "non réalisé, non réalisée, non, n, non conforme, à faire, pas fait, absent, ko, non respecté",
        "sans_objet": "sans objet, so, s o, na, n a, non applicable, non concerné",
    },
    "grades": {
        "non_conformite": "nc, non conforme, non conformité",
        "ecart": "écart, écart mineur",
        "point_sensible": "ps, point sensible, sensible, vigilance, à surveiller",
        "point_fort": "pf, point fort, bonne pratique",
        "conforme": "c, conforme, ok",
        "majeure": "nc majeure, majeure",
        "mineure": "nc mineure, mineure",
        "remarque": "remarque, r, observation",
        "piste": "piste, piste de progrès, piste d'amélioration, pp",
    },
    "priorites": {
        "haute": "haute, urgent, urgente, forte, élevée, prioritaire, 1",
        "normale": "normale, moyenne, 2",
        "basse": "basse, faible, 3",
    },
    "types_document": {
        "fiche_procedure": "procédure, fiche procédure, fiche de procédure",
        "courrier_type": "courrier, lettre type, modèle",
        "capture": "capture, capture écran, copie d'écran",
        "photo": "photographie, photos",
        "affiche": "affichage",
        "compte_rendu": "cr, compte rendu de réunion, pv",
        "tableau_suivi": "tableau, suivi",
        "releve": "relevé, statistique",
        "emargement": "émargement, feuille de présence",
        "note": "note de service",
        "tableau_bord": "tableau de bord",
    },
    "etats_document": {
        "validee": "validé, validée, en vigueur, à jour, oui",
        "diffusee": "diffusé, diffusée, publié, publiée",
        "en_validation": "en validation, à valider, en relecture",
        "en_redaction": "en rédaction, en cours",
        "a_rediger": "à rédiger, à faire, manquant, non",
        "brouillon": "brouillon, projet",
    },
}
PERIODICITES: Mapping[str, str] = {
    "mensuel": "1 mois",
    "bimestriel": "2 mois",
    "trimestriel": "3 mois",
    "semestriel": "6 mois",
    "annuel": "12 mois",
    "tous les mois": "1 mois",
    "chaque mois": "1 mois",
    "chaque trimestre": "3 mois",
    "chaque semestre": "6 mois",
    "chaque annee": "12 mois",
    "tous les ans": "12 mois",
    "par an": "12 mois",
    "une fois par an": "12 mois",
    "hebdomadaire": "1 semaine",
    "chaque semaine": "1 semaine",
}


@lru_cache(maxsize=65536)
def nu(texte: str) -> str:
    """Un texte ramené à ses mots : sans accent, sans majuscule, sans ponctuation."""
    return " ".join(re.findall(r"[a-z0-9%]+", francais.sans_accent(texte).lower().replace("œ", "oe")))


@lru_cache(maxsize=65536)
def radicaux(texte: str) -> tuple[str, ...]:
    """Les mots qui comptent, sans leur accord : « Réalisées le » et « réalisé » se ressemblent."""
    mots = (m for mot in nu(texte).split() for m in _ABREGES.get(mot, mot).split())
    return tuple(re.sub(r"e{0,2}[sx]?$", "", m) or m for m in mots if m not in _VIDES)


@lru_cache
def _titres() -> frozenset[tuple[str, ...]]:
    """Tout ce dont les services titrent une colonne, quelle que soit la famille."""
    dits = (d for tableur in TABLEURS.values() if not tableur.sur_demande for d in tableur.champs.values())
    return frozenset(radicaux(e) for dit in (*dits, IDENTIFIANTS) for e in dit.split(", "))


def est_un_titre(texte: str) -> bool:
    """Vrai pour un texte dont les services titrent une colonne, mot pour mot."""
    return radicaux(texte) in _titres()


def ressemblance(titre: tuple[str, ...], expressions: str) -> int:
    """À quel point un titre de colonne dit l'une de ces choses : 0 quand il n'en dit aucune."""
    notes = [0]
    for expression in expressions.split(", "):
        voulus = radicaux(expression)
        if titre == voulus:
            notes.append(20 + len(voulus))
        elif voulus and set(voulus) <= set(titre):
            notes.append(4 * len(voulus) + (2 if titre[0] == voulus[0] else 0) - min(3, len(titre) - len(voulus)))
    return max(notes)
