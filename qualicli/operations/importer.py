"""Importer des classeurs : lire, fusionner, montrer, puis écrire d'un seul geste. Rien ne s'écrit avant d'être montré."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from qualicli.depot.corps import avec_corps
from qualicli.depot.lecture import Avancement, lire_dossier
from qualicli.depot.ramassage import Ramassage
from qualicli.depot.referentiels import lire_fichier
from qualicli.depot.suivi_git import non_commites
from qualicli.depot.table_csv import noter_lignes
from qualicli.depot.transaction import ecrire_ensemble
from qualicli.echanges.classeurs import anciens, identite, page_de_lecture
from qualicli.echanges.classeurs.fusion import Fusionneur
from qualicli.echanges.classeurs.reconnaitre import Classeur, reconnaitre
from qualicli.echanges.feuilles.registre import etablir_grille, etablir_tables
from qualicli.echanges.lecture.archive import ClasseurRefuse
from qualicli.echanges.lecture.lire_fichier import lire_classeur
from qualicli.echanges.lecture.natures import refuser_verrou
from qualicli.echanges.tableurs.champs import surnoms
from qualicli.echanges.tableurs.mots_des_services import nu
from qualicli.erreurs import ErreurEcriture, ErreurUsage, Sortie, raison
from qualicli.modeles.anomalie import Anomalie, Gravite
from qualicli.modeles.dossier import Dossier
from qualicli.modeles.importation import Apercu, Cote, Decision, Effet, Fusion, Rejet
from qualicli.modeles.nominatif import guetter
from qualicli.modeles.retouche import CORPS, Ajouter, Creer, NoterLignes, Poser
from qualicli.operations.classeurs import DossierOuvert, comprendre, ouvrir_dossier
from qualicli.operations.retours_de_commandes import Apport, est_une_note, noter

TAILLE_MAX = 64 * 2**20
_SANS_GRAVITE = ("LEC007", "LEC008")  # BOM, CRLF : gardés tels quels


@dataclass(frozen=True)
class ClasseursRevenus:
    """Des classeurs revenus, lus, et le dossier où ils reviennent."""

    ouvert: DossierOuvert
    classeurs: tuple[Classeur, ...]
    au: date

    @property
    def noms(self) -> list[str]:
        """Les fichiers revenus."""
        return [c.nom for c in self.classeurs]


@dataclass(frozen=True)
class Import:
    """Ce qui serait écrit, dit en mots et en octets."""

    retour: ClasseursRevenus
    fusion: Fusion
    fichiers: Mapping[str, bytes] = field(default_factory=dict)
    erreurs: tuple[Anomalie, ...] = ()  # ce que « valider » trouverait de plus, une fois l'import écrit
    apports: tuple[Apport, ...] = ()  # ce que chaque classeur change, pour dire à quelle commande il répond

    @property
    def apercu(self) -> Apercu:
        """Ce qu'il y a à montrer avant d'écrire."""
        return Apercu(self.fusion, tuple(self.fichiers), self.retour.ouvert.lecture.situer)

    @property
    def sortie(self) -> Sortie:
        """Le code de sortie : ce qui reste à trancher ou à corriger n'est pas conforme."""
        reste = self.fusion.conflits or self.fusion.rejets or self.erreurs
        return Sortie.ANOMALIES if reste else Sortie.CONFORME


def lire_retour(
    racine: Path, chemins: Iterable[Path], au: date, avancement: Avancement | None = None
) -> ClasseursRevenus:
    """Lit les classeurs, puis le dossier, une fois chacun. Un seul classeur refusé arrête tout."""
    chemins = list(chemins)
    noms = Counter(chemin.name for chemin in chemins)
    classeurs = tuple(_lire_classeur(c, c.name if noms[c.name] == 1 else c.as_posix()) for c in chemins)
    ouvert = ouvrir_dossier(racine, au, avancement)
    for classeur in classeurs:
        _reconnaitre_dossier(classeur, ouvert)
        if not classeur.identite.est_complete:
            _completer(classeur, ouvert)
    return ClasseursRevenus(ouvert, classeurs, max((au, *(c.identite.au for c in classeurs))))


def _lire_classeur(chemin: Path, nom: str) -> Classeur:
    with en_une_phrase(chemin):
        return reconnaitre(nom, lire_classeur(lire_octets(chemin)))


def lire_octets(chemin: Path) -> bytes:
    """Les octets d'un fichier reçu ; lève un refus s'il est démesuré, ou n'est qu'un verrou."""
    refuser_verrou(chemin.name)
    if chemin.exists() and not chemin.is_file() and not chemin.is_dir():  # un tube ou un périphérique n'a pas de fin
        raise ClasseurRefuse("ce n'est pas un fichier ordinaire", "Enregistrez-le d'abord dans un fichier.")
    with chemin.open("rb") as flux:
        octets = flux.read(TAILLE_MAX + 1)
    if len(octets) > TAILLE_MAX:
        raise ClasseurRefuse(f"il dépasse {TAILLE_MAX // 2**20} Mio", "Retirez-en ce qui ne vient pas de qualicli.")
    return octets


@contextmanager
def en_une_phrase(chemin: Path) -> Iterator[None]:
    """Dit en une phrase pourquoi un fichier reçu n'est pas importé."""
    try:
        yield
    except ClasseurRefuse as refus:
        raise ErreurUsage(
            f"« {chemin} » n'est pas importé : {refus.message}. Rien n'est écrit.", refus.conseil
        ) from None
    except OSError as panne:
        raise ErreurUsage(f"« {chemin} » ne peut pas être lu : {raison(panne)}.", "Vérifiez le chemin.") from None


def _reconnaitre_dossier(classeur: Classeur, ouvert: DossierOuvert) -> None:
    """Refuse un classeur d'un autre dossier, ou d'une autre version du référentiel."""
    parti, demarche = classeur.identite, ouvert.dossier.demarche
    if not _est_le_meme(parti, ouvert.dossier):
        message = f"« {classeur.nom} » vient d'un autre dossier : « {parti.organisme} »"
        raise ErreurUsage(
            f"{message}, et non « {demarche.organisme.nom} ». Rien n'est écrit.",
            "Donnez le bon dossier avec --dossier.",
        )
    suivis = {p.referentiel for p in demarche.perimetre}
    for identifiant, version in parti.referentiels.items():
        connu = ouvert.dossier.referentiels.get(identifiant)
        if identifiant not in suivis or connu is None or connu.version != version:
            actuelle = f"la version {connu.version}" if connu and identifiant in suivis else "un autre référentiel"
            message = f"« {classeur.nom} » a été établi sur « {identifiant} », version {version} ; le dossier suit {actuelle}."
            raise ErreurUsage(f"{message} Rien n'est écrit.", "Réexportez les classeurs et reportez-y les changements.")


def _est_le_meme(parti: identite.Identite, dossier: Dossier) -> bool:
    """Vrai quand un classeur vient de ce dossier : par son identité, sinon par ses objets, jamais par son nom seul."""
    demarche = dossier.demarche
    if parti.dossier and demarche.identite:
        return parti.dossier == demarche.identite
    objets = parti.objets
    if objets:
        return 2 * sum(i in dossier.familles.get(famille, ()) for famille, i in objets) >= len(objets)
    return parti.organisme == demarche.organisme.nom and set(parti.sites) <= set(demarche.sites)


def _completer(classeur: Classeur, ouvert: DossierOuvert) -> None:
    """Retrouve ce qu'un classeur d'avant montrait sans le dire : le dossier, remis à sa date, le montre encore."""
    service = classeur.identite.service or None
    source = ouvert.source(classeur.identite.au)
    tables = etablir_tables(source, service)
    page = page_de_lecture.composer(source, tables, service, None)
    classeur.identite = identite.completer(classeur.identite, tables, page_de_lecture.textes_montres(page))
    classeur.restes = list(anciens.oter(classeur.restes))


def fusionner(
    retour: ClasseursRevenus, garder: Cote | None = None, decisions: Mapping[Decision, Cote] | None = None
) -> Import:
    """Fusionne les classeurs avec le dossier et compose les fichiers à écrire. N'écrit rien."""
    audits = tuple(dict.fromkeys(c.identite.audit for c in retour.classeurs if c.identite.audit))
    source = replace(retour.ouvert.source(retour.au), audits=audits)
    tables = {t.nom: t for t in (*etablir_tables(source), *((etablir_grille(source),) if audits else ()))}
    dossier = retour.ouvert.dossier
    connues = surnoms(source)["acteurs"]
    fusionneur = Fusionneur(
        tables,
        source.listes,
        dossier,
        retour.au,
        garder,
        decisions or {},
        guetter(dossier),
        lambda texte: connues.get(nu(texte), ""),
    )
    apports = []
    for classeur in retour.classeurs:
        avant, parti = len(fusionneur.resultat.effets), classeur.identite
        fusionneur.fusionner(classeur)
        siens = tuple(fusionneur.resultat.effets[avant:])
        apports.append(Apport(classeur.nom, parti.commande, parti.service, siens))
    fusion = fusionneur.resultat
    fusion.retenir()
    return composer_import(Import(retour, fusion, apports=tuple(apports)))


def composer_import(prepare: Import) -> Import:
    """L'import, et les octets de ce qu'il écrirait : les fiches, puis ce que cela rend aux commandes."""
    ouvert, fusion = prepare.retour.ouvert, prepare.fusion
    fusion.effets = [e for e in fusion.effets if not est_une_note(e)]  # composé de nouveau, il se note de nouveau
    fichiers = composer(ouvert, fusion)
    notes = Fusion(effets=noter(ouvert.dossier, fusion, prepare.apports, prepare.retour.au))
    fichiers |= composer(ouvert, notes)
    fusion.effets += notes.effets
    fusion.rejets += notes.rejets
    return replace(prepare, fichiers=fichiers)


def composer(ouvert: DossierOuvert, fusion: Fusion) -> dict[str, bytes]:
    """Compose les fichiers que demande une fusion ; ce qui ne peut pas l'être sans risque est rejeté, et nommé."""
    par_fichier: dict[str, list[Effet]] = {}
    for effet in fusion.effets:
        voisins = par_fichier.setdefault(effet.fichier, [])
        if effet not in voisins:
            voisins.append(effet)
    composes = {}
    for fichier, effets in sorted(par_fichier.items()):
        try:
            octets = _retoucher(ouvert, fichier, effets)
            _verifier(ouvert, fichier, octets)
        except ErreurEcriture as faute:
            fusion.rejets.append(Rejet("", "", fichier, faute.message, fichier))
            continue
        if octets != ouvert.octets.get(fichier):
            composes[fichier] = octets
    fusion.retenir()
    fusion.effets = [e for effets in par_fichier.values() for e in effets if e.fichier in composes]
    return composes


def _retoucher(ouvert: DossierOuvert, fichier: str, effets: list[Effet]) -> bytes:
    from qualicli.depot.retouche import composer, retoucher  # ruamel.yaml se charge lentement : pour écrire, seulement

    octets = ouvert.octets.get(fichier)
    if octets is None and fichier in ouvert.lecture.fichiers:
        raise ErreurEcriture(f"« {fichier} » existe déjà, et ne peut pas être lu.")
    if all(isinstance(effet.retouche, NoterLignes) for effet in effets):
        for effet in effets:
            assert isinstance(effet.retouche, NoterLignes)  # noqa: S101 (vérifié au-dessus)
            octets = noter_lignes(octets, effet.retouche, fichier)
        return octets or b""
    retouches: list[Poser | Ajouter] = []
    for retouche in (effet.retouche for effet in effets):
        if isinstance(retouche, Creer):
            if octets is not None:
                raise ErreurEcriture(f"« {fichier} » existe déjà.")
            octets = composer(retouche.valeurs, fichier)
            octets = avec_corps(octets, retouche.corps, fichier) if retouche.corps else octets
        elif isinstance(retouche, Poser) and retouche.chemin == CORPS:
            octets = avec_corps(octets or b"", str(retouche.valeur or ""), fichier)
        elif octets is None:
            if not isinstance(retouche, Ajouter) or retouche.amorce is None:
                raise ErreurEcriture(f"« {fichier} » n'existe pas.")
            octets = composer({**retouche.amorce, str(retouche.chemin[0]): [retouche.element]}, fichier)
        elif not isinstance(retouche, NoterLignes):
            retouches.append(retouche)
    return retoucher(octets or b"", retouches, fichier)


def _verifier(ouvert: DossierOuvert, fichier: str, octets: bytes) -> None:
    """Relit le fichier tel qu'il serait : il doit encore être un objet du dossier ; une table est relue en s'écrivant."""
    if fichier.endswith(".csv"):
        return
    lecture = lire_dossier(Ramassage(ouvert.racine, [fichier], [], {fichier: octets}))
    if any(objets for objets in lecture.objets.values()) or (
        fichier.startswith("referentiels/") and lire_fichier(lecture, fichier) is not None
    ):
        return
    message = next((f.message for c, f in lecture.fautes if c not in _SANS_GRAVITE), "le fichier ne se relirait pas")
    raise ErreurEcriture(f"« {fichier} » ne serait plus conforme : {message}")


def erreurs_nouvelles(ouvert: DossierOuvert, fichiers: Mapping[str, bytes]) -> list[Anomalie]:
    """Les erreurs que le dossier n'a pas, et qu'il aurait si ces fichiers y étaient écrits."""
    return [a for a in anomalies_nouvelles(ouvert, fichiers) if a.gravite is Gravite.ERREUR]


def anomalies_nouvelles(ouvert: DossierOuvert, fichiers: Mapping[str, bytes]) -> list[Anomalie]:
    """Ce que `valider` trouverait de plus, quelle qu'en soit la gravité, si ces fichiers étaient écrits."""
    if not fichiers:
        return []
    noms = sorted({*ouvert.lecture.fichiers, *fichiers})
    octets = {**ouvert.octets, **fichiers}
    apres = comprendre(Ramassage(ouvert.racine, noms, [], octets, ouvert.lecture.attributs), ouvert.bilan.au)
    connues = {(a.code, a.fichier, a.message) for a in ouvert.bilan.anomalies}
    return [a for a in apres.bilan.anomalies if (a.code, a.fichier, a.message) not in connues]


def ecrire(prepare: Import, meme_modifie: bool = False) -> list[str]:
    """Écrit tous les fichiers ou aucun ; refuse ceux qui ont des changements non commités, sauf si on l'accepte."""
    ouvert = prepare.retour.ouvert
    modifies = [] if meme_modifie else non_commites(ouvert.racine, prepare.fichiers)
    if modifies:
        premier, suite = modifies[0], f" ; et {len(modifies) - 1} autres" if len(modifies) > 1 else ""
        message = (
            f"Des changements non commités seraient mêlés à l'import : « {premier.fichier} », {premier.raison}{suite}."
        )
        conseil = "Enregistrez-les d'abord (« qualicli enregistrer »), ou ajoutez --meme-modifie."
        raise ErreurEcriture(f"{message} Rien n'est écrit.", conseil, Sortie.ANOMALIES)
    lus = {f: ouvert.octets[f] for f in prepare.fichiers if f in ouvert.octets}
    ecrire_ensemble(ouvert.racine, prepare.fichiers, lus)
    return list(prepare.fichiers)
