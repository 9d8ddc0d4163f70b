"""Où en est la démarche, et quoi faire ensuite : le plus pressé d'abord, et la commande à taper pour chaque chose."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from qualicli import francais
from qualicli.diagnostic.etablir import Diagnostic
from qualicli.diagnostic.taux import TauxDeclare, TauxProuve
from qualicli.modeles.temps.dates import DateImprecise


class ProchainGeste(NamedTuple):
    """Une chose à faire, et la commande qui l'ouvre."""

    texte: str
    commande: str


class OuEnEst(NamedTuple):
    """Un référentiel du périmètre : ses taux, ses écarts, et s'il est labellisable."""

    nom: str
    declare: TauxDeclare
    prouve: TauxProuve
    ecarts: int
    est_labellisable: bool
    est_clos: bool


class TravailEnCours(NamedTuple):
    """Ce que l'historique sait : s'il y a un travail à enregistrer, et combien d'enregistrements restent à partager."""

    a_enregistrer: bool = False
    a_partager: int = 0
    sans_historique: bool = False


@dataclass(frozen=True)
class EtatDesLieux:
    """Tout ce que dit `qualicli` seul : qui, quand, les fautes, les taux, la prochaine étape, quoi faire."""

    nom: str
    au: date
    erreurs: int
    avertissements: int
    referentiels: tuple[OuEnEst, ...]
    prochaine: tuple[str, DateImprecise] | None
    a_faire: tuple[ProchainGeste, ...]


def situer_demarche(
    diagnostic: Diagnostic, erreurs: int, avertissements: int, a_faire: Sequence[ProchainGeste]
) -> EtatDesLieux:
    """Dit où en est la démarche ; ce qu'il y a à faire est donné, dans l'ordre où le montrer."""
    referentiels = tuple(
        OuEnEst(r.referentiel.nom, r.synthese.declare, r.synthese.prouve, len(r.ecarts), r.est_labellisable, r.est_clos)
        for r in diagnostic.referentiels
    )
    nom = diagnostic.dossier.demarche.organisme.nom
    etape = _prochaine_etape(diagnostic)
    return EtatDesLieux(nom, diagnostic.au, erreurs, avertissements, referentiels, etape, tuple(a_faire))


def proposer_gestes(
    diagnostic: Diagnostic, erreurs: int, travail: TravailEnCours, en_retard: int
) -> list[ProchainGeste]:
    """Ce qu'il y a à faire, du plus pressé au moins pressé, d'après le dossier, ce qui y est dû, et son historique."""
    gestes = []
    if erreurs:
        gestes.append(ProchainGeste(f"corriger {francais.pluriel(erreurs, 'erreur')}", "qualicli valider"))
    if travail.sans_historique:
        gestes.append(ProchainGeste("donner un historique au dossier", "qualicli enregistrer --commencer"))
    elif travail.a_enregistrer:
        gestes.append(ProchainGeste("enregistrer ce qui a changé", "qualicli enregistrer"))
    elif travail.a_partager:
        combien = francais.pluriel(travail.a_partager, "enregistrement")
        gestes.append(ProchainGeste(f"partager {combien}", "qualicli partager"))
    return [*gestes, *_gestes_de_la_demarche(diagnostic, en_retard)]


def _gestes_de_la_demarche(diagnostic: Diagnostic, retards: int) -> list[ProchainGeste]:
    causes = Counter(e.cause for r in diagnostic.referentiels for e in r.ecarts)
    sans_action = sum(e.action is None for r in diagnostic.referentiels for e in r.ecarts)
    attendus = (
        (causes["non_conformite"], "lever {}", "non-conformité", "qualicli ecarts --cause non_conformite"),
        (retards, "reprendre {} en retard", "chose", "qualicli a-faire"),
        (causes["preuve_caduque"], "renouveler {} caduque", "preuve", "qualicli ecarts --cause preuve_caduque"),
        (causes["non_evalue"], "évaluer {} qui ne l'est pas", "point", "qualicli ecarts --cause non_evalue"),
        (causes["preuve_manquante"], "réunir {} qui manque", "preuve", "qualicli ecarts --cause preuve_manquante"),
        (causes["mesure_due"], "relever {} due", "mesure", "qualicli ecarts --cause mesure_due"),
        (sans_action, "prévoir une action pour {}", "écart", "qualicli ecarts --sans-action"),
    )
    return [
        ProchainGeste(_accorder(phrase, combien).format(francais.pluriel(combien, nom)), commande)
        for combien, phrase, nom, commande in attendus
        if combien
    ]


def _accorder(phrase: str, combien: int) -> str:
    if combien < 2:
        return phrase
    for seul, plusieurs in (
        ("caduque", "caduques"),
        (" due", " dues"),
        ("qui manque", "qui manquent"),
        ("qui ne l'est pas", "qui ne le sont pas"),
    ):
        phrase = phrase.replace(seul, plusieurs)
    return phrase


def _prochaine_etape(diagnostic: Diagnostic) -> tuple[str, DateImprecise] | None:
    dossier, au = diagnostic.dossier, diagnostic.au
    dates = dossier.dates_jalons(au)
    a_venir = [
        (dates[i].fin, j.intitule, dates[i])
        for i, j in dossier.jalons.items()
        if i in dates and not j.est_realise(au) and not dates[i].est_depassee(au)
    ]
    if not a_venir:
        return None
    _, intitule, quand = min(a_venir, key=lambda e: e[:2])
    return intitule, quand
