"""Ce qu'un dossier permet de répondre à une question : les valeurs, et les mots par lesquels on les reconnaît."""

from collections.abc import Iterator, Mapping
from typing import Any

from qualicli import francais
from qualicli.modeles.acteur import Acteur
from qualicli.modeles.baremes import bareme_du
from qualicli.modeles.dossier import Dossier
from qualicli.modeles.familles import ACTEURS, CIBLES
from qualicli.modeles.formulaire import CODES, GRADES, REFERENTIELS, Question
from qualicli.modeles.reunion import Reunion
from qualicli.modeles.suivi import SuiviEngagement
from qualicli.rendus.libelles import nommer


def possibles(question: Question, dossier: Dossier) -> Mapping[str, str]:
    """Les réponses connues d'avance : chaque valeur, et son libellé."""
    if question.nature == "booleen":
        return {"oui": "", "non": ""}
    fermees = {v: "" if dossier.dire(v) == v else dossier.dire(v) for v in question.valeurs}
    if question.nature == "echeance":
        return {**fermees, **{f"jalon:{i}": j.intitule for i, j in dossier.jalons.items()}}
    return {**fermees, **cites(question.cible, dossier)} if question.cible else fermees


def cites(cible: str, dossier: Dossier) -> Mapping[str, str]:
    """Ce que vise un lien, par identifiant : son nom ou son titre."""
    if cible in ("references", CODES):
        return dict(_codes(dossier, complets=cible != CODES))
    if cible == "acteurs":
        return {i: nommer(dossier, Acteur(id=i)) for nom in ACTEURS for i in cites(nom, dossier)}
    if cible in (REFERENTIELS, GRADES):
        suivis = [dossier.referentiels.get(p.referentiel) for p in dossier.demarche.perimetre]
        if cible == REFERENTIELS:
            return {r.id: r.nom for r in suivis if r is not None}
        return {g.code: g.nom for r in suivis or [None] for g in bareme_du(r).echelle}
    trouves: dict[str, str] = {}
    for famille in CIBLES[cible].familles:
        unique = dossier.demarche if famille.modele is type(dossier.demarche) else dossier.fichiers.get(famille.nom)
        objets = dossier.familles.get(famille.nom) or (getattr(unique, cible, {}) if unique else {})
        trouves |= {identifiant: nommer_objet(objet, dossier) for identifiant, objet in objets.items()}
    return trouves


def nommer_objet(objet: Any, dossier: Dossier) -> str:
    """Le nom d'un objet ; celui de son instance pour une réunion, le titre de l'engagement pour son suivi."""
    if isinstance(objet, Reunion):
        instance = dossier.instances.get(objet.instance)
        return objet.intitule or (instance.nom if instance else "")
    if isinstance(objet, SuiviEngagement):
        referentiel = dossier.referentiels.get(objet.referentiel)
        feuilles = referentiel.feuilles_de(objet.engagement) if referentiel else ()
        return feuilles[0].engagement.intitule if feuilles else ""
    return nom_d_objet(objet)


def nom_d_objet(objet: Any) -> str:
    """Le nom qu'un objet porte : son titre, son nom, ou ses mots ; vide s'il n'en a pas."""
    for cle in ("intitule", "nom", "titre", "texte", "fonction"):
        if valeur := getattr(objet, cle, None):
            return " ".join(str(valeur).split())
    return ""


def _codes(dossier: Dossier, complets: bool) -> Iterator[tuple[str, str]]:
    """Les engagements et les exigences du périmètre, avec leur titre ; le référentiel se dit s'il y en a plusieurs."""
    for identifiant in dict.fromkeys(p.referentiel for p in dossier.demarche.perimetre):
        referentiel = dossier.referentiels.get(identifiant)
        prefixe = f"{identifiant}:" if complets and dossier.referentiel_unique is None else ""
        for module in referentiel.modules if referentiel and not complets else ():
            yield module.code, module.titre or ""
        for feuille in referentiel.feuilles if referentiel else ():
            yield f"{prefixe}{feuille.engagement.code}", feuille.engagement.intitule
            yield f"{prefixe}{feuille.code}", feuille.intitule


def reconnaitre(texte: str, choix: Mapping[str, str]) -> str:
    """La valeur que désigne un texte : elle-même, ou la seule dont il est le libellé ; sinon le texte tel quel."""
    if texte in choix:
        return texte
    nu = _nu(texte)
    trouves = [valeur for valeur, libelle in choix.items() if nu in (_nu(valeur), _nu(libelle))]
    return trouves[0] if len(trouves) == 1 else texte


def retrouver(fragment: str, choix: Mapping[str, str]) -> list[str]:
    """Les valeurs où se trouvent tous les mots d'un fragment, accents et casse ignorés ; les plus proches d'abord."""
    mots = _nu(fragment).split()
    trouves = [v for v, libelle in choix.items() if all(m in f"{_nu(v)} {_nu(libelle)}" for m in mots)]
    return sorted(trouves, key=lambda v: not _nu(v).startswith(_nu(fragment))) if fragment else trouves


def _nu(texte: str) -> str:
    return " ".join(francais.sans_accent(texte).lower().replace("_", " ").split())
