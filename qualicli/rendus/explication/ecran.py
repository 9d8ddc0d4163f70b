"""L'explication d'un point, à l'écran."""

from collections.abc import Iterable
from datetime import date

from qualicli import francais
from qualicli.diagnostic.etablir import Diagnostic
from qualicli.diagnostic.expliquer import Explication, ExplicationPoint
from qualicli.diagnostic.preuves import Examen
from qualicli.diagnostic.resultat import Situer
from qualicli.modeles.documents import Document, Preuve
from qualicli.modeles.dossier import Dossier
from qualicli.modeles.ecoute import Indicateur
from qualicli.modeles.label import Vocabulaire
from qualicli.modeles.suivi import revision_connue
from qualicli.rendus.ecran import Ecran, paragraphe
from qualicli.rendus.explication import constats, signatures
from qualicli.rendus.libelles import (
    CAUSES,
    CERTITUDES,
    DEFAUTS,
    NIVEAUX,
    STATUTS_MODULE,
    mot,
    nommer,
    nommer_service,
    nommer_site,
)
from qualicli.rendus.rapprochements import rapprocher
from qualicli.rendus.reponses import reponses, reponses_du_point

_VIDE = "        "


def rendre(diagnostic: Diagnostic, explications: Iterable[Explication], situer: Situer) -> Ecran:
    """Compose l'écran : l'exigence, où elle s'applique, puis chaque point de bout en bout."""
    lignes: Ecran = []
    for explication in explications:
        lignes += ([[]] if lignes else []) + _exigence(diagnostic, explication)
        for point in explication.points:
            lignes += [[], *_point(diagnostic, explication.referentiel.mots, point, situer)]
        lignes += _rapprochements(diagnostic, explication, situer)
    return lignes


def _rapprochements(diagnostic: Diagnostic, explication: Explication, situer: Situer) -> Ecran:
    """Les enquêtes, registres, retours… qui disent concerner l'exigence : ils n'entrent dans aucun taux."""
    codes = {explication.feuille.code, explication.feuille.engagement.code}
    lignes: Ecran = []
    for mots, fichier, chemin in rapprocher(diagnostic.dossier, explication.referentiel.id, codes, diagnostic.au):
        texte = f"{francais.majuscule(mots)}, {fichier}:{situer(fichier, chemin).ligne}"
        lignes += paragraphe(texte, "    ", _VIDE)
    return [[], [("À rapprocher", "bold")], *lignes] if lignes else []


def _exigence(diagnostic: Diagnostic, explication: Explication) -> Ecran:
    referentiel, feuille = explication.referentiel, explication.feuille
    mots = referentiel.mots
    lignes = paragraphe(f"{referentiel.id}:{feuille.code} · {feuille.intitule}", style="bold")
    if feuille.code != feuille.engagement.code:
        lignes += paragraphe(f"{mots.engagement} {feuille.engagement.code} · {feuille.engagement.intitule}", "  ")
    lignes += paragraphe(f"{mots.module} {feuille.module.code} · {feuille.module.titre or '(titre à compléter)'}", "  ")
    exigence = feuille.exigence
    attendu = ", ".join(map(mot, exigence.preuves)) or "au moins une preuve"
    mesure = f" ; mesure {exigence.periodicite.en_rythme()}" if exigence.periodicite else ""
    lignes += paragraphe(f"Preuves attendues : {attendu}{mesure}", "  ")
    origine = exigence if exigence.source else feuille.engagement
    if origine.source:
        certitude = f" ({CERTITUDES[origine.certitude]})" if origine.certitude else ""
        lignes += paragraphe(f"Source : {origine.source}{certitude}", "  ", style="dim")
    if feuille.engagement.etat == "a_completer":
        lignes += paragraphe(
            f"Le détail officiel de {francais.ce(mots.engagement)} n'est pas entièrement connu (a_completer).",
            "  ",
            style="dim",
        )
    suivis = ((referentiel.id, feuille.engagement.code), (referentiel.id, feuille.module.code))
    for suivi in diagnostic.dossier.engagements.values():
        if suivi.commentaire and (suivi.referentiel, suivi.engagement) in suivis:
            lignes += paragraphe(suivi.commentaire, "  ")
    for exclu in explication.exclusions:
        site = nommer_site(diagnostic.dossier, exclu.site)
        lignes += paragraphe(f"Ne s'applique pas à {site} : {exclu.motif}.", "  ", style="cyan")
    if not explication.module_choisi:
        lignes += paragraphe(
            f"{francais.majuscule(francais.le(mots.module))} {feuille.module.code} n'est pas dans le périmètre.",
            "  ",
            style="cyan",
        )
    return lignes


def _point(diagnostic: Diagnostic, mots: Vocabulaire, point: ExplicationPoint, situer: Situer) -> Ecran:
    dossier, etat = diagnostic.dossier, point.etat
    service = f", {nommer_service(dossier, etat.point.service)}" if etat.point.service else ""
    lignes: Ecran = [[(f"{nommer_site(dossier, etat.point.site)}{service}, au {francais.jour(diagnostic.au)}", "bold")]]
    statut, debut, compte_depuis = STATUTS_MODULE[etat.point.statut], etat.point.choix.du, etat.point.depuis
    depuis = f" depuis {debut.en_debut()}" if debut else ""
    compte = f"compté{francais.e(mots.module)} dans le label" if point.compte else "pour mémoire, hors du label"
    compte += f" depuis {compte_depuis.en_debut()}" if point.compte and compte_depuis and compte_depuis != debut else ""
    lignes += paragraphe(f"Applicable : {mots.module} {statut}{francais.e(mots.module)}{depuis}, {compte}", "  ")
    lignes += _evaluations(diagnostic, point, situer)
    lignes += reponses_du_point(diagnostic, etat.point)
    lignes += _preuves(diagnostic, mots, point, situer)
    lignes += _mesures(diagnostic, mots, point, situer)
    lignes += _actions(diagnostic, point)
    lignes += constats.rendre(diagnostic, point, situer)
    lignes += signatures.rendre(diagnostic, point)
    niveau = NIVEAUX["prouve" if etat.est_prouve else etat.statut]
    respect = {True: ", respecté", False: ", non respecté", None: ""}[etat.respect.est_respecte]
    lignes += paragraphe(
        f"Conclusion : {niveau}{respect}", "  ", style="bold green" if etat.est_prouve else "bold yellow"
    )
    for ecart in point.ecarts:
        ou = f" ({ecart.fichier}:{situer(ecart.fichier, ecart.chemin).ligne})"
        lignes += paragraphe(f"écart, {CAUSES[ecart.cause]} : {ecart.texte}{ou}", "    ", style="yellow")
    return lignes


def _evaluations(diagnostic: Diagnostic, point: ExplicationPoint, situer: Situer) -> Ecran:
    if not point.evaluations:
        return paragraphe("Évaluations : aucune", "  ")
    lignes: Ecran = [[("  Évaluations", "")]]
    for situee in point.evaluations:
        evaluation = situee.evaluation
        future = not evaluation.date.est_acquise(diagnostic.au)
        note = "  ← fait foi" if situee == point.etat.fondement else "  (après la date)" if future else ""
        ligne = situer(situee.suivi.fichier, ("evaluations", situee.rang, "statut")).ligne
        ou = f", réunion {evaluation.reunion}" if evaluation.reunion else ""
        ou += f" de {francais.liste(evaluation.reprise_de)}" if evaluation.reprise_de else ""
        origine = diagnostic.dossier.dire(evaluation.origine)
        texte = f"{evaluation.date.en_clair()} : {mot(evaluation.statut)} ({origine}{ou})"
        texte += f", {situee.suivi.fichier}:{ligne}{note}"
        lignes += paragraphe(texte, "    ", _VIDE, "bold" if situee == point.etat.fondement else "dim")
        detail = evaluation.motif or evaluation.commentaire
        lignes += paragraphe(detail, _VIDE) if detail else []
    return lignes


def _preuves(diagnostic: Diagnostic, mots: Vocabulaire, point: ExplicationPoint, situer: Situer) -> Ecran:
    dossier = diagnostic.dossier
    if not point.preuves and not point.preuves_ailleurs:
        return paragraphe(f"Preuves : aucune ne couvre {francais.le(mots.exigence)}", "  ")
    lignes: Ecran = [[("  Preuves", "")]]
    for examen in point.preuves:
        lignes += _preuve(examen, "", situer) + _tenue(dossier, examen.document)
        lignes += reponses(diagnostic, examen.document.echanges)
    for examen in point.preuves_ailleurs:
        lignes += _preuve(examen, ", pour un autre site ou un autre service", situer)
    return lignes


def _tenue(dossier: Dossier, document: Document) -> Ecran:
    """Ce que montre un document, qui le tient à jour, qui le conserve : de quoi le retrouver le jour de l'audit."""
    garde = document.conservation
    conserve = (
        nommer(dossier, garde.par) if garde and garde.par else "",
        garde.duree.en_clair() if garde and garde.duree else "",
        garde.lieu or "" if garde else "",
    )
    details = (
        (document.description or "").rstrip(" .") if isinstance(document, Preuve) else "",
        f"mise à jour : {nommer(dossier, document.responsable)}" if document.responsable else "",
        f"conservation : {', '.join(filter(None, conserve))}" if any(conserve) else "",
    )
    texte = francais.majuscule(" ; ".join(filter(None, details)))
    return paragraphe(texte, _VIDE, style="dim") if texte else []


def _preuve(examen: Examen, precision: str, situer: Situer) -> Ecran:
    document, fin = examen.document, examen.document.fin_validite
    validite = DEFAUTS[examen.defaut]
    if fin and examen.defaut == "caduque":
        validite = f"a expiré {fin.en_complement()}"
    elif fin and examen.defaut is None:
        validite += f" jusqu'{'au' if fin.est_exacte else 'à'} {fin.en_clair()}"
    elif document.date and examen.defaut == "a_venir":
        validite += f" ({document.date.en_clair()})"
    ok = examen.defaut is None and not precision
    ligne = situer(document.fichier, ("caducite" if examen.defaut == "caduque" else "couvre",)).ligne
    texte = f"{'✓' if ok else '✗'} {document.intitule} : {validite}{precision}"
    return paragraphe(f"{texte}, {document.fichier}:{ligne}", "    ", _VIDE, "green" if ok else "yellow")


def _mesures(diagnostic: Diagnostic, mots: Vocabulaire, point: ExplicationPoint, situer: Situer) -> Ecran:
    respect = point.etat.respect
    if not point.indicateurs and not respect.dues:
        return paragraphe("Mesures : aucune n'est demandée", "  ")
    lignes: Ecran = [[("  Mesures", "")]]
    for retenue in respect.mesures:
        indicateur = retenue.indicateur
        ligne = situer(indicateur.fichier, ("mesures", retenue.rang)).ligne
        texte = (
            f"{'✓' if retenue.est_atteinte else '✗'} {indicateur.intitule} : {retenue.conformes} sur {retenue.total} "
        )
        texte += f"({indicateur.mesures[retenue.rang].periode.en_clair()}), cible {francais.nombre(retenue.cible)} %"
        lignes += paragraphe(f"{texte}, {indicateur.fichier}:{ligne}", "    ", _VIDE)
        mesure = indicateur.mesures[retenue.rang]
        sur = " ".join(filter(None, (str(mesure.periode), mesure.site, mesure.service)))
        lignes += reponses(diagnostic, indicateur.echanges, sur)
    for due in respect.dues:
        nom = due.indicateur.intitule if due.indicateur else f"aucun indicateur ne couvre {francais.le(mots.exigence)}"
        derniere = f", dernière : {due.derniere.periode.en_clair()}" if due.derniere else ""
        lignes += paragraphe(f"✗ {nom} : mesure due {due.periodicite.en_rythme()}{derniere}", "    ", _VIDE, "yellow")
    vus = {m.indicateur.id for m in respect.mesures} | {d.indicateur.id for d in respect.dues if d.indicateur}
    for indicateur in point.indicateurs:
        if indicateur.id not in vus:
            lignes += paragraphe(_sans_mesure(indicateur, diagnostic.au), "    ", _VIDE, "dim")
        tenu = f"tenu par {nommer(diagnostic.dossier, indicateur.responsable)}" if indicateur.responsable else ""
        details = " ; ".join(filter(None, (tenu, indicateur.commentaire)))
        lignes += paragraphe(f"{indicateur.intitule} : {details}", "    ", _VIDE, "dim") if details else []
    return lignes


def _sans_mesure(indicateur: Indicateur, au: date) -> str:
    pourquoi = (
        "sans périodicité" if indicateur.periodicite is None else f"aucune mesure due au {francais.jour_court(au)}"
    )
    return f"{indicateur.intitule} : {pourquoi}, {indicateur.fichier}"


def _actions(diagnostic: Diagnostic, point: ExplicationPoint) -> Ecran:
    dossier = diagnostic.dossier
    if not point.actions:
        return paragraphe("Actions : aucune", "  ")
    lignes: Ecran = [[("  Actions", "")]]
    for action in point.actions:
        prevue = action.echeance_au(diagnostic.au)
        date = prevue.resoudre(dossier.dates_jalons(diagnostic.au)) if prevue else None
        quand = f", {date.en_complement()}" if date else ""
        if action.faite_le is not None:
            quand = f" {action.faite_le.en_complement()}"
        qui = nommer(dossier, action.responsable)
        texte = f"{action.intitule} ({mot(action.statut)}{quand}{', ' + qui if qui else ''}), {action.fichier}"
        lignes += paragraphe(texte, "    ", _VIDE)
        rang = revision_connue(action.revisions, diagnostic.au)
        if rang is not None:
            revision = action.revisions[rang]
            par = f"décidé par {nommer(dossier, revision.decide_par)}" if revision.decide_par else ""
            report = ", ".join(filter(None, (revision.motif, par)))
            lignes += paragraphe(f"Report : {report}", _VIDE, style="dim") if report else []
        if action.origine is not None:
            objet = f" ({action.origine.objet})" if action.origine.objet else ""
            lignes += paragraphe(f"Origine : {dossier.dire(action.origine.type)}{objet}", _VIDE, style="dim")
        lignes += reponses(diagnostic, action.echanges)
    return lignes
