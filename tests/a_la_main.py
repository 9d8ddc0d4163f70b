"""Ce qui est dû, recompté à la main d'après les fichiers bruts : ni un modèle, ni une ligne de qualicli."""

import calendar
import csv
import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml

Intervalle = tuple[date, date]
Du = tuple[str, str, Intervalle | None]  # nature, fichier, échéance

# Les jours fériés tombés en semaine dont les registres des exemples ont besoin, recopiés d'un calendrier des Postes.
FERIES = {date(2022, 4, 18), date(2022, 5, 26), date(2022, 6, 6), date(2022, 7, 14)}
SAISONS = {"printemps": (3, 6), "ete": (6, 9), "automne": (9, 12), "hiver": (12, 3)}


def dus(racine: Path, au: date) -> list[Du]:
    """Les actions, documents, sessions, volets, campagnes et registres encore ouverts à une date, avec leur échéance."""
    sources = (actions, documents, sessions, volets, campagnes, demandes)
    return [du for source in sources for du in source(racine, au)]


def lire(racine: Path, famille: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Les fiches d'une famille, tout en texte."""
    for fichier in sorted((racine / famille).rglob("*")):
        if fichier.suffix in (".yaml", ".md"):
            texte = fichier.read_text("utf-8")
            tete = texte.split("---\n")[1] if fichier.suffix == ".md" else texte
            yield fichier.relative_to(racine).as_posix(), yaml.load(tete, Loader=yaml.BaseLoader)


def bornes(texte: str) -> Intervalle:
    """Le premier et le dernier jour d'une date imprécise."""
    if "/" in texte:
        debut, fin = texte.split("/")
        return bornes(debut)[0], bornes(fin)[1]
    annee, _, reste = texte.partition("-")
    an = int(annee)
    if not reste:
        return date(an, 1, 1), date(an, 12, 31)
    if reste in SAISONS:
        debut_mois, fin_mois = SAISONS[reste]
        return date(an, debut_mois, 21), date(an + (fin_mois == 3), fin_mois, 20)
    if reste[0] in "TS":
        mois = 3 if reste[0] == "T" else 6
        dernier = mois * int(reste[1])
        return date(an, dernier - mois + 1, 1), date(an, dernier, calendar.monthrange(an, dernier)[1])
    if "-" in reste:
        return date.fromisoformat(texte), date.fromisoformat(texte)
    return date(an, int(reste), 1), date(an, int(reste), calendar.monthrange(an, int(reste))[1])


def passe(texte: str | None, au: date) -> bool:
    """Vrai d'un fait daté, certainement arrivé."""
    return texte is not None and bornes(texte)[1] <= au


def commence(texte: str | None, au: date) -> bool:
    """Vrai d'un fait daté, peut-être arrivé."""
    return texte is not None and bornes(texte)[0] <= au


def echeance(racine: Path, fiche: dict[str, Any], cle: str, au: date) -> Intervalle | None:
    """L'échéance d'une action ou d'un jalon, d'après les révisions décidées ; un jalon se suit jusqu'à sa propre date."""
    decidees = [r["nouvelle"] for r in fiche.get("revisions", ()) if "le" not in r or passe(r["le"], au)]
    texte = decidees[-1] if decidees else fiche.get(cle)
    if texte is None:
        return None
    suivi = re.fullmatch(r"jalon:(.+?)([+-]\d+)?j?", texte)
    if suivi is None:
        return bornes(texte)
    jalon = yaml.load((racine / f"jalons/{suivi[1]}.yaml").read_text("utf-8"), Loader=yaml.BaseLoader)
    debut, fin = echeance(racine, jalon, "date_initiale", au) or (date.max, date.max)
    decalage = timedelta(days=int(suivi[2] or 0))
    return debut + decalage, fin + decalage


def actions(racine: Path, au: date) -> Iterator[Du]:
    """Les actions ni faites, ni abandonnées, et nées : d'une réunion ou d'un retour à venir, on ne les connaît pas."""
    sources = {
        Path(f).stem: fiche["date"] for nom in ("reunions", "audits", "retours") for f, fiche in lire(racine, nom)
    }
    for fichier, fiche in lire(racine, "actions"):
        statut = fiche.get("statut", "a_faire")
        faite = statut == "faite" and ("faite_le" not in fiche or passe(fiche["faite_le"], au))
        source = sources.get(fiche.get("origine", {}).get("objet", ""), "0001")
        connue = any(commence(d, au) for d in (fiche.get("debut"), fiche.get("faite_le")))
        connue = connue or any(commence(r.get("le"), au) for r in fiche.get("revisions", ()))
        a_naitre = not source.startswith("jalon") and not commence(source, au) and not connue
        if not faite and statut != "abandonnee" and not a_naitre:
            yield "action", fichier, echeance(racine, fiche, "echeance", au)


def documents(racine: Path, au: date) -> Iterator[Du]:
    """Les documents en vigueur qui ont une caducité, sauf ceux qu'un autre remplace déjà."""
    tous = [*lire(racine, "preuves"), *lire(racine, "procedures")]
    valides = [
        (f, d)
        for f, d in tous
        if d.get("etat", "validee") in ("validee", "diffusee") and ("date" not in d or commence(d["date"], au))
    ]
    remplaces = {d.get("remplace") for _, d in valides}
    for fichier, fiche in valides:
        if fiche.get("caducite", "sans_objet") != "sans_objet" and Path(fichier).stem not in remplaces:
            yield "document", fichier, bornes(fiche["caducite"])


def sessions(racine: Path, au: date) -> Iterator[Du]:
    """Les sessions prévues, ni tenues ni annulées, au dernier report décidé."""
    for fichier, fiche in lire(racine, "formations"):
        for session in fiche.get("sessions", ()):
            reports = [r["nouvelle"] for r in session.get("reports", ()) if commence(r.get("le", "0001"), au)]
            if not passe(session.get("realisee"), au) and not commence(session.get("annulee_le"), au):
                yield "formation", fichier, bornes(reports[-1] if reports else session["prevue"])


def volets(racine: Path, au: date) -> Iterator[Du]:
    """Les volets d'enquête à venir, ou dont on n'a aucun chiffre."""
    for fichier, fiche in lire(racine, "enquetes"):
        for volet in fiche["volets"]:
            chiffre = "repondants" in volet or volet.get("resultats")
            if not (chiffre and commence(volet["periode"], au)):
                yield "enquete", fichier, bornes(volet["periode"])


def campagnes(racine: Path, au: date) -> Iterator[Du]:
    """Les campagnes dont la période n'est pas finie."""
    demarche = yaml.load((racine / "qualicli.yaml").read_text("utf-8"), Loader=yaml.BaseLoader)
    for campagne in demarche.get("campagnes", {}).values():
        if bornes(campagne["periode"])[1] >= au:
            yield "campagne", "qualicli.yaml", bornes(campagne["periode"])


def demandes(racine: Path, au: date) -> Iterator[Du]:
    """Les demandes sans réponse d'un registre, par service : le terme de la plus pressée, compté jour ouvré par jour ouvré."""
    for fichier, fiche in lire(racine, "registres"):
        if "lignes" not in fiche:
            continue
        with (racine / "registres" / fiche["lignes"]).open(encoding="utf-8-sig", newline="") as flux:
            lignes = list(csv.DictReader(flux, delimiter=";"))
        termes: dict[str, list[date]] = {}
        for ligne in lignes:
            if passe(ligne["recu_le"], au) and not passe(ligne["repondu_le"] or None, au):
                terme, reste = bornes(ligne["recu_le"])[1], int(fiche["delai_annonce"].split()[0])
                while reste:
                    terme += timedelta(days=1)
                    reste -= terme.weekday() < 5 and terme not in FERIES
                termes.setdefault(ligne["service"], []).append(terme)
        for siens in termes.values():
            yield "retour", fichier, (min(siens), min(siens))
