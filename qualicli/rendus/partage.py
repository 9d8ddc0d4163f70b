"""L'historique et le partage, en mots : ce qui a changé, ce qui part, ce qui arrive, ce qui se contredit."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from qualicli import francais
from qualicli.modeles.anomalie import Anomalie
from qualicli.modeles.changements import ChangementDObjet, en_un_mot, montrer, nature_de, nommer, resumer, titrer
from qualicli.modeles.fusion_d_objets import ENTIER, RIEN, Desaccord
from qualicli.rendus.ecran import Ecran, aplanir, paragraphe

_MONTRES = 12


class LigneMontree(NamedTuple):
    """Un enregistrement à montrer : quand, par qui, son titre, ce qu'il change, s'il est partagé."""

    objet: str
    quand: datetime
    qui: str
    titre: str
    changements: Sequence[ChangementDObjet]
    est_partage: bool


def changements(objets: Sequence[ChangementDObjet], montres: int = _MONTRES) -> Ecran:
    """Ce qui change, un objet par ligne."""
    ecran: Ecran = []
    for objet in objets[:montres]:
        ecran += paragraphe(aplanir(francais.majuscule(objet.en_clair)), "  ", "    ")
    if len(objets) > montres:
        ecran.append([(f"  … et {len(objets) - montres} autres objets", "")])
    return ecran


def titre(texte: str, objets: Sequence[ChangementDObjet]) -> Ecran:
    """Un titre, le résumé, puis les objets."""
    return [
        [(texte, "bold")],
        *paragraphe(f"{resumer(objets) or 'Aucun objet ne change'}.", "  "),
        [],
        *changements(objets),
    ]


def ecartes(fichiers: Sequence[tuple[str, str]]) -> Ecran:
    """Ce qui n'est pas enregistré, et pourquoi."""
    if not fichiers:
        return []
    lignes = [
        li for f, pourquoi in fichiers[:_MONTRES] for li in paragraphe(aplanir(f"{f} : {pourquoi}"), "  ", "    ")
    ]
    return [[], [("Laissés de côté", "bold")], *lignes]


def fautes(erreurs: Sequence[Anomalie], apres: str) -> Ecran:
    """Les erreurs que « valider » trouve, ou trouverait."""
    if not erreurs:
        return []
    lignes = [
        ligne
        for a in erreurs[:_MONTRES]
        for ligne in paragraphe(aplanir(f"{a.fichier}:{a.ligne} : {a.message}"), "  ", "    ")
    ]
    return [[], [(f"{francais.pluriel(len(erreurs), 'erreur')} {apres}", "bold red")], *lignes]


def desaccord(fichier: str, d: Desaccord, qui: str, valeurs: dict[str, Any]) -> Ecran:
    """Un désaccord : l'objet, la clé, ce qu'elle était, la mienne, la leur."""
    objet = f"{nature_de(fichier)} {francais.guillemets(nommer(fichier, valeurs.get('mien')))}"
    if d.chemin == ENTIER:
        cotes = (("avant", d.base), ("le mien", d.mien), (_leur(qui), d.leur))
        lignes = [f"{cote} : {_etat(octets, cote)}" for cote, octets in cotes if octets is not RIEN or cote != "avant"]
        return [[(f"  {aplanir(objet)}", "red"), (f"  {fichier}", "")], *_en_retrait(lignes)]
    ou = _situer(d.chemin, valeurs.get("mien"))
    cotes = (("avant", d.base), ("le mien", d.mien), (_leur(qui), d.leur))
    lignes = [
        f"{cote} : {'(absent)' if v is RIEN else montrer(v)}" for cote, v in cotes if v is not RIEN or cote != "avant"
    ]
    return [[(f"  {aplanir(objet)}", "red"), (f", {ou}", "red"), (f"  {fichier}", "")], *_en_retrait(lignes)]


def _leur(qui: str) -> str:
    return f"le leur ({aplanir(qui)})" if qui else "le leur"


def _etat(octets: Any, cote: str) -> str:
    if octets is RIEN:
        return "supprimé"
    return "le fichier d'avant" if cote == "avant" else f"changé ({len(octets)} octets)"


def _en_retrait(lignes: Iterable[str]) -> Ecran:
    return [ligne for texte in lignes for ligne in paragraphe(aplanir(texte), "    ", "      ")]


def _situer(chemin: Sequence[str | int], valeur: Any) -> str:
    """Où est une clé, en mots : « évaluation 2.1 du 2021-09-14, statut »."""
    mots: list[str] = []
    cle = ""
    for pas in chemin:
        est_un_rang = isinstance(pas, int) and isinstance(valeur, list) and pas < len(valeur)
        valeur = valeur[pas] if est_un_rang else _entree(valeur, pas)
        if isinstance(pas, int):
            reperes = [str(valeur[c]) for c in ("exigence", "code", "date", "periode", "qui") if _entree(valeur, c)]
            mots[-1:] = [f"{en_un_mot(cle)} {', '.join(reperes) or pas + 1}"]
        else:
            cle = str(pas)
            mots.append(titrer(cle))
    return ", ".join(mots)


def _entree(valeur: Any, cle: Any) -> Any:
    return valeur.get(cle) if isinstance(valeur, dict) else None


def enregistrements(lignes: Iterable[LigneMontree]) -> Ecran:
    """Qui a fait quoi, du plus récent au plus ancien."""
    ecran: Ecran = []
    for e in lignes:
        quand = f"{francais.jour_court(e.quand.date())} {e.quand:%H:%M}"
        marque = "" if e.est_partage else " · pas encore partagé"
        ecran += [[], [(quand, "bold"), (f"  {aplanir(e.qui)}", "cyan"), (marque, "yellow")]]
        ecran += paragraphe(aplanir(e.titre), "  ")
        if resumer(e.changements) != e.titre:
            ecran += paragraphe(resumer(e.changements), "    ")
        ecran += changements(e.changements, 4)
    return ecran[1:]


def json_journal(lignes: Iterable[LigneMontree]) -> str:
    """Le journal pour une machine."""
    return _json(
        {
            "enregistrements": [
                {
                    "id": e.objet,
                    "date": e.quand.isoformat(),
                    "qui": e.qui,
                    "titre": e.titre,
                    "partage": e.est_partage,
                    "changements": [_objet(c) for c in e.changements],
                }
                for e in lignes
            ]
        }
    )


def json_travail(objets: Iterable[ChangementDObjet], **autres: Any) -> str:
    """Ce qu'un geste change, pour une machine."""
    return _json({**autres, "changements": [_objet(c) for c in objets]})


def _objet(c: ChangementDObjet) -> dict[str, Any]:
    return {"genre": c.genre, "nature": c.nature, "nom": c.nom, "fichier": c.fichier, "details": list(c.details)}


def _json(contenu: dict[str, Any]) -> str:
    return json.dumps({"format": 1, **contenu}, ensure_ascii=False, indent=2)
