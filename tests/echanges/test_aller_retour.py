"""Exporter puis importer sans rien toucher : pas un octet du dossier ne change ; une cellule changée, une ligne changée."""

import difflib
import shutil
from pathlib import Path
from typing import Any

import pytest

from echanges.dossiers import AU, etat, exporte, poser
from echanges.editer import Classeur
from fabrique import jour
from qualicli.cli.application import lancer
from qualicli.operations.exporter import DemandeExport, exporter
from qualicli.operations.importer import Import, ecrire, fusionner, lire_retour

EXEMPLES = sorted(p.parent for p in (Path(__file__).parents[2] / "exemples").glob("*/qualicli.yaml"))


def importer(racine: Path, *classeurs: Path, au: str = AU, garder: Any = None) -> Import:
    prepare = fusionner(lire_retour(racine, classeurs, jour(au)), garder)
    ecrire(prepare)
    return prepare


def textes(prepare: Import) -> list[str]:
    return [e.mots.replace("\u00a0", " ") for e in prepare.fusion.effets]


@pytest.fixture
def racine(tmp_path: Path) -> Path:
    return poser(tmp_path / "dossier")


@pytest.mark.parametrize("format_", ["xlsx", "ods"])
def test_intact_pas_un_octet_ne_change(racine: Path, tmp_path: Path, format_: str) -> None:
    avant = etat(racine)
    classeur = exporte(racine, tmp_path / f"x.{format_}", format=format_)
    prepare = importer(racine, classeur)
    assert (textes(prepare), prepare.fusion.conflits, prepare.fusion.rejets, prepare.fusion.mentions) == (
        [],
        [],
        [],
        [],
    )
    assert etat(racine) == avant


@pytest.mark.parametrize("exemple", EXEMPLES, ids=lambda p: p.name)
@pytest.mark.parametrize("format_", ["xlsx", "ods"])
def test_intact_sur_les_exemples_service_par_service(exemple: Path, format_: str, tmp_path: Path) -> None:
    racine, au = tmp_path / "d", "2022-03-15"
    shutil.copytree(exemple, racine)
    avant = etat(racine)
    fait = exporter(racine, jour(au), DemandeExport(tous=True, format=format_))
    classeurs = []
    for nom, octets in fait.fichiers.items():
        classeurs.append(tmp_path / nom)
        classeurs[-1].write_bytes(octets)
    for quand in (au, "2026-01-01"):
        prepare = fusionner(lire_retour(racine, classeurs, jour(quand)))
        assert not prepare.fichiers and not prepare.fusion.conflits and not prepare.fusion.rejets
    assert etat(racine) == avant


def test_memes_donnees_memes_octets(racine: Path) -> None:
    for format_ in ("xlsx", "ods", "csv"):
        demande = DemandeExport(format=format_)
        assert exporter(racine, jour(AU), demande).fichiers == exporter(racine, jour(AU), demande).fichiers


def test_les_classeurs_des_services_reunis_contiennent_tout(racine: Path) -> None:
    from qualicli.echanges.feuilles.dossier_diagnostique import SANS_SERVICE
    from qualicli.echanges.feuilles.registre import etablir_tables
    from qualicli.operations.classeurs import ouvrir_dossier

    source = ouvrir_dossier(racine, jour(AU)).source(jour(AU))
    tout = {li.cle for t in etablir_tables(source) for li in t.lignes}
    services = (*source.dossier.services, SANS_SERVICE)
    assert {li.cle for s in services for t in etablir_tables(source, s) for li in t.lignes} == tout


@pytest.mark.parametrize(
    ("feuille", "cle", "valeurs", "fichier", "attendu"),
    [
        (
            "Auto-évaluation",
            "point/charte/1.1/chef-lieu/",
            {"État": "réalisé", "Évalué_le": "14/03/2022"},
            "engagements/charte/01.yaml",
            ['+  - {exigence: "1.1", statut: realise, date: 2022-03-14, site: chef-lieu}'],
        ),
        (
            "Auto-évaluation",
            "point/charte/1.1/annexe/",
            {"Évalué_le": "mars 2022"},
            "engagements/charte/01.yaml",
            [
                '+  - {exigence: "1.1", statut: realise, date: 2022-03, site: annexe, commentaire: "Un paragraphe replié"}'
            ],
        ),
        (
            "Auto-évaluation",
            "point/charte/2/chef-lieu/",
            {"État": "Non réalisé"},
            "engagements/charte/02.yaml",
            ['+  - {exigence: "2", statut: non_realise, date: 2022-03-15, site: chef-lieu}'],
        ),
        (
            "Plan d'actions",
            "actions/rediger",
            {"Statut": "faite"},
            "actions/rediger.yaml",
            ["-statut: en_cours", "+statut: faite"],
        ),
        (
            "Plan d'actions",
            "actions/rediger",
            {"Échéance": "T2 2022"},
            "actions/rediger.yaml",
            ["+  - {nouvelle: 2022-T2, le: 2022-03-15}"],
        ),
        (
            "Plan d'actions",
            "actions/rediger",
            {"Motif_du_report": "maladie"},
            "actions/rediger.yaml",
            [
                '-  - {nouvelle: jalon:audit-30j, motif: "@absence", le: 2022-01-02}',
                '+  - {nouvelle: jalon:audit-30j, motif: "maladie", le: 2022-01-02}',
            ],
        ),
        (
            "Plan d'actions",
            "actions/rediger",
            {"Responsable": "Cheffe, de bureau"},
            "actions/rediger.yaml",
            ["-responsable: p2", "+responsable: Cheffe, de bureau"],
        ),
        ("Enregistrements", "preuves/charte", {"RESANA": "oui"}, "preuves/charte.yaml", ["+  - resana"]),
        (
            "Enregistrements",
            "preuves/charte",
            {"Intranet": None},
            "preuves/charte.yaml",
            ["-  - intranet    # la page interne"],
        ),
        (
            "Enregistrements",
            "preuves/charte",
            {"Caducité": "31/12/2023"},
            "preuves/charte.yaml",
            ["-caducite: sans_objet", "+caducite: 2023-12-31"],
        ),
        (
            "Enregistrements",
            "preuves/releve",
            {"Document": "Relevé: n° 2"},
            "preuves/releve.md",
            ["-intitule: Relevé", '+intitule: "Relevé: n° 2"'],
        ),
        (
            "Procédures",
            "procedures/repondre",
            {"État": "validée"},
            "procedures/repondre.md",
            ["-etat: en_redaction", "+etat: validee"],
        ),
        (
            "Formations",
            "formations/accueil/2022-09//1",
            {"Réalisée_le": "12/09/2022"},
            "formations/accueil.yaml",
            ["+    realisee: 2022-09-12"],
        ),
        (
            "Formations",
            "formations/accueil/2021-03//1",
            {"Reportée_au": "octobre 2022"},
            "formations/accueil.yaml",
            [
                "-  - {prevue: 2021-03, reports: [{nouvelle: 2021-06, motif: Covid}], realisee: 2021-06-10, "
                "prevus: 10, formes: 9}",
                "+  - {prevue: 2021-03, reports: [{nouvelle: 2021-06, motif: Covid}, {nouvelle: 2022-10, le: 2022-03-15}], "
                "realisee: 2021-06-10, prevus: 10, formes: 9}",
            ],
        ),
        (
            "Indicateurs qualité",
            "indicateurs/decroches/2021-S1/chef-lieu//1",
            {"Conformes": 7207},
            "indicateurs/decroches.yaml",
            [
                "-  - {periode: 2021-S1, site: chef-lieu, conformes: 7206, total: 8644}",
                "+  - {periode: 2021-S1, site: chef-lieu, conformes: 7207, total: 8644}",
            ],
        ),
        (
            "Indicateurs performance",
            "indicateurs/delai/2021-T1///1",
            {"Valeur": "13,2"},
            "indicateurs/delai.yaml",
            ['-  - {periode: 2021-T1, valeur: "12,50"}', '+  - {periode: 2021-T1, valeur: "13.2"}'],
        ),
        (
            "Réunions",
            "reunions/copil-2021",
            {"Prochaine_réunion": "juin 2022"},
            "reunions/copil-2021.md",
            ["-prochaine: {date: 2022-S1}", "+prochaine: {date: 2022-06}"],
        ),
        (
            "Rétroplanning",
            "jalons/audit",
            {"Réalisé_le": "20/05/2022"},
            "jalons/audit.yaml",
            ["+realise_le: 2022-05-20"],
        ),
    ],
)
def test_une_cellule_changee_une_ligne_changee(
    racine: Path, tmp_path: Path, feuille: str, cle: str, valeurs: dict[str, Any], fichier: str, attendu: list[str]
) -> None:
    avant = etat(racine)
    classeur = Classeur(exporte(racine, tmp_path / "x.xlsx"))
    prepare = importer(racine, classeur.poser(feuille, cle, **valeurs).enregistrer())
    apres = etat(racine)
    assert (prepare.fusion.conflits, prepare.fusion.rejets) == ([], [])
    assert {f for f in apres if apres[f] != avant.get(f)} == {fichier}
    lignes = (octets[fichier].decode().split("\n") for octets in (avant, apres))
    differences = difflib.unified_diff(*lignes, lineterm="", n=0)
    assert [d.rstrip("\r") for d in list(differences)[2:] if not d.startswith("@@")] == attendu
    assert apres[fichier].count(b"\r\n") in (0, apres[fichier].count(b"\n"))
    encore = importer(racine, tmp_path / "x.xlsx", au="2022-03-20")
    assert not encore.fichiers and not encore.fusion.conflits


def test_l_apercu_dit_le_changement_en_mots(racine: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    avant = etat(racine)
    classeur = Classeur(exporte(racine, tmp_path / "x.xlsx"))
    classeur.poser(
        "Auto-évaluation", "point/charte/1.1/chef-lieu/", État="réalisé", Évalué_le="14/03/2022"
    ).enregistrer()
    assert lancer(["importer", "excel", str(tmp_path / "x.xlsx"), "--dossier", str(racine), "--date", AU]) == 0
    sortie = capsys.readouterr().out.replace("\u00a0", " ")
    assert "1.1 à Essaiville : partiel → réalisé, 14/03/2022" in sortie
    assert "Rien n'est écrit. Ajoutez --oui" in sortie
    assert etat(racine) == avant
    assert lancer(["importer", "excel", str(tmp_path / "x.xlsx"), "--dossier", str(racine), "--date", AU, "--oui"]) == 0
    assert etat(racine) != avant
