"""Un bilan retenu : ce qu'une validation a trouvé, pour un dossier, une date et une sévérité. Relu, il est contrôlé.

Ce module n'importe ni les modèles du dossier ni les règles : quand la mémoire répond, ils ne servent pas.
"""

import json
from datetime import date
from typing import Any

from qualicli.depot import memoire
from qualicli.depot.inventaire import chemin_reel
from qualicli.depot.ramassage import Ramassage
from qualicli.modeles.anomalie import Anomalie, AnomalieSupprimee, Bilan, Gravite

_GARDES = 4  # les derniers bilans d'un dossier : d'une date, d'une sévérité à l'autre
_FORMES = (str, int, int, str, int, str, str)  # fichier, ligne, colonne, code, gravité, message, conseil


def cle(ramassage: Ramassage, au: date, strict: bool = False) -> str:
    """Ce dont un bilan dépend, pièces jointes exceptées ; vide sans mémoire."""
    nom = ramassage.racine.resolve().name
    return f"{ramassage.etat} {au.isoformat()} {int(strict)} {nom}" if ramassage.etat else ""


def retrouver(ramassage: Ramassage, cle: str, au: date) -> Bilan | None:
    """Le bilan retenu sous cette clé, si les pièces dont il dépend n'ont pas changé ; `None` sinon, sans jamais échouer."""
    if not cle:
        return None
    try:
        retenu = memoire.relire_json(ramassage.racine, "bilan")[cle]
        pieces, bilan = retenu["pieces"], _relire(retenu, au, ramassage)
        inchangees = all(ramassage.empreinte_piece(p, chemin_reel(ramassage.racine, p)) == e for p, e in pieces.items())
    except (OSError, KeyError, TypeError, ValueError, AttributeError):
        return None
    return bilan if inchangees else None


def retenir(ramassage: Ramassage, cle: str, bilan: Bilan, pieces: dict[str, str]) -> None:
    """Retient un bilan sous cette clé, avec l'empreinte des pièces dont il dépend."""
    if not cle or not ramassage.est_entier:
        return
    contenu = {
        "pieces": pieces,
        "dossier": bilan.dossier,
        "anomalies": [_champs(a) for a in bilan.anomalies],
        "supprimees": [[_champs(s.anomalie), s.motif, s.auteur, s.jusqu_au.texte] for s in bilan.supprimees],
        "fichiers": bilan.fichiers,
    }
    autres = {c: b for c, b in memoire.relire_json(ramassage.racine, "bilan").items() if c != cle}
    gardes = dict([*autres.items(), (cle, contenu)][-_GARDES:])
    try:
        memoire.retenir(ramassage.racine, "bilan", json.dumps(gardes, ensure_ascii=False).encode())
    except UnicodeEncodeError:  # un nom de fichier qui n'est pas de l'UTF-8
        return


def _champs(a: Anomalie) -> list[Any]:
    return [a.fichier, a.ligne, a.colonne, a.code, int(a.gravite), a.message, a.conseil]


def _relire(retenu: dict[str, Any], au: date, ramassage: Ramassage) -> Bilan:
    dossier, fichiers = retenu["dossier"], retenu["fichiers"]
    if type(dossier) is not str or type(fichiers) is not int:
        raise ValueError(dossier)
    anomalies = tuple(_anomalie(champs) for champs in retenu["anomalies"])
    supprimees = tuple(_supprimee(*champs) for champs in retenu["supprimees"])
    return Bilan(dossier, au, anomalies, supprimees, ramassage.sources, fichiers)


def _supprimee(champs: list[Any], motif: object, auteur: object, fin: str) -> AnomalieSupprimee:
    from qualicli.modeles.temps.dates import DateImprecise

    return AnomalieSupprimee(_anomalie(champs), str(motif), str(auteur), DateImprecise.lire(fin))


def _anomalie(champs: list[Any]) -> Anomalie:
    if tuple(map(type, champs)) != _FORMES or min(champs[1], champs[2]) < 1:
        raise ValueError(champs)
    fichier, ligne, colonne, code, gravite, message, conseil = champs
    return Anomalie(fichier, ligne, colonne, code, Gravite(gravite), message, conseil)
