"""Les exemples livrés : valides, stables, et que rien de ce qui lit ne touche."""

import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from fabrique import code_du_diagnostic, qualicli, qualicli_json

EXEMPLES = Path(__file__).parents[2] / "exemples"
DATES = {
    "loire-2022": ("2022-02-15", "2022-03-15", "2022-05-15"),
    "essonne-2013": ("2013-03-26", "2013-06-17"),
    "alpes-maritimes-2021": ("2021-03-03", "2021-09-15"),
    "moselle-2015": ("2015-10-16", "2015-11-23", "2015-12-04"),
}
CAS = [(nom, date) for nom, dates in DATES.items() for date in dates]


def empreintes(racine: Path) -> dict[str, tuple[str, int]]:
    return {
        p.relative_to(racine).as_posix(): (hashlib.sha256(p.read_bytes()).hexdigest(), p.stat().st_mtime_ns)
        for p in racine.rglob("*")
        if p.is_file()
    }


def test_chaque_exemple_est_essaye() -> None:
    assert {p.name for p in EXEMPLES.iterdir() if p.is_dir()} == set(DATES)


@pytest.mark.parametrize(("nom", "date"), CAS)
def test_un_exemple_est_valide(nom: str, date: str) -> None:
    assert qualicli_json("valider", EXEMPLES / nom, "--date", date)["conforme"] is True


@pytest.mark.parametrize("nom", DATES)
def test_lire_ne_touche_a_rien(nom: str, tmp_path: Path) -> None:
    copie = tmp_path / nom
    shutil.copytree(EXEMPLES / nom, copie)
    avant = empreintes(copie)
    date = DATES[nom][0]
    reference = {"essonne-2013": "E1", "moselle-2015": "M1.6"}.get(nom, "1.1")
    for commande in (
        ("valider", copie),
        ("valider", copie, "--strict"),
        ("diagnostic", copie),
        ("ecarts", copie),
        ("expliquer", reference, copie),
        ("diagnostic", copie, "--depuis", "2012-01-01"),
    ):
        qualicli(*commande, "--date", date, code=None)
    for commande in (("referentiel", "lister", copie), ("referentiel", "valider", "--dossier", copie), ("regles",)):
        qualicli(*commande, code=None)
    assert empreintes(copie) == avant


@pytest.mark.parametrize(("nom", "date"), CAS)
@pytest.mark.parametrize("format_", ["texte", "json", "csv", "markdown"])
def test_le_diagnostic_a_sa_reference(nom: str, date: str, format_: str, reference: Callable[[str, str], None]) -> None:
    extension = {"texte": "txt", "json": "json", "csv": "csv", "markdown": "md"}[format_]
    sortie = qualicli(
        "diagnostic", EXEMPLES / nom, "--date", date, "--format", format_, code=code_du_diagnostic(nom, date)
    )
    reference(f"diagnostic/{nom}-{date}.{extension}", sortie)


def test_le_mouvement_la_liste_et_l_explication_ont_leur_reference(reference: Callable[[str, str], None]) -> None:
    loire = EXEMPLES / "loire-2022"
    reference(
        "diagnostic/loire-mouvement.txt",
        qualicli("diagnostic", loire, "--date", "2022-05-15", "--depuis", "2022-02-15", code=1),
    )
    reference(
        "diagnostic/loire-par-service.txt",
        qualicli("diagnostic", loire, "--date", "2022-03-15", "--par", "service", "--par", "engagement"),
    )
    reference(
        "diagnostic/essonne-par-site.txt",
        qualicli("diagnostic", EXEMPLES / "essonne-2013", "--date", "2013-03-26", "--par", "site"),
    )
    reference("diagnostic/loire-ecarts.txt", qualicli("ecarts", loire, "--date", "2022-03-15"))
    reference("diagnostic/loire-ecarts.csv", qualicli("ecarts", loire, "--date", "2022-03-15", "--format", "csv"))
    reference("diagnostic/loire-expliquer-2.txt", qualicli("expliquer", "qual-e-pref:2", loire, "--date", "2022-03-15"))
    reference(
        "diagnostic/loire-expliquer-6.json",
        qualicli("expliquer", "6", loire, "--date", "2022-03-15", "--format", "json"),
    )


@pytest.mark.parametrize(("nom", "date"), CAS)
def test_les_nombres_se_recoupent(nom: str, date: str) -> None:
    sortie = qualicli_json("diagnostic", EXEMPLES / nom, "--date", date, code=code_du_diagnostic(nom, date))
    (ref,) = sortie["referentiels"]
    for taux in ("declare", "prouve"):
        for decoupage in ("modules", "sites", "services", "engagements"):
            for cle in ("numerateur", "denominateur"):
                assert sum(g["taux"][taux][cle] for g in ref[decoupage]) == ref["taux"][taux][cle]
    en_ecart = [e for e in sortie["ecarts"] if e["nature"] in ("realisation", "preuve")]
    assert len(en_ecart) == ref["taux"]["prouve"]["denominateur"] - ref["taux"]["prouve"]["numerateur"]
    assert len({(e["exigence"], e["site"], e["service"]) for e in en_ecart}) == len(en_ecart)
    for ecart in sortie["ecarts"]:
        lignes = (EXEMPLES / nom / ecart["fichier"]).read_text(encoding="utf-8").splitlines()
        assert 1 <= ecart["ligne"] <= len(lignes)


def test_le_module_7_sort_du_label_sans_perdre_ses_preuves() -> None:
    avant, apres = (
        qualicli_json("diagnostic", EXEMPLES / "loire-2022", "--date", d, code=code_du_diagnostic("loire-2022", d))[
            "referentiels"
        ][0]
        for d in ("2022-02-15", "2022-03-15")
    )
    assert [m["code"] for m in avant["modules"]] == ["M1", "M2", "M7"]
    assert [m["code"] for m in apres["modules"]] == ["M1", "M2"]
    assert [(h["code"], h["statut"]) for h in apres["hors_label"]] == [("M7", "desengage")]
    assert apres["taux"]["declare"]["denominateur"] == 27
    assert len(list((EXEMPLES / "loire-2022" / "preuves").glob("*"))) > 50


def test_les_filtres_se_combinent() -> None:
    def points(*options: str) -> int:
        sortie = qualicli_json("diagnostic", EXEMPLES / "essonne-2013", "--date", "2013-03-26", *options)
        return sum(r["points"]["applicables"] for r in sortie["referentiels"])

    assert points() == 27
    assert points("--site", "evry") == 10
    assert points("--site", "evry", "--site", "palaiseau") == 19
    assert points("--site", "evry", "--module", "M1") == 8
    assert points("--referentiel", "qualipref-2", "--site", "etampes", "--module", "M2") == 1


def test_le_tableau_du_readme_de_la_loire_est_calcule() -> None:
    def ligne(debut: str) -> list[str]:
        texte = (EXEMPLES / "loire-2022" / "README.md").read_text(encoding="utf-8")
        (trouvee,) = (li for li in texte.splitlines() if li.startswith(f"| {debut}"))
        return [c.strip() for c in trouvee.split("|")[2:-1]]

    resultats = [
        qualicli_json("diagnostic", EXEMPLES / "loire-2022", "--date", d, code=code_du_diagnostic("loire-2022", d))[
            "referentiels"
        ][0]
        for d in DATES["loire-2022"]
    ]
    m1, m2 = ([r["modules"][i]["taux"] for r in resultats] for i in (0, 1))
    assert ligne("points applicables") == [str(r["points"]["applicables"]) for r in resultats]
    assert ligne("engagements du module 1") == [str(t["engagements_tenus"]["numerateur"]) for t in m1]
    for debut, taux in (("module 1, déclarés", m1), ("module 2, déclarés", m2)):
        assert ligne(debut) == [f"{t['declare']['numerateur']} · {t['prouve']['numerateur']}" for t in taux]


def test_le_tableau_du_readme_des_alpes_maritimes_est_calcule() -> None:
    exemple = EXEMPLES / "alpes-maritimes-2021"
    resultats = [
        qualicli_json("diagnostic", exemple, "--date", d)["referentiels"][0] for d in DATES["alpes-maritimes-2021"]
    ]
    nice, grasse = ([r["sites"][i]["taux"] for r in resultats] for i in (0, 1))
    texte = (exemple / "README.md").read_text(encoding="utf-8")
    for debut, taux, nature in (
        ("points déclarés réalisés", [r["taux"] for r in resultats], "declare"),
        ("points déclarés et prouvés", [r["taux"] for r in resultats], "prouve"),
        ("Nice, prouvés", nice, "prouve"),
        ("Grasse, prouvés", grasse, "prouve"),
    ):
        avant, apres = (t[nature] for t in taux)
        total = avant["denominateur"]
        assert apres["denominateur"] == total
        assert f"| {debut}, sur {total} | {avant['numerateur']} | {apres['numerateur']} |" in texte
