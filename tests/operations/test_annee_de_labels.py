"""Une année entière : Marianne et Qualipref 2.0 sur trois sites, labellisés à trois dates."""

import json
from pathlib import Path
from typing import Any

import pytest

from fabrique import ecrire
from fabrique_documents import produire
from qualicli.cli.application import lancer

# Ce que l'on sait, en nombres : un recompte sans l'outil. Site, module : de quand à quand il compte.
COMPTE = {
    ("arles", "tous"): [("2013-01-01", "9999")],
    ("bastia", "tous"): [("2013-01-01", "9999")],
    ("cahors", "tous"): [("2014-09-01", "9999")],
    ("arles", "M1"): [("2015-03-01", "9999")],
    ("arles", "M4"): [("2015-03-01", "2015-05-31"), ("2015-10-01", "9999")],
    ("cahors", "M1"): [("2015-09-01", "9999")],
    ("cahors", "M4"): [("2015-09-01", "9999")],
}
# Référentiel, code, sites, date, réalisé ?
JUGES = [
    *(("marianne-2008", str(n), ("arles", "bastia"), "2014-02-01", True) for n in range(1, 20)),
    *(("marianne-2008", str(n), ("cahors",), "2015-05-20", n != 14) for n in range(1, 20)),
    ("marianne-2008", "14", ("cahors",), "2015-06-10", True),
    ("marianne-2008", "4", ("bastia",), "2015-08-20", False),
    ("qualipref-2.0", "M1", ("arles",), "2015-04-01", True),
    ("qualipref-2.0", "M4", ("arles",), "2015-04-01", True),
    ("qualipref-2.0", "M1", ("cahors",), "2015-11-02", True),
    ("qualipref-2.0", "M4", ("cahors",), "2015-11-02", False),
]
# Ce que couvre chaque preuve, depuis quand, jusqu'à quand.
PREUVES = {
    "charte": ("marianne-2008", [str(n) for n in range(1, 11)], "2014-01-15", "2015-10-31"),
    "bilan": ("marianne-2008", [str(n) for n in range(11, 20)], "2014-01-15", "2016-12-31"),
    "procedures": ("qualipref-2.0", ["M1", "M4"], "2015-03-15", "2016-12-31"),
}
DEMARCHE = """\
format: 1
organisme: {nom: Préfecture d'essai}
sites:
  arles: {nom: Préfecture, commune: Arles}
  bastia: {nom: Sous-préfecture de Bastia, commune: Bastia}
  cahors: {nom: Sous-préfecture de Cahors, commune: Cahors}
perimetre:
  - referentiel: marianne-2008
    modules:
      tous:
        - {statut: engage, du: 2013-01, jusqu_au: 2014-03-09, sites: [arles]}
        - {statut: labellise, du: 2014-03-10, sites: [arles]}
        - {statut: engage, du: 2013-01, jusqu_au: 2014-11-19, sites: [bastia]}
        - {statut: labellise, du: 2014-11-20, sites: [bastia]}
        - {statut: engage, du: 2014-09, jusqu_au: 2015-06-14, sites: [cahors]}
        - {statut: labellise, du: 2015-06-15, sites: [cahors]}
  - referentiel: qualipref-2.0
    modules:
      M1:
        - {statut: engage, du: 2015-03, sites: [arles]}
        - {statut: engage, du: 2015-09, sites: [cahors]}
      M4:
        - {statut: engage, du: 2015-03, jusqu_au: 2015-05-31, sites: [arles]}
        - {statut: suspendu, du: 2015-06-01, jusqu_au: 2015-09-30, motif: Réorganisation, sites: [arles]}
        - {statut: repris, du: 2015-10-01, sites: [arles]}
        - {statut: engage, du: 2015-09, sites: [cahors]}
labels:
  - {referentiel: marianne-2008, obtenu_le: 2014-03-10, organisme: Certif-Un, certificat: A1, sites: [arles]}
  - {referentiel: marianne-2008, obtenu_le: 2014-11-20, organisme: Certif-Deux, sites: [bastia]}
  - {referentiel: marianne-2008, obtenu_le: 2015-06-15, organisme: Certif-Un, sites: [cahors]}
calcul: {partiel: 0, cible: 100, alerte_caducite: 30 j}
"""
DATES = ("2015-01-15", "2015-04-15", "2015-07-15", "2015-09-15", "2015-10-15", "2015-12-31")


@pytest.fixture(scope="module")
def annee(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Le dossier de l'année."""
    fichiers = {"qualicli.yaml": DEMARCHE}
    for referentiel, code, sites, quand, realise in JUGES:
        nom = f"engagements/{referentiel}/{code}.yaml"
        fichiers.setdefault(nom, f'engagement: "{code}"\nevaluations:\n')
        for site in sites:
            statut = "realise" if realise else "non_realise"
            fichiers[nom] += f'  - {{exigence: "{code}", statut: {statut}, date: {quand}, site: {site}}}\n'
    for nom, (referentiel, codes, du, au) in PREUVES.items():
        couvre = ", ".join(f'"{referentiel}:{c}"' for c in codes)
        fichiers[f"preuves/{nom}.yaml"] = (
            f"intitule: Pièce {nom}\ntype: grille\ndate: {du}\ncaducite: {au}\nacces: [intranet]\npublic: agents\n"
            f"emplacement: Bureau\ncouvre: [{couvre}]\n"
        )
    fichiers["audits/suivi-arles.yaml"] = (
        "intitule: Suivi d'Arles\nnature: externe\ntype: suivi\nreferentiel: marianne-2008\ndate: 2015-09-08\n"
        "sites: [arles]\norganisme: Certif-Un\nresultat: favorable\n"
    )
    return ecrire(tmp_path_factory.mktemp("annee"), fichiers)


def recompter(referentiel: str, au: str) -> dict[str, tuple[int, int, int]]:
    """Par site : déclarés, prouvés, points ; à la main, d'après les seules données de l'essai."""
    comptes: dict[str, tuple[int, int, int]] = {}
    codes = [str(n) for n in range(1, 20)] if referentiel == "marianne-2008" else ["M1", "M4"]
    for site in ("arles", "bastia", "cahors"):
        declares = prouves = points = 0
        for code in codes:
            module = "tous" if referentiel == "marianne-2008" else code
            if not any(du <= au <= fin for du, fin in COMPTE.get((site, module), ())):
                continue
            points += 1
            vus = [(q, r) for ref, c, sites, q, r in JUGES if (ref, c) == (referentiel, code) and site in sites]
            realise = any(r for q, r in sorted(v for v in vus if v[0] <= au)[-1:])
            prouve = any(r == referentiel and code in cs and du <= au <= fin for r, cs, du, fin in PREUVES.values())
            declares, prouves = declares + realise, prouves + (realise and prouve)
        if points:
            comptes[site] = declares, prouves, points
    return comptes


def diagnostiquer(capsys: pytest.CaptureFixture[str], racine: Path, au: str) -> Any:
    lancer(["diagnostic", str(racine), "--date", au, "--format", "json"])
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize("au", DATES)
def test_les_taux_de_chaque_site_sont_ceux_d_un_recompte(
    annee: Path, au: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for bloc in diagnostiquer(capsys, annee, au)["referentiels"]:
        lus = {
            s["id"]: (int(s["taux"]["declare"]["numerateur"]), int(s["taux"]["prouve"]["numerateur"]), t)
            for s in bloc["sites"]
            if (t := s["taux"]["declare"]["denominateur"])
        }
        assert lus == recompter(bloc["id"], au), (bloc["id"], au)


def test_le_verdict_de_chaque_site_suit_l_annee(annee: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """La charte expire fin octobre ; l'engagement 4 de Bastia tombe en août ; Cahors est prêt en juin."""

    def verdicts(au: str) -> dict[str, bool]:
        marianne = diagnostiquer(capsys, annee, au)["referentiels"][0]
        return {s["id"]: s["verdict"]["labellisable"] for s in marianne["sites"]}

    assert verdicts("2015-01-15") == {"arles": True, "bastia": True, "cahors": False}
    assert verdicts("2015-07-15") == {"arles": True, "bastia": True, "cahors": True}
    assert verdicts("2015-09-15") == {"arles": True, "bastia": False, "cahors": True}
    assert verdicts("2015-12-31") == {"arles": False, "bastia": False, "cahors": False}
    lancer(["diagnostic", str(annee), "--date", "2015-09-15"])
    ecran = capsys.readouterr().out.replace("\u00a0", " ")
    assert "Labellisable Marianne 2008 : non" in ecran
    assert "Sous-préfecture de Bastia : non" in ecran
    assert "Sous-préfecture de Cahors : oui" in ecran


def test_les_echeances_des_labels_suivent_l_annee(annee: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Suivi à dix-huit mois : tenu à Arles en septembre, attendu à Bastia en mai 2016 et à Cahors en décembre."""

    def suivis(au: str) -> dict[str, tuple[str, str]]:
        labels = diagnostiquer(capsys, annee, au)["labels"]
        return {
            vu["site"]: (e["echeance"], e["etat"]) for vu in labels for e in vu["echeances"] if e["nature"] == "suivi"
        }

    bastia, cahors = ("2016-05-20", "a_venir"), ("2016-12-15", "a_venir")
    assert suivis("2015-01-15") == {"arles": ("2015-09-10", "prevue"), "bastia": bastia}
    assert suivis("2015-07-15") == {"arles": ("2015-09-10", "prevue"), "bastia": bastia, "cahors": cahors}
    assert suivis("2015-09-15") == {"arles": ("2015-09-10", "faite"), "bastia": bastia, "cahors": cahors}
    etats = {vu["site"]: vu["etat"] for vu in diagnostiquer(capsys, annee, "2017-06-01")["labels"]}
    assert etats == {"arles": "expire", "bastia": "en_cours", "cahors": "en_cours"}
    assert suivis("2017-06-01")["bastia"] == ("2016-05-20", "en_retard")


def test_les_documents_de_l_annee_nomment_site_et_organisme(annee: Path) -> None:
    point = produire(annee, "point-etape", "2015-12-31")[0].octets.decode().replace("\u00a0", " ")
    assert "le 10 mars 2014, valable jusqu'au 10 mars 2017 (Arles ; délivré par Certif-Un ; certificat n° A1)" in point
    assert "le 20 novembre 2014, valable jusqu'au 20 novembre 2017 (Bastia ; délivré par Certif-Deux)" in point
    assert "le 15 juin 2015, valable jusqu'au 15 juin 2018 (Cahors ; délivré par Certif-Un)" in point
    assert "(Marianne 2008)" in point and "(Qualipref 2.0)" in point
    bilan = produire(annee, "bilan", "2015-12-31")[0].octets.decode().replace("\u00a0", " ")
    assert "| Engagements Marianne (Marianne 2008) |" in bilan
    assert "Certif-Deux" in bilan
