"""Les fiches de toutes les familles, sauf celle des profils : un profil cite les familles, sa fiche vient donc après."""

from qualicli.modeles import tableurs, tableurs_de_mesures
from qualicli.modeles.acte_signe import ActeSigne
from qualicli.modeles.audit import Audit
from qualicli.modeles.complement import Complement, Correspondance
from qualicli.modeles.demarche import Demarche
from qualicli.modeles.documents import Preuve, Procedure
from qualicli.modeles.ecoute import Indicateur, Retour
from qualicli.modeles.enquete import Enquete
from qualicli.modeles.fiche import Citable, Famille, NomCommun
from qualicli.modeles.organisation import Annuaire, Instances, Services
from qualicli.modeles.referentiel import Referentiel
from qualicli.modeles.registre import Registre
from qualicli.modeles.reunion import Reunion
from qualicli.modeles.suivi import Action, Jalon, SuiviEngagement
from qualicli.modeles.tournee import Tournee
from qualicli.modeles.vie import Communication, Formation

_DOCUMENT = NomCommun("document")  # une preuve et une procédure se citent de la même façon

UNIQUES = (
    Famille(
        "qualicli.yaml",
        Demarche,
        (".yaml",),
        "la démarche : organisme, sites, périmètre, règles de calcul",
        citables=(
            Citable("sites", NomCommun("site"), se_liste=True),
            Citable("campagnes", NomCommun("campagne", feminin=True)),
        ),
    ),
    Famille(
        "services.yaml",
        Services,
        (".yaml",),
        "les services, leurs correspondants et leurs appuis",
        citables=(Citable("services", NomCommun("service"), se_liste=True),),
    ),
    Famille(
        "instances.yaml",
        Instances,
        (".yaml",),
        "les comités et groupes de travail",
        citables=(Citable("instances", NomCommun("instance", feminin=True)),),
    ),
    Famille(
        "annuaire.yaml",
        Annuaire,
        (".yaml",),
        "les personnes et les rôles datés",
        citables=(Citable("personnes", NomCommun("personne", feminin=True)), Citable("roles", NomCommun("rôle"))),
        libre_si_absent=True,
    ),
)
DOSSIERS = (
    Famille(
        "engagements",
        SuiviEngagement,
        (".yaml",),
        "l'auto-évaluation, un fichier par engagement",
        par_chemin=True,
        feuille="autoevaluation",
        tableur=tableurs.ENGAGEMENTS,
    ),
    Famille(
        "preuves",
        Preuve,
        (".yaml", ".md"),
        "la base documentaire, une fiche par document",
        mot=_DOCUMENT,
        lien="documents",
        unique=("intitule",),
        feuille="enregistrements",
        tableur=tableurs.PREUVES,
    ),
    Famille(
        "procedures",
        Procedure,
        (".md",),
        "les fiches de procédure",
        mot=_DOCUMENT,
        lien="documents",
        unique=("intitule",),
        feuille="procedures",
        tableur=tableurs.PROCEDURES,
    ),
    Famille(
        "actions",
        Action,
        (".yaml",),
        "le plan d'actions",
        mot=NomCommun("action", feminin=True),
        lien="actions",
        unique=("intitule",),
        feuille="actions",
        tableur=tableurs.ACTIONS,
    ),
    Famille(
        "jalons",
        Jalon,
        (".yaml",),
        "le rétroplanning",
        mot=NomCommun("jalon"),
        lien="jalons",
        unique=("intitule",),
        feuille="jalons",
        tableur=tableurs.JALONS,
    ),
    Famille(
        "reunions",
        Reunion,
        (".md",),
        "les réunions de toutes les instances",
        mot=NomCommun("réunion", feminin=True),
        lien="reunions",
        unique=("instance", "date"),
        feuille="reunions",
        tableur=tableurs.REUNIONS,
    ),
    Famille(
        "audits",
        Audit,
        (".yaml",),
        "les audits et leurs constats",
        unique=("audit", "exigence", "site", "service", "texte"),  # une ligne est un constat
        feuille="constats",
        tableur=tableurs.AUDITS,
    ),
    Famille(
        "enquetes",
        Enquete,
        (".yaml",),
        "les enquêtes, par volet",
        mot=NomCommun("enquête", feminin=True),
        lien="enquetes",
        unique=("intitule", "periode"),
        feuille="enquetes",
        tableur=tableurs_de_mesures.ENQUETES,
    ),
    Famille(
        "indicateurs",
        Indicateur,
        (".yaml",),
        "les indicateurs et leurs mesures",
        mot=NomCommun("indicateur"),
        lien="indicateurs",
        unique=("intitule", "periode", "site", "service"),  # une ligne est une mesure
        tableur=tableurs_de_mesures.INDICATEURS,
    ),
    Famille(
        "registres",
        Registre,
        (".yaml",),
        "les registres à délais",
        unique=("intitule", "periode", "site", "service"),  # une ligne est une synthèse
        feuille="registres",
        tableur=tableurs_de_mesures.REGISTRES,
    ),
    Famille(
        "formations",
        Formation,
        (".yaml",),
        "les formations et leurs sessions",
        mot=NomCommun("formation", feminin=True),
        lien="formations",
        unique=("intitule", "prevue", "service"),  # une ligne est une session
        feuille="formations",
        tableur=tableurs.FORMATIONS,
    ),
    Famille(
        "retours",
        Retour,
        (".yaml",),
        "suggestions, réclamations et signalements",
        mot=NomCommun("retour"),
        unique=("type", "date", "canal", "objet"),
        colonnes={
            "type": "Genre",
            "date": "Reçu",
            "canal": "Par",
            "objet": "Sujet",
            "texte": "Ce qui est dit, sans nom",
            "nombre": "Combien",
            "service": "Service visé",
            "site": "Site visé",
            "suite": "Suite",
            "motif": "Motif du refus",
            "action": "Action",
            "repondu_le": "Répondu le",
            "commentaire": "Commentaire",
        },
        tableur=tableurs_de_mesures.RETOURS,
    ),
    Famille("communications", Communication, (".yaml",), "infos qualité, affichages, publications"),
    Famille(
        "signatures",
        ActeSigne,
        (".md",),
        "ce qui est signé, par quelle fonction, et tel qu'il l'a été",
        mot=NomCommun("signature", feminin=True),
        lien="signatures",
    ),
    Famille("commandes", Tournee, (".yaml",), "ce que l'on demande aux services, et ce qui revient"),
)
REFERENTIELS = (
    Famille("referentiels", Referentiel, (".yaml",), "un référentiel propre au dossier"),
    Famille(
        "referentiels", Complement, (".yaml",), "le complément d'un référentiel fourni", tableur=tableurs.REFERENTIELS
    ),
    Famille("referentiels/correspondances", Correspondance, (".yaml",), "les correspondances entre référentiels"),
)
TABLEURS = {
    f.nom: f.tableur
    for f in sorted((*DOSSIERS, *REFERENTIELS), key=lambda f: f.tableur.rang if f.tableur else 0)
    if f.tableur
}
