"""Les blocs de compte rendu : un module, un gabarit, une phrase ; calculés quand on les écrit, et seulement alors."""

import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from fabrique import contexte
from qualicli import ressources
from qualicli.cli.application import lancer
from qualicli.rendus.documents import blocs
from qualicli.rendus.documents.presentation import PRESENTABLES, differer_blocs, trouver_bloc
from qualicli.rendus.documents.socle.vue import Differe
from qualicli.rendus.documents.types.reunion import seance
from qualicli.rendus.formats.registre import FORMATS
from qualicli.rendus.gabarits import Gabarits

RACINE = Path(__file__).parents[2]
EXEMPLES = ressources.dossier("exemples")
PAGE = RACINE / "docs" / "documents.md"
LOIRE = ("loire-2022", "2022-03-15", "copil-2022-03")


def test_chaque_valeur_de_presente_a_son_module_son_gabarit_et_sa_phrase() -> None:
    modules = {p.stem for p in Path(blocs.__path__[0]).glob("[a-z]*.py")}
    gabarits = {p.name.removesuffix(".md.j2") for p in (RACINE / "templates/documents/blocs").iterdir()}
    assert modules == gabarits == set(PRESENTABLES)
    for nom in PRESENTABLES:
        bloc = trouver_bloc(nom)
        assert bloc.aide
        assert bloc.noms


def test_deux_blocs_ne_donnent_un_meme_nom_qu_a_une_meme_valeur() -> None:
    donnes: dict[str, Any] = {}
    for bloc in map(trouver_bloc, PRESENTABLES):
        for nom in bloc.noms:
            assert donnes.setdefault(nom, bloc.composer) is bloc.composer, nom


def compter(monkeypatch: pytest.MonkeyPatch, exemple: str, au: str, reunion: str, type_: str) -> set[str]:
    """Les noms que le compte rendu d'une réunion fait calculer."""
    calcules: set[str] = set()
    lu = contexte(EXEMPLES / exemple, au)

    def espionner(contexte_: Any, reunion_: Any) -> dict[str, Differe]:
        def espion(nom: str, differe: Differe) -> Differe:
            return Differe(lambda: calcules.add(nom) or differe.valeur)

        return {nom: espion(nom, d) for nom, d in differer_blocs(contexte_, reunion_).items()}

    monkeypatch.setattr(seance, "differer_blocs", espionner)
    Gabarits().rediger(f"{type_}.md.j2", seance.composer(lu, lu.dossier.reunions[reunion]))
    return calcules


@pytest.mark.parametrize(
    ("reunion", "type_", "attendus"),
    [
        (
            LOIRE,
            "copil",
            {"taux", "taux_sites", "etapes", "calendrier", "restitutions", "actions", "audits", "constats_ouverts"},
        ),
        (("loire-2022", "2022-03-15", "gt-accueil-2022-01"), "copil", set()),
    ],
)
def test_rien_n_est_calcule_que_le_gabarit_n_ecrive(
    reunion: tuple[str, str, str], type_: str, attendus: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert compter(monkeypatch, *reunion, type_) <= attendus


def test_une_panne_de_calcul_n_est_pas_une_faute_du_gabarit(monkeypatch: pytest.MonkeyPatch) -> None:
    def tomber(*_: Any) -> dict[str, Differe]:
        return {"taux": Differe(lambda: 1 // 0)}

    monkeypatch.setattr(seance, "differer_blocs", tomber)
    lu = contexte(EXEMPLES / "loire-2022", "2022-03-15")
    vue = seance.composer(lu, lu.dossier.reunions["copil-2022-03"])
    with pytest.raises(ZeroDivisionError):
        Gabarits({"essai.md.j2": "{{ taux }}"}).rediger("essai.md.j2", vue)


# Tels qu'un dossier a pu les copier quand tous les blocs tenaient dans un gabarit.
ANCIENS = {
    "presente.md.j2": """
{% if quoi == "taux" and taux %}
ANCIEN
{{ taux }}
{{ blocs.legende_taux(taux) }}
{% elif quoi == "calendrier" and calendrier %}
{{ blocs.calendrier(calendrier, restitutions) }}
{% elif quoi == "etapes" and etapes %}
{{ etapes }}
{% elif quoi == "actions" and actions %}
{{ actions }}
{% endif %}
""",
    "clu.md.j2": """
{% extends "fourni/clu.md.j2" %}
{% block corps %}
{% for e in enquetes %}{{ blocs.enquete(e) }}{% endfor %}
{{ blocs.calendrier(calendrier, restitutions) }}
{{ blocs.indicateurs(qualite, performance) }}
{{ blocs.reclamations(retours, delais) }}
{% for c in comparaisons %}{{ blocs.comparaison(c) }}{% endfor %}
{% for r in referentiels %}{{ blocs.referentiel(r) }}{% endfor %}
{% if comite %}{{ blocs.composition(comite) }}{{ blocs.role(comite) }}{% endif %}
{{ labels }}{{ modules }}{{ nationales }}{{ historique }}{{ taux_sites }}
{% endblock %}
""",
}


def test_un_gabarit_copie_d_une_version_precedente_marche_encore(capsys: Any, tmp_path: Path) -> None:
    loire = Path(shutil.copytree(EXEMPLES / "loire-2022", tmp_path / "loire"))
    (loire / "gabarits").mkdir()
    for nom, texte in ANCIENS.items():
        (loire / "gabarits" / nom).write_text(texte, "utf-8")
    assert lancer(["rapport", "copil", str(loire), "--date", "2022-03-15", "--reunion", "copil-2022-03"]) == 0
    assert "ANCIEN" in capsys.readouterr().out
    options = ["--date", "2022-03-15", "--reunion", "clu-2021-12", "--anonyme"]
    assert lancer(["rapport", "clu", str(loire), *options]) == 0
    sortie = capsys.readouterr().out
    assert "Les prochaines échéances sont les suivantes" in sortie
    assert "Public interrogé" in sortie
    assert "Indicateurs de qualité de service" in sortie


def test_un_bloc_s_adapte_seul(capsys: Any, tmp_path: Path) -> None:
    loire = Path(shutil.copytree(EXEMPLES / "loire-2022", tmp_path / "loire"))
    assert lancer(["rapport", "--copier-gabarit", "blocs/taux", str(loire)]) == 0
    propre = loire / "gabarits" / "blocs" / "taux.md.j2"
    assert propre.is_file()
    propre.write_text("{# à nous #}\nNOS TAUX\n{{ taux }}\n", "utf-8")
    assert lancer(["rapport", "copil", str(loire), "--date", "2022-03-15", "--reunion", "copil-2022-03"]) == 0
    assert "NOS TAUX" in capsys.readouterr().out


def test_la_liste_annonce_chaque_bloc(capsys: Any) -> None:
    assert lancer(["rapport", "--liste", str(EXEMPLES / "loire-2022")]) == 0
    sortie = " ".join(capsys.readouterr().out.split())
    for nom in PRESENTABLES:
        assert f"{nom} : {trouver_bloc(nom).aide}" in sortie.replace("\u00a0", " ")


def tableau_blocs() -> str:
    lignes = ["| Valeur | Ce que le point montre | Noms pour les gabarits |", "|---|---|---|"]
    for nom in PRESENTABLES:
        bloc = trouver_bloc(nom)
        lignes.append(f"| `{nom}` | {bloc.aide} | {', '.join(f'`{n}`' for n in bloc.noms)} |")
    return "\n".join(lignes)


def tableau_formats() -> str:
    return "\n".join(
        ["| Extension | Pour quoi |", "|---|---|", *(f"| `.{f.nom}` | {f.aide} |" for f in FORMATS.values())]
    )


def test_la_page_des_documents_connait_les_blocs_et_les_formats(request: pytest.FixtureRequest) -> None:
    page = PAGE.read_text("utf-8")
    attendue = page
    for nom, tableau in (("blocs", tableau_blocs()), ("formats", tableau_formats())):
        texte = f"<!-- {nom} -->\n{tableau}\n<!-- fin -->"
        attendue, combien = re.subn(
            rf"<!-- {nom} -->\n.*?<!-- fin -->", lambda _, t=texte: t, attendue, flags=re.DOTALL
        )
        assert combien == 1
    if request.config.getoption("--regenerer"):
        PAGE.write_text(attendue, "utf-8", newline="\n")
    assert PAGE.read_text("utf-8") == attendue
