"""Le tableau des enregistrements et le suivi des procédures : deux vues des mêmes documents, sans cellule commune."""

from collections.abc import Iterator, Mapping

from qualicli import francais
from qualicli.diagnostic.obligations.obligation import Obligation
from qualicli.echanges.cellules.colonne import Colonne, joindre, valeur_yaml
from qualicli.echanges.feuilles.description import Edition, FeuilleDecrite, LigneDeFeuille, Naissance, lecture_seule
from qualicli.echanges.feuilles.dossier_diagnostique import DossierDiagnostique
from qualicli.echanges.feuilles.naissances import exiger, naitre_fiche
from qualicli.echanges.feuilles.retouches import poser_chaque
from qualicli.echanges.feuilles.textes import acteur, acteurs_fermes, texte
from qualicli.modeles.documents import Document, Preuve, Procedure
from qualicli.modeles.importation import Effet
from qualicli.modeles.retouche import Poser
from qualicli.rendus.libelles import mot

ACCES = ("intranet", "internet", "affichage", "presentoir", "service", "dossier_commun", "resana")
_ACCES = tuple(
    Colonne(
        f"acces_{a}",
        {"resana": "RESANA", "service": "Au service"}.get(a, mot(a).capitalize()),
        "choix",
        3,
        liste="oui",
        note="« oui » si le document s'y trouve." if a == "intranet" else "",
    )
    for a in ACCES
)
COLONNES = (
    Colonne("intitule", "Document", "texte", 36, obligatoire=True),
    Colonne("type", "Type", "choix", 14, liste="types_document", obligatoire=True),
    Colonne("service", "Service", "choix", 24, liste="services", heritee=True),
    Colonne("version", "Version", "texte", 9),
    Colonne("date", "Date", "date", 12),
    Colonne(
        "caducite",
        "Caducité",
        "caducite",
        13,
        note="La date jusqu'à laquelle il vaut, ou « sans objet » avec un motif.",
    ),
    Colonne("motif", "Motif sans caducité", "texte", 14, exigee_si=("caducite", "sans_objet")),
    *_ACCES,
    Colonne("public", "Public", "choix", 8, liste="publics", defaut="agents"),
    Colonne("etat", "État", "choix", 12, liste="etats_document", defaut="validee"),
    Colonne(
        "couvre", "Engagements couverts", "liste", 14, note="Les numéros, séparés par des points-virgules : 2.1 ; 3"
    ),
    Colonne("emplacement", "Emplacement", "texte", 20, note="Où le trouver, quand il n'est ni joint ni en ligne."),
    lecture_seule("piece", "Pièce", 18),
    Colonne("commentaire", "Commentaire", "long", 24),
    lecture_seule("alerte", "Validité", 14, ton=True),
)
COLONNES_PROCEDURES = (
    Colonne("code", "Numéro", "texte", 10),
    Colonne("intitule", "Fiche de procédure", "texte", 44, "nouvelle", obligatoire=True),
    Colonne("service", "Service", "choix", 24, "nouvelle", "services", heritee=True),
    Colonne(
        "etat",
        "État",
        "choix",
        15,
        liste="etats_document",
        defaut="validee",
        note="À rédiger, en rédaction, en validation, validée, diffusée. Seule une fiche validée ou diffusée prouve.",
    ),
    Colonne("redige_par", "Rédigée par", "acteur", 26, liste="acteurs", note="Une fonction, jamais un nom."),
    Colonne("responsable", "Responsable", "acteur", 26, liste="acteurs"),
    Colonne("valide_par", "Validée par", "acteur", 24, liste="acteurs"),
    lecture_seule("version", "Version", 9),
    lecture_seule("date", "Date", 12, "", "date"),
    lecture_seule("caducite", "Caducité", 13, "", "caducite"),
    lecture_seule("couvre", "Engagements couverts", 20, "", "liste"),
    lecture_seule("alerte", "Où en est-on", 24, ton=True),
)


def enregistrements(source: DossierDiagnostique) -> Iterator[LigneDeFeuille]:
    """Une ligne par document, procédures comprises."""
    for document in sorted(source.dossier.documents, key=lambda d: (d.type_document, d.intitule, d.id)):
        valeurs = {
            "intitule": document.intitule,
            "type": document.type_document,
            "service": texte(document.service),
            "version": texte(document.version),
            "date": texte(document.date),
            "caducite": texte(document.caducite),
            "motif": texte(document.motif),
            "public": document.public,
            "etat": document.etat,
            "couvre": joindre(document.couvre),
            "commentaire": texte(document.commentaire),
            "alerte": validite(source, document),
        }
        valeurs |= {f"acces_{a}": "oui" for a in document.acces}
        fermees = {"type", "etat", "emplacement"} if isinstance(document, Procedure) else set()
        if isinstance(document, Preuve):
            valeurs["emplacement"] = joindre(document.emplacement)
            valeurs["piece"] = document.fichier_joint or document.url or ""
            fermees = {"emplacement"} if len(document.emplacement) > 1 else set()
        yield _ligne(document, valeurs, frozenset(fermees))


def _ligne(document: Document, valeurs: dict[str, str], fermees: frozenset[str]) -> LigneDeFeuille:
    nom = f"{'Procédure' if isinstance(document, Procedure) else 'Document'} {francais.guillemets(document.intitule)}"
    services = (document.service,) if document.service else ()
    return LigneDeFeuille(repere(document), document.fichier, (), valeurs, nom, services, fermees, document)


def repere(document: Document) -> str:
    """Le repère de la ligne d'un document."""
    return f"{'procedures' if isinstance(document, Procedure) else 'preuves'}/{document.id}"


def expire(source: DossierDiagnostique, obligation: Obligation) -> bool:
    """Vrai d'un document à renouveler, ou qui le sera dans le délai d'alerte de la démarche."""
    horizon = source.dossier.demarche.calcul.alerte_caducite.apres(source.diagnostic.au)
    fin = obligation.echeance.fin if obligation.echeance else None
    return obligation.nature == "document" and fin is not None and fin <= horizon


def validite(source: DossierDiagnostique, document: Document) -> str:
    """Jusqu'à quand un document vaut, en quelques mots."""
    au, alerte = source.diagnostic.au, source.dossier.demarche.calcul.alerte_caducite
    if not document.est_en_vigueur:
        return f"pas encore valable ({mot(document.etat)})"
    fin = document.fin_validite
    if fin is None:
        return "valable, sans fin" if document.caducite else "sans date de caducité"
    jours = (fin.fin - au).days
    if jours < 0:
        return f"caduc depuis {francais.pluriel(-jours, 'jour')}"
    return f"bientôt caduc, dans {francais.pluriel(jours, 'jour')}" if fin.fin <= alerte.apres(au) else "valable"


def retoucher(edition: Edition, colonnes: Mapping[str, Colonne]) -> Iterator[Effet]:
    """Chaque cellule est une clé ; les accès forment une liste."""
    document: Document = edition.ligne.objet
    acces = {c.removeprefix("acces_"): v == "oui" for c, v in edition.changees.items() if c.startswith("acces_")}
    simples = {c: v for c, v in edition.changees.items() if not c.startswith("acces_")}
    if acces:
        voulus: list[str] = [a for a in document.acces if acces.get(a, True)]
        voulus += [a for a, present in acces.items() if present and a not in voulus]
        nouveaux = [f"{'+' if present else '−'} {mot(a)}" for a, present in acces.items()]
        yield Effet(
            edition.ligne.fichier,
            Poser(("acces",), voulus or None),
            f"{edition.ligne.nom} : accès, {', '.join(nouveaux)}",
        )
    if simples:
        yield from poser_chaque(Edition(edition.ligne, simples, edition.au, edition.dossier, edition.mots), colonnes)


def naitre(naissance: Naissance) -> Iterator[Effet]:
    """Une ligne neuve : un document, dans une fiche à lui."""
    exiger(naissance, COLONNES)
    valeurs = naissance.valeurs
    ecrites = {
        c.cle: valeur_yaml(c, valeurs.get(c.cle, ""))
        for c in COLONNES
        if c.ouverture != "jamais" and not c.cle.startswith("acces_")
    }
    ecrites["acces"] = [a for a in ACCES if valeurs.get(f"acces_{a}") == "oui"] or None
    nom = f"Nouveau document {francais.guillemets(valeurs['intitule'])}"
    yield from naitre_fiche(naissance, "preuves", ".yaml", nom, ecrites)


def procedures(source: DossierDiagnostique) -> Iterator[LigneDeFeuille]:
    """Une ligne par fiche de procédure."""
    for fiche in sorted(source.dossier.procedures.values(), key=lambda p: (p.code or "~", p.intitule, p.id)):
        valeurs = {
            "code": texte(fiche.code),
            "intitule": fiche.intitule,
            "service": texte(fiche.service),
            "etat": fiche.etat,
            "redige_par": acteur(fiche.redige_par),
            "responsable": acteur(fiche.responsable),
            "valide_par": acteur(fiche.valide_par),
            "version": texte(fiche.version),
            "date": texte(fiche.date),
            "caducite": texte(fiche.caducite),
            "couvre": joindre(fiche.couvre),
            "alerte": validite(source, fiche),
        }
        yield _ligne(fiche, valeurs, acteurs_fermes(fiche, "redige_par", "responsable", "valide_par"))


def naitre_procedure(naissance: Naissance) -> Iterator[Effet]:
    """Une ligne neuve : une fiche de procédure à rédiger."""
    exiger(naissance, COLONNES_PROCEDURES)
    ecrites = {
        c.cle: valeur_yaml(c, naissance.valeurs.get(c.cle, "")) for c in COLONNES_PROCEDURES if c.ouverture != "jamais"
    }
    nom = f"Nouvelle procédure {francais.guillemets(naissance.valeurs['intitule'])}"
    if not ecrites["etat"]:  # personne n'a dit qu'elle était validée
        ecrites["etat"] = "a_rediger"
        nom += f", {mot('a_rediger')}"
    yield from naitre_fiche(naissance, "procedures", ".md", nom, ecrites)


FEUILLE = FeuilleDecrite(
    "enregistrements",
    "Enregistrements",
    "Tous les documents, leur caducité et où l'on y accède.",
    COLONNES,
    enregistrements,
    retoucher,
    naitre,
    15,
)
FEUILLE_PROCEDURES = FeuilleDecrite(
    "procedures",
    "Procédures",
    "Où en est la rédaction de chaque fiche de procédure.",
    COLONNES_PROCEDURES,
    procedures,
    poser_chaque,
    naitre_procedure,
    10,
)
