"""Ce qu'une synchronisation ou une fusion laisse dans un dossier est nommé, avec le bon conseil."""

import shutil
from pathlib import Path

import pytest

from fabrique import ecrire, jour
from qualicli.modeles.anomalie import Anomalie
from qualicli.operations.valider import valider
from regles.cas_annotes import lire_cas

AU = jour("2026-01-10")
COPIES = Path(__file__).parents[1] / "cas" / "porte" / "copies-de-synchronisation"
FICHE = "intitule: Poser l'affiche\nresponsable: Accueil\necheance: 2026-03\n"
SOCLE = next(c for c in lire_cas() if c.code == "REF004" and c.genre == "bon").fichiers


def _valider(racine: Path, fichiers: dict[str, str]) -> list[Anomalie]:
    socle = {n: t for n, t in SOCLE.items() if not n.startswith("actions/")}
    return list(valider(ecrire(racine, socle | fichiers), AU).anomalies)


def test_les_copies_d_un_espace_partage_sont_nommees(tmp_path: Path) -> None:
    shutil.copytree(COPIES, tmp_path / "actions")
    trouvees = {(a.code, a.fichier): a.conseil for a in _valider(tmp_path, {}) if a.fichier.startswith("actions/")}
    assert ("REF004", "actions/poser-affiche-pc-accueil.yaml") in trouvees
    assert "supprimez-la" in trouvees["LEC016", "actions/poser-affiche - Copie.yaml"]
    assert ("REF004", "actions/poser-affiche.yaml") not in trouvees


@pytest.mark.parametrize(
    "nom",
    [
        "a - Copie",
        "a - Copie (2)",
        "a - copy",
        "a (1)",
        "a (conflicted copy 2026-01-05)",
        "a_BACKUP_1234",
        "a_LOCAL_12",
        "a-DESKTOP-4F2K9",
        "a-PC-Accueil",
    ],
)
def test_une_copie_se_compare_et_se_supprime(nom: str, tmp_path: Path) -> None:
    fiches = {"actions/a.yaml": FICHE, f"actions/{nom}.yaml": FICHE.replace("2026-03", "2026-04")}
    (conseil,) = (a.conseil for a in _valider(tmp_path, fiches) if a.code == "LEC016")
    assert conseil == "C'est une copie : comparez-la à « a », gardez ce qui est juste, et supprimez-la."


def test_un_nom_mal_ecrit_n_est_pas_une_copie(tmp_path: Path) -> None:
    (conseil,) = (a.conseil for a in _valider(tmp_path, {"actions/Copie a.yaml": FICHE}) if a.code == "LEC016")
    assert conseil.startswith("Renommez le fichier")


@pytest.mark.parametrize("marque", ["<<<<<<< HEAD", "<<<<<<<", "||||||| base", ">>>>>>> branche", ">>>>>>>"])
def test_un_reste_de_fusion_dans_un_texte_libre_est_trouve(marque: str, tmp_path: Path) -> None:
    fiche = f"---\nintitule: Accueillir\nacces: [intranet]\n---\nBonjour.\n{marque}\nfin\n"
    trouvees = [(a.code, a.ligne) for a in _valider(tmp_path, {"procedures/accueil.md": fiche})]
    assert ("LEC005", 6) in trouvees


def test_un_titre_souligne_n_est_pas_un_reste_de_fusion(tmp_path: Path) -> None:
    fiche = "---\nintitule: Accueillir\nacces: [intranet]\n---\nBonjour\n=======\n> <<<<<<< cité\n"
    assert "LEC005" not in [a.code for a in _valider(tmp_path, {"procedures/accueil.md": fiche})]
