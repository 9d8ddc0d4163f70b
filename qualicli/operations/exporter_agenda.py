"""Exporter un agenda : tout ce qui est dû, ce que doit quelqu'un, ou un fichier par service. N'écrit rien."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from qualicli import francais
from qualicli.diagnostic.obligations.obligation import Obligation
from qualicli.diagnostic.obligations.resultat import ResultatObligations
from qualicli.echanges.feuilles.dossier_diagnostique import SANS_SERVICE
from qualicli.erreurs import ErreurUsage, Sortie
from qualicli.operations.exporter import Export
from qualicli.rendus.documents.socle import anonymat
from qualicli.rendus.libelles import nommer_service
from qualicli.rendus.obligations import agenda


def exporter_agenda(resultat: ResultatObligations, tous: bool, nominatif: bool = False) -> Export:
    """Compose l'agenda, ou un par service ; refuse de nommer quelqu'un sans qu'on l'ait demandé."""
    if tous and not resultat.dossier.services:
        raise ErreurUsage("Le dossier n'a aucun service.", "Décrivez-les dans services.yaml, ou exportez sans --tous.")
    fichiers = {}
    for nom, titre, obligations in _agendas(resultat, tous):
        fichiers[nom] = agenda.rendre(resultat, obligations, titre, nominatif)
        if not nominatif:
            _proteger(resultat, fichiers[nom])
    return Export(fichiers, resultat.erreurs)


def verifier_sortie(sortie: Path | None, tous: bool) -> Path:
    """Où écrire : un fichier .ics, ou un dossier quand il y a un agenda par service."""
    if sortie is None:
        raise ErreurUsage("Il manque l'option -o.", "Par exemple : -o agendas pour --tous, sinon -o demarche.ics.")
    if not tous and sortie.suffix.lower() != ".ics":
        raise ErreurUsage(f"« {sortie} » n'est pas un nom d'agenda.", "Terminez-le par .ics.")
    return sortie


def _agendas(resultat: ResultatObligations, tous: bool) -> Iterator[tuple[str, str, Sequence[Obligation]]]:
    organisme, toutes = resultat.dossier.demarche.organisme.nom, resultat.obligations
    if not tous:
        choisi = resultat.filtres.en_clair
        yield "demarche.ics", f"{organisme} · démarche qualité" + (f" ({choisi})" if choisi else ""), toutes
        return
    for service in resultat.dossier.services:
        siennes = [o for o in toutes if service in o.services]
        yield f"{service}.ics", f"{organisme} · {nommer_service(resultat.dossier, service)}", siennes
    restantes = [o for o in toutes if not o.services]
    if restantes:  # pour que les agendas, réunis, contiennent tout
        yield f"{SANS_SERVICE}.ics", f"{organisme} · ce qui n'est confié à aucun service", restantes


def _proteger(resultat: ResultatObligations, octets: bytes) -> None:
    texte = octets.decode().replace("\r\n ", "")
    trouvees = anonymat.traces(texte, resultat.dossier.annuaire, anonymat.coordonnees(resultat.dossier))
    if trouvees:
        reste = len(trouvees) - 5
        cites = ", ".join(trouvees[:5]) + (f" et {francais.pluriel(reste, 'autre')}" if reste > 0 else "")
        raise ErreurUsage(
            f"L'agenda nommerait quelqu'un : {cites}.",
            "Ces mentions viennent d'un texte libre : remplacez-les par des fonctions, ou ajoutez --nominatif.",
            Sortie.ANOMALIES,
        )
