"""Le dossier d'une ville et son référentiel à elle : sept critères, trente-deux indicateurs, des conditions par site."""

from pathlib import Path

from fabrique import ecrire

CRITERES = {
    "C1": ("Accueil", 5, ""),
    "C2": ("Téléphone", 5, ", si: site.standard"),
    "C3": ("Écrits", 5, ""),
    "C4": ("Site internet", 5, ""),
    "C5": ("Délais", 4, ""),
    "C6": ("Écoute", 4, ", si: site.guichet_unique"),
    "C7": ("Organisation", 4, ""),
}
ENTETE = """\
id: label-ville
nom: Label Ville accueillante
version: "1"
editeur: La ville
source: Délibération du conseil municipal
note: À relire par celle ou celui qui complète le label.
vocabulaire: {module: chapitre, engagement: critère, exigence: indicateur}
label: {duree: 3 ans, suivi: 18 mois}
modules:
"""
CHAPITRES = {"A": ("Recevoir", ("C1", "C2", "C3", "C4")), "B": ("Écouter", ("C5", "C6", "C7"))}


def label_ville() -> str:
    """Le texte du référentiel de la ville : le moins de clés possible."""
    lignes = [ENTETE]
    for chapitre, (titre, criteres) in CHAPITRES.items():
        lignes.append(f"  - code: {chapitre}\n    titre: {titre}\n    engagements:\n")
        for critere in criteres:
            nom, combien, condition = CRITERES[critere]
            lignes.append(f"      - code: {critere}\n        titre: {nom}\n        exigences:\n")
            lignes += [
                f'          - {{code: {critere}.{n}, texte: "{nom}, point {n}"{condition}'
                f"{', preuves: [charte]' if n == 1 else ''}{', periodicite: 6 mois, cible: 90' if n == 3 else ''}}}\n"
                for n in range(1, combien + 1)
            ]
    return "".join(lignes)


FICHIERS = {
    "qualicli.yaml": """\
        format: 1
        organisme: {nom: Mairie de l'Exemple, service_porteur: accueil}
        suivi_par: [referente]
        sites:
          mairie: {nom: Hôtel de ville, standard: true, guichet_unique: true}
          annexe: {nom: Mairie annexe, standard: false, guichet_unique: false}
        perimetre:
          - referentiel: label-ville
            version: "1"
            modules:
              A: {statut: engage, du: 2022-01-01}
              B: {statut: retenu, du: 2022-03, sites: [mairie]}
        """,
    "services.yaml": """\
        services:
          accueil: {nom: Service de l'accueil, sites: [mairie, annexe], guichet: true, correspondants: [referente]}
          etat-civil: {nom: État civil, sites: [mairie], modules: [A]}
        """,
    "instances.yaml": """\
        instances:
          comite:
            nom: Comité qualité
            type: copil
            president: maire
            membres: [referente, maire]
            periodicite: 6 mois
          habitants:
            nom: Conseil des habitants
            type: clu
            president: maire
            membres: [referente, Associations de quartier]
            periodicite: 12 mois
            creation: {date: 2022-02-10, reference: Délibération}
            colleges:
              usagers: {nom: Collège des habitants, membres: [Associations de quartier]}
        """,
    "annuaire.yaml": """\
        personnes:
          alix-noyer: {nom: Noyer, prenom: Alix, civilite: Mme, fonction: Chargée de la qualité, service: accueil}
          camille-orme: {nom: Orme, prenom: Camille, civilite: M., fonction: Maire}
        roles:
          referente:
            intitule: Référente qualité
            missions: [Animer la démarche]
            titulaires: [{personne: alix-noyer, du: 2021-09-01}]
          maire: {intitule: Maire, titulaires: [{personne: camille-orme, du: 2020-07-01}]}
        """,
    "engagements/label-ville/C1.yaml": """\
        engagement: C1
        pilote: accueil
        evaluations:
          - {exigence: C1.1, statut: realise, date: 2022-02-01}
          - {exigence: C1.2, statut: partiel, date: 2022-02-01, commentaire: La rampe manque}
          - {exigence: C1.4, statut: sans_objet, date: 2022-02-01, motif: Sans guichet automatique}
        """,
    "engagements/label-ville/C5.yaml": """\
        engagement: C5
        evaluations: [{exigence: C5.1, statut: non_realise, date: 2022-04-01}]
        """,
    "actions/rampe.yaml": """\
        intitule: Poser une rampe
        responsable: Cheffe du service de l'accueil
        service: accueil
        echeance: 2022-06
        couvre: [C1.2]
        """,
    "preuves/charte.yaml": """\
        intitule: Charte d'accueil
        type: charte
        date: 2022-01-10
        caducite: 2022-05-10
        acces: [intranet]
        public: agents
        emplacement: Bureau 2
        couvre: [C1.1]
        """,
    "indicateurs/attente.yaml": """\
        intitule: Attente à l'accueil
        nature: qualite
        responsable: referente
        couvre: [C1.3]
        periodicite: 6 mois
        mesures: [{periode: 2022-03, total: 50, conformes: 40, site: mairie}]
        """,
    "audits/blanc.yaml": """\
        intitule: Visite à blanc
        nature: interne
        type: blanc
        referentiel: label-ville
        date: 2022-05-12
        sites: [mairie]
        modules: [A]
        constats:
          - {id: nc1, nature: non_conformite, exigence: C1.2, texte: Pas de rampe}
          - {id: r1, nature: point_sensible, exigence: C3.1, texte: Charte peu lisible}
        """,
    "audits/visite.yaml": """\
        intitule: Visite de labellisation
        nature: externe
        type: labellisation
        referentiel: label-ville
        date: 2022-10-05
        sites: [mairie]
        modules: [A, B]
        organisme: Certif-Exemple
        """,
    "jalons/comite-automne.yaml": """\
        intitule: Comité d'automne
        type: copil
        date_initiale: 2022-09-20
        """,
    "jalons/habitants-automne.yaml": """\
        intitule: Réunion des habitants
        type: clu
        date_initiale: 2022-11-20
        """,
    "reunions/comite-2022-04.md": """\
        ---
        instance: comite
        intitule: Comité qualité de printemps
        date: 2022-04-12
        heure: 10:00
        lieu: salle du conseil
        president: maire
        ordre_du_jour:
          - {id: avancement, titre: Avancement, issue: valide, presente: [taux, calendrier, etapes, referentiels, modules]}
          - {id: suites, titre: Suites, presente: [actions, indicateurs, labels, historique, role, composition]}
        invites: [maire, referente]
        presents: [{qui: maire}, {qui: referente}]
        ---
        """,
    "reunions/habitants-2022-05.md": """\
        ---
        instance: habitants
        date: 2022-05-20
        heure: 18:00
        lieu: salle des fêtes
        president: maire
        ordre_du_jour:
          - {id: avancement, titre: Avancement, presente: [taux, calendrier, etapes, composition, role, comparaison]}
          - {id: indicateurs, titre: Mesures, presente: [indicateurs, reclamations, enquete]}
        invites: [maire, referente]
        presents: [{qui: maire}, {qui: referente}]
        suggestions:
          - {id: s1, texte: Ouvrir le samedi, college: usagers}
        ---
        """,
    "reunions/comite-2022-09.md": """\
        ---
        instance: comite
        date: 2022-09-20
        heure: 10:00
        lieu: salle du conseil
        president: maire
        ordre_du_jour: [{id: plan, titre: Plan d'actions}]
        ---
        """,
}


def dossier_de_la_ville(racine: Path) -> Path:
    """Le dossier entier, avec ses instances à lui et son référentiel."""
    ecrire(racine, FICHIERS)
    (racine / "referentiels").mkdir(exist_ok=True)
    (racine / "referentiels" / "label-ville.yaml").write_text(label_ville(), "utf-8", newline="\n")
    return racine
