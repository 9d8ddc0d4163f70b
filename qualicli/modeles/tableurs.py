"""Ce que le tableur d'un service peut remplir, famille par famille, et les mots dont les services titrent leurs colonnes."""

from qualicli.modeles.fiche import TableurDeService

_SERVICE = "service, bureau, direction, structure, entité, service pilote, service concerné, service émetteur"
_COMMENTAIRE = "commentaire, observation, remarque, note, précision, suivi"
_COUVRE = "engagement, engagement concerné, numéro engagement, sous engagement, exigence, critère, référence engagement"

ACTIONS = TableurDeService(
    "des actions",
    {
        "intitule": "action, intitulé, intitulé action, libellé, libellé action, action à mener, action corrective, mesure, "
        "tâche, description action, désignation, que faire",
        "couvre": _COUVRE,
        "service": _SERVICE,
        "responsable": "responsable, responsable action, pilote, porteur, acteur, qui, chargé, référent",
        "sites": "site, implantation, lieu",
        "priorite": "priorité, urgence, importance",
        "debut": "début, date début, lancement, date lancement, démarrage",
        "echeance": "échéance, date limite, date échéance, délai, pour quand, quand, pour le, date butoir, date prévue, fin "
        "prévue, date fin, date cible, échéance révisée, nouvelle échéance",
        "motif_report": "motif report, raison report, justification report",
        "statut": "statut, état, état avancement, situation, où en est on",
        "avancement": "avancement, avancement %, pourcentage, taux avancement, taux réalisation, progression",
        "faite_le": "fait le, date réalisation, réalisé le, date réelle, terminé le, date clôture, soldé le",
        "preuve": "preuve, preuve réalisation, justificatif",
        "motif": "motif abandon, raison abandon",
        "commentaire": _COMMENTAIRE,
    },
    obligatoires=("intitule",),
    rang=1,
)

PREUVES = TableurDeService(
    "des documents",
    {
        "intitule": "document, intitulé, intitulé document, titre, titre document, nom document, libellé, désignation, "
        "enregistrement",
        "type": "type, nature, type document, nature document, catégorie, genre",
        "service": f"{_SERVICE}, détenteur, propriétaire, rédacteur",
        "version": "version, indice",
        "date": "date, date document, date création, date mise jour, mis à jour le, date version, date signature",
        "caducite": "caducité, date caducité, validité, date validité, fin validité, valable jusqu'au, échéance, expire le, "
        "périmé le, à revoir le, prochaine révision",
        "motif": "motif sans caducité, motif caducité",
        "acces": "accès, accessibilité, diffusion, mode diffusion, mise à disposition",
        "public": "public, destinataire, cible",
        "etat": "état, statut, état validation",
        "couvre": _COUVRE,
        "emplacement": "emplacement, lieu, chemin, lien, localisation, où trouver, classement, archivage, url",
        "commentaire": _COMMENTAIRE,
    },
    obligatoires=("intitule", "type"),
)

PROCEDURES = TableurDeService(
    "des fiches de procédure",
    {
        "intitule": "procédure, fiche, fiche procédure, intitulé procédure, titre procédure",
        "code": "numéro procédure, numéro fiche, référence procédure, code procédure",
        "service": _SERVICE,
        "etat": "état, statut, état rédaction, avancement",
        "redige_par": "rédacteur, rédigée par, auteur",
        "responsable": "responsable, pilote, propriétaire",
        "valide_par": "validée par, valideur, approbateur, vérificateur",
    },
    obligatoires=("intitule",),
)

JALONS = TableurDeService(
    "des étapes du rétroplanning",
    {
        "intitule": "étape, jalon, étape projet",
        "type": "type étape, type jalon, type",
        "date_initiale": "date initiale, date prévue, prévue, date",
        "echeance": "date révisée, nouvelle date, révisée, reportée au",
        "motif_report": "motif révision, motif report, raison report",
        "realise_le": "réalisé le, fait le, date réalisation",
        "services": "service, service concerné",
        "commentaire": _COMMENTAIRE,
    },
    obligatoires=("intitule", "date_initiale"),
    noms={"date_initiale": "initiale"},
)

REUNIONS = TableurDeService(
    "des réunions",
    {
        "instance": "instance, comité, groupe travail",
        "date": "date, date réunion, tenue le",
        "intitule": "réunion, objet réunion, intitulé réunion",
        "type": "type réunion",
        "heure": "heure",
        "lieu": "lieu, salle",
        "president": "président, présidée par, animateur",
        "cr_diffuse_le": "compte rendu diffusé le, cr diffusé le, diffusion compte rendu",
    },
    obligatoires=("instance", "date"),
)

FORMATIONS = TableurDeService(
    "des sessions de formation",
    {
        "intitule": "formation, intitulé, intitulé formation, thème, stage, titre, libellé",
        "service": _SERVICE,
        "prevue": "prévue, date prévue, date, date formation, date session, session, planifiée le, date début",
        "reportee": "reportée, report, reporté au, nouvelle date",
        "motif_report": "motif report, raison report",
        "realisee": "réalisée, réalisée le, date réalisation, effectuée le, suivie le, faite le, tenue le",
        "annulee_le": "annulée, annulée le, date annulation",
        "motif": "motif annulation, raison annulation",
        "lieu": "lieu, salle",
        "prevus": "inscrit, nombre inscrit, agent prévu, nombre agent, agent attendu, effectif prévu, participant prévu",
        "formes": "formé, agent formé, nombre agent formé, nombre participant, nombre présent, participant, présent, "
        "stagiaire",
        "emargement": "émargement, feuille émargement",
    },
    obligatoires=("intitule", "prevue"),
    noms={"intitule": "formation"},
)

ENGAGEMENTS = TableurDeService(
    "des évaluations",
    {
        "referentiel": "référentiel, label",
        "exigence": "exigence, sous engagement, numéro sous engagement, numéro exigence, numéro, code, point contrôle, "
        "critère, engagement, numéro engagement",
        "site": "site, implantation, lieu",
        "service": _SERVICE,
        "statut": "état, statut, réalisé, résultat, évaluation, auto évaluation, conformité, conforme, respecté, atteint, "
        "niveau",
        "date": "date, évalué le, constaté le, contrôlé le, vérifié le, "
        "date évaluation, date constat, date contrôle, date auto évaluation",
        "commentaire": f"{_COMMENTAIRE}, constat, justification, écart",
    },
    obligatoires=("exigence", "statut"),
    noms={"statut": "etat"},
    rang=8,
)

AUDITS = TableurDeService(
    "des constats d'audit",
    {
        "texte": "constat, libellé constat, description constat, écart constaté, fait constaté, non conformité constatée, "
        "observation auditeur",
        "audit": "audit",
        "nature": "gravité, nature constat, grade, classement, type constat, cotation, niveau constat",
        "exigence": "exigence, code, numéro exigence, sous engagement, engagement, critère, référence référentiel, exigence "
        "concernée, point référentiel",
        "site": "site, lieu",
        "service": f"{_SERVICE}, service audité",
        "remarque": "remarque, observation, preuve vue, précision",
        "cause": "cause, analyse cause, analyse causes",
        "correction": "correction, correction immédiate, action immédiate",
    },
    obligatoires=("texte", "nature", "audit"),
    rang=7,
)

REFERENTIELS = TableurDeService(
    "le complément d'un référentiel",
    {
        "module": "module, chapitre, partie, rubrique, numéro module",
        "engagement": "numéro engagement, engagement numéro, numéro",
        "titre": "engagement, intitulé engagement, titre engagement, libellé engagement",
        "exigence": "numéro sous engagement, numéro exigence, sous engagement numéro, numéro, code, numéro critère",
        "texte": "sous engagement, exigence, intitulé sous engagement, libellé sous engagement, texte, description, "
        "critère, attendu",
        "preuves": "preuve, preuve attendue, élément preuve, élément preuve attendu, justificatif, moyen preuve, document "
        "attendu",
        "periodicite": "périodicité, fréquence",
        "par_service": "par service",
        "cible": "cible, objectif, seuil, valeur cible",
        "canaux": "canal, canaux",
        "note": _COMMENTAIRE,
    },
    obligatoires=("exigence",),
    rang=9,
)
