"""Les constats des audits, pour `audit constats` : à l'écran, pour les machines, pour un tableur."""

from itertools import groupby
from typing import Any

from qualicli import francais
from qualicli.diagnostic.constats import ConstatSuivi
from qualicli.diagnostic.mesures.filtres import ResultatMesures
from qualicli.modeles.dossier import Dossier
from qualicli.rendus.diagnostic.json_ import ecrire
from qualicli.rendus.diagnostic.tableaux import ecrire_csv
from qualicli.rendus.ecran import Ecran, paragraphe
from qualicli.rendus.libelles import nommer_lieu
from qualicli.rendus.markdown import echapper, tableau

FORMAT = 1
Resultat = ResultatMesures[ConstatSuivi]
_ETATS = {"ouvert": "ouvert", "leve": "levé", "verifie": "levé", "releve": "relevé"}
_COLONNES = ("Audit", "Nature", "Où", "Constat", "État", "Action", "Fichier")


def ecran(resultat: Resultat) -> Ecran:
    """Audit par audit, chaque constat et où il en est."""
    jour = francais.jour(resultat.au)
    lignes = paragraphe(f"{resultat.dossier.demarche.organisme.nom} · constats d'audit au {jour}", style="bold")
    if not resultat.vus:
        return [*lignes, [], [("Aucun constat.", "")]]
    for (_, quand, intitule), suivis in groupby(
        resultat.vus, key=lambda s: (s.audit.id, s.quand.en_clair(), s.audit.intitule)
    ):
        nom = francais.majuscule(intitule)
        lignes += [[], *paragraphe(nom if quand in nom else f"{nom}, {quand}", style="bold")]
        for suivi in suivis:
            ouvert = suivi.etat == "ouvert"
            lignes += paragraphe(
                f"{francais.majuscule(suivi.grade.nom)}, {_ou(resultat.dossier, suivi)} : {suivi.constat.texte}",
                "  ",
                "    ",
                ("red" if suivi.grade.bloque else "yellow") if ouvert else "",
            )
            lignes += paragraphe(" · ".join(filter(None, _suites(resultat, suivi))), "    → ", "      ")
    return lignes


def json_(resultat: Resultat) -> str:
    """Tous les constats, en JSON."""
    constats = [_en_json(s, resultat) for s in resultat.vus]
    return ecrire({"format": FORMAT, "date": resultat.au.isoformat(), "dossier": resultat.nom, "constats": constats})


def csv(resultat: Resultat) -> str:
    """Tous les constats, un par ligne."""
    return ecrire_csv([list(_COLONNES), *(list(_rangee(resultat, s)) for s in resultat.vus)])


def markdown(resultat: Resultat) -> str:
    """Tous les constats, en un tableau."""
    titre = f"# {echapper(resultat.dossier.demarche.organisme.nom)} : constats d'audit au {francais.jour(resultat.au)}"
    suite = tableau(_COLONNES, (_rangee(resultat, s) for s in resultat.vus)) if resultat.vus else "Aucun constat."
    return f"{titre}\n\n{suite}\n"


def _ou(dossier: Dossier, suivi: ConstatSuivi) -> str:
    lieu = nommer_lieu(dossier, suivi.constat.site, suivi.constat.service)
    exigence = dossier.citer(*dossier.reference(suivi.constat.exigence)) if suivi.constat.exigence else ""
    return ", ".join(filter(None, (exigence, lieu))) or "l'ensemble"


def _suites(resultat: Resultat, suivi: ConstatSuivi) -> tuple[str, ...]:
    constat = suivi.constat
    leve = f" {constat.levee_le.en_complement()}" if constat.levee_le and suivi.etat in ("leve", "verifie") else ""
    return (
        f"{_ETATS[suivi.etat]}{leve}{', vérifié' if suivi.etat == 'verifie' else ''}",
        "réévalué" if suivi.est_reevalue else "",
        _action(resultat, suivi),
        suivi.audit.fichier,
    )


def _action(resultat: Resultat, suivi: ConstatSuivi) -> str:
    action = resultat.dossier.actions.get(suivi.constat.action or "")
    return action.intitule if action else "sans action" if suivi.etat == "ouvert" else ""


def _rangee(resultat: Resultat, suivi: ConstatSuivi) -> tuple[str, ...]:
    etat, reevalue, action, fichier = _suites(resultat, suivi)
    dit = ", ".join(filter(None, (etat, reevalue)))
    ou = _ou(resultat.dossier, suivi)
    return (suivi.audit.intitule, suivi.grade.nom, ou, suivi.constat.texte, dit, action, fichier)


def _en_json(suivi: ConstatSuivi, resultat: Resultat) -> dict[str, Any]:
    constat, audit = suivi.constat, suivi.audit
    return {
        "audit": audit.id,
        "constat": constat.id,
        "nature": suivi.grade.code,
        "nom": suivi.grade.nom,
        "bloque": suivi.grade.bloque,
        "exigence": str(constat.exigence) if constat.exigence else None,
        "site": constat.site,
        "service": constat.service,
        "texte": constat.texte,
        "etat": suivi.etat,
        "leve_le": constat.levee_le.texte if constat.levee_le and constat.est_leve(resultat.au) else None,
        "reevalue": suivi.est_reevalue,
        "action": constat.action,
        "fichier": audit.fichier,
    }
