"""Fabrique un dossier de n'importe quelle taille, avec tous les genres de fichiers. Toujours le même pour une taille."""

import sys
from datetime import date, timedelta
from pathlib import Path

SITES = ("saint-etienne", "roanne", "montbrison")
SERVICES = tuple(f"bureau-{i:02}" for i in range(1, 13))
EXIGENCES = ("1.1", "1.2", "2.1", "2.2", "2.3", "2.4", "3.1", *map(str, range(4, 24)))
TYPES = ("guide", "charte", "affiche", "tableau_suivi", "photo", "capture", "releve", "courrier_type")
ACCES = ("intranet, service", "intranet, affichage", "intranet, dossier_commun", "intranet, resana")


def jour(rang: int, depuis: str = "2020-01-01") -> str:
    return (date.fromisoformat(depuis) + timedelta(days=rang)).isoformat()


def tete() -> dict[str, str]:
    sites = "\n".join(f"  {s}: {{nom: Site {s}, cert: true, svi_local: true}}" for s in SITES)
    services = "\n".join(f"  {s}:\n    nom: {s}\n    correspondants: [Chef de bureau]" for s in SERVICES)
    return {
        "qualicli.yaml": f"""format: 1
organisme: {{nom: Préfecture du banc, departement: "42"}}
sites:
{sites}
perimetre:
  - referentiel: qual-e-pref
    modules:
      M1: {{statut: engage}}
      M2: {{statut: engage}}
""",
        "services.yaml": f"services:\n{services}\n",
        "instances.yaml": "instances:\n  copil: {nom: COPIL, type: copil, president: Secrétaire général, membres: [Chefs]}\n"
        "  clu: {nom: CLU, type: clu, president: Secrétaire général, membres: [Usagers]}\n",
        # De quoi faire chaque document : un comité des usagers, un audit passé et ses constats, une enquête commencée.
        "reunions/clu-2022-01.md": "---\ninstance: clu\ndate: 2022-01-18\n---\n\nTexte libre.\n",
        "audits/passe.yaml": "intitule: Audit interne\nnature: interne\ntype: blanc\ndate: 2022-02-08\n"
        'constats:\n  - {id: c1, nature: non_conformite, exigence: "qual-e-pref:4", texte: Affiche absente}\n',
        "enquetes/passee.yaml": "intitule: Enquête annuelle\ntype: satisfaction\nannee: 2021\nvolets:\n"
        "  - {id: v1, intitule: Volet, panel: usagers, periode: 2021-10}\n",
    }


def preuve(i: int) -> str:
    codes = sorted({EXIGENCES[i % 27], EXIGENCES[(i * 7) % 27]})
    return f"""# Fiche de la base documentaire, tenue par le service
intitule: "Document n° {i} : consigne d'accueil et de suivi"
type: {TYPES[i % 8]}
service: {SERVICES[i % 12]}
sites: [{SITES[i % 3]}]
version: "{1 + i % 5}"
date: {jour(i % 700)}
caducite: {jour(900 + i % 900)}
acces: [{ACCES[i % 4]}]
public: agents
emplacement: Dossier commun, rubrique qualité, pièce {i}
couvre: [{", ".join(f"qual-e-pref:{c}" for c in codes)}]
etat: validee
responsable: Chef de bureau
conservation:
  par: Référent qualité
  duree: 3 ans
lectures:
  - {{service: {SERVICES[(i + 1) % 12]}, date: {jour(720 + i % 30)}, agents: {i % 20}}}
commentaire: >-
  Relue en réunion de service ; à reprendre avant sa caducité.
"""


def autre(i: int) -> tuple[str, str]:
    """Un fichier de chaque autre famille, à tour de rôle."""
    modeles = (
        (
            "actions/action-{i}.yaml",
            "intitule: Action {i}\ncouvre: [qual-e-pref:{e}]\nresponsable: Chef de bureau\n"
            "service: {s}\nstatut: en_cours\necheance: {d}\n",
        ),
        (
            "jalons/jalon-{i}.yaml",
            "intitule: Jalon {i}\ntype: autre\ndate_initiale: {d}\nrevisions:\n  - {{nouvelle: {d}, motif: report}}\n",
        ),
        (
            "reunions/reunion-{i}.md",
            "---\ninstance: copil\ndate: {d}\nordre_du_jour:\n  - {{id: p1, titre: Point}}\n"
            "---\n\n## Point\n\nTexte libre.\n",
        ),
        (
            "procedures/procedure-{i}.md",
            "---\nintitule: Procédure {i}\nservice: {s}\ndate: {d}\ncaducite: 2026-01-01\n"
            "acces: [intranet]\ncouvre: [qual-e-pref:{e}]\n---\n\nCorps.\n",
        ),
        (
            "indicateurs/indicateur-{i}.yaml",
            "intitule: Indicateur {i}\nnature: qualite\ncouvre: [qual-e-pref:{e}]\n"
            "periodicite: 3 mois\nmesures:\n  - {{periode: 2022-T1, conformes: 9, total: 10}}\n",
        ),
        ("retours/retour-{i}.yaml", "type: suggestion\ndate: {d}\ncanal: urne\ntexte: Idée {i}\nsuite: information\n"),
        ("communications/info-{i}.yaml", "intitule: Info {i}\ntype: info_qualite\ndate: {d}\n"),
        ("formations/formation-{i}.yaml", "intitule: Formation {i}\nsessions:\n  - {{prevue: {d}, realisee: {d}}}\n"),
        ("audits/audit-{i}.yaml", "intitule: Audit {i}\nnature: interne\ntype: blanc\ndate: 2030-01-02\n"),
        (
            "enquetes/enquete-{i}.yaml",
            "intitule: Enquête {i}\ntype: satisfaction\nannee: 2021\nvolets:\n"
            "  - {{id: v1, intitule: Volet, panel: usagers, periode: 2021-10}}\n",
        ),
        (
            "registres/registre-{i}.yaml",
            "intitule: Registre {i}\ntype: courriers\n"
            "syntheses:\n  - {{periode: 2021-T4, recus: 10, traites: 9, dans_le_delai: 8}}\n",
        ),
    )
    nom, texte = modeles[i % len(modeles)]
    valeurs = {"i": i, "e": EXIGENCES[i % 27], "s": SERVICES[i % 12], "d": jour(i % 700)}
    return nom.format(**valeurs), texte.format(**valeurs)


def generer(racine: Path, combien: int) -> Path:
    """Écrit un dossier de `combien` preuves, et d'un dixième d'autres objets."""
    fichiers = tete()
    for rang, exigence in enumerate(EXIGENCES):
        numero = exigence.partition(".")[0]
        nom = f"engagements/qual-e-pref/{int(numero):02}.yaml"
        fichiers.setdefault(nom, f'engagement: "{numero}"\npilote: {SERVICES[rang % 12]}\nevaluations:\n')
        for site in SITES:
            fichiers[nom] += f'  - {{exigence: "{exigence}", statut: realise, date: {jour(rang)}, site: {site}}}\n'
    fichiers.update(autre(i) for i in range(combien // 10))
    fichiers.update((f"preuves/{i // 1000:03}/preuve-{i}.yaml", preuve(i)) for i in range(combien))
    for nom, texte in fichiers.items():
        chemin = racine / nom
        chemin.parent.mkdir(parents=True, exist_ok=True)
        chemin.write_bytes(texte.encode())
    return racine


def generer_suite(racine: Path, combien: int) -> Path:
    """Le même dossier, et un référentiel qui reprend à l'identique chaque code du premier."""
    codes = dict.fromkeys(EXIGENCES)
    engagements = "".join(f'      - {{code: "S{c}", titre: "Suite de {c}"}}\n' for c in codes)
    rangees = "".join(f'  - {{de: "{c}", vers: ["S{c}"], relation: identique, certitude: etabli}}\n' for c in codes)
    suite = (
        "format: 1\nid: suite-du-banc\nnom: Suite\nversion: '1'\nediteur: Nous\nsource: Banc\n"
        f"modules:\n  - code: S\n    titre: Suite\n    engagements:\n{engagements}"
    )
    lien = f"format: 1\nde: qual-e-pref\nvers: suite-du-banc\nsource: Banc\nlignes:\n{rangees}"
    ecrits = {"suite-du-banc.yaml": suite, "correspondances/qual-e-pref--suite-du-banc.yaml": lien}
    for nom, texte in ecrits.items():
        chemin = racine / "referentiels" / nom
        chemin.parent.mkdir(parents=True, exist_ok=True)
        chemin.write_bytes(texte.encode())
    return generer(racine, combien)


def generer_points(racine: Path, combien: int) -> Path:
    """Écrit un dossier qui a `combien` points de contrôle, tous évalués, chacun avec une preuve ou une action."""
    sites = [f"site-{i:02}" for i in range(20)]
    par_site = combien // len(sites)
    fichiers = {
        "qualicli.yaml": "format: 1\norganisme: {nom: Préfecture du banc}\nsites:\n"
        + "".join(f"  {s}: {{nom: Site {s}}}\n" for s in sites)
        + "perimetre:\n  - referentiel: banc\n    modules: {M: {statut: engage}}\n",
        "services.yaml": "services:\n" + "".join(f"  {s}: {{nom: Bureau {s}}}\n" for s in SERVICES),
        "referentiels/banc.yaml": "format: 1\nid: banc\nnom: Banc\nversion: '1'\nediteur: nous\nsource: S\ncertitude: etabli\n"
        "modules:\n  - code: M\n    titre: Tout\n    engagements:\n"
        + "".join(f"      - {{code: E{i}, titre: Nous tenons la promesse numéro {i}}}\n" for i in range(par_site)),
    }
    for i in range(par_site):
        lignes = "".join(
            f"  - {{exigence: E{i}, statut: {('realise', 'partiel', 'non_realise')[r % 3]}, date: {jour(r)}, site: {s}, "
            f'commentaire: "Vu sur place, à reprendre {r}"}}\n'
            for r, s in enumerate(sites)
        )
        fichiers[f"engagements/banc/E{i}.yaml"] = (
            f"engagement: E{i}\npilote: {SERVICES[i % 12]}\nevaluations:\n{lignes}"
        )
        fichiers[f"preuves/preuve-{i}.yaml"] = preuve(i).replace(SITES[i % 3], sites[i % 20]).split("couvre:")[0] + (
            f"couvre: [banc:E{i}]\n"
        )
        fichiers[f"actions/action-{i}.yaml"] = (
            f"intitule: Action {i}\ncouvre: [banc:E{i}]\nservice: {SERVICES[i % 12]}\nstatut: en_cours\necheance: {jour(i)}\n"
        )
    for nom, texte in fichiers.items():
        chemin = racine / nom
        chemin.parent.mkdir(parents=True, exist_ok=True)
        chemin.write_bytes(texte.encode())
    return racine


if __name__ == "__main__":
    generer(Path(sys.argv[1]), int(sys.argv[2]))
