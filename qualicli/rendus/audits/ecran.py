"""Prêt pour l'audit, ou non : un écran."""

from qualicli import francais
from qualicli.diagnostic.preparation import PointPrepare, Preparation
from qualicli.rendus.audits import mots
from qualicli.rendus.ecran import Ecran, paragraphe


def rendre(preparation: Preparation, tout: bool) -> Ecran:
    """Ce qui bloque, ce qui est à reprendre, ce qui est prêt ; avec `tout`, les pièces de chaque point prêt."""
    audit, diagnostic = preparation.audit, preparation.diagnostic
    lignes = paragraphe(f"{audit.intitule}, {preparation.jour.en_clair()}", style="bold")
    lignes += paragraphe(f"{mots.perimetre(preparation)} · vu au {francais.jour(diagnostic.au)}", "  ", style="dim")
    prets = [p for p in preparation.points if p.est_pret]
    reste = [p for p in preparation.points if not p.est_pret]
    total = len(preparation.points)
    verdict = "oui" if preparation.est_prete else "non"
    lignes += [[], *paragraphe(f"Prêt : {verdict}. {francais.pluriel(len(prets), 'point')} sur {total}.", style="bold")]
    if diagnostic.au < preparation.jour.debut:
        verbe = "sont" if diagnostic.au <= preparation.pieces_dues else "étaient"
        lignes += paragraphe(f"Les pièces {verbe} à réunir pour le {francais.jour(preparation.pieces_dues)}.", "  ")
    if preparation.bloquants:
        lignes += [[], [("Constats ouverts, qui bloquent le label", "bold red")]]
        for trouve in preparation.bloquants:
            code = diagnostic.dossier.reference(trouve.constat.exigence)[1] if trouve.constat.exigence else ""
            texte = f"{trouve.audit.intitule} : {trouve.constat.texte}"
            lignes += paragraphe(texte, f"  {code:<6}", " " * 8)
    lignes += _demandees(preparation)
    if reste:
        lignes += [[], [("À reprendre", "bold")]]
        for point in reste:
            lignes += _a_reprendre(preparation, point)
    lignes += _contredits(preparation)
    if prets:
        lignes += [[], [("Prêts", "bold")]]
        lignes += _detail(preparation, prets) if tout else _codes(prets)
    sous_cible = [(p, e) for p in prets for e in p.ecarts if e.nature == "respect"]
    if sous_cible:
        # Réalisés et prouvés, ils sont prêts ; l'auditeur verra pourtant ces mesures.
        lignes += [[], [("Prêts, mais leur mesure le dira", "bold")]]
        for point, ecart in sous_cible:
            lignes += paragraphe(ecart.texte, f"  {point.etat.point.feuille.code:<6}", " " * 8)
    return lignes


def _demandees(preparation: Preparation) -> Ecran:
    if not preparation.demandees:
        return []
    remises = sum(d.est_remise for d in preparation.demandees)
    compte = f"{remises} sur {len(preparation.demandees)} {francais.accorder(len(preparation.demandees), 'remise')}"
    lignes: Ecran = [[], [("Pièces que l'auditeur demande", "bold"), (f" : {compte}", "")]]
    for demandee in preparation.demandees:
        texte = f"{demandee.piece.intitule} : {mots.demandee(preparation, demandee)}"
        marque, couleur = ("✓", "green") if demandee.est_remise else ("✗", "yellow")
        lignes += paragraphe(texte, f"  {marque} ", "    ", couleur)
    return lignes


def _contredits(preparation: Preparation) -> Ecran:
    if not preparation.contredits:
        return []
    lignes: Ecran = [[], [("Réalisés pour la démarche, à corriger pour un auditeur", "bold")]]
    for point, trouve in preparation.contredits:
        lignes += paragraphe(mots.contredit(preparation, trouve), f"  {point.etat.point.feuille.code:<6}", " " * 8)
    return lignes


def _a_reprendre(preparation: Preparation, point: PointPrepare) -> Ecran:
    dossier = preparation.diagnostic.dossier
    code = point.etat.point.feuille.code
    lignes = paragraphe(f"{mots.lieu(dossier, point)} : {mots.affirme(point)}", f"  {code:<6}", " " * 8)
    for manque in mots.manques(point):
        lignes += paragraphe(manque, " " * 8 + "- ", " " * 10)
    suite = f"{mots.qui(dossier, point)}, {mots.echeance(preparation, point)}"
    return lignes + paragraphe(suite, " " * 8 + "→ ", " " * 10, "cyan")


def _codes(points: list[PointPrepare]) -> Ecran:
    codes = dict.fromkeys(p.etat.point.feuille.code for p in points)
    return paragraphe(f"{', '.join(codes)} (--tout montre leurs pièces)", "  ")


def _detail(preparation: Preparation, points: list[PointPrepare]) -> Ecran:
    lignes: Ecran = []
    for point in points:
        texte = f"{mots.lieu(preparation.diagnostic.dossier, point)} : {mots.affirme(point)}"
        lignes += paragraphe(texte, f"  {point.etat.point.feuille.code:<6}", " " * 8)
        for piece in point.pieces:
            fin = f", jusqu'{piece.fin_validite.en_terme()}" if piece.fin_validite else ""
            lignes += paragraphe(f"{piece.intitule}{fin}", " " * 8 + "- ", " " * 10, "dim")
    return lignes
