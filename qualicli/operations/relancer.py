"""Relancer : un rappel par destinataire, pour ce qui est en retard, et la trace de chaque rappel dans sa commande."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

from qualicli import francais
from qualicli.erreurs import ErreurUsage
from qualicli.modeles.importation import Effet
from qualicli.modeles.retouche import Ajouter
from qualicli.modeles.temps.ouvres import CalendrierOuvre
from qualicli.modeles.tournee import PartDeTournee, Tournee
from qualicli.operations.classeurs import DossierOuvert
from qualicli.operations.gestes import Geste, preparer
from qualicli.operations.rediger import Atelier, atelier_de, rediger
from qualicli.rendus.documents.socle.contexte import ContexteDocument
from qualicli.rendus.documents.socle.demande import DemandeDocument
from qualicli.rendus.documents.socle.demandes import destinataire
from qualicli.rendus.documents.types.relance import en_retard
from qualicli.rendus.libelles import nommer_service
from qualicli.rendus.messages.brouillon import Destinataire, rendre
from qualicli.rendus.messages.corps import en_texte

EnRetard = list[tuple[Tournee, PartDeTournee]]


def relancer(ouvert: DossierOuvert, sortie: Path, au: date) -> Geste:
    """Ce que l'on écrirait pour relancer les services en retard. N'écrit rien."""
    calendrier = CalendrierOuvre(ouvert.dossier.demarche.organisme.departement)
    jour = calendrier.suivant(au)
    atelier = atelier_de(ouvert.dossier, ouvert.lecture, jour, DemandeDocument())
    effets, dehors, mentions = list[Effet](), dict[Path, bytes](), list[str]()
    for service, siennes in _destinataires(atelier.contexte):
        nom = nommer_service(ouvert.dossier, service)
        if all(r.fin >= jour for _, p in siennes for r in p.relances[-1:] or ()) and all(
            p.relances for _, p in siennes
        ):
            mentions.append(f"{nom} : déjà relancé pour le {francais.jour(jour)}.")
            continue
        octets, a_qui = _rappel(atelier, service)
        dehors[sortie / f"{service}.eml"] = octets
        effets += (_noter(ouvert, t, p, jour) for t, p in siennes)
        if not a_qui:
            mentions.append(
                f"Le rappel à « {service} » n'a pas de destinataire : donnez son courriel dans services.yaml."
            )
    if effets and jour != au:
        mentions.append(f"Le {francais.jour(au)} {calendrier.dire_chome(au)} : les rappels en portent la date.")
    presents = [c for c in dehors if c.exists()]
    if presents:
        raise ErreurUsage(f"« {presents[0]} » existe déjà : rien n'est écrit.", "Donnez un autre dossier avec -o.")
    sujet = f"{francais.pluriel(len(dehors), 'rappel')} du {francais.jour(jour)}"
    if not effets and not mentions:
        mentions.append("Personne n'est en retard.")
    return replace(preparer(ouvert, sujet, effets, mentions=mentions), dehors=dehors)


def _destinataires(contexte: ContexteDocument) -> Iterator[tuple[str, EnRetard]]:
    """Un service en retard par destinataire, et tout ce que ce destinataire doit encore."""
    vus: set[str] = set()
    for tournee in contexte.dossier.commandes.values():
        for part in tournee.en_retard(contexte.au):
            if part.service in vus or part.service not in contexte.dossier.services:
                continue
            siennes = en_retard(contexte, part.service)
            vus |= {p.service for _, p in siennes}
            yield part.service, siennes


def _rappel(atelier: Atelier, service: str) -> tuple[bytes, bool]:
    contexte = replace(atelier.contexte, demande=DemandeDocument(service=service))
    _, ecrit = next(rediger(replace(atelier, contexte=contexte), "relance"))
    qui = Destinataire(*destinataire(contexte, service))
    return rendre(qui, ecrit.titre, en_texte(ecrit)), qui.adresse is not None


def _noter(ouvert: DossierOuvert, tournee: Tournee, part: PartDeTournee, jour: date) -> Effet:
    """La relance d'un service, dans sa part : au rang qu'elle a dans le fichier."""
    entiere = ouvert.dossier.commandes[tournee.id]
    rang = next(r for r, p in enumerate(entiere.services) if p.service == part.service)
    mots = f"Rappel à {nommer_service(ouvert.dossier, part.service)} : {francais.guillemets(tournee.intitule)}"
    return Effet(tournee.fichier, Ajouter(("services", rang, "relances"), jour.isoformat()), mots)
