"""Le parcours vers le label : un signe de plus dans le dossier, une étape qui avance, et un geste que l'on peut taper."""

import json
import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from fabrique import ecrire, qualicli
from qualicli.cli.application import lancer
from qualicli.depot.parcours import lire_parcours_type
from qualicli.modeles.base import valeurs_admises
from qualicli.modeles.parcours import Signe

EXEMPLES = Path(__file__).parents[2] / "exemples"
AU = ("--date", "2022-03-15")
REFERENTIEL = """
    format: 1
    id: essai
    nom: Essai
    version: "1"
    editeur: nous
    source: Notre texte
    certitude: etabli
    {etapes}
    modules:
      - code: M1
        engagements: [{{code: "1", titre: un, periodicite: 6 mois}}]
"""
SOCLE = {
    "qualicli.yaml": """
        format: 1
        organisme: {nom: Essai}
        sites: {a: {nom: Site A, svi: false}}
        perimetre: [{referentiel: essai, modules: {}}]
    """,
    "referentiels/essai.yaml": REFERENTIEL.format(etapes=""),
}
RETENU = {"qualicli.yaml": SOCLE["qualicli.yaml"].replace("modules: {}", "modules: {M1: {statut: engage}}")}
COPIL = {"instances.yaml": "instances: {copil: {nom: COPIL, type: copil, president: Préfet, membres: [Chefs]}}\n"}
TENU = {**COPIL, "reunions/r.md": "---\ninstance: copil\ndate: 2022-02-10\ncr_diffuse_le: 2022-02-12\n---\n"}
VALIDE = {
    **TENU,
    "reunions/r.md": TENU["reunions/r.md"].replace(
        "---\n", "---\ndecisions: [{id: d, texte: Oui, type: validation, objet: plan_actions}]\n", 1
    ),
}
CLU = {"instances.yaml": "instances: {clu: {nom: CLU, type: clu, president: Préfet}}\n"}
ACTION = {"actions/a.yaml": 'intitule: Agir\ncouvre: ["1"]\nresponsable: Chef\necheance: 2022-06\n'}
EVALUE = {
    **RETENU,
    "engagements/essai/01.yaml": 'engagement: "1"\nevaluations: [{exigence: "1", statut: realise, date: 2022-01-10}]\n',
}
PREUVE = {"preuves/p.yaml": 'intitule: Affiche\ntype: affiche\ndate: 2022-01-05\ncouvre: ["1"]\nemplacement: Hall\n'}
MESURE = {
    "indicateurs/i.yaml": 'intitule: Appels\nnature: qualite\ncouvre: ["1"]\nmesures: [{periode: 2022-02, presence: oui}]\n'
}
AUDIT = "intitule: Audit\nnature: {nature}\ntype: {type}\norganisme: O\ndate: {date}\n"
BLANC = {"audits/b.yaml": AUDIT.format(nature="interne", type="blanc", date="2022-02-01")}
ROLE = "personnes: {p: {nom: Petit}}\nroles: {referent-qualite: {intitule: Référent qualité%s, titulaires: [%s]}}\n"
LETTRE = {"preuves/l.yaml": "intitule: Lettre\ntype: lettre_mission\ndate: 2022-01-05\n"}
PLAN = "intitule: Plan de communication\ntype: plan\ndate: 2022-01-05\n"
FORMATION = "intitule: Accueil\nsessions: [{prevue: 2022-02-01%s}]\n"
# Étape, ce que l'on ajoute au dossier, l'état où elle passe.
CAS = [
    ("referent", {}, "a_faire"),
    ("referent", {"annuaire.yaml": ROLE % ("", "{personne: p, du: 2020-01}")}, "en_cours"),
    ("referent", {"annuaire.yaml": ROLE % ("", "{personne: p, du: 2020-01, jusqu_au: 2021-08}")}, "en_cours"),
    ("referent", {**LETTRE, "annuaire.yaml": ROLE % (", lettre_mission: l", "{personne: p, du: 2020-01}")}, "faite"),
    ("referent", {"annuaire.yaml": ROLE % (", lettre_mission: l", "{personne: p, du: 2020-01}")}, "en_cours"),
    (
        "referent",
        {
            "preuves/l.yaml": LETTRE["preuves/l.yaml"].replace("2022-01-05", "2022-04"),
            "annuaire.yaml": ROLE % (", lettre_mission: l", "{personne: p, du: 2020-01}"),
        },
        "en_cours",
    ),
    ("pilotage", {}, "a_faire"),
    ("pilotage", COPIL, "en_cours"),
    ("pilotage", TENU, "en_cours"),
    ("pilotage", {**TENU, **RETENU}, "faite"),
    ("communication", {"communications/c.yaml": "intitule: I\ntype: message\ndate: 2022-02\n"}, "en_cours"),
    ("communication", {"preuves/c.yaml": PLAN + "caducite: 2022-02-01\n"}, "en_cours"),
    ("communication", {"preuves/c.yaml": PLAN + 'couvre: ["1"]\n'}, "a_faire"),
    ("communication", {"preuves/c.yaml": PLAN}, "faite"),
    ("diagnostic", RETENU, "a_faire"),
    ("diagnostic", EVALUE, "faite"),
    ("plan-actions", RETENU, "a_faire"),
    (
        "plan-actions",
        {**RETENU, "actions/a.yaml": "intitule: Agir\nresponsable: Chef\necheance: 2022-06\n"},
        "en_cours",
    ),
    ("plan-actions", {**RETENU, **ACTION}, "en_cours"),
    ("plan-actions", {**RETENU, **ACTION, **VALIDE}, "faite"),
    ("groupes", {}, "a_faire"),
    ("groupes", {"instances.yaml": "instances: {g: {nom: Accueil, type: groupe_travail}}\n"}, "faite"),
    ("documents", EVALUE, "a_faire"),
    ("documents", {**EVALUE, **LETTRE}, "en_cours"),
    ("documents", {**EVALUE, **PREUVE}, "faite"),
    ("indicateurs", RETENU, "a_faire"),
    ("indicateurs", {**RETENU, "indicateurs/i.yaml": "intitule: Appels\nnature: qualite\n"}, "a_faire"),
    (
        "indicateurs",
        {
            **EVALUE,
            "indicateurs/j.yaml": 'intitule: J\nnature: qualite\ncouvre: ["1"]\nmesures: [{periode: 2021-02, presence: oui}]\n',
        },
        "en_cours",
    ),
    ("indicateurs", {**EVALUE, **MESURE}, "faite"),
    ("clu", CLU, "en_cours"),
    ("clu", {**CLU, "reunions/r.md": "---\ninstance: clu\ndate: 2022-02-10\n---\n"}, "faite"),
    ("clu", {**CLU, "reunions/r.md": "---\ninstance: clu\ndate: 2022-03\n---\n"}, "en_cours"),
    ("formation", {"formations/f.yaml": FORMATION % ""}, "a_faire"),
    ("formation", {"formations/f.yaml": FORMATION % ", annulee_le: 2022-01-10, motif: Grève"}, "a_faire"),
    ("formation", {"formations/f.yaml": FORMATION % ", realisee: 2022-02-01"}, "faite"),
    ("audit-interne", {}, "a_faire"),
    ("audit-interne", BLANC, "faite"),
    (
        "audit-interne",
        {"audits/b.yaml": BLANC["audits/b.yaml"] + "constats: [{id: c, nature: ecart, texte: T}]\n"},
        "en_cours",
    ),
    (
        "audit-interne",
        {
            "audits/b.yaml": BLANC["audits/b.yaml"]
            + "constats: [{id: c, nature: ecart, texte: T, levee_le: 2022-03-01}]\n"
        },
        "faite",
    ),
    ("audit", {"audits/e.yaml": AUDIT.format(nature="externe", type="labellisation", date="2022-05")}, "a_faire"),
    ("audit", {"audits/e.yaml": AUDIT.format(nature="externe", type="suivi", date="2022-02")}, "a_faire"),
    ("audit", {"audits/e.yaml": AUDIT.format(nature="externe", type="labellisation", date="2022-02")}, "en_cours"),
]


def suivre(racine: Path, fichiers: Mapping[str, str], capsys: pytest.CaptureFixture[str], *options: str) -> Any:
    ecrire(racine, {**SOCLE, **fichiers})
    assert lancer(["parcours", str(racine), *AU, "--format", "json", *options]) in (0, 1)
    return json.loads(capsys.readouterr().out)


def etapes(vu: Any) -> dict[str, Any]:
    return {e["id"]: e for r in vu["referentiels"] for e in r["etapes"]}


@pytest.mark.parametrize(("etape", "fichiers", "etat"), CAS)
def test_une_etape_suit_ce_que_le_dossier_montre(
    etape: str, fichiers: dict[str, str], etat: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    trouvee = etapes(suivre(tmp_path, fichiers, capsys))[etape]
    assert trouvee["etat"] == etat, trouvee
    for signe in trouvee["pourquoi"]:
        assert signe["texte"]
        assert signe["ligne"] is None or (tmp_path / signe["fichier"]).is_file()


def test_tous_les_signes_servent() -> None:
    connus = set(valeurs_admises(Signe))
    assert {s for e in lire_parcours_type().etapes for s in e.signes} == connus


def test_un_label_clot_le_parcours_jusqu_a_son_echeance(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    audit = {"audits/e.yaml": AUDIT.format(nature="externe", type="labellisation", date="2019-02")}
    label = "labels: [{referentiel: essai, obtenu_le: 2019-03, echeance: %s}]\n"
    for echeance, etat in (("2022-03", "faite"), ("2022-02", "en_cours")):
        demarche = f"{RETENU['qualicli.yaml'].rstrip()}\n        {label % echeance}"
        assert etapes(suivre(tmp_path, {**audit, "qualicli.yaml": demarche}, capsys))["audit"]["etat"] == etat


def test_ce_qu_un_audit_interne_n_a_pas_releve_est_sans_objet(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    audit, ajuster = etapes(suivre(tmp_path, BLANC, capsys))["audit-interne"]["pourquoi"]
    assert (audit["etat"], ajuster["etat"]) == ("faite", "sans_objet")


def test_le_passe_ne_sait_rien_de_la_suite(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fichiers = {**TENU, **EVALUE, **BLANC}
    vues = [
        etapes(suivre(tmp_path, fichiers, capsys, "--date", au)) for au in ("2021-12-31", "2022-01-31", "2022-03-15")
    ]
    suivies = [[v[e]["etat"] for v in vues] for e in ("pilotage", "diagnostic", "audit-interne")]
    assert suivies == [
        ["en_cours", "en_cours", "faite"],
        ["a_faire", "faite", "faite"],
        ["a_faire", "a_faire", "faite"],
    ]


def test_un_referentiel_a_ses_etapes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    propres = """etapes:
      - {id: comite, titre: Réunir le comité, signes: [copil], jalons: [copil], note: Une note}
      - {id: vocal, titre: Ouvrir le serveur vocal, signes: [referent], si: site.svi}
      - {id: vide, titre: Sans signe, signes: []}"""
    fichiers = {
        "referentiels/essai.yaml": REFERENTIEL.format(etapes=propres),
        "jalons/c.yaml": "intitule: Comité\ntype: copil\ndate_initiale: 2022-04\n",
    }
    vu = suivre(tmp_path, fichiers, capsys)
    assert [(e["id"], e["etat"], e["prevue"], e["note"], e["source"], e["certitude"]) for e in etapes(vu).values()] == [
        ("comite", "a_faire", "2022-04", "Une note", "Notre texte", "etabli"),
        ("vocal", "sans_objet", None, None, "Notre texte", "etabli"),
        ("vide", "a_faire", None, None, "Notre texte", "etabli"),
    ]


def test_l_etape_est_etablie_pour_le_referentiel_de_la_source_et_deduite_pour_les_autres() -> None:
    dits = {
        e: qualicli("parcours", EXEMPLES / e, "--date", d)
        for e, d in (("essonne-2013", "2013-03-26"), ("loire-2022", "2022-03-15"))
    }
    assert [("(établi)" in dit, "(déduit)" in dit) for dit in dits.values()] == [(True, False), (False, True)]


def test_apres_l_audit_interne_ce_qui_s_oppose_au_label_passe_d_abord(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sans = suivre(tmp_path, {**TENU, **EVALUE}, capsys)["gestes"]
    assert "plan de communication" in sans[1]["texte"]
    constat = {"audits/b.yaml": BLANC["audits/b.yaml"] + "constats: [{id: c, nature: ecart, texte: T}]\n"}
    avec = suivre(tmp_path, {**TENU, **EVALUE, **constat}, capsys)["gestes"]
    assert "Levez ce que l'audit interne a relevé" in avec[2]["texte"]
    assert len(avec) == 3


@pytest.mark.long
@pytest.mark.parametrize(
    ("exemple", "au"),
    [
        *(("loire-2022", au) for au in ("2019-06-01", "2021-09-15", "2022-03-15", "2022-05-15", "2023-01-10")),
        *(
            ("alpes-maritimes-2021", au)
            for au in ("2019-03-01", "2020-01-15", "2020-10-15", "2021-03-03", "2021-09-15")
        ),
        ("essonne-2013", "2013-03-26"),
        ("moselle-2015", "2015-11-23"),
    ],
)
def test_chaque_geste_se_tape_tel_quel(
    exemple: str, au: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Une commande refusée ne sort ni avec 0 ni avec 1 ; les documents s'écrivent ici, pas dans le dossier."""
    monkeypatch.chdir(tmp_path)
    lancer(["parcours", str(EXEMPLES / exemple), "--date", au, "--format", "json"])
    gestes = json.loads(capsys.readouterr().out)["gestes"]
    assert gestes
    for geste in gestes:
        mots = shlex.split(geste["commande"])[1:]
        assert lancer([m.replace(".odt", ".md") for m in mots]) in (0, 1), (geste, capsys.readouterr().err)


def test_le_dossier_se_donne_de_deux_facons_mais_pas_des_deux(tmp_path: Path) -> None:
    ecrire(tmp_path, SOCLE)
    seul = qualicli("parcours", "--dossier", tmp_path, *AU, "--format", "markdown")
    assert seul == qualicli("parcours", tmp_path, *AU, "--format", "markdown")
    assert f"`qualicli rapport lettre-mission {tmp_path} -o lettre-mission.odt --date 2022-03-15`" in seul
    assert "Argument en trop" in qualicli("parcours", tmp_path, "--dossier", tmp_path, code=2)


def test_sans_dossier_ni_date_le_geste_est_nu(tmp_path: Path) -> None:
    ecrire(tmp_path, SOCLE)
    assert "    qualicli rapport lettre-mission -o lettre-mission.odt\n" in qualicli("parcours", cwd=tmp_path)


def test_sans_referentiel_il_n_y_a_pas_de_parcours(tmp_path: Path) -> None:
    ecrire(tmp_path, {"qualicli.yaml": "format: 1\norganisme: {nom: E}\nsites: {a: {nom: A}}\nperimetre: []\n"})
    for forme in ("texte", "markdown"):
        dit = " ".join(qualicli("parcours", tmp_path, *AU, "--format", forme).split())
        assert "Aucun référentiel au périmètre, donc aucun parcours" in dit
        assert "franchies" not in dit


def test_une_etape_depassee_le_dit(tmp_path: Path) -> None:
    """Une date imprécise ne l'est qu'à la fin de son intervalle."""
    ecrire(tmp_path, {**SOCLE, "jalons/c.yaml": "intitule: Comité\ntype: clu\ndate_initiale: 2022-03\n"})
    for au, depassee in (("2022-03-31", False), ("2022-04-01", True)):
        dit = " ".join(qualicli("parcours", tmp_path, "--date", au).split())
        assert "à faire, prévue en mars 2022" in dit
        assert ("prévue en mars 2022 (dépassée)" in dit) is depassee
