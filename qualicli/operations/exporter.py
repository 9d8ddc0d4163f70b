"""Exporter des classeurs : toute la démarche, un service, ou un fichier par service."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from qualicli import francais
from qualicli.depot.ecriture import ecrire_fichier
from qualicli.depot.lecture import Avancement
from qualicli.echanges.cellules.cellule import DERNIERE_ANNEE, PREMIERE_ANNEE
from qualicli.echanges.classeurs import identite, page_de_grille
from qualicli.echanges.classeurs import page_de_lecture as accueil
from qualicli.echanges.feuilles.description import Table
from qualicli.echanges.feuilles.dossier_diagnostique import SANS_SERVICE, DossierDiagnostique
from qualicli.echanges.feuilles.registre import etablir_grille, etablir_tables
from qualicli.erreurs import ErreurUsage
from qualicli.modeles.connaissance import connu_au
from qualicli.modeles.dossier import Dossier
from qualicli.modeles.temps.ouvres import CalendrierOuvre
from qualicli.operations.classeurs import DossierOuvert, ouvrir_dossier
from qualicli.operations.preparer_audit import choisir, exiger_preparation

FORMATS = ("xlsx", "ods", "csv")
TOUT = "demarche"
A_FAIRE = "a_faire"  # vide, elle dit qu'il n'y a rien


@dataclass(frozen=True)
class DemandeExport:
    """Ce que l'on veut exporter : quels services (aucun : toute la démarche), dans quel format, à rendre pour quand."""

    services: tuple[str, ...] = ()
    tous: bool = False
    format: str = "xlsx"
    retour: date | None = None
    commande: str = ""  # celle dont le classeur sera la réponse
    audit: str = ""  # celui dont on veut la grille, à la place de la démarche


@dataclass(frozen=True)
class Export:
    """Les fichiers prêts à écrire, et ce qu'il faut savoir avant de les envoyer."""

    fichiers: Mapping[str, bytes]
    erreurs: int
    retour_chome: str = ""


def exporter(racine: Path, au: date, demande: DemandeExport, avancement: Avancement | None = None) -> Export:
    """Compose les classeurs demandés. N'écrit rien."""
    return exporter_ouvert(ouvrir_dossier(racine, au, avancement), au, demande)


def exporter_ouvert(ouvert: DossierOuvert, au: date, demande: DemandeExport) -> Export:
    """Compose les classeurs demandés d'un dossier déjà lu. N'écrit rien."""
    if not PREMIERE_ANNEE <= au.year <= DERNIERE_ANNEE:  # au retour, on ne croirait pas un classeur de cette date
        message = f"Un classeur ne s'établit pas au {francais.jour(au)}."
        raise ErreurUsage(message, f"Donnez une date de {PREMIERE_ANNEE} à {DERNIERE_ANNEE}.")
    source = replace(ouvert, dossier=connu_au(ouvert.dossier, au)).source(au)
    if demande.audit:
        return Export(dict([_composer_la_grille(source, demande)]), ouvert.erreurs)
    verifier_services(ouvert.dossier, demande.services, demande.tous)
    fichiers = {n: o for service in _choisis(source, demande) for n, o in _composer(source, demande, service)}
    calendrier = CalendrierOuvre(ouvert.dossier.demarche.organisme.departement)
    return Export(fichiers, ouvert.erreurs, calendrier.dire_chome(demande.retour) if demande.retour else "")


def verifier_services(dossier: Dossier, services: Iterable[str], tous: bool) -> None:
    """Refuse un service inconnu, au plus proche, et tous les services d'un dossier qui n'en a aucun."""
    for service in services:
        if service not in dossier.services:
            proche = francais.plus_proche(service, dossier.services)
            connus = ", ".join(sorted(dossier.services)) or "aucun"
            raise ErreurUsage(
                f"« {service} » est inconnu pour --service.",
                f"Vouliez-vous dire « {proche} » ?" if proche else f"Valeurs possibles : {connus}.",
            )
    if tous and not dossier.services:
        raise ErreurUsage("Le dossier n'a aucun service.", "Décrivez-les dans services.yaml, ou exportez sans --tous.")


def format_de(sortie: Path, voulu: str | None) -> str:
    """Le format d'un classeur seul : celui de son nom, que l'option --format ne peut pas contredire."""
    nom = sortie.suffix.lower().removeprefix(".")
    if nom not in ("xlsx", "ods"):
        raise ErreurUsage(
            f"« {sortie} » n'est pas un nom de classeur.",
            "Terminez-le par .xlsx ou .ods ; pour des .csv, ajoutez --format csv.",
        )
    if voulu not in (None, nom):
        raise ErreurUsage(f"« {sortie} » et --format {voulu} se contredisent.", "Gardez l'un des deux.")
    return nom


def _choisis(source: DossierDiagnostique, demande: DemandeExport) -> Iterator[str | None]:
    if demande.tous:
        yield from source.dossier.services
        if any(t.lignes for t in etablir_tables(source, SANS_SERVICE)):
            yield SANS_SERVICE  # pour que les classeurs, réunis, contiennent tout
    elif demande.services:
        yield from demande.services
    else:
        yield None


def _composer(source: DossierDiagnostique, demande: DemandeExport, service: str | None) -> Iterator[tuple[str, bytes]]:
    tables = etablir_tables(source, service)
    nom = f"{service or TOUT}-{source.diagnostic.au.isoformat()}"
    if demande.format == "csv":
        from qualicli.echanges.ecriture.ecrire_csv import ecrire as ecrire_csv

        prefixe = f"{nom}/" if demande.tous or len(demande.services) > 1 else ""
        yield from ((f"{prefixe}{n}", o) for n, o in ecrire_csv(tables, source.listes))
        return
    page = accueil.composer(source, tables, service, demande.retour)
    tables = tuple(
        t for t in tables if t.lignes or t.neuves or t.nom == A_FAIRE
    )  # une feuille vide ne servirait à rien
    cachee = identite.decrire(source, tables, service, accueil.textes_montres(page), demande.commande)
    yield _ecrire(nom, demande.format, page, tables, source, cachee)


def _composer_la_grille(source: DossierDiagnostique, demande: DemandeExport) -> tuple[str, bytes]:
    """Le classeur que remplit un auditeur : ses points, ses constats, les mots de l'échelle."""
    audit = choisir(source.dossier.audits, demande.audit)
    preparation = exiger_preparation(source.diagnostic, audit)
    source = replace(source, audits=(audit.id,))
    table = etablir_grille(source)
    page = page_de_grille.composer(source, preparation, table, demande.retour)
    cachee = identite.decrire(source, (table,), None, accueil.textes_montres(page))
    return _ecrire(f"{audit.id}-{source.diagnostic.au.isoformat()}", demande.format, page, (table,), source, cachee)


def _ecrire(
    nom: str,
    format_: str,
    page: accueil.PageDeLecture,
    tables: tuple[Table, ...],
    source: DossierDiagnostique,
    cachee: list[list[str]],
) -> tuple[str, bytes]:
    if format_ == "ods":
        from qualicli.echanges.ecriture.ecrire_ods import ecrire as ecrire_ods

        return f"{nom}.ods", ecrire_ods(page, tables, source.listes, cachee)
    from qualicli.echanges.ecriture.ecrire_xlsx import ecrire as ecrire_xlsx

    return f"{nom}.xlsx", ecrire_xlsx(page, tables, source.listes, cachee)


def poser(export: Export, sortie: Path, seul: bool, remplacer: bool, a_blanc: bool = False) -> list[Path]:
    """Écrit les fichiers : un seul à l'endroit dit, ou plusieurs dans un dossier. Ne recouvre rien sans qu'on le dise.

    À blanc, rend seulement les chemins, après les mêmes refus.
    """
    cibles = [sortie] if seul else [sortie / nom for nom in export.fichiers]
    presents = [c for c in cibles if c.exists()]
    if presents and not remplacer:
        raise ErreurUsage(
            f"« {presents[0]} » existe déjà, peut-être rempli par un service : rien n'est écrit.",
            "Donnez un autre chemin, ou ajoutez --remplacer.",
        )
    for cible, octets in zip(cibles, export.fichiers.values(), strict=True) if not a_blanc else ():
        ecrire_fichier(cible, octets)
    return cibles
