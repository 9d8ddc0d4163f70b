"""Les écarts d'un référentiel en mots : ce qui manque, ce qui le fermerait, qui doit le faire et pour quand."""

from collections.abc import Iterable
from datetime import date

from qualicli import francais
from qualicli.diagnostic.ecarts import RANG, Ecart
from qualicli.modeles.temps.dates import DateImprecise
from qualicli.rendus import libelles
from qualicli.rendus.diagnostic.tableaux import qui_doit
from qualicli.rendus.documents.socle.pieces import en_bref
from qualicli.rendus.documents.socle.points import PointsReferentiel, cle_du_point
from qualicli.rendus.documents.socle.vue import TableauTexte

# La cause que le texte de l'écart nomme déjà : la redire l'alourdirait.
_DIT_TOUT = ("non_realise", "non_evalue", "partiel", "non_conformite", "mesure_due")


def dire_echeance(prevue: DateImprecise | None, au: date) -> str:
    """Une échéance, et si elle est dépassée : « 15 mars 2022 (dépassée) », « à fixer »."""
    if prevue is None:
        return "à fixer"
    return prevue.en_clair() + (" (dépassée)" if prevue.est_depassee(au) else "")


def repartir_ecarts(ecarts: Iterable[Ecart]) -> dict[tuple[str, str, str | None, str | None], list[Ecart]]:
    """Range des écarts par point, dans l'ordre où ils viennent."""
    points: dict[tuple[str, str, str | None, str | None], list[Ecart]] = {}
    for ecart in ecarts:
        points.setdefault((ecart.referentiel, ecart.exigence, ecart.site, ecart.service), []).append(ecart)
    return points


def ecarts_des_points(points: PointsReferentiel) -> list[Ecart]:
    """Les écarts des points, dans l'ordre du référentiel ; ceux d'un audit sont dits à part, par `socle.constats`."""
    return sorted(
        (e for e in points.resultat.ecarts if e.nature != "audit"),
        key=lambda e: (
            points.rangs.get(e.exigence, 0),
            list(points.lieux).index(e.site) if e.site else 0,
            e.service or "",
            RANG[e.cause],
        ),
    )


def manque(points: PointsReferentiel, ecart: Ecart) -> str:
    """Ce qui manque, et pourquoi."""
    texte = ecart.texte.removesuffix(".")
    etat = points.etats.get(cle_du_point(ecart))
    if ecart.nature == "preuve" and etat and not any(m.ecartees for m in etat.manques):
        types = francais.liste(libelles.mot(m.type) for m in etat.manques if m.type)
        texte = types or f"aucune ne couvre {francais.le(points.resultat.referentiel.mots.exigence)}"
    elif ecart.cause in _DIT_TOUT:
        return francais.majuscule(texte)
    if ecart.nature == "alerte":
        document = points.pieces_par_point[cle_du_point(ecart)][0][1].document
        fin = document.fin_validite if document else None
        texte = f"{francais.guillemets(document.intitule)} expire {fin.en_complement()}" if document and fin else texte
    signe = "," if ecart.cause == "cible_manquee" else francais.INSECABLE + ":"
    return f"{francais.majuscule(libelles.CAUSES[ecart.cause])}{signe} {texte.removeprefix('la preuve ')}"


def fermeture(points: PointsReferentiel, ecarts: Iterable[Ecart], numerote: bool = False) -> str:
    """Les pièces, puis les actions, qui fermeraient les écarts d'un point ; « Sans action » quand aucune n'est prévue."""
    a_faire, actions = [], []
    for ecart in ecarts:
        if ecart.nature in ("preuve", "alerte"):
            siennes = points.pieces_par_point.get(cle_du_point(ecart), ())
            a_faire += [en_bref(piece, numero if numerote else None) for numero, piece in siennes]
        if ecart.cause == "mesure_due":
            a_faire.append("faire la mesure")
        actions.append(ecart.action.intitule.removesuffix(".") if ecart.action else "sans action")
    return ". ".join(map(francais.majuscule, filter(None, (francais.liste(a_faire), *dict.fromkeys(actions)))))


def _qui(points: PointsReferentiel, ecart: Ecart) -> str:
    """Qui doit fermer un écart."""
    return qui_doit(points.contexte.dossier, ecart) or "à désigner"


def tableau_ecarts(points: PointsReferentiel, ecarts: Iterable[Ecart], court: bool = False) -> TableauTexte:
    """Des écarts en tableau, une ligne par point : ce qui manque, ce qui le fermerait, qui, pour quand.

    Des sites où une même exigence manque de la même façon partagent une ligne. Court, celui
    d'un service, il ne redit ni le texte des exigences, ni le numéro des pièces, ni le service.
    """
    lignes: dict[tuple[str, ...], list[str]] = {}
    for (_, code, site, service), siens in repartir_ecarts(ecarts).items():
        qui, quand = _qui(points, siens[0]), dire_echeance(siens[0].echeance, points.au)
        reste = (
            ". ".join(manque(points, e) for e in siens),
            fermeture(points, siens, not court),
            *((_quand_et_qui(points, quand, qui),) if court else (qui, quand)),
        )
        lignes.setdefault((code, *reste), []).append(points.ou(site, service))
    return TableauTexte(
        (
            francais.majuscule(points.resultat.referentiel.mots.exigence),
            "Ce qui manque",
            "Ce qui le fermerait",
            *(() if court else ("Qui",)),
            "Pour quand",
        ),
        tuple((_viser(points, code, ous, court), *reste) for (code, *reste), ous in lignes.items()),
    )


def _viser(points: PointsReferentiel, code: str, ous: Iterable[str], court: bool) -> str:
    """L'exigence en écart, et où ; court, le tableau réunit tous les référentiels, et le code dit le sien."""
    texte = points.exigence(code, filter(None, ous), court)
    return points.coder(code) + texte.removeprefix(code) if court else texte


def _quand_et_qui(points: PointsReferentiel, quand: str, qui: str) -> str:
    """L'échéance, et qui la tient quand ce n'est pas le service lui-même."""
    soi = libelles.nommer_service(points.contexte.dossier, points.service)
    return quand if qui == soi else f"{quand}, {francais.minuscule(qui)}"
