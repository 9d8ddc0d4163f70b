"""Importer le tableur propre à un service, d'après un profil que le dossier garde."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from qualicli import francais
from qualicli.depot import retouche
from qualicli.depot.lecture import Lecture, construire, lire_valeur
from qualicli.echanges import profil as profils
from qualicli.echanges.fusion import Fusionneur
from qualicli.echanges.lire_classeur import FeuilleLue, lire
from qualicli.echanges.registre import PAR_NOM, etablir_tables
from qualicli.echanges.tables import Effet
from qualicli.erreurs import ErreurUsage
from qualicli.modeles.profil import Profil
from qualicli.modeles.retouche import Creer
from qualicli.operations.classeurs import DossierOuvert, ouvrir_dossier
from qualicli.operations.importer import PROFILS, Import, Retour, composer, en_une_phrase, lire_octets

TABLES = tuple(nom for nom, feuille in PAR_NOM.items() if feuille.naitre is not None)


def importer_tableur(racine: Path, chemin: Path, nom: str, table: str | None, au: date) -> Import:
    """Prépare l'import d'un tableur. Sans profil de ce nom, en propose un d'après les en-têtes. N'écrit rien."""
    with en_une_phrase(chemin):
        feuilles = _lire(chemin)
    ouvert = ouvrir_dossier(racine, au)
    source = ouvert.source(au)
    tout = Fusionneur({t.nom: t for t in etablir_tables(source)}, source.listes, ouvert.dossier, au)
    fichier = f"{PROFILS}/{nom}.yaml"
    with en_une_phrase(chemin):
        octets = ouvert.octets.get(fichier)
        if octets is None:
            octets = _proposer(tout, fichier, nom, table, feuilles)
        profils.fusionner_tableur(tout, chemin.name, _comprendre(ouvert, fichier, octets), feuilles)
    tout.resultat.retenir()
    return Import(Retour(ouvert, (), au, chemin.name), tout.resultat, composer(ouvert, tout.resultat))


def _lire(chemin: Path) -> list[FeuilleLue]:
    octets = lire_octets(chemin)
    if chemin.suffix.lower() in (".csv", ".txt", ".tsv") or not octets.startswith((b"PK", b"\xd0\xcf")):
        from qualicli.echanges import lire_csv

        return lire_csv.lire(octets, chemin.stem)
    return lire(octets)


def _proposer(tout: Fusionneur, fichier: str, nom: str, table: str | None, feuilles: list[FeuilleLue]) -> bytes:
    if table is None:
        raise ErreurUsage(f"Le profil « {nom} » n'existe pas encore.",
                          f"Dites ce que contient le tableur : --table {', '.join(TABLES)}.")  # fmt: skip
    propose = profils.proposer(table, feuilles)
    titres = {c.cle: c.titre for c in profils.saisies(table)}
    liens = (f"{titres[c]} ← {francais.guillemets(t)}" for c, t in propose["colonnes"].items())
    tout.resultat.effets.append(Effet(fichier, Creer(propose), f"Nouveau profil : {', '.join(liens)}"))
    return retouche.composer(propose, fichier)


def _comprendre(ouvert: DossierOuvert, fichier: str, octets: bytes) -> Profil:
    lecture = Lecture(ouvert.racine, [fichier], [], {fichier: octets})
    valeur, _ = lire_valeur(lecture, fichier, octets)
    lu: Mapping[str, object] = {**(valeur or {}), "@id": fichier, "@fichier": fichier}
    profil = construire(lecture, fichier, Profil, dict(lu)) if valeur is not None else None
    if isinstance(profil, Profil):
        return profil
    code, _, position, message, conseil = (
        lecture.anomalies[0] if lecture.anomalies else ("", "", (1, 1), "illisible", "")
    )
    raise ErreurUsage(f"{fichier}:{position[0]} : {message} Rien n'est écrit.", conseil or code)
