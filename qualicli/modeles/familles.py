"""Les familles d'objets du dossier : où elles vivent, sous quelle forme, avec quel modèle."""

from typing import NamedTuple

from qualicli.modeles.audit import Audit
from qualicli.modeles.base import Objet
from qualicli.modeles.complement import Complement, Correspondance
from qualicli.modeles.demarche import Demarche
from qualicli.modeles.documents import Preuve, Procedure
from qualicli.modeles.ecoute import Indicateur, Registre, Retour
from qualicli.modeles.enquete import Enquete
from qualicli.modeles.organisation import Annuaire, Instances, Services
from qualicli.modeles.profil import Profil
from qualicli.modeles.referentiel import Referentiel
from qualicli.modeles.reunion import Reunion
from qualicli.modeles.suivi import Action, Jalon, SuiviEngagement
from qualicli.modeles.vie import Communication, Formation


class Famille(NamedTuple):
    """Un genre de fichier : son dossier (ou son nom), son modèle, ses extensions, ce qu'il contient."""

    nom: str
    modele: type[Objet]
    extensions: tuple[str, ...]
    contenu: str


UNIQUES = (
    Famille("qualicli.yaml", Demarche, (".yaml",), "la démarche : organisme, sites, périmètre, règles de calcul"),
    Famille("services.yaml", Services, (".yaml",), "les services, leurs correspondants et leurs appuis"),
    Famille("instances.yaml", Instances, (".yaml",), "les comités et groupes de travail"),
    Famille("annuaire.yaml", Annuaire, (".yaml",), "les personnes et les rôles datés"),
)
DOSSIERS = (
    Famille("engagements", SuiviEngagement, (".yaml",), "l'auto-évaluation, un fichier par engagement"),
    Famille("preuves", Preuve, (".yaml", ".md"), "la base documentaire, une fiche par document"),
    Famille("procedures", Procedure, (".md",), "les fiches de procédure"),
    Famille("actions", Action, (".yaml",), "le plan d'actions"),
    Famille("jalons", Jalon, (".yaml",), "le rétroplanning"),
    Famille("reunions", Reunion, (".md",), "les réunions de toutes les instances"),
    Famille("audits", Audit, (".yaml",), "les audits et leurs constats"),
    Famille("enquetes", Enquete, (".yaml",), "les enquêtes, par volet"),
    Famille("indicateurs", Indicateur, (".yaml",), "les indicateurs et leurs mesures"),
    Famille("registres", Registre, (".yaml",), "les registres à délais"),
    Famille("formations", Formation, (".yaml",), "les formations et leurs sessions"),
    Famille("retours", Retour, (".yaml",), "suggestions, réclamations et signalements"),
    Famille("communications", Communication, (".yaml",), "infos qualité, affichages, publications"),
    Famille("profils", Profil, (".yaml",), "comment lire les tableurs des services"),
)
REFERENTIELS = (
    Famille("referentiels", Referentiel, (".yaml",), "un référentiel propre au dossier"),
    Famille("referentiels", Complement, (".yaml",), "le complément d'un référentiel fourni"),
    Famille("referentiels/correspondances", Correspondance, (".yaml",), "les correspondances entre référentiels"),
)
AUTRES_DOSSIERS = ("referentiels", "gabarits")
