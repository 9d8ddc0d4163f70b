"""Qui a fait quoi : les derniers enregistrements d'un dossier, et les objets que chacun a changés. N'écrit rien."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from qualicli import francais
from qualicli.depot.etat_de_travail import FichierChange
from qualicli.depot.historique import Enregistrement, Historique, ouvrir_historique
from qualicli.modeles.changements import ChangementDObjet, resumer
from qualicli.modeles.dossier import Dossier
from qualicli.operations.enregistrer_travail import decrire_fichiers

_DETAILLES = 60  # fichiers : au-delà, l'enregistrement se compte sans se détailler
SANS_NOM = "une personne que l'annuaire ne connaît pas"


@dataclass(frozen=True)
class LigneDeJournal:
    """Un enregistrement : quand, par qui, son titre, les objets changés, s'il est partagé."""

    objet: str
    quand: datetime
    qui: str
    titre: str
    changements: tuple[ChangementDObjet, ...]
    est_partage: bool


def lire_journal(
    racine: Path, nombre: int, au: date | None = None, depuis: date | None = None, anonyme: bool = False
) -> list[LigneDeJournal]:
    """Les derniers enregistrements du dossier, du plus récent au plus ancien ; par fonction, quand il est anonyme."""
    historique = ouvrir_historique(racine)
    tete = historique.tete()
    fonctions = _fonctions(racine, au) if anonyme else None
    lignes: list[LigneDeJournal] = []
    borne = 0 if au or depuis else nombre
    for enregistrement in historique.depuis(tete, nombre=borne, dans=historique.prefixe.rstrip("/")) if tete else ():
        jour = enregistrement.quand.date()
        if (au and jour > au) or len(lignes) >= nombre:
            continue
        if depuis and jour < depuis:
            continue
        lignes.append(_ligne(historique, enregistrement, fonctions))
    return lignes


def _ligne(historique: Historique, e: Enregistrement, fonctions: dict[str, str] | None) -> LigneDeJournal:
    changements = tuple(_changements(historique, e))
    partage = historique.est_partage(e.objet)
    if fonctions is None:
        return LigneDeJournal(e.objet, e.quand, e.auteur or "inconnu", e.titre, changements, partage)
    qui = fonctions.get(e.courriel.casefold()) or fonctions.get(_nu(e.auteur))
    if qui is None:  # un nom d'auteur peut déjà être une fonction
        qui = e.auteur if _nu(e.auteur) in map(_nu, fonctions.values()) else SANS_NOM
    titre = resumer(changements) or "Aucun objet changé"  # un message est un texte libre : il nommerait quelqu'un
    return LigneDeJournal(e.objet, e.quand, qui, titre, (), partage)


def _changements(historique: Historique, e: Enregistrement) -> Iterable[ChangementDObjet]:
    changes = historique.changes_entre(e.parents[0] if e.parents else "", e.objet)
    dedans = {c: paire for c, paire in changes.items() if c.startswith(historique.prefixe)}
    detaille = len(dedans) <= _DETAILLES
    fichiers = []
    for chemin, (avant, apres) in dedans.items():
        contenu = historique.contenu(apres) if detaille else b"" if apres else None
        fichiers.append(FichierChange(chemin.removeprefix(historique.prefixe), chemin, avant, contenu))
    return decrire_fichiers(historique, fichiers) if detaille else _compter(fichiers)


def _compter(fichiers: Iterable[FichierChange]) -> Iterable[ChangementDObjet]:
    from qualicli.modeles.changements import decrire

    for f in fichiers:
        yield from decrire(f.fichier, None if f.avant is None else "", None if f.octets is None else "")


def _fonctions(racine: Path, au: date | None) -> dict[str, str]:
    """La fonction de chacun, par son courriel et par son nom, d'après l'annuaire ; celle d'un service, par sa boîte."""
    from qualicli.depot.ramassage import ramasser
    from qualicli.operations.ouvrir import ouvrir

    dossier = ouvrir(ramasser(racine))[0]
    if dossier is None:
        return {}
    fonctions = {s.courriel.casefold(): s.nom for s in dossier.services.values() if s.courriel}
    for identifiant, personne in dossier.annuaire.personnes.items() if dossier.annuaire else ():
        fonction = personne.fonction or _role(dossier, identifiant, au)
        if fonction:
            noms = {
                f"{personne.prenom or ''} {personne.nom}",
                f"{personne.nom} {personne.prenom or ''}",
                *personne.alias,
            }
            fonctions |= {_nu(nom): fonction for nom in noms}
            fonctions |= {personne.courriel.casefold(): fonction} if personne.courriel else {}
    return fonctions


def _role(dossier: Dossier, identifiant: str, au: date | None) -> str:
    roles = dossier.annuaire.roles.values() if dossier.annuaire else ()
    return next(
        (
            r.intitule
            for r in roles
            for t in r.titulaires
            if t.personne == identifiant and (au is None or t.est_en_poste(au))
        ),
        "",
    )


def _nu(nom: str) -> str:
    return " ".join(francais.sans_accent(nom).casefold().split())
