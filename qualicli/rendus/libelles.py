"""Les mots affichés pour chaque valeur du format et des calculs."""

from decimal import Decimal

from qualicli import francais
from qualicli.modeles.acteur import Acteur
from qualicli.modeles.base import valeurs_admises
from qualicli.modeles.demarche import StatutModule
from qualicli.modeles.dossier import Dossier
from qualicli.modeles.label import Vocabulaire
from qualicli.modeles.mots_du_format import mot as mot
from qualicli.modeles.referentiel import Referentiel
from qualicli.modeles.temps.dates import DateImprecise

CAUSES = {
    "non_conformite": "non-conformité",
    "non_realise": "non réalisé",
    "non_evalue": "non évalué",
    "preuve_caduque": "preuve caduque",
    "piece_introuvable": "pièce introuvable",
    "piece_alteree": "pièce altérée",
    "procedure_manquante": "procédure manquante",
    "preuve_manquante": "preuve manquante",
    "partiel": "partiel",
    "cible_manquee": "cible manquée",
    "mesure_due": "mesure due",
    "preuve_bientot_caduque": "preuve bientôt caduque",
}
NIVEAUX = {
    "realise": "réalisé, sans preuve valide",
    "prouve": "réalisé et prouvé",
    "partiel": "partiel",
    "non_realise": "non réalisé",
    "sans_objet": "sans objet",
    "non_evalue": "non évalué",
    None: "hors du périmètre",
}
STATUTS_MODULE = {statut: mot(statut) for statut in valeurs_admises(StatutModule)}
DEFAUTS = {
    None: "valide",
    "brouillon": "pas encore validée",
    "sans_date": "sans date",
    "a_venir": "postérieure à la date",
    "caduque": "caduque",
    "introuvable": "pièce jointe introuvable",
    "alteree": "pièce jointe altérée",
}
SENS = {
    "gagne": "gagné",
    "perdu": "perdu",
    "evalue": "évalué",
    "avance": "en progrès",
    "recule": "en recul",
    "entre": "entré dans le périmètre",
    "sorti": "sorti du périmètre",
}
CERTITUDES = {"etabli": mot("etabli"), "deduit": mot("deduit"), None: ""}


def nommer_site(dossier: Dossier, site: str | None) -> str:
    """Le nom d'un site, à défaut son identifiant."""
    connu = dossier.demarche.sites.get(site or "")
    return connu.nom if connu else site or ""


def nommer_service(dossier: Dossier, service: str | None) -> str:
    """Le nom d'un service, à défaut son identifiant."""
    connu = dossier.services.get(service or "")
    return connu.nom if connu else service or ""


def nommer_lieu(dossier: Dossier, site: str | None, service: str | None) -> str:
    """Le site, et le service quand le point est propre à l'un d'eux : « Préfecture, Standard »."""
    return ", ".join(filter(None, (nommer_site(dossier, site), nommer_service(dossier, service))))


def nommer(dossier: Dossier, acteur: Acteur | None) -> str:
    """La fonction d'un acteur, jamais son nom : rôle, service, instance ou fonction de l'annuaire, à défaut l'identifiant."""
    if acteur is None:
        return ""
    if acteur.id is None:
        return str(acteur)
    organe = dossier.services.get(acteur.id) or dossier.instances.get(acteur.id)
    if organe is not None:
        return organe.nom
    annuaire = dossier.annuaire
    if annuaire and acteur.id in annuaire.roles:
        return annuaire.roles[acteur.id].intitule
    if annuaire and acteur.id in annuaire.personnes:
        return annuaire.personnes[acteur.id].fonction or acteur.id
    return acteur.id


def est_un_mot(code: str) -> bool:
    """Vrai d'un code de module qui n'est qu'un mot de l'outil (« tous », « accueil-general ») : son titre le remplace."""
    return len(code) > 2 and code.islower() and not any(c.isdigit() for c in code)


def epeler(identifiant: str) -> str:
    """Un identifiant que rien ne décrit, en mots : « referent-qualite » devient « Referent qualite »."""
    return francais.majuscule(identifiant.replace("-", " "))


def a_fonction(dossier: Dossier, identifiant: str) -> bool:
    """Vrai quand on sait dire la fonction de cet acteur : un service, une instance, un rôle, une personne qui en a une."""
    annuaire = dossier.annuaire
    personne = annuaire.personnes.get(identifiant) if annuaire else None
    return (
        identifiant in dossier.services
        or identifiant in dossier.instances
        or (annuaire is not None and identifiant in annuaire.roles)
        or (personne is not None and personne.fonction is not None)
    )


def engagements_tenus(mots: Vocabulaire) -> str:
    """Le titre du taux des engagements : « Engagements tenus », ou le mot du référentiel."""
    pluriel = francais.mettre_au_pluriel(mots.engagement)
    return f"{francais.majuscule(pluriel)} {'tenues' if francais.e(mots.engagement) else 'tenus'}"


def accorder_cause(cause: str, combien: int) -> str:
    """Le nom d'une cause d'écart, accordé : « 3 preuves caduques », « 2 partiels »."""
    if cause == "preuve_bientot_caduque" and combien > 1:
        return "preuves bientôt caduques"
    if cause == "non_conformite":
        return "non-conformité" if combien < 2 else "non-conformités"
    if cause in ("non_realise", "non_evalue"):
        return accorder_etat(cause, combien)
    return francais.accorder(combien, CAUSES[cause])


def accorder_etat(etat: str, combien: int) -> str:
    """Le nom d'un état déclaré, accordé : « 2 non réalisés », « 3 sans objet »."""
    return mot(etat) + ("s" if combien > 1 and etat != "sans_objet" else "")


def version(referentiel: Referentiel) -> str:
    """« version d'octobre 2012 » quand la version est une date, « version 3 » sinon."""
    try:
        ecrite = DateImprecise.lire(referentiel.version)
    except ValueError:
        return f"version {referentiel.version}"
    return f"version {ecrite.apres_de()}"


def poids(octets: int) -> str:
    """Un poids de fichier, pour une personne : « 12 Ko », « 3,4 Mo »."""
    if octets < 1_000_000:
        return f"{max(1, round(octets / 1000))} Ko"
    return f"{francais.nombre(Decimal(octets) // 100_000 / 10)} Mo"
