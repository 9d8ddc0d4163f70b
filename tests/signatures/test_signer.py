"""Signer : ce qui est gardé, ce qui est refusé, et ce qui ne se signe pas deux fois."""

import shutil
import unicodedata
from datetime import date
from pathlib import Path

import pytest

from qualicli.cli.application import lancer
from qualicli.modeles.reunion import Reunion
from qualicli.operations.suivre_signatures import suivre_signatures
from tests.saisie.conftest import etat
from tests.signatures.conftest import Jouer

QUI = ("--par", "Préfet")
NOUVEAU = ("--par", "Préfet", "--le", "2024-04-02", "--oui")


def sig(dit: str) -> int:
    return dit.count("SIG00")


def remplacer(fichier: Path, avant: str, apres: str) -> None:
    texte = fichier.read_text("utf-8")
    assert avant in texte
    fichier.write_text(texte.replace(avant, apres), encoding="utf-8", newline="\n")


def test_signer_se_montre_et_n_ecrit_que_sur_un_oui(dossier: Path, jouer: Jouer) -> None:
    avant = etat(dossier)
    for fin in ((), ("--a-blanc",)):
        code, dit = jouer("signer", "reunion", "copil-2024-03", *QUI, "--le", "2024-03-15", *fin)
        assert (code, "signatures/reunion-copil-2024-03.md (nouveau)" in dit) == (0, True)
        assert etat(dossier) == avant
    jouer("signer", "reunion", "copil-2024-03", *QUI, "--le", "2024-03-15", "--oui")
    assert "La rampe est posée en mai." in (dossier / "signatures/reunion-copil-2024-03.md").read_text("utf-8")
    assert etat(dossier).items() > avant.items()


@pytest.mark.parametrize(
    ("mots", "dit"),
    [
        ("reunion copil-2024-03 --le 2024-03-09", "n'a lieu que le 10 mars 2024"),
        ("audit blanc --le 2024-02-04", "n'a lieu que le 5 février 2024"),
        ("reunion copil-2024-03 --le 2999-01-01", "ne se date pas d'avance"),
        ("reunion copil-2024-04 --le 2024-03-15", "Vouliez-vous dire « copil-2024-03 »"),
        ("reunion --le 2024-03-15", "Il manque l'identifiant"),
        ("action rampe --le 2024-03-15", "On signe : reunion, audit, bilan, lettre-mission, politique"),
        ("politiqe --le 2024-03-15", "Vouliez-vous dire « politique »"),
        ("bilan --le 2024-03-15", "De quelle année"),
        ("bilan rampe --le 2024-03-15", "Il attend une année"),
        ("reunion copil-2024-03 --le 2024-03-15 --rectificatif Erreur", "rien n'est à rectifier"),
    ],
)
def test_un_refus_est_une_phrase_et_n_ecrit_rien(dossier: Path, jouer: Jouer, mots: str, dit: str) -> None:
    avant = etat(dossier)
    code, sortie = jouer("signer", *mots.split(), *QUI, "--oui")
    assert (code, dit in sortie) == (2, True), sortie
    assert etat(dossier) == avant


@pytest.mark.parametrize("par", ["", "Mme Petit", "x@y.example"])
def test_qui_signe_se_dit_par_fonction(dossier: Path, jouer: Jouer, par: str) -> None:
    avant = etat(dossier)
    code, dit = jouer("signer", "audit", "blanc", "--par", par, "--le", "2024-02-20", "--oui")
    assert (code, "fonction" in dit) == (2, True), dit
    assert etat(dossier) == avant


def test_un_identifiant_de_l_annuaire_vaut_sa_fonction(dossier: Path, jouer: Jouer) -> None:
    personne = "personnes:\n  camille: {nom: Petit, fonction: Secrétaire général}\n"
    (dossier / "annuaire.yaml").write_text(personne, encoding="utf-8")
    assert jouer("signer", "audit", "blanc", "--par", "camille", "--le", "2024-02-20", "--oui")[0] == 0
    assert "par: Secrétaire général" in (dossier / "signatures/audit-blanc.md").read_text("utf-8")


def test_on_ne_signe_pas_deux_fois(signe: Path, jouer: Jouer) -> None:
    avant = etat(signe)
    assert "Rien à écrire." in jouer("signer", "audit", "blanc", *QUI, "--le", "2024-02-20", "--oui")[1]
    for autre in (("--par", "Maire", "--le", "2024-02-20"), (*QUI, "--le", "2024-03-01")):
        code, dit = jouer("signer", "audit", "blanc", *autre, "--oui")
        assert (code, "Déjà signé" in dit) == (2, True), dit
    code, dit = jouer("signer", "audit", "blanc", *NOUVEAU, "--rectificatif", "Rien")
    assert (code, "rien n'est à rectifier" in dit) == (2, True), dit
    assert etat(signe) == avant


def test_une_correction_est_un_rectificatif_et_montre_les_deux_versions(signe: Path, jouer: Jouer) -> None:
    reunion = signe / "reunions/copil-2024-03.md"
    remplacer(reunion, "en mai.", "en juin.")
    code, dit = jouer("signer", "reunion", "copil-2024-03", *NOUVEAU)
    assert (code, "« La rampe est posée en mai. » → « La rampe est posée en juin. »" in dit) == (2, True), dit
    assert "--rectificatif" in dit
    code, dit = jouer("signer", "reunion", "copil-2024-03", *NOUVEAU, "--rectificatif", "Date de la rampe")
    assert code == 0, dit
    assert not sig(jouer("valider", "--date", "2024-05-01")[1])
    dit = jouer("expliquer", "reunions/copil-2024-03", "--date", "2024-05-01")[1]
    assert "en mai. » → « La rampe est posée en juin. »" in dit
    assert "Rectificatif (Date de la rampe), signé le 2 avril 2024, Préfet" in dit
    dit = jouer("rapport", "copil", "--date", "2024-05-01")[1]
    assert "*Version signée le 15 mars 2024, rectifiée le 2 avril 2024 (Préfet)*" in dit
    assert "| Décisions, d1, texte | La rampe est posée en mai. | La rampe est posée en juin. |" in dit
    avant = jouer("rapport", "copil", "--date", "2024-03-20")[1]  # vu ce jour-là, le rectificatif n'existe pas
    assert ("Rectificatif" in avant, "*Projet : 1 changement" in avant) == (False, True)


def test_le_document_est_un_projet_tant_qu_il_n_est_pas_signe(signe: Path, jouer: Jouer) -> None:
    assert "*Projet*" in jouer("rapport", "copil", "--date", "2024-03-14")[1]
    assert "*Version signée le 15 mars 2024 (Préfet)*" in jouer("rapport", "copil", "--date", "2024-03-15")[1]
    assert (
        "*Version signée le 20 février 2024 (Préfet)*" in jouer("rapport", "rapport-audit", "--date", "2024-03-15")[1]
    )
    remplacer(signe / "reunions/copil-2024-03.md", "Le devis est accepté.", "Le devis est refusé.")
    dit = jouer("rapport", "copil", "--date", "2024-03-15")[1]
    assert "*Projet : 1 changement depuis la version signée le 15 mars 2024*" in dit
    assert "Projet" not in jouer("rapport", "ecarts", "--date", "2024-03-15")[1]


def test_un_document_sans_objet_se_garde_et_se_rend_tel_qu_il_est_signe(dossier: Path, jouer: Jouer) -> None:
    assert "n'est pas signé" in jouer("rapport", "politique", "--signee", "--date", "2024-03-15")[1]
    assert jouer("signer", "politique", *QUI, "--le", "2024-03-15", "--oui")[0] == 0
    assert jouer("signer", "bilan", "2023", *QUI, "--le", "2024-03-15", "--oui")[0] == 0
    assert "*Version signée le 15 mars 2024 (Préfet)*" in jouer("rapport", "politique", "--date", "2024-03-15")[1]
    dit = jouer("rapport", "politique", "--date", "2024-03-16")[1]
    assert "*Projet ; dernière version signée le 15 mars 2024*" in dit
    gardee = jouer("rapport", "politique", "--signee", "--date", "2025-06-01")[1]
    assert "*Version signée le 15 mars 2024 (Préfet)*" in gardee
    assert "le 15 mars 2024" in gardee
    assert jouer("signatures", "--date", "2025-06-01")[0] == 0
    # un fait d'avant la signature, réécrit depuis : le document ne se rédigerait plus ainsi
    remplacer(dossier / "qualicli.yaml", "Préfecture d'essai", "Préfecture de l'Essai")
    code, dit = jouer("valider", "--date", "2025-06-01")
    assert "« politique » se rédigerait autrement à cette date" in dit
    assert "« bilan 2023 » se rédigerait autrement" in dit
    # le texte signé, lui, ne change pas ; une version d'après n'est pas un rectificatif, celle d'un bilan si
    assert jouer("rapport", "politique", "--signee", "--date", "2025-06-01")[1] == gardee
    assert jouer("signer", "politique", *QUI, "--le", "2024-06-01", "--oui")[0] == 0
    code, dit = jouer("signer", "bilan", "2023", *QUI, "--le", "2024-06-01", "--oui")
    assert (code, "--rectificatif" in dit) == (2, True), dit


@pytest.mark.parametrize("forme", ["crlf", "nfd"])
def test_la_facon_d_ecrire_ne_casse_pas_une_signature(signe: Path, jouer: Jouer, forme: str) -> None:
    for fichier in (
        "reunions/copil-2024-03.md",
        "audits/blanc.yaml",
        *(f"signatures/{n}.md" for n in ("reunion-copil-2024-03", "audit-blanc")),
    ):
        texte = (signe / fichier).read_text("utf-8")
        texte = texte.replace("\n", "\r\n") if forme == "crlf" else unicodedata.normalize("NFD", texte)
        (signe / fichier).write_bytes(texte.encode())
    code, dit = jouer("signatures", "--date", "2025-01-01")
    assert (code, "Tout correspond." in dit) == (0, True), dit
    assert not sig(jouer("valider", "--date", "2025-01-01")[1])


def test_ce_que_la_suite_complete_reste_vivant(signe: Path, jouer: Jouer) -> None:
    remplacer(
        signe / "reunions/copil-2024-03.md", "destinataires: [accueil]", "destinataires: [accueil], action: rampe"
    )
    remplacer(signe / "reunions/copil-2024-03.md", "hall}", "hall, suite: information}\ncr_diffuse_le: 2024-03-18")
    remplacer(signe / "audits/blanc.yaml", "action: rampe}", "action: rampe, cause: Oubli, levee_le: 2024-06-01}")
    assert jouer("faire", "rampe", "--date", "2024-05-20", "--oui")[0] == 0
    assert not sig(jouer("valider", "--date", "2025-01-01")[1])
    # ce qui était rempli le jour de la signature, lui, est signé
    remplacer(signe / "audits/blanc.yaml", "action: rampe,", "action: autre,")
    assert "constats, c1, action : « rampe » → « autre »" in jouer("valider", "--date", "2025-01-01")[1]


AUTRES = {
    "instance": ("instance: copil", "instance: autre"),
    "date": ("date: 2024-03-10", "date: 2024-03-11"),
    "president": ("president: Le préfet", "president: La préfète"),
    "presents": ("{qui: Chef de service}", "{qui: Cheffe de service}"),
    "visa": ("visa: true", "visa: false"),
    "presents ôté": (", {qui: Chef de service}", ""),
    "decisions ôtée": ("  - {id: d1, texte: La rampe est posée en mai., destinataires: [accueil]}\n", ""),
    "decisions ajoutée": ("suggestions:", "  - {id: d3, texte: De plus.}\nsuggestions:"),
    "suggestions": ("Un banc dans", "Deux bancs dans"),
    "type": ("type: validation", "type: decision"),
    "lieu ajouté": ("instance: copil", "instance: copil\nlieu: Salle 1"),
    "texte": ("Le devis est accepté.", "Le devis est reçu."),
    "texte ajouté": ("Le devis est accepté.", "Le devis est accepté.\n\nDe plus."),
}


@pytest.mark.parametrize("cle", AUTRES)
def test_chaque_cle_signee_qui_change_se_voit(signe: Path, jouer: Jouer, cle: str) -> None:
    remplacer(signe / "reunions/copil-2024-03.md", *AUTRES[cle])
    dit = jouer("valider", "--date", "2025-01-01")[1]
    assert dit.count("avertissement SIG003") == 1, dit
    code, dit = jouer("signatures", "--date", "2025-01-01")
    assert (code, "a changé" in dit) == (1, True), dit


def test_ce_qui_est_ote_se_situe_ou_il_etait(signe: Path, jouer: Jouer) -> None:
    reunion = signe / "reunions/copil-2024-03.md"
    remplacer(reunion, *AUTRES["decisions ôtée"])
    ligne = reunion.read_text("utf-8").split("\n").index("decisions:") + 1
    dit = jouer("valider", "--date", "2025-01-01")[1]
    assert f"reunions/copil-2024-03.md:{ligne}:1: avertissement SIG003" in dit
    assert "La rampe est posée en mai." in dit
    assert "→ rien" in dit


def test_toute_cle_d_une_reunion_est_signee_ou_se_complete() -> None:
    """Une clé nouvelle est signée, sauf si le modèle dit que la suite la complète : rien n'échappe par oubli."""
    assert {"etabli", "cr_diffuse_le", "diffusion", "echanges"} == Reunion.completables
    assert Reunion.completables <= set(Reunion.model_fields)


def test_renommer_supprimer_falsifier(signe: Path, jouer: Jouer) -> None:
    acte = signe / "signatures/reunion-copil-2024-03.md"
    garde = acte.read_bytes()
    acte.write_bytes(garde.replace("par: Préfet".encode(), b"par: Maire"))
    assert "erreur SIG001" in jouer("valider", "--date", "2025-01-01")[1]
    assert "acte touché" in jouer("signatures", "--date", "2025-01-01")[1]
    assert "a été touché" in jouer("rapport", "copil", "--date", "2025-01-01")[1]
    acte.write_bytes(garde.replace(b"devis", b"Devis"))
    assert "erreur SIG001" in jouer("valider", "--date", "2025-01-01")[1]
    acte.write_bytes(garde.replace(b"empreinte: sha256:", b"empreinte: sha256:0")[:-1])
    assert jouer("valider", "--date", "2025-01-01")[0] == 1
    acte.write_bytes(garde.replace(b'[{"id": "d1"', b"[" * 100_000))
    assert "erreur SIG001" in jouer("valider", "--date", "2025-01-01")[1]
    assert "acte touché" in jouer("signatures", "--date", "2025-01-01")[1]
    acte.write_bytes(garde)
    (signe / "reunions/copil-2024-03.md").rename(signe / "reunions/copil-mars.md")
    dit = jouer("valider", "--date", "2025-01-01")[1]
    assert "erreur SIG002" in dit
    assert "« reunions/copil-mars.md » dit la même chose" in dit
    (signe / "reunions/copil-mars.md").rename(signe / "reunions/copil-2024-03.md")
    acte.unlink()
    assert "*Projet*" in jouer("rapport", "copil", "--date", "2025-01-01")[1]


@pytest.mark.parametrize("forme", ["texte", "json", "csv", "markdown"])
def test_signatures_dit_qui_a_signe_quoi(signe: Path, jouer: Jouer, forme: str) -> None:
    code, dit = jouer("signatures", "--format", forme, "--date", "2025-01-01")
    assert code == 0, dit
    assert all(mot in dit for mot in ("Audit blanc", "Préfet", "2024"))
    assert "Audit blanc" not in jouer("signatures", "--format", forme, "--date", "2024-02-19")[1]
    remplacer(signe / "audits/blanc.yaml", "attente n'est", "attente est")
    code, dit = jouer("signatures", "--format", forme, "--date", "2025-01-01")
    assert (code, "n'est pas mesuré." in dit, "attente est pas" in dit) == (1, True, True), dit


def test_expliquer_dit_ce_qui_est_signe_de_ce_qui_fonde_un_point(signe: Path, jouer: Jouer) -> None:
    assert "Signatures Audit blanc : conforme" in jouer("expliquer", "2.1", "--date", "2025-01-01")[1]
    remplacer(signe / "audits/blanc.yaml", "attente n'est", "attente est")
    dit = jouer("expliquer", "2.1", "--date", "2025-01-01")[1]
    assert "Audit blanc : a changé" in dit
    assert '"etat": "change"' in jouer("expliquer", "2.1", "--date", "2025-01-01", "--format", "json")[1]
    code, dit = jouer("expliquer", "2.1", "--date", "2024-02-19")  # avant la signature, puis sans aucune
    assert (code, "Signatures" in dit) == (0, False)
    code, dit = jouer("expliquer", "reunions/inconnue", "--date", "2025-01-01")
    assert (code, "inconnu" in dit) == (2, True)


def test_l_exemple_signe_reste_valide_l_annee_suivante() -> None:
    """Si la politique se dit désormais en d'autres mots, signez-la de nouveau (docs/signatures.md) et relisez la différence."""
    loire = Path(__file__).parents[2] / "exemples" / "loire-2022"
    suivies = suivre_signatures(loire, date(2023, 5, 20))
    assert [(s.acte.objet, s.etat) for s in suivies.suivies] == [
        ("politique", "conforme"),
        ("reunions/copil-2022-03", "conforme"),
    ]
    assert suivies.est_conforme


def test_un_diagnostic_retenu_ne_tait_pas_ce_qui_a_change_depuis_la_signature(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """« valider » compare un document signé à ce qu'il serait ; le bilan de « diagnostic » n'en tient pas lieu."""
    monkeypatch.setenv("QUALICLI_MEMOIRE", str(tmp_path / "memoire"))
    exemple = Path(__file__).parents[2] / "exemples" / "loire-2022"
    loire = Path(shutil.copytree(exemple, tmp_path / "loire"))
    remplacer(loire / "qualicli.yaml", "du ministère de l'Intérieur", "du ministère")
    for commande in ("diagnostic", "valider"):
        lancer([commande, str(loire), "--date", "2022-05-15"])
    assert sig(capsys.readouterr().out) == 1
