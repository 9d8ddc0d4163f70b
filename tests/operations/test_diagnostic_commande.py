"""Ce que voit celui qui filtre, compare, enregistre."""

from pathlib import Path

import pytest

from fabrique import ecrire, qualicli, qualicli_json

EXEMPLES = Path(__file__).parents[2] / "exemples"
ESSONNE = (EXEMPLES / "essonne-2013", "--date", "2013-03-26")
DOSSIER = {
    "qualicli.yaml": """
        format: 1
        organisme: {nom: Essai}
        sites: {a: {nom: Site A, svi: true}, b: {nom: Site B, svi: false}}
        perimetre: [{referentiel: essai, modules: {M1: {statut: engage}}}]
    """,
    "services.yaml": "services: {s1: {nom: Standard}, s2: {nom: Guichet}}\n",
    "referentiels/essai.yaml": """
        format: 1
        id: essai
        nom: Essai
        version: "1"
        editeur: nous
        source: S
        certitude: etabli
        modules:
          - code: M1
            titre: m
            engagements: [{code: "1", titre: un, par_service: true}, {code: "2", titre: deux, si: site.svi}]
    """,
    "actions/standard.yaml": """
        intitule: Former le standard
        couvre: ["1"]
        service: s1
        responsable: Chef
        echeance: 2022-06
    """,
}


def test_un_filtre_se_dit_et_le_verdict_ne_change_pas() -> None:
    tout, evry = qualicli("diagnostic", *ESSONNE), qualicli("diagnostic", *ESSONNE, "--site", "evry", "--module", "M1")
    assert "Seulement\u00a0: module M1, site evry. Le verdict porte sur la démarche entière." in evry
    assert "Seulement" not in tout
    assert "réalisation prouvée 33,3\u00a0% (9/27)" in tout
    assert "réalisation prouvée 33,3\u00a0% (9/27)" in evry


def test_les_points_exclus_suivent_le_filtre(tmp_path: Path) -> None:
    racine = ecrire(tmp_path, DOSSIER)
    exclus = [
        len(qualicli_json("diagnostic", racine, *f)["referentiels"][0]["non_applicables"])
        for f in ((), ("--site", "b"), ("--site", "a"))
    ]
    assert exclus == [1, 1, 0]


def test_un_ecart_et_une_action_disent_leur_service(tmp_path: Path) -> None:
    racine = ecrire(tmp_path, DOSSIER)
    assert "Site A, Standard\u00a0: jamais évalué" in qualicli("ecarts", racine)
    assert "| Site B, Guichet |" in qualicli("ecarts", racine, "--format", "markdown")
    assert "Former le standard" in qualicli("expliquer", "1", racine, "--service", "s1")
    assert "Former le standard" not in qualicli("expliquer", "1", racine, "--service", "s2")


def test_un_mouvement_va_vers_l_avant() -> None:
    assert "Échangez --depuis et --date" in qualicli("diagnostic", *ESSONNE, "--depuis", "2014-01-01", code=2)


@pytest.mark.parametrize("commande", ["diagnostic", "ecarts"])
def test_une_sortie_s_enregistre(commande: str, tmp_path: Path) -> None:
    for format_ in ("texte", "json", "csv", "markdown"):
        fichier = tmp_path / f"sortie.{format_}"
        assert qualicli(commande, *ESSONNE, "--format", format_, "-o", fichier) == ""
        enregistre = fichier.read_bytes().decode()
        assert enregistre.removeprefix("\ufeff") == qualicli(commande, *ESSONNE, "--format", format_)
        assert enregistre.startswith("\ufeff") == (format_ == "csv")  # la marque qu'attend Excel


def test_un_module_entier_ne_s_explique_pas() -> None:
    assert "un module, en entier" in qualicli("expliquer", "M1", *ESSONNE, code=2)


def test_une_graphie_ambigue_se_precise() -> None:
    assert "marianne-2008 ou marianne-2016" in qualicli("referentiel", "montrer", "marianne", code=2)
