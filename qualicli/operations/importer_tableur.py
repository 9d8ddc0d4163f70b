"""Importer le tableur propre à un service : le profil retrouvé ou proposé, les lignes versées, tout montré avant d'écrire."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from qualicli.depot.lecture import Avancement
from qualicli.echanges.feuilles.dossier_diagnostique import DossierDiagnostique
from qualicli.echanges.feuilles.registre import etablir_constats, etablir_tables
from qualicli.echanges.lecture.feuille_lue import FeuilleLue
from qualicli.echanges.lecture.lire_fichier import lire_tableur
from qualicli.echanges.tableurs import (
    verser_enquetes,
    verser_evaluations,
    verser_mesures,
    verser_registres,
    verser_retours,
)
from qualicli.echanges.tableurs.annoncer import annoncer
from qualicli.echanges.tableurs.champs import listes, surnoms
from qualicli.echanges.tableurs.lire_lignes import LecteurDeTableur, LigneDeService
from qualicli.echanges.tableurs.localiser import localiser_tous
from qualicli.echanges.tableurs.proposer import proposer
from qualicli.echanges.tableurs.proposer_questions import sans_personnes
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
from qualicli.operations.lecture_de_tableur import LectureDemandee, choisir_les_feuilles, nommer_non_lues
from qualicli.operations.nouveau import identifiant
from qualicli.operations.profil_du_tableur import preciser, retrouver

_REPETEE = 4  # à partir de combien une même règle ne se redit plus
_VERSEURS: Mapping[str, Callable[[Versement, list[LigneDeService]], None]] = {
    "engagements": verser_evaluations.verser,
    "indicateurs": verser_mesures.verser,
    "registres": verser_registres.verser,
    "retours": verser_retours.verser,
}
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
    mentions: tuple[str, ...] = ()
    precisions: Mapping[str, str] = field(default_factory=dict)

    @property
    def lecture(self) -> Profil:
        """Le profil, et ce qui n'est dit que pour cet import."""
        dites = {c: v for c, v in self.precisions.items() if (c, v) != ("site", "tous")}
        constantes = {**self.profil.constantes, **dites}
        return self.profil.model_copy(update={"constantes": constantes}) if self.precisions else self.profil

    @property
    def a_dire(self) -> tuple[str, ...]:
        """Ce qu'il faut encore dire pour cet import ; le site, seulement quand le dossier en a plusieurs."""
        seul = len(self.source.dossier.demarche.sites) < 2
        return tuple(c for c in self.lecture.a_dire if c not in self.precisions and (c != "site" or not seul))

    def preciser(self, dites: Mapping[str, str]) -> "TableurOuvert":
        """Le même tableur, avec ce que l'on en dit."""
        return replace(self, precisions={**self.precisions, **dites})

    @property
    def decrit(self) -> TableurDecrit:
        """Ce qu'il y a à dire de ce tableur avant d'en montrer l'effet."""
        return TableurDecrit(self.nom, self.profil, self.nouveau is not None)


def ouvrir_tableur(
    racine: Path,
    chemin: Path,
    nom: str | None,
    famille: str | None,
    au: date,
    avancement: Avancement | None = None,
    voulue: LectureDemandee = LectureDemandee(),  # noqa: B008 (immuable)
) -> TableurOuvert:
    """Lit un tableur puis le dossier, retrouve le profil, ou le propose s'il n'existe pas encore. N'écrit rien."""
    with en_une_phrase(chemin):
        lues = lire_tableur(lire_octets(chemin))
        feuilles, mentions = choisir_les_feuilles(chemin.name, lues, voulue)
        ouvert = ouvrir_dossier(racine, au, avancement)
        source = ouvert.source(au)
        connu = retrouver(ouvert, feuilles, nom, famille)
        if connu is not None:
            if any(connu.constantes.get(c) != v for c, v in voulue.constantes.items()):
                raise ErreurUsage(
                    f"« {chemin.name} » est lu par {connu.fichier or 'un profil de nos exports'}, qui existe déjà.",
                    "Retirez --constante, et écrivez-la dans les « constantes » de ce profil.",
                )
            if voulue.feuilles:
                connu = connu.model_copy(update={"feuille": None})  # l'option l'emporte
            precisions = preciser(connu, voulue.precisions)
            return TableurOuvert(chemin.name, feuilles, ouvert, source, connu, None, mentions, precisions)
        choisi = nom or identifiant(chemin.stem, ouvert.dossier.profils, "tableur")
        cles = sans_personnes(proposer(feuilles, listes(source), choisi, famille), guetter(source.dossier))
    if len(feuilles) == 1 and len(lues) > 1:
        cles = {"format": 1, "famille": cles["famille"], "feuille": feuilles[0].nom} | cles
    if voulue.constantes:
        cles["constantes"] = dict(voulue.constantes)
    profil = Profil.model_validate({"@id": choisi, "@fichier": f"profils/{choisi}.yaml", **cles, "format": "1"})
    precisions = preciser(profil, voulue.precisions)
    return TableurOuvert(chemin.name, feuilles, ouvert, source, profil, cles, mentions, precisions)


def lecteurs(tableur: TableurOuvert, fusion: Fusion) -> list[LecteurDeTableur]:
    """De quoi lire les lignes du tableur par son profil, feuille par feuille ; les autres sont nommées."""
    profil = tableur.lecture
    inconnus = [c for c in profil.champs if c not in profil.tableur.champs]
    if inconnus:
        raise ErreurUsage(
            f"{profil.fichier} : « {inconnus[0]} » n'est pas un champ de « {profil.famille} ».",
            f"Champs : {', '.join(profil.tableur.champs)}.",
        )
    with en_une_phrase(Path(tableur.nom)):
        tableaux = localiser_tous(profil, tableur.feuilles)
    lues = {id(t.feuille) for t in tableaux}
    autres = nommer_non_lues(tableur.nom, [f for f in tableur.feuilles if f.lignes and id(f) not in lues])
    fusion.mentions += filter(None, (*tableur.mentions, autres))
    source = tableur.source
    commun = listes(source), surnoms(source), guetter(source.dossier), fusion
    return [LecteurDeTableur(tableur.nom, profil, tableau, *commun) for tableau in tableaux]


def lire_les_lignes(lus: Iterable[LecteurDeTableur]) -> Iterator[tuple[LecteurDeTableur, list[LigneDeService]]]:
    """Les lignes de chaque tableau, et ce qu'il faut en savoir."""
    for lit in lus:
        lignes = [] if lit.profil.famille == "enquetes" else lit.lire()  # une réponse n'est que comptée
        annoncer(lit)
        yield lit, lignes


def _distinguer(lus: Sequence[tuple[LecteurDeTableur, list[LigneDeService]]]) -> None:
    """Deux tables qui ont chacune leur n° 1 ne parlent pas du même objet : la seconde y joint son nom."""
    vus: set[str] = set()
    rangs: Counter[int] = Counter()
    for lit, lignes in lus:
        rangs[id(lit.tableau.feuille)] += 1
        rang = rangs[id(lit.tableau.feuille)]
        siens = {ligne.identite for ligne in lignes if ligne.identite}
        if siens & vus:
            feuille = lit.tableau.feuille.nom
            nom = lit.tableau.intertitre or (feuille if rang == 1 else f"{feuille or 'table'} {rang}")
            lignes[:] = [replace(li, identite=f"{nom} {li.identite}") for li in lignes]
        vus |= siens


def verser(tableur: TableurOuvert, garder: str | None = None) -> Import:
    """Ce que le tableur changerait dans le dossier, dit en mots et en octets. N'écrit rien."""
    if tableur.profil.famille == "referentiels":
        raise ErreurUsage(
            "Ce profil lit une grille de référentiel.",
            "Utilisez « qualicli referentiel importer FICHIER --referentiel ID ».",
        )
    fusion = Fusion()
    lus = list(lire_les_lignes(lecteurs(tableur, fusion)))
    _distinguer(lus)
    source, au = tableur.source, tableur.source.diagnostic.au
    tables = {t.nom: t for t in etablir_tables(source)}
    if tableur.profil.famille == "audits":
        grille = etablir_constats(replace(source, audits=tuple(source.dossier.audits)))
        tables[grille.nom] = replace(grille, lignes=tuple(li for li in grille.lignes if not li.est_offerte))
    nes: dict[str, Mapping[str, str]] = {}
    origines: dict[str, str] = {}
    for lit, lignes in lus:
        versement = Versement(
            tableur.nom,
            lit.tableau.feuille.nom,
            tableur.lecture,
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
        if tableur.profil.famille == "enquetes":
            verser_enquetes.verser(versement, lit)
        elif tableur.profil.famille in _VERSEURS:
            _VERSEURS[tableur.profil.famille](versement, lignes)
        else:
            versement.verser(lignes)
    return conclure(tableur, fusion, origines)


def conclure(tableur: TableurOuvert, fusion: Fusion, origines: Mapping[str, str], se_valide: bool = True) -> Import:
    """Met de côté ce qui attend, compose les fichiers, et les valide ; le profil proposé en est un.

    `origines` dit, pour chaque fichier, la ligne du tableur dont il vient ; sans `se_valide`, rien n'est jugé : le périmètre
    cite encore l'édition que l'on quitte.
    """
    fusion.retenir()
    fichiers = composer(tableur.ouvert, fusion)
    if se_valide and _juger(tableur, fusion, fichiers, origines):
        fichiers = composer(tableur.ouvert, fusion)
    passe = fusion.effets or fusion.conflits or not fusion.rejets
    if tableur.nouveau is not None and passe:
        profil = tableur.profil
        effet = Effet(profil.fichier, Creer(tableur.nouveau), f"Nouveau profil « {profil.id} »")
        fichiers = composer(tableur.ouvert, Fusion([effet])) | fichiers
        fusion.effets.insert(0, effet)
    elif tableur.nouveau is not None:
        fusion.mentions.append(f"{tableur.nom} : aucune ligne ne passe ; le profil proposé n'est pas gardé.")
    return Import(ClasseursRevenus(tableur.ouvert, (), tableur.source.diagnostic.au), fusion, fichiers)


def _juger(tableur: TableurOuvert, fusion: Fusion, fichiers: Mapping[str, bytes], origines: Mapping[str, str]) -> bool:
    """Valide le dossier tel qu'il serait : ce qui cite un absent est refusé, ce qui resterait à corriger est dit."""
    refus = False
    restent: dict[str, list[str]] = {}  # par règle, ce qu'il y a à en dire
    for a in erreurs_nouvelles(tableur.ouvert, fichiers):
        ou = origines.get(a.fichier, "")
        if a.code.startswith(_REFUSES) and a.fichier in fichiers:
            fusion.rejets.append(Rejet(tableur.nom, "", ou, f"{a.message} {a.conseil} ({a.fichier})", a.fichier))
            refus = True
        else:
            lieu = ", ".join(filter(None, (tableur.nom, ou)))
            restent.setdefault(a.code, []).append(f"{lieu} : il restera à corriger {a.fichier} ({a.code}). {a.message}")
    for code, dites in restent.items():
        montrees = len(dites) if len(dites) < _REPETEE else 1
        fusion.mentions += dites[:montrees]
        if montrees < len(dites):
            fusion.mentions.append(f"{tableur.nom} : {code} de même dans {len(dites) - 1} autres fichiers.")
    fusion.retenir()
    return refus


def profil_seul(prepare: Import) -> Import:
    """Le même import, réduit au profil proposé."""
    garde = {f: o for f, o in prepare.fichiers.items() if f.startswith("profils/")}
    return replace(prepare, fichiers=garde)
