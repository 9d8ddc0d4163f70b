"""Un mois entier sur une copie de la Loire, commande par commande, tel que la page le raconte : ni éditeur, ni git tapé."""

import re
import shlex
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from icalendar import Calendar

from fabrique_partage import ELLE, MOI, garder_et_partager, git, remplacer
from qualicli.cli.application import lancer

RACINE = Path(__file__).parents[2]
PAGE = (RACINE / "docs/un-mois.md").read_text("utf-8")
SECTIONS = {
    titre: re.findall(r"^qualicli .*$", corps, re.MULTILINE)
    for titre, corps in re.findall(r"^## ([^\n]+)\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL)
}
REGARDENT = ("valider", "a-faire")
Jouer = Callable[..., str]


@pytest.fixture
def loire(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Ma copie, partagée par le dépôt commun, et celle d'une collègue ; git sait qui je suis."""
    nom, courriel = MOI.rstrip(">").split(" <")
    (tmp_path / "foyer/.gitconfig").write_text(f"[user]\n\tname = {nom}\n\temail = {courriel}\n", "utf-8")
    racine = Path(shutil.copytree(RACINE / "exemples/loire-2022", tmp_path / "loire"))
    git(tmp_path, "init", "-q", "--bare", "-b", "main", "commun.git")
    assert lancer(["enregistrer", "--commencer", "--oui", "--dossier", str(racine)]) == 0
    git(racine, "remote", "add", "origin", "../commun.git")
    assert lancer(["partager", "--oui", "--dossier", str(racine)]) == 0
    git(tmp_path, "clone", "-q", "commun.git", "elle")
    (tmp_path / "affiche-3400-2022.pdf").write_bytes(b"%PDF-1.4\n34 00\n")
    monkeypatch.chdir(racine)
    return racine


@pytest.fixture
def jouer(loire: Path, capsys: pytest.CaptureFixture[str]) -> Jouer:
    """Joue les commandes d'une partie de la page ; à chaque enregistrement, le dossier est valable et tout est gardé."""

    def une(ligne: str, code: int = 0) -> str:
        mots = shlex.split(ligne)[1:]
        capsys.readouterr()
        rendu = lancer(mots if mots[0] in REGARDENT else [*mots, "--oui"])
        dit = " ".join("".join(capsys.readouterr()).split())
        assert rendu == code, (ligne, dit)
        if mots[0] == "enregistrer":
            assert git(loire, "status", "--porcelain") == ""
            assert lancer(["valider", "--date", "2022-06-15"]) == 0
        return dit

    def toutes(titre: str, codes: tuple[int, ...] = ()) -> str:
        lignes = SECTIONS[titre]
        prevus = (*codes, *(0,) * (len(lignes) - len(codes)))
        return "\n".join(une(ligne, code) for ligne, code in zip(lignes, prevus, strict=True))

    return toutes


def remplir(envois: Path, service: str, cible: Path, code: str, etat: str) -> None:
    """Ce que fait un service : une exigence évaluée dans son classeur."""
    classeur = openpyxl.load_workbook(next((envois / service).glob("*.xlsx")))
    (rangee,) = [r for r in classeur["Auto-évaluation"].iter_rows(min_row=4) if r[4].value == code]
    rangee[1].value, rangee[2].value = etat, date(2022, 6, 7)
    classeur.save(cible)


def test_un_mois_se_tient_par_des_commandes(loire: Path, jouer: Jouer, tmp_path: Path) -> None:
    charte = (loire / "preuves/affiche-3400.yaml").read_bytes()
    jouer("Noter ce qui s'est fait")
    assert (loire / "preuves/affiche-3400.yaml").read_bytes() == charte
    assert (loire / "preuves/affiche-du-34-00-edition-2022.pdf").read_bytes() == b"%PDF-1.4\n34 00\n"
    jouer("Tenir une réunion")
    assert "point-acces-numerique" in (loire / "reunions/gt-point-numerique-2022-05-19.md").read_text("utf-8")
    jouer("Demander à quatre services")
    envois = tmp_path / "envois"
    assert len(list(envois.glob("*/message.eml"))) == 4
    (retour,) = Calendar.from_ical((envois / "cert/retour.ics").read_bytes()).walk("VEVENT")
    assert retour.decoded("dtstart") == date(2022, 6, 10)

    remplir(envois, "bureau-immigration", tmp_path / "retour-immigration.xlsx", "17", "réalisé")
    remplir(envois, "accueil-general-standard", tmp_path / "retour-accueil.xlsx", "10", "partiel")
    recu = jouer("Ce qui revient")
    for service in ("bureau-immigration", "accueil-general-standard"):
        assert f"« qualicli commande rendue tour-de-mai --service {service} »" in recu
    assert "statut: partiel, date: 2022-06-07" in (loire / "engagements/qual-e-pref/10.yaml").read_text("utf-8")
    jouer("Relancer les autres")
    assert sorted(p.stem for p in (tmp_path / "rappels").iterdir()) == ["cert", "point-acces-numerique"]

    avant = (loire / "engagements/qual-e-pref/12.yaml").read_bytes()
    jouer("Se reprendre")
    assert (loire / "engagements/qual-e-pref/12.yaml").read_bytes() == avant and git(
        loire, "status", "--porcelain"
    ) == ""

    elle, action = tmp_path / "elle", "actions/reduire-attente-lundi.yaml"
    remplacer(elle, action, "avancement: 60", "avancement: 80")
    remplacer(elle, "services.yaml", "Webmestre", "Webmestre départemental")
    garder_et_partager(elle, ELLE)
    recu = jouer("Recevoir le travail d'un collègue", (0, 0, 1))
    assert "1 conflit" in recu and "le mien : 70" in recu and "<<<<" not in (loire / action).read_text("utf-8")
    assert "avancement: 80" in (loire / action).read_text("utf-8")
    assert "Webmestre départemental" in (loire / "services.yaml").read_text("utf-8")
    assert lancer(["recevoir", "--oui", "--dossier", str(elle)]) == 0
    assert git(elle, "rev-parse", "HEAD") == git(loire, "rev-parse", "HEAD")

    fin = jouer("Où l'on en est")
    assert "aucune erreur" in fin and fin.count("Répondre à « Tour des services »") == 2
