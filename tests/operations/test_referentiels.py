"""Les référentiels : fournis, propres, complétés, comparés."""

import shutil
from pathlib import Path

import pytest

from fabrique import ecrire, qualicli, qualicli_json

DONNEES = Path(__file__).parents[2] / "referentiels"
DOSSIER = {
    "qualicli.yaml": """
        format: 1
        organisme: {nom: Essai}
        sites: {a: {nom: A, cert: false, svi_local: false}}
        perimetre: [{referentiel: qual-e-pref, modules: {M1: {statut: engage}, M4: {statut: engage}}}]
    """,
    "engagements/qual-e-pref/03.yaml": """
        engagement: "3"
        evaluations: [{exigence: "3.1", statut: realise, date: 2022-01-01}]
    """,
}
COMPLEMENT = """
    format: 1
    complete: qual-e-pref
    source: Référentiel de février 2019, exemplaire de la préfecture
    engagements:
      "3":
        exigences:
          - {code: "3.2", texte: Délai de réponse tenu, periodicite: 6 mois}
          - {code: "3.3", texte: Enquête affichée, preuves: [affiche]}
    modules:
      M4:
        engagements:
          - {code: "40", titre: Un engagement du module 4}
          - {code: "41", titre: Un autre}
"""


def points(racine: Path) -> list[str]:
    sortie = qualicli_json("diagnostic", racine, "--date", "2022-03-15")
    (ref,) = sortie["referentiels"]
    return [e["code"] for e in ref["engagements"] for _ in range(e["points"]["applicables"])]


def test_un_complement_ajoute_sans_repeter(tmp_path: Path) -> None:
    racine = ecrire(tmp_path, DOSSIER)
    avant = points(racine)
    ecrire(racine, {"referentiels/qual-e-pref-local.yaml": COMPLEMENT})
    apres = points(racine)
    assert (avant.count("3"), avant.count("M4")) == (1, 1)
    assert (apres.count("3"), apres.count("M4"), apres.count("40"), apres.count("41")) == (3, 0, 1, 1)
    assert len(apres) - len(avant) == 3
    assert qualicli_json("valider", racine, "--date", "2022-03-15")["conforme"]
    montre = qualicli("referentiel", "montrer", "qual-e-pref", "3", "--dossier", racine)
    assert "Délai de réponse tenu" in montre
    assert "Suggestions et réclamations" in montre  # 3.1, du référentiel fourni, est restée


def test_un_complement_qui_vise_l_inconnu_est_signale(tmp_path: Path) -> None:
    racine = ecrire(tmp_path, {**DOSSIER, "referentiels/c.yaml": COMPLEMENT.replace('"3":', '"99":')})
    sortie = qualicli_json("valider", racine, "--date", "2022-03-15", code=1)
    assert {(a["code"], a["fichier"]) for a in sortie["anomalies"]} >= {("RFT007", "referentiels/c.yaml")}


def test_un_referentiel_propre_a_son_vocabulaire(tmp_path: Path) -> None:
    propre = """
        format: 1
        id: label-ville
        nom: Label de la ville
        version: "3"
        editeur: La ville
        source: V
        certitude: etabli
        sources: {V: Règlement du label}
        vocabulaire: {module: chapitre, engagement: critère, exigence: indicateur}
        modules:
          - {code: C1, titre: Accueil, engagements: [{code: C1.1, titre: Sourire, exigences: [{code: C1.1.a, texte: Bonjour}]}]}
    """
    racine = ecrire(
        tmp_path,
        {
            "referentiels/label-ville.yaml": propre,
            "qualicli.yaml": """
            format: 1
            organisme: {nom: Ville}
            sites: {mairie: {nom: Mairie}}
            perimetre: [{referentiel: label-ville, modules: {C1: {statut: engage}}}]
        """,
            "engagements/label-ville/C1.1.yaml": """
            engagement: C1.1
            evaluations: [{exigence: C1.1.a, statut: realise, date: 2022-01-01}]
        """,
        },
    )
    assert qualicli_json("valider", racine, "--date", "2022-03-15")["conforme"]
    assert points(racine) == ["C1.1"]
    explique = qualicli("expliquer", "C1.1.a", racine, "--date", "2022-03-15")
    assert "critère C1.1 · Sourire" in explique
    assert "chapitre C1 · Accueil" in explique
    assert "label-ville" in qualicli("referentiel", "lister", racine)


def test_tous_les_referentiels_fournis_sont_listes_et_justes() -> None:
    liste = qualicli_json("referentiel", "lister")["referentiels"]
    assert [r["id"] for r in liste] == sorted(p.stem for p in DONNEES.glob("*.yaml"))
    bilan = qualicli_json("referentiel", "valider")
    assert bilan["conforme"]
    assert {a["gravite"] for a in bilan["anomalies"]} <= {"information"}


def test_une_cardinalite_fausse_se_dit(tmp_path: Path) -> None:
    texte = (DONNEES / "marianne-2008.yaml").read_text(encoding="utf-8")
    debut, fin = texte.index('- code: "5"'), texte.index('- code: "6"')
    (tmp_path / "marianne-2008.yaml").write_text(texte[:debut] + texte[fin:], encoding="utf-8")
    sortie = qualicli("referentiel", "valider", tmp_path / "marianne-2008.yaml", code=1)
    assert "18 au lieu de 19" in sortie


@pytest.mark.parametrize(
    ("faux", "conseil"), [("qual-e-pre", "Vouliez-vous dire « qual-e-pref » ?"), ("zzz", "Connus : marianne-2008,")]
)
def test_un_referentiel_inconnu_ou_mal_ecrit_recoit_un_conseil(faux: str, conseil: str) -> None:
    assert conseil in qualicli("referentiel", "montrer", faux, code=2)


def test_une_graphie_courante_suffit() -> None:
    assert "QUAL-E-PREF" in qualicli("referentiel", "montrer", "Qual-e-Pref")


def test_la_comparaison_lit_une_correspondance_dans_les_deux_sens() -> None:
    aller = qualicli_json("referentiel", "comparer", "marianne-2008", "qualipref-2.0")
    assert aller["compte"]["repris"] == 19
    assert aller["compte"]["nouveau"] > 0
    assert aller["sans_suite"] == []
    retour = qualicli_json("referentiel", "comparer", "qualipref-2.0", "marianne-2008")
    assert retour["compte"]["abandonne"] >= aller["compte"]["nouveau"]
    assert "### Repris (19)" in qualicli(
        "referentiel", "comparer", "marianne-2008", "qualipref-2.0", "--format", "markdown"
    )


def test_une_version_inconnue_arrete_tout(tmp_path: Path) -> None:
    racine = ecrire(tmp_path, DOSSIER)
    texte = (racine / "qualicli.yaml").read_text(encoding="utf-8")
    for faux in (
        texte.replace("format: 1", "format: 2"),
        texte.replace("qual-e-pref,", "qual-e-prof,"),
        texte.replace("qual-e-pref,", 'qual-e-pref, version: "1999",'),
    ):
        (racine / "qualicli.yaml").write_text(faux, encoding="utf-8")
        sortie = qualicli("diagnostic", racine, "--date", "2022-03-15", code=1)
        assert "Labellisable" not in sortie


def test_un_referentiel_fourni_se_copie_et_se_modifie(tmp_path: Path) -> None:
    racine = ecrire(tmp_path, DOSSIER)
    shutil.copy(DONNEES / "qual-e-pref.yaml", racine / "referentiels.yaml")
    (racine / "referentiels").mkdir()
    (racine / "referentiels.yaml").rename(racine / "referentiels" / "qual-e-pref.yaml")
    assert qualicli_json("valider", racine, "--date", "2022-03-15")["conforme"]


def test_une_correspondance_du_dossier_complete_la_fournie_et_un_desaccord_est_nomme(tmp_path: Path) -> None:
    propre = """
        format: 1
        de: qualipref-2
        vers: qual-e-pref
        source: Les deux textes
        lignes:
          - {de: E19, vers: ["1"], relation: partiel}
          - {de: E3, vers: ["5"], relation: partiel}
    """
    racine = ecrire(tmp_path, {**DOSSIER, "referentiels/correspondances/qualipref-2--qual-e-pref.yaml": propre})
    livree = qualicli_json("referentiel", "comparer", "qualipref-2", "qual-e-pref")
    comparee = qualicli_json("referentiel", "comparer", "qualipref-2", "qual-e-pref", "--dossier", racine)
    passages = {(p["de"], tuple(p["vers"])): p["relation"] for p in comparee["passages"]}
    assert passages["E4", ("6",)] == "identique"  # la fournie reste
    assert (passages["E19", ("1",)], passages["E3", ("5",)]) == ("partiel", "partiel")
    assert len(comparee["passages"]) == len(livree["passages"]) + 1
    (dit,) = comparee["desaccords"]
    assert "La correspondance fournie dit E3 → 5" in dit
    bilan = qualicli_json("referentiel", "valider", "--dossier", racine)
    assert [a["code"] for a in bilan["anomalies"] if a["gravite"] == "avertissement"] == ["COR001"]
    assert "Relation générale avec les usagers" in qualicli("referentiel", "comparer", "marianne-2008", "qualipref-2.0")
