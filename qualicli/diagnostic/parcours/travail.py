"""Les signes du travail de fond : évaluer, planifier, écrire, mesurer, former."""

from qualicli import francais
from qualicli.diagnostic.ecarts import Cause, Ecart
from qualicli.diagnostic.parcours.pilotage import convocation
from qualicli.diagnostic.parcours.resultat import EtatEtape, GesteConseille, SigneLu, Situation
from qualicli.diagnostic.preuves import defaut
from qualicli.modeles.reunion import Reunion
from qualicli.modeles.temps.dates import DateImprecise
from qualicli.modeles.vie import Session

_PIECES: tuple[Cause, ...] = (
    "preuve_caduque",
    "piece_introuvable",
    "piece_alteree",
    "procedure_manquante",
    "preuve_manquante",
)


def autoevaluation(situation: Situation) -> SigneLu:
    """Chaque point de contrôle est évalué."""
    etats = situation.resultat.etats
    fondements = [e.fondement for e in etats if e.fondement]
    if not etats:
        geste = GesteConseille("Complétez le périmètre : aucun point n'est à évaluer.", ("diagnostic",))
        return SigneLu("a_faire", "aucun point à évaluer", situation.dossier.demarche.fichier, ("perimetre",), geste)
    reste = len(etats) - len(fondements)
    points = francais.accorder(len(etats), "point")
    evalues = francais.accorder(len(fondements), "évalué")
    texte = f"{len(fondements)} {evalues} sur {len(etats)} {points}"
    fichier = max((f.evaluation.date.fin, f.suivi.fichier) for f in fondements)[1] if fondements else "engagements"
    if not reste:
        return SigneLu("faite", texte, fichier)
    if not fondements and situation.dossier.services:
        geste = GesteConseille("Envoyez à chaque service son classeur d'auto-évaluation.", _CLASSEURS)
        return SigneLu("a_faire", texte, fichier, (), geste)
    restants = "le point qui reste" if reste == 1 else f"les {reste} points qui restent"
    geste = GesteConseille(f"Évaluez {restants}.", ("ecarts", "--cause", "non_evalue"))
    return SigneLu("en_cours" if fondements else "a_faire", texte, fichier, (), geste)


_CLASSEURS = ("exporter", "excel", "--tous", "-o", "classeurs")


def plan_actions(situation: Situation) -> SigneLu:
    """Chaque écart a une action, et le comité de pilotage a validé le plan."""
    dossier = situation.dossier
    if not dossier.actions:
        geste = GesteConseille("Confiez chaque écart à une action.", ("ecarts", "--sans-action"))
        return SigneLu("a_faire", "aucune action", "actions", (), geste)
    orphelins = [e for e in situation.resultat.ecarts if e.action is None]
    texte = francais.pluriel(len(dossier.actions), "action")
    if orphelins:
        sans = f"{francais.pluriel(len(orphelins), 'écart')} sans action"
        lesquels = "l'écart qui n'en a pas" if len(orphelins) == 1 else f"les {len(orphelins)} écarts qui n'en ont pas"
        geste = GesteConseille(f"Confiez à une action {lesquels}.", ("ecarts", "--sans-action"))
        return SigneLu("en_cours", f"{texte}, {sans}", orphelins[0].fichier, orphelins[0].chemin, geste)
    validation = _validation(situation)
    if validation is None:
        comite = next((n for n, i in dossier.instances.items() if i.type == "copil"), None)
        commande = convocation(comite) if comite else ("valider",)
        geste = GesteConseille("Faites valider le plan d'actions au prochain comité de pilotage.", commande)
        return SigneLu("en_cours", f"{texte}, plan non validé", "actions", (), geste)
    return SigneLu(
        "faite", f"{texte}, plan validé {validation.date.en_complement()}", validation.fichier, ("decisions",)
    )


def _validation(situation: Situation) -> Reunion | None:
    """La dernière réunion où un comité de pilotage a validé le plan d'actions."""
    instances = situation.dossier.instances
    validations = (
        r
        for r in situation.dossier.reunions.values()
        if r.instance in instances and instances[r.instance].type == "copil" and r.est_tenue(situation.au)
        if any(d.type == "validation" and d.objet == "plan_actions" for d in r.decisions)
    )
    return max(validations, key=lambda r: (r.date, r.id), default=None)


def documents(situation: Situation) -> SigneLu:
    """Aucune pièce ni procédure ne manque."""
    manquent = _ecarts(situation, _PIECES)
    exiges = [r for r in situation.resultat.raisons if r.code == "document"]
    inventaire = situation.diagnostic.inventaire
    combien = sum(defaut(d, situation.au, inventaire) is None for d in situation.dossier.documents)
    texte = f"{francais.pluriel(combien, 'document')} en vigueur" if combien else "aucun document en vigueur"
    if combien and situation.resultat.etats and not manquent and not exiges:
        return SigneLu("faite", f"{texte}, aucun ne manque", "preuves")
    fichier, chemin = (manquent[0].fichier, manquent[0].chemin) if manquent else ("preuves", ())
    if manquent:
        texte += f", {francais.pluriel(len(manquent), 'point sans preuve valide', 'points sans preuve valide')}"
    elif exiges:
        texte += f", {francais.enchainer(exiges[0].texte)}"
    geste = GesteConseille("Produisez ou renouvelez les pièces qui débloquent le plus de points.", _PAR_OU_COMMENCER)
    return SigneLu("en_cours" if combien else "a_faire", texte, fichier, chemin, geste)


_PAR_OU_COMMENCER = ("rapport", "ecarts", "-o", "ecarts.odt")


def indicateurs(situation: Situation) -> SigneLu:
    """Des indicateurs sont définis, leurs mesures sont à jour."""
    definis = tuple(situation.dossier.indicateurs.values())
    mesures_a_ce_jour = [i for i in definis if any(m.periode.est_acquise(situation.au) for m in i.mesures)]
    texte = francais.pluriel(len(definis), "indicateur") if definis else "aucun indicateur"
    dues = _ecarts(situation, ("mesure_due",))
    fichier = definis[0].fichier if definis else "indicateurs"
    if mesures_a_ce_jour and not dues:
        return SigneLu("faite", f"{texte}, aucune mesure due", mesures_a_ce_jour[0].fichier)
    if dues:
        mesures = francais.pluriel(len(dues), "mesure due", "mesures dues")
        lesquelles = "la mesure due" if len(dues) == 1 else f"les {mesures}"
        geste = GesteConseille(f"Faites relever {lesquelles}.", ("ecarts", "--cause", "mesure_due"))
        etat: EtatEtape = "en_cours" if mesures_a_ce_jour else "a_faire"
        return SigneLu(etat, f"{texte}, {mesures}", dues[0].fichier, dues[0].chemin, geste)
    if definis:
        geste = GesteConseille("Relevez une première mesure de chaque indicateur, dans indicateurs/.", ("ecarts",))
        return SigneLu("a_faire", f"{texte}, aucune mesure", fichier, (), geste)
    geste = GesteConseille("Définissez un indicateur par objectif, dans indicateurs/.", ("valider",))
    return SigneLu("a_faire", texte, fichier, (), geste)


def formations(situation: Situation) -> SigneLu:
    """Les sessions de formation prévues sont tenues."""
    sessions = [
        (rang, formation, session)
        for formation in situation.dossier.formations.values()
        for rang, session in enumerate(formation.sessions)
        if session.annulee_le is None
    ]
    tenues = [s for s in sessions if s[2].realisee is not None and s[2].realisee.est_acquise(situation.au)]
    restent = sorted((s for s in sessions if s not in tenues), key=lambda s: (_date(s[2]), s[1].id, s[0]))
    texte = francais.pluriel(len(tenues), "session tenue", "sessions tenues") if tenues else "aucune session tenue"
    if tenues and not restent:
        return SigneLu("faite", texte, tenues[-1][1].fichier, ("sessions", tenues[-1][0]))
    if not restent:
        geste = GesteConseille(
            "Inscrivez les formations et leurs sessions : le classeur a une feuille pour elles.", _CLASSEURS
        )
        return SigneLu("a_faire", texte, "formations", (), geste)
    rang, formation, _ = restent[0]
    a_tenir = francais.pluriel(len(restent), "session à tenir", "sessions à tenir")
    geste = GesteConseille(f"Tenez la session de « {formation.intitule} », ou datez-la si elle l'est.", _CLASSEURS)
    etat: EtatEtape = "en_cours" if tenues else "a_faire"
    return SigneLu(etat, f"{texte}, {a_tenir}", formation.fichier, ("sessions", rang), geste)


def _date(session: Session) -> DateImprecise:
    """La date en vigueur d'une session."""
    return session.reports[-1].nouvelle if session.reports else session.prevue


def _ecarts(situation: Situation, causes: tuple[Cause, ...]) -> list[Ecart]:
    return [e for e in situation.resultat.ecarts if e.cause in causes]
