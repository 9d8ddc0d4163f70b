"""Les mots dont les services titrent leurs colonnes et remplissent leurs cellules : de quoi proposer un profil."""

import re
from collections.abc import Mapping
from functools import lru_cache

from qualicli import francais

_VIDES = frozenset(
    {
        "a",
        "au",
        "aux",
        "d",
        "de",
        "des",
        "du",
        "en",
        "et",
        "l",
        "la",
        "le",
        "les",
        "ou",
        "par",
        "pour",
        "sur",
        "un",
        "une",
    }
)
_ABREGES = {
    "n": "numero",
    "num": "numero",
    "no": "numero",
    "nb": "nombre",
    "nbre": "nombre",
    "ref": "reference",
    "resp": "responsable",
    "obs": "observation",
    "eng": "engagement",
    "maj": "mise jour",
}
_COMMUNS: Mapping[str, str] = {
    "service": "service, bureau, direction, structure, entité, service pilote, service concerné, service émetteur",
    "commentaire": "commentaire, observation, remarque, note, précision, suivi",
    "couvre": "engagement, engagement concerné, numéro engagement, sous engagement, exigence, critère, référence engagement",
}
TITRES: Mapping[str, Mapping[str, str]] = {
    "actions": {
        "intitule": "action, intitulé, intitulé action, libellé, libellé action, action à mener, action corrective, mesure, "
        "tâche, description action, désignation, que faire",
        "couvre": _COMMUNS["couvre"],
        "service": _COMMUNS["service"],
        "responsable": "responsable, responsable action, pilote, porteur, acteur, qui, chargé, référent",
        "sites": "site, implantation, lieu",
        "priorite": "priorité, urgence, importance",
        "debut": "début, date début, lancement, date lancement, démarrage",
        "echeance": "échéance, date limite, date échéance, délai, pour quand, quand, pour le, date butoir, date prévue, "
        "fin prévue, date fin, date cible",
        "motif_report": "motif report, raison report, justification report",
        "statut": "statut, état, état avancement, situation, où en est on",
        "avancement": "avancement, avancement %, pourcentage, taux avancement, taux réalisation, progression",
        "faite_le": "fait le, date réalisation, réalisé le, date réelle, terminé le, date clôture, soldé le",
        "preuve": "preuve, preuve réalisation, justificatif",
        "motif": "motif abandon, raison abandon",
        "commentaire": _COMMUNS["commentaire"],
    },
    "preuves": {
        "intitule": "document, intitulé, intitulé document, titre, titre document, nom document, libellé, désignation, "
        "enregistrement",
        "type": "type, nature, type document, nature document, catégorie, genre",
        "service": f"{_COMMUNS['service']}, détenteur, propriétaire, rédacteur",
        "version": "version, indice",
        "date": "date, date document, date création, date mise jour, mis à jour le, date version, date signature",
        "caducite": "caducité, date caducité, validité, date validité, fin validité, valable jusqu'au, échéance, expire le, "
        "périmé le, à revoir le, prochaine révision",
        "motif": "motif sans caducité, motif caducité",
        "acces": "accès, accessibilité, diffusion, mode diffusion, mise à disposition",
        "public": "public, destinataire, cible",
        "etat": "état, statut, état validation",
        "couvre": _COMMUNS["couvre"],
        "emplacement": "emplacement, lieu, chemin, lien, localisation, où trouver, classement, archivage, url",
        "commentaire": _COMMUNS["commentaire"],
    },
    "procedures": {
        "intitule": "procédure, fiche, fiche procédure, intitulé procédure, titre procédure",
        "code": "numéro procédure, numéro fiche, référence procédure, code procédure",
        "service": _COMMUNS["service"],
        "etat": "état, statut, état rédaction, avancement",
        "redige_par": "rédacteur, rédigée par, auteur",
        "responsable": "responsable, pilote, propriétaire",
        "valide_par": "validée par, valideur, approbateur, vérificateur",
    },
    "jalons": {
        "intitule": "étape, jalon, étape projet",
        "type": "type étape, type jalon, type",
        "date_initiale": "date initiale, date prévue, prévue, date",
        "echeance": "date révisée, nouvelle date, révisée, reportée au",
        "motif_report": "motif révision, motif report, raison report",
        "realise_le": "réalisé le, fait le, date réalisation",
        "services": "service, service concerné",
        "commentaire": _COMMUNS["commentaire"],
    },
    "reunions": {
        "instance": "instance, comité, groupe travail",
        "date": "date, date réunion, tenue le",
        "intitule": "réunion, objet réunion, intitulé réunion",
        "type": "type réunion",
        "heure": "heure",
        "lieu": "lieu, salle",
        "president": "président, présidée par, animateur",
        "cr_diffuse_le": "compte rendu diffusé le, cr diffusé le, diffusion compte rendu",
    },
    "formations": {
        "intitule": "formation, intitulé, intitulé formation, thème, stage, titre, libellé",
        "service": _COMMUNS["service"],
        "prevue": "prévue, date prévue, date, date formation, date session, session, planifiée le, date début",
        "reportee": "reportée, report, reporté au, nouvelle date",
        "motif_report": "motif report, raison report",
        "realisee": "réalisée, réalisée le, date réalisation, effectuée le, suivie le, faite le, tenue le",
        "annulee_le": "annulée, annulée le, date annulation",
        "motif": "motif annulation, raison annulation",
        "lieu": "lieu, salle",
        "prevus": "inscrit, nombre inscrit, agent prévu, nombre agent, agent attendu, effectif prévu, participant prévu",
        "formes": "formé, agent formé, nombre agent formé, nombre participant, nombre présent, participant, présent, stagiaire",
        "emargement": "émargement, feuille émargement",
    },
    "engagements": {
        "referentiel": "référentiel, label",
        "exigence": "exigence, sous engagement, numéro sous engagement, numéro exigence, numéro, code, point contrôle, "
        "critère, engagement, numéro engagement",
        "site": "site, implantation, lieu",
        "service": _COMMUNS["service"],
        "statut": "état, statut, réalisé, résultat, évaluation, auto évaluation, conformité, conforme, respecté, "
        "atteint, niveau",
        "date": "date, évalué le, date évaluation, date constat, date contrôle, date auto évaluation",
        "commentaire": f"{_COMMUNS['commentaire']}, constat, justification, écart",
    },
    "referentiels": {
        "module": "module, chapitre, partie, rubrique, numéro module",
        "engagement": "numéro engagement, engagement numéro, numéro",
        "titre": "engagement, intitulé engagement, titre engagement, libellé engagement",
        "exigence": "numéro sous engagement, numéro exigence, sous engagement numéro, numéro, code, numéro critère",
        "texte": "sous engagement, exigence, intitulé sous engagement, libellé sous engagement, texte, description, critère, "
        "attendu",
        "preuves": "preuve, preuve attendue, élément preuve, élément preuve attendu, justificatif, moyen preuve, "
        "document attendu",
        "periodicite": "périodicité, fréquence",
        "par_service": "par service",
        "cible": "cible, objectif, seuil, valeur cible",
        "canaux": "canal, canaux",
        "note": f"{_COMMUNS['commentaire']}",
    },
}
IDENTIFIANTS = (
    "numéro, identifiant, id, référence, code, numéro action, référence action, numéro document, référence document"
)
CELLULES: Mapping[str, Mapping[str, str]] = {
    "statuts_action": {
        "faite": "fait, faite, réalisé, réalisée, terminé, terminée, clos, close, soldé, soldée, ok, oui, achevé, achevée, "
        "100 %",
        "en_cours": "en cours, en cours de réalisation, commencé, commencée, lancé, lancée, engagé, engagée, partiel",
        "a_faire": "à faire, non commencé, non commencée, pas commencé, à lancer, à venir, prévu, prévue, non, ko, 0 %",
        "abandonnee": "abandonné, abandonnée, abandon, annulé, annulée, sans suite, sans objet",
    },
    "etats": {
        "realise": "réalisé, réalisée, oui, o, conforme, fait, faite, ok, acquis, atteint, respecté, tenu, x",
        "partiel": "partiel, partielle, partiellement, en partie, en cours, à améliorer, partiellement réalisé",
        "non_realise": "non réalisé, non réalisée, non, n, non conforme, à faire, pas fait, absent, ko, non respecté",
        "sans_objet": "sans objet, so, s o, na, n a, non applicable, non concerné",
    },
    "priorites": {
        "haute": "haute, urgent, urgente, forte, élevée, prioritaire, 1",
        "normale": "normale, moyenne, 2",
        "basse": "basse, faible, 3",
    },
    "types_document": {
        "fiche_procedure": "procédure, fiche procédure, fiche de procédure",
        "courrier_type": "courrier, lettre type, modèle",
        "capture": "capture, capture écran, copie d'écran",
        "photo": "photographie, photos",
        "affiche": "affichage",
        "compte_rendu": "cr, compte rendu de réunion, pv",
        "tableau_suivi": "tableau, suivi",
        "releve": "relevé, statistique",
        "emargement": "émargement, feuille de présence",
        "note": "note de service",
        "tableau_bord": "tableau de bord",
    },
    "etats_document": {
        "validee": "validé, validée, en vigueur, à jour, oui",
        "diffusee": "diffusé, diffusée, publié, publiée",
        "en_validation": "en validation, à valider, en relecture",
        "en_redaction": "en rédaction, en cours",
        "a_rediger": "à rédiger, à faire, manquant, non",
        "brouillon": "brouillon, projet",
    },
}
PERIODICITES: Mapping[str, str] = {
    "mensuel": "1 mois",
    "bimestriel": "2 mois",
    "trimestriel": "3 mois",
    "semestriel": "6 mois",
    "annuel": "12 mois",
    "tous les mois": "1 mois",
    "chaque mois": "1 mois",
    "chaque trimestre": "3 mois",
    "chaque semestre": "6 mois",
    "chaque annee": "12 mois",
    "tous les ans": "12 mois",
    "par an": "12 mois",
    "une fois par an": "12 mois",
    "hebdomadaire": "1 semaine",
    "chaque semaine": "1 semaine",
}


@lru_cache(maxsize=65536)
def nu(texte: str) -> str:
    """Un texte ramené à ses mots : sans accent, sans majuscule, sans ponctuation."""
    return " ".join(re.findall(r"[a-z0-9%]+", francais.sans_accent(texte).lower().replace("œ", "oe")))


@lru_cache(maxsize=65536)
def radicaux(texte: str) -> tuple[str, ...]:
    """Les mots qui comptent, sans leur accord : « Réalisées le » et « réalisé » se ressemblent."""
    mots = (m for mot in nu(texte).split() for m in _ABREGES.get(mot, mot).split())
    return tuple(re.sub(r"e{0,2}[sx]?$", "", m) or m for m in mots if m not in _VIDES)


def ressemblance(titre: tuple[str, ...], expressions: str) -> int:
    """À quel point un titre de colonne dit l'une de ces choses : 0 quand il n'en dit aucune."""
    notes = [0]
    for expression in expressions.split(", "):
        voulus = radicaux(expression)
        if titre == voulus:
            notes.append(20 + len(voulus))
        elif voulus and set(voulus) <= set(titre):
            notes.append(4 * len(voulus) + (2 if titre[0] == voulus[0] else 0) - min(3, len(titre) - len(voulus)))
    return max(notes)
