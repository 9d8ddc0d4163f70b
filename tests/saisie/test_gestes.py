"""Les gestes du référent : ajouter, évaluer, faire, repousser, remplacer ; montrés d'abord, exacts à la ligne, tout ou rien."""

import os
import sys
from datetime import date
from pathlib import Path

import pytest

from qualicli.depot.verrou import seul_ecrivain
from qualicli.modeles.connaissance import connu_au
from qualicli.modeles.familles import DOSSIERS
from qualicli.operations.diagnostiquer import diagnostiquer, lire
from tests.saisie.conftest import Saisir, etat

# La plus petite fiche de chaque famille, telle qu'on la taperait.
MINIMALES = {
    "engagements": ["--engagement", "3"],
    "preuves": ["--intitule", "Affiche", "--type", "affiche", "--couvre", "2.2"],
    "procedures": ["--intitule", "Répondre au téléphone"],
    "actions": ["--intitule", "Relire", "--responsable", "accueil", "--echeance", "juin 2030"],
    "jalons": ["--intitule", "Audit", "--date-initiale", "2031-04"],
    "reunions": ["--instance", "copil", "--date", "10/03/2030"],
    "audits": ["--intitule", "Audit", "--nature", "interne", "--type", "blanc", "--date", "2030-03"],
    "enquetes": [
        *("--intitule", "Enquête", "--type", "satisfaction", "--annee", "2024"),
        *("--volets", "intitule=Usagers; panel=Les usagers; periode=2024-03"),
    ],
    "indicateurs": ["--intitule", "Décroché", "--nature", "qualite"],
    "registres": ["--intitule", "Courriers", "--type", "courriers"],
    "formations": ["--intitule", "Tutorat", "--sessions", "prevue=2030-05; prevus=12"],
    "retours": ["--type", "suggestion", "--date", "2024-01", "--canal", "urne", "--texte", "Une horloge"],
    "communications": ["--intitule", "Info", "--type", "note", "--date", "2024-01"],
    "signatures": [
        *("--objet", "consigne", "--par", "Préfet", "--le", "2024-01-16"),
        *("--empreinte", "sha256:ced60a7a6693dd50e68131d46c90cc0b0a9008200943fae5316f2c94db96c8a3"),
    ],
    "commandes": [
        "--intitule",
        "Pièces",
        "--preparee-le",
        "2024-01-08",
        "--retour",
        "2024-02-05",
        "--services",
        "service=accueil; demandes=Les pièces",
    ],
    "profils": ["--famille", "actions", "--colonnes", "titre=Action; champ=intitule"],
}


def test_chaque_famille_a_sa_fiche_minimale() -> None:
    assert set(MINIMALES) == {f.nom for f in DOSSIERS}


@pytest.mark.parametrize("famille", MINIMALES)
def test_chaque_famille_s_ajoute_par_options(dossier: Path, saisir: Saisir, famille: str) -> None:
    """Montrée sans rien écrire, puis écrite, puis reconnue : une seule fiche naît, et rien d'autre ne bouge."""
    avant = etat(dossier)
    code, dit = saisir("ajouter", famille, *MINIMALES[famille], "--a-blanc")
    assert (code, etat(dossier)) == (0, avant), dit
    code, dit = saisir("ajouter", famille, *MINIMALES[famille])
    assert (code, etat(dossier)) == (0, avant), "hors d'un terminal, rien ne s'écrit sans --oui"
    assert "Ajoutez --oui" in dit
    code, dit = saisir("ajouter", famille, *MINIMALES[famille], "--oui")
    assert code == 0, dit
    (neuve,) = set(etat(dossier)) - set(avant)
    assert neuve.startswith(f"{famille}/")
    assert "à enregistrer sous « Ajout : " in dit
    assert f"  {neuve}\n" in dit
    assert {f: o for f, o in etat(dossier).items() if f != neuve} == avant
    assert lire(dossier, date(2026, 11, 28))[2].est_conforme
    if famille != "engagements":  # cette fiche-là est unique, et le second geste est refusé
        code, dit = saisir("ajouter", famille, *MINIMALES[famille], "--oui")
        assert code == 0
        assert "Déjà dans le dossier" in dit
        assert set(etat(dossier)) == {*avant, neuve}


@pytest.mark.parametrize("famille", MINIMALES)
def test_sans_terminal_ni_options_une_phrase_et_rien_d_ecrit(dossier: Path, saisir: Saisir, famille: str) -> None:
    avant = etat(dossier)
    code, dit = saisir("ajouter", famille, "--oui")
    assert code == 2
    assert dit.startswith("qualicli : Il manque --")
    assert etat(dossier) == avant


@pytest.mark.parametrize("famille", MINIMALES)
def test_l_aide_d_une_famille_montre_ses_cles(saisir: Saisir, famille: str) -> None:
    code, dit = saisir("ajouter", famille, "--help")
    assert code == 0
    assert "\nClés :\n" in dit
    assert all(option in dit for option in MINIMALES[famille] if option.startswith("--"))
    assert "[obligatoire]" in dit
    assert max(map(len, dit.splitlines())) <= 80


def test_ce_que_valider_refuse_ne_s_ecrit_pas(dossier: Path, saisir: Saisir) -> None:
    avant = etat(dossier)
    code, dit = saisir("ajouter", "action", "--intitule", "Relire", "--oui")
    assert code == 1
    assert "Erreur ACT001, actions/relire.yaml:1" in " ".join(dit.split())
    assert "Rien n'est écrit" in dit
    code, dit = saisir("ajouter", "action", "--intitule", "Relire", "--statut", "finie", "--service", "acueil")
    assert code == 2
    assert "--statut : « finie »" in dit
    assert "--service : Le service « acueil » n'existe pas." in dit
    assert etat(dossier) == avant


def test_un_element_s_ajoute_a_sa_liste_et_tout_le_reste_garde_ses_octets(dossier: Path, saisir: Saisir) -> None:
    code, dit = saisir("ajouter", "mesure", "--dans", "attente", "--periode", "T1 2024", "--valeur", "12,5", "--oui")
    assert code == 0, dit
    assert (dossier / "indicateurs" / "attente.yaml").read_text("utf-8") == (
        "intitule: Attente\nnature: qualite\ncible: 10\nmesures:\n  - {periode: 2024-T1, valeur: 12.5}\n"
    )
    assert (
        "Déjà noté" in saisir("ajouter", "mesure", "--dans", "Attente", "--periode", "2024-T1", "--valeur", "12.5")[1]
    )
    code, dit = saisir("ajouter", "mesure", "--dans", "atente", "--periode", "2024-T2", "--oui")
    assert code == 2
    assert "Vouliez-vous dire « attente »" in dit
    assert saisir("ajouter", "mesure", "--periode", "2024-T2", "--oui")[0] == 2
    assert saisir("ajouter", "action", "--dans", "attente", "--oui", *MINIMALES["actions"])[0] == 2
    code, dit = saisir("ajouter", "service", "--nom", "Bureau des élections", "--oui")
    assert code == 0, dit
    assert (dossier / "services.yaml").read_text("utf-8").splitlines()[1:] == [
        "  accueil: {nom: Bureau de l'accueil}  # au rez-de-chaussée",
        "  etrangers: {nom: Bureau des étrangers}",
        '  bureau-des-elections: {nom: "Bureau des élections"}',
    ]
    assert saisir("ajouter", "service", "--nom", "X", "--id", "accueil", "--oui")[0] == 2
    assert saisir("ajouter", "personne", "--nom", "Essai", "--fonction", "Chef", "--id", "chef", "--oui")[0] == 0
    assert "chef:" in (dossier / "annuaire.yaml").read_text("utf-8"), "un fichier unique absent se crée"


def test_un_element_qui_exige_un_identifiant_le_tire_de_son_texte(dossier: Path, saisir: Saisir) -> None:
    dans = ["--dans", "copil-2024-03", "--oui"]
    assert saisir("ajouter", "décision", *dans, "--texte", "Former le standard")[0] == 0
    assert saisir("ajouter", "decision", *dans, "--texte", "Relire la charte", "--id", "d2")[0] == 0
    assert (dossier / "reunions" / "copil-2024-03.md").read_text("utf-8") == (
        "---\ninstance: copil\ndate: 2024-03-10\ndecisions:\n"
        '  - {id: former-le-standard, texte: "Former le standard"}\n'
        '  - {id: d2, texte: "Relire la charte"}\n---\n'
    )


HOSTILES = (
    'Préfecture : « l\'accueil » "42" #1',
    "1.10",
    "no",
    "- liste, [a] {b: c} & *d !e | > % @ `",
    "deux\nlignes\tet\u2028plus\x85\x7f",
    "\x1b[31mrouge",
    "{{ 7 * 7 }} \\n",
    "a; texte=b",
    "CON",
    "~",
)


@pytest.mark.parametrize("texte", HOSTILES)
def test_un_texte_hostile_se_relit_tel_quel(dossier: Path, saisir: Saisir, texte: str) -> None:
    base = [
        "--type",
        "note",
        "--date",
        "2024-01",
        f"--intitule={texte}",
        f"--commentaire={texte}",
        f"--espaces={texte}",
    ]
    avant = set(etat(dossier))
    code, dit = saisir("ajouter", "communication", *base, "--oui")
    assert code == 0, dit
    assert dit.isprintable() or all(c.isprintable() or c == "\n" for c in dit), "rien de caché n'atteint le terminal"
    (neuve,) = set(etat(dossier)) - avant
    (lue,) = lire(dossier, date(2026, 11, 28))[0].communications.values()
    assert (lue.intitule, lue.commentaire, lue.espaces) == (texte, texte, (texte,))
    assert neuve.isascii()


def test_un_texte_illisible_se_refuse(saisir: Saisir) -> None:
    code, dit = saisir("ajouter", "communication", "--intitule", "\ud800", "--oui")
    assert code == 2
    assert "caractère illisible" in dit


def test_evaluer_ajoute_a_l_historique(dossier: Path, saisir: Saisir) -> None:
    journal = dossier / "engagements" / "qual-e-pref" / "02.yaml"
    avant = journal.read_text("utf-8")
    code, dit = saisir(
        *("evaluer", "2.1", "réalisé", "--date", "14/03/2024", "--site", "annexe"),
        *("--commentaire", "Rampe posée, signalée", "--oui"),
    )
    assert code == 0, dit
    ajoutee = (
        '  - {exigence: "2.1", statut: realise, date: 2024-03-14, site: annexe, commentaire: "Rampe posée, signalée"}\n'
    )
    assert journal.read_text("utf-8") == avant + ajoutee
    assert f"      6 + {ajoutee.rstrip()}" in dit
    assert saisir("evaluer", "qual-e-pref:2.2", "partiel", "--date", "2024-05-02", "--oui")[0] == 0, "sans commit entre"
    code, dit = saisir("evaluer", "3.1", "non_realise", "--date", "2024-05-02", "--oui")
    assert (code, dit.count("(nouveau)")) == (0, 1), dit
    neuve = (dossier / "engagements" / "qual-e-pref" / "03.yaml").read_text("utf-8")
    assert neuve == 'engagement: "3"\nevaluations:\n  - {exigence: "3.1", statut: non_realise, date: 2024-05-02}\n'
    apres = etat(dossier)
    assert "Déjà noté" in saisir("evaluer", "3.1", "non_realise", "--date", "2024-05-02", "--oui")[1]
    assert etat(dossier) == apres


@pytest.mark.parametrize(
    ("arguments", "attendu"),
    [
        (["2", "realise"], "« 2 » s'évalue par exigence."),
        (["2-1", "realise"], "Vouliez-vous dire « 2.1 » ?"),
        (["99.1", "realise"], "n'existe pas dans"),
        (["2.1", "fini"], "« fini » n'est pas admis pour « statut »."),
        (["2.1", "realise", "--date", "2031-01-01"], "ne se date pas d'avance"),
        (["2.1", "realise", "--site", "anexe"], "Vouliez-vous dire « annexe » ?"),
        (["2.1"], "Il manque --statut"),
        ([], "Il manque --exigence et --statut"),
        (["2.1", "realise", "--zut", "x"], "L'option --zut n'existe pas."),
    ],
)
def test_une_evaluation_mal_dite_ne_s_ecrit_pas(
    dossier: Path, saisir: Saisir, arguments: list[str], attendu: str
) -> None:
    avant = etat(dossier)
    code, dit = saisir("evaluer", *arguments, "--oui")
    assert code == 2
    assert attendu in " ".join(dit.split())
    assert etat(dossier) == avant


def test_sans_objet_demande_un_motif(dossier: Path, saisir: Saisir) -> None:
    assert saisir("evaluer", "2.1", "sans objet", "--oui")[0] == 1
    code, dit = saisir("evaluer", "2.1", "sans_objet", "--commentaire", "Pas de guichet", "--date", "2024-05", "--oui")
    assert code == 0, dit
    assert "motif: " in (dossier / "engagements" / "qual-e-pref" / "02.yaml").read_text("utf-8").splitlines()[-1]


def test_faire_et_repousser(dossier: Path, saisir: Saisir) -> None:
    fiche = dossier / "actions" / "rampe.yaml"
    avant = fiche.read_text("utf-8")
    code, dit = saisir("repousser", "rampe", "2024-S2", "--motif", "Crédits notifiés", "--le", "2024-05-01", "--oui")
    assert code == 0, dit
    revision = 'revisions:\n  - {nouvelle: 2024-S2, motif: "Crédits notifiés", le: 2024-05-01}\n'
    assert fiche.read_text("utf-8") == avant + revision
    assert "déjà deuxième semestre 2024" in saisir("repousser", "rampe", "2024-S2", "--motif", "x", "--oui")[1]
    assert saisir("repousser", "rampe", "2025", "--oui")[0] == 2, "le motif est exigé"
    assert saisir("repousser", "rampe", "pas-une-date", "--motif", "x", "--oui")[0] == 2
    assert "« rampe »" in saisir("faire", "ranpe", "--oui")[1]
    assert saisir("faire", "rampe", "--date", "2090-01-01", "--oui")[0] == 2
    assert saisir("faire", "rampe", "--preuve", "aucune", "--oui")[0] == 2
    code, dit = saisir("faire", "Poser la rampe", "--date", "2024-06-12", "--preuve", "charte", "--oui")
    assert code == 0, dit
    assert fiche.read_text("utf-8") == f"{avant}{revision}statut: faite\nfaite_le: 2024-06-12\npreuve: charte\n"
    assert "la fiche le dit déjà" in saisir("faire", "rampe", "--date", "2024-06-12", "--oui")[1]
    assert saisir("faire", "rampe", "--date", "2024-06-13", "--oui")[0] == 2
    assert saisir("repousser", "rampe", "2025", "--motif", "x", "--oui")[0] == 2, "ce qui est fait ne se repousse pas"
    assert saisir("faire", "audit-blanc", "--date", "2024-04-02", "--oui")[0] == 0
    assert "realise_le: 2024-04-02\n" in (dossier / "jalons" / "audit-blanc.yaml").read_text("utf-8")


def test_faire_ne_perd_pas_ce_qui_etait_ecrit(dossier: Path, saisir: Saisir) -> None:
    fiche = dossier / "actions" / "rampe.yaml"
    fiche.write_text(fiche.read_text("utf-8") + "commentaire: Devis signé\n", encoding="utf-8", newline="\n")
    avant = fiche.read_bytes()
    code, dit = saisir("faire", "rampe", "--date", "2024-06-12", "--commentaire", "Posée", "--oui")
    assert code == 2
    assert "« Devis signé » serait perdu" in dit
    assert fiche.read_bytes() == avant
    assert saisir("faire", "rampe", "--date", "2024-06-12", "--commentaire", "Devis signé", "--oui")[0] == 0


def test_remplacer_ne_change_ni_l_ancienne_fiche_ni_les_taux_passes(
    dossier: Path, saisir: Saisir, tmp_path: Path
) -> None:
    dates = (date(2023, 6, 1), date(2024, 1, 31), date(2024, 6, 30))
    passe = [diagnostiquer(dossier, au).diagnostic.referentiels for au in dates]
    ancienne = (dossier / "preuves" / "charte.yaml").read_bytes()
    piece = tmp_path / "Charte 2025.pdf"
    piece.write_bytes(b"%PDF neuve")
    code, dit = saisir(
        "remplacer", "charte", piece, "--date", "2025-01-15", "--version", "3", "--caducite", "2031", "--oui"
    )
    assert code == 0, dit
    assert (dossier / "preuves" / "charte.yaml").read_bytes() == ancienne
    neuve = (dossier / "preuves" / "charte-3.yaml").read_text("utf-8")
    assert "remplace: charte\n" in neuve
    assert 'couvre: ["2.1"]\n' in neuve
    assert "caducite: 2031\n" in neuve, "la caducité de l'ancienne ne passe pas à la nouvelle"
    assert (dossier / "preuves" / "charte-3.pdf").read_bytes() == b"%PDF neuve"
    for au, avant in zip(dates, passe, strict=True):
        apres = diagnostiquer(dossier, au).diagnostic.referentiels
        assert [(r.synthese, [e.est_prouve for e in r.etats]) for r in apres] == [
            (r.synthese, [e.est_prouve for e in r.etats]) for r in avant
        ]
        assert connu_au(lire(dossier, au)[0], au).preuves["charte-3"].remplace is None
    assert "« charte-3 »" in saisir("remplacer", "charte", piece, "--date", "2026-01-15", "--oui")[1]
    assert "n'est pas plus récente" in saisir("remplacer", "charte-3", "--date", "2024-01-15", "--oui")[1]


def test_un_autre_ecrivain_et_un_lien_arretent_tout(dossier: Path, saisir: Saisir, tmp_path: Path) -> None:
    avant = etat(dossier)
    with seul_ecrivain(dossier):
        assert saisir("evaluer", "2.1", "realise", "--date", "2024-03-14", "--oui")[0] == 3
    assert etat(dossier) == avant
    if sys.platform == "win32":
        return
    (dossier / "retours").symlink_to(tmp_path, target_is_directory=True)
    assert saisir("ajouter", "retour", *MINIMALES["retours"], "--oui")[0] != 0
    assert sorted(os.listdir(tmp_path)) == ["dossier"]


def test_modifier_ne_change_que_la_reponse(dossier: Path, saisir: Saisir) -> None:
    fiche = dossier / "actions" / "rampe.yaml"
    avant = fiche.read_text("utf-8")
    code, dit = saisir(
        "modifier", "action", "rampe", "--responsable", "Bureau des étrangers", "--priorite", "haute", "--oui"
    )
    assert code == 0, dit
    assert fiche.read_text("utf-8") == avant.replace("able: accueil", "able: etrangers") + "priorite: haute\n"
    assert "le dit déjà" in saisir("modifier", "action", "Poser la rampe", "--priorite", "haute", "--oui")[1]
    assert saisir("modifier", "action", "rampe", "--priorite", "-", "--responsable", "accueil", "--oui")[0] == 0
    assert fiche.read_text("utf-8") == avant
    for arguments, attendu in (
        (("action", "rampe", "--echeance", "2030"), "se repousse"),
        (("action", "rampe", "--priorite", "urgente"), "« urgente » n'est pas admis"),
        (("action", "rampe", "--intitule", "-"), "« intitule »"),
        (("action", "ranpe", "--priorite", "haute"), "« rampe »"),
        (("action", "rampe"), "Il manque ce qui change"),
        (("mesure", "attente", "--valeur", "3"), "n'est pas une fiche"),
    ):
        code, dit = saisir("modifier", *arguments, "--oui")
        assert code in (1, 2)
        assert attendu in dit
    assert fiche.read_text("utf-8") == avant


def test_un_journal_ne_se_reecrit_pas(dossier: Path, saisir: Saisir) -> None:
    avant = etat(dossier)
    code, dit = saisir(
        *("modifier", "engagement", "qual-e-pref/02", "--oui"),
        *("--evaluations", "exigence=2.1; statut=realise; date=2024-01-10"),
    )
    assert code == 2
    assert "ne se réécrit pas" in dit
    assert etat(dossier) == avant


def test_un_brouillon_relu_devient_une_preuve(dossier: Path, saisir: Saisir, tmp_path: Path) -> None:
    (tmp_path / "recues").mkdir()
    (tmp_path / "recues" / "scan.pdf").write_bytes(b"%PDF")
    assert saisir("ajouter", "preuve", tmp_path / "recues", "--oui")[0] == 0
    options = [
        "--etat",
        "validée",
        "--type",
        "affiche",
        "--date",
        "2024-02",
        "--couvre",
        "2.2",
        "--intitule",
        "Affiche",
    ]
    code, dit = saisir("modifier", "preuve", "scan", *options, "--oui")
    assert code == 0, dit
    fiche = (dossier / "preuves" / "scan.yaml").read_text("utf-8")
    assert fiche.startswith("intitule: Affiche\netat: validee\ntype: affiche\nfichier: scan.pdf\n")


def test_les_fins_de_ligne_et_la_marque_d_un_fichier_restent(dossier: Path, saisir: Saisir) -> None:
    fiche = dossier / "actions" / "rampe.yaml"
    fiche.write_bytes(b"\xef\xbb\xbf" + fiche.read_bytes().replace(b"\n", b"\r\n"))
    avant = fiche.read_bytes()
    assert saisir("repousser", "rampe", "2024-S2", "--motif", "x", "--le", "2024-05-01", "--oui")[0] == 0
    assert fiche.read_bytes() == avant + b"revisions:\r\n  - {nouvelle: 2024-S2, motif: x, le: 2024-05-01}\r\n"
