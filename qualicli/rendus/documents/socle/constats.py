"""Les constats d'audit qui restent ouverts, en mots : où, quelle action, qui, pour quand."""

from qualicli import francais
from qualicli.diagnostic.audits import NonConformite, constats_ouverts
from qualicli.modeles.baremes import bareme_de, bareme_du
from qualicli.rendus import libelles
from qualicli.rendus.documents.socle.ecarts import dire_echeance
from qualicli.rendus.documents.socle.points import PointsReferentiel
from qualicli.rendus.documents.socle.vue import TableauTexte


def constats_a_corriger(points: PointsReferentiel) -> list[NonConformite]:
    """Les constats d'audit qui appellent une action et ne sont pas levés ; ceux du service s'il y en a un."""
    modules = {e.point.feuille.module.code for e in points.etats.values() if e.point.compte}
    dossier, referentiel = points.contexte.dossier, points.resultat.referentiel
    ouverts = constats_ouverts(dossier, referentiel, points.au, modules, bareme_du(referentiel).a_corriger)
    return [c for c in ouverts if points.service is None or _service_du_constat(points, c) == points.service]


def _service_du_constat(points: PointsReferentiel, ouvert: NonConformite) -> str | None:
    constat = ouvert.constat
    code = points.contexte.dossier.reference(constat.exigence)[1] if constat.exigence else ""
    doivent = (
        e.point.responsable
        for e in points.etats.values()
        if code in (e.point.feuille.code, e.point.feuille.engagement.code) and constat.site in (None, e.point.site)
    )
    return constat.service or next((d for d in doivent if d), None)


def tableau_constats(points: PointsReferentiel) -> TableauTexte:
    """Les constats d'audit qui restent ouverts, chacun avec l'action qui y répond."""
    return TableauTexte(
        ("Constat", "Où", "Action", "Qui", "Pour quand"), tuple(_ligne(points, c) for c in constats_a_corriger(points))
    )


def _ligne(points: PointsReferentiel, ouvert: NonConformite) -> tuple[str, ...]:
    constat, dossier = ouvert.constat, points.contexte.dossier
    action = dossier.actions.get(constat.action or "")
    objet = f"audits/{ouvert.audit.id}#{constat.id}"
    pour = next((o.echeance for o in points.contexte.obligations() if o.objet == objet), None)
    code = dossier.reference(constat.exigence)[1] if constat.exigence else ""
    service = libelles.nommer_service(dossier, _service_du_constat(points, ouvert))
    qui = points.contexte.noms().fonction(action.responsable) if action else ""
    nature = francais.majuscule(bareme_de(dossier, ouvert.audit, constat).nom(constat.nature_au(points.au)))
    texte = f"{nature}{francais.INSECABLE}: {francais.enchainer(constat.texte.removesuffix('.'))}"
    return (
        texte,
        ", ".join(filter(None, (points.coder(code), points.ou(constat.site)))),
        action.intitule if action else "Sans action",
        qui or service or "à désigner",
        dire_echeance(pour, points.au),
    )
