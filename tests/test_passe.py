"""À une date passée, rien de plus tard : ajouter au dossier un fait daté d'après ne change aucune sortie."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from cles import Dossier, lire
from commandes_observees import DossierPose, gabarits_retenus
from passe import Oubli

EXEMPLES = Path(__file__).parents[1] / "exemples"
# Ce que l'on oublie, de quel exemple et à quelle date : chaque genre de fait y a de quoi s'oublier.
AILLEURS = {
    ("loire-2022", "2021-11-20"): {"enquetes"},
    ("loire-2022", "2022-01-31"): {"lignes"},
    ("loire-2022", "2019-12-01"): {"histoire"},
    ("loire-2022", "2021-10-01"): {"creations"},
    ("moselle-2015", "2015-11-12"): {"rapports_recus"},
}
DEFAUT = ("loire-2022", "2022-03-15")
RESTE = set(Oubli(DEFAUT[1]).genres()) - {"evaluations"} - set[str]().union(*AILLEURS.values())
CAS = [(DEFAUT, RESTE), (DEFAUT, {"evaluations"}), *AILLEURS.items()]
# Ces règles disent qu'un fait est d'après, et c'est tout ce que l'on en sait ; PRV013 voit qui cite un document, à tout âge.
ANNONCES = ("EVA002", "JAL005", "ACT009", "PRV013")


def _lire(exemple: str) -> tuple[dict[str, str], Dossier]:
    racine = EXEMPLES / exemple
    fichiers = {
        f.relative_to(racine).as_posix(): f.read_text("utf-8")
        for f in sorted(racine.rglob("*"))
        if f.is_file() and f.parent.name != "recus"  # les tableurs d'un service, tels qu'ils arrivent
    }
    tables = {n: t for n, t in fichiers.items() if n.startswith("registres/") and n.endswith(".csv")}
    fiches = {n: t for n, t in fichiers.items() if n.endswith(".yaml") or (n.endswith(".md") and t.startswith("---"))}
    dossier = lire(fiches | tables)
    return fichiers | dossier.fichiers(), dossier


def _commandes(dossier: Dossier, au: str, avec_explications: bool) -> Iterator[tuple[str, ...]]:
    date = ("DOSSIER", "--date", au)
    yield ("valider", *date, "--format", "json")
    yield ("diagnostic", *date, "--format", "json")
    yield ("ecarts", *date, "--format", "json")
    yield ("parcours", *date, "--format", "json")
    yield ("a-faire", *date, "--format", "json")
    yield ("actions", *date, "--format", "json")
    for type_ in ("bilan", "politique", "grille", "ecarts", "indicateurs", "point-etape", "passation"):
        yield ("rapport", type_, *date, "--nominatif")
    yield ("rapport", "fiche-service", *date, "--tous", "--nominatif", "-o", "SORTIE")
    yield ("exporter", "excel", *date, "--format", "csv", "-o", "SORTIE", "--remplacer")
    for nom, reunion in dossier.valeurs.items():
        if nom.startswith("reunions/") and reunion["date"] <= au:
            type_ = "clu" if "clu" in nom else "copil"
            yield ("rapport", type_, *date, "--reunion", nom[len("reunions/") : -len(".md")], "--nominatif")
    if avec_explications:
        referentiel = dossier.valeurs["qualicli.yaml"]["perimetre"][0]["referentiel"]
        for nom in dossier.valeurs:
            if nom.startswith(f"engagements/{referentiel}/"):
                code = dossier.valeurs[nom]["engagement"]
                yield ("expliquer", f"{referentiel}:{code}", *date)


def _comparable(commande: tuple[str, ...], dit: str) -> object:
    if commande[0] != "valider":
        return dit
    return [a for a in json.loads(dit)["anomalies"] if a["code"] not in ANNONCES]


@pytest.mark.long
@pytest.mark.parametrize(("lieu", "genres"), CAS, ids=lambda v: "-".join(sorted(v))[:40])
def test_un_fait_d_apres_ne_change_rien_avant(lieu: tuple[str, str], genres: set[str], tmp_path: Path) -> None:
    exemple, au = lieu
    fichiers, dossier = _lire(exemple)
    oubli = Oubli(au)
    for genre in genres:
        assert oubli.appliquer(dossier, [genre]).valeurs != dossier.valeurs, f"aucun fait de ce genre : {genre}"
    sans = oubli.appliquer(dossier, sorted(genres))
    changes = {n: sans.fichiers([n])[n] for n, v in sans.valeurs.items() if v != dossier.valeurs[n]}
    with gabarits_retenus():
        pose = DossierPose(tmp_path, fichiers)
        # « expliquer » montre les évaluations d'après, et dit qu'elles le sont
        avec = {c: pose.voir(c) for c in _commandes(dossier, au, genres == RESTE)}
        pose.poser(changes)
        for nom in dossier.valeurs.keys() - sans.valeurs.keys():
            (tmp_path / "dossier" / nom).unlink()
        for commande, dit in avec.items():
            attendu = _comparable(commande, pose.voir(commande))
            assert _comparable(commande, dit) == attendu, commande
