"""Le bilan annuel et sa synthèse publique : chaque fait vient d'un champ, et changer le champ change le document."""

import io
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fabrique_documents import EXEMPLES, changer, produire
from qualicli.cli.application import lancer
from qualicli.rendus.documents.socle import anonymat

DATES = {
    "alpes-maritimes-2021": "2021-03-03",
    "loire-2022": "2022-03-15",
    "essonne-2013": "2013-03-28",
    "moselle-2015": "2015-12-01",
}
AU = DATES["alpes-maritimes-2021"]


@pytest.fixture
def alpes(tmp_path: Path) -> Path:
    return Path(shutil.copytree(EXEMPLES / "alpes-maritimes-2021", tmp_path / "alpes"))


def bilan(dossier: Path, au: str = AU, **demande: Any) -> str:
    (rapport,) = produire(dossier, "bilan", au, **demande)
    return rapport.octets.decode().replace("\u00a0", " ")


def partie(texte: str, titre: str) -> str:
    """Le texte d'une partie, jusqu'au titre suivant."""
    (trouvee,) = re.findall(rf"^#+ [\d. ]*{re.escape(titre)}.*?$(.*?)(?=^#|\Z)", texte, re.MULTILINE | re.DOTALL)
    return str(trouvee)


@pytest.mark.parametrize("exemple", DATES)
@pytest.mark.parametrize("synthese", [False, True])
def test_le_bilan_a_sa_reference(exemple: str, synthese: bool, reference: Callable[[str, str], None]) -> None:
    (rapport,) = produire(EXEMPLES / exemple, "bilan", DATES[exemple], synthese=synthese)
    reference(f"documents/{'bilan-synthese' if synthese else 'bilan'}-{exemple}.md", rapport.octets.decode())


# Un fait de la source, le champ qui le porte, ce que le document disait et ce qu'il dit ensuite.
CHAMPS = [
    (
        "annuaire.yaml",
        "jusqu_au: 2019-08-31",
        "jusqu_au: 2019-12-15",
        "vacant de septembre 2019 à février 2020",
        "vacant du 16 décembre 2019 au 29 février 2020",
    ),
    ("annuaire.yaml", "motif_fin: Départ à la retraite", "motif_fin: Mutation", "(départ à la retraite)", "(mutation)"),
    (
        "jalons/lancement.yaml",
        "commentaire: Malgré une période de confinement",
        "commentaire: Sur les deux sites",
        "avril 2020, malgré une période de confinement",
        "avril 2020, sur les deux sites",
    ),
    (
        "jalons/audit-interne.yaml",
        "nouvelle: 2021-09",
        "nouvelle: 2021-10",
        "septembre 2021 (au lieu d'avril 2021)",
        "octobre 2021 (au lieu d'avril 2021)",
    ),
    (
        "jalons/objectif-national.yaml",
        "nouvelle: 2022-ete",
        "nouvelle: 2022-06-30",
        "reportée à la fin de l'été 2022",
        "reportée au 30 juin 2022",
    ),
    ("audits/audit-externe-2021.yaml", "organisme: SOCOTEC", "organisme: Certif-Exemple", "SOCOTEC", "Certif-Exemple"),
    ("audits/audit-interne-2021.yaml", "sites: [nice, grasse]", "sites: [nice]", "audit commun", ""),
    (
        "communications/info-qualite-3.yaml",
        "date: 2020-12",
        "date: 2020-11",
        "en juin, octobre et décembre 2020",
        "en juin, octobre et novembre 2020",
    ),
    (
        "communications/info-qualite-4.yaml",
        "date: 2021-03",
        "date: 2021-04",
        "paraîtra en mars 2021",
        "paraîtra en avril 2021",
    ),
    (
        "communications/affichage-charte-resilience.yaml",
        "sites: [nice, grasse]",
        "sites: [grasse]",
        "| espaces d'accueil | espaces d'accueil | intranet et internet |\n| Services Publics+ : les neuf",
        "|  | espaces d'accueil | intranet et internet |\n| Services Publics+ : les neuf",
    ),
    (
        "formations/prise-de-poste.yaml",
        "lieu: Lognes",
        "lieu: à distance",
        "mars 2021, à Lognes",
        "mars 2021, à distance",
    ),
    (
        "formations/prise-de-poste.yaml",
        "{nouvelle: 2021-01, motif: Crise sanitaire}",
        "{nouvelle: 2020-12, motif: Session complète}",
        "novembre 2020, puis en janvier 2021, a été annulée (crise sanitaire)",
        "novembre 2020, puis en décembre 2020, a été annulée en janvier 2021 (session complète ; crise sanitaire)",
    ),
    (
        "reunions/copil-2021-02.md",
        "titre: Plan d'actions, issue: valide",
        "titre: Plan d'actions, issue: a_revoir",
        "L'ensemble des points a été validé par les participants",
        "point à revoir : « Plan d'actions »",
    ),
    (
        "reunions/copil-2021-02.md",
        "cr_diffuse_le: 2021-03-02",
        "cr_diffuse_le: 2021-03-12",
        "Le compte rendu a été diffusé le 2 mars 2021",
        "",
    ),
    (
        "reunions/travail-accueil-general.md",
        "date: 2020-06-18",
        "date: 2020-05-18",
        "De juin 2020 à janvier 2021, 7 réunions",
        "De mai 2020 à janvier 2021, 7 réunions",
    ),
    (
        "reunions/comite-technique-2021-03.md",
        "date: 2021-03-25",
        "date: 2021-03-26",
        "Comité technique du 25 mars 2021",
        "Comité technique du 26 mars 2021",
    ),
    (
        "preuves/retroplanning-2021-02.yaml",
        "date: 2021-02-11",
        "date: 2021-02-12",
        "rétroplanning actualisé (11 février 2021)",
        "rétroplanning actualisé (12 février 2021)",
    ),
    (
        "qualicli.yaml",
        "periode: 2021-04/2021-08",
        "periode: 2021-04/2021-07",
        "d'avril à août 2021",
        "d'avril à juillet 2021",
    ),
    (
        "actions/recruter-stagiaire.yaml",
        "faite_le: 2021-03-29",
        "faite_le: 2021-03-01",
        "recrutement en cours (MAPLF)",
        "",
    ),
    (
        "actions/mesurer-attente.yaml",
        "echeance: jalon:audit-interne-15j",
        "echeance: 2021-02-15",
        "15 actions : toutes en cours",
        "15 actions : 14 en cours et 1 en retard",
    ),
    (
        "jalons/outils-suivi.yaml",
        "date_initiale: 2021-03",
        "date_initiale: 2021-02",
        "mars 2021 : mise en place des outils de suivi",
        "reste à mener : mise en place des outils de suivi (février 2021)",
    ),
]


@pytest.mark.parametrize(("fichier", "avant", "apres", "dit", "dira"), CHAMPS, ids=[f"{c[0]}-{c[1]}" for c in CHAMPS])
def test_un_champ_change_le_bilan(alpes: Path, fichier: str, avant: str, apres: str, dit: str, dira: str) -> None:
    assert dit in bilan(EXEMPLES / "alpes-maritimes-2021")
    changer(alpes / fichier, avant, apres)
    nouveau = bilan(alpes)
    assert dira in nouveau
    assert dit not in nouveau


def test_la_periode_suit_la_date_et_l_annee_demandee() -> None:
    alpes = EXEMPLES / "alpes-maritimes-2021"
    assert "perspectives 2021" in bilan(alpes, "2021-06-30")
    assert "perspectives 2022" in bilan(alpes, "2021-07-15")
    clos = bilan(alpes, "2021-09-15", annee=2020)
    assert "18 février 2021" not in clos  # le bilan de 2020, écrit bien plus tard, s'arrête au 31 décembre
    assert "Au 31 décembre 2020" in clos
    assert "vacant" not in bilan(alpes, "2021-09-15")  # dit dans le bilan précédent


def test_un_poste_encore_vacant_se_dit_au_present() -> None:
    ecrit = bilan(EXEMPLES / "alpes-maritimes-2021", "2020-01-15")
    assert "Le poste de référent qualité est vacant depuis le 1er septembre 2019 (départ à la retraite)." in ecrit


def test_le_bilan_se_presente_a_la_reunion_demandee() -> None:
    alpes = EXEMPLES / "alpes-maritimes-2021"
    assert "**Comité de pilotage Qual-e-pref du 18 février 2021**" in bilan(alpes, reunion="copil-2021-02")
    sans_comite = bilan(alpes, "2021-04-15")
    assert "organisations syndicales" not in sans_comite
    assert "Pièces jointes" not in sans_comite


def test_chaque_taux_montre_ses_deux_nombres() -> None:
    evaluation = partie(bilan(EXEMPLES / "loire-2022", DATES["loire-2022"]), "Évaluation")
    cases = [c for ligne in re.findall(r"^\|(.*)\|$", evaluation, re.MULTILINE) for c in ligne.split("|") if "%" in c]
    assert len(cases) > 20
    assert all(re.fullmatch(r" [\d,]+ % \(\d+/\d+\) ", c) for c in cases)


def test_les_revisions_de_plusieurs_decisions_sont_un_tableau() -> None:
    revision = partie(bilan(EXEMPLES / "loire-2022", DATES["loire-2022"]), "Révision du calendrier")
    assert "| Enquête de satisfaction 2021 | octobre 2021 (au lieu de juin 2021) |" in revision
    assert "| Étape | Nouvelle date | Motif | Demandé par |" in revision
    aucune = partie(bilan(EXEMPLES / "moselle-2015", DATES["moselle-2015"]), "Révision du calendrier")
    assert aucune.strip() == "Le calendrier de la démarche n'a pas été révisé pendant la période."


@pytest.mark.parametrize("exemple", DATES)
@pytest.mark.parametrize("synthese", [False, True])
def test_le_bilan_anonyme_et_la_synthese_ne_nomment_personne(exemple: str, synthese: bool) -> None:
    from fabrique_documents import atelier
    from qualicli.rendus.documents.socle.demande import DemandeDocument

    demande = DemandeDocument(synthese=synthese, anonyme=not synthese)
    ouvert = atelier(EXEMPLES / exemple, DATES[exemple], demande)
    ecrit = bilan(EXEMPLES / exemple, DATES[exemple], synthese=synthese, anonyme=not synthese)
    assert anonymat.traces(ecrit, ouvert.contexte.dossier.annuaire) == []


@pytest.mark.parametrize("exemple", DATES)
def test_la_synthese_tient_en_une_page(exemple: str) -> None:
    from pypdf import PdfReader

    (rapport,) = produire(EXEMPLES / exemple, "bilan", DATES[exemple], "pdf", synthese=True)
    assert len(PdfReader(io.BytesIO(rapport.octets)).pages) == 1


@pytest.mark.parametrize(
    ("fiche", "avant", "apres", "intitule"),
    [
        (
            "guide-demarches-en-ligne",
            "public: usagers",
            "public: usagers\ninterne: true",
            "guide des démarches en ligne",
        ),
        ("plan-orientation-nice", "public: usagers", "public: agents", "plan d'orientation"),
        ("affiche-3400", "caducite: ", "caducite: 2021-01-31  # ", "affiche du 34 00"),
    ],
)
def test_la_synthese_ne_cite_que_ce_qui_est_au_public(
    alpes: Path, fiche: str, avant: str, apres: str, intitule: str
) -> None:
    assert intitule in bilan(EXEMPLES / "alpes-maritimes-2021", synthese=True)
    changer(alpes / f"preuves/{fiche}.yaml", avant, apres)
    assert intitule not in bilan(alpes, synthese=True)


def test_une_enquete_n_est_citee_qu_une_fois_publiee() -> None:
    loire = EXEMPLES / "loire-2022"
    assert "91,8 %" in bilan(loire, "2022-01-21", synthese=True)
    assert "91,8 %" not in bilan(loire, "2022-01-20", synthese=True)
    assert "mystère" not in bilan(loire, "2022-03-15", synthese=True)  # diffusée aux seuls agents


def test_une_synthese_qui_nommerait_quelqu_un_est_refusee(alpes: Path, capsys: Any) -> None:
    changer(alpes / "actions/charte-poste-grasse.yaml", "intitule: Rédiger", "intitule: Rédiger avec Mme Myrte")
    changer(alpes / "actions/charte-poste-grasse.yaml", "type: referent", "type: enquete")
    arguments = ["rapport", "bilan", str(alpes), "--date", "2021-07-15", "--annee", "2021", "--synthese"]
    assert lancer(arguments) == 1
    sortie = capsys.readouterr()
    assert sortie.out == ""
    assert "Myrte" in sortie.err


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["bilan", "--annee", "2022"], "L'année 2022 n'a pas commencé au 3 mars 2021."),
        (["bilan", "--reunion", "copil-2021"], "« copil-2021 » est inconnu pour --reunion."),
        (["copil", "--synthese"], "--synthese ne sert pas à « copil »."),
    ],
)
def test_une_demande_impossible_s_explique(options: list[str], message: str, capsys: Any) -> None:
    type_, *reste = options
    assert lancer(["rapport", type_, str(EXEMPLES / "alpes-maritimes-2021"), "--date", AU, *reste]) == 2
    assert message in capsys.readouterr().err


def test_la_liste_dit_ce_qui_manque_au_bilan(capsys: Any) -> None:
    assert lancer(["rapport", "--liste", str(EXEMPLES / "loire-2022"), "--date", "2022-03-15"]) == 0
    (manques,) = re.findall(r"^bilan\n(.*?)(?=^\S|\Z)", capsys.readouterr().out, re.MULTILINE | re.DOTALL)
    assert "comité technique" in manques
    assert "aucun objectif" not in manques
