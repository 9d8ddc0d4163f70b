"""Les questions posées dans un terminal : celui de prompt_toolkit, dont on tape les touches."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from qualicli.cli import ajouter, evaluer, formulaire, gestes, modifier, options
from qualicli.cli.application import lancer
from tests.saisie.conftest import Saisir, etat

Taper = Callable[..., None]


@pytest.fixture
def taper(monkeypatch: pytest.MonkeyPatch) -> Iterator[Taper]:
    """Un terminal où tout ce que l'on tapera est déjà dans le tampon, une réponse par ligne."""
    for module in (ajouter, evaluer, formulaire, gestes, modifier, options):
        monkeypatch.setattr(module, "en_terminal", lambda: True)
    suites: list[str] = []
    monkeypatch.setattr("builtins.input", lambda _invite="": suites.pop(0))
    with create_pipe_input() as entree, create_app_session(input=entree, output=DummyOutput()):

        def ecrire(*reponses: str, ensuite: tuple[str, ...] = ("oui",)) -> None:
            suites.extend(ensuite)
            # la fin de l'entrée suit : une question de trop échoue, plutôt que d'attendre
            entree.send_text("".join(f"{r}\r" for r in reponses) + "\x04")

        yield ecrire


def test_une_action_se_saisit_par_questions(dossier: Path, saisir: Saisir, taper: Taper) -> None:
    taper(
        "",  # obligatoire : redemandé
        "Relire la charte",
        "2.99",  # refusé, avec le message de valider : la réponse reste à corriger
        "\x15" + "2.1; 3",
        "étrang",  # quelques lettres d'un service
        "Chef du bureau",
        "<",  # revient au responsable…
        "\x15" + "accueil",
        ">",  # … et laisse le reste
        "echeance",
        "juin 2030",
        "priorite",
        "haut",
        "",
    )
    code, dit = saisir("ajouter", "action")
    assert code == 0, dit
    assert "« 2.99 » n'existe pas dans QUAL-E-PREF." in dit
    assert "Cette réponse est obligatoire." in dit
    assert "→ etrangers Bureau des étrangers" in dit
    assert (dossier / "actions" / "relire-la-charte.yaml").read_text("utf-8") == (
        'intitule: Relire la charte\ncouvre: ["2.1", "3"]\nresponsable: accueil\nservice: etrangers\n'
        "echeance: 2030-06\npriorite: haute\n"
    )


def test_ce_que_valider_refuse_se_reprend(dossier: Path, saisir: Saisir, taper: Taper) -> None:
    taper("Relire", ">", "", "responsable", "accueil", "echeance", "2030", "", ensuite=("oui", "oui"))
    code, dit = saisir("ajouter", "action")
    assert code == 0, dit
    assert "ACT001" in dit
    assert (dossier / "actions" / "relire.yaml").exists()


@pytest.mark.parametrize("ensuite", [("non",), ("reprendre", "non")])
def test_rien_ne_s_ecrit_sans_un_oui(dossier: Path, saisir: Saisir, taper: Taper, ensuite: tuple[str, ...]) -> None:
    avant = etat(dossier)
    taper("Info", "note", "2024-01", "", "", ensuite=ensuite)
    code, dit = saisir("ajouter", "communication")
    assert code == 0, dit
    assert "Rien n'est écrit." in dit
    assert etat(dossier) == avant


@pytest.mark.parametrize(("touche", "attendu"), [("\x04", 2), ("\x03", 130)], ids=["fin", "interruption"])
def test_des_reponses_qui_s_arretent_n_ecrivent_rien(
    dossier: Path, saisir: Saisir, taper: Taper, touche: str, attendu: int
) -> None:
    avant = etat(dossier)
    taper(f"Info\r{touche}")
    code, dit = saisir("ajouter", "communication")
    assert code == attendu, dit
    assert etat(dossier) == avant


def test_les_objets_emboites_se_demandent_cle_par_cle(dossier: Path, saisir: Saisir, taper: Taper) -> None:
    taper("Tutorat", "sessions", "oui", "pas une date", "\x15mai 2030", ">", "oui", "2031", ">", "non", "")
    code, dit = saisir("ajouter", "formation")
    assert code == 0, dit
    assert "« pas une date » n'est pas une date." in dit
    assert (dossier / "formations" / "tutorat.yaml").read_text("utf-8") == (
        "intitule: Tutorat\nsessions:\n  - {prevue: 2030-05}\n  - {prevue: 2031}\n"
    )


def test_evaluer_demande_l_exigence_par_quelques_mots(dossier: Path, saisir: Saisir, taper: Taper) -> None:
    taper("handicap", "non", "14/03/2024", "annex", "", "À revoir", "", "")
    code, dit = saisir("evaluer")
    assert code == 0, dit
    ligne = (dossier / "engagements" / "qual-e-pref" / "02.yaml").read_text("utf-8").splitlines()[-1]
    assert ligne == (
        '  - {exigence: "2.2", statut: non_realise, date: 2024-03-14, site: annexe, commentaire: "À revoir"}'
    )


def test_une_piece_se_relit_avant_d_etre_jointe(dossier: Path, saisir: Saisir, taper: Taper, tmp_path: Path) -> None:
    (tmp_path / "charte.pdf").write_bytes(b"%PDF")
    taper(" des usagers", ">", "")  # le titre proposé se complète, le type proposé se garde
    code, dit = saisir("ajouter", "preuve", tmp_path / "charte.pdf")
    assert code == 0, dit
    assert "Pièce : charte.pdf" in dit
    fiche = (dossier / "preuves" / "charte-des-usagers.yaml").read_text("utf-8")
    assert fiche.startswith("intitule: Charte des usagers\ntype: charte\n") or "type: charte\n" in fiche


def test_un_nouveau_dossier_se_reprend_avant_d_etre_cree(
    tmp_path: Path, taper: Taper, capsys: pytest.CaptureFixture[str]
) -> None:
    taper(
        "non",  # ce n'est pas un nom
        "\x15Préfecture",
        "4",
        "<",  # le numéro était faux : on y revient
        "42",
        "qual-e",  # quelques lettres du référentiel
        "non",
        "\x15Siège",
        "",
        "",
        "Annexe",
        "<",  # l'annexe n'a pas de CERT : on revient, elle se retire
        "",
        "",
        "Accueil",
        "",
        "",
        "",
        "reprendre",
        "departement",
        "57",
        "oui",
    )
    assert lancer(["nouveau", str(tmp_path / "d"), "--date", "2026-01-05", "--questions"]) == 0
    dit = capsys.readouterr().out.replace("\xa0", " ")
    assert "« non » n'est pas le nom d'un organisme." in dit
    assert "« non » n'est pas le nom d'un site." in dit
    assert dit.index("  qualicli.yaml\n") < dit.index("Dossier créé"), "ce qui sera écrit se montre avant"
    demarche = (tmp_path / "d" / "qualicli.yaml").read_text("utf-8")
    assert 'departement: "57"' in demarche
    assert "siege:" in demarche
    assert "annexe:" not in demarche


def test_une_fiche_se_modifie_par_ses_reponses(dossier: Path, saisir: Saisir, taper: Taper) -> None:
    """Un début de clé la retrouve, l'ancienne réponse se corrige, « - » l'ôte."""
    fiche = dossier / "actions" / "rampe.yaml"
    avant = fiche.read_text("utf-8")
    taper("prio", "hau", "intit", " d'accès", "couv", "\x15-", "")
    code, dit = saisir("modifier", "action", "rampe")
    assert code == 0, dit
    attendu = avant.replace("la rampe\n", "la rampe d'accès\n").replace('couvre: ["2.1"]\n', "") + "priorite: haute\n"
    assert fiche.read_text("utf-8") == attendu
