"""Verser un registre : ses demandes dans un .csv voisin, une ligne chacune, ou son récapitulatif dans ses synthèses."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from qualicli import francais
from qualicli.echanges.feuilles.registres import composer
from qualicli.echanges.tableurs.lire_lignes import LigneDeService
from qualicli.echanges.tableurs.mots_des_services import nu
from qualicli.echanges.tableurs.verser import Versement
from qualicli.modeles.base import en_identifiant
from qualicli.modeles.importation import Conflit, Effet
from qualicli.modeles.registre import LigneRegistre, Registre
from qualicli.modeles.retouche import Creer, NoterLignes, Poser

_DEMANDE = ("recu_le", "repondu_le", "incomplet_le", "complet_le", "canal", "service", "site", "objet")
_SYNTHESE = ("intitule", "periode", "site", "service", "recus", "traites", "dans_le_delai", "delai_moyen")
_NOMBRES = ("recus", "traites", "dans_le_delai")


def verser(versement: Versement, lignes: Iterable[LigneDeService]) -> None:
    """Ajoute au résultat ce que chaque registre n'a pas encore."""
    par_registre: dict[str, list[LigneDeService]] = {}
    for ligne in lignes:
        nom = ligne.valeurs.get("intitule", "")
        if nom:
            par_registre.setdefault(nom if nom in versement.dossier.registres else nu(nom), []).append(ligne)
        else:
            versement.rejeter(f"ligne {ligne.rang}", "il manque le registre ; donnez --intitule", "")
    for nom, siennes in par_registre.items():
        connu = versement.dossier.registres.get(nom)
        if any(li.valeurs.get("recu_le") for li in siennes):
            _verser_demandes(versement, connu, siennes)
        else:
            _verser_syntheses(versement, connu, siennes)


def _nouveau(versement: Versement, lignes: list[LigneDeService]) -> tuple[str, dict[str, Any]] | None:
    """La fiche d'un registre que le dossier n'a pas, et son identifiant ; rien quand son genre n'est pas dit."""
    v = lignes[0].valeurs
    types = {li.valeurs.get("type", "") for li in lignes}
    if types == {""} or len(types) > 1:
        versement.rejeter(
            f"ligne {lignes[0].rang}",
            f"« {v['intitule']} » n'est pas un registre du dossier ; pour le créer, dites ce qu'il contient : --constante "
            "type=courriers (ou courriels, reclamations, suggestions, telephonie, autre)",
            "",
        )
        return None
    pris = {*versement.dossier.registres, *(f.split("/")[-1].split(".")[0] for f in versement.origines)}
    base = en_identifiant(v["intitule"], 60) or "registre"
    nom = next(i for i in (base, *(f"{base}-{n}" for n in range(2, len(pris) + 3))) if i not in pris)
    fiche: dict[str, Any] = {"intitule": v["intitule"], "type": types.pop()}
    for cle in ("canal", "service", "delai_annonce"):
        dits = {li.valeurs.get(cle, "") for li in lignes}
        if len(dits) == 1 and "" not in dits:
            fiche[cle] = dits.pop()
    return nom, fiche | {"source": versement.nom}


# --- Le récapitulatif


def _verser_syntheses(versement: Versement, connu: Registre | None, lignes: list[LigneDeService]) -> None:
    justes = [li for li in lignes if _est_juste(versement, li)]
    if connu is not None:
        reduites = [replace(li, valeurs={c: v for c, v in li.valeurs.items() if c in _SYNTHESE}) for li in justes]
        versement.verser(reduites)
        return
    neuf = _nouveau(versement, justes) if justes else None
    if neuf is None:
        return
    nom, fiche = neuf
    fiche["syntheses"] = [composer({**li.valeurs, "registre": ""}) for li in justes]
    fichier = f"registres/{nom}.yaml"
    mots = f"Nouveau registre {francais.guillemets(fiche['intitule'])} ({fichier}) : {_combien(justes, 'période')}"
    versement.ajouter(justes[0], [Effet(fichier, Creer(fiche), mots)])


def _combien(lignes: list[LigneDeService], mot: str) -> str:
    return francais.pluriel(len(lignes), mot)


def _est_juste(versement: Versement, ligne: LigneDeService) -> bool:
    v = ligne.valeurs
    absents = [c for c in ("periode", *_NOMBRES) if not v.get(c)]
    if absents:
        noms = francais.liste(f"« {c.replace('_', ' ')} »" for c in absents)
        versement.rejeter(f"ligne {ligne.rang}", f"il manque {noms} ; complétez la cellule, ou donnez --periode", "")
        return False
    recus, traites, tenus = (int(v[c]) for c in _NOMBRES)
    if not tenus <= traites <= recus:
        dite = f"{recus} reçus, {traites} répondus, {tenus} dans le délai : chacun contient le suivant ; corrigez-les"
        versement.rejeter(f"ligne {ligne.rang}", dite, "")
        return False
    return True


# --- Une ligne par demande


def _verser_demandes(versement: Versement, connu: Registre | None, lignes: list[LigneDeService]) -> None:
    demandes = _demandes(versement, lignes)
    if not demandes:
        return
    if connu is None:
        neuf = _nouveau(versement, lignes)
        if neuf is None:
            return
        nom, fiche = neuf
        fichier, table = f"registres/{nom}.yaml", f"registres/{nom}.csv"
        mots = f"Nouveau registre {francais.guillemets(fiche['intitule'])} ({fichier}) : {_combien(lignes, 'demande')}"
        versement.ajouter(lignes[0], [Effet(fichier, Creer(fiche | {"lignes": f"{nom}.csv"}), mots)])
        retouche = NoterLignes("id", {n: v for n, (v, _) in demandes.items()})
        versement.ajouter(lignes[0], [Effet(table, retouche, f"{table} : {_combien(lignes, 'demande')}")])
        return
    if connu.fichier_lignes is None:
        pose = Poser(("lignes",), f"{connu.id}.csv")
        mots = f"{francais.guillemets(connu.intitule)} : ses demandes sont dans {connu.id}.csv"
        versement.ajouter(lignes[0], [Effet(connu.fichier, pose, mots)])
    table = f"registres/{connu.fichier_lignes or f'{connu.id}.csv'}"
    _completer(versement, connu, table, demandes)


def _demandes(versement: Versement, lignes: list[LigneDeService]) -> dict[str, tuple[dict[str, str], LigneDeService]]:
    """Par numéro, ce qu'une ligne dit de la demande ; deux lignes du même numéro qui se contredisent sont refusées."""
    demandes: dict[str, tuple[dict[str, str], LigneDeService]] = {}
    for ligne in lignes:
        numero = ligne.valeurs.get("numero", "")
        if not numero or not ligne.valeurs.get("recu_le"):
            quoi = "le numéro de la demande" if not numero else "la date de réception"
            versement.rejeter(f"ligne {ligne.rang}", f"il manque {quoi} ; sans lui, rien ne la retrouverait", "")
            continue
        valeurs = {c: ligne.valeurs[c] for c in _DEMANDE if ligne.valeurs.get(c)}
        autre = demandes.setdefault(numero, (valeurs, ligne))
        if autre[0] != valeurs:
            versement.rejeter(
                f"lignes {autre[1].rang} et {ligne.rang}",
                f"le n° {numero} a deux fois des valeurs différentes ; gardez la bonne",
                "",
            )
    return demandes


def _completer(
    versement: Versement, registre: Registre, table: str, demandes: Mapping[str, tuple[dict[str, str], LigneDeService]]
) -> None:
    """Ajoute les demandes nouvelles, complète les autres ; une date qui change est un conflit, qui montre les deux."""
    connues = {li.id: (rang, li) for rang, li in enumerate(registre.lignes)}
    notees: dict[str, Mapping[str, str]] = {}
    neuves = 0
    for numero, (valeurs, ligne) in demandes.items():
        if numero not in connues:
            notees[numero] = valeurs
            neuves += 1
            continue
        rang, connue = connues[numero]
        prises = {}
        for cle, valeur in valeurs.items():
            actuelle = str(getattr(connue, cle) or "")
            if actuelle == valeur or _est_dite_par_la_fiche(registre, connue, cle, valeur):
                continue
            if not actuelle or versement.garder == "tableur":
                prises[cle] = valeur
            elif versement.garder is None:
                ou = (rang + 2, 1)
                _opposer(versement, registre, ligne, table, ou, (numero, cle, valeur, actuelle))
        if prises:
            notees[numero] = prises
    if notees:
        dites = [f"{neuves} nouvelles"] if neuves else []
        dites += [f"{len(notees) - neuves} complétées ou corrigées"] if len(notees) > neuves else []
        mots = f"{francais.guillemets(registre.intitule)} ({table}) : demandes, {', '.join(dites)}"
        premiere = next(iter(demandes.values()))[1]
        versement.ajouter(premiere, [Effet(table, NoterLignes("id", notees), mots)])


def _est_dite_par_la_fiche(registre: Registre, connue: LigneRegistre, cle: str, valeur: str) -> bool:
    """Vrai du canal ou du service que le registre dit déjà pour toutes ses demandes."""
    return cle in ("canal", "service") and not getattr(connue, cle) and getattr(registre, cle) == valeur


def _opposer(
    versement: Versement,
    registre: Registre,
    ligne: LigneDeService,
    table: str,
    ou: tuple[int, int],
    ecart: tuple[str, str, str, str],
) -> None:
    numero, cle, valeur, actuelle = ecart
    versement.resultat.conflits.append(
        Conflit(
            ("registres", f"{registre.id}/{numero}", cle),
            versement.nom,
            versement.feuille,
            ligne.cellules.get(cle, f"ligne {ligne.rang}"),
            table,
            ou,
            f"{registre.intitule}, n° {numero}",
            francais.majuscule(cle.replace("_", " ")),
            "",
            valeur,
            actuelle,
        )
    )
