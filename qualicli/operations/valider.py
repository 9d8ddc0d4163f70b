"""Valider : lire, appliquer les règles, rendre un bilan. N'écrit rien dans le dossier."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

from qualicli import __version__
from qualicli.depot.dossier_lu import DossierLu
from qualicli.depot.lecture import Avancement
from qualicli.depot.ramassage import Ramassage, ramasser
from qualicli.depot.referentiels import correspondances_fournies
from qualicli.modeles.anomalie import Anomalie, AnomalieSupprimee, Bilan, FauteCodee, Gravite
from qualicli.modeles.dossier import Dossier
from qualicli.modeles.reglages import Suppression
from qualicli.operations.ouvrir import ouvrir
from qualicli.regles import PAR_CODE, REGLES, Contexte, Regle, appliquer


def valider(racine: Path, au: date, strict: bool = False, avancement: Avancement | None = None) -> Bilan:
    """Contrôle un dossier à une date ; `strict` fait de chaque avertissement une erreur."""
    return valider_ramassage(ramasser(racine), au, strict, avancement)[0]


def valider_ramassage(
    ramassage: Ramassage, au: date, strict: bool = False, avancement: Avancement | None = None
) -> tuple[Bilan, dict[str, str]]:
    """Contrôle des fichiers ramassés ; rend aussi l'empreinte des pièces jointes dont le bilan dépend."""
    dossier, lecture, _ = ouvrir(ramassage, avancement)
    redacteur = partial(_rediger, dossier, lecture) if dossier is not None else None
    return etablir_bilan(dossier, lecture, au, strict, redacteur=redacteur), dict(lecture.inventaire.empreintes)


def _rediger(dossier: Dossier, lecture: DossierLu, objet: str, le: date) -> str | None:
    """Un document signé, tel qu'il se rédigerait aujourd'hui à sa date ; `None` quand il ne peut plus l'être."""
    from qualicli.operations.rediger import rediger_a_nouveau  # les documents ne servent qu'aux dossiers qui en signent

    return rediger_a_nouveau(dossier, lecture, objet, le)


def etablir_bilan(
    dossier: Dossier | None,
    lecture: DossierLu,
    au: date,
    strict: bool = False,
    regles: Sequence[Regle] = REGLES,
    redacteur: Callable[[str, date], str | None] | None = None,
) -> Bilan:
    """Applique les règles à un dossier lu et rend son bilan ; sans rédacteur, aucun document signé n'est comparé."""
    fautes = list(lecture.fautes)
    suppressions: Iterable[Suppression] = ()
    if dossier is not None:
        illisibles = frozenset(lecture.illisibles)
        contexte = Contexte(dossier, au, lecture.inventaire, lecture.textes, illisibles, correspondances_fournies)
        contexte = replace(contexte, rediger=redacteur, outil=__version__) if redacteur else contexte
        fautes += appliquer(regles, contexte)
        suppressions = dossier.demarche.suppressions
    gardees, supprimees = _supprimer(situer(lecture, fautes), tuple(suppressions), au)
    if strict:
        gardees = [replace(a, gravite=Gravite.ERREUR) if a.gravite is Gravite.AVERTISSEMENT else a for a in gardees]
    return Bilan(
        lecture.racine.resolve().name, au, tuple(gardees), tuple(supprimees), lecture.sources, len(lecture.sources)
    )


def situer(lecture: DossierLu, fautes: Iterable[FauteCodee]) -> list[Anomalie]:
    """Situe et classe des fautes ; triées, sans doublon."""
    anomalies = {
        Anomalie(
            f.fichier,
            *(f.position or lecture.situer(f.fichier, f.chemin)),
            code,
            PAR_CODE[code].gravite,
            f.message,
            f.conseil,
        )
        for code, f in fautes
    }
    return sorted(anomalies)


def _supprimer(
    anomalies: list[Anomalie], suppressions: tuple[Suppression, ...], au: date
) -> tuple[list[Anomalie], list[AnomalieSupprimee]]:
    """Sépare les anomalies que la démarche accepte encore à cette date. Une anomalie de lecture ne se supprime pas."""
    gardees, supprimees = [], []
    for anomalie in anomalies:
        choix = next((s for s in suppressions if _couvre(s, anomalie, au)), None)
        if choix is None:
            gardees.append(anomalie)
        else:
            supprimees.append(AnomalieSupprimee(anomalie, choix.motif, str(choix.auteur), choix.jusqu_au))
    return gardees, supprimees


def _couvre(suppression: Suppression, anomalie: Anomalie, au: date) -> bool:
    return (
        suppression.code == anomalie.code
        and PAR_CODE[anomalie.code].controle is not None
        and suppression.fichier in (None, anomalie.fichier)
        and not suppression.jusqu_au.est_depassee(au)
    )
