"""Les formations : une ligne par session, prévue, reportée, réalisée."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date

from qualicli import francais
from qualicli.echanges.cellules.colonne import Colonne, valeur_yaml
from qualicli.echanges.feuilles.description import (
    Edition,
    FeuilleDecrite,
    LigneDeFeuille,
    LigneRefusee,
    Naissance,
    lecture_seule,
)
from qualicli.echanges.feuilles.dossier_diagnostique import DossierDiagnostique
from qualicli.echanges.feuilles.naissances import deja_la, exiger, exiger_un_report, identifiant_libre
from qualicli.echanges.feuilles.retouches import effet, poser_chaque
from qualicli.echanges.feuilles.textes import delai, texte
from qualicli.modeles.importation import Effet
from qualicli.modeles.retouche import Ajouter, Creer, Poser
from qualicli.modeles.temps.dates import DateImprecise
from qualicli.modeles.vie import Formation, Session
from qualicli.rendus.libelles import mot

COLONNES = (
    Colonne(
        "formation",
        "Formation",
        "libre",
        32,
        "nouvelle",
        "formations",
        obligatoire=True,
        note="Une formation de la liste, ou le titre d'une nouvelle.",
    ),
    lecture_seule("modalite", "Modalité", 12),
    lecture_seule("public", "Public", 18),
    Colonne("service", "Service", "choix", 17, "nouvelle", "services"),
    Colonne("prevue", "Prévue", "date", 11, "nouvelle", obligatoire=True),
    Colonne(
        "reportee",
        "Reportée au",
        "date",
        11,
        groupe="report",
        note="La nouvelle date ; la première reste. Dites pourquoi dans la colonne suivante.",
    ),
    Colonne("motif_report", "Motif du report", "texte", 17, groupe="report", exigee_si=("reportee",)),
    Colonne("realisee", "Réalisée le", "date", 11, passee=True),
    Colonne("annulee_le", "Annulée le", "date", 11),
    Colonne("motif", "Motif d'annulation", "texte", 16, exigee_si=("annulee_le",)),
    Colonne("lieu", "Lieu", "texte", 16),
    Colonne("prevus", "Agents attendus", "entier", 10),
    Colonne("formes", "Agents formés", "entier", 10, au_plus="prevus"),
    Colonne("emargement", "Feuille d'émargement", "choix", 18, liste="documents"),
    lecture_seule("alerte", "Où en est-on", 18, ton=True),
)


def lignes(source: DossierDiagnostique) -> Iterator[LigneDeFeuille]:
    """Une ligne par session ; une formation sans session en a une, à remplir."""
    for formation in sorted(source.dossier.formations.values(), key=lambda f: (f.intitule, f.id)):
        vues: Counter[str] = Counter()
        commun = {"formation": formation.id, "modalite": mot(formation.modalite), "public": texte(formation.public)}
        for rang, session in enumerate(formation.sessions):
            naturelle = f"{session.prevue}/{session.service or ''}"
            vues[naturelle] += 1
            valeurs = commun | _session(session, source.diagnostic.au)
            services = (session.service,) if session.service else formation.services
            nom = (
                f"Formation {francais.guillemets(formation.intitule)}, session prévue {session.prevue.en_complement()}"
            )
            yield LigneDeFeuille(
                f"formations/{formation.id}/{naturelle}/{vues[naturelle]}",
                formation.fichier,
                ("sessions", rang),
                valeurs,
                nom,
                services,
                objet=session,
            )


def _session(session: Session, au: date) -> dict[str, str]:
    reports = session.reports
    return {
        "service": texte(session.service),
        "prevue": texte(session.prevue),
        "reportee": texte(reports[-1].nouvelle) if reports else "",
        "motif_report": texte(reports[-1].motif) if reports else "",
        "realisee": texte(session.realisee),
        "annulee_le": texte(session.annulee_le),
        "motif": texte(session.motif),
        "lieu": texte(session.lieu),
        "prevus": texte(session.prevus),
        "formes": texte(session.formes),
        "emargement": texte(session.emargement),
        "alerte": _tenue(session, au),
    }


def _tenue(session: Session, au: date) -> str:
    if session.realisee:
        return "réalisée"
    if session.annulee_le:
        return "annulée"
    return delai(session.reports[-1].nouvelle if session.reports else session.prevue, au)


def retoucher(edition: Edition, colonnes: Mapping[str, Colonne]) -> Iterator[Effet]:
    """Une date de report s'ajoute aux précédentes ; le reste se pose."""
    session: Session = edition.ligne.objet
    simples = {c: v for c, v in edition.changees.items() if colonnes[c].groupe != "report"}
    nouvelle, motif = edition.changees.get("reportee"), edition.changees.get("motif_report")
    if edition.changees.get("annulee_le") and not edition.changees.get("motif", session.motif):
        raise LigneRefusee("une session annulée demande un motif")
    if nouvelle == "":
        raise LigneRefusee("un report ne s'efface pas ; donnez la nouvelle date")
    if nouvelle is not None:
        element = _report(nouvelle, motif, edition.au)
        yield effet(edition, colonnes["reportee"], nouvelle, Ajouter((*edition.ligne.racine, "reports"), element))
    elif motif is not None:
        if not session.reports:
            raise LigneRefusee("un motif de report sans nouvelle date")
        chemin = (*edition.ligne.racine, "reports", len(session.reports) - 1, "motif")
        yield effet(edition, colonnes["motif_report"], motif, Poser(chemin, motif or None))
    yield from poser_chaque(Edition(edition.ligne, simples, edition.au, edition.dossier, edition.mots), colonnes)


def _report(nouvelle: str, motif: str | None, au: date) -> dict[str, str]:
    """Un report décidé à cette date, tel qu'il s'écrit."""
    return {"nouvelle": nouvelle, **({"motif": motif} if motif else {}), "le": au.isoformat()}


def naitre(naissance: Naissance) -> Iterator[Effet]:
    """Une ligne neuve : une session d'une formation connue, ou une formation nouvelle et sa première session."""
    exiger(naissance, COLONNES)
    exiger_un_report(naissance, "reportee")
    v = naissance.valeurs
    session = {
        c.cle: valeur_yaml(c, v.get(c.cle, ""))
        for c in COLONNES
        if c.ouverture != "jamais" and not c.groupe and c.cle != "formation"
    }
    session = {c: valeur for c, valeur in session.items() if valeur is not None}
    if v.get("reportee"):
        session["reports"] = [_report(v["reportee"], v.get("motif_report"), naissance.au)]
    connue: Formation | None = naissance.dossier.formations.get(v["formation"])
    quand = DateImprecise.lire(v["prevue"]).en_complement()
    if connue is None:
        yield _nouvelle_formation(naissance, session, quand)
        return
    racine = f"formations/{connue.id}/{v['prevue']}/{v.get('service', '')}/"
    if deja_la(naissance, racine):
        return
    mots = f"Formation {francais.guillemets(connue.intitule)} : nouvelle session prévue {quand}"
    yield Effet(connue.fichier, Ajouter(("sessions",), session), mots)


def _nouvelle_formation(naissance: Naissance, session: dict[str, object], quand: str) -> Effet:
    """La première ligne d'un titre inconnu crée la formation ; les suivantes lui ajoutent des sessions."""
    titre = naissance.valeurs["formation"]
    cle = f"formations/{identifiant_libre(titre, naissance.dossier.formations)}"
    mots = f"Nouvelle formation {francais.guillemets(titre)}, prévue {quand} ({cle}.yaml)"
    if cle in naissance.nes:
        return Effet(f"{cle}.yaml", Ajouter(("sessions",), session), mots)
    naissance.nes[cle] = naissance.valeurs
    return Effet(f"{cle}.yaml", Creer({"intitule": titre, "sessions": [session]}), mots)


FEUILLE = FeuilleDecrite(
    "formations",
    "Formations",
    "Une session par ligne : prévue, reportée, réalisée.",
    COLONNES,
    lignes,
    retoucher,
    naitre,
    15,
    a_rang=True,
)
