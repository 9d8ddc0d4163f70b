"""Verser une enquête dépouillée : un volet de plus, ou ce qui en diffère ; jamais la réponse d'une personne."""

from collections.abc import Mapping
from typing import Any

from pydantic_core import PydanticCustomError

from qualicli import francais
from qualicli.echanges.cellules.cellule import Cellule, ValeurRefusee
from qualicli.echanges.cellules.comprendre import lire
from qualicli.echanges.tableurs.annoncer import en_lignes
from qualicli.echanges.tableurs.champs import champs
from qualicli.echanges.tableurs.enquete_resumee import QuestionsDonnees, est_resumee
from qualicli.echanges.tableurs.lire_lignes import LecteurDeTableur
from qualicli.echanges.tableurs.mots_des_reponses import VALEURS_DE_REPONSE
from qualicli.echanges.tableurs.mots_des_services import nu
from qualicli.echanges.tableurs.repondants import Depouillement, EnqueteComptee, en_resultats
from qualicli.echanges.tableurs.verser import Versement
from qualicli.modeles.base import en_identifiant
from qualicli.modeles.dossier import Dossier
from qualicli.modeles.enquete import Enquete, Volet
from qualicli.modeles.importation import Conflit, Effet
from qualicli.modeles.retouche import Ajouter, Creer, Poser
from qualicli.modeles.temps.dates import DateImprecise


def verser(versement: Versement, lecteur: LecteurDeTableur) -> None:
    """Ajoute au résultat l'enquête de ce tableau, ou ce qui diffère de celle que le dossier a déjà."""
    dites = _dites(versement, lecteur)
    if dites is None or not _est_lisible(lecteur):
        return
    compte, resultats = _compter(lecteur, DateImprecise.lire(dites["periode"]))
    if not resultats:
        return
    volet = _volet(dites, compte, resultats, versement.profil.id)
    trouve = _retrouver(versement.dossier, dites, volet["id"])
    if trouve is None:
        _creer(versement, dites, volet, compte)
    elif trouve[1] is None:
        enquete = trouve[0]
        mots = f"{francais.guillemets(enquete.intitule)} : volet nouveau, {_en_bref(volet)}"
        versement.resultat.effets.append(Effet(enquete.fichier, Ajouter(("volets",), volet), mots))
    else:
        _corriger(versement, trouve[0], trouve[1], volet)


def _compter(lecteur: LecteurDeTableur, periode: DateImprecise) -> tuple[EnqueteComptee, list[dict[str, Any]]]:
    """Les réponses comptées, ou les résultats que la source a déjà comptés ; rien quand aucun ne se lit."""
    if est_resumee(lecteur.profil):
        donnees = QuestionsDonnees(lecteur, periode)
        resultats = donnees.lire()
        if not resultats:
            lecteur.rejeter("toutes les lignes", "aucune question n'a de résultat qui se lise comme un pourcentage")
        return donnees.resultat, resultats
    fait = Depouillement(lecteur, periode)
    compte = fait.compter()
    _annoncer(lecteur, compte)
    if not compte.repondants:
        lecteur.rejeter("toutes les lignes", "aucune réponse finie n'est de la période ; vérifiez --periode")
        return compte, []
    return compte, list(en_resultats(fait))


def _dites(versement: Versement, lecteur: LecteurDeTableur) -> dict[str, str] | None:
    """Ce qui est dit de l'enquête, hors de ses lignes ; rien quand il en manque, ou qu'une chose ne se lit pas."""
    dites: dict[str, str] = {}
    manquent = []
    for champ in ("intitule", "panel", "periode", "site", "type", "mode", "lieu", "volet"):
        texte = versement.profil.constantes.get(champ, "")
        if not texte:
            if champ in ("intitule", "panel", "periode"):
                manquent.append(f"--{champ}")
            continue
        try:
            dites[champ] = lire(champs("enquetes")[champ], Cellule(texte, ""), versement.listes)
            if champ == "periode":
                DateImprecise.lire(dites[champ])
        except (ValeurRefusee, PydanticCustomError) as faute:
            lecteur.rejeter(f"--{champ}", str(faute))
            return None
    if manquent:
        lecteur.rejeter("toutes les lignes", f"il manque {francais.liste(manquent)}")
        return None
    dites.setdefault("type", "satisfaction")
    return dites


def _est_lisible(lecteur: LecteurDeTableur) -> bool:
    """Vrai quand chaque réponse du profil dit ce qu'elle vaut."""
    for colonne in (c for c in lecteur.profil.colonnes if c.champ == "reponse"):
        fausse = next((v for v in colonne.valeurs.values() if v not in VALEURS_DE_REPONSE), None)
        if fausse is not None:
            admis = francais.liste(VALEURS_DE_REPONSE, "ou")
            lecteur.rejeter(f"colonne « {colonne.titre} »", f"« {fausse} » dans le profil : écrivez {admis}")
            return False
        if any(map(lecteur.guet, (*colonne.valeurs, colonne.coche or ""))):
            texte = "une réponse du profil est un nom, un courriel ou un téléphone ; retirez cette colonne du profil"
            lecteur.rejeter(f"colonne « {colonne.titre} »", texte)
            return False
    return True


def _annoncer(lecteur: LecteurDeTableur, compte: EnqueteComptee) -> None:
    """Ce qui est compté, ce qui ne l'est pas, et ce qui n'est jamais gardé."""
    lecteur.mentionner(
        f"{francais.pluriel(compte.repondants, 'réponse comptée', 'réponses comptées')} ; aucune n'est gardée."
    )
    if compte.incompletes:
        lecteur.mentionner(
            f"{francais.pluriel(compte.incompletes, 'réponse incomplète', 'réponses incomplètes')}, à part."
        )
    if compte.hors_periode:
        lecteur.mentionner(f"{francais.pluriel(compte.hors_periode, 'réponse')} hors de la période, laissées de côté.")
    for cle, rangs in compte.inconnues.items():
        lecteur.mentionner(
            f"question « {cle} », {en_lignes(rangs)} : une réponse que le profil ne connaît pas, pas comptée. "
            "Ajoutez-la à ses « valeurs »."
        )
    for colonne in (c for c in lecteur.profil.colonnes if c.champ == "reponse"):
        place = lecteur.tableau.colonne(colonne.titre)
        actuel = lecteur.tableau.titres.get(place or 0, colonne.titre)
        if nu(actuel) != nu(colonne.titre):
            lecteur.mentionner(
                f"question « {colonne.question} » reformulée : « {actuel} » ; elle reste la même question."
            )
    for colonne in (c for c in lecteur.profil.colonnes if c.champ == "reponse" and c.valeurs):
        if not {"favorable", "defavorable"} & set(colonne.valeurs.values()):
            lecteur.mentionner(
                f"question « {colonne.question or colonne.titre} » : aucune réponse n'est dite favorable ; "
                "elle n'a que sa répartition."
            )


def _volet(dites: Mapping[str, str], compte: EnqueteComptee, resultats: list[Any], profil: str) -> dict[str, Any]:
    volet: dict[str, Any] = {
        "id": en_identifiant(dites.get("volet", ""), 60) or profil,
        "intitule": dites["panel"],
        "panel": dites["panel"],
        "periode": dites["periode"],
        "mode": dites.get("mode"),
        "lieu": dites.get("lieu"),
        "repondants": compte.repondants or None,  # d'une enquête déjà comptée, chaque question a sa base
        "incompletes": compte.incompletes or None,
        "visiteurs": len(compte.visiteurs) or None,
        "ponderation": "une colonne de poids de la source" if compte.est_ponderee else None,
        "resultats": resultats,
    }
    return {c: v for c, v in volet.items() if v is not None}


def _en_bref(volet: Mapping[str, Any]) -> str:
    questions = len({r["cle"] for r in volet["resultats"]})
    reponses = francais.pluriel(volet["repondants"], "réponse") if "repondants" in volet else ""
    return ", ".join(filter(None, (reponses, francais.pluriel(questions, "question"))))


def _retrouver(dossier: Dossier, dites: Mapping[str, str], volet: str) -> tuple[Enquete, Volet | None] | None:
    """L'enquête de ce titre et de cette année, et le volet de ce public et de cette période, s'ils sont déjà là."""
    annee = DateImprecise.lire(dites["periode"]).fin.year
    for enquete in dossier.enquetes.values():
        if nu(enquete.intitule) != nu(dites["intitule"]) or enquete.annee != annee or enquete.type != dites["type"]:
            continue
        memes = [v for v in enquete.volets if v.periode.texte == dites["periode"] and nu(v.panel) == nu(dites["panel"])]
        return enquete, next((v for v in memes if v.id == volet), memes[0] if memes else None)
    return None


def _creer(versement: Versement, dites: Mapping[str, str], volet: dict[str, Any], compte: EnqueteComptee) -> None:
    annee = DateImprecise.lire(dites["periode"]).fin.year
    base = en_identifiant(dites["intitule"], 60) or versement.profil.id
    base = base if str(annee) in base else f"{base}-{annee}"
    pris = versement.dossier.enquetes
    nom = next(i for i in (base, *(f"{base}-{rang}" for rang in range(2, len(pris) + 3))) if i not in pris)
    sites = sorted(compte.sites | ({dites["site"]} if dites.get("site") else set()))
    valeurs: dict[str, Any] = {"intitule": dites["intitule"], "type": dites["type"], "annee": annee}
    valeurs |= {"sites": sites} if sites else {}
    valeurs |= {"source": versement.nom, "volets": [volet]}
    fichier = f"enquetes/{nom}.yaml"
    mots = f"Nouvelle enquête {francais.guillemets(dites['intitule'])} ({fichier}) : {_en_bref(volet)}"
    versement.resultat.effets.append(Effet(fichier, Creer(valeurs), mots))


# --- Une enquête que le dossier a déjà


def _corriger(versement: Versement, enquete: Enquete, volet: Volet, neuf: Mapping[str, Any]) -> None:
    place = enquete.volets.index(volet)
    for cle in ("repondants", "incompletes", "visiteurs"):
        ici = ("volets", place, cle)
        _comparer(versement, enquete, ici, f"volet « {volet.intitule} »", getattr(volet, cle), neuf.get(cle))
    connus = {(r.cle, r.site, r.canal): (rang, r) for rang, r in enumerate(volet.resultats)}
    for resultat in neuf["resultats"]:
        trouve = connus.get((resultat["cle"], resultat.get("site"), resultat.get("canal")))
        if trouve is None:
            mots = f"{francais.guillemets(enquete.intitule)} : question nouvelle, {resultat['libelle']}"
            versement.resultat.effets.append(
                Effet(enquete.fichier, Ajouter(("volets", place, "resultats"), resultat), mots)
            )
            continue
        rang, ancien = trouve
        lieu = ", ".join(filter(None, (resultat.get("site"), resultat.get("canal"))))
        nom = f"« {ancien.libelle} »{f' ({lieu})' if lieu else ''}"
        for cle in ("valeur", "favorables", "moyenne", "repondants", "sans_avis", "reponses"):
            ou = ("volets", place, "resultats", rang, cle)
            _comparer(versement, enquete, ou, nom, getattr(ancien, cle), resultat.get(cle))


def _comparer(
    versement: Versement, enquete: Enquete, ou: tuple[str | int, ...], nom: str, actuelle: Any, neuve: Any
) -> None:
    """Complète ce qui est vide ; une autre valeur est un conflit, qui montre les deux."""
    avant, apres = _en_mots(actuelle), _en_mots(neuve)
    if avant == apres or neuve is None:
        return
    mots = f"{enquete.intitule}, {nom} : {str(ou[-1]).replace('_', ' ')}, {avant or 'vide'} → {apres}"
    if not avant or versement.garder == "tableur":
        versement.resultat.effets.append(Effet(enquete.fichier, Poser(ou, neuve), mots))
    elif versement.garder is None:
        repere = ("enquetes", enquete.id, "/".join(map(str, ou)))
        titre = francais.majuscule(str(ou[-1]).replace("_", " "))
        versement.resultat.conflits.append(
            Conflit(
                repere,
                versement.nom,
                versement.feuille,
                nom,
                enquete.fichier,
                ou,
                enquete.intitule,
                titre,
                "",
                apres,
                avant,
            )
        )


def _en_mots(valeur: Any) -> str:
    if isinstance(valeur, Mapping):
        return ", ".join(f"{r} ({n})" for r, n in valeur.items())
    texte = "" if valeur is None else str(valeur).replace(francais.INSECABLE, " ")
    return texte.removesuffix(" %").replace(".", ",")
