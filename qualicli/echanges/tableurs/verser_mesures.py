"""Verser des mesures : dans l'indicateur du dossier qui a ce nom, sinon dans un nouveau, dont la nature est dite."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from qualicli import francais
from qualicli.echanges.cellules.colonne import valeur_yaml
from qualicli.echanges.tableurs.champs import champs, feuille_nommee
from qualicli.echanges.tableurs.lire_lignes import LigneDeService
from qualicli.echanges.tableurs.mots_des_services import nu
from qualicli.echanges.tableurs.proposer_mesures import ABANDONNES, DECROCHES
from qualicli.echanges.tableurs.verser import Versement
from qualicli.modeles.base import en_identifiant
from qualicli.modeles.ecoute import Indicateur
from qualicli.modeles.importation import Conflit, Effet
from qualicli.modeles.retouche import Creer, Poser

_DE_LA_FICHE = ("nature", "unite", "cible", "sens", "strate", "source")
_RESULTATS = ("conformes", "total", "valeur", "presence")


def verser(versement: Versement, lignes: Iterable[LigneDeService]) -> None:
    """Ajoute au résultat les mesures que le dossier n'a pas ; une autre valeur est un conflit."""
    connus, neufs = versement.dossier.indicateurs, dict[str, list[LigneDeService]]()
    par_nature: dict[str, list[LigneDeService]] = {"qualite": [], "performance": []}
    toutes = list(lignes)
    _verifier_les_appels(versement, toutes)
    fiches: dict[str, dict[str, tuple[str, str, LigneDeService]]] = {}
    for ligne in toutes:
        nom = ligne.valeurs.get("intitule", "")
        if not nom:
            versement.rejeter(f"ligne {ligne.rang}", "il manque l'indicateur ; donnez --intitule", "")
            continue
        indicateur = connus.get(nom)
        if indicateur is None:
            neufs.setdefault(nu(nom), []).append(ligne)
            continue
        dite = ligne.valeurs.get("nature")
        if dite not in (None, indicateur.nature):
            nature = versement.listes["natures"][indicateur.nature]
            versement.rejeter(
                f"ligne {ligne.rang}",
                f"« {indicateur.intitule} » est un indicateur de {nature} dans le dossier ; "
                "le même mot ne suffit pas à les réunir : donnez-lui un autre nom",
                indicateur.fichier,
            )
            continue
        _retenir(fiches.setdefault(nom, {}), ligne)
        if indicateur.nature == "qualite" and ligne.valeurs.get("valeur"):
            texte = f"« {indicateur.intitule} » est un indicateur de qualité : il compte des conformes sur un total"
            versement.rejeter(f"ligne {ligne.rang}", texte, indicateur.fichier)
        elif any(ligne.valeurs.get(c) for c in _RESULTATS):
            par_nature[indicateur.nature].append(_de_mesure(ligne))
    for nom, dites in fiches.items():
        _completer_la_fiche(versement, connus[nom], dites)
    for nature, siennes in par_nature.items():
        if siennes:
            replace(versement, feuille_choisie=feuille_nommee(nature)).verser(siennes)
    for siennes in neufs.values():
        _naitre(versement, siennes)


def _de_mesure(ligne: LigneDeService) -> LigneDeService:
    return replace(ligne, valeurs={c: v for c, v in ligne.valeurs.items() if c not in _DE_LA_FICHE})


def _retenir(dites: dict[str, tuple[str, str, LigneDeService]], ligne: LigneDeService) -> None:
    """Ce que les lignes disent de l'indicateur : la plus récente l'emporte, une cible change d'une année à l'autre."""
    quand = ligne.valeurs.get("periode", "")
    for cle in _DE_LA_FICHE:
        valeur = ligne.valeurs.get(cle)
        if valeur and (cle not in dites or dites[cle][0] <= quand):
            dites[cle] = (quand, valeur, ligne)


def _verifier_les_appels(versement: Versement, lignes: list[LigneDeService]) -> None:
    """Dit où un standard compte plus d'appels décrochés et abandonnés qu'il n'en a présenté."""
    noms = versement.listes["indicateurs"]
    par_ligne: dict[int, dict[str, int]] = {}
    for ligne in lignes:
        nom = ligne.valeurs.get("intitule", "")
        intitule = nu(noms.get(nom, nom))
        for cle, voulu, champ in (
            ("presentes", DECROCHES, "total"),
            ("decroches", DECROCHES, "conformes"),
            ("abandonnes", ABANDONNES, "valeur"),
        ):
            if intitule == nu(voulu) and ligne.valeurs.get(champ, "").isdigit():
                par_ligne.setdefault(ligne.rang, {})[cle] = int(ligne.valeurs[champ])
    for rang, appels in sorted(par_ligne.items()):
        if len(appels) == 3 and appels["presentes"] < appels["decroches"] + appels["abandonnes"]:
            versement.resultat.mentions.append(
                f"{versement.nom} : ligne {rang}, {appels['decroches']} appels décrochés et {appels['abandonnes']} abandonnés "
                f"pour {appels['presentes']} présentés."
            )


def _naitre(versement: Versement, lignes: list[LigneDeService]) -> None:
    """Un indicateur de plus et ses mesures, si sa nature est dite : le mot « performance » a plusieurs sens."""
    nom = lignes[0].valeurs["intitule"]
    dites: dict[str, tuple[str, str, LigneDeService]] = {}
    for ligne in lignes:
        _retenir(dites, ligne)
    if "nature" not in dites:
        versement.rejeter(
            f"ligne {lignes[0].rang}",
            f"« {nom} » n'est pas un indicateur du dossier ; pour le créer, dites sa nature : --constante nature=qualite "
            "(un dispositif existe, un engagement est respecté) ou nature=performance (une valeur se compare)",
            "",
        )
        return
    mesures: dict[tuple[str, ...], dict[str, Any]] = {}
    for ligne in lignes:
        mesure = _mesure(versement, ligne)
        if mesure is None:
            continue
        cle = tuple(str(mesure.get(c, "")) for c in ("periode", "site", "service"))
        if mesures.setdefault(cle, mesure) != mesure:
            versement.rejeter(
                f"ligne {ligne.rang}",
                f"« {nom} » a deux valeurs pour la même période et le même lieu ; gardez la bonne",
                "",
            )
            return
    if not mesures:
        return
    pris = {*versement.dossier.indicateurs, *(f.split("/")[-1].split(".")[0] for f in versement.origines)}
    base = en_identifiant(nom, 60) or "indicateur"
    identifiant = next(i for i in (base, *(f"{base}-{n}" for n in range(2, len(pris) + 3))) if i not in pris)
    fichier = f"indicateurs/{identifiant}.yaml"
    fiche: dict[str, Any] = {"intitule": nom} | {c: dites[c][1] for c in _DE_LA_FICHE if c in dites and c != "strate"}
    if "strate" in dites:
        fiche["strate"] = {"nom": _nom_de_strate(versement), "valeur": dites["strate"][1]}
    fiche.setdefault("source", versement.nom)
    fiche["mesures"] = list(mesures.values())
    nature = versement.listes["natures"][fiche["nature"]]
    combien = francais.pluriel(len(mesures), "mesure")
    mots = f"Nouvel indicateur de {nature} {francais.guillemets(nom)} ({fichier}) : {combien}"
    versement.ajouter(lignes[0], [Effet(fichier, Creer(fiche), mots)])


def _mesure(versement: Versement, ligne: LigneDeService) -> dict[str, Any] | None:
    v = ligne.valeurs
    if not any(v.get(c) for c in _RESULTATS):
        return None
    if bool(v.get("conformes")) != bool(v.get("total")) or int(v.get("conformes") or 0) > int(v.get("total") or 0):
        versement.rejeter(
            f"ligne {ligne.rang}", "les conformes et le total vont ensemble, et l'un est dans l'autre", ""
        )
        return None
    colonnes = champs("indicateurs")
    ecrits = ("periode", "site", "service", *_RESULTATS, "commentaire")
    return {c: valeur_yaml(colonnes[c], v[c]) for c in ecrits if v.get(c)}


def _nom_de_strate(versement: Versement) -> str:
    return next((c.titre for c in versement.profil.colonnes if c.champ == "strate"), "Strate")


def _completer_la_fiche(
    versement: Versement, indicateur: Indicateur, dites: Mapping[str, tuple[str, str, LigneDeService]]
) -> None:
    """La cible, l'unité, le sens… : ce qui manque se complète, ce qui diffère est un conflit."""
    for cle, (_, valeur, ligne) in dites.items():
        ou: tuple[str, ...] = ("strate", "valeur") if cle == "strate" else (cle,)
        strate = indicateur.strate
        actuelle = (strate.valeur if strate else None) if cle == "strate" else getattr(indicateur, cle)
        ecrite = cle in indicateur.model_fields_set
        avant = "" if actuelle is None or not ecrite else str(actuelle).replace(".", ",")
        apres = valeur.replace(".", ",")
        if nu(avant) == nu(apres) or (cle == "sens" and str(actuelle) == valeur):
            continue
        mots = f"{francais.guillemets(indicateur.intitule)} : {cle}, {avant or 'vide'} → {apres}"
        neuve: Any = valeur
        if cle == "strate" and strate is None:
            ou, neuve = ("strate",), {"nom": _nom_de_strate(versement), "valeur": valeur}
        if not avant or versement.garder == "tableur":
            versement.ajouter(ligne, [Effet(indicateur.fichier, Poser(ou, neuve), mots)])
        elif versement.garder is None:
            versement.resultat.conflits.append(
                Conflit(
                    ("indicateurs", indicateur.id, cle),
                    versement.nom,
                    versement.feuille,
                    ligne.cellules.get(cle, f"ligne {ligne.rang}"),
                    indicateur.fichier,
                    ou,
                    indicateur.intitule,
                    francais.majuscule(cle),
                    "",
                    apres,
                    avant,
                )
            )
