"""Diagnostiquer : lire, valider, calculer, filtrer, comparer. N'écrit rien."""

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from qualicli import francais
from qualicli.depot import bilan_retenu
from qualicli.depot.dossier_lu import DossierLu
from qualicli.depot.lecture import Avancement
from qualicli.depot.ramassage import ramasser
from qualicli.diagnostic.etablir import etablir
from qualicli.diagnostic.obligations.registre import ouvertes
from qualicli.diagnostic.obligations.resultat import FiltresObligations
from qualicli.diagnostic.resultat import Filtres, Mouvement, ResultatDiagnostic
from qualicli.erreurs import ErreurDossier, ErreurUsage, Sortie
from qualicli.modeles.anomalie import Bilan, Gravite
from qualicli.modeles.codes import voisin
from qualicli.modeles.connaissance import connu_au
from qualicli.modeles.dossier import Dossier
from qualicli.operations.ouvrir import ouvrir
from qualicli.operations.trouver import RACINE
from qualicli.operations.valider import etablir_bilan
from qualicli.regles import REGLES, Regle

# Version de format, référentiel ou version de référentiel inconnus : un diagnostic serait faux, tout s'arrête.
BLOQUANTES = ("LEC017", "REF002", "PER008")
REGLES_BLOQUANTES = tuple(r for r in REGLES if r.code in BLOQUANTES)


def diagnostiquer(
    racine: Path,
    au: date,
    filtres: Filtres | None = None,
    depuis: date | str | None = None,
    avancement: Avancement | None = None,
) -> ResultatDiagnostic:
    """Établit le diagnostic d'un dossier à une date, et son mouvement depuis une autre ou depuis la fin d'une campagne."""
    filtres = filtres or Filtres()
    dossier, lecture, bilan = lire(racine, au, avancement)
    verifier(filtres, dossier)
    depuis = _fin_de_campagne(dossier, depuis) if isinstance(depuis, str) else depuis
    if depuis is not None and depuis > au:
        raise ErreurUsage(
            "La date de départ du mouvement est après celle du diagnostic.", "Échangez --depuis et --date."
        )
    entier = etablir(connu_au(dossier, au), au, lecture.inventaire)
    diagnostic = filtres.appliquer(entier)
    mouvement = None
    if depuis is not None:
        passe = etablir(connu_au(dossier, depuis), depuis, lecture.inventaire)
        mouvement = Mouvement.entre(filtres.appliquer(passe), diagnostic)
    nom = racine.resolve().name
    vues = FiltresObligations(filtres.services, filtres.sites, filtres.modules)
    dues = ouvertes(entier.dossier, au, lecture.inventaire, entier)
    attendues = tuple(o for o in dues if vues.garde(o, entier.dossier, au))
    erreurs = bilan.compte(Gravite.ERREUR)
    return ResultatDiagnostic(nom, diagnostic, filtres, mouvement, erreurs, lecture.situer, attendues)


def lire(
    racine: Path, au: date, avancement: Avancement | None = None, regles: Sequence[Regle] = REGLES
) -> tuple[Dossier, DossierLu, Bilan]:
    """Lit un dossier et lui applique des règles ; lève une erreur quand tout calcul serait faux ou impossible."""
    dossier, lecture, _ = ouvrir(ramasser(racine), avancement)
    lu, bilan = exiger_lisible(dossier, lecture, au, regles)
    return lu, lecture, bilan


def exiger_lisible(
    dossier: Dossier | None, lecture: DossierLu, au: date, regles: Sequence[Regle] = REGLES
) -> tuple[Dossier, Bilan]:
    """Arrête tout quand ce que l'on calculerait serait faux ; rend le dossier et le bilan de sa validation."""
    bilan = _bilan(dossier, lecture, au, regles)
    for anomalie in (*bilan.anomalies, *(s.anomalie for s in bilan.supprimees)):
        if anomalie.code in BLOQUANTES and (anomalie.fichier == RACINE or anomalie.code == "LEC017"):
            raise ErreurDossier(
                f"{anomalie.fichier}:{anomalie.ligne} : {anomalie.message} Aucun diagnostic n'est possible.",
                anomalie.conseil,
                Sortie.ANOMALIES,
            )
    if dossier is not None:
        _exiger_referentiels(dossier, lecture, bilan)
    if dossier is None:
        premiere = next((a for a in bilan.anomalies if a.fichier == RACINE), bilan.anomalies[0])
        raise ErreurDossier(
            f"{premiere.fichier}:{premiere.ligne} : {premiere.message}",
            "« qualicli valider » montre tout ce qui ne va pas.",
            Sortie.ANOMALIES,
        )
    return dossier, bilan


def _bilan(dossier: Dossier | None, lecture: DossierLu, au: date, regles: Sequence[Regle]) -> Bilan:
    """Le bilan de la validation, d'après la mémoire si rien n'a changé : celui que « valider » montre est le même."""
    # « valider » rédige aussi les documents signés, pour les comparer ; ce bilan-ci, qui ne le fait pas, n'est pas le sien
    signe = any(f.startswith("signatures/") for f in lecture.fichiers)
    cle = bilan_retenu.cle(lecture, au) if regles is REGLES and not signe else ""
    bilan = bilan_retenu.retrouver(lecture, cle, au)
    if bilan is None:
        bilan = etablir_bilan(dossier, lecture, au, regles=regles)
        bilan_retenu.retenir(lecture, cle, bilan, dict(lecture.inventaire.empreintes))
        lecture.retenir()
    return bilan


def _exiger_referentiels(dossier: Dossier, lecture: DossierLu, bilan: Bilan) -> None:
    """Arrête tout quand un référentiel du périmètre est dans le dossier, mais fautif : ses points ne se comptent pas."""
    for perimetre in dossier.demarche.perimetre:
        fichier = lecture.illisibles.get(("referentiels", perimetre.referentiel))
        premiere = next((a for a in bilan.anomalies if a.fichier == fichier and a.gravite is Gravite.ERREUR), None)
        if premiere is not None:
            raise ErreurDossier(
                f"{fichier}:{premiere.ligne} : {premiere.message} Aucun diagnostic n'est possible.",
                premiere.conseil,
                Sortie.ANOMALIES,
            )


def _fin_de_campagne(dossier: Dossier, nom: str) -> date:
    campagnes = dossier.demarche.campagnes
    if nom not in campagnes:
        conseil = _conseil(francais.plus_proche(nom, campagnes), campagnes)
        raise ErreurUsage(f"« {nom} » n'est ni une date, ni une campagne, pour --depuis.", conseil)
    return campagnes[nom].periode.fin


def verifier(filtres: Filtres, dossier: Dossier) -> None:
    """Refuse un filtre qui ne désigne rien : un oubli donnerait un tableau vide, donc un faux espoir."""
    cites = [p.referentiel for p in dossier.demarche.perimetre]
    modules = {m.code for r in cites if r in dossier.referentiels for m in dossier.referentiels[r].modules}
    for option, choix, connus in (
        ("--referentiel", filtres.referentiels, set(cites)),
        ("--module", filtres.modules, modules),
        ("--site", filtres.sites, set(dossier.demarche.sites)),
        ("--service", filtres.services, set(dossier.services)),
    ):
        for valeur in choix:
            if valeur not in connus:
                proche = (voisin if option == "--module" else francais.plus_proche)(valeur, connus)
                raise ErreurUsage(f"« {valeur} » est inconnu pour {option}.", _conseil(proche, connus))


def _conseil(proche: str | None, connus: Iterable[str]) -> str:
    return (
        f"Vouliez-vous dire « {proche} » ?"
        if proche
        else f"Valeurs possibles : {', '.join(sorted(connus)) or 'aucune'}."
    )
