"""Les schémas publiés : ils admettent ce que qualicli lit, refusent les fautes courantes, s'installent sans rien perdre."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from qualicli import ressources
from qualicli.cli.application import lancer
from qualicli.erreurs import ErreurEcriture, ErreurUsage
from qualicli.operations import schema as operation

RACINE = Path(operation.__file__).parents[2]
SCHEMAS = {p.nom: operation.schema(p) for p in operation.publications()}
EXEMPLES = tuple(sorted(p.parent for p in ressources.dossier("exemples").glob("*/qualicli.yaml")))


class _Yaml12(yaml.SafeLoader):
    """YAML 1.2, comme le voient les éditeurs : une date et une heure restent du texte, « oui » et « no » aussi."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012


_Yaml12.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"^(?:~|null|)$"), ["~", "n", ""])
_Yaml12.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))
_Yaml12.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"^[-+]?\d+$"), list("-+0123456789"))
_Yaml12.add_implicit_resolver("tag:yaml.org,2002:float", re.compile(r"^[-+]?\d+\.\d*$"), list("-+0123456789"))


def fautes(nom: str, texte: str) -> list[str]:
    validateur = jsonschema.Draft202012Validator(SCHEMAS[nom])
    return [f"{e.json_path} {e.message}" for e in validateur.iter_errors(yaml.load(texte, _Yaml12))]


def fiches(racine: Path) -> Iterator[tuple[str, str, str]]:
    """Chaque fiche d'un dossier : fichier, schéma, YAML."""
    for chemin in sorted(p for p in racine.rglob("*") if p.suffix in (".yaml", ".md")):
        relatif = chemin.relative_to(racine)
        if chemin.name != "README.md" and not relatif.parts[0].startswith("."):
            nom = relatif.parent.name if "correspondances" in relatif.parts else relatif.parts[0].removesuffix(".yaml")
            texte = chemin.read_text("utf-8")
            yield relatif.as_posix(), nom, texte.split("---\n")[1] if chemin.suffix == ".md" else texte


def exiger_conforme(racine: Path) -> int:
    trouvees = {fichier: f for fichier, nom, texte in fiches(racine) if (f := fautes(nom, texte))}
    assert trouvees == {}
    return len(list(fiches(racine)))


@pytest.mark.parametrize("racine", EXEMPLES, ids=lambda p: p.name)
def test_toutes_les_fiches_des_exemples_sont_conformes(racine: Path) -> None:
    assert exiger_conforme(racine) > 50


def test_les_referentiels_fournis_sont_conformes() -> None:
    racine = ressources.dossier("referentiels")
    for chemin in (*racine.glob("*.yaml"), *racine.glob("correspondances/*.yaml")):
        nom = "correspondances" if chemin.parent.name == "correspondances" else "referentiels"
        assert fautes(nom, chemin.read_text("utf-8")) == [], chemin.name


def test_un_nouveau_dossier_est_conforme(tmp_path: Path) -> None:
    options = ["--nom", "P", "--site", "S", "--service", "a=A", "--exemple", "--sans-questions"]
    assert lancer(["nouveau", str(tmp_path / "d"), *options]) == 0
    exiger_conforme(tmp_path / "d")


@pytest.mark.parametrize(
    ("nom", "texte"),
    [
        ("services", "services: {%s: {nom: N}}"),
        ("instances", "instances: {copil: {nom: N, type: clu, colleges: {%s: {nom: N}}}}"),
        ("annuaire", "personnes: {%s: {nom: N}}"),
        ("annuaire", "roles: {%s: {intitule: I}}"),
    ],
)
def test_une_cle_de_table_est_un_identifiant(nom: str, texte: str) -> None:
    assert fautes(nom, texte % "bureau-accueil") == []
    for cle in ("CERT", "val-d'ombre", "a" * 81):
        assert len(fautes(nom, texte % cle)) == 1


@pytest.mark.parametrize("nom", SCHEMAS)
def test_chaque_schema_est_conforme_a_sa_norme_et_ferme(nom: str) -> None:
    schema = SCHEMAS[nom]
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$id"] == f"{nom}.json"
    assert '"@' not in json.dumps(schema)
    objets = list(_objets(schema))
    assert objets
    assert all(o["additionalProperties"] is False for o in objets if "commune" not in o["properties"])
    assert all(o["description"] for o in objets)


def _objets(noeud: Any) -> Iterator[dict[str, Any]]:
    if isinstance(noeud, dict):
        if isinstance(noeud.get("properties"), dict) and noeud.get("type") == "object":
            yield noeud
        for valeur in noeud.values():
            yield from _objets(valeur)
    elif isinstance(noeud, list):
        for valeur in noeud:
            yield from _objets(valeur)


def _noeuds(noeud: Any) -> Iterator[dict[str, Any]]:
    if isinstance(noeud, dict):
        yield noeud
    for valeur in noeud.values() if isinstance(noeud, dict) else noeud if isinstance(noeud, list) else ():
        yield from _noeuds(valeur)


@pytest.mark.parametrize("nom", SCHEMAS)
def test_chaque_cle_a_un_titre_et_une_description(nom: str) -> None:
    cles = {(cle, str(p)): p for o in _objets(SCHEMAS[nom]) for cle, p in o["properties"].items()}
    assert [cle for (cle, _), p in cles.items() if not p.get("title") or not p.get("description")] == []
    libres = [o["additionalProperties"] for o in _objets(SCHEMAS[nom]) if o["additionalProperties"] is not False]
    assert all(p["title"] and p["description"] for p in libres)


@pytest.mark.parametrize("nom", SCHEMAS)
def test_chaque_valeur_fermee_dit_son_sens_et_chaque_motif_a_un_exemple(nom: str) -> None:
    for noeud in _noeuds(SCHEMAS[nom]):
        if isinstance(noeud.get("enum"), list):
            assert len(noeud["enumDescriptions"]) == len(noeud["enum"])
            assert not any("_" in sens or not sens for sens in noeud["enumDescriptions"]), noeud
        if isinstance(noeud.get("pattern"), str) and "patternErrorMessage" not in noeud:
            assert noeud["examples"], noeud
        for exemple in noeud.get("examples", ()) if isinstance(noeud.get("type"), str | list) else ():
            assert jsonschema.Draft202012Validator(noeud).is_valid(exemple), (noeud, exemple)


def test_le_survol_montre_la_phrase_de_la_cle_et_non_celle_de_l_objet() -> None:
    preuve, action = SCHEMAS["preuves"]["properties"], SCHEMAS["actions"]["properties"]
    assert preuve["caducite"]["title"] == "date ou sans_objet"
    assert preuve["etat"]["description"].endswith("seuls validee et diffusee sont en vigueur.")
    assert preuve["etat"]["markdownDescription"].endswith("seuls `validee` et `diffusee` sont en vigueur.")
    assert "\n* `presentoir` : présentoir" in preuve["acces"]["markdownDescription"]
    assert action["origine"]["anyOf"][0]["description"] == action["origine"]["description"] == "D'où elle vient."
    assert preuve["couvre"]["items"]["examples"] == ["essai-2.0:2.1"]


DEMARCHE = """
format: {format}
organisme: {{nom: P, departement: {departement}}}
sites: {{a: {{nom: A, cert: {cert}}}}}
perimetre: [{{referentiel: r, version: {version}, modules: {{M1: {module}}}}}]
calcul: {{partiel: {partiel}, cible: {cible}}}
"""
BONS = {
    "format": "1",
    "departement": "42",
    "cert": "oui",
    "version": "2",
    "module": "{statut: engage}",
    "partiel": "0",
    "cible": "95",
}


@pytest.mark.parametrize(
    ("cle", "valeurs"),
    [
        ("format", ["1", '"1"']),
        ("departement", ["42", '"07"', "2A", "07"]),
        ("cert", ["true", "false", "oui", "non", "Vrai"]),
        ("version", ["2", "1.10", "2012-10"]),
        ("module", ["{statut: engage}", "[{statut: engage}, {statut: envisage}]", "{statut: engage, sites: }"]),
        ("partiel", ["0", "1/2", '"0"']),
        ("cible", ["95", '"95,5"', "95.5"]),
    ],
)
def test_ce_que_l_on_ecrit_sans_guillemets_est_admis(cle: str, valeurs: list[str]) -> None:
    for valeur in valeurs:
        assert fautes("qualicli", DEMARCHE.format(**BONS | {cle: valeur})) == [], valeur


@pytest.mark.parametrize(
    ("cle", "valeur"),
    [
        ("format", "2"),
        ("cert", "peut-être"),
        ("cert", "3"),
        ("module", "{statut: engagé}"),
        ("module", "[engage]"),
        ("module", "{sites: [a]}"),
        ("partiel", "0.5"),
        ("cible", "beaucoup"),
        ("version", "[2]"),
    ],
)
def test_une_valeur_que_qualicli_refuse_est_refusee(cle: str, valeur: str) -> None:
    assert fautes("qualicli", DEMARCHE.format(**BONS | {cle: valeur})) != []


@pytest.mark.parametrize(
    ("nom", "texte"),
    [
        (
            "preuves",
            "intitule: Charte\ntype: charte\nversion: 2\ndate: 2021-09-14\ncaducite: sans_objet\ncouvre: [2.1, q:3]",
        ),
        ("preuves", "intitule: 3400\ntype: affiche\ndate: 2021\nacces:\ncouvre:\nresponsable: Secrétaire général"),
        ("engagements", "engagement: 2\nevaluations:\n  - {exigence: 2.1, statut: realise, date: 2021-T2}"),
        ("engagements", "engagement: E8\nevaluations:"),
        ("reunions", "instance: copil\ndate: 2022-03-10\nheure: 11:00\npresents: [{qui: referent-qualite, visa: oui}]"),
        ("actions", "intitule: A\necheance: jalon:audit-blanc-30j\norigine: {type: copil}"),
        (
            "enquetes",
            "intitule: E\ntype: mystere\nannee: 2021\nvolets: [{id: 1, intitule: V, panel: P, periode: 2021,"
            " resultats: [{cle: a, libelle: A, valeur: 91.5}, {cle: b, libelle: B, valeur: environ 90}]}]",
        ),
        ("referentiels", "format: 1\ncomplete: qual-e-pref\nsource: S\nengagements: {'3': {exigences: [{code: 3.2}]}}"),
    ],
)
def test_une_fiche_juste_est_admise(nom: str, texte: str) -> None:
    assert fautes(nom, texte) == []


@pytest.mark.parametrize(
    ("nom", "texte", "attendu"),
    [
        ("preuves", "intitule: Charte\ntype: charrte", "charrte"),
        ("preuves", "intitule: Charte", "'type' is a required property"),
        ("preuves", "intitule: Charte\ntype: charte\nintitulé: x", "'intitulé' was unexpected"),
        ("preuves", "intitule: Charte\ntype: charte\nacces: intranet", "$.acces"),
        ("preuves", "intitule: Charte\ntype: charte\ncaducite: bientôt", "$.caducite"),
        ("preuves", "intitule: Charte\ntype: charte\ndate: 20210914", "$.date"),
        ("preuves", "intitule: Charte\ntype: charte\nservice: Bureau 3", "$.service"),
        ("engagements", "engagement: 2\nevaluations: [{exigence: 2.1, statut: fait, date: 2021}]", "fait"),
        ("actions", "intitule: A\necheance: 2022-13-45x", "$.echeance"),
        ("referentiels", "format: 1\ncomplete: qual-e-pref\nsource: S\nengagement: {}", "'engagement' was unexpected"),
        ("referentiels", "format: 1\nid: r\nversion: 1\nediteur: E\nsource: S\nmodules: []", "'nom'"),
    ],
)
def test_une_faute_courante_est_refusee(nom: str, texte: str, attendu: str) -> None:
    assert any(attendu in f for f in fautes(nom, texte)), fautes(nom, texte)


def test_les_octets_ne_dependent_pas_de_la_machine(tmp_path: Path) -> None:
    for graine in ("1", "2"):
        commande = [sys.executable, "-m", "qualicli", "schema", "--sortie", graine]
        environnement = {**os.environ, "PYTHONHASHSEED": graine, "PYTHONPATH": str(RACINE)}
        subprocess.run(commande, cwd=tmp_path, check=True, capture_output=True, env=environnement)
    ecrits = [{p.name: p.read_bytes() for p in (tmp_path / g).iterdir()} for g in ("1", "2")]
    assert ecrits[0] == ecrits[1]
    assert set(ecrits[0]) == {f"{nom}.json" for nom in SCHEMAS}


def test_publier_garde_les_reglages_de_l_utilisateur(tmp_path: Path) -> None:
    reglages = tmp_path / operation.REGLAGES
    reglages.parent.mkdir()
    miens = {
        "editor.fontSize": 14,
        "yaml.schemas": {"./a.json": ["a.yaml"], "./.qualicli/schemas/ancien.json": ["z.yaml"]},
    }
    reglages.write_text(json.dumps(miens, indent=4), encoding="utf-8")
    ecrits = operation.publier(tmp_path)
    assert all((tmp_path / fichier).is_file() for fichier in ecrits)
    lus = json.loads(reglages.read_bytes())
    assert lus["editor.fontSize"] == 14
    assert lus["yaml.schemas"]["./a.json"] == ["a.yaml"]
    assert "./.qualicli/schemas/ancien.json" not in lus["yaml.schemas"]
    assert lus["yaml.schemas"]["./.qualicli/schemas/actions.json"] == ["actions/**/*.yaml"]
    assert '\n    "editor.fontSize"' in reglages.read_text("utf-8")
    avant = reglages.read_bytes()
    operation.publier(tmp_path)
    assert reglages.read_bytes() == avant


@pytest.mark.parametrize(
    "contenu", ['{\n  // ma note\n  "a": 1\n}', '{"a": 1,}', "[]", '{"a": 1, "a": 2}', '{"yaml.schemas": []}', "\xff"]
)
def test_des_reglages_que_l_on_ne_sait_pas_reecrire_restent_tels_quels(tmp_path: Path, contenu: str) -> None:
    reglages = tmp_path / operation.REGLAGES
    reglages.parent.mkdir()
    reglages.write_bytes(contenu.encode("latin-1"))
    with pytest.raises(ErreurUsage, match="ne peut pas être complété sans perte"):
        operation.publier(tmp_path)
    assert reglages.read_bytes() == contenu.encode("latin-1")
    assert not (tmp_path / operation.SCHEMAS).exists()


def test_publier_ne_suit_pas_un_lien_vers_l_exterieur(tmp_path: Path) -> None:
    (tmp_path / "ailleurs").mkdir()
    (tmp_path / "d").mkdir()
    try:
        (tmp_path / "d" / ".qualicli").symlink_to(tmp_path / "ailleurs", target_is_directory=True)
    except OSError:
        pytest.skip("liens symboliques interdits ici")
    with pytest.raises(ErreurEcriture, match="lien symbolique"):
        operation.publier(tmp_path / "d")
    assert list((tmp_path / "ailleurs").iterdir()) == []


def test_la_commande_montre_ecrit_et_conseille(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert lancer(["schema", "preuves"]) == 0
    assert json.loads(capsys.readouterr().out) == SCHEMAS["preuves"]
    assert lancer(["schema", "preuve"]) == 2
    assert "Vouliez-vous dire « preuves » ?" in capsys.readouterr().err
    assert lancer(["schema", "--liste"]) == 0
    assert [ligne.split()[0] for ligne in capsys.readouterr().out.splitlines()] == list(SCHEMAS)
    assert lancer(["schema", "preuves", "--liste"]) == 2
    monkeypatch.chdir(tmp_path)
    assert lancer(["schema"]) == 2
    (tmp_path / "qualicli.yaml").write_text("format: 1\n")
    assert lancer(["schema"]) == 0
    assert (tmp_path / operation.SCHEMAS / "qualicli.json").is_file()
    assert (tmp_path / operation.REGLAGES).is_file()
