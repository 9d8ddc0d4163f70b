"""Le plan d'actions : une ligne par action ; une échéance qui change s'ajoute aux précédentes."""

from collections.abc import Iterator, Mapping

from qualicli import francais
from qualicli.diagnostic.obligations.obligation import Obligation
from qualicli.echanges.cellules.colonne import Colonne, joindre, valeur_yaml
from qualicli.echanges.feuilles.description import (
    Edition,
    FeuilleDecrite,
    LigneDeFeuille,
    LigneRefusee,
    Naissance,
    lecture_seule,
)
from qualicli.echanges.feuilles.dossier_diagnostique import DossierDiagnostique
from qualicli.echanges.feuilles.naissances import exiger, exiger_un_report, naitre_fiche
from qualicli.echanges.feuilles.retouches import reviser
from qualicli.echanges.feuilles.textes import acteur, acteurs_fermes, delai, texte
from qualicli.modeles.importation import Effet
from qualicli.modeles.suivi import Action, revision_connue

COLONNES = (
    Colonne("intitule", "Action", "texte", 30, obligatoire=True),
    Colonne(
        "couvre",
        "Engagements couverts",
        "liste",
        13,
        note="Les numéros, séparés par des points-virgules : 2.1 ; 3. Avec plusieurs référentiels : référentiel:numéro.",
    ),
    Colonne("service", "Service", "choix", 17, liste="services", heritee=True),
    Colonne("responsable", "Responsable", "acteur", 18, liste="acteurs", note="Une fonction, jamais un nom."),
    Colonne("sites", "Sites", "liste", 12, liste="sites", note="Vide : tous les sites."),
    Colonne("priorite", "Priorité", "choix", 8, liste="priorites", defaut="normale"),
    Colonne("debut", "Début", "date", 11),
    lecture_seule("initiale", "Échéance initiale", 11, "La première date, qui reste.", "echeance"),
    Colonne(
        "echeance",
        "Échéance",
        "echeance",
        12,
        groupe="revision",
        note="La date à tenir. Si vous la changez, dites pourquoi dans la colonne suivante : l'ancienne reste.",
    ),
    Colonne("motif_report", "Motif du report", "texte", 20, groupe="revision"),
    Colonne("statut", "Statut", "choix", 10, liste="statuts_action", defaut="a_faire"),
    Colonne("avancement", "Avancement (%)", "entier", 11, maximum=100),
    Colonne("faite_le", "Faite le", "date", 11, passee=True, exigee_si=("statut", "faite")),
    Colonne("preuve", "Preuve de réalisation", "choix", 16, liste="documents"),
    Colonne("motif", "Motif d'abandon", "texte", 12, exigee_si=("statut", "abandonnee")),
    Colonne("commentaire", "Commentaire", "long", 24),
    lecture_seule("alerte", "Où en est-on", 13, ton=True),
)


def lignes(source: DossierDiagnostique) -> Iterator[LigneDeFeuille]:
    """Une ligne par action, dans l'ordre des échéances."""
    actions, dues = source.dossier.actions.values(), {o.objet: o for o in source.obligations}
    for action in sorted(actions, key=lambda a: (str(_fin(source, a)), a.id)):
        revision = revision_connue(action.revisions, source.diagnostic.au)
        valeurs = {
            "intitule": action.intitule,
            "couvre": joindre(action.couvre),
            "service": texte(action.service),
            "responsable": acteur(action.responsable),
            "sites": joindre(action.sites),
            "priorite": action.priorite,
            "debut": texte(action.debut),
            "initiale": texte(action.echeance) if revision is not None else "",
            "echeance": texte(action.echeance_au(source.diagnostic.au)),
            "motif_report": texte(action.revisions[revision].motif) if revision is not None else "",
            "statut": action.statut,
            "avancement": texte(action.avancement),
            "faite_le": texte(action.faite_le),
            "preuve": texte(action.preuve),
            "motif": texte(action.motif),
            "commentaire": texte(action.commentaire),
            "alerte": _alerte(source, action, dues.get(f"actions/{action.id}")),
        }
        nom = f"Action {francais.guillemets(action.intitule)}"
        yield LigneDeFeuille(
            f"actions/{action.id}",
            action.fichier,
            (),
            valeurs,
            nom,
            services_de(source, action),
            acteurs_fermes(action, "responsable"),
            action,
        )


def services_de(source: DossierDiagnostique, action: Action) -> tuple[str, ...]:
    """Le service d'une action : celui qu'elle dit, sinon celui de son responsable."""
    if action.service:
        return (action.service,)
    return source.services_de([action.responsable])[:1]


def _fin(source: DossierDiagnostique, action: Action) -> str:
    date = source.date_de(action.echeance_au(source.diagnostic.au))
    return date.fin.isoformat() if date else "9999"


def _alerte(source: DossierDiagnostique, action: Action, due: Obligation | None) -> str:
    if action.statut == "abandonnee":
        return "abandonnée"
    if due is None:
        return "faite" + ("" if action.preuve else ", sans preuve")
    return delai(due.echeance, source.diagnostic.au) or "sans échéance"


def retoucher(edition: Edition, colonnes: Mapping[str, Colonne]) -> Iterator[Effet]:
    """Chaque cellule est une clé ; l'échéance, une révision."""
    action: Action = edition.ligne.objet
    if edition.changees.get("statut") == "abandonnee" and not edition.changees.get("motif", action.motif):
        raise LigneRefusee("une action abandonnée demande un motif")
    yield from reviser(edition, colonnes, "echeance", revision_connue(action.revisions, edition.au))


def naitre(naissance: Naissance) -> Iterator[Effet]:
    """Une ligne neuve : une action, dans un fichier à elle."""
    exiger(naissance, COLONNES)
    exiger_un_report(naissance, "")
    ecrites = {
        c.cle: valeur_yaml(c, naissance.valeurs.get(c.cle, ""))
        for c in COLONNES
        if c.ouverture != "jamais" and c.cle != "motif_report"
    }
    nom = f"Nouvelle action {francais.guillemets(naissance.valeurs['intitule'])}"
    yield from naitre_fiche(naissance, "actions", ".yaml", nom, ecrites)


FEUILLE = FeuilleDecrite(
    "actions",
    "Plan d'actions",
    "Une action par ligne ; ajoutez les vôtres dans les lignes vides, en bas.",
    COLONNES,
    lignes,
    retoucher,
    naitre,
    15,
)
