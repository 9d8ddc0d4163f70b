"""Ce que l'on écrit sert : changer une clé du format change une sortie, ou fait une anomalie."""

import os
import re
import typing
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path

import openpyxl
import pytest

from cles import EXEMPLES, Cle, Dossier, cles, lire, temoins
from observation import Observatoire, gabarits_retenus
from qualicli.modeles.base import valeurs_admises
from qualicli.modeles.reunion import Presentation

PAGE = Path(__file__).parents[1] / "docs" / "format.md"
AU = "2022-03-15"


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
    procedure["lectures"] = deepcopy(dossier.valeurs["preuves/guide-accueil.md"]["lectures"])
    for fichier in REPONDUS:
        echange = {"le": "2022-03-10", "service": "bureau-accueil", "texte": "Reporté"}
        dossier.valeurs[fichier]["echanges"] = [echange]
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
)

# Une enquête a une précédente ; un document est bientôt caduc ; un signalement attend sa suite, un groupe sa réunion.
COMPLEMENTS = {
    "enquetes/satisfaction-2020.yaml": """
intitule: Enquête de satisfaction 2020
type: satisfaction
annee: 2020
volets:
  - id: guichet
    intitule: Usagers reçus aux guichets
    panel: Usagers reçus
    periode: 2020-10
    resultats:
      - {cle: courtoisie, libelle: Les agents ont-ils été courtois ?, valeur: "80"}
      - {cle: attente, libelle: L'attente vous a-t-elle paru acceptable ?, valeur: "60"}
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
    "reunions/gt-2021-11.md": "---\ninstance: gt-ecrit\ndate: 2021-11-04\n---\nLe groupe relit la charte.\n",
    "reunions/technique-2021-11.md": "---\ninstance: comite-technique\ndate: 2021-11-05\n---\nPoint sur le serveur.\n",
}


EXEMPLE = exemple()
CLES = cles(EXEMPLE)
V = EXEMPLE.valeurs
REUNIONS = [f.split("/")[1].removesuffix(".md") for f in V if f.startswith("reunions/")]
LIENS = {
    "sites": list(V["qualicli.yaml"]["sites"]),
    "campagnes": list(V["qualicli.yaml"]["campagnes"]),
    "services": list(V["services.yaml"]["services"]),
    "instances": list(V["instances.yaml"]["instances"]),
    "personnes": list(V["annuaire.yaml"]["personnes"]),
    "references": ["charte-exemple:A1", "qual-e-pref:3", "qual-e-pref:2.1", "marianne-2016:1"],
    **{
        lien: [
            f.split("/")[1].rpartition(".")[0]
            for f in V
            if f.startswith(f"{dossier}/") and f.endswith((".yaml", ".md"))
        ]
        for lien, dossier in (
            ("documents", "preuves"),
            ("actions", "actions"),
            ("reunions", "reunions"),
            ("formations", "formations"),
            ("jalons", "jalons"),
        )
    },
}


def commandes() -> Iterator[tuple[str, ...]]:
    """Toutes les façons de regarder un dossier."""
    date = ("DOSSIER", "--date", AU)
    yield ("valider", *date, "--format", "json")
    variantes = [
        ("bilan",),
        ("politique",),
        ("grille",),
        ("ecarts",),
        ("indicateurs",),
        ("point-etape",),
        ("lettre-mission",),
    ]
    variantes += [
        ("fiche-service", "--tous"),
        ("bilan", "--synthese"),
        ("bilan", "--annee", "2021"),
        ("bilan", "--synthese", "--annee", "2022"),
        ("presence", "--vierge"),
    ]
    variantes += [(t, "--reunion", r) for r in REUNIONS for t in ("copil", "clu", "presence", "bilan", "convocation")]
    variantes += [("convocation", "--instance", i) for i in LIENS["instances"]]
    for type_, *options in variantes:
        yield ("rapport", type_, *date, *options, "--nominatif")
    yield ("exporter", "excel", *date, "--format", "csv", "-o", "SORTIE", "--remplacer")
    yield ("diagnostic", *date, "--format", "json")
    yield ("ecarts", *date, "--format", "json")
    for code in (
        "qual-e-pref:2",
        "qual-e-pref:5",
        "qual-e-pref:7",
        "qual-e-pref:10",
        "qual-e-pref:17",
        "charte-exemple:A1",
        "charte-exemple:B1",
    ):
        yield ("expliquer", code, *date)
        yield ("expliquer", code, *date, "--format", "json")
    yield ("diagnostic", *date, "--depuis", "2021-06-01")
    yield ("ecarts", *date)
    for referentiel in ("charte-exemple", "qual-e-pref"):
        yield ("referentiel", "montrer", referentiel, "--dossier", "DOSSIER")
        yield ("referentiel", "montrer", referentiel, "--dossier", "DOSSIER", "--format", "json")
    yield ("referentiel", "montrer", "charte-exemple", "A1", "--dossier", "DOSSIER")
    yield ("referentiel", "montrer", "charte-exemple", "B1", "--dossier", "DOSSIER")
    yield ("referentiel", "montrer", "qual-e-pref", "10", "--dossier", "DOSSIER")
    yield ("referentiel", "lister", "DOSSIER")
    yield ("referentiel", "lister", "DOSSIER", "--format", "json")
    yield ("referentiel", "valider", "--dossier", "DOSSIER", "--date", AU)
    yield ("referentiel", "comparer", "charte-exemple", "qual-e-pref", "--dossier", "DOSSIER")
    for type_, *options in variantes:
        yield ("rapport", type_, *date, *options, "--anonyme")
    yield ("importer", "tableur", "TABLEUR.xlsx", *date, "--profil", "suivi-accueil", "--a-blanc", "--format", "json")


COMMANDES = tuple(commandes())
VALIDER = COMMANDES[0]
REFUSEE, RIEN = ("refusée",), ("rien",)
_ILLISIBLE = re.compile(r'"code": "(?:LEC|FMT)')


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
                changes.append((lieu, autres[varier * (1 + rang) % len(autres)]))
        yield EXEMPLE.changer(*changes)
    if not cle.champ.is_required():
        yield EXEMPLE.changer(*((lieu, None) for lieu in cle.lieux))
    yield from (EXEMPLE.changer((lieu, valeur)) for lieu in cle.lieux[:4] for valeur in valeurs[:3])


def effet(observatoire: Observatoire, cle: Cle, d_abord: list[tuple[str, ...]]) -> tuple[str, ...]:
    """La première commande dont la sortie change quand cette clé change ; REFUSEE si nulle autre valeur n'est admise."""
    valides: list[dict[str, str]] = []
    for dossier in changements(cle):
        changes = dossier.fichiers(f for f in dossier.valeurs if dossier.valeurs[f] is not EXEMPLE.valeurs[f])
        observatoire.poser(changes)
        vu = observatoire.voir(VALIDER)
        if _ILLISIBLE.search(vu):
            continue
        if vu != observatoire.temoin(VALIDER):
            return VALIDER
        valides.append(changes)
        if len(valides) == 3:
            break
    if not valides:
        return REFUSEE
    for commande in (*d_abord, *(c for c in COMMANDES[1:] if c not in d_abord)):
        for changes in valides:
            observatoire.poser(changes)
            if observatoire.voir(commande) != observatoire.temoin(commande):
                return commande
    return RIEN


# Ce qui ne change encore rien, et le travail qui l'amènera. Cette liste ne fait que rétrécir.
ATTENDUES = {
    "qualicli.organisme.departement": "les jours ouvrés",
    "qualicli.delais.reponses": "les mesures",
    "enquetes.questionnaire": "les mesures",
    "enquetes.volets.resultats.theme": "les mesures",
    "registres.syntheses.delai_moyen": "les mesures",
    "audits.rapport_recu_le": "les audits",
    "audits.constats.preuve_levee": "les audits",
    "engagements.evaluations.campagne": "le label",
    **{
        f"{famille}.lectures{cle}": "la semaine"
        for famille in ("preuves", "procedures")
        for cle in (".service", ".date", ".agents", "")
    },
}
# Ce qui attend encore un effet, sans travail annoncé.
RESTENT = {
    "annuaire.personnes.alias",
    "annuaire.roles.titulaires.motif_fin",
    "enquetes.annee",
    "engagements.evaluations.reunion",
    "instances.instances.sites",
    "indicateurs.responsable",
    "indicateurs.strate.source",
    "jalons.reference",
    "profils.intitule",
    "complements.note",
    "correspondances.note",
    "registres.canal",
    "registres.delai_annonce",
    "registres.jours_ouvres",
    "registres.lignes.objet",
    "registres.service",
    "registres.syntheses.periode",
    "registres.syntheses.service",
    "registres.syntheses.site",
    "retours.canal",
    "retours.motif",
    "retours.nombre",
    "retours.objet",
    "retours.service",
    "retours.site",
    "reunions.diffusion.url",
}
# Une seule valeur y est admise : toute autre est refusée.
D_UNE_SEULE_VALEUR = {f"{f}.format" for f in ("qualicli", "profils", "referentiels", "complements", "correspondances")}
D_UNE_SEULE_VALEUR |= {"referentiels.id"}
FAMILLES = sorted({nom.partition(".")[0] for nom in CLES})


# Des milliers de sorties : plusieurs minutes, hors de la suite ordinaire.
LONG = pytest.mark.skipif(os.environ.get("QUALICLI_LONG") != "oui", reason="long : QUALICLI_LONG=oui pour le lancer")


@pytest.fixture
def observatoire(tmp_path: Path) -> Iterator[Observatoire]:
    with gabarits_retenus():
        classeur = openpyxl.Workbook()
        for feuille in (classeur.active, classeur.create_sheet("Suivi")):
            feuille.append(["Suivi du bureau"])
            feuille.append(["N°", "Intitulé de l'action", "Pilote", "Date limite", "État"])
            feuille.append(["1", f"Refaire l'affichage ({feuille.title})", "Chef du bureau", "03/04/2022", "Fait"])
        classeur.save(tmp_path / "TABLEUR.xlsx")
        yield Observatoire(tmp_path, EXEMPLE.fichiers())


@LONG
@pytest.mark.parametrize("famille", FAMILLES)
def test_chaque_cle_change_une_sortie_ou_fait_une_anomalie(famille: str, observatoire: Observatoire) -> None:
    d_abord: list[tuple[str, ...]] = []  # ce qui a réagi pour les clés voisines réagira sans doute encore
    inutiles, refusees = [], set()
    for nom, cle in CLES.items():
        if nom.partition(".")[0] != famille or nom in ATTENDUES or nom in RESTENT or nom.endswith(".commentaire"):
            continue
        commande = effet(observatoire, cle, d_abord)
        if commande == RIEN:
            inutiles.append(nom)
        elif commande == REFUSEE:
            refusees.add(nom)
        elif commande != VALIDER:
            d_abord = [commande, *(c for c in d_abord if c != commande)]
    assert not inutiles, "rien ne dépend de ces clés"
    assert refusees == {nom for nom in D_UNE_SEULE_VALEUR if nom.partition(".")[0] == famille}


@LONG
def test_ce_qui_est_attendu_ne_change_encore_rien(observatoire: Observatoire) -> None:
    """Toutes ensemble : une sortie qui bouge dit qu'une de ces clés sert désormais, et doit quitter la liste."""
    assert ATTENDUES.keys() <= CLES.keys()
    for essai in range(3):
        changements_ = [list(changements(CLES[nom]))[essai] for nom in ATTENDUES]
        valeurs = dict(EXEMPLE.valeurs)
        for nom, change in zip(ATTENDUES, changements_, strict=True):
            for lieu in CLES[nom].lieux:
                valeurs = dict(Dossier(valeurs, EXEMPLE.corps).changer((lieu, change.valeur(lieu))).valeurs)
        dossier = Dossier(valeurs, EXEMPLE.corps)
        observatoire.poser(dossier.fichiers(f for f in valeurs if valeurs[f] is not EXEMPLE.valeurs[f]))
        for commande in COMMANDES:
            assert observatoire.voir(commande) == observatoire.temoin(commande), commande


def test_toute_cle_a_un_lieu_dans_l_exemple() -> None:
    assert [nom for nom, cle in CLES.items() if not cle.lieux] == []
