"""Un petit dossier d'essai où tout ce qui perd d'ordinaire des données est présent."""

from pathlib import Path

from fabrique import ecrire
from qualicli.operations.exporter import DemandeExport, exporter

AU = "2022-03-15"
LONG = "Un texte plus long qu'une cellule. " * 1200
FICHIERS = {
    "qualicli.yaml": """
        format: 1
        organisme: {nom: Préfecture d'essai, courriel: qualite@essai.example}
        sites:
          chef-lieu: {nom: Préfecture, commune: Essaiville, accueil: true}
          annexe: {nom: "Sous-préfecture ; annexe", commune: Ailleurs}
        perimetre:
          - referentiel: charte
            modules:
              A: {statut: engage, du: 2021-03}
              B: {statut: desengage, sites: [chef-lieu], jusqu_au: 2022-01}
    """,
    "referentiels/charte.yaml": """
        format: 1
        id: charte
        nom: Charte
        version: "1"
        editeur: nous
        source: S
        certitude: etabli
        modules:
          - code: A
            titre: Accueillir
            engagements:
              - code: "1"
                titre: Nous répondons
                exigences:
                  - {code: "1.1", texte: "=HYPERLINK(\\"http://x\\")", preuves: [charte, releve]}
                  - {code: "1.10", texte: Tableau, par_service: true}
              - {code: "2", titre: "Nous orientons", si: site.accueil}
          - {code: B, titre: Délivrer}
    """,
    "services.yaml": """
        services:
          accueil: {nom: Bureau de l'accueil, correspondants: [Cheffe de l'accueil]}
          titres: {nom: "Bureau, des titres"}
    """,
    "instances.yaml": "instances:\n  copil: {nom: COPIL, type: copil}\n",
    "annuaire.yaml": """
        personnes:
          p1: {nom: Essai, prenom: Un, fonction: Chargée de mission, service: accueil}
          p2: {nom: Essai, prenom: Deux, fonction: Chargée de mission}
        roles:
          referent: {intitule: Référente qualité, titulaires: [{personne: p1, du: 2021}]}
    """,
    "engagements/charte/01.yaml": """
        # le journal
        engagement: "1"
        pilote: accueil
        evaluations:
          - {exigence: "1.1", statut: partiel, date: 2021-T3, site: chef-lieu, commentaire: "Fiche: à rédiger # bientôt"}   # vu
          - exigence: "1.1"
            statut: realise
            date: 2021-06/2021-08
            site: annexe
            commentaire: >-
              Un paragraphe
              replié
          - {exigence: "1.10", statut: sans_objet, date: 2021-06-01, service: titres, motif: '-1 n''est pas une formule'}
    """,
    "engagements/charte/02.yaml": 'engagement: "2"\nevaluations:\n',
    "preuves/charte.yaml": """
        intitule: "+33 1 : charte"    # commence comme une formule
        type: charte
        service: accueil
        version: "1.10"
        date: 2021-02
        caducite: sans_objet
        motif: "=1+1"
        acces:
          - intranet    # la page interne
          - affichage
        emplacement: [hall, "GED, dossier 3"]
        couvre: [charte:1.1, charte:2]
        responsable: {fonction: Cheffe, organisme: "Ailleurs, SA"}
        conservation: {par: referent, duree: 5 ans, lieu: GED}
        lectures:
          - {service: titres, date: 2021-09, agents: 4}
    """,
    "preuves/releve.md": "---\nintitule: Relevé\ntype: releve\ndate: 2022-01-31\ncaducite: 2022-04\n---\n\nUn corps.\n".replace(
        "\n", "\r\n"
    ),
    "preuves/long.yaml": f'intitule: Long\ntype: note\ncommentaire: "{LONG}"\n',
    "procedures/repondre.md": "---\nintitule: Répondre\ncode: FP-1\netat: en_redaction\nredige_par: p1\n---\n\ncode: ici\n",
    "actions/rediger.yaml": """
        intitule: Rédiger la fiche
        couvre: ["1.1"]
        origine: {type: copil, objet: copil-2021}
        responsable: p2
        service: accueil
        echeance: 2021-T4
        revisions:
          - {nouvelle: jalon:audit-30j, motif: "@absence", le: 2022-01-02}
        statut: en_cours
        avancement: 40
        commentaire: |
          Ligne une

          Ligne trois
    """,
    "jalons/audit.yaml": """
        intitule: Audit
        type: audit_blanc
        date_initiale: 2022-04
        revisions:
          - {nouvelle: 2022-05-20, motif: report}
    """,
    "reunions/copil-2021.md": """
        ---
        instance: copil
        date: 2021-10-14
        heure: 9h30
        prochaine: {date: 2022-S1}
        ---

        ## Point
    """,
    "formations/accueil.yaml": """
        intitule: Accueillir
        services: [accueil]
        sessions:
          - {prevue: 2021-03, reports: [{nouvelle: 2021-06, motif: Covid}], realisee: 2021-06-10, prevus: 10, formes: 9}
          - prevue: 2022-09
            prevus: 12
    """,
    "indicateurs/decroches.yaml": """
        intitule: Appels décrochés
        nature: qualite
        couvre: [charte:1.1]
        periodicite: 6 mois
        mesures:
          - {periode: 2021-S1, site: chef-lieu, conformes: 7206, total: 8644}
    """,
    "indicateurs/delai.yaml": """
        intitule: Délai
        nature: performance
        unite: jours
        mesures:
          - {periode: 2021-T1, valeur: "12,50"}
          - {periode: 2021-T2, valeur: 123456789012.123456789}
        serie: delai.csv
    """,
    "indicateurs/delai.csv": "periode;valeur\n2021-T3;3,5\n2021-T4;=4\n".replace("=4", "4"),
}


def poser(racine: Path) -> Path:
    """Écrit le dossier d'essai."""
    ecrire(racine, FICHIERS)
    for nom in ("preuves/releve.md", "preuves/long.yaml"):
        (racine / nom).write_bytes(FICHIERS[nom].encode())
    return racine


def etat(racine: Path) -> dict[str, bytes]:
    """Tous les octets d'un dossier."""
    return {p.relative_to(racine).as_posix(): p.read_bytes() for p in sorted(racine.rglob("*")) if p.is_file()}


def exporte(racine: Path, sortie: Path, **demande: object) -> Path:
    """Exporte un classeur dans un fichier."""
    from fabrique import jour

    fait = exporter(racine, jour(AU), DemandeExport(**demande))  # type: ignore[arg-type]
    (octets,) = fait.fichiers.values()
    sortie.write_bytes(octets)
    return sortie
