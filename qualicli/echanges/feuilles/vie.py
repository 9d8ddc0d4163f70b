"""Formations, réunions, rétroplanning : ce qui se tient à une date."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date

from qualicli import francais
from qualicli.echanges.feuilles.commun import (
    Feuille,
    acteur,
    acteurs_fermes,
    deja_la,
    delai,
    effet,
    exiger,
    identifiant_libre,
    lecture_seule,
    naitre_fiche,
    poser_chaque,
    reviser,
    texte,
)
from qualicli.echanges.source import Source
from qualicli.echanges.tables import Colonne, Edition, Effet, Ligne, Naissance, Refus, joindre, valeur_yaml
from qualicli.modeles.retouche import Ajouter, Creer, Poser
from qualicli.modeles.suivi import Jalon, revision_connue
from qualicli.modeles.temps.dates import DateImprecise
from qualicli.modeles.vie import Formation, Session
from qualicli.rendus.libelles import mot

FORMATIONS = (
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
    Colonne("motif_report", "Motif du report", "texte", 17, groupe="report"),
    Colonne("realisee", "Réalisée le", "date", 11),
    Colonne("annulee_le", "Annulée le", "date", 11),
    Colonne("motif", "Motif d'annulation", "texte", 16),
    Colonne("lieu", "Lieu", "texte", 16),
    Colonne("prevus", "Agents attendus", "entier", 10),
    Colonne("formes", "Agents formés", "entier", 10),
    Colonne("emargement", "Feuille d'émargement", "choix", 18, liste="documents"),
    lecture_seule("alerte", "Où en est-on", 18, ton=True),
)


def formations(source: Source) -> Iterator[Ligne]:
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
            yield Ligne(
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


def retoucher_formation(edition: Edition, colonnes: Mapping[str, Colonne]) -> Iterator[Effet]:
    """Une date de report s'ajoute aux précédentes ; le reste se pose."""
    session: Session = edition.ligne.objet
    simples = {c: v for c, v in edition.changees.items() if colonnes[c].groupe != "report"}
    nouvelle, motif = edition.changees.get("reportee"), edition.changees.get("motif_report")
    if nouvelle == "":
        raise Refus("un report ne s'efface pas ; donnez la nouvelle date")
    if nouvelle is not None:
        element = {"nouvelle": nouvelle, **({"motif": motif} if motif else {})}
        yield effet(edition, colonnes["reportee"], nouvelle, Ajouter((*edition.ligne.racine, "reports"), element))
    elif motif is not None:
        if not session.reports:
            raise Refus("un motif de report sans nouvelle date")
        chemin = (*edition.ligne.racine, "reports", len(session.reports) - 1, "motif")
        yield effet(edition, colonnes["motif_report"], motif, Poser(chemin, motif or None))
    yield from poser_chaque(Edition(edition.ligne, simples, edition.au, edition.dossier, edition.mots), colonnes)


def naitre_session(naissance: Naissance) -> Iterator[Effet]:
    """Une ligne neuve : une session d'une formation connue, ou une formation nouvelle et sa première session."""
    exiger(naissance, FORMATIONS)
    v = naissance.valeurs
    session = {
        c.cle: valeur_yaml(c, v.get(c.cle, ""))
        for c in FORMATIONS
        if c.ouverture != "jamais" and not c.groupe and c.cle != "formation"
    }
    session = {c: valeur for c, valeur in session.items() if valeur is not None}
    if v.get("reportee"):
        session["reports"] = [
            {"nouvelle": v["reportee"], **({"motif": v["motif_report"]} if v.get("motif_report") else {})}
        ]
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


REUNIONS = (
    Colonne("instance", "Instance", "choix", 30, "nouvelle", "instances", obligatoire=True),
    Colonne("date", "Date", "date", 11, "nouvelle", obligatoire=True),
    Colonne("intitule", "Réunion", "texte", 38),
    Colonne("type", "Type", "choix", 14, liste="types_reunion", defaut="ordinaire"),
    Colonne("heure", "Heure", "heure", 9),
    Colonne("lieu", "Lieu", "texte", 24),
    Colonne("president", "Présidée par", "acteur", 26, liste="acteurs", note="Une fonction, jamais un nom."),
    Colonne("cr_diffuse_le", "Compte rendu diffusé le", "date", 14),
    lecture_seule("presents", "Présents", 10, "", "entier"),
    lecture_seule("decisions", "Décisions", 10, "", "entier"),
    Colonne("prochaine", "Prochaine réunion", "echeance", 16, chemin=("prochaine", "date")),
)


def reunions(source: Source) -> Iterator[Ligne]:
    """Une ligne par réunion, la dernière d'abord."""
    for reunion in sorted(source.dossier.reunions.values(), key=lambda r: (r.date, r.id), reverse=True):
        instance = source.dossier.instances.get(reunion.instance)
        valeurs = {
            "instance": reunion.instance,
            "date": texte(reunion.date),
            "intitule": texte(reunion.intitule),
            "type": reunion.type,
            "heure": f"{reunion.heure:%H:%M}" if reunion.heure else "",
            "lieu": texte(reunion.lieu),
            "president": acteur(reunion.president),
            "cr_diffuse_le": texte(reunion.cr_diffuse_le),
            "presents": str(len(reunion.presents)),
            "decisions": str(len(reunion.decisions)),
            "prochaine": texte(reunion.prochaine.date) if reunion.prochaine else "",
        }
        acteurs = (reunion.president, *reunion.invites, *(p.qui for p in reunion.presents), *reunion.excuses)
        membres = (*instance.membres, *(a.qui for a in instance.associes)) if instance else ()
        nom = f"Réunion {francais.guillemets(reunion.intitule or (instance.nom if instance else reunion.instance))}"
        yield Ligne(
            f"reunions/{reunion.id}",
            reunion.fichier,
            (),
            valeurs,
            f"{nom} {reunion.date.en_complement()}",
            source.services_de((*acteurs, *membres)),
            acteurs_fermes(reunion, "president"),
            reunion,
        )


def naitre_reunion(naissance: Naissance) -> Iterator[Effet]:
    """Une ligne neuve : une réunion, dont le texte reste à écrire."""
    exiger(naissance, REUNIONS)
    v = naissance.valeurs
    ecrites = {c.cle: valeur_yaml(c, v.get(c.cle, "")) for c in REUNIONS if c.ouverture != "jamais"}
    ecrites["prochaine"] = {"date": v["prochaine"]} if v.get("prochaine") else None
    nom = f"Nouvelle réunion, {naissance.mots('instance', v['instance'])}, {naissance.mots('date', v['date'])}"
    yield from naitre_fiche(naissance, "reunions", ".md", nom, ecrites, f"{v['instance']} {v['date'][:7]}")


_MOIS = ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.")
JALONS = (
    Colonne("intitule", "Étape", "texte", 30, obligatoire=True),
    Colonne("type", "Type", "choix", 12, liste="types_jalon", defaut="autre"),
    Colonne("initiale", "Date initiale", "echeance", 12, "nouvelle", chemin=("date_initiale",), obligatoire=True),
    Colonne(
        "echeance",
        "Date révisée",
        "echeance",
        12,
        groupe="revision",
        note="Changez cette date pour décaler l'étape ; dites pourquoi dans la colonne suivante. La première reste.",
    ),
    Colonne("motif_report", "Motif de la révision", "texte", 20, groupe="revision"),
    Colonne("realise_le", "Réalisé le", "date", 11),
    Colonne("services", "Services", "liste", 16, liste="services", note="Vide : tous les services."),
    Colonne("commentaire", "Commentaire", "long", 18),
    lecture_seule("alerte", "Où en est-on", 13, ton=True),
)


def jalons(source: Source) -> Iterator[Ligne]:
    """Une ligne par étape, dans l'ordre du temps."""
    au = source.diagnostic.au
    dates = source.dossier.dates_jalons(au)
    mois = {c.cle for c in colonnes_mois(source)}
    for jalon in sorted(source.dossier.jalons.values(), key=lambda j: (_debut(dates.get(j.id)), j.id)):
        prevue, rang = source.date_de(jalon.date_initiale), revision_connue(jalon.revisions, au)
        revision = jalon.revisions[rang] if rang is not None else None
        valeurs = {
            "intitule": jalon.intitule,
            "type": jalon.type,
            "initiale": texte(jalon.date_initiale),
            "echeance": texte(revision.nouvelle) if revision else "",
            "motif_report": texte(revision.motif) if revision else "",
            "realise_le": texte(jalon.realise_le),
            "services": joindre(jalon.services),
            "commentaire": texte(jalon.commentaire),
            "alerte": "fait" if jalon.est_realise(au) else delai(dates.get(jalon.id), au) or "sans date",
        }
        valeurs |= {c: s for c, s in _barre(jalon, prevue, dates.get(jalon.id), au).items() if c in mois}
        services = jalon.services or tuple(source.dossier.services)
        yield Ligne(
            f"jalons/{jalon.id}",
            jalon.fichier,
            (),
            valeurs,
            f"Étape {francais.guillemets(jalon.intitule)}",
            services,
            objet=jalon,
        )


def _debut(quand: DateImprecise | None) -> date:
    return quand.debut if quand else date.max


def colonnes_mois(source: Source) -> tuple[Colonne, ...]:
    """Une colonne étroite par mois, de six mois avant la date à un an après, sans déborder du rétroplanning."""
    au = source.diagnostic.au
    dates = source.dossier.dates_jalons(au).values()
    ici = _mois(au)
    if not dates:
        return ()
    debut = max(ici - 6, min(_mois(d.debut) for d in dates))
    fin = min(ici + 12, max(_mois(d.fin) for d in dates))
    return tuple(lecture_seule(f"mois_{m}", f"{_MOIS[m % 12]} {m // 12 % 100:02}", 3) for m in range(debut, fin + 1))


def _mois(quand: date) -> int:
    return quand.year * 12 + quand.month - 1


def _barre(jalon: Jalon, initiale: DateImprecise | None, en_vigueur: DateImprecise | None, au: date) -> dict[str, str]:
    """La barre d'une étape : « ○ » prévu d'abord, « ─ » le glissement, « ● » la date en vigueur, « ✓ » fait."""
    if initiale is None or en_vigueur is None:
        return {}
    cases = dict.fromkeys(range(_mois(initiale.debut), _mois(en_vigueur.fin) + 1), "─")
    cases |= dict.fromkeys(range(_mois(initiale.debut), _mois(initiale.fin) + 1), "○") if jalon.revisions else {}
    cases |= dict.fromkeys(range(_mois(en_vigueur.debut), _mois(en_vigueur.fin) + 1), "●")
    if jalon.realise_le is not None and jalon.est_realise(au):
        cases[_mois(jalon.realise_le.fin)] = "✓"
    return {f"mois_{m}": signe for m, signe in cases.items()}


def retoucher_jalon(edition: Edition, colonnes: Mapping[str, Colonne]) -> Iterator[Effet]:
    """Une date révisée s'ajoute aux précédentes."""
    jalon: Jalon = edition.ligne.objet
    ligne = edition.ligne
    if not ligne.valeurs.get("echeance") and edition.changees.get("echeance"):  # la première révision aussi s'ajoute
        valeurs = {**ligne.valeurs, "echeance": ligne.valeurs["initiale"]}
        ligne = Ligne(ligne.cle, ligne.fichier, ligne.racine, valeurs, ligne.nom, objet=jalon)
    suite = Edition(ligne, edition.changees, edition.au, edition.dossier, edition.mots)
    yield from reviser(suite, colonnes, "date_initiale", revision_connue(jalon.revisions, edition.au))


def naitre_jalon(naissance: Naissance) -> Iterator[Effet]:
    """Une ligne neuve : une étape, dans un fichier à elle."""
    exiger(naissance, JALONS)
    v = naissance.valeurs
    ecrites = {
        str(c.ou[0]): valeur_yaml(c, v.get(c.cle, "")) for c in JALONS if c.ouverture != "jamais" and not c.groupe
    }
    if v.get("echeance"):
        motif = {"motif": v["motif_report"]} if v.get("motif_report") else {}
        ecrites["revisions"] = [{"nouvelle": v["echeance"], **motif}]
    yield from naitre_fiche(
        naissance, "jalons", ".yaml", f"Nouvelle étape {francais.guillemets(v['intitule'])}", ecrites
    )


FEUILLE_FORMATIONS = Feuille(
    "formations",
    "Formations",
    "Une session par ligne : prévue, reportée, réalisée.",
    FORMATIONS,
    formations,
    retoucher_formation,
    naitre_session,
    15,
)
FEUILLE_REUNIONS = Feuille(
    "reunions",
    "Réunions",
    "Toutes les instances, la dernière réunion d'abord.",
    REUNIONS,
    reunions,
    poser_chaque,
    naitre_reunion,
    8,
)
FEUILLE_JALONS = Feuille(
    "jalons",
    "Rétroplanning",
    "○ prévu d'abord, ─ glissement, ● en vigueur, ✓ fait.",
    JALONS,
    jalons,
    retoucher_jalon,
    naitre_jalon,
    8,
    colonnes_mois,
)
