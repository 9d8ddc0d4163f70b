"""Faire d'une grille la nouvelle édition d'un référentiel : ses modules et ses engagements sont ceux de la grille."""

from collections.abc import Iterable, Mapping
from typing import Any

from qualicli import francais
from qualicli.echanges.feuilles.description import LigneRefusee
from qualicli.echanges.grilles.dire_grille import D_UN_ENGAGEMENT, ORDRE
from qualicli.echanges.grilles.lire_grille import DemandeDeGrille, numeroter, trouver_module
from qualicli.echanges.tableurs.lire_lignes import Rejeter
from qualicli.modeles.referentiel import Referentiel

CODE_SOURCE = "S-EDITION"
_D_AVANT = ("attendu", "note", "etat", "date", "statut", "presentation")  # ce qui ne se dit que de l'édition quittée
_GARDEES = ("si", "partie", "famille")  # ce qu'une grille ne dit jamais d'un engagement


def composer_edition(
    brut: Mapping[str, Any],
    base: Referentiel,
    demandes: Iterable[DemandeDeGrille],
    version: str,
    source: str,
    rejeter: Rejeter,
) -> tuple[dict[str, Any], list[str]]:
    """Les clés du référentiel tel que la grille le donne, et ce qu'il faut en savoir."""
    modules: dict[str, dict[str, Any]] = {m["code"]: dict(m) for m in brut["modules"]}
    anciens = {e["code"]: e for m in brut["modules"] for e in m.get("engagements") or ()}
    ou = {e.code: m.code for m in base.modules for e in m.engagements}
    neufs: dict[str, dict[str, dict[str, Any]]] = {}
    for demande in demandes:
        try:
            code = _module(base, modules, ou, demande)
            engagement = neufs.setdefault(code, {}).setdefault(demande.engagement, {"code": demande.engagement})
            _remplir(engagement, demande, anciens.get(demande.engagement, {}))
        except LigneRefusee as refus:
            rejeter(f"ligne {demande.ligne.rang}", str(refus), "")
    gardes = [code for code in modules if code not in neufs]
    donnes = {code for siens in neufs.values() for code in siens}
    ecrits = [_ecrire_module(m, neufs.get(code)) for code, m in modules.items()]
    tete = {c: v for c, v in brut.items() if c not in _D_AVANT}
    sources = {**(brut.get("sources") or {}), CODE_SOURCE: source}
    valeurs = {**tete, "version": version, "source": CODE_SOURCE, "certitude": "etabli"}
    valeurs = {**{c: v for c, v in valeurs.items() if c not in ("sources", "modules")}, "sources": sources}
    perdus = [c for c in anciens if ou.get(c) in neufs and c not in donnes]
    return {**valeurs, "modules": ecrits}, list(_mentions(base, gardes, perdus, neufs))


def _module(
    base: Referentiel, modules: dict[str, dict[str, Any]], ou: Mapping[str, str], demande: DemandeDeGrille
) -> str:
    """Le module d'une ligne : celui qu'elle dit, celui qu'on lui connaît, ou un nouveau."""
    code = trouver_module(base, demande.module) if demande.module else ou.get(demande.engagement)
    if code is None:
        code, titre = numeroter(demande.module)
        if not code:
            raise LigneRefusee(
                f"rien ne dit de quel{'le' if francais.e(base.mots.module) else ''} {base.mots.module} est "
                f"{francais.le(base.mots.engagement)} {demande.engagement} ; donnez-lui sa colonne"
            )
        modules.setdefault(code, {"code": code, **({"titre": titre} if titre else {}), "certitude": "etabli"})
    return code


def _remplir(engagement: dict[str, Any], demande: DemandeDeGrille, ancien: Mapping[str, Any]) -> None:
    engagement |= {c: ancien[c] for c in _GARDEES if c in ancien}
    if demande.titre:
        engagement["titre"] = demande.titre
    elif "titre" in ancien:
        engagement.setdefault("titre", ancien["titre"])
    if not demande.exigence:
        engagement |= demande.valeurs
        return
    exigences = engagement.setdefault("exigences", [])
    if any(x["code"] == demande.exigence for x in exigences):
        raise LigneRefusee(f"le numéro {demande.exigence} est déjà celui d'une autre ligne")
    exigence = {"code": demande.exigence, "certitude": "etabli", **demande.valeurs}
    exigences.append({c: exigence[c] for c in ORDRE if exigence.get(c)})


def _ecrire_module(module: Mapping[str, Any], engagements: Mapping[str, dict[str, Any]] | None) -> dict[str, Any]:
    """Un module de la nouvelle édition ; celui dont la grille ne dit rien reste tel quel."""
    if engagements is None:
        return dict(module)
    tete = {c: v for c, v in module.items() if c not in ("engagements", "etat", "note", "source")}
    ordre = ("code", "titre", *_GARDEES, "certitude", *D_UN_ENGAGEMENT, "exigences")
    ecrits = ({"certitude": "etabli", **e} for e in engagements.values())
    return {**tete, "engagements": [{c: e[c] for c in ordre if e.get(c)} for e in ecrits]}


def _mentions(
    base: Referentiel, gardes: list[str], perdus: list[str], neufs: Mapping[str, Mapping[str, Any]]
) -> Iterable[str]:
    mot, e, le = base.mots.module, francais.e(base.mots.module), "le" if francais.e(base.mots.module) else ""
    tel, tels = f"laissé{e} tel{le} quel{le}", f"laissé{e}s tel{le}s quel{le}s"
    if gardes:
        ces = francais.accorder(len(gardes), francais.ce(mot), f"ces {francais.mettre_au_pluriel(mot)}")
        yield (
            f"La grille ne dit rien de {ces}, {francais.accorder(len(gardes), tel, tels)} : {francais.liste(gardes)}."
        )
    if perdus:
        accord = francais.accorder(len(perdus), "n'est plus dans la grille", "ne sont plus dans la grille")
        yield f"{francais.liste(perdus)} {accord} : {base.nom} ne les aura plus."
    conditions = [c for siens in neufs.values() for c, e in siens.items() if "si" in e]
    if conditions:
        yield f"La condition de {francais.liste(conditions)} vient de l'édition d'avant : vérifiez qu'elle vaut encore."
