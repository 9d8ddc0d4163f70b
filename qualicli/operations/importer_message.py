"""Classer un message reçu ou envoyé comme preuve datée : la fiche ne nomme personne, le message reste interne."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from qualicli import francais
from qualicli.erreurs import ErreurUsage
from qualicli.modeles.base import en_identifiant
from qualicli.modeles.dossier import Dossier
from qualicli.modeles.importation import Effet
from qualicli.modeles.nominatif import guetter
from qualicli.modeles.retouche import Creer
from qualicli.operations.classeurs import DossierOuvert
from qualicli.operations.exporter import verifier_services
from qualicli.operations.gestes import Geste, preparer
from qualicli.operations.importer import en_une_phrase, lire_octets
from qualicli.operations.message_recu import MessageRecu, lire_message


@dataclass(frozen=True)
class Classement:
    """Ce que la personne dit d'un message : ce qu'il couvre, son service, sa date s'il n'en a pas, son titre."""

    couvre: tuple[str, ...] = ()
    service: str | None = None
    le: date | None = None
    intitule: str = ""


@dataclass(frozen=True)
class _Correspondant:
    """Une fonction, jamais un nom, et le service de qui la tient."""

    fonction: str
    service: str | None = None


def importer_message(ouvert: DossierOuvert, chemin: Path, classement: Classement) -> Geste:
    """Ce que l'on écrirait pour classer un message. N'écrit rien."""
    if chemin.is_symlink():
        raise ErreurUsage(f"« {chemin} » est un lien : rien n'est écrit.", "Donnez le fichier lui-même.")
    with en_une_phrase(chemin):
        recu = lire_message(lire_octets(chemin), chemin.name)
    if recu.programmes:
        portes = francais.liste(recu.programmes[:3])
        raise ErreurUsage(
            f"« {chemin.name} » porte autre chose que des documents ({portes}) : il n'est pas classé. Rien n'est écrit.",
            "Enregistrez le message sans cette pièce jointe, puis recommencez.",
        )
    if classement.service:
        verifier_services(ouvert.dossier, [classement.service], tous=False)
    deja = next((p for p in ouvert.dossier.preuves.values() if p.empreinte and _meme(p.empreinte, recu)), None)
    if deja is not None:
        return preparer(ouvert, "Message déjà classé", (), mentions=[f"Ce message est déjà classé : {deja.fichier}."])
    return _classer(ouvert, recu, classement)


def _meme(empreinte: str, recu: MessageRecu) -> bool:
    return empreinte.removeprefix("sha256:") == recu.empreinte.removeprefix("sha256:")


def _classer(ouvert: DossierOuvert, recu: MessageRecu, classement: Classement) -> Geste:
    dossier = ouvert.dossier
    quand = classement.le or recu.le
    if quand is None:
        raise ErreurUsage("Ce message n'a pas de date : il ne prouverait rien.", "Donnez-la : --le AAAA-MM-JJ.")
    de = _correspondant(dossier, recu.expediteur, quand)
    vers = next((c for a in recu.destinataires if (c := _correspondant(dossier, a, quand))), None)
    service = classement.service or (de.service if de else None) or (vers.service if vers else None)
    auteur = de.fonction if de else "un expéditeur hors de l'annuaire"
    guet, mentions = guetter(dossier), list[str]()
    intitule = classement.intitule or recu.objet
    neutre = f"Message du {francais.jour(quand)}"
    if not intitule or (personnel := guet(intitule)):
        if intitule:
            mentions.append(f"L'objet du message contient {personnel} : il n'est pas repris.")
        intitule = neutre
    valeurs: dict[str, Any] = {
        "intitule": intitule[:200],
        "type": "message",
        "date": quand.isoformat(),
        **({"service": service} if service else {}),
        **({"couvre": list(classement.couvre)} if classement.couvre else {}),
        "caducite": "sans_objet",
        "motif": "Un message vaut à sa date",
        "interne": "true",
        "description": f"De : {auteur}" + (f" ; à : {vers.fonction}" if vers else ""),
    }
    nom = _nom(ouvert, f"message {quand.isoformat()} {'' if intitule == neutre else intitule}")
    valeurs |= {"fichier": f"{nom}.eml", "empreinte": recu.empreinte}
    mots = f"Message {francais.guillemets(valeurs['intitule'])}, {francais.jour(quand)}"
    mentions.append("Le message lui-même nomme des personnes : il reste interne, et ne se publie pas.")
    pieces = {f"preuves/{nom}.eml": recu.octets}
    return preparer(ouvert, mots, [Effet(f"preuves/{nom}.yaml", Creer(valeurs), mots)], pieces, mentions)


def _correspondant(dossier: Dossier, adresse: str, au: date) -> _Correspondant | None:
    """La fonction de qui a cette adresse : un service, un rôle tenu ce jour-là, à défaut la fonction de l'annuaire."""
    if not adresse:
        return None
    for nom, service in dossier.services.items():
        if (service.courriel or "").lower() == adresse:
            return _Correspondant(service.nom, nom)
    annuaire = dossier.annuaire
    for nom, personne in annuaire.personnes.items() if annuaire else ():
        if (personne.courriel or "").lower() == adresse:
            roles = annuaire.roles.values() if annuaire else ()
            role = next((r for r in roles if (t := r.titulaire(au)) and t.personne == nom), None)
            fonction = role.intitule if role else personne.fonction
            return _Correspondant(fonction or "une personne de l'annuaire", personne.service)
    return None


def _nom(ouvert: DossierOuvert, texte: str) -> str:
    pris = {f.casefold() for f in ouvert.lecture.fichiers}
    base = en_identifiant(texte, 60)
    noms = (base if rang == 1 else f"{base}-{rang}" for rang in range(1, 10_000))
    return next(n for n in noms if not any(f"preuves/{n}{s}" in pris for s in (".yaml", ".md", ".eml")))
