"""Ce que portent de chiffres les tableurs et les outils des services : enquêtes, mesures, registres, retours.

Aucune de ces familles ne se propose d'elle-même : un même tableau de nombres pourrait en remplir plusieurs.
"""

from qualicli.modeles.fiche import TableurDeService

_SERVICE = "service, bureau, direction, entité, entité destinataire, file, file attente, service concerné"
_SITE = "site, implantation, lieu, point accueil, lieu accueil"
_PERIODE = "période, mois, trimestre, semestre, année, exercice, semaine, jour, date"
_CANAL = "canal, voie, mode contact, moyen contact, mode réception, arrivé par"

ENQUETES = TableurDeService(
    "une enquête : ses réponses, qui n'y sont que comptées, ou ses résultats",
    {
        "reponse": "réponse",
        "libelle": "question, intitulé question, libellé question, item, critère, question posée",
        "valeur": "résultat, taux satisfaction, satisfaction, pourcentage, taux, part, valeur, score",
        "repondants": "base, répondant, nombre répondant, nombre réponse, effectif, réponse",
        "site": f"{_SITE}, préfecture, sous préfecture",
        "canal": _CANAL,
        "date": "date enreg, date saisie, date réponse, date passation, date visite, datestamp, horodateur",
        "acheve": "progression, submitdate, état réponse, questionnaire terminé, terminé, complet",
        "poids": "poids, pondération, coefficient, weight, coefficient redressement",
        "visiteur": "visiteur, visiteur mystère, enquêteur",
        "intitule": "intitulé enquête",
        "panel": "panel, public interrogé",
        "periode": "période enquête",
        "type": "type enquête",
        "mode": "mode passation",
        "lieu": "lieu passation",
        "volet": "volet",
    },
    obligatoires=(),
    l_un=("reponse", "libelle"),
    a_dire=("intitule", "panel", "periode", "site"),
    sur_demande=True,
)

INDICATEURS = TableurDeService(
    "des mesures d'indicateurs",
    {
        "intitule": "indicateur, intitulé indicateur, libellé indicateur, nom indicateur, intitulé, libellé",
        "periode": _PERIODE,
        "site": _SITE,
        "service": _SERVICE,
        "conformes": "conforme, nombre conforme, cas conforme, respecté, dans délai",
        "total": "total, nombre cas, effectif, base",
        "valeur": "valeur, résultat, réalisation, réalisé, mesure, fréquentation, visiteur, passage, entrée, usager reçu, "
        "nombre visiteur, nombre passage, nombre usager reçu",
        "presence": "présence, en place",
        "commentaire": "commentaire, observation, analyse, remarque, note",
        "nature": "nature, type indicateur",
        "unite": "unité, unité mesure",
        "cible": "cible, objectif, valeur cible, prévision",
        "sens": "sens, sens progrès",
        "strate": "strate, moyenne strate, valeur strate, moyenne nationale, valeur nationale",
        "source": "source, source donnée, origine donnée",
    },
    obligatoires=("periode",),
    noms={"intitule": "indicateur"},
    a_dire=("intitule",),
    sur_demande=True,
)

REGISTRES = TableurDeService(
    "les demandes d'un registre, ou leur récapitulatif",
    {
        "intitule": "registre, intitulé registre",
        "type": "type registre, type demande, nature demande, type courrier, catégorie",
        "canal": _CANAL,
        "numero": "numéro, identifiant, id, référence, numéro enregistrement, chrono, numéro courrier, numéro dossier, numéro "
        "réclamation",
        "recu_le": "reçu le, date réception, date arrivée, admission date, arrivé le, déposé le, date dépôt, date publication, "
        "écrit le",
        "repondu_le": "répondu le, date réponse, départ, departure date, date départ, date envoi réponse, traité le, clos le, "
        "date clôture, closing date, date première réponse",
        "incomplet_le": "incomplet le, pièce demandée le, date demande pièce",
        "complet_le": "complet le, pièce reçue le, date réception pièce",
        "objet": "motif, thème, catégorie demande",
        "periode": _PERIODE,
        "site": _SITE,
        "service": _SERVICE,
        "recus": "reçu, nombre reçu, nombre demande, nombre courrier, nombre courriel, nombre réclamation, entrant",
        "traites": "traité, répondu, nombre traité, nombre répondu, clos, nombre clos, réponse, sortant",
        "dans_le_delai": "dans délai, traité dans délai, répondu dans délai, nombre dans délai, respect délai",
        "delai_moyen": "délai moyen, délai moyen jour, délai moyen réponse, durée moyenne",
        "delai_annonce": "délai annoncé, délai",
    },
    obligatoires=(),
    noms={"intitule": "registre"},
    l_un=("recu_le", "recus"),
    a_dire=("intitule",),
    sur_demande=True,
)

RETOURS = TableurDeService(
    "des suggestions et réclamations, comptées par sujet",
    {
        "type": "type, genre, nature, nature retour, ressenti, ressenti usager",
        "date": f"{_PERIODE}, reçu le, date réception, date dépôt, écrit le, date publication",
        "canal": _CANAL,
        "objet": "objet, motif, sujet, thème, catégorie, motif réclamation, intitulé typologie 1",
        "nombre": "nombre, nombre réclamation, nombre fiche, effectif, total",
        "service": _SERVICE,
        "site": _SITE,
        "suite": "suite, suite donnée",
        "motif": "motif refus, raison refus",
    },
    obligatoires=("type", "date", "canal", "objet"),
    sur_demande=True,
)
