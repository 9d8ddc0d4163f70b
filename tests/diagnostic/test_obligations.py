"""Ce qui est dû : chaque source, à la limite, et d'accord avec les règles qui disent le même retard."""

from datetime import date
from pathlib import Path

import pytest

from fabrique import ecrire
from qualicli.depot.ramassage import ramasser
from qualicli.diagnostic.etablir import etablir
from qualicli.diagnostic.obligations.obligation import Obligation
from qualicli.diagnostic.obligations.registre import obligations
from qualicli.diagnostic.obligations.resultat import tranche
from qualicli.modeles.connaissance import connu_au
from qualicli.operations.diagnostiquer import exiger_lisible
from qualicli.operations.ouvrir import ouvrir
from qualicli.operations.valider import etablir_bilan

EXEMPLES = Path(__file__).parents[2] / "exemples"
SOCLE = {
    "qualicli.yaml": """
        format: 1
        organisme: {nom: Préfecture d'essai}
        sites: {siege: {nom: Siège}}
        perimetre: [{referentiel: qual-e-pref, modules: {M1: {statut: engage, du: 2021-01-01}}}]
        suivi_par: [referent]
        delais: {reponses: {courriel: 5, courrier: 15}}
        campagnes: {etat: {intitule: État des lieux, periode: 2022-03}}
        labels: [{referentiel: qual-e-pref, obtenu_le: 2019-04-10, echeance: 2022-04-10}]
    """,
    "services.yaml": "services: {accueil: {nom: Accueil, correspondants: [agent]}}\n",
    "annuaire.yaml": """
        personnes: {agent: {nom: Ortie, fonction: Cheffe de l'accueil}}
        roles:
          referent: {intitule: Référente qualité, titulaires: [{personne: agent, du: 2021-01-01}]}
          ancien: {intitule: Animateur, titulaires: [{personne: agent, du: 2019, jusqu_au: 2021-06-30}]}
    """,
    "instances.yaml": """
        instances:
          copil: {nom: Comité de pilotage, type: copil, periodicite: 6 mois, president: referent}
          clu: {nom: Comité des usagers, type: clu, creation: {date: 2021-02-01}}
    """,
    "actions/rampe.yaml": """
        intitule: Poser la rampe
        couvre: [qual-e-pref:2.2]
        responsable: agent
        echeance: 2022-02-28
        revisions: [{nouvelle: 2022-03-18, motif: Livraison, le: 2022-02-20}]
        statut: en_cours
    """,
    "actions/finie.yaml": "intitule: Finie\nresponsable: agent\necheance: 2022-03-20\nstatut: faite\nfaite_le: 2022-03-10\n",
    "actions/vague.yaml": "intitule: Vague\nservice: accueil\n",
    "jalons/audit-blanc.yaml": "intitule: Audit blanc\ntype: audit_blanc\ndate_initiale: 2022-05\n",
    "jalons/bilan.yaml": "intitule: Écrire le bilan\ndate_initiale: 2022-T1\n",
    "audits/blanc.yaml": "intitule: Audit blanc\nnature: interne\ntype: blanc\ndate: jalon:audit-blanc\ndelai_rapport: 7 j\n",
    "audits/passe.yaml": """
        intitule: Audit passé
        nature: interne
        type: autre
        date: 2022-01-10
        constats:
          - {id: nc, nature: non_conformite, texte: Pas de rampe., action: rampe}
          - {id: leve, nature: ecart, texte: Affiche absente., levee_le: 2022-02-01}
    """,
    "reunions/copil-1.md": """
        ---
        instance: copil
        date: 2022-03-01
        suggestions:
          - {id: s1, texte: Un banc}
          - {id: s2, texte: Un plan, suite: soumise_a, soumise_a: [clu]}
        decisions: [{id: d1, texte: Écrire au maire, echeance: 2022-03-30}]
        prochaine: {date: 2022-06}
        ---
    """,
    "retours/badge.yaml": "type: signalement\ndate: 2022-02-20\ncanal: hierarchie\ntexte: Pas de badge\nservice: accueil\n",
    "retours/courriel.yaml": "type: reclamation\ndate: 2022-03-09\ncanal: courriel\ntexte: Sans réponse\nservice: accueil\n",
    "retours/urne.yaml": "type: suggestion\ndate: 2022-03-09\ncanal: urne\ntexte: Un banc\n",
    "registres/lettres.yaml": "intitule: Lettres\ntype: courriers\ncanal: courrier\nlignes: lettres.csv\n",
    "registres/lettres.csv": """
        id;recu_le;repondu_le;service
        1;2022-02-01;2022-02-03;accueil
        2;2022-02-28;;accueil
        3;2022-02-21;2022-03-20;accueil
        4;2022-01-03;2022-01-10;titres
        5;2022-03-16;;titres
    """,
    "preuves/charte.yaml": "intitule: Charte\ntype: charte\nservice: accueil\ndate: 2021-03-20\ncaducite: 2022-03-20\n",
    "preuves/releve.yaml": "intitule: Relevé\ntype: releve\ndate: 2022-01-31\nperiodicite: 1 mois\n",
    "preuves/guide.yaml": """
        intitule: Guide
        type: guide
        date: 2022-02-01
        caducite: sans_objet
        motif: Sans fin
        lectures: [{service: accueil, date: 2021-06, agents: 4}]
    """,
    "indicateurs/appels.yaml": """
        intitule: Appels
        nature: performance
        unite: s
        periodicite: 3 mois
        service: accueil
        mesures: [{periode: 2021-T4, valeur: 12}]
    """,
    "enquetes/avis.yaml": """
        intitule: Avis
        type: satisfaction
        annee: 2022
        volets: [{id: guichet, intitule: Au guichet, panel: Usagers, periode: 2022-04}]
    """,
    "enquetes/avis-2020.yaml": """
        intitule: Avis de 2020
        type: mystere
        annee: 2020
        periodicite: 18 mois
        volets: [{id: appels, intitule: Appels, panel: Appels, periode: 2020-10}]
    """,
    "formations/accueil.yaml": """
        intitule: Accueillir
        services: [accueil]
        sessions:
          - {prevue: 2022-03-01, reports: [{nouvelle: 2022-03-29, motif: Grève, le: 2022-02-25}]}
          - {prevue: 2022-02-01, annulee_le: 2022-01-20, motif: Neige}
    """,
    "communications/message.yaml": "intitule: Vos pages\ntype: message\ndate: 2021-09-20\nrythme: chaque semestre\n",
    "commandes/tour.yaml": """
        intitule: Tour des services
        preparee_le: 2022-02-01
        partie_le: 2022-02-02
        retour: 2022-03-10
        rythme: 6 mois
        services: [{service: accueil}]
    """,
}
AU = date(2022, 3, 15)


def dues(racine: Path, au: date = AU) -> dict[str, Obligation]:
    """Ce qui est dû dans un dossier du disque, par objet."""
    dossier, lecture, _ = ouvrir(ramasser(racine))
    lu, _ = exiger_lisible(dossier, lecture, au)
    toutes = obligations(lu, au, lecture.inventaire)
    assert len({o.objet for o in toutes}) == len(toutes)
    return {o.objet: o for o in toutes}


@pytest.fixture
def racine(tmp_path: Path) -> Path:
    """Un dossier où chaque source a de quoi dire."""
    return ecrire(tmp_path, SOCLE)


# Objet, échéance, état au 15 mars 2022, première clé du chemin.
ATTENDU = (
    ("actions/rampe", "2022-03-18", "en_cours", "revisions"),
    ("actions/finie", "2022-03-20", "finie", "echeance"),
    ("actions/vague", None, "a_venir", None),
    ("jalons/bilan", "2022-T1", "en_cours", "date_initiale"),
    ("audits/blanc", "2022-05", "a_venir", "date"),
    ("audits/blanc#pieces", "2022-04", "finie", "date"),
    ("audits/blanc#rapport", "2022-05-08/2022-06-07", "a_venir", "delai_rapport"),
    ("audits/passe", "2022-01-10", "finie", "date"),
    ("audits/passe#pieces", "2021-12-10", "finie", "date"),
    ("audits/passe#rapport", "2022-01-10", "en_retard", "date"),
    ("audits/passe#nc", "2022-03-18", "a_venir", "constats"),
    ("audits/passe#leve", None, "finie", "constats"),
    ("reunions/copil-1", "2022-03-01", "finie", "date"),
    ("reunions/copil-1#compte-rendu", "2022-03-16", "a_venir", "date"),
    ("reunions/copil-1#s1", "2022-06", "a_venir", "suggestions"),
    ("reunions/copil-1#s2/clu", "2022-02-01", "en_retard", "suggestions"),
    ("reunions/copil-1#d1", "2022-03-30", "a_venir", "decisions"),
    ("instances/copil", "2022-06", "a_venir", "prochaine"),
    ("instances/clu#rythme", "2022-02-01", "en_retard", "instances"),
    ("retours/badge", "2022-03-22", "a_venir", "date"),
    ("retours/courriel", "2022-03-16", "a_venir", "date"),
    ("retours/urne", None, "en_cours", "date"),
    ("registres/lettres#accueil", "2022-03-14", "en_retard", "lignes"),  # la troisième, répondue plus tard
    ("registres/lettres#titres", "2022-01-24", "finie", "lignes"),
    ("preuves/charte", "2022-03-20", "a_venir", "caducite"),
    ("preuves/releve", "2022-02-28", "en_retard", "date"),
    ("preuves/guide#accueil", None, "en_cours", "lectures"),
    ("indicateurs/appels", "2022-03-31", "a_venir", "mesures"),
    ("enquetes/avis#guichet", "2022-04", "a_venir", "volets"),
    ("enquetes/avis-2020#appels", "2020-10", "en_retard", "volets"),
    ("enquetes/avis-2020#suivante", "2022-04-30", "a_venir", "periodicite"),
    ("formations/accueil#1", "2022-03-29", "a_venir", "sessions"),
    ("formations/accueil#2", "2022-02-01", "abandonnee", "sessions"),
    ("communications/message", "2022-03-20", "a_venir", "rythme"),
    ("commandes/tour#depart", None, "finie", "preparee_le"),
    ("commandes/tour#accueil", "2022-03-10", "en_retard", "retour"),
    ("commandes/tour#suivante", "2022-08-02", "a_venir", "rythme"),
    ("campagnes/etat", "2022-03", "en_cours", "campagnes"),
    ("labels/qual-e-pref-2019-04-10#renouvellement", "2022-04-10", "a_venir", "labels"),
    ("roles/ancien", None, "en_cours", "roles"),
)


@pytest.mark.parametrize(("objet", "echeance", "etat", "cle"), ATTENDU)
def test_chaque_source_dit_quoi_pour_quand_et_d_ou(
    racine: Path, objet: str, echeance: str | None, etat: str, cle: str | None
) -> None:
    due = dues(racine)[objet]
    assert (due.echeance.texte if due.echeance else None, due.etat) == (echeance, etat)
    assert due.chemin[:1] == ((cle,) if cle else ())
    assert (racine / due.fichier).exists() and due.texte


def test_rien_d_autre_n_est_du_que_les_mesures_du_referentiel(racine: Path) -> None:
    autres = {o for o in dues(racine) if not o.startswith(("engagements/", "labels/"))}
    assert autres == {objet for objet, *_ in ATTENDU if not objet.startswith("labels/")}


def test_qui_et_quel_service(racine: Path) -> None:
    toutes = dues(racine)
    assert toutes["actions/rampe"].services == ("accueil",)  # celui de qui la mène
    assert toutes["actions/rampe"].modules == ("M1",)
    assert str(toutes["jalons/bilan"].qui[0]) == "referent"
    assert str(toutes["instances/copil"].qui[0]) == "referent"
    assert toutes["retours/badge"].services == ("accueil",)


@pytest.mark.parametrize(("au", "en_retard"), [("2022-03-31", False), ("2022-04-01", True)])
def test_une_date_imprecise_n_est_en_retard_qu_apres_sa_fin(racine: Path, au: str, en_retard: bool) -> None:
    assert dues(racine, date.fromisoformat(au))["jalons/bilan"].est_en_retard == en_retard


@pytest.mark.parametrize(
    ("au", "echeance", "revisions"), [("2022-02-19", "2022-02-28", 0), ("2022-02-20", "2022-03-18", 1)]
)
def test_un_report_vaut_du_jour_ou_il_est_decide(racine: Path, au: str, echeance: str, revisions: int) -> None:
    rampe = dues(racine, date.fromisoformat(au))["actions/rampe"]
    assert rampe.echeance is not None
    assert (rampe.echeance.texte, rampe.revisions) == (echeance, revisions)


def test_ce_qui_finit_plus_tard_attend_encore(racine: Path) -> None:
    assert dues(racine, date(2022, 3, 9))["actions/finie"].est_ouverte
    assert not dues(racine, date(2022, 3, 10))["actions/finie"].est_ouverte


def test_un_document_remplace_n_attend_plus(racine: Path) -> None:
    neuve = "intitule: Charte 2\ntype: charte\ndate: 2022-03-10\ncaducite: 2024-03-10\nremplace: charte\n"
    ecrire(racine, {"preuves/charte-2.yaml": neuve})
    assert dues(racine)["preuves/charte"].etat == "finie"
    assert dues(racine, date(2022, 3, 1))["preuves/charte"].est_ouverte


def test_un_compte_rendu_s_etablit_puis_se_diffuse_puis_se_publie(racine: Path) -> None:
    fichier = racine / "reunions/copil-1.md"
    texte = fichier.read_text("utf-8")
    for ajout, geste in (
        ("", "Établir"),
        ("etabli: {date: 2022-03-05}\n", "Diffuser"),
        ("diffusion: [{canal: internet}]\n", "Publier"),
        ("cr_diffuse_le: 2022-03-12\n", ""),
    ):
        fichier.write_text(texte.replace("date: 2022-03-01\n", f"date: 2022-03-01\n{ajout}"), "utf-8", newline="\n")
        rendu = dues(racine)["reunions/copil-1#compte-rendu"]
        assert rendu.texte.startswith(geste) and rendu.est_ouverte == bool(geste)


def test_une_reunion_prevue_a_temps_suffit_au_rythme(racine: Path) -> None:
    ecrire(racine, {"reunions/clu-1.md": "---\ninstance: clu\ndate: 2022-01-20\n---\n"})
    assert "instances/clu#rythme" not in dues(racine, date(2022, 1, 10))
    assert dues(racine, date(2022, 1, 10))["reunions/clu-1"].est_ouverte


def test_une_reunion_et_son_etape_ne_se_disent_qu_une_fois(racine: Path) -> None:
    etape = "intitule: Réunir le comité\ntype: clu\ndate_initiale: 2022-04\n"
    ecrire(racine, {"jalons/comite.yaml": etape})
    assert "jalons/comite" in dues(racine)
    ecrire(racine, {"reunions/clu-1.md": "---\ninstance: clu\ndate: 2022-04-12\n---\n"})
    toutes = dues(racine)
    assert "jalons/comite" not in toutes and toutes["reunions/clu-1"].est_ouverte


@pytest.mark.parametrize(
    ("echeance", "attendue"),
    [
        ("2022-03-14", "retard"),
        ("2022-03-15", "semaine"),
        ("2022-03-20", "semaine"),
        ("2022-03-21", "mois"),
        ("2022-03", "mois"),
        ("2022-04-01", "plus_tard"),
        ("2022-S1", "plus_tard"),
    ],
)
def test_les_tranches_vont_du_dimanche_a_la_fin_du_mois(racine: Path, echeance: str, attendue: str) -> None:
    ecrire(racine, {"actions/vague.yaml": f"intitule: Vague\nresponsable: agent\necheance: {echeance}\n"})
    assert tranche(dues(racine)["actions/vague"], AU) == attendue


DATES = {
    "loire-2022": ("2021-07-15", "2022-02-15", "2022-03-15", "2022-05-15", "2022-10-15"),
    "alpes-maritimes-2021": ("2020-01-15", "2021-01-25", "2021-02-15", "2021-03-03", "2021-09-15"),
    "moselle-2015": ("2015-11-05", "2016-12-01"),
    "essonne-2013": ("2013-03-26", "2014-01-15"),
}
CAS = [(exemple, au) for exemple, dates in DATES.items() for au in dates]


@pytest.mark.parametrize(("exemple", "au"), CAS)
def test_une_obligation_est_en_retard_quand_la_regle_le_dit(exemple: str, au: str) -> None:
    quand = date.fromisoformat(au)
    dossier, lecture, _ = ouvrir(ramasser(EXEMPLES / exemple))
    assert dossier is not None
    bilan = etablir_bilan(dossier, lecture, quand)
    tardives = [o for o in obligations(dossier, quand, lecture.inventaire) if o.est_en_retard]
    dits = {
        code: {a.fichier for a in bilan.anomalies if a.code == code}
        for code in ("ACT005", "PRV004", "RET001", "RET004", "AUD003", "ENQ017")
    }
    dits["RET001"] |= dits["RET004"]
    for code, nature, fin in (
        ("ACT005", "action", ""),
        ("AUD003", "audit", "#rapport"),
        ("ENQ017", "enquete", "#suivante"),
    ):
        assert {o.fichier for o in tardives if o.nature == nature and o.objet.endswith(fin)} == dits[code], code
    assert {o.fichier for o in tardives if o.objet.startswith("retours/")} == dits["RET001"]
    assert dits["PRV004"] <= {o.fichier for o in tardives if o.nature == "document"}
    sans = {a.fichier for a in bilan.anomalies if a.code == "REU003"}
    assert sans == {o.fichier for o in tardives if o.texte.startswith("Établir")}
    messages = [a.message for a in bilan.anomalies if a.fichier == "instances.yaml"]
    espacees = sum("date de plus de" in m or "ne s'est pas réuni depuis" in m for m in messages)
    # une réunion annoncée, que l'on n'a pas tenue, dit déjà le retard de son instance
    assert espacees <= len({o.instance for o in tardives if o.nature in ("reunion", "etape") and o.instance})


@pytest.mark.parametrize(("exemple", "au"), CAS)
def test_une_mesure_due_au_diagnostic_est_une_obligation(exemple: str, au: str) -> None:
    quand = date.fromisoformat(au)
    dossier, lecture, _ = ouvrir(ramasser(EXEMPLES / exemple))
    assert dossier is not None
    diagnostic = etablir(connu_au(dossier, quand), quand, lecture.inventaire)
    mesures = {
        o.fichier: o for o in obligations(dossier, quand, lecture.inventaire, diagnostic) if o.nature == "mesure"
    }
    for ecart in (e for r in diagnostic.referentiels for e in r.ecarts if e.cause == "mesure_due"):
        due = mesures[ecart.fichier]
        assert due.echeance is None or due.echeance.fin <= quand
