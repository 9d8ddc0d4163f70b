"""Ce qui est dû, partout où on le montre : une fois, à la même date ; à l'écran, en JSON, en agenda, en documents."""

import contextlib
import io
import json
import re
import shutil
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar, Event

import a_la_main
from fabrique import ecrire
from fabrique_documents import atelier
from qualicli.cli.application import COMMANDES, _commande, lancer
from qualicli.diagnostic.obligations.obligation import Obligation
from qualicli.operations.echeancier import regarder
from qualicli.operations.rapporter import rapporter
from qualicli.rendus.documents.socle import anonymat
from qualicli.rendus.documents.socle.demande import DemandeDocument
from qualicli.rendus.obligations.agenda import identifiant

EXEMPLES = Path(__file__).parents[2] / "exemples"
DATES = {
    "loire-2022": ("2021-07-15", "2022-02-15", "2022-03-15", "2022-05-15", "2022-10-15"),
    "alpes-maritimes-2021": ("2020-01-15", "2021-01-25", "2021-02-15", "2021-03-03", "2021-09-15"),
}
CAS = [(exemple, au) for exemple, dates in DATES.items() for au in dates]
SOCLE = {
    "qualicli.yaml": """
        format: 1
        identite: abcdef012345
        organisme: {nom: Préfecture d'essai}
        sites: {siege: {nom: Siège}, annexe: {nom: Annexe}}
        perimetre: [{referentiel: qual-e-pref, modules: {M1: {statut: engage}, M2: {statut: engage}}}]
        suivi_par: [referent]
    """,
    "services.yaml": "services: {accueil: {nom: Accueil}, titres: {nom: Titres}}\n",
    "annuaire.yaml": """
        personnes:
          ortie-r: {nom: Ortie, prenom: Rose, fonction: Cheffe de l'accueil, courriel: rose.ortie@exemple.example}
        roles: {referent: {intitule: Référente qualité, titulaires: [{personne: ortie-r, du: 2021-01-01}]}}
    """,
    "instances.yaml": "instances: {copil: {nom: Comité de pilotage, type: copil}}\n",
    "actions/rampe.yaml": """
        intitule: Poser la rampe
        responsable: ortie-r
        service: accueil
        sites: [siege]
        couvre: [qual-e-pref:2.2]
        echeance: 2022-03-18
        statut: en_cours
    """,
    "actions/file.yaml": "intitule: Mesurer la file\nservice: titres\nsites: [annexe]\necheance: 2022-S1\n",
    "jalons/bilan.yaml": "intitule: Écrire le bilan\ndate_initiale: 2022-03-10\n",
    "reunions/copil-1.md": "---\ninstance: copil\ndate: 2022-04-05\nheure: 14h30\nlieu: Salle 2\n---\n",
}


def jouer(*mots: str) -> tuple[int, str]:
    """Le code d'une commande, et ce qu'elle dit."""
    flux = io.StringIO()
    with contextlib.redirect_stdout(flux), contextlib.redirect_stderr(flux):
        return lancer(list(mots)), flux.getvalue()


def dit(*mots: str, code: int = 0) -> str:
    """Ce que dit une commande, qui sort avec ce code."""
    rendu, texte = jouer(*mots)
    assert rendu == code, texte
    return texte


def evenements(fichier: Path) -> dict[str, Event]:
    """Les évènements d'un agenda, relus par icalendar, par ce qui les reconnaît."""
    lus = Calendar.from_ical(fichier.read_bytes()).walk("VEVENT")
    par_uid = {str(e["uid"]): e for e in lus}
    assert len(par_uid) == len(lus)
    return par_uid


def jours(evenement: Event) -> tuple[date, date]:
    """Le premier et le dernier jour d'un évènement."""
    debut = evenement.decoded("dtstart")
    if isinstance(debut, datetime):
        return debut.date(), debut.date()
    return debut, evenement.decoded("dtend") - timedelta(days=1)


@pytest.fixture
def racine(tmp_path: Path) -> Path:
    """Un petit dossier."""
    return ecrire(tmp_path / "dossier", SOCLE)


@pytest.mark.parametrize(("exemple", "au"), CAS)
def test_l_ecran_de_deux_dossiers_a_cinq_dates(exemple: str, au: str, reference: Callable[[str, str], None]) -> None:
    ecran = dit("a-faire", str(EXEMPLES / exemple), "--date", au)
    assert len(ecran.splitlines()) <= 24 and max(map(len, ecran.splitlines())) <= 80
    reference(f"a-faire/{exemple}-{au}.txt", ecran)


@pytest.mark.parametrize(("exemple", "au"), CAS)
def test_une_obligation_datee_parait_une_fois_partout_a_la_meme_date(exemple: str, au: str, tmp_path: Path) -> None:
    """En JSON, dans l'agenda et dans les documents."""
    dossier, agenda = str(EXEMPLES / exemple), tmp_path / "a.ics"
    resultat = regarder(EXEMPLES / exemple, date.fromisoformat(au))
    ouvertes = resultat.ouvertes
    dits = json.loads(dit("a-faire", dossier, "--date", au, "--format", "json"))["obligations"]
    attendus = [(o.objet, o.echeance.texte if o.echeance else None) for o in ouvertes]
    assert [(d["objet"], d["echeance"]) for d in dits] == attendus
    assert sorted(_comparables(dits)) == sorted(
        (n, f, e[1].isoformat() if e else "", bool(e and e[1] < date.fromisoformat(au)))
        for n, f, e in a_la_main.dus(EXEMPLES / exemple, date.fromisoformat(au))
    )
    dit("exporter", "agenda", dossier, "--date", au, "-o", str(agenda))
    lus = {uid: jours(e) for uid, e in evenements(agenda).items() if e["status"] != "CANCELLED"}
    assert lus == {identifiant(resultat, o): (o.echeance.debut, o.echeance.fin) for o in ouvertes if o.echeance}
    contexte = atelier(EXEMPLES / exemple, au, DemandeDocument())
    for type_, montrees in (
        ("a-faire", list(ouvertes)),
        ("plan-actions", [o for o in ouvertes if o.nature == "action"]),
    ):
        (document,) = rapporter(contexte, type_, "md")
        texte = document.octets.decode().replace("\\", "").split("## Les actions faites")[0]
        for obligation in montrees:
            pareilles = [o for o in montrees if (o.texte, o.echeance) == (obligation.texte, obligation.echeance)]
            assert len(rangs(texte, obligation)) == len(pareilles), obligation


RECOMPTEES = ("action", "document", "formation", "enquete", "campagne")


def _comparables(dits: list[dict[str, Any]]) -> list[tuple[str, str, str, bool]]:
    """Ce que `a-faire` dit des natures que l'on a recomptées à la main : nature, fichier, dernier jour, en retard."""
    choisies = (d for d in dits if d["nature"] in RECOMPTEES or d["objet"].startswith("registres/"))
    fins = ((d, a_la_main.bornes(d["echeance"])[1].isoformat() if d["echeance"] else "") for d in choisies)
    return [(d["nature"], d["fichier"], fin, d["etat"] == "en_retard") for d, fin in fins]


def rangs(texte: str, obligation: Obligation) -> list[str]:
    """Les rangs de tableau qui disent l'obligation, et sa date."""
    quoi = " ".join(obligation.texte.split())
    quand = obligation.echeance.en_clair() if obligation.echeance else ""
    plats = (" ".join(rang.split()) for rang in texte.splitlines() if rang.startswith("|"))
    return [rang for rang in plats if f"| {quoi} |" in rang and " ".join(quand.split()) in rang]


def test_un_report_deplace_et_une_fin_annule_le_meme_evenement(racine: Path, tmp_path: Path) -> None:
    agenda, fichier = tmp_path / "a.ics", racine / "actions/rampe.yaml"

    def relire(au: str) -> Event:
        dit("exporter", "agenda", str(racine), "--date", au, "-o", str(agenda))
        return evenements(agenda)["qualicli-abcdef012345-actions.rampe"]

    premier = relire("2022-03-01")
    assert (jours(premier)[0], premier["sequence"], premier["status"]) == (date(2022, 3, 18), 0, "CONFIRMED")
    assert premier.walk("VALARM")[0].decoded("trigger") == timedelta(days=-7)
    report = "revisions: [{nouvelle: 2022-04-29, motif: Livraison, le: 2022-03-10}]\n"
    fichier.write_text(fichier.read_text("utf-8") + report, "utf-8", newline="\n")
    assert relire("2022-03-09")["sequence"] == 0  # la révision n'est pas encore décidée
    reporte = relire("2022-03-10")
    assert (jours(reporte)[0], reporte["sequence"], reporte["status"]) == (date(2022, 4, 29), 1, "CONFIRMED")
    assert reporte.decoded("dtstamp") > premier.decoded("dtstamp")
    fait = fichier.read_text("utf-8").replace("statut: en_cours", "statut: faite\nfaite_le: 2022-04-20")
    fichier.write_text(fait, "utf-8", newline="\n")
    assert relire("2022-04-19")["status"] == "CONFIRMED"
    fini = relire("2022-04-20")
    assert (fini["status"], fini["sequence"], fini.walk("VALARM")) == ("CANCELLED", 1, [])


def test_l_heure_est_celle_de_paris_et_une_date_imprecise_se_dit(racine: Path, tmp_path: Path) -> None:
    agenda = tmp_path / "a.ics"
    dit("exporter", "agenda", str(racine), "--date", "2022-03-01", "-o", str(agenda))
    lus = evenements(agenda)
    reunion = lus["qualicli-abcdef012345-reunions.copil-1"]
    assert reunion.decoded("dtstart").isoformat() == "2022-04-05T14:30:00+02:00"
    assert reunion["dtstart"].params["TZID"] == "Europe/Paris" and reunion["location"] == "Salle 2"
    file = lus["qualicli-abcdef012345-actions.file"]
    assert jours(file) == (date(2022, 1, 1), date(2022, 6, 30))
    assert file["status"] == "TENTATIVE" and "premier semestre 2022" in file["summary"]
    assert "date imprécise" in file["description"]
    assert file.walk("VALARM")[0]["trigger"].params["RELATED"] == "END"


def test_memes_donnees_meme_date_memes_octets(racine: Path, tmp_path: Path) -> None:
    rendus = []
    for tour in ("a", "b"):
        copie = shutil.copytree(racine, tmp_path / tour / "autre nom")
        if tour == "b":  # des fins de ligne de Windows ne changent rien à ce qui est dit
            for fichier in copie.rglob("*.yaml"):
                fichier.write_bytes(fichier.read_bytes().replace(b"\n", b"\r\n"))
        dit("exporter", "agenda", str(copie), "--date", "2022-03-01", "-o", str(tmp_path / f"{tour}.ics"))
        rendus.append((tmp_path / f"{tour}.ics").read_bytes())
    assert rendus[0] == rendus[1]
    assert all(len(ligne) <= 75 for ligne in rendus[0].split(b"\r\n"))


def test_un_texte_hostile_n_ajoute_aucun_evenement(racine: Path, tmp_path: Path) -> None:
    piege = "Rampe ; , \\\\n\\r\\nEND:VEVENT\\nBEGIN:VEVENT\\nUID:autre\\u0007\\u202e"
    ecrire(racine, {"actions/rampe.yaml": f'intitule: "{piege}"\nresponsable: referent\necheance: 2022-03-18\n'})
    agenda = tmp_path / "a.ics"
    resultat = regarder(racine, date(2022, 3, 1))
    dit("exporter", "agenda", str(racine), "--date", "2022-03-01", "-o", str(agenda))
    lus = evenements(agenda)
    assert lus.keys() == {identifiant(resultat, o) for o in resultat.obligations if o.echeance}
    assert "UID:autre" in lus["qualicli-abcdef012345-actions.rampe"]["summary"]


def test_personne_n_est_nomme_sans_qu_on_le_demande(racine: Path, tmp_path: Path) -> None:
    agenda = tmp_path / "a.ics"
    commande = ("exporter", "agenda", str(racine), "--date", "2022-03-01", "-o", str(agenda))
    dit(*commande)
    assert "ortie" not in agenda.read_text("utf-8").lower() and "Cheffe de l'accueil" in agenda.read_text("utf-8")
    dit(*commande, "--nominatif")
    assert "Rose Ortie" in agenda.read_text("utf-8").replace("\n ", "")
    agenda.unlink()
    ecrire(racine, {"actions/rampe.yaml": "intitule: Demander à Mme Ortie\necheance: 2022-03-18\n"})
    refus = dit(*commande, code=1)
    assert "nommerait quelqu'un" in refus and "--nominatif" in refus and not agenda.exists()


@pytest.mark.parametrize("exemple", ["loire-2022", "alpes-maritimes-2021", "moselle-2015", "essonne-2013"])
def test_les_agendas_des_services_reunis_disent_tout(exemple: str, tmp_path: Path) -> None:
    dossier, resultat = str(EXEMPLES / exemple), regarder(EXEMPLES / exemple, date(2022, 3, 15))
    dit("exporter", "agenda", dossier, "--date", "2022-03-15", "--tous", "-o", str(tmp_path / "agendas"))
    fichiers = sorted((tmp_path / "agendas").iterdir())
    reunis = {uid for f in fichiers for uid in evenements(f)}
    assert reunis == {identifiant(resultat, o) for o in resultat.obligations if o.echeance}
    assert not re.search(r"[^\w.-]", "".join(reunis))
    texte = "".join(f.read_text("utf-8") for f in fichiers).replace("\n ", "")
    assert anonymat.traces(texte, resultat.dossier.annuaire, anonymat.coordonnees(resultat.dossier)) == []


@pytest.mark.parametrize(
    ("filtre", "objets"),
    [
        (("--service", "titres"), {"actions/file"}),
        (("--qui", "referent"), {"jalons/bilan", "actions/rampe"}),  # qui tient le rôle, et le rôle de qui le tient
        (("--qui", "ortie-r"), {"jalons/bilan", "actions/rampe"}),
        (("--qui", "cheffe de l'ACCUEIL"), {"actions/rampe"}),
        (("--qui", "titres"), {"actions/file"}),
        (("--jusqu-au", "2022-03-18"), {"jalons/bilan", "actions/rampe"}),
        (("--jusqu-au", "2022-06-29"), {"jalons/bilan", "actions/rampe", "reunions/copil-1"}),
        (("--site", "annexe"), {"actions/file", "jalons/bilan", "reunions/copil-1"}),
        (("--module", "M1"), {"actions/rampe"}),
        (("--module", "M1", "--qui", "titres"), set()),
    ],
)
def test_les_filtres_se_combinent(racine: Path, filtre: tuple[str, ...], objets: set[str]) -> None:
    contenu = json.loads(dit("a-faire", str(racine), "--date", "2022-03-15", "--format", "json", *filtre))
    assert {o["objet"] for o in contenu["obligations"] if o["nature"] != "mesure"} == objets


@pytest.mark.parametrize(
    ("option", "valeur"), [("--qui", "referente"), ("--service", "acceuil"), ("--site", "x"), ("--module", "M99")]
)
def test_un_filtre_qui_ne_designe_rien_est_refuse(racine: Path, option: str, valeur: str) -> None:
    for commande in ("a-faire", "actions"):
        assert f"« {valeur} » est inconnu pour {option}" in dit(commande, str(racine), option, valeur, code=2)


def test_un_poste_vacant_se_dit(racine: Path) -> None:
    texte = (
        (racine / "annuaire.yaml").read_text("utf-8").replace("du: 2021-01-01", "du: 2021-01-01, jusqu_au: 2021-12-31")
    )
    (racine / "annuaire.yaml").write_text(texte, "utf-8", newline="\n")
    ecran = dit("a-faire", str(racine), "--date", "2022-03-15", "--tout")
    assert "Référente qualité (poste vacant)" in ecran and "Pourvoir le poste" in ecran


def test_le_plan_dit_ce_qui_cloche_et_la_charge(racine: Path) -> None:
    faite = "intitule: Afficher\nresponsable: referent\necheance: 2022-03-01\nstatut: faite\nfaite_le: 2022-03-01\n"
    ecrire(racine, {"actions/faite.yaml": faite, "actions/vague.yaml": "intitule: Vague\n"})
    contenu = json.loads(dit("actions", str(racine), "--date", "2022-03-20", "--format", "json"))
    assert {a["id"]: a["alertes"] for a in contenu["actions"]} == {
        "rampe": ["en_retard"],
        "file": ["sans_responsable"],
        "faite": ["sans_preuve"],
        "vague": ["sans_responsable", "sans_echeance"],
    }
    assert contenu["charge"] == [
        {"service": "accueil", "mois": "2022-03", "actions": 1},
        {"service": "titres", "mois": "2022-06", "actions": 1},
        {"service": None, "mois": None, "actions": 1},
    ]
    ecran = dit("actions", str(racine), "--date", "2022-03-20")
    titres = ("En retard (1)", "Sans responsable (2)", "Sans échéance (1)", "Faites sans preuve (1)", "sans date")
    assert all(t in ecran for t in titres)
    assert max(map(len, ecran.splitlines())) <= 80


@pytest.mark.parametrize(
    ("change", "attendu"),
    [
        ({}, ["sans_ecart"]),
        (
            {
                "preuves/plan.yaml": "intitule: Plan\ntype: plan\ndate: 2021-01\ncaducite: 2022-03-14\ncouvre: [essai:1]\n"
            },
            [],
        ),
        (
            {
                "engagements/essai/01.yaml": 'engagement: "1"\nevaluations: [{exigence: "1", statut: partiel, date: 2022-01}]\n'
            },
            [],
        ),
        ({"actions/utile.yaml": "intitule: Afficher\nservice: accueil\necheance: 2022-04\n"}, []),
    ],
)
def test_une_action_qui_ne_comble_rien_se_dit(tmp_path: Path, change: dict[str, str], attendu: list[str]) -> None:
    fichiers = {
        "qualicli.yaml": """
            format: 1
            organisme: {nom: Essai}
            sites: {siege: {nom: Siège}}
            perimetre: [{referentiel: essai, modules: {M1: {statut: engage}}}]
        """,
        "services.yaml": "services: {accueil: {nom: Accueil}}\n",
        "referentiels/essai.yaml": """
            format: 1
            id: essai
            nom: Essai
            version: "1"
            editeur: Nous
            source: Notre guide
            certitude: etabli
            modules: [{code: M1, engagements: [{code: "1"}]}]
        """,
        "engagements/essai/01.yaml": 'engagement: "1"\nevaluations: [{exigence: "1", statut: realise, date: 2022-01}]\n',
        "preuves/plan.yaml": "intitule: Plan\ntype: plan\ndate: 2022-01-10\ncaducite: 2024-01-10\ncouvre: [essai:1]\n",
        "actions/utile.yaml": "intitule: Afficher\nresponsable: accueil\necheance: 2022-04\ncouvre: [essai:1]\n",
    }
    racine = ecrire(tmp_path, {**fichiers, **change})
    (action,) = json.loads(dit("actions", str(racine), "--date", "2022-03-15", "--format", "json"))["actions"]
    assert [a for a in action["alertes"] if a == "sans_ecart"] == attendu


@pytest.mark.parametrize("commande", ["a-faire", "actions"])
def test_chaque_format_dit_les_memes_choses(racine: Path, commande: str) -> None:
    for format_ in ("csv", "markdown"):
        texte = dit(commande, str(racine), "--date", "2022-03-15", "--format", format_)
        assert "Poser la rampe" in texte and "Mesurer la file" in texte and "Ortie" not in texte


def test_rien_a_faire_se_dit(tmp_path: Path) -> None:
    fichiers = {"qualicli.yaml": "format: 1\norganisme: {nom: Essai}\nsites: {siege: {nom: Siège}}\nperimetre: []\n"}
    racine = ecrire(tmp_path, fichiers)
    assert "Rien n'attend à cette date." in dit("a-faire", str(racine))
    assert "0 action ouverte" in dit("actions", str(racine))
    assert json.loads(dit("a-faire", str(racine), "--format", "json"))["obligations"] == []


def test_le_dossier_se_donne_aussi_par_son_option(racine: Path, tmp_path: Path) -> None:
    avant = {"expliquer": ["2.2"], "rapport": ["ecarts"]}
    prennent: dict[str, Any] = dict(getattr(_commande(), "commands"))  # noqa: B009 (Typer n'en dit pas le type)
    en_argument = [
        c for c in COMMANDES if any(p.name == "dossier" and p.param_type_name == "argument" for p in prennent[c].params)
    ]
    assert {"valider", "a-faire", "actions", "diagnostic", "parcours"} <= set(en_argument)
    for commande in en_argument:
        siens = avant.get(commande, [])
        attendu = jouer(commande, *siens, str(racine), "--date", "2022-03-15")
        for option in (["--dossier", str(racine)], [f"--dossier={racine}"]):
            assert jouer(commande, *option, *siens, "--date", "2022-03-15") == attendu
        assert "inconnue" not in attendu[1]
    dit("exporter", "agenda", "--dossier", str(racine), "-o", str(tmp_path / "a.ics"))
    assert "attend une valeur" in dit("a-faire", "--dossier", code=2)
    assert "Argument en trop" in dit("a-faire", str(racine), "--dossier", str(racine), code=2)
