"""Évaluer une exigence : une ligne de plus à son journal, à la date du fait ; le passé n'est pas réécrit."""

from collections.abc import Mapping
from typing import Any

from qualicli import francais
from qualicli.diagnostic.points import PointDeControle, enumerer
from qualicli.erreurs import ErreurUsage
from qualicli.modeles.codes import voisin
from qualicli.modeles.importation import Effet
from qualicli.modeles.mots_du_format import mot
from qualicli.modeles.retouche import Ajouter
from qualicli.modeles.suivi import Evaluation
from qualicli.modeles.temps.dates import DateImprecise
from qualicli.operations.ajouter import brut
from qualicli.operations.classeurs import DossierOuvert
from qualicli.operations.formulaires import formulaire
from qualicli.operations.gestes import Geste, preparer
from qualicli.operations.reponses import Reponses

MODELE = Evaluation
_BEAUCOUP = 8  # au-delà, une énumération ne se lit plus
FORMULAIRE = formulaire(MODELE, ("site", "service", "commentaire"))


def citer(reponses: Reponses, texte: str) -> None:
    """Prend la référence à évaluer : « référentiel:code », un code, ou le titre d'une exigence."""
    referentiel, _, code = texte.strip().rpartition(":")
    reponses.referentiel = referentiel.strip() if referentiel.strip() in reponses.dossier.referentiels else ""
    reponses.donner("exigence", code if reponses.referentiel else texte)


def points(ouvert: DossierOuvert, reponses: Reponses) -> list[PointDeControle]:
    """Les points de contrôle du périmètre qu'un code désigne ; lève une erreur s'il n'en désigne aucun, ou trop."""
    dossier, ecrit = ouvert.dossier, str(reponses.valeurs["exigence"])
    voulu, code = reponses.referentiel, ecrit
    trouves: list[PointDeControle] = []
    connus: set[str] = set()
    for perimetre in dossier.demarche.perimetre:
        referentiel = dossier.referentiels.get(perimetre.referentiel)
        if referentiel is not None and voulu in ("", referentiel.id):
            tous, _ = enumerer(dossier, perimetre, referentiel, reponses.au)
            trouves += [p for p in tous if p.feuille.code == code]
            connus |= {p.feuille.code for p in tous}
            freres = [p.feuille.code for p in tous if code in (p.feuille.engagement.code, p.feuille.module.code)]
            if freres and code not in freres:
                siens = list(dict.fromkeys(freres))
                codes = francais.liste(siens[:_BEAUCOUP], "ou") + (", entre autres" if siens[_BEAUCOUP:] else "")
                raise ErreurUsage(f"« {code} » s'évalue par {referentiel.mots.exigence}.", f"Dites : {codes}.")
    if not trouves:
        proche = voisin(code, connus)
        conseil = f"Vouliez-vous dire « {proche} » ?" if proche else "« qualicli diagnostic » montre ce qui l'est."
        raise ErreurUsage(f"« {code} » n'est pas {francais.un(dossier.mots.exigence)} du périmètre.", conseil)
    referentiels = dict.fromkeys(p.referentiel for p in trouves)
    if len(referentiels) > 1:
        prefixes = (f"{r}:{code}" for r in referentiels)
        raise ErreurUsage(f"« {code} » est dans plusieurs référentiels.", f"Dites : {francais.liste(prefixes, 'ou')}.")
    return trouves


def evaluer(ouvert: DossierOuvert, reponses: Reponses) -> Geste:
    """Ce qu'une évaluation ajouterait au journal de son engagement. N'écrit rien."""
    element = _element(ouvert, reponses)
    point = points(ouvert, reponses)[0]
    suivi = next(
        (
            s
            for s in ouvert.dossier.engagements.values()
            if (s.referentiel, s.engagement) == (point.referentiel, point.feuille.engagement.code)
        ),
        None,
    )
    code = point.feuille.engagement.code
    fichier = (
        suivi.fichier if suivi else f"engagements/{point.referentiel}/{code.zfill(2) if code.isdigit() else code}.yaml"
    )
    quand = DateImprecise.lire(element["date"])
    sujet = f"Évaluation : {element['exigence']} {mot(element['statut'])} {quand.en_complement()}"
    from qualicli.depot.yaml_ecrit import en_textes  # ruamel.yaml se charge lentement : pour écrire, seulement

    presentes = brut(ouvert, fichier).get("evaluations") or () if fichier in ouvert.octets else ()
    if en_textes(element) in presentes:
        return preparer(ouvert, sujet, (), mentions=[f"Déjà noté dans {fichier} : rien à ajouter."])
    effet = Effet(fichier, Ajouter(("evaluations",), element, {"engagement": code}), _mots(ouvert, point, element))
    return preparer(ouvert, sujet, [effet])


def _element(ouvert: DossierOuvert, reponses: Reponses) -> dict[str, Any]:
    """La ligne à écrire : elle nomme son service quand l'exigence s'évalue par service, et n'est pas datée d'avance."""
    trouves = points(ouvert, reponses)
    element = reponses.ordonnees()
    if DateImprecise.lire(element["date"]).debut > reponses.au:
        raise ErreurUsage("Une évaluation ne se date pas d'avance.", "La date est celle du fait : corrigez --date.")
    site = element.get("site")
    if site and site not in {p.site for p in trouves}:
        sites = francais.liste(dict.fromkeys(p.site for p in trouves), "ou")
        raise ErreurUsage(f"« {element['exigence']} » ne s'évalue pas à ce site : {site}.", f"Sites : {sites}.")
    services = dict.fromkeys(p.service for p in trouves if p.service and site in (None, p.site))
    if services and element.get("service") not in services:
        if len(services) > 1 or element.get("service"):
            noms = francais.liste(services, "ou")
            raise ErreurUsage(f"« {element['exigence']} » s'évalue par service.", f"Dites lequel : --service {noms}.")
        element["service"] = next(iter(services))
    if element["statut"] == "sans_objet" and "motif" not in element and "commentaire" in element:
        element["motif"] = element.pop("commentaire")
    return {cle: element[cle] for cle in FORMULAIRE.cles if cle in element}


def _mots(ouvert: DossierOuvert, point: PointDeControle, element: Mapping[str, Any]) -> str:
    from qualicli.rendus.libelles import nommer_lieu

    lieu = nommer_lieu(ouvert.dossier, element.get("site"), element.get("service"))
    fait = f"{mot(element['statut'])} {DateImprecise.lire(element['date']).en_complement()}"
    return f"{element['exigence']} {francais.guillemets(point.feuille.intitule)}{f', {lieu}' if lieu else ''} : {fait}"
