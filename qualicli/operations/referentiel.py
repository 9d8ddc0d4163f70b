"""Les référentiels : lesquels existent, ce qu'ils contiennent, s'ils disent vrai, ce qui change de l'un à l'autre."""

import os
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

from qualicli import francais
from qualicli.depot.dossier_lu import DossierLu
from qualicli.depot.inventaire import parcourir
from qualicli.depot.referentiels import Referentiels, lire_fichier
from qualicli.diagnostic.comparaison import Comparaison, etablir
from qualicli.diagnostic.sauts import Reseau
from qualicli.erreurs import ErreurUsage
from qualicli.modeles.anomalie import Bilan, FauteCodee
from qualicli.modeles.base import Objet
from qualicli.modeles.codes import normaliser, voisin
from qualicli.modeles.complement import Complement, Correspondance
from qualicli.modeles.referentiel import Engagement, Module, Referentiel
from qualicli.operations.trouver import chercher, trouver
from qualicli.operations.valider import situer
from qualicli.regles.complements import controler_complement
from qualicli.regles.correspondances import desaccords
from qualicli.regles.referentiels import controler_correspondance, controler_referentiel


def ouvrir_referentiels(chemin: Path | None) -> Referentiels:
    """Les référentiels de l'outil, et ceux du dossier où l'on se trouve (ou que l'on désigne), s'il y en a un."""
    racine = chercher() if chemin is None else trouver(chemin)
    return Referentiels() if racine is None else Referentiels(DossierLu(racine, parcourir(racine)[0]))


def tous(referentiels: Referentiels) -> list[Referentiel]:
    """Tous les référentiels lisibles, par identifiant."""
    return [r for i in referentiels.connus if (r := referentiels.lire(i)) is not None]


def choisir(referentiels: Referentiels, identifiant: str) -> Referentiel:
    """Rend un référentiel par son identifiant, ou par une de ses graphies ; refuse, avec un conseil, ce qui est inconnu."""
    direct = referentiels.lire(identifiant)
    if direct is not None:
        return direct
    cherche = francais.sans_accent(identifiant).lower()
    candidats = [
        r
        for r in tous(referentiels)
        if cherche in (francais.sans_accent(n).lower() for n in (r.id, r.nom, *r.graphies))
        or r.id.startswith(f"{cherche}-")
    ]
    if len(candidats) == 1:
        return candidats[0]
    if candidats:
        noms = francais.liste((r.id for r in candidats), "ou")
        raise ErreurUsage(f"« {identifiant} » peut désigner plusieurs référentiels.", f"Écrivez {noms}.")
    if identifiant in referentiels.fautifs:
        fichier = referentiels.fautifs[identifiant]
        message = f"Le référentiel « {identifiant} » ne peut pas être lu : « {fichier} » a des fautes."
        raise ErreurUsage(message, f"« qualicli referentiel valider {identifiant} » les montre.")
    proche = francais.plus_proche(identifiant, referentiels.connus)
    conseil = f"Vouliez-vous dire « {proche} » ?" if proche else f"Connus : {', '.join(referentiels.connus)}."
    raise ErreurUsage(f"Le référentiel « {identifiant} » est inconnu.", conseil)


def trouver_code(referentiel: Referentiel, code: str) -> Module | Engagement:
    """Trouve un module, un engagement, ou l'engagement d'une exigence, par son code."""
    code = normaliser(code)
    module = referentiel.module(code)
    if module is not None:
        return module
    feuilles = referentiel.feuilles_de(code)
    if feuilles:
        return feuilles[0].engagement
    codes = [*referentiel.codes, *(m.code for m in referentiel.modules)]
    proche = voisin(code, codes)
    conseil = (
        f"Vouliez-vous dire « {proche} » ?"
        if proche
        else f"« qualicli referentiel montrer {referentiel.id} » les liste."
    )
    raise ErreurUsage(f"« {code} » n'existe pas dans {referentiel.nom}.", conseil)


def valider_referentiels(cible: str | None, chemin: Path | None, au: date) -> Bilan:
    """Contrôle tous les référentiels (et leurs correspondances), un seul, ou un fichier."""
    if cible is not None and (cible.endswith((".yaml", ".yml")) or "/" in cible or "\\" in cible):
        return _valider_fichier(Path(cible), au)
    referentiels = ouvrir_referentiels(chemin)
    fautif = referentiels.fautifs.get(cible or "")
    choisis = tous(referentiels) if cible is None else [] if fautif is not None else [choisir(referentiels, cible)]
    lus = {r.id: r for r in tous(referentiels)}
    bases = [referentiels.base(r.id) or r for r in choisis]  # un complément ne change pas ce que la base annonce
    fautes = [f for r in bases for f in controler_referentiel(_avec_fichier(r), lus)]
    if cible is None:
        for complement in (c for c in referentiels.complements if c.complete not in referentiels.fautifs):
            fautes += controler_complement(complement, referentiels.base(complement.complete))
        for correspondance in (*referentiels.correspondances, *referentiels.correspondances_fournies()):
            fautes += controler_correspondance(correspondance, lus, referentiels.illisibles)
        ecarts = desaccords(referentiels.correspondances, referentiels.correspondances_fournies())
        fautes += (FauteCodee("COR001", faute) for faute in ecarts)
    bilan = _bilan(fautes, au, *filter(None, (referentiels.dossier, referentiels.outil)))
    if cible is None:
        return bilan
    vus = {_avec_fichier(r).fichier for r in choisis} | {fautif}
    return replace(bilan, anomalies=tuple(a for a in bilan.anomalies if a.fichier in vus))


def _avec_fichier(referentiel: Referentiel) -> Referentiel:
    """Rend au référentiel fourni le nom de son fichier, pour situer ses fautes."""
    fourni = not referentiel.fichier.endswith(".yaml")
    return referentiel.model_copy(update={"fichier": f"{referentiel.id}.yaml"}) if fourni else referentiel


def _valider_fichier(fichier: Path, au: date) -> Bilan:
    if not os.path.isfile(fichier):  # noqa: PTH113 (Path.is_file échoue sur un nom trop long)
        raise ErreurUsage(f"Le fichier « {fichier} » n'existe pas.", "Donnez un identifiant ou le chemin d'un fichier.")
    lecture = DossierLu(fichier.parent.resolve(), [fichier.name])
    objet = lire_fichier(lecture, fichier.name)
    return _bilan(list(_controler(objet, Referentiels())), au, lecture)


def _controler(objet: Objet | None, fournis: Referentiels) -> Iterable[FauteCodee]:
    if isinstance(objet, Referentiel):
        return controler_referentiel(objet)
    if isinstance(objet, Complement):
        return controler_complement(objet, fournis.base(objet.complete))
    if isinstance(objet, Correspondance):
        return controler_correspondance(objet, {r.id: r for r in tous(fournis)})
    return ()


def _bilan(fautes: list[FauteCodee], au: date, *lectures: DossierLu) -> Bilan:
    """Le bilan de ce qui a été lu ; chaque faute se situe dans la lecture qui a son fichier."""
    anomalies = [
        anomalie
        for lecture in lectures
        for anomalie in situer(lecture, [*lecture.fautes, *(f for f in fautes if f[1].fichier in lecture.sources)])
    ]
    sources = {fichier: octets for lecture in lectures for fichier, octets in lecture.sources.items()}
    return Bilan(
        lectures[0].racine.resolve().name, au, tuple(sorted(anomalies)), sources=sources, fichiers=len(sources)
    )


def comparer(referentiels: Referentiels, de: str, vers: str) -> Comparaison:
    """Compare deux référentiels d'après ce qui est écrit de l'un à l'autre, par le dossier et par l'outil."""
    quitte, rejoint = choisir(referentiels, de), choisir(referentiels, vers)
    lus = {r.id: r for r in tous(referentiels)}
    return etablir(quitte, rejoint, Reseau(lus, referentiels.correspondances, referentiels.correspondances_fournies()))
