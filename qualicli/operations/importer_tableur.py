"""Importer le tableur propre à un service : le profil retrouvé ou proposé, les lignes versées, tout montré avant d'écrire."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from qualicli import francais
from qualicli.depot.lecture import Avancement
from qualicli.echanges.feuilles.dossier_diagnostique import DossierDiagnostique
from qualicli.echanges.feuilles.registre import etablir_tables
from qualicli.echanges.lecture.feuille_lue import FeuilleLue
from qualicli.echanges.lecture.lire_fichier import lire_tableur
from qualicli.echanges.tableurs import verser_evaluations
from qualicli.echanges.tableurs.champs import listes, surnoms
from qualicli.echanges.tableurs.lire_lignes import LecteurDeTableur, LigneDeService
from qualicli.echanges.tableurs.proposer import proposer
from qualicli.echanges.tableurs.tableau_de_service import candidats, compter, localiser_tous
from qualicli.echanges.tableurs.verser import Versement
from qualicli.erreurs import ErreurUsage
from qualicli.modeles.importation import Effet, Fusion, Rejet, TableurDecrit
from qualicli.modeles.nominatif import guetter
from qualicli.modeles.profil import Profil
from qualicli.modeles.retouche import Creer
from qualicli.operations.classeurs import DossierOuvert, ouvrir_dossier
from qualicli.operations.importer import (
    ClasseursRevenus,
    Import,
    composer,
    en_une_phrase,
    erreurs_nouvelles,
    lire_octets,
)
from qualicli.operations.nouveau import identifiant

_REFUSES = ("REF", "RFT")  # ce qu'un fichier cite, et ce qu'un référentiel contient


@dataclass(frozen=True)
class TableurOuvert:
    """Un tableur lu, le dossier où il va, et le profil qui le lit ; `nouveau` quand ce profil vient d'être proposé."""

    nom: str
    feuilles: list[FeuilleLue]
    ouvert: DossierOuvert
    source: DossierDiagnostique
    profil: Profil
    nouveau: Mapping[str, Any] | None

    @property
    def decrit(self) -> TableurDecrit:
        """Ce qu'il y a à dire de ce tableur avant d'en montrer l'effet."""
        return TableurDecrit(self.nom, self.profil, self.nouveau is not None)


def ouvrir_tableur(
    racine: Path, chemin: Path, nom: str | None, famille: str | None, au: date, avancement: Avancement | None = None
) -> TableurOuvert:
    """Lit un tableur puis le dossier, retrouve le profil, ou le propose s'il n'existe pas encore. N'écrit rien."""
    with en_une_phrase(chemin):
        feuilles = lire_tableur(lire_octets(chemin))
        ouvert = ouvrir_dossier(racine, au, avancement)
        source = ouvert.source(au)
        connu = _retrouver(ouvert, feuilles, nom, famille)
        if connu is not None:
            return TableurOuvert(chemin.name, feuilles, ouvert, source, connu, None)
        choisi = nom or identifiant(chemin.stem, ouvert.dossier.profils, "tableur")
        cles = proposer(feuilles, listes(source), choisi, famille)
    profil = Profil.model_validate({"@id": choisi, "@fichier": f"profils/{choisi}.yaml", **cles, "format": "1"})
    return TableurOuvert(chemin.name, feuilles, ouvert, source, profil, cles)


def _retrouver(
    ouvert: DossierOuvert, feuilles: list[FeuilleLue], nom: str | None, famille: str | None
) -> Profil | None:
    """Le profil de ce nom ; sans nom, le seul dont toutes les colonnes sont dans le tableur."""
    profils = ouvert.dossier.profils
    if nom is not None:
        if nom in profils:
            _exiger_famille(profils[nom], famille)
        elif f"profils/{nom}.yaml" in ouvert.lecture.fichiers:
            raise ErreurUsage(
                f"Le profil profils/{nom}.yaml a des fautes.", "« qualicli valider » les montre ; corrigez-les."
            )
        return profils.get(nom)
    possibles = [
        p
        for p in profils.values()
        if famille in (None, p.famille) and any(compter(p, t) == len(p.colonnes) for t in candidats(feuilles))
    ]
    if len(possibles) > 1:
        raise ErreurUsage(
            "Plusieurs profils du dossier lisent ce tableur.",
            f"Choisissez avec --profil : {francais.liste((p.id for p in possibles), 'ou')}.",
        )
    return possibles[0] if possibles else None


def _exiger_famille(profil: Profil, famille: str | None) -> None:
    if famille not in (None, profil.famille):
        raise ErreurUsage(
            f"Le profil « {profil.id} » vise « {profil.famille} », pas « {famille} ».",
            "Retirez --famille, ou donnez un autre nom à --profil.",
        )


def lecteurs(tableur: TableurOuvert, fusion: Fusion) -> list[LecteurDeTableur]:
    """De quoi lire les lignes du tableur par son profil, feuille par feuille ; les autres sont nommées."""
    profil = tableur.profil
    inconnus = [c for c in profil.champs if c not in profil.tableur.champs]
    if inconnus:
        raise ErreurUsage(
            f"{profil.fichier} : « {inconnus[0]} » n'est pas un champ de « {profil.famille} ».",
            f"Champs : {', '.join(profil.tableur.champs)}.",
        )
    with en_une_phrase(Path(tableur.nom)):
        tableaux = localiser_tous(profil, tableur.feuilles)
    lues = {id(t.feuille) for t in tableaux}
    autres = [f"« {f.nom} »" for f in tableur.feuilles if f.lignes and id(f) not in lues]
    if autres:
        accord = francais.accorder(len(autres), "feuille non lue", "feuilles non lues")
        fusion.mentions.append(f"{tableur.nom} : {accord}, {francais.liste(autres)}.")
    source = tableur.source
    commun = listes(source), surnoms(source), guetter(source.dossier), fusion
    return [LecteurDeTableur(tableur.nom, profil, tableau, *commun) for tableau in tableaux]


def _distinguer(lus: Sequence[tuple[LecteurDeTableur, list[LigneDeService]]]) -> None:
    """Deux feuilles qui ont chacune leur n° 1 ne parlent pas du même objet : la seconde y joint son nom."""
    vus: set[str] = set()
    for lit, lignes in lus:
        siens = {ligne.identite for ligne in lignes if ligne.identite}
        if siens & vus:
            lignes[:] = [replace(li, identite=f"{lit.tableau.feuille.nom} {li.identite}") for li in lignes]
        vus |= siens


def verser(tableur: TableurOuvert, garder: str | None = None) -> Import:
    """Ce que le tableur changerait dans le dossier, dit en mots et en octets. N'écrit rien."""
    if tableur.profil.famille == "referentiels":
        raise ErreurUsage(
            "Ce profil lit une grille de référentiel.",
            "Utilisez « qualicli referentiel importer FICHIER --referentiel ID ».",
        )
    fusion = Fusion()
    lus = [(lit, lit.lire()) for lit in lecteurs(tableur, fusion)]
    _distinguer(lus)
    source, au = tableur.source, tableur.source.diagnostic.au
    tables = {t.nom: t for t in etablir_tables(source)}
    nes: dict[str, Mapping[str, str]] = {}
    origines: dict[str, str] = {}
    for lit, lignes in lus:
        versement = Versement(
            tableur.nom,
            lit.tableau.feuille.nom,
            tableur.profil,
            tables,
            lit.listes,
            source.dossier,
            au,
            garder,
            fusion,
            lit.rejeter,
            nes,
            origines,
        )
        if tableur.profil.famille == "engagements":
            verser_evaluations.verser(versement, lignes)
        else:
            versement.verser(lignes)
    return conclure(tableur, fusion, origines)


def conclure(tableur: TableurOuvert, fusion: Fusion, origines: Mapping[str, str], se_valide: bool = True) -> Import:
    """Met de côté ce qui attend, compose les fichiers, et les valide ; le profil proposé en est un.

    `origines` dit, pour chaque fichier, la ligne du tableur dont il vient ; sans `se_valide`, rien n'est jugé : le périmètre
    cite encore l'édition que l'on quitte.
    """
    fusion.retenir()
    sans_effet = not fusion.effets and bool(fusion.rejets) and not tableur.profil.manquants
    if tableur.nouveau is not None and not sans_effet:  # un profil dont aucune ligne ne passe ne se garde pas
        profil = tableur.profil
        fusion.effets.insert(0, Effet(profil.fichier, Creer(tableur.nouveau), f"Nouveau profil « {profil.id} »"))
    fichiers = composer(tableur.ouvert, fusion)
    if se_valide and _juger(tableur, fusion, fichiers, origines):
        fichiers = composer(tableur.ouvert, fusion)
    return Import(ClasseursRevenus(tableur.ouvert, (), tableur.source.diagnostic.au), fusion, fichiers)


def _juger(tableur: TableurOuvert, fusion: Fusion, fichiers: Mapping[str, bytes], origines: Mapping[str, str]) -> bool:
    """Valide le dossier tel qu'il serait : ce qui cite un absent est refusé, ce qui resterait à corriger est dit."""
    refus = False
    for a in erreurs_nouvelles(tableur.ouvert, fichiers):
        ou = origines.get(a.fichier, "")
        if a.code.startswith(_REFUSES) and a.fichier in fichiers:
            fusion.rejets.append(Rejet(tableur.nom, "", ou, f"{a.message} {a.conseil} ({a.fichier})", a.fichier))
            refus = True
        else:
            lieu = ", ".join(filter(None, (tableur.nom, ou)))
            fusion.mentions.append(f"{lieu} : il restera à corriger {a.fichier} ({a.code}). {a.message}")
    fusion.retenir()
    return refus


def profil_seul(prepare: Import) -> Import:
    """Le même import, réduit au profil proposé."""
    garde = {f: o for f, o in prepare.fichiers.items() if f.startswith("profils/")}
    return replace(prepare, fichiers=garde)
