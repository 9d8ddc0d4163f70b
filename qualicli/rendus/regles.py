"""Les règles expliquées : à l'écran, en JSON, et la page de documentation."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence

from qualicli import francais
from qualicli.regles import REGLES, Regle
from qualicli.rendus.anomalies.texte import STYLES
from qualicli.rendus.ecran import Ecran, paragraphe

FAMILLES = {
    "LEC": "Lecture des fichiers",
    "FMT": "Format des fichiers",
    "REF": "Ce qu'un fichier cite",
    "PER": "Périmètre et modules",
    "LAB": "Labels obtenus",
    "EVA": "Auto-évaluations",
    "PRV": "Preuves et documents",
    "ORG": "Services, rôles et instances",
    "CLU": "Comité local des usagers",
    "REU": "Réunions",
    "ACT": "Plan d'actions",
    "JAL": "Rétroplanning",
    "DAT": "Dates et jours ouvrés",
    "AUD": "Audits et constats",
    "ENQ": "Enquêtes",
    "IND": "Indicateurs et mesures",
    "REG": "Registres à délais",
    "RET": "Retours des usagers et des agents",
    "FOR": "Formations",
    "CMD": "Commandes aux services",
    "SIG": "Signatures",
    "PRO": "Profils de tableur",
    "NOM": "Données personnelles",
    "SUP": "Anomalies acceptées",
    "RFT": "Référentiels",
    "COR": "Correspondances et reprises",
}
_INTRODUCTION = """\
# Les règles

Ce que contrôle `qualicli valider`, règle par règle. Le code d'une règle ne change jamais de sens.
`qualicli regles CODE` montre la même explication dans le terminal.

Une **erreur** rend le dossier non conforme ; un **avertissement** aussi, avec `--strict` ; une **information**, jamais.
Une anomalie peut être acceptée pour un temps, dans `qualicli.yaml`, avec un motif, un auteur et une échéance — sauf celles
de lecture et de format : un fichier que l'on ne sait pas lire se corrige.
"""
_SUPPRESSION = """\
suppressions:
  - code: {code}
    fichier: {fichier}  # sans cette clé : tout le dossier
    motif: Pourquoi cette anomalie est acceptée
    auteur: referent-qualite
    jusqu_au: 2030-12-31"""
_LECTURE_SEULE = "Cette anomalie ne peut pas être acceptée : un fichier que l'on ne sait pas lire se corrige."


def trouver(code: str) -> Regle | None:
    """Rend la règle de ce code, quelle qu'en soit la casse."""
    return next((r for r in REGLES if r.code == code.upper()), None)


def plus_proche(code: str) -> str | None:
    """Rend le code qui ressemble le plus à celui-ci."""
    return francais.plus_proche(code, (r.code for r in REGLES))


def lister(regles: Sequence[Regle] = REGLES) -> Ecran:
    """Liste les règles, une par ligne, famille par famille."""
    ecran: Ecran = []
    for nom, famille in _par_famille(regles):
        ecran.append([(nom, "bold")])
        ecran += [
            [(f"  {r.code}  ", ""), (f"{r.gravite.nom:<13}", STYLES[r.gravite]), (f"  {r.titre}", "")] for r in famille
        ]
        ecran.append([])
    total = f"{francais.pluriel(len(regles), 'règle')}. « qualicli regles CODE » en explique une."
    return [*ecran, [(total, "")]]


def expliquer(regle: Regle) -> Ecran:
    """Explique une règle : ce qu'elle contrôle, un exemple à éviter, le bon, et comment accepter l'anomalie."""
    ecran: Ecran = [
        [(f"{regle.code} : {regle.titre}", "bold")],
        [("Gravité : ", ""), (regle.gravite.nom, STYLES[regle.gravite])],
    ]
    ecran += [[], *paragraphe(regle.explication)]
    for nom, exemple in _exemples(regle):
        ecran += [[], [(f"{nom} :", "bold")], [], *_citer(exemple)]
    if regle.controle is None:
        return [*ecran, [], *paragraphe(_LECTURE_SEULE)]
    titre = "Pour l'accepter un temps, dans qualicli.yaml :"
    return [*ecran, [], [(titre, "bold")], [], *_citer(_suppression(regle))]


def json_(regles: Sequence[Regle] = REGLES) -> str:
    """Rend les règles en JSON, au format numéroté."""
    contenu = [
        {
            "code": r.code,
            "famille": _famille(r),
            "gravite": r.gravite.nom,
            "titre": r.titre,
            "explication": r.explication,
            "mauvais": r.mauvais,
            "bon": r.bon,
            "acceptable": r.controle is not None,
        }
        for r in regles
    ]
    return json.dumps({"format": 1, "regles": contenu}, ensure_ascii=False, indent=2) + "\n"


def page(regles: Sequence[Regle] = REGLES) -> str:
    """Rend la page de documentation : introduction, sommaire, chaque règle et ses exemples."""
    familles = list(_par_famille(regles))
    parties = [_INTRODUCTION, "## Sommaire\n"]
    for nom, groupe in familles:
        liens = "\n".join(f"- [{r.code}](#{r.code.lower()}) {_markdown(r.titre)} ({r.gravite.nom})" for r in groupe)
        parties.append(f"**{nom}**\n\n{liens}\n")
    for nom, groupe in familles:
        parties += [f"## {nom}\n", *map(fiche, groupe)]
    return "\n".join(parties)


def fiche(regle: Regle) -> str:
    """Rend une règle en Markdown, avec l'ancre qui la désigne."""
    blocs = [
        f'<a id="{regle.code.lower()}"></a>\n\n### {regle.code} : {_markdown(regle.titre)}',
        f"Gravité : **{regle.gravite.nom}**",
        _markdown(regle.explication),
        *(f"{nom} :\n\n{_bloc(exemple)}" for nom, exemple in _exemples(regle)),
        f"Pour l'accepter un temps, dans `qualicli.yaml` :\n\n{_bloc(_suppression(regle))}" if regle.controle else "",
    ]
    return "\n\n".join(filter(None, blocs)) + "\n"


def _par_famille(regles: Iterable[Regle]) -> Iterator[tuple[str, list[Regle]]]:
    familles: dict[str, list[Regle]] = {}
    for regle in regles:
        familles.setdefault(regle.code[:3], []).append(regle)
    for prefixe, membres in familles.items():
        yield f"{prefixe} : {_famille(membres[0])}", sorted(membres, key=lambda r: r.code)


def _famille(regle: Regle) -> str:
    return FAMILLES.get(regle.code[:3], regle.code[:3])


def _exemples(regle: Regle) -> Iterator[tuple[str, str]]:
    yield "À éviter", regle.mauvais or "(rien)"
    yield "À écrire", regle.bon or "(rien)"


def _suppression(regle: Regle) -> str:
    fichier = "preuves/charte-accueil.yaml"
    return _SUPPRESSION.format(code=regle.code, fichier=fichier)


def _citer(exemple: str) -> Ecran:
    return [[(f"    {ligne}", "")] for ligne in exemple.split("\n")]


def _bloc(exemple: str) -> str:
    return f"```yaml\n{exemple}\n```"


def _markdown(texte: str) -> str:
    """Échappe ce que Markdown prendrait pour une balise ou une emphase."""
    return re.sub(r"([*<])", r"\\\1", texte)
