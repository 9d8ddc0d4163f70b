"""La page de lecture d'une grille d'audit : ce que l'auditeur y trouve, les mots de l'échelle, comment la rendre."""

from collections.abc import Iterator
from datetime import date

from qualicli import francais
from qualicli.diagnostic.preparation import Preparation
from qualicli.echanges.classeurs.page_de_lecture import PageDeLecture
from qualicli.echanges.feuilles.description import Table
from qualicli.echanges.feuilles.dossier_diagnostique import DossierDiagnostique
from qualicli.modeles.baremes import bareme_du
from qualicli.modeles.constats import BaremeConstats, GradeConstat


def composer(source: DossierDiagnostique, preparation: Preparation, table: Table, retour: date | None) -> PageDeLecture:
    """Compose la page de lecture d'une grille."""
    organisme, audit = source.dossier.demarche.organisme, preparation.audit
    releves = sum(not ligne.est_offerte for ligne in table.lignes)
    points = francais.pluriel(len(table.lignes) - releves, "point à contrôler", "points à contrôler")
    deja = f", et {francais.pluriel(releves, 'constat déjà relevé', 'constats déjà relevés')}" if releves else ""
    envoi = f"à {organisme.courriel}" if organisme.courriel else "au référent qualité"
    limite = f"Pour le {francais.jour(retour)}." if retour else "Le jour de la restitution, ou avec le rapport écrit."
    parties = (
        ("Ce qui est attendu", (f"Feuille « {table.titre} » : {points}{deja}.",)),
        ("L'échelle des constats", tuple(_echelle(preparation))),
        (
            "Comment remplir",
            (
                "Écrivez dans les cellules blanches : la gravité, le constat, une remarque, le service où il est fait.",
                "Un point sans constat reste vide. Un second constat sur un point, ou un constat d'ensemble, prend une "
                "ligne vide, en bas.",
                "Une gravité changée s'ajoute à la première, qui reste.",
                "Rien de ce que vous effacez n'est supprimé du dossier ; chaque changement y est relu avant d'être écrit.",
            ),
        ),
        ("Pour quand", (limite,)),
        ("Comment renvoyer", (f"Renvoyez ce fichier {envoi}. Gardez son format (.xlsx ou .ods) et ses feuilles.",)),
    )
    au = source.diagnostic.au
    jour = preparation.jour.en_clair()
    tenue = "" if jour in audit.intitule else f", {jour}"
    return PageDeLecture(
        f"{organisme.nom} · {audit.intitule}{tenue}", f"Grille établie au {francais.jour(au)}", parties, (), au
    )


def _echelle(preparation: Preparation) -> Iterator[str]:
    """Un mot de l'échelle par ligne, et ce qu'il demande ; une même échelle ne se dit qu'une fois."""
    baremes = [bareme_du(r.resultat.referentiel) for r in preparation.referentiels]
    yield from dict.fromkeys(
        f"{francais.majuscule(grade.nom)} : {_effet(bareme, grade)}" for bareme in baremes for grade in bareme.echelle
    )


def _effet(bareme: BaremeConstats, grade: GradeConstat) -> str:
    seuil = bareme.bloque_a.get(grade.code)
    if grade.bloque:
        return "se corrige, et empêche le label tant qu'il est ouvert."
    if seuil:
        return f"se corrige ; {seuil} constats ouverts empêchent le label."
    return "se corrige." if grade.a_corriger else "n'appelle pas d'action."
