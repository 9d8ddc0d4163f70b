"""Ce que l'on écrit sert : changer une clé du format change une sortie, ou fait une anomalie."""

import io
import typing
from collections.abc import Iterable, Iterator
from copy import deepcopy
from itertools import islice
from pathlib import Path

import openpyxl
import pytest

from cles import EXEMPLES, Cle, Dossier, cles, lire, temoins
from observation import Observation, Observatoire, sorties
from qualicli.modeles.base import valeurs_admises
from qualicli.modeles.reunion import Presentation

PAGE = Path(__file__).parents[1] / "docs" / "format.md"


def exemple() -> Dossier:
    """Les exemples de docs/format.md, complétés de ce qu'il faut pour que chaque clé ait de quoi servir."""
    dossier = lire(dict(EXEMPLES.findall(PAGE.read_text("utf-8"))) | COMPLEMENTS)
    demarche = dossier.valeurs["qualicli.yaml"]
    demarche["perimetre"].append(
        {"referentiel": "charte-exemple", "version": "1", "modules": {c: {"statut": "engage"} for c in "AB"}}
    )
    demarche["renforts"] = [
        {
            "intitule": "Service civique",
            "periode": "2021-09/2022-02",
            "mission": "Accueillir",
            "recrutement": "affichage-attente",
        },
        {"intitule": "Stagiaire", "action": "rampe-accueil"},
    ]
    dossier.valeurs["instances.yaml"]["instances"] |= {
        "gt-ecrit": {
            "nom": "Groupe de travail « Écrit »",
            "type": "groupe_travail",
            "associes": [{"qui": "Agents", "sur": "Clarté"}],
        },
        "comite-technique": {"nom": "Comité technique", "type": "comite_technique", "president": "referent-qualite"},
    }
    complement = dossier.valeurs["referentiels/qual-e-pref-complement.yaml"]
    complement["modules"]["M3"]["engagements"][0]["exigences"] = deepcopy(complement["engagements"]["10"]["exigences"])
    procedure = dossier.valeurs["procedures/accueil-handicap.md"]
    procedure["conservation"] = deepcopy(dossier.valeurs["preuves/charte-accueil.yaml"]["conservation"])
    procedure["acces"] = ["intranet", "internet"]
    lues = dossier.valeurs["preuves/guide-accueil.md"]["lectures"]
    lues[0]["date"] = "2019-12"  # avant la version en vigueur : elle est à relire
    procedure["lectures"] = deepcopy(lues)
    for registre, type_ in (("courriers", "reclamations"), ("courriels", "suggestions")):
        dossier.valeurs[f"registres/{registre}.yaml"]["type"] = type_
    dossier.valeurs["indicateurs/attente-guichet.yaml"]["mesures"] = [{"periode": "2021-12", "valeur": "20"}]
    dossier.valeurs["enquetes/satisfaction-2021.yaml"]["publications"] += [
        {"canal": "intranet", "date": "2021-11-30", "rubrique": "Qualité", "url": "https://intranet.exemple.example"}
    ]
    dossier.valeurs["annuaire.yaml"]["roles"]["referent-qualite"]["titulaires"][0]["jusqu_au"] = "2021-01-31"
    dossier.valeurs["referentiels/charte-exemple.yaml"]["modules"][1].pop("titre")
    dossier.valeurs["instances.yaml"]["instances"]["clu"]["sites"] = list(demarche["sites"])
    for fichier in REPONDUS:
        echange = {"le": "2022-03-10", "service": "bureau-accueil", "texte": "Reporté"}
        dossier.valeurs[fichier]["echanges"] = [echange]
    dossier.valeurs["reunions/clu-2021-12.md"]["invites"] = ["Directeurs du périmètre"]
    for reunion, point in (("copil-2022-03", 1), ("clu-2021-12", 0)):
        points = dossier.valeurs[f"reunions/{reunion}.md"]["ordre_du_jour"]
        points[point]["presente"] = list(valeurs_admises(Presentation))
    return dossier


# Ce à quoi un service a répondu, dans chaque famille qui l'admet.
REPONDUS = (
    "engagements/qual-e-pref/02.yaml",
    "preuves/charte-accueil.yaml",
    "procedures/accueil-handicap.md",
    "actions/rampe-accueil.yaml",
    "jalons/audit-blanc.yaml",
    "reunions/copil-2022-03.md",
    "formations/prise-de-poste.yaml",
    "indicateurs/appels-decroches.yaml",
    "enquetes/satisfaction-2021.yaml",
    "registres/courriels.yaml",
    "retours/borne-en-panne.yaml",
)

# Une enquête a une précédente ; un document est bientôt caduc ; un signalement attend sa suite, une réclamation sa réponse,
# un groupe sa réunion.
COMPLEMENTS = {
    "enquetes/satisfaction-2020.yaml": """
intitule: Enquête de satisfaction 2020
type: satisfaction
annee: 2020
volets:
  - id: guichet
    intitule: Usagers reçus aux guichets
    panel: Usagers reçus au bureau de l'accueil
    periode: 2020-10
    mode: questionnaire papier
    repondants: 200
    resultats:
      - {cle: courtoisie, libelle: Les agents ont-ils été courtois ?, valeur: "80", echelle: de 1 à 5}
      - {cle: attente, libelle: L'attente vous a-t-elle paru acceptable ?, valeur: "60", repondants: 28}
""",
    "preuves/affiche-horaires.yaml": """
intitule: Affiche des horaires
type: affiche
date: 2021-04-10
caducite: 2022-04-10
acces: [affichage]
public: tous
emplacement: Hall
couvre: [qual-e-pref:2.1]
""",
    "retours/borne-en-panne.yaml": """
type: signalement
date: 2022-03-01
canal: hierarchie
texte: La borne du hall est en panne.
""",
    "retours/attente-du-lundi.yaml": """
type: reclamation
date: 2022-02-07
canal: guichet
nombre: 4
objet: attente
texte: L'attente est trop longue le lundi.
service: bureau-accueil
site: chef-lieu
couvre: [qual-e-pref:7]
suite: refusee
motif: Le lundi reste le jour de marché
commentaire: Deux lundis de suite
""",
    "registres/reclamations.yaml": """
intitule: Réclamations
type: reclamations
canal: courriel
lignes: reclamations.csv
""",
    "registres/reclamations.csv": "id;recu_le;repondu_le\nR-1;2022-03-01;\n",
    "communications/horaires.yaml": """
intitule: Point sur les horaires
type: note
date: 2021-11-03
rythme: au fil de l'eau
documents: [affiche-horaires]
commentaire: Les horaires ont changé
""",
    "jalons/objectif.yaml": """
intitule: Labellisation de toutes les préfectures
type: objectif_national
date_initiale: 2022-12
reference: Directive nationale d'orientation
""",
    "jalons/audit-annexe.yaml": """
intitule: Audit de labellisation de l'annexe
type: audit_labellisation
date_initiale: 2021-12
realise_le: 2021-12-14
sites: [autreville]
""",
    "referentiels/charte-exemple-complement.yaml": """
format: 1
complete: charte-exemple
source: Le comité de la charte
modules:
  B: {etat: complet, titre: Suivre}
""",
    "reunions/gt-2021-11.md": "---\ninstance: gt-ecrit\ndate: 2021-11-04\n---\nLe groupe relit la charte.\n",
    "reunions/technique-2021-11.md": "---\ninstance: comite-technique\ndate: 2021-11-05\n---\nPoint sur le serveur.\n",
}


EXEMPLE = exemple()
CLES = cles(EXEMPLE)
V = EXEMPLE.valeurs
AUDITS = [f.split("/")[1].removesuffix(".yaml") for f in V if f.startswith("audits/")]
REUNIONS = [f.split("/")[1].removesuffix(".md") for f in V if f.startswith("reunions/")]
LIENS = {
    "sites": list(V["qualicli.yaml"]["sites"]),
    "campagnes": list(V["qualicli.yaml"]["campagnes"]),
    "services": list(V["services.yaml"]["services"]),
    "instances": list(V["instances.yaml"]["instances"]),
    "personnes": list(V["annuaire.yaml"]["personnes"]),
    "references": ["charte-exemple:A1", "qual-e-pref:3", "qual-e-pref:2.1", "marianne-2016:1"],
    **{
        lien: sorted(
            f.split("/")[1].rpartition(".")[0]
            for f in V
            if f.startswith(f"{dossier}/") and f.endswith((".yaml", ".md"))
        )
        for lien, dossier in (
            ("documents", "preuves"),
            ("actions", "actions"),
            ("reunions", "reunions"),
            ("formations", "formations"),
            ("jalons", "jalons"),
            ("indicateurs", "indicateurs"),
            ("signatures", "signatures"),
            ("enquetes", "enquetes"),
        )
    },
}


ESSAIS = 3
VALIDER, REFUSEE, RIEN = "valider", "refusée", "rien"


@pytest.fixture(scope="module")
def observatoire(tmp_path_factory: pytest.TempPathFactory) -> Observatoire:
    """L'exemple, et toutes les façons de le regarder ; le tableur qu'on y importe a un suivi dans deux feuilles."""
    classeur, flux = openpyxl.Workbook(), io.BytesIO()
    for feuille in (classeur.active, classeur.create_sheet("Suivi")):
        feuille.append(["Suivi du bureau"])
        feuille.append(["N°", "Intitulé de l'action", "Pilote", "Date limite", "État"])
        feuille.append(["1", f"Refaire l'affichage ({feuille.title})", "Chef du bureau", "03/04/2022", "Fait"])
        feuille.append(["2", "Relire les courriers", "Témoin", "03/05/2022", "Fait"])
    classeur.save(flux)
    pieces = tmp_path_factory.mktemp("pieces")
    fichiers = octets(EXEMPLE, EXEMPLE.valeurs)
    for fichier in (f for f in fichiers if f.endswith(".txt")):
        (pieces / fichier).parent.mkdir()
        (pieces / fichier).write_bytes(fichiers[fichier])
    return Observatoire(
        pieces, fichiers, sorties(REUNIONS, LIENS["instances"], LIENS["services"], flux.getvalue(), AUDITS)
    )


def octets(dossier: Dossier, fichiers: Iterable[str]) -> dict[str, bytes]:
    """Les octets de quelques fichiers."""
    return {f: texte.encode() for f, texte in dossier.fichiers(fichiers).items()}


def observer(observatoire: Observatoire, dossier: Dossier) -> Observation:
    """Ce que l'outil dit d'une variante de l'exemple."""
    changes = (f for f in dossier.valeurs if dossier.valeurs[f] is not EXEMPLE.valeurs[f])
    return observatoire.observer(octets(dossier, changes))


def changements(cle: Cle) -> Iterator[Dossier]:
    """Des dossiers où une clé, et elle seule, est changée partout : pareille, variée, ôtée ; puis un lieu à la fois."""
    valeurs = temoins(cle.ecrit, LIENS)
    if len(valeurs) == 1 and typing.get_origin(cle.ecrit) is typing.Literal:
        valeurs = ["autre"]
    for varier in (0, 1):
        changes = []
        for rang, lieu in enumerate(cle.lieux):
            autres = [v for v in valeurs if v != EXEMPLE.valeur(lieu)]
            if autres:
                changes.append((lieu, autres[(1 + rang % (len(autres) - 1)) if varier and len(autres) > 1 else 0]))
        yield EXEMPLE.changer(*changes)
    if not cle.champ.is_required():
        yield EXEMPLE.changer(*((lieu, None) for lieu in cle.lieux))
    yield from (EXEMPLE.changer((lieu, valeur)) for lieu in cle.lieux[:4] for valeur in valeurs[:3])


def effet(observatoire: Observatoire, cle: Cle, d_abord: Iterable[str] = ()) -> str:
    """La première sortie qui change quand cette clé change ; REFUSEE si nulle autre valeur n'est admise."""
    essais: list[Observation] = []
    for dossier in changements(cle):
        essai = observer(observatoire, dossier)
        if essai.est_illisible:
            continue
        if essai.anomalies != observatoire.origine.anomalies:
            return VALIDER
        essais.append(essai)
        bouge = next((sortie for sortie in d_abord if observatoire.bouge(essai, sortie)), None)
        if bouge or len(essais) == ESSAIS:
            break
    if not essais:
        return REFUSEE
    suite = (sortie for sortie in observatoire.sorties for essai in essais if observatoire.bouge(essai, sortie))
    return bouge or next(suite, RIEN)


# Leur effet se voit ailleurs qu'en lisant le dossier à une date : au retour d'un classeur, à une date passée.
VUES_AILLEURS = {"qualicli.identite": "echanges/test_fusion.py", "formations.sessions.reports.le": "passe.py"}
VUES_AILLEURS["referentiels.format"] = "depot/test_referentiels_fautifs.py"  # ôté, il vaut son seul numéro
VUES_AILLEURS["referentiels.retires"] = "operations/test_migrer.py"
VUES_AILLEURS |= {f"profils.colonnes.{c}": "echanges/test_chiffres_importes.py" for c in ("libelle", "echelle")}
# Ce qui ne change encore rien, et le travail qui l'amènera. Cette liste ne fait que rétrécir.
ATTENDUES: dict[str, str] = {}
# Une seule valeur y est admise : toute autre est refusée.
D_UNE_SEULE_VALEUR = {f"{f}.format" for f in ("qualicli", "profils", "complements", "correspondances")}
D_UNE_SEULE_VALEUR |= {"referentiels.id"}
FAMILLES = sorted({nom.partition(".")[0] for nom in CLES})


@pytest.mark.long
@pytest.mark.parametrize("famille", FAMILLES)
def test_chaque_cle_change_une_sortie_ou_fait_une_anomalie(famille: str, observatoire: Observatoire) -> None:
    d_abord: list[str] = []  # ce qui a réagi pour les clés voisines réagira sans doute encore
    inutiles, refusees = [], set()
    for nom, cle in CLES.items():
        if nom.partition(".")[0] != famille or nom in ATTENDUES or nom in VUES_AILLEURS:
            continue
        sortie = effet(observatoire, cle, d_abord)
        if sortie == RIEN:
            inutiles.append(nom)
        elif sortie == REFUSEE:
            refusees.add(nom)
        elif sortie != VALIDER:
            d_abord = [sortie, *(s for s in d_abord if s != sortie)][:4]
    assert not inutiles, "rien ne dépend de ces clés"
    assert refusees == {nom for nom in D_UNE_SEULE_VALEUR if nom.partition(".")[0] == famille}


@pytest.mark.long
@pytest.mark.parametrize("rang", range(ESSAIS))
def test_ce_qui_est_attendu_ne_change_encore_rien(rang: int, observatoire: Observatoire) -> None:
    """Toutes ensemble, pour aller vite ; une sortie qui bouge fait chercher laquelle sert, et doit quitter la liste."""
    assert ATTENDUES.keys() <= CLES.keys()
    changes = []
    for cle in (CLES[nom] for nom in ATTENDUES):
        dossier = next(islice(changements(cle), rang, None))
        changes += [(lieu, dossier.valeur(lieu)) for lieu in cle.lieux]
    ensemble = observer(observatoire, EXEMPLE.changer(*changes))
    bougent = [sortie for sortie in observatoire.sorties if observatoire.bouge(ensemble, sortie)]
    if bougent or ensemble.anomalies != observatoire.origine.anomalies:
        assert [nom for nom in ATTENDUES if effet(observatoire, CLES[nom], bougent) != RIEN] == []
    assert not bougent


def test_toute_cle_a_un_lieu_dans_l_exemple() -> None:
    assert [nom for nom, cle in CLES.items() if not cle.lieux] == []


@pytest.mark.parametrize(("cle", "essai"), VUES_AILLEURS.items())
def test_une_cle_vue_ailleurs_y_est_essayee(cle: str, essai: str) -> None:
    """Elle existe encore, n'attend pas son sujet, et l'essai nommé parle d'elle."""
    assert cle in CLES and cle not in ATTENDUES
    assert cle.rpartition(".")[2] in (Path(__file__).parent / essai).read_text("utf-8")
