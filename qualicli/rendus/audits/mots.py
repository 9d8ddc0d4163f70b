"""Les phrases d'un audit que l'on prépare, communes à l'écran, au JSON et au paquet."""

from qualicli import francais
from qualicli.diagnostic.audits import NonConformite
from qualicli.diagnostic.ecarts import expliquer_manque
from qualicli.diagnostic.preparation import PieceAttendue, PointPrepare, Preparation
from qualicli.diagnostic.preuves import Manque
from qualicli.modeles.baremes import bareme_de
from qualicli.modeles.dossier import Dossier
from qualicli.modeles.temps.dates import DateImprecise
from qualicli.rendus.diagnostic.tableaux import qui_doit
from qualicli.rendus.libelles import NIVEAUX, nommer_lieu, nommer_service, nommer_site


def affirme(point: PointPrepare) -> str:
    """Ce que la démarche affirme : « réalisé », « partiel », et depuis quand."""
    fondement = point.etat.fondement
    quand = f" ({fondement.evaluation.date.en_clair()})" if fondement else ""
    statut = {"realise": "réalisé"}.get(point.etat.statut) or NIVEAUX[point.etat.statut]
    return f"{statut}{quand}"


def dire_manque(manque: Manque) -> str:
    """Pourquoi une preuve manquera ; une preuve encore bonne qui aura expiré d'ici là le dit."""
    bonnes = [e.document for e in manque.ecartees if e.defaut is None]
    if not bonnes:
        return expliquer_manque(manque)[1]
    document = max(bonnes, key=lambda d: d.fin_validite or DateImprecise.lire("0001"))
    fin = f" ({document.fin_validite.en_clair()})" if document.fin_validite else ""
    return f"la preuve « {document.intitule} » aura expiré{fin}"


def manques(point: PointPrepare) -> list[str]:
    """Ce qui manque à un point le jour de l'audit : les écarts du diagnostic, puis les preuves qui n'y vaudront plus."""
    dits = [e.texte for e in point.ecarts if e.cause != "preuve_bientot_caduque"]
    deja = any(e.nature == "preuve" for e in point.ecarts)
    return dits + ([] if deja else [dire_manque(m) for m in point.manques])


def demandee(preparation: Preparation, attendue: PieceAttendue) -> str:
    """Où en est une pièce demandée d'avance : remise, à remettre, en retard ; et ce qui n'ira pas ce jour-là."""
    document = attendue.document
    if attendue.est_remise and attendue.piece.remise_le is not None:
        return f"remise {attendue.piece.remise_le.en_complement()}"
    retard = " : en retard" if attendue.pour.est_depassee(preparation.diagnostic.au) else ""
    suite = "" if document else ", sans document qui y réponde"
    fin = document.fin_validite if document and attendue.aura_expire else None
    expire = f", mais « {document.intitule} » aura expiré ({fin.en_clair()})" if document and fin else ""
    return f"à remettre {attendue.pour.en_complement()}{retard}{suite}{expire}"


def contredit(preparation: Preparation, trouve: NonConformite) -> str:
    """Ce qu'un audit a relevé sur un point que la démarche dit réalisé : « écart (Audit blanc) : … »."""
    audit, _, constat = trouve
    diagnostic = preparation.diagnostic
    nature = bareme_de(diagnostic.dossier, audit, constat).nom(constat.nature_au(diagnostic.au))
    return f"{nature} ({audit.intitule}) : {constat.texte}"


def qui(dossier: Dossier, point: PointPrepare) -> str:
    """Qui doit combler ce qui manque à un point."""
    ecart = next(iter(point.ecarts), None)
    return (
        qui_doit(dossier, ecart) if ecart else nommer_service(dossier, point.etat.point.responsable)
    ) or "à désigner"


def echeance(preparation: Preparation, point: PointPrepare) -> str:
    """Pour quand : l'échéance de l'action qui s'en occupe, sinon le jour où les pièces doivent être réunies."""
    fixees = [e.echeance for e in point.ecarts if e.echeance is not None]
    if not fixees:
        return f"pour le {francais.jour(preparation.pieces_dues)}"
    premiere = min(fixees, key=lambda d: d.fin)
    tard = " : après l'audit" if preparation.jour.fin < premiere.fin else ""
    tard = " : en retard" if premiere.est_depassee(preparation.diagnostic.au) else tard
    return f"{premiere.en_complement()}{tard}"


def lieu(dossier: Dossier, point: PointPrepare) -> str:
    """Où est le point : son site, et son service quand il lui est propre."""
    return nommer_lieu(dossier, point.etat.point.site, point.etat.point.service)


def perimetre(preparation: Preparation) -> str:
    """Ce que l'audit regarde : référentiels, modules, sites."""
    dossier = preparation.diagnostic.dossier
    noms = francais.liste(r.resultat.referentiel.nom for r in preparation.referentiels)
    modules = dict.fromkeys(p.etat.point.feuille.module.code for p in preparation.points)
    sites = dict.fromkeys(p.etat.point.site for p in preparation.points)
    lieux = francais.liste(nommer_site(dossier, s) for s in sites)
    return f"{noms}, {francais.liste(modules)}, {lieux}" if modules else f"{noms} : aucun point à contrôler"
