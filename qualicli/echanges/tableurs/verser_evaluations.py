"""Ajouter au journal les évaluations qu'un service a notées dans son tableur : une ligne de plus, jamais une de réécrite."""

from collections.abc import Iterable, Iterator

from qualicli.echanges.cellules.cellule import comparable
from qualicli.echanges.feuilles.description import Edition, LigneDeFeuille, LigneRefusee
from qualicli.echanges.tableurs.lire_lignes import LigneDeService
from qualicli.echanges.tableurs.verser import Versement
from qualicli.modeles.codes import normaliser_reference, voisin
from qualicli.modeles.importation import Conflit
from qualicli.modeles.suivi import Evaluation


def verser(versement: Versement, lignes: Iterable[LigneDeService]) -> None:
    """Ajoute au résultat les évaluations que le journal n'a pas encore."""
    vues: dict[tuple[str, str], LigneDeService] = {}
    for ligne in lignes:
        try:
            connue = _point(versement, ligne)
            autre = vues.setdefault((connue.cle, ligne.valeurs.get("date", "")), ligne)
            if autre is ligne:
                _noter(versement, ligne, connue)
            elif autre.valeurs != ligne.valeurs:
                raise LigneRefusee(
                    f"le même point, le même jour, qu'à la ligne {autre.rang}, avec un autre résultat ; gardez le bon"
                )
        except LigneRefusee as refus:
            versement.rejeter(f"ligne {ligne.rang}", str(refus), "")


def _point(versement: Versement, ligne: LigneDeService) -> LigneDeFeuille:
    """Le point de contrôle dont parle une ligne."""
    referentiel, _, code = normaliser_reference(ligne.valeurs["exigence"]).rpartition(":")
    voulus = {"site": ligne.valeurs.get("site"), "service": ligne.valeurs.get("service")}
    referentiel = ligne.valeurs.get("referentiel") or referentiel
    memes = [
        li
        for li in versement.table.lignes
        if li.objet[0].point.feuille.code == code and referentiel in ("", li.objet[0].point.referentiel)
    ]
    if not memes:
        codes = {li.objet[0].point.feuille.code for li in versement.table.lignes}
        proche = voisin(code, codes)
        conseil = f" ; vouliez-vous dire « {proche} » ?" if proche else ""
        raise LigneRefusee(f"« {code} » n'est pas un point du périmètre{conseil or ' ; vérifiez le numéro'}")
    trouves = [li for li in memes if all(v in (None, "", li.valeurs[c]) for c, v in voulus.items())]
    if len(trouves) == 1:
        return trouves[0]
    if not trouves:
        raise LigneRefusee(f"« {code} » ne s'évalue pas à ce site ou pour ce service ; corrigez la ligne")
    cle = (
        "referentiel"
        if len({li.objet[0].point.referentiel for li in trouves}) > 1
        else next((c for c in ("site", "service") if len({li.valeurs[c] for li in trouves}) > 1), "site")
    )
    raise LigneRefusee(
        f"« {code} » s'évalue à plusieurs endroits ; ajoutez une colonne, ou une constante « {cle} » au profil"
    )


def _noter(versement: Versement, ligne: LigneDeService, connue: LigneDeFeuille) -> None:
    v = ligne.valeurs
    for rang, evaluation, precise in _deja_la(versement, connue, v.get("date", "")):
        ecrit = evaluation.motif if evaluation.statut == "sans_objet" else evaluation.commentaire
        lu = v.get("commentaire")
        if evaluation.statut == v["statut"] and (not lu or comparable(ecrit or "") == comparable(lu)):
            return
        if precise and versement.garder is None:
            _opposer(versement, ligne, connue, rang, evaluation)
        if precise and versement.garder != "tableur":
            return
    changees = {"etat": v["statut"], "date": v.get("date", ""), "commentaire": v.get("commentaire", "")}
    edition = Edition(connue, changees, versement.au, versement.dossier, versement.mots)
    versement.ajouter(ligne, versement.decrite.retoucher(edition, {}))


def _deja_la(versement: Versement, connue: LigneDeFeuille, quand: str) -> Iterator[tuple[int, Evaluation, bool]]:
    """Ce que le journal dit déjà de ce point ce jour-là, ou aujourd'hui si la ligne n'est pas datée.

    D'abord la dernière écrite pour ce point même, puis la dernière qui vaut pour tous les sites.
    """
    etat, precise_le_site = connue.objet
    point, fondement = etat.point, etat.fondement
    if not quand:
        if fondement is not None:
            yield fondement.rang, fondement.evaluation, True
        return
    suivis = (s for s in versement.dossier.engagements.values() if s.fichier == connue.fichier)
    du_jour = [
        (rang, e, e.site is not None or not precise_le_site)
        for suivi in suivis
        for rang, e in enumerate(suivi.evaluations)
        if e.exigence == point.feuille.code
        and e.service == point.service
        and e.site in (None, point.site)
        and e.date.texte == quand
    ]
    for precise in (True, False):
        yield from [d for d in du_jour if d[2] is precise][-1:]


def _opposer(
    versement: Versement, ligne: LigneDeService, connue: LigneDeFeuille, rang: int, evaluation: Evaluation
) -> None:
    v = ligne.valeurs
    actuelle = versement.mots("etat", evaluation.statut)
    if evaluation.statut == v["statut"]:
        actuelle += f" (« {versement.mots('commentaire', evaluation.commentaire or evaluation.motif or '')} »)"
    voulue = versement.mots("etat", v["statut"])
    if evaluation.statut == v["statut"] and v.get("commentaire"):
        voulue += f" (« {versement.mots('commentaire', v['commentaire'])} »)"
    versement.resultat.conflits.append(
        Conflit(
            (versement.table.nom, connue.cle, f"etat/{v.get('date', '')}"),
            versement.nom,
            versement.feuille,
            ligne.cellules.get("statut", f"ligne {ligne.rang}"),
            connue.fichier,
            ("evaluations", rang, "statut"),
            f"{connue.nom}, {versement.mots('date', v.get('date', ''))}",
            "État",
            "",
            voulue,
            actuelle,
        )
    )
