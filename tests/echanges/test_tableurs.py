"""Le tableur propre à un service : un profil proposé puis retrouvé, des lignes versées, rien d'effacé, rien deux fois."""

import io
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from echanges.dossiers import AU, etat, poser
from echanges.en_csv import en_csv
from fabrique import jour, qualicli, qualicli_json
from qualicli.cli.application import lancer
from qualicli.depot.yaml_ecrit import document
from qualicli.echanges.tableurs.champs import champs
from qualicli.echanges.tableurs.mots_des_services import CELLULES
from qualicli.erreurs import ErreurUsage
from qualicli.modeles.fiches import TABLEURS
from qualicli.operations.importer import Import, ecrire
from qualicli.operations.importer_tableur import ouvrir_tableur, verser

RACINE = Path(__file__).parents[2]
CAS = RACINE / "tests" / "cas" / "tableurs"
FORMES = (
    "actions-utf8.csv",
    "actions-excel.csv",
    "actions-cp1252.csv",
    "actions-virgules.csv",
    "actions-unicode.txt",
    "actions.xlsx",
    "actions.ods",
)
ACTIONS = "format: 1\nfamille: actions\ncolonnes:\n"
Importer = Callable[..., Import]


@pytest.fixture
def racine(tmp_path: Path) -> Path:
    return poser(tmp_path / "dossier")


@pytest.fixture
def importer(racine: Path, tmp_path: Path) -> Importer:
    def faire(
        texte: str, profil: str | None = "essai", famille: str | None = None, garder: str | None = None
    ) -> Import:
        (tmp_path / "t.csv").write_text(texte, encoding="utf-8", newline="")
        prepare = verser(ouvrir_tableur(racine, tmp_path / "t.csv", profil, famille, jour(AU)), garder)
        ecrire(prepare)
        return prepare

    return faire


def profil(racine: Path, famille: str, colonnes: dict[str, str], **autres: Any) -> None:
    """Écrit le profil « essai »."""
    (racine / "profils").mkdir(exist_ok=True)
    liste = [{"titre": t, "champ": c} for t, c in colonnes.items()]
    texte = document({"format": 1, "famille": famille, **autres, "colonnes": liste})
    (racine / "profils" / "essai.yaml").write_text(texte, encoding="utf-8")


def textes(prepare: Import) -> str:
    return "\n".join([*(r.ou + " : " + r.texte for r in prepare.fusion.rejets), *prepare.fusion.mentions]).replace(
        "\u00a0", " "
    )


# --- Les mots et les champs


def test_chaque_champ_se_lit_et_se_propose() -> None:
    for famille, tableur in TABLEURS.items():
        assert list(champs(famille)) == list(tableur.champs)
        assert set(tableur.obligatoires) <= set(tableur.champs)


def test_chaque_mot_d_une_cellule_vaut_une_valeur_de_sa_liste(racine: Path) -> None:
    from qualicli.operations.classeurs import ouvrir_dossier

    listes = ouvrir_dossier(racine, jour(AU)).source(jour(AU)).listes
    for liste, valeurs in CELLULES.items():
        if liste == "grades":
            continue  # une échelle a les mots de son référentiel : aucun ne les a tous
        assert set(valeurs) <= set(listes[liste])


# --- Les mêmes données, sous toutes leurs formes


def test_sept_formes_du_meme_tableau_ecrivent_les_memes_octets(tmp_path: Path) -> None:
    ecrits = []
    for rang, forme in enumerate(FORMES):
        copie = tmp_path / str(rang)
        shutil.copytree(RACINE / "exemples" / "loire-2022", copie)
        avant = etat(copie)
        prepare = verser(ouvrir_tableur(copie, CAS / forme, "immigration", None, jour(AU)))
        assert not prepare.fusion.rejets and not prepare.fusion.conflits
        ecrire(prepare)
        apres = etat(copie)
        assert avant.items() <= apres.items()
        neufs = {f: o for f, o in apres.items() if f not in avant}
        neufs["profils/immigration.yaml"] = neufs["profils/immigration.yaml"].replace(b"feuille: Suivi\n", b"")
        ecrits.append(neufs)
        encore = verser(
            ouvrir_tableur(copie, CAS / forme, None, None, jour("2022-06-01"))
        )  # profil retrouvé d'après les titres
        assert not encore.fichiers and encore.fusion.effets == []
    assert all(e == ecrits[0] for e in ecrits)
    assert ecrits[0]["actions/immigration-1.yaml"].decode() == (
        'intitule: Refaire l\'affichage des pièces à fournir\ncouvre: ["2.1", "10"]\nresponsable: bureau-immigration\n'
        'echeance: 2022-05-31\nstatut: en_cours\ncommentaire: "Vu avec l\'accueil : \\"salle B\\", 1,5 jour"\n'
    )
    assert b'commentaire: "=SOMME(A1) n\'est pas une formule"' in ecrits[0]["actions/immigration-2.yaml"]
    assert set(ecrits[0]) == {"profils/immigration.yaml", *(f"actions/immigration-{n}.yaml" for n in (1, 2, 3))}


# --- Mettre à jour


def test_une_cellule_vide_du_dossier_se_complete_et_une_seule_ligne_change(racine: Path, importer: Importer) -> None:
    avant = (racine / "actions" / "rediger.yaml").read_text("utf-8")
    prepare = importer("Action;Date de réalisation;Engagements\nrédiger la fiche;14/03/2022;2 ; charte:1.1\n")
    assert [e.fichier for e in prepare.fusion.effets] == ["profils/essai.yaml"] + ["actions/rediger.yaml"] * 2
    apres = (racine / "actions" / "rediger.yaml").read_text("utf-8")
    assert apres == avant.replace('["1.1"]', '["1.1", "2"]') + "faite_le: 2022-03-14\n"


def test_une_valeur_differente_est_un_conflit_et_rien_de_l_objet_n_est_ecrit(racine: Path, importer: Importer) -> None:
    avant = etat(racine)
    table = "Action;Avancement;Échéance;Fait le\nRédiger la fiche;80;01/06/2022;14/03/2022\n"
    prepare = importer(table)
    assert [(c.titre, c.revenue, c.actuelle, c.cellule) for c in prepare.fusion.conflits] == [
        ("Avancement (%)", "80", "40", "B2"),
        ("Échéance", "01/06/2022", "20 avril 2022 (30 jours avant : Audit)", "C2"),
    ]
    assert (prepare.sortie, set(prepare.fichiers)) == (1, {"profils/essai.yaml"})
    assert {**avant, "profils/essai.yaml": b""}.keys() == etat(racine).keys()
    importer(table, garder="dossier")
    assert b"avancement: 40" in etat(racine)["actions/rediger.yaml"]
    assert b"faite_le: 2022-03-14" in etat(racine)["actions/rediger.yaml"]
    importer(table, garder="tableur")
    apres = etat(racine)["actions/rediger.yaml"].decode()
    assert "avancement: 80" in apres and "le: 2022-01-02}\n  - {nouvelle: 2022-06-01, le: 2022-03-15}" in apres
    assert not importer(table).fichiers


def test_une_cellule_videe_et_une_ligne_absente_n_effacent_rien(racine: Path, importer: Importer) -> None:
    importer("N°;Action;Pilote\n1;Afficher;Cheffe\n2;Relire;Chef\n")
    avant = etat(racine)
    assert not importer("N°;Action;Pilote\n1;Afficher;\n").fichiers
    assert etat(racine) == avant


def test_le_numero_identifie_et_le_prefixe_separe_les_services(racine: Path, importer: Importer) -> None:
    importer("N°;Action\n1;Afficher\n2;Afficher\n", profil="accueil")
    importer("N°;Action\n1;Ranger\n", profil="titres")
    neufs = {f: o.decode() for f, o in etat(racine).items() if f.startswith("actions/") and "rediger" not in f}
    assert neufs == {
        "actions/accueil-1.yaml": "intitule: Afficher\n",
        "actions/accueil-2.yaml": "intitule: Afficher\n",
        "actions/titres-1.yaml": "intitule: Ranger\n",
    }
    (conflit,) = importer("N°;Action\n1;Ranger tout\n", profil="titres").fusion.conflits
    assert (conflit.revenue, conflit.actuelle) == ("Ranger tout", "Ranger")


def test_un_nom_n_identifie_pas_une_ligne(racine: Path, importer: Importer) -> None:
    profil(racine, "actions", {"Action": "intitule"}, identifiant="Agent")
    prepare = importer("Agent;Action\nMme Inconnue;Afficher\n3;Ranger\n")
    assert set(prepare.fichiers) == {"actions/3.yaml"} and "donnée personnelle" in textes(prepare)


def test_sans_numero_l_intitule_identifie_meme_long(racine: Path, importer: Importer) -> None:
    long = "Mettre à jour la fiche de procédure relative à l'accueil du public "
    table = f"Action;Pilote\n{long} un;A\n{long} deux;B\n"
    importer(table)
    assert len([f for f in etat(racine) if f.startswith("actions/mettre-a-jour")]) == 2
    assert not importer(table).fichiers
    assert not importer(f"Action;Pilote\n{long.upper()} deux;B\n").fichiers


def test_une_meme_ligne_deux_fois_et_deux_lignes_qui_se_contredisent(racine: Path, importer: Importer) -> None:
    prepare = importer("Action;Pilote\nAfficher;A\nAfficher;A\nRelire;A\nRelire;B\n")
    assert [e.fichier for e in prepare.fusion.effets] == ["profils/essai.yaml", "actions/afficher.yaml"]
    assert "lignes 4 et 5 : la même identité avec des valeurs différentes" in textes(prepare)
    assert "ligne 3, la même que la ligne 2" in textes(prepare)


# --- Ce qui ne se lit pas


def test_chaque_faute_est_dite_avec_sa_ligne_sa_colonne_et_que_faire(racine: Path, importer: Importer) -> None:
    prepare = importer(
        "Liste\n\nAction;Échéance;État;Engagements;Avancement\n"
        "A;32/13/2022;Peut-être;2;x\nB;01/02/2022;à faire;99;\n;01/02/2022;;;\n"
    )
    assert [(r.ou, r.texte.replace("\u00a0", " ").split(" ; ")[0][:60]) for r in prepare.fusion.rejets] == [
        ("ligne 4", "colonne « Échéance » (B4), « 32/13/2022 » n'est pas une date"),
        ("ligne 4", "colonne « État » (C4), « Peut-être » n'est pas dans la liste"),
        ("ligne 4", "colonne « Avancement » (E4), « x » n'est pas un nombre"),
        ("ligne 6", "il manque « Action »"),
        ("ligne 5", prepare.fusion.rejets[-1].texte[:60]),
    ]
    assert "99" in prepare.fusion.rejets[-1].texte and prepare.sortie == 1
    assert [f for f in etat(racine) if f.startswith("actions/")] == ["actions/a.yaml", "actions/rediger.yaml"]
    assert (racine / "actions" / "a.yaml").read_text("utf-8") == 'intitule: A\ncouvre: ["2"]\n'


def test_ce_qu_un_tableur_a_abime_est_reconnu(racine: Path, tmp_path: Path) -> None:
    from openpyxl import Workbook

    feuille = (fait := Workbook()).active
    for ligne in (["Action", "Engagements"], ["A", 1.1], ["B", jour("2022-01-02")], ["C", "=1+1"], ["D", 2]):
        feuille.append(ligne)
    fait.save(tmp_path / "t.xlsx")
    prepare = verser(ouvrir_tableur(racine, tmp_path / "t.xlsx", "essai", None, jour(AU)))
    dits = textes(prepare)
    assert "Sheet" in prepare.fusion.rejets[0].feuille
    assert "ligne 2 : colonne « Engagements » (B2), le tableur écrit de même 1.1 et 1.10" in dits
    assert "ligne 3 : colonne « Engagements » (B3), le tableur a pris ce numéro pour une date (02/01/2022)" in dits
    assert "ligne 4 : colonne « Engagements » (B4), la cellule contient une formule (=1+1)" in dits
    assert set(prepare.fichiers) == {"profils/essai.yaml", *(f"actions/{n}.yaml" for n in "abcd")}
    assert [n for n in "abcd" if b"couvre" in prepare.fichiers[f"actions/{n}.yaml"]] == ["d"]


def test_une_donnee_personnelle_n_est_jamais_ecrite(racine: Path, importer: Importer) -> None:
    prepare = importer(
        "Action;Pilote;Observations;Contact\nA;Essai Deux;Joindre Un Essai;prenom.nom@essai.example\n"
        "B;Mme Inconnue;01 99 00 12 34;\nC;Cheffe;voir un.essai@essai.example;\nD;Mme la cheffe;un essai;\n"
        "E;ESSAI;Vu par Essai;\nF;Un Essai;;\n"
    )
    assert {f: o.decode() for f, o in etat(racine).items() if f.startswith("actions/") and len(f) == 14} == {
        "actions/a.yaml": "intitule: A\nresponsable: p2\n",
        "actions/b.yaml": "intitule: B\n",
        "actions/c.yaml": "intitule: C\nresponsable: Cheffe\n",
        "actions/d.yaml": "intitule: D\nresponsable: Mme la cheffe\ncommentaire: un essai\n",
        "actions/e.yaml": "intitule: E\n",  # deux personnes portent ce nom : laquelle ?
        "actions/f.yaml": "intitule: F\nresponsable: p1\n",
    }
    dits = textes(prepare)
    assert "colonne « Pilote », lignes 3 et 6 : un nom" in dits
    assert "colonne « Observations », lignes 2, 3, 4 et 6 : un nom" in dits
    assert "ignorée : « Contact » (données personnelles)" in dits
    assert "écrit comme une fonction : « Cheffe » et « Mme la cheffe »" in dits
    assert not {a["code"] for a in qualicli_json("valider", racine, code=None)["anomalies"] if a["code"][:3] == "NOM"}


# --- Les autres familles


def test_des_documents_avec_leurs_acces_et_une_constante(racine: Path, importer: Importer) -> None:
    profil(
        racine,
        "preuves",
        {"Titre": "intitule", "Diffusion": "acces", "Valable": "caducite"},
        constantes={"type": "affiche"},
    )
    prepare = importer("Titre;Diffusion;Valable\nHoraires;intranet, affichage;31/12/2022\n+33 1 : charte;internet;\n")
    assert (racine / "preuves" / "horaires.yaml").read_text("utf-8") == (
        "intitule: Horaires\ntype: affiche\ncaducite: 2022-12-31\nacces: [intranet, affichage]\n"
    )
    assert [c.titre for c in prepare.fusion.conflits] == ["Type"]  # la charte du dossier est une charte
    importer("Titre;Diffusion;Valable\n+33 1 : charte;internet;\n", garder="dossier")
    assert "  - affichage\n  - internet\n" in (racine / "preuves" / "charte.yaml").read_text("utf-8")


def test_des_sessions_s_ajoutent_se_completent_et_ne_se_repetent_pas(racine: Path, importer: Importer) -> None:
    table = "Thème;Date prévue;Réalisée le;Nombre de présents\nAccueillir;2022-09;12/09/2022;11\nSigner;01/10/2022;;\n"
    table += "Signer;15/10/2022;;\n"
    assert not importer(table, famille="formations").fusion.rejets
    accueillir = (racine / "formations" / "accueil.yaml").read_text("utf-8")
    assert accueillir.endswith("  - prevue: 2022-09\n    prevus: 12\n    realisee: 2022-09-12\n    formes: 11\n")
    assert (racine / "formations" / "signer.yaml").read_text("utf-8") == (
        "intitule: Signer\nsessions:\n  - {prevue: 2022-10-01}\n  - {prevue: 2022-10-15}\n"
    )
    assert not importer(table).fichiers


def test_des_procedures_des_etapes_et_des_reunions(racine: Path, importer: Importer) -> None:
    procedures = "Procédure;Numéro de fiche;État;Rédacteur\nRépondre;FP-1;en cours;\nOrienter;FP-2;à rédiger;Cheffe\n"
    etapes = "Étape;Date initiale;Date révisée;Motif du report\nAudit;avril 2022;20/05/2022;\nBilan;S2 2022;S2 2022;\n"
    reunions = "Comité;Date;Lieu\nCOPIL;14/10/2021;Salle A\nCOPIL;10/03/2022;Salle B\n"
    for nom, table in {"procedures": procedures, "jalons": etapes, "reunions": reunions}.items():
        prepare = importer(table, profil=nom, famille=nom)
        assert (prepare.fusion.rejets, prepare.fusion.conflits) == ([], [])
        assert not importer(table, profil=nom).fichiers
    fichiers = etat(racine)
    assert fichiers["procedures/orienter.md"] == (
        b"---\ncode: FP-2\nintitule: Orienter\netat: a_rediger\nredige_par: Cheffe\n---\n"
    )
    assert fichiers["jalons/bilan.yaml"] == b"intitule: Bilan\ndate_initiale: 2022-S2\n"
    assert fichiers["reunions/copil-2022-03.md"] == b"---\ninstance: copil\ndate: 2022-03-10\nlieu: Salle B\n---\n"
    assert b"prochaine: {date: 2022-S1}\nlieu: Salle A\n---" in fichiers["reunions/copil-2021.md"]


def test_des_evaluations_s_ajoutent_au_journal(racine: Path, importer: Importer) -> None:
    avant = (racine / "engagements" / "charte" / "01.yaml").read_text("utf-8")
    table = (
        "Sous-engagement;Site;Évalué le;Conforme;Constat\n1.1;Essaiville;14/03/2022;oui;\n"
        "1.1;annexe;14/03/2022;non;À revoir\n1.1;annexe;juin 2021;en cours;\n"
        "9.9;annexe;14/03/2022;oui;\n1.1;;14/03/2022;oui;\n"
    )
    prepare = importer(table, famille="engagements")
    apres = (racine / "engagements" / "charte" / "01.yaml").read_text("utf-8")
    assert apres.startswith(avant) and apres.count("\n") == avant.count("\n") + 3
    assert apres.endswith('  - {exigence: "1.1", statut: partiel, date: 2021-06, site: annexe}\n')
    assert [r.ou for r in prepare.fusion.rejets] == ["ligne 5", "ligne 6"]
    assert "« site » au profil" in prepare.fusion.rejets[1].texte
    assert not importer(table).fichiers
    (conflit,) = importer("Sous-engagement;Site;Évalué le;Conforme\n1.1;Essaiville;14/03/2022;non\n").fusion.conflits
    assert (conflit.revenue, conflit.actuelle, conflit.cellule) == ("non réalisé", "réalisé", "D2")


def test_une_evaluation_sans_date_ne_contredit_pas_le_journal_en_silence(racine: Path, importer: Importer) -> None:
    table = "Exigence;Site;État\n1.1;chef-lieu;{}\n"
    assert not importer(table.format("partiel"), famille="engagements").fichiers.keys() - {"profils/essai.yaml"}
    assert importer(table.format("réalisé")).fusion.conflits
    importer(table.format("réalisé"), garder="tableur")
    assert "statut: realise, date: 2022-03-15, site: chef-lieu}" in (
        racine / "engagements" / "charte" / "01.yaml"
    ).read_text("utf-8")
    assert not importer(table.format("réalisé")).fichiers


# --- Le profil


def test_le_profil_propose_dit_ce_qui_manque(racine: Path, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("Document;Validité\nGuide;31/12/2022\n", encoding="utf-8")
    commande = ("importer", "tableur", tmp_path / "t.csv", racine, "--profil", "docs", "--date", AU, "--oui")
    avant = etat(racine)
    sortie = " ".join(qualicli(*commande, code=1).replace("\u00a0", " ").split())
    assert "Document → intitule" in sortie and "Rien ne donne « type », obligatoire" in sortie
    assert "ligne 2 : il manque « type »" in sortie and "le profil proposé n'est pas gardé" in sortie
    assert etat(racine) == avant
    sortie = qualicli(*commande, "--constante", "type=affiche", code=None)
    assert "type vaut partout « affiche »" in sortie.replace("\u00a0", " ")
    assert b"constantes: {type: affiche}" in etat(racine)["profils/docs.yaml"]
    assert b"type: affiche" in etat(racine)["preuves/guide.yaml"]
    assert lancer([str(m) for m in (*commande, "--constante", "type=note")]) == 2  # ce profil s'écrit à la main


def test_rien_ne_s_ecrit_sans_accord_ni_a_blanc(racine: Path, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("Action;Pilote\nAfficher;Cheffe\n", encoding="utf-8")
    avant = etat(racine)
    for options in ([], ["--a-blanc"], ["--a-blanc", "--oui"], ["--format", "json"]):
        sortie = qualicli("importer", "tableur", tmp_path / "t.csv", racine, "--date", AU, *options, code=None)
        assert "Rien n'est écrit" in sortie or '"ecrit": false' in sortie
    assert etat(racine) == avant


def test_le_json_dit_le_profil_et_les_changements(racine: Path) -> None:
    rendu = qualicli_json(
        "importer", "tableur", CAS / "actions-cp1252.csv", racine, "--profil", "imm", "--date", AU, code=None
    )
    assert (rendu["format"], rendu["ecrit"], rendu["profil"]["nouveau"]) == (1, False, True)
    assert {"titre": "Date limite", "champ": "echeance", "valeurs": {}} in rendu["profil"]["colonnes"]
    assert rendu["rejets"]


@pytest.mark.parametrize(
    ("cles", "dit"),
    [
        ({"feuille": "Absente"}, "pas de feuille « Absente »"),
        ({"entete": 3}, "pas de ligne d'en-têtes à la place attendue"),
        ({"identifiant": "Numéro"}, "la colonne « Numéro » n'y est pas"),
    ],
)
def test_un_tableur_qui_ne_suit_plus_son_profil_est_refuse(
    racine: Path, importer: Importer, cles: Any, dit: str
) -> None:
    profil(racine, "actions", {"Action": "intitule"}, **cles)
    with pytest.raises(ErreurUsage) as refus:
        importer("Action;Pilote\nA;B\n")
    assert dit in refus.value.message and "essai.yaml" in refus.value.conseil


def test_les_dates_d_un_autre_ordre_et_leurs_heures(racine: Path, importer: Importer) -> None:
    importer("Action;Début;Échéance\nA;03/04/2022;12/31/2022 10:30\nB;2022-03-04;2022/12/31\n")
    assert b"dates: mois_jour_annee" in etat(racine)["profils/essai.yaml"]
    assert etat(racine)["actions/a.yaml"] == b"intitule: A\ndebut: 2022-03-04\necheance: 2022-12-31\n"
    assert etat(racine)["actions/b.yaml"] == b"intitule: B\ndebut: 2022-03-04\necheance: 2022-12-31\n"


def test_deux_profils_possibles_demandent_de_choisir(racine: Path, importer: Importer) -> None:
    importer("Action\nA;\n".replace("Action", "Action;Pilote"), profil="un")
    importer("Action;Pilote\nB;\n", profil="deux")
    with pytest.raises(ErreurUsage) as refus:
        importer("Action;Pilote\nC;\n", profil=None)
    assert "deux ou un" in refus.value.conseil


@pytest.mark.parametrize(
    ("octets", "options", "code"),
    [
        (b"", [], 2),
        (b"PK\x03\x04tronque", [], 2),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", [], 2),
        (b"a\0b", [], 2),
        (b"bonjour", [], 2),
        (b"Action;Pilote\nA;B\n", ["--profil", "Mon Profil"], 2),
        (b"Action;Pilote\nA;B\n", ["--famille", "jalons"], 2),
        (b"Action;Pilote\nA;B\n", ["--garder", "classeur"], 2),
    ],
)
def test_un_fichier_ou_une_option_qui_ne_va_pas_donne_une_phrase(
    racine: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], octets: bytes, options: list[str], code: int
) -> None:
    (tmp_path / "t.csv").write_bytes(octets)
    avant = etat(racine)
    assert lancer(["importer", "tableur", str(tmp_path / "t.csv"), str(racine), "--oui", *options]) == code
    assert "qualicli : " in capsys.readouterr().err
    assert etat(racine) == avant


@pytest.mark.parametrize(
    ("reponses", "neufs"), [(["non"], 0), (["o", "n"], 1), (["oui", "oui"], 4), (["peut-être", "o", "o"], 4), ([], 0)]
)
def test_dans_un_terminal_le_profil_puis_les_changements_se_demandent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reponses: list[str], neufs: int
) -> None:
    shutil.copytree(RACINE / "exemples" / "loire-2022", tmp_path / "loire")
    avant = etat(tmp_path / "loire")
    monkeypatch.setattr("qualicli.cli.importer_tableur._en_terminal", lambda: True)
    monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{r}\n" for r in reponses)))
    lancer(
        [
            "importer",
            "tableur",
            str(CAS / "actions-excel.csv"),
            str(tmp_path / "loire"),
            "--profil",
            "imm",
            "--date",
            AU,
        ]
    )
    assert len(etat(tmp_path / "loire")) == len(avant) + neufs


@pytest.mark.parametrize(("reponse", "statut"), [("d", "a_faire"), ("t", "en_cours"), ("", "a_faire")])
def test_dans_un_terminal_les_conflits_se_tranchent(
    racine: Path, importer: Importer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reponse: str, statut: str
) -> None:
    importer("Action;État\nAfficher;à faire\n")
    (tmp_path / "t.csv").write_text("Action;État\nAfficher;en cours\n", encoding="utf-8")
    monkeypatch.setattr("qualicli.cli.importer_tableur._en_terminal", lambda: True)
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{reponse}\no\n"))
    lancer(["importer", "tableur", str(tmp_path / "t.csv"), str(racine), "--date", AU])
    assert f"statut: {statut}\n" in (racine / "actions" / "afficher.yaml").read_text("utf-8")


# --- Propriétés

MOTS = st.text(st.characters(codec="cp1252", exclude_categories=("Cc", "Cs")), min_size=1, max_size=30)
LIGNES = st.lists(
    st.tuples(MOTS, MOTS, st.dates(jour("2015-01-01"), jour("2030-12-31")), st.sampled_from(["Fait", "à faire", ""])),
    min_size=1,
    max_size=8,
)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(LIGNES)
def test_importer_deux_fois_ne_change_rien_la_seconde(racine: Path, tmp_path: Path, lignes: list[Any]) -> None:
    shutil.rmtree(racine)
    poser(racine)
    depart = etat(racine)
    table = [["Action", "Commentaire", "Échéance", "État"], *([a, b, f"{d:%d/%m/%Y}", e] for a, b, d, e in lignes)]
    (tmp_path / "t.csv").write_bytes(en_csv(table).encode("utf-8-sig"))
    ecrire(verser(ouvrir_tableur(racine, tmp_path / "t.csv", "essai", "actions", jour(AU))))
    apres = etat(racine)
    assert depart.items() <= apres.items()
    encore = verser(ouvrir_tableur(racine, tmp_path / "t.csv", "essai", "actions", jour("2023-01-01")))
    assert (encore.fusion.effets, encore.fusion.conflits, dict(encore.fichiers)) == ([], [], {})


def test_le_profil_propose_va_au_sous_engagement(racine: Path, importer: Importer) -> None:
    lignes = (
        "N° engagement;Sous-engagement;Site;État;Date du constat;Remarque\n"
        "1;1.1;Préfecture;En partie;10/03/2022;relu\n2;2;Préfecture;Oui;;\n"
    )
    prepare = importer(lignes)
    assert not prepare.fusion.rejets
    assert "  - {titre: Sous-engagement, champ: exigence}" in (racine / "profils/essai.yaml").read_text("utf-8")
    assert "N° engagement" in textes(prepare)
