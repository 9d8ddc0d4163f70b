"""Le journal dit qui a fait quoi, la recherche retrouve, `qualicli` seul dit où l'on en est, une erreur dit la suite."""

import json
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from fabrique_partage import DOSSIER, ajouter, poser, poste, remplacer
from qualicli.cli.application import _commande, lancer

Capture = pytest.CaptureFixture[str]
ANNUAIRE = """\
personnes:
  ida-rose: {nom: Rose, prenom: Ida, fonction: Cheffe du bureau, courriel: ida.rose@exemple.example}
  leo-thym: {nom: Thym, prenom: Léo}
roles:
  referent-qualite:
    intitule: Référent qualité
    titulaires:
      - {personne: leo-thym, du: 2020-01-01, jusqu_au: 2025-12-31}
      - {personne: ida-rose, du: 2026-01-01}
"""


@pytest.fixture
def racine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Trois enregistrements : la référente, une personne de l'annuaire, une autre."""
    monkeypatch.setenv("GIT_AUTHOR_DATE", "2026-01-10T12:00:00+0100")
    racine = poste(tmp_path / "d", {**DOSSIER, "annuaire.yaml": ANNUAIRE})
    for jour, auteur in (("02-10", "Ida Rose <autre@exemple.example>"), ("03-10", "x <LEO@exemple.example>")):
        monkeypatch.setenv("GIT_AUTHOR_DATE", f"2026-{jour}T12:00:00+0100")
        ajouter(racine, "engagements/essai/01.yaml", f'  - {{exigence: "1.2", statut: realise, date: 2026-{jour}}}')
        options = ["--oui", "--auteur", auteur, "--message", "Vu avec Ida Rose"]
        assert lancer(["enregistrer", "--dossier", str(racine), *options]) == 0
    return racine


def journal(racine: Path, capsys: Capture, *options: str) -> list[dict[str, Any]]:
    capsys.readouterr()
    assert lancer(["journal", str(racine), "--format", "json", *options]) == 0
    lu = json.loads(capsys.readouterr().out)["enregistrements"]
    assert isinstance(lu, list)
    return lu


def test_le_journal_dit_qui_a_change_quoi(racine: Path, capsys: Capture) -> None:
    lignes = journal(racine, capsys)
    assert [li["qui"] for li in lignes] == ["x", "Ida Rose", "Référente qualité"]
    assert lignes[1]["titre"] == "Vu avec Ida Rose"
    assert [(c["genre"], c["nature"]) for c in lignes[1]["changements"]] == [("ajoute", "évaluation")]
    assert lignes[1]["date"] == "2026-02-10T12:00:00+01:00"
    assert len(journal(racine, capsys, "--nombre", "1")) == 1
    assert [li["qui"] for li in journal(racine, capsys, "--date", "2026-02-28")] == ["Ida Rose", "Référente qualité"]
    assert [li["qui"] for li in journal(racine, capsys, "--depuis", "2026-02-01")] == ["x", "Ida Rose"]
    assert lancer(["journal", str(racine)]) == 0
    assert "10/02/2026 12:00  Ida Rose · pas encore partagé" in capsys.readouterr().out


def test_un_journal_anonyme_ne_nomme_personne(racine: Path, capsys: Capture) -> None:
    lignes = journal(racine, capsys, "--anonyme")
    assert [li["qui"] for li in lignes] == [
        "une personne que l'annuaire ne connaît pas",
        "Cheffe du bureau",
        "une personne que l'annuaire ne connaît pas",
    ]
    assert lignes[0]["titre"] == "Ajoute 1 évaluation"
    assert lancer(["journal", str(racine), "--anonyme"]) == 0
    dit = capsys.readouterr().out
    assert not any(nom in dit for nom in ("Ida", "Rose", "Léo", "Thym", "exemple.example"))


@pytest.mark.parametrize("texte", ["accueil", "L’ACCUEIL", "l'accuéil", unicodedata.normalize("NFD", "Pôse les")])
def test_une_recherche_ignore_accents_casse_et_composition(tmp_path: Path, texte: str, capsys: Capture) -> None:
    racine = poser(tmp_path / "d", {**DOSSIER, "actions/b.yaml": "intitule: Pose les panneaux\n"})
    assert lancer(["chercher", texte, "--dossier", str(racine), "--format", "json"]) == 0
    objets = {o["fichier"]: o for o in json.loads(capsys.readouterr().out)["objets"]}
    if texte.lower().startswith("p"):
        assert list(objets) == ["actions/b.yaml"]
    else:
        charte = objets["preuves/charte.yaml"]
        assert (charte["nature"], charte["nom"], charte["ligne"]) == ("preuve", "Charte de l'accueil", 1)


def chercher(racine: Path, capsys: Capture, *options: str) -> list[str]:
    capsys.readouterr()
    lancer(["chercher", "--dossier", str(racine), "--format", "json", *options])
    return [f"{o['fichier']}:{o['ligne']}" for o in json.loads(capsys.readouterr().out)["objets"]]


def test_on_cherche_par_service_exigence_ou_role(tmp_path: Path, capsys: Capture) -> None:
    action = DOSSIER["actions/poser.yaml"].replace(
        "responsable: accueil  # à confirmer", "responsable: referent-qualite"
    )
    racine = poser(tmp_path / "d", {**DOSSIER, "annuaire.yaml": ANNUAIRE, "actions/role.yaml": action})
    assert chercher(racine, capsys, "--service", "accueil") == [
        "actions/poser.yaml:2",
        "engagements/essai/01.yaml:2",
        "preuves/charte.yaml:3",
    ]
    assert chercher(racine, capsys, "--exigence", "1.1") == [
        "actions/poser.yaml:6",
        "actions/role.yaml:6",
        "engagements/essai/01.yaml:4",
        "preuves/charte.yaml:6",
    ]
    assert chercher(racine, capsys, "--exigence", "1.2") == []
    assert "engagements/essai/01.yaml:1" in chercher(racine, capsys, "--exigence", "1")
    assert chercher(racine, capsys, "--role", "Référent qualité", "--date", "2026-02-01") == [
        "actions/role.yaml:2",
        "annuaire.yaml:9",
    ]
    assert chercher(racine, capsys, "affiches", "--service", "accueil") == ["actions/poser.yaml:1"]


def test_une_recherche_mal_dite_propose(tmp_path: Path, capsys: Capture) -> None:
    racine = poser(tmp_path / "d", {**DOSSIER, "annuaire.yaml": ANNUAIRE})
    for options, propose in (
        (["--service", "acueil"], "« accueil »"),
        (["--exigence", "1.3"], "« 1."),
        (["--role", "referent"], "referent-qualite"),
        ([], "« qualicli chercher"),
    ):
        assert lancer(["chercher", "--dossier", str(racine), *options]) == 2
        assert propose in capsys.readouterr().err


def test_qualicli_seul_dit_ou_l_on_en_est_en_dix_lignes(
    tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    racine = poser(tmp_path / "d", DOSSIER)
    monkeypatch.chdir(racine / "actions")
    assert lancer([]) == 0
    dit = capsys.readouterr().out
    assert "« qualicli enregistrer" not in dit and "qualicli enregistrer --commencer" in dit
    poste(racine, {})
    capsys.readouterr()
    assert lancer([]) == 0
    lignes = capsys.readouterr().out.splitlines()
    assert len(lignes) <= 10 and max(map(len, lignes)) <= 80
    assert lignes[0].startswith("Préfecture de l'Exemple · ")
    taux = lignes[1].replace("\u202f", " ").replace("\u00a0", " ")
    assert taux == "Essai : déclaré 0 % (0/2), prouvé 0 % (0/2), 2 écarts"
    assert "enregistrer" not in "".join(lignes)
    remplacer(racine, "actions/poser.yaml", "statut: a_faire", "statut: fini")
    assert lancer([]) == 1
    dit = capsys.readouterr().out
    assert dit.index("qualicli valider") < dit.index("qualicli enregistrer")
    assert (racine / "actions" / "poser.yaml").read_text(encoding="utf-8").count("fini") == 1


def commandes() -> list[list[str]]:
    """Toutes les commandes, sous-commandes comprises."""
    trouvees: list[list[str]] = []

    def parcourir(commande: Any, mots: list[str]) -> None:
        filles = getattr(commande, "commands", {})
        for nom, fille in filles.items():
            parcourir(fille, [*mots, nom])
        if not filles:
            trouvees.append(mots)

    parcourir(_commande(), [])
    return trouvees


RATES = ("--inconnue", "--dossier nulle-part x y", "nulle-part", "--format bizarre", "--date hier")


@pytest.mark.parametrize("commande", commandes(), ids=" ".join)
def test_chaque_erreur_nomme_la_commande_suivante(
    commande: list[str], tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for rate in ("", *RATES):
        capsys.readouterr()
        code = lancer([*commande, *rate.split()])
        erreurs = capsys.readouterr().err
        assert code == 0 or "qualicli" in erreurs.partition("\n")[2] or erreurs.startswith("Usage :"), (rate, erreurs)


def test_une_erreur_dans_un_dossier_abime_nomme_la_commande_suivante(
    tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(poser(tmp_path / "d", {**DOSSIER, "qualicli.yaml": "format: 9\n"}))
    for commande in (["diagnostic"], ["ecarts"], ["expliquer", "1.1"], ["rapport", "bilan"], []):
        assert lancer(commande) != 0
        assert "« qualicli valider »" in capsys.readouterr().err
