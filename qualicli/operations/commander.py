"""Commander aux services : une fiche dans le dossier, et pour chacun son classeur, sa lettre, son message et son agenda."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from qualicli import francais
from qualicli.depot.ramassage import Ramassage
from qualicli.diagnostic.obligations.commandes import reponse_attendue
from qualicli.diagnostic.obligations.regard import Regard
from qualicli.diagnostic.obligations.resultat import FiltresObligations, ResultatObligations
from qualicli.erreurs import ErreurUsage
from qualicli.modeles.base import en_identifiant
from qualicli.modeles.connaissance import connu_au
from qualicli.modeles.importation import Effet
from qualicli.modeles.retouche import Creer
from qualicli.modeles.temps.ouvres import CalendrierOuvre
from qualicli.operations.ajouter import verifier_identifiant
from qualicli.operations.choses_a_demander import Demandeur, Sujet
from qualicli.operations.classeurs import DossierOuvert, comprendre
from qualicli.operations.exporter import DemandeExport, exporter_ouvert, verifier_services
from qualicli.operations.gestes import Geste, preparer
from qualicli.operations.rediger import atelier_de, rediger
from qualicli.rendus.documents.socle.demande import DemandeDocument
from qualicli.rendus.documents.socle.demandes import destinataire
from qualicli.rendus.formats.registre import mettre_en_forme
from qualicli.rendus.messages.brouillon import Destinataire, PieceJointe, rendre
from qualicli.rendus.messages.corps import en_texte
from qualicli.rendus.obligations import agenda


@dataclass(frozen=True)
class CommandeVoulue:
    """Ce que l'on veut commander, à qui, pour quand, et où poser les dossiers à envoyer."""

    sortie: Path
    retour: date
    services: tuple[str, ...] = ()
    tous: bool = False
    sujet: Sujet = field(default_factory=Sujet)
    intitule: str = ""
    identifiant: str = ""
    message: str = ""
    rythme: str = ""
    format: str = "docx"


def commander(ouvert: DossierOuvert, voulue: CommandeVoulue, au: date) -> Geste:
    """Ce que l'on écrirait pour préparer une commande. N'écrit rien."""
    verifier_services(ouvert.dossier, voulue.services, voulue.tous)
    if voulue.retour < au:
        raise ErreurUsage("La date de retour est déjà passée.", "Corrigez --retour.")
    fichier, valeurs, mentions = _fiche(ouvert, voulue, au)
    sujet = f"Commande {francais.guillemets(valeurs['intitule'])}, pour le {francais.jour(voulue.retour)}"
    geste = preparer(ouvert, sujet, [Effet(fichier, Creer(valeurs), sujet)])
    if geste.erreurs:
        return geste
    noms = sorted({*ouvert.lecture.fichiers, fichier})
    octets = {**ouvert.octets, **geste.fiches}
    apres = comprendre(Ramassage(ouvert.racine, noms, [], octets, ouvert.lecture.attributs), au)
    identifiant = fichier.removeprefix("commandes/").removesuffix(".yaml")
    dehors: dict[Path, bytes] = {}
    for rang, part in enumerate(valeurs["services"]):
        service = part["service"]
        dehors |= {voulue.sortie / service / n: o for n, o in _envoi(apres, voulue, identifiant, rang, au)}
        if b"\r\nTo: " not in dehors[voulue.sortie / service / "message.eml"].partition(b"\r\n\r\n")[0]:
            mentions.append(
                f"Le message à « {service} » n'a pas de destinataire : donnez son courriel dans services.yaml."
            )
    presents = [c for c in dehors if c.exists()]
    if presents:
        raise ErreurUsage(f"« {presents[0]} » existe déjà : rien n'est écrit.", "Donnez un autre dossier avec -o.")
    return replace(geste, dehors=dehors, mentions=tuple(mentions))


def _fiche(ouvert: DossierOuvert, voulue: CommandeVoulue, au: date) -> tuple[str, dict[str, Any], list[str]]:
    """Le fichier de la commande, ses valeurs, et ce qu'il faut en savoir."""
    demandeur = Demandeur(ouvert, voulue.sujet, au, voulue.retour)
    parts, sans_rien = list[dict[str, Any]](), list[str]()
    for service in dict.fromkeys(ouvert.dossier.services if voulue.tous else voulue.services):
        choses = demandeur.choses(service)
        if choses or not voulue.tous:
            parts.append({"service": service, **choses})
        else:
            sans_rien.append(service)
    if not parts:
        raise ErreurUsage(
            "Il n'y a rien à demander à ces services.", 'Dites quoi : --demande "…", --exigence, --action.'
        )
    intitule = voulue.intitule or f"Commande du {francais.jour(au)}"
    valeurs: dict[str, Any] = {"intitule": intitule, "preparee_le": au.isoformat(), "retour": voulue.retour.isoformat()}
    valeurs |= {c: v for c, v in (("message", voulue.message), ("rythme", voulue.rythme)) if v}
    mentions = [f"Rien à demander à {francais.liste(sans_rien)}."] if sans_rien else []
    mentions += [
        f"Aucun écart n'est relevé pour « {p['service']} » : son classeur entier est demandé."
        for p in parts
        if len(p) == 1
    ]
    for part in parts:
        sans_ligne = demandeur.sans_ligne(part["service"])
        if sans_ligne:
            dites = francais.liste(sans_ligne)
            mentions.append(f"Le classeur de « {part['service']} » n'a pas de ligne pour {dites} : il n'en répond pas.")
    chome = CalendrierOuvre(ouvert.dossier.demarche.organisme.departement).dire_chome(voulue.retour)
    mentions += [f"Le retour demandé {chome}."] if chome else []
    return f"commandes/{_nom(ouvert, voulue, intitule, au)}.yaml", {**valeurs, "services": parts}, mentions


def _nom(ouvert: DossierOuvert, voulue: CommandeVoulue, intitule: str, au: date) -> str:
    pris = {f.casefold() for f in ouvert.lecture.fichiers}
    if voulue.identifiant:
        nom = verifier_identifiant(voulue.identifiant)
        if f"commandes/{nom}.yaml".casefold() in pris:
            raise ErreurUsage(f"« {nom} » existe déjà dans commandes/.", "Donnez un autre --id.")
        return nom
    base = en_identifiant(f"{intitule} {au.isoformat()}" if voulue.intitule else f"commande {au.isoformat()}", 70)
    noms = (base if rang == 1 else f"{base}-{rang}" for rang in range(1, 10_000))
    return next(n for n in noms if f"commandes/{n}.yaml" not in pris)


def _envoi(
    ouvert: DossierOuvert, voulue: CommandeVoulue, identifiant: str, rang: int, au: date
) -> Iterator[tuple[str, bytes]]:
    """Ce que reçoit un service : classeur, lettre, agenda, et le message qui les porte."""
    tournee = ouvert.dossier.commandes[identifiant]
    service = tournee.services[rang].service
    jointes = [PieceJointe(*c) for c in _classeur(ouvert, identifiant, service, voulue.retour, au)]
    atelier = atelier_de(ouvert.dossier, ouvert.lecture, au, DemandeDocument(service=service, commande=identifiant))
    _, ecrit = next(rediger(atelier, "commande"))
    jointes.append(PieceJointe(f"lettre.{voulue.format}", mettre_en_forme(ecrit, voulue.format)))
    jointes.append(PieceJointe("retour.ics", _agenda(ouvert, identifiant, rang, au)))
    yield from ((p.nom, p.octets) for p in jointes)
    qui = Destinataire(*destinataire(atelier.contexte, service))
    objet = f"{tournee.intitule} : à rendre pour {tournee.retour.en_fin()}"
    yield "message.eml", rendre(qui, objet, en_texte(ecrit), jointes)


def _classeur(
    ouvert: DossierOuvert, identifiant: str, service: str, retour: date, au: date
) -> Iterator[tuple[str, bytes]]:
    demande = DemandeExport((service,), retour=retour, commande=identifiant)
    yield from exporter_ouvert(ouvert, au, demande).fichiers.items()


def _agenda(ouvert: DossierOuvert, identifiant: str, rang: int, au: date) -> bytes:
    dossier = connu_au(ouvert.dossier, au)
    regard = Regard(dossier, au, ouvert.lecture.inventaire)
    due = reponse_attendue(regard, dossier.commandes[identifiant], rang)
    nom = ouvert.racine.resolve().name
    resultat = ResultatObligations(nom, au, dossier, (due,), FiltresObligations(), 0, ouvert.lecture.situer)
    return agenda.rendre(resultat, [due], dossier.commandes[identifiant].intitule, nominatif=False)
