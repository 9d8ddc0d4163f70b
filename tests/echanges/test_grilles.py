"""Une grille d'engagements et d'exigences devient le complément d'un référentiel, et n'y répète rien."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from echanges.dossiers import AU, etat
from fabrique import jour, qualicli, qualicli_json
from qualicli.cli.application import lancer
from qualicli.echanges.grilles.lire_grille import numeroter
from qualicli.erreurs import ErreurUsage
from qualicli.operations.importer import Import, ecrire
from qualicli.operations.importer_referentiel import completer
from qualicli.operations.importer_tableur import ouvrir_tableur

RACINE = Path(__file__).parents[2]
GRILLE = RACINE / "tests" / "cas" / "tableurs" / "grille.ods"
COMPLEMENT = "referentiels/qual-e-pref-complement.yaml"
ATTENDU = """\
format: 1
complete: qual-e-pref
source: Votre exemplaire
engagements:
  "4":
    exigences:
      - {code: "4.1", texte: "(premier texte de votre exemplaire)", periodicite: "12 mois", preuves: [attestation, emargement], certitude: etabli}
      - {code: "4.2", texte: "(deuxième texte de votre exemplaire)", certitude: etabli, note: "Preuves attendues : Photo ou capture d'écran"}
  "5":
    exigences:
      - {code: "5.1", texte: "(troisième texte de votre exemplaire)", periodicite: "6 mois", preuves: [plan], certitude: etabli}
modules:
  M3:
    engagements:
      - code: M3.1
        titre: "(titre de votre exemplaire)"
        etat: a_completer
        certitude: etabli
        exigences:
          - {code: M3.1.1, texte: "(quatrième texte de votre exemplaire)", periodicite: "3 mois", certitude: etabli}
          - {code: M3.1.2, texte: "(cinquième texte de votre exemplaire)", certitude: etabli}
"""  # noqa: E501
Importer = Callable[..., Import]


@pytest.fixture
def racine(tmp_path: Path) -> Path:
    shutil.copytree(RACINE / "exemples" / "loire-2022", tmp_path / "loire")
    return tmp_path / "loire"


@pytest.fixture
def importer(racine: Path, tmp_path: Path) -> Importer:
    def faire(
        texte: str | Path, source: str | None = "Votre exemplaire", garder: str | None = None, profil: str = "g"
    ) -> Import:
        if isinstance(texte, str):
            (tmp_path / "g.csv").write_text(texte, encoding="utf-8")
        chemin = tmp_path / "g.csv" if isinstance(texte, str) else texte
        prepare = completer(
            ouvrir_tableur(racine, chemin, profil, "referentiels", jour(AU)), "qual-e-pref", source, garder
        )
        ecrire(prepare)
        return prepare

    return faire


def test_une_grille_aux_cellules_fusionnees_devient_un_complement(racine: Path, importer: Importer) -> None:
    prepare = importer(GRILLE)
    assert not prepare.fusion.rejets and not prepare.fusion.conflits
    assert (racine / COMPLEMENT).read_text("utf-8") == ATTENDU
    apres = etat(racine)
    assert not importer(GRILLE).fichiers and not importer(GRILLE, source=None).fichiers and etat(racine) == apres
    (engagement,) = (
        e
        for m in qualicli_json("referentiel", "montrer", "qual-e-pref", "--dossier", racine)["contenu"]["modules"]
        for e in m["engagements"]
        if e["code"] == "4"
    )
    assert [x["code"] for x in engagement["exigences"]] == ["4.1", "4.2"]
    erreurs = [a for a in qualicli_json("valider", racine, "--date", AU)["anomalies"] if a["gravite"] == "erreur"]
    assert erreurs == []


def test_un_engagement_qui_gagne_un_detail_est_nomme(importer: Importer) -> None:
    mentions = importer(GRILLE).fusion.mentions
    (mention,) = [m for m in mentions if "exigence par exigence" in m]
    assert "engagements 4 et 5. Un classeur déjà parti" in mention
    assert not [m for m in importer(GRILLE).fusion.mentions if "exigence par exigence" in m]


def test_un_complement_commente_garde_ses_octets_et_recoit_ce_qui_manque(racine: Path, importer: Importer) -> None:
    avant = 'format: 1\ncomplete: qual-e-pref\nsource: Notre copie   # relue\nengagements:\n  "4":\n'
    avant += '    exigences:\n      - {code: "4.1", texte: Déjà là}   # vu\n'
    (racine / "referentiels").mkdir()
    (racine / "referentiels" / "notes.yaml").write_text(avant, encoding="utf-8", newline="\n")
    table = "N° engagement;Sous-engagement n°;Texte;Périodicité\n4;4.1;déjà là;mensuelle\n;4.2;Neuf;\n7;7.1;Autre;\n"
    prepare = importer(table, source="Une autre")
    assert set(prepare.fichiers) == {"referentiels/notes.yaml", "profils/g.yaml"}
    assert (racine / "referentiels" / "notes.yaml").read_text("utf-8") == avant.replace(
        "Déjà là}   # vu\n",
        'Déjà là, periodicite: "1 mois"}   # vu\n      - {code: "4.2", texte: Neuf, source: "Une autre", certitude: etabli}\n',
    ) + '  "7": {exigences: [{code: "7.1", texte: Autre, source: "Une autre", certitude: etabli}]}\n'
    assert not importer(table, source="Une autre").fichiers


def test_contredire_le_referentiel_est_un_conflit(racine: Path, importer: Importer) -> None:
    table = (
        "Engagement;N° de sous-engagement;Sous-engagement;Fréquence\n1 - Un autre titre;1.1;Tout autre chose;annuelle\n"
    )
    prepare = importer(table)
    assert {c.titre for c in prepare.fusion.conflits} == {"Engagement", "Exigence"}
    assert not (racine / COMPLEMENT).exists()
    importer(table, garder="tableur")
    ecrit = (racine / COMPLEMENT).read_text("utf-8")
    assert "titre: Un autre titre" in ecrit and 'texte: "Tout autre chose", periodicite: "12 mois"' in ecrit


@pytest.mark.parametrize(
    ("ligne", "dit"),
    [
        ("M99;99;99.1;x;", "le module « M99 » est inconnu"),
        (";99;99.1;x;", "aucun module n'est donné"),
        ("M1;4;sans numéro;x;", "ne commence pas par un numéro"),
        ("M1;quatre;4.1;x;", "ne commence pas par un numéro ;"),
        ("M1;4;4.1;x;de temps en temps", "n'est pas une périodicité"),
        ("M1;4;;x;", "il manque « N° de sous-engagement »"),
        ("M1;4;4.1;x;\nM1;4;4.1;y;", "le numéro 4.1 est déjà celui de la ligne 2"),
    ],
)
def test_une_ligne_qui_ne_va_pas_dit_pourquoi(importer: Importer, ligne: str, dit: str) -> None:
    entete = "Module;N° engagement;N° de sous-engagement;Sous-engagement;Périodicité\n"
    prepare = importer(entete + ligne + "\n")
    assert dit in prepare.fusion.rejets[-1].texte.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("2", ("2", "")),
        ("2.10", ("2.10", "")),
        ("M3.1", ("M3.1", "")),
        ("Engagement 2 : Accueillir", ("2", "Accueillir")),
        ("2.1 - L'affichage", ("2.1", "L'affichage")),
        ("N° 4", ("4", "")),
        ("Sous-engagement n° 4.2. Rampe", ("4.2", "Rampe")),
        ("Module 1 – Relation", ("1", "Relation")),
        ("Nous accueillons", ("", "")),
        ("", ("", "")),
        ("3 agents formés", ("3", "agents formés")),
    ],
)
def test_un_numero_en_tete_se_reconnait(texte: str, attendu: tuple[str, str]) -> None:
    assert numeroter(texte) == attendu


def test_la_source_est_obligatoire_et_un_referentiel_propre_ne_se_complete_pas(
    racine: Path, importer: Importer
) -> None:
    with pytest.raises(ErreurUsage, match="Il manque --source"):
        importer(GRILLE, source=None)
    (racine / "referentiels").mkdir()
    (racine / "referentiels" / "propre.yaml").write_text(
        "format: 1\nid: propre\nnom: P\nversion: '1'\nediteur: N\nsource: S\ncertitude: etabli\nmodules: []\n",
        encoding="utf-8",
    )
    assert (
        lancer(["referentiel", "importer", str(GRILLE), str(racine), "--referentiel", "propre", "--source", "S"]) == 2
    )
    assert (
        lancer(["referentiel", "importer", str(GRILLE), str(racine), "--referentiel", "inconnu", "--source", "S"]) == 2
    )


def test_les_deux_commandes_ne_se_prennent_pas_leurs_profils(racine: Path, importer: Importer) -> None:
    importer(GRILLE)
    assert "referentiel importer" in qualicli("importer", "tableur", GRILLE, racine, "--profil", "g", code=2)
    avant = etat(racine)
    qualicli("referentiel", "importer", GRILLE, racine, "--referentiel", "qual-e-pref", "--a-blanc", "--date", AU)
    assert etat(racine) == avant


ENTIER = (
    "Module;N° engagement;Engagement;N° de sous-engagement;Sous-engagement;Preuves attendues;Périodicité;Cible;Canal;"
)
ENTIER += "Par service;Remarque\n"

ENTIERS = """\
  "4": {cible: "90", periodicite: "12 mois", preuves: [attestation], par_service: true, note: Relu}
  "10": {periodicite: "3 mois"}
modules:
  M3:
    engagements:
      - {code: M3.1, titre: "Un titre", etat: a_completer, certitude: etabli, canaux: [courrier], preuves: [plan]}
"""


def test_ce_qui_vaut_pour_un_engagement_entier_est_garde(racine: Path, importer: Importer) -> None:
    table = (
        ENTIER + "M1;4;;;;Attestation;annuelle;90;;oui;Relu\n;10;;;;;3 mois;;;;\nM3;M3.1;Un titre;;;Plan;;;courrier;;\n"
    )
    prepare = importer(table)
    assert not prepare.fusion.rejets and not prepare.fusion.conflits
    assert (racine / COMPLEMENT).read_text("utf-8").partition("engagements:\n")[2] == ENTIERS
    assert not importer(table).fichiers
    contenu = qualicli_json("referentiel", "montrer", "qual-e-pref", "4", "--dossier", racine)["contenu"]
    assert (contenu["cible"], contenu["preuves"], contenu["par_service"]) == ("90", ["attestation"], True)
    # Une seconde grille complète, et ce qui contredit la première est un conflit
    assert importer(ENTIER + "M1;10;;;;Plan;;;;;\n").fichiers
    assert "preuves: [plan]" in (racine / COMPLEMENT).read_text("utf-8")
    (conflit,) = importer(ENTIER + "M1;10;;;;;6 mois;;;;\n").fusion.conflits
    assert (conflit.titre, conflit.actuelle, conflit.revenue) == ("Périodicité", "3 mois", "6 mois")


@pytest.mark.parametrize(
    ("lignes", "dit"),
    [
        (";;;;;Attestation;;;;;\n", "rien ne dit de quoi parle cette ligne"),
        ("M1;4;;;;;6 mois;;;;\n;4;;;;;3 mois;;;;\n", "la ligne 2 parle déjà de l'engagement 4 en entier"),
    ],
)
def test_ce_qu_une_grille_laisse_est_dit(importer: Importer, lignes: str, dit: str) -> None:
    assert dit in importer(ENTIER + lignes).fusion.rejets[-1].texte.replace("\u00a0", " ")


def test_des_valeurs_d_engagement_qui_a_des_exigences_sont_gardees_et_dites(racine: Path, importer: Importer) -> None:
    mentions = importer(ENTIER + "M1;2;;;;;6 mois;;;;\n").fusion.mentions
    assert any("Engagement 2 : Périodicité, gardé pour l'engagement en entier" in m for m in mentions)
    assert '"2": {periodicite: "6 mois"' in (racine / COMPLEMENT).read_text("utf-8").replace("etat: complet, ", "")


EDITION = (
    ENTIER
    + """\
M2;21;Vous êtes contacté en cas d'incomplétude de votre dossier;21.1;Un courriel part;Capture d'écran;3 mois;;;;
;;;21.2;Le dossier est repris;;;;;;
;22;;;;;6 mois;;;;
M9 - Un module neuf;90;Un engagement neuf;;;;;;;;
;;;;Sans numéro;;;;;;
"""
)


def test_une_grille_devient_la_nouvelle_edition_que_migrer_compare(racine: Path, tmp_path: Path) -> None:
    (tmp_path / "g.csv").write_text(EDITION, encoding="utf-8")
    commande = ("referentiel", "importer", tmp_path / "g.csv", racine, "--referentiel", "qual-e-pref", "--date", AU)
    avant = etat(racine)
    assert "Il manque --source" in qualicli(*commande, "--edition", "2025-01", "--oui", code=2)
    assert "est celle de" in qualicli(*commande, "--edition", "2019-02-04", "--source", "S", "--oui", code=2)
    assert etat(racine) == avant
    dit = " ".join(qualicli(*commande, "--edition", "2025-01", "--source", "Édition de 2025", "--oui", code=1).split())
    assert "laissés tels quels : M1, M3, M4, M5, M6, M7 et M8" in dit
    assert "23 n'est plus dans la grille" in dit
    assert "ligne 6 : il manque « N° de sous-engagement »" in dit
    assert qualicli_json("referentiel", "valider", "qual-e-pref", "--dossier", racine)["conforme"]
    contenu = qualicli_json("referentiel", "montrer", "qual-e-pref", "--dossier", racine)["contenu"]
    assert (contenu["version"], contenu["sources"]["S-EDITION"]) == ("2025-01", "Édition de 2025")
    rapport = qualicli_json(
        "referentiel", "migrer", "qual-e-pref", "qual-e-pref", racine, "--date", AU, "--oui", code=None
    )
    sorts = {(e["de"], e["vers"]): e["sort"] for e in rapport["exigences"]}
    assert sorts["1.1", "1.1"] == "garde"
    assert sorts["21", "21.1"] == sorts["21", "21.2"] == "partiel"
    assert sorts["22", "22"] == "partiel"  # sa périodicité change
    assert sorts["23", None] == "abandonne"
    rejouee = qualicli_json(
        "referentiel", "migrer", "qual-e-pref", "qual-e-pref", racine, "--date", AU, "--oui", code=None
    )
    assert rejouee["fichiers"] == []
