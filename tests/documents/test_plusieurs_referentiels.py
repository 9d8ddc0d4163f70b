"""Un dossier qui suit plusieurs référentiels dont les codes se ressemblent : chaque écran dit duquel il parle."""

import json
from pathlib import Path

import pytest

from echanges.editer import Classeur
from fabrique import ecrire, jour
from fabrique_documents import EXEMPLES, produire
from qualicli.cli.application import lancer
from qualicli.operations.exporter import DemandeExport, exporter
from qualicli.operations.rapporter import ouvrir_atelier
from qualicli.rendus.diagnostic.tableaux import decouper
from qualicli.rendus.documents.socle.demande import DemandeDocument

AU = "2015-07-01"
FICHIERS = {
    "qualicli.yaml": """\
        format: 1
        organisme: {nom: Préfecture d'essai}
        sites: {a: {nom: Arles}, b: {nom: Bastia}, c: {nom: Cahors}}
        perimetre:
          - {referentiel: marianne-2008, modules: {tous: {statut: engage, du: 2013-01, sites: [a, b]}}}
          - {referentiel: marianne-2016, modules: {tous: {statut: engage, du: 2015-03, sites: [c]}}}
        """,
    "services.yaml": "services:\n  accueil: {nom: Accueil, guichet: true}\n",
    "engagements/marianne-2008/3.yaml": """\
        engagement: "3"
        pilote: accueil
        evaluations: [{exigence: "3", statut: realise, date: 2015-01-05}]
        """,
    "engagements/marianne-2016/3.yaml": """\
        engagement: "3"
        pilote: accueil
        evaluations: [{exigence: "3", statut: non_realise, date: 2015-05-05}]
        """,
    "audits/blanc.yaml": """\
        intitule: Visite à blanc
        nature: interne
        type: blanc
        referentiel: marianne-2008
        date: 2015-06-10
        sites: [a]
        constats: [{id: n1, nature: non_conformite, exigence: "marianne-2008:4", texte: Pas de rampe}]
        """,
}


@pytest.fixture
def racine(tmp_path: Path) -> Path:
    """Marianne 2008 à Arles et à Bastia, Marianne 2016 à Cahors : les codes 1 à 12 sont dans les deux."""
    return ecrire(tmp_path / "dossier", FICHIERS)


def dire(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """Ce que dit une commande, au kilomètre."""
    lancer(list(arguments))
    sortie = capsys.readouterr()
    return " ".join((sortie.out + sortie.err).replace("\u00a0", " ").split())


def document(racine: Path, type_: str, **demande: str) -> str:
    return produire(racine, type_, AU, **demande)[0].octets.decode().replace("\u00a0", " ")


def test_un_code_se_lit_en_entier_a_l_ecran(racine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """« marianne-2016:3 » se retape tel quel ; « 19 » n'est que dans Marianne 2008."""
    ecarts = dire(capsys, "ecarts", str(racine), "--date", AU)
    assert "marianne-2016:3 Cahors" in ecarts
    assert " 19 Arles" in ecarts
    assert "marianne-2008:4 non-conformité" in dire(capsys, "diagnostic", str(racine), "--date", AU)
    assert "Dites : marianne-2008:3 ou marianne-2016:3." in dire(capsys, "expliquer", "3", str(racine), "--date", AU)


def test_les_taux_se_decoupent_par_canal(capsys: pytest.CaptureFixture[str]) -> None:
    """Chaque engagement a au moins un canal : aucun ne se perd dans le découpage."""
    loire = EXEMPLES / "loire-2022"
    (bloc,) = ouvrir_atelier(loire, jour("2022-03-15"), DemandeDocument()).contexte.diagnostic().referentiels
    coupes = decouper(ouvrir_atelier(loire, jour("2022-03-15"), DemandeDocument()).contexte.dossier, bloc, "canal")
    ensemble = bloc.synthese.prouve.denominateur
    assert all(0 < c.synthese.prouve.denominateur < ensemble for c in coupes)
    assert sum(c.synthese.prouve.denominateur for c in coupes) >= ensemble
    ecran = dire(capsys, "diagnostic", str(loire), "--date", "2022-03-15", "--par", "canal")
    assert "Canaux" in ecran
    assert "Téléphone" in ecran


def test_un_constat_ne_pese_que_sur_les_sites_de_son_audit(racine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ecran = dire(capsys, "diagnostic", str(racine), "--date", AU)
    arles, bastia = ecran.partition("Arles : non")[2].split("Bastia : non")[:2]
    assert "Pas de rampe" in arles
    assert "Pas de rampe" not in bastia.partition("écarts")[0]


def test_tableaux_alertes_et_decisions_disent_leur_referentiel(racine: Path) -> None:
    point = document(racine, "point-etape")
    assert "| Engagements Marianne (Marianne 2016) | 0 % (0/12) |" in point
    assert "- non-conformité d'audit ouverte : Pas de rampe (sans action) (Marianne 2008)" in point
    assert "sans action (Marianne 2016 : 1, 2, 3," in point
    assert "| Engagements Marianne (Marianne 2008) | 5,3 % (2/38) |" in document(racine, "bilan")
    fiche = document(racine, "fiche-service", service="accueil")
    assert "| marianne-2008:3 – Nous vous orientons" in fiche
    assert "| marianne-2016:3 | Non réalisé" in fiche
    passation = document(racine, "passation")
    assert "cible 100 % (Marianne 2016)" in passation
    assert "| marianne-2008:4 |" in passation
    lettre = document(racine, "lettre-mission")
    assert "« Engagements Marianne » (Marianne 2008) et « Engagements Marianne » (Marianne 2016)" in lettre


def test_le_classeur_qualifie_ses_codes_et_les_relit(
    racine: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (octets,) = exporter(racine, jour(AU), DemandeExport()).fichiers.values()
    (tmp_path / "x.xlsx").write_bytes(octets)
    classeur = Classeur(tmp_path / "x.xlsx")
    feuille = "Auto-évaluation"
    rang = classeur.ligne(feuille, "point/marianne-2016/3/c/")
    lire = {
        t: classeur.feuille(feuille).cell(rang, classeur.colonne(feuille, t)).value for t in ("Code", "Référentiel")
    }
    assert lire == {"Code": "marianne-2016:3", "Référentiel": "Marianne 2016"}
    rang = classeur.ligne(feuille, "point/marianne-2008/19/a/")
    assert classeur.feuille(feuille).cell(rang, classeur.colonne(feuille, "Code")).value == "19"
    # Une ligne neuve : le code entier, ou seul quand un seul référentiel l'a ; nu et partagé, il se précise.
    neuve = {"État": "réalisé", "Évalué_le": "01/06/2015"}
    classeur.ajouter(feuille, Code="marianne-2016:5", **neuve)
    classeur.ajouter(feuille, Code="marianne-2008:18", Site="Arles", **neuve)
    classeur.ajouter(feuille, Code="6", **neuve)
    dit = dire(
        capsys, "importer", "excel", str(classeur.enregistrer()), "--dossier", str(racine), "--date", AU, "--oui"
    )
    assert "« 6 » est dans plusieurs référentiels ; écrivez marianne-2008:6 ou marianne-2016:6" in dit
    assert 'exigence: "5"' in (racine / "engagements/marianne-2016/05.yaml").read_text("utf-8")
    assert 'exigence: "18"' in (racine / "engagements/marianne-2008/18.yaml").read_text("utf-8")


def test_un_referentiel_quitte_est_clos_pour_les_machines_aussi(
    racine: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    demarche = racine / "qualicli.yaml"
    quitte = "statut: desengage, du: 2013-01, jusqu_au: 2015-03-31, motif: Remplacé, sites: [a, b]"
    demarche.write_text(
        demarche.read_text("utf-8").replace("statut: engage, du: 2013-01, sites: [a, b]", quitte), "utf-8"
    )
    lancer(["diagnostic", str(racine), "--date", AU, "--format", "json"])
    ancien, neuf = json.loads(capsys.readouterr().out)["referentiels"]
    assert (ancien["clos"], ancien["verdict"]) == (True, {"labellisable": False, "raisons": []})
    assert (neuf["clos"], neuf["verdict"]["labellisable"]) == (False, False)
    point = document(racine, "point-etape")
    assert "Clos : Marianne 2008, où plus rien n'est engagé." in point
    assert "(Marianne 2008)" not in point.partition("## Alertes")[2]
    assert "Marianne 2008" not in dire(capsys, "parcours", str(racine), "--date", AU)
