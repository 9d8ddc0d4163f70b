"""Confier un module : les fiches qui manquent naissent avec leur pilote, qui peut différer d'un site à l'autre."""

from datetime import date
from pathlib import Path

from qualicli.diagnostic.points import enumerer
from qualicli.operations.classeurs import ouvrir_dossier
from tests.saisie.conftest import Saisir, etat

AU = date(2026, 11, 28)


def responsables(dossier: Path, code: str) -> dict[str, str | None]:
    """Le service qui doit une exigence, par site."""
    lu = ouvrir_dossier(dossier, AU).dossier
    perimetre = lu.demarche.perimetre[0]
    points, _ = enumerer(lu, perimetre, lu.referentiels[perimetre.referentiel], AU)
    return {p.site: p.responsable for p in points if p.feuille.code == code}


def test_les_fiches_qui_manquent_naissent_et_les_autres_gardent_leur_pilote(dossier: Path, saisir: Saisir) -> None:
    avant = etat(dossier)
    assert saisir("piloter", "M1", "etrangers", "--a-blanc")[0] == 0
    assert etat(dossier) == avant
    code, dit = saisir("piloter", "m1", "Bureau des étrangers", "--oui")
    assert code == 2, dit  # un code s'écrit avec sa casse : la plus proche est proposée
    assert "« M1 »" in dit
    code, dit = saisir("piloter", "M1", "Bureau des étrangers", "--oui")
    assert code == 0, dit
    assert "L'engagement 2 garde son pilote : accueil." in dit
    neuves = set(etat(dossier)) - set(avant)
    assert len(neuves) > 15
    assert (dossier / "engagements" / "qual-e-pref" / "03.yaml").read_text("utf-8") == (
        'engagement: "3"\npilote: etrangers\n'
    )
    assert {f: o for f, o in etat(dossier).items() if f in avant} == avant
    apres = etat(dossier)
    assert saisir("piloter", "M1", "etrangers", "--oui")[0] == 0
    assert etat(dossier) == apres


def test_le_pilote_peut_differer_par_site(dossier: Path, saisir: Saisir) -> None:
    assert responsables(dossier, "2.1") == {"siege": "accueil", "annexe": "accueil"}
    code, dit = saisir("piloter", "2", "etrangers", "--site", "Sous-préfecture", "--oui")
    assert code == 0, dit
    assert "pilotes:\n  - {site: annexe, service: etrangers}\n" in (
        dossier / "engagements" / "qual-e-pref" / "02.yaml"
    ).read_text("utf-8")
    assert responsables(dossier, "2.1") == {"siege": "accueil", "annexe": "etrangers"}
    assert "garde son pilote : etrangers" in saisir("piloter", "2", "accueil", "--site", "annexe", "--oui")[1]


def test_ce_qui_est_inconnu_se_dit(dossier: Path, saisir: Saisir) -> None:
    avant = etat(dossier)
    for arguments, attendu in (
        (("M99", "accueil"), "n'est ni un module ni un engagement"),
        (("M1", "acueil"), "Vouliez-vous dire « accueil » ?"),
        (("M1", "accueil", "--site", "anexe"), "Vouliez-vous dire « annexe » ?"),
    ):
        code, dit = saisir("piloter", *arguments, "--oui")
        assert code == 2
        assert attendu in dit
    assert etat(dossier) == avant
