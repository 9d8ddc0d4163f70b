"""Un nouveau dossier : valide aussitôt, écrit d'un coup, sans rien écraser ; par options comme par questions."""

import io
import json
import os
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
import yaml

from qualicli.cli.application import lancer
from qualicli.depot.ramassage import ramasser
from qualicli.erreurs import ErreurUsage
from qualicli.modeles.demarche import Site
from qualicli.modeles.dossier import Dossier
from qualicli.operations import nouveau
from qualicli.operations.ouvrir import ouvrir
from qualicli.operations.valider import valider

AU = date(2026, 3, 2)
HOSTILES = (
    'Préfecture : « l\'accueil » "42" #1',
    "1.10",
    "no",
    "- liste, [a] {b: c} & *d !e | > % @ `",
    "deux\nlignes\tet\u2028plus\x85\x7f",
    "🏛️ Préfecture\u00a0: ok",
    "{{ 7 * 7 }} {% raw %} \\ \\n",
)
FOURNIS = tuple(nouveau.referentiels_fournis())


def creer(chemin: Path, *options: str, referentiel: str = "qual-e-pref") -> int:
    base = ["nouveau", str(chemin), "--referentiel", referentiel, "--date", AU.isoformat(), "--sans-questions"]
    return lancer([*base, *options])


def contenu(racine: Path) -> dict[str, bytes]:
    return {p.relative_to(racine).as_posix(): p.read_bytes() for p in sorted(racine.rglob("*")) if p.is_file()}


def lire(racine: Path) -> Dossier:
    dossier = ouvrir(ramasser(racine))[0]
    assert dossier is not None
    return dossier


def exiger_valide(racine: Path, depuis: date = AU) -> None:
    """Aucune anomalie, même légère. Les exemples sont datés du jour de la création : ils valent depuis ce jour."""
    for au in (depuis, AU, date(2090, 12, 31)):
        assert [(a.code, a.fichier, a.ligne, a.message) for a in valider(racine, au, strict=True).anomalies] == []


@pytest.mark.parametrize("referentiel", FOURNIS)
@pytest.mark.parametrize("exemple", [(), ("--exemple",)])
def test_chaque_referentiel_fourni_donne_un_dossier_valide(
    tmp_path: Path, referentiel: str, exemple: tuple[str, ...]
) -> None:
    modules = nouveau.referentiels_fournis()[referentiel].modules
    options = ("--nom", "P", "--site", "S", *(o for m in modules for o in ("--module", m.code)), *exemple)
    assert creer(tmp_path / "d", *options, referentiel=referentiel) == 0
    exiger_valide(tmp_path / "d", AU if exemple else date(1990, 1, 1))


def test_les_options_font_le_dossier(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = creer(
        tmp_path / "loire",
        "--nom",
        "Préfecture de la Loire",
        "--departement",
        "7",
        "--module",
        "M7",
        "--site",
        "saint-etienne=Préfecture:cert,svi_local",
        "--site",
        "Sous-préfecture de Roanne",
        "--service",
        "bru=Relations avec les usagers",
    )
    assert code == 0
    dossier = lire(tmp_path / "loire")
    demarche = dossier.demarche
    assert (demarche.organisme.nom, demarche.organisme.departement) == ("Préfecture de la Loire", "07")
    assert {i: s.attributs for i, s in demarche.sites.items()} == {
        "saint-etienne": {"cert": True, "svi_local": True},
        "sous-prefecture-de-roanne": {"cert": False, "svi_local": False},
    }
    modules = {code: choix[0].sites for code, choix in demarche.perimetre[0].modules.items()}
    partout = ("saint-etienne", "sous-prefecture-de-roanne")
    assert modules == {"M1": partout, "M2": ("saint-etienne",), "M7": partout}
    assert dossier.services["bru"].nom == "Relations avec les usagers"
    referentiel = dossier.referentiels["qual-e-pref"]
    attendus = {e.code for m in referentiel.modules if m.code in modules for e in m.evaluables}
    assert {s.engagement for s in dossier.engagements.values()} == attendus
    affiche = capsys.readouterr().out
    assert "M1, M2, M7" in affiche
    assert affiche.count("\n  qualicli ") == 4


@pytest.mark.parametrize("nom", HOSTILES)
def test_un_nom_hostile_est_rendu_tel_quel(tmp_path: Path, nom: str) -> None:
    options = ("--nom", nom, "--site", f"a={nom}:", "--site", f"{nom}:", "--service", f"s={nom}", "--exemple")
    assert creer(tmp_path / "d", *options) == 0
    exiger_valide(tmp_path / "d")
    dossier = lire(tmp_path / "d")
    lus = {dossier.demarche.organisme.nom, *(s.nom for s in dossier.demarche.sites.values()), dossier.services["s"].nom}
    assert lus == {nom.strip()}
    for fichier in ("qualicli.yaml", "services.yaml"):  # un autre lecteur YAML dit la même chose
        assert nom.strip() in _textes(yaml.safe_load((tmp_path / "d" / fichier).read_bytes()))
    assert (tmp_path / "d" / "README.md").read_text("utf-8").splitlines()[1] == ""


def _textes(valeur: object) -> list[object]:
    if isinstance(valeur, dict):
        return [t for v in valeur.values() for t in _textes(v)]
    return [t for v in valeur for t in _textes(v)] if isinstance(valeur, list) else [valeur]


def test_deux_creations_donnent_les_memes_octets(tmp_path: Path) -> None:
    options = ("--nom", "P", "--site", "B", "--site", "A:cert", "--service", "s=S", "--exemple", "--date", "2026-03-02")
    for nom, graine in (("un", "1"), ("deux", "2")):
        commande = [sys.executable, "-m", "qualicli", "nouveau", nom, "--referentiel", "qual-e-pref", *options]
        environnement = {**os.environ, "PYTHONHASHSEED": graine, "PYTHONPATH": str(Path(nouveau.__file__).parents[2])}
        subprocess.run(commande, cwd=tmp_path, check=True, capture_output=True, input=b"", env=environnement)
    assert contenu(tmp_path / "un") == contenu(tmp_path / "deux")


@pytest.mark.parametrize(
    ("ci", "fichier"), [("gitlab", ".gitlab-ci.yml"), ("github", ".github/workflows/qualicli.yml")]
)
def test_l_integration_continue_est_du_yaml_qui_valide(tmp_path: Path, ci: str, fichier: str) -> None:
    assert creer(tmp_path / "d", "--nom", "P", "--site", "S", "--ci", ci) == 0
    recette = (tmp_path / "d" / fichier).read_text("utf-8")
    travaux = yaml.safe_load(recette)
    assert "valider" in (travaux.get("jobs") or travaux)
    assert "qualicli diagnostic --seuil" in recette
    assert ("--format junit" in recette) == (ci == "gitlab")
    documentees = (Path(nouveau.__file__).parents[2] / "docs" / "integration-continue.md").read_text("utf-8")
    commandes = re.findall(r"^ +- (?:run: )?(qualicli .*)$", recette, re.M)
    assert len(commandes) > 1
    assert all(c in documentees for c in commandes)
    assert [f for f, _ in nouveau.CI.values() if (tmp_path / "d" / f).exists()] == [fichier]


def test_les_exemples_montrent_chaque_famille_et_le_complement_se_decommente(tmp_path: Path) -> None:
    assert creer(tmp_path / "d", "--nom", "P", "--site", "S", "--module", "M7", "--exemple") == 0
    dossier = lire(tmp_path / "d")
    familles = (dossier.preuves, dossier.actions, dossier.jalons, dossier.reunions, dossier.complements)
    assert all(len(f) == 1 for f in familles)
    assert sum(len(s.evaluations) for s in dossier.engagements.values()) == 1
    complement = tmp_path / "d" / "referentiels" / "exemple-complement.yaml"
    complement.write_text(re.sub(r"(?m)^# (?=[ em])", "", complement.read_text("utf-8")), encoding="utf-8")
    avant = {f.code for f in dossier.referentiels["qual-e-pref"].feuilles}
    exiger_valide(tmp_path / "d")
    complete = lire(tmp_path / "d")
    assert {f.code for f in complete.referentiels["qual-e-pref"].feuilles} - avant == {"3.2"}


@pytest.mark.parametrize("ecrit", ["S:CERT", "S : cert", "S :Cert ,svi_local"])
def test_un_attribut_se_lit_sans_egard_a_la_casse_ni_aux_espaces(tmp_path: Path, ecrit: str) -> None:
    assert creer(tmp_path / "d", "--nom", "P", "--site", ecrit) == 0
    (site,) = lire(tmp_path / "d").demarche.sites.values()
    assert (site.nom, site.attributs["cert"]) == ("S", True)


def test_l_exemple_ne_prouve_rien(tmp_path: Path) -> None:
    assert creer(tmp_path / "d", "--nom", "P", "--site", "S", "--exemple") == 0
    assert [p.est_en_vigueur for p in lire(tmp_path / "d").preuves.values()] == [False]


def test_la_ligne_modele_se_decommente(tmp_path: Path) -> None:
    assert creer(tmp_path / "d", "--nom", "P", "--site", "S") == 0
    suivi = tmp_path / "d" / "engagements" / "qual-e-pref" / "01.yaml"
    texte = suivi.read_text("utf-8").replace("\n#  - {", "\n  - {").replace("AAAA-MM-JJ", "2026-01-15")
    suivi.write_text(texte, encoding="utf-8")
    exiger_valide(tmp_path / "d")
    dossier = lire(tmp_path / "d")
    assert [e.statut for e in dossier.engagements["qual-e-pref/01"].evaluations] == ["realise"]


def test_les_reglages_de_l_editeur_designent_des_schemas_presents(tmp_path: Path) -> None:
    assert creer(tmp_path / "d", "--nom", "P", "--site", "S") == 0
    reglages = json.loads((tmp_path / "d" / ".vscode" / "settings.json").read_bytes())
    assert reglages["yaml.schemas"]["./.qualicli/schemas/preuves.json"] == ["preuves/**/*.yaml"]
    assert all((tmp_path / "d" / schema).is_file() for schema in reglages["yaml.schemas"])
    crochets = yaml.safe_load((tmp_path / "d" / ".pre-commit-config.yaml").read_bytes())["repos"][0]["hooks"]
    assert [(c["id"], c["entry"], c["pass_filenames"]) for c in crochets] == [
        ("qualicli-valider", "qualicli valider", False)
    ]


def test_a_blanc_montre_tout_et_n_ecrit_rien(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    options = ("--nom", "P", "--site", "S", "--ci", "github")
    assert creer(tmp_path / "d", *options, "--a-blanc") == 0
    assert list(tmp_path.iterdir()) == []
    montres = capsys.readouterr().out.split("\n  ")[1:]
    assert creer(tmp_path / "d", *options) == 0
    assert {Path(m.strip()).relative_to(tmp_path / "d").as_posix() for m in montres} == set(contenu(tmp_path / "d"))


def test_un_dossier_occupe_est_refuse_intact(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "note.txt").write_text("à moi")
    assert creer(tmp_path, "--nom", "P", "--site", "S") == 2
    assert "n'est pas vide" in capsys.readouterr().err
    assert creer(tmp_path / "note.txt", "--nom", "P", "--site", "S") == 2
    assert contenu(tmp_path) == {"note.txt": "à moi".encode()}


def test_les_fichiers_caches_restent_tels_quels(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".gitignore").write_text("# le mien\n")
    assert creer(tmp_path, "--nom", "P", "--site", "S") == 0
    assert (tmp_path / ".gitignore").read_text() == "# le mien\n"
    assert "Déjà là, laissés tels quels : .gitignore." in capsys.readouterr().out
    assert not list(tmp_path.rglob("*.qualicli-tmp"))
    exiger_valide(tmp_path)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ((), "Il manque --nom, --site."),
        (("--nom", "P"), "Il manque --site."),
        (("--nom", " ", "--site", "S"), "Un nom ne peut pas être vide."),
        (("--nom", "P", "--site", "S", "--departement", "abc"), "« abc » n'est pas un numéro de département."),
        (("--nom", "P", "--site", "S:svi_locla"), "L'attribut de site « svi_locla » est inconnu."),
        (("--nom", "P", "--site", "S : CERTS"), "Vouliez-vous dire « cert » ?"),
        (("--nom", "P", "--site", "Préfecture : Évry"), "ajoutez « : » à la fin"),
        (("--nom", "P", "--site", "Été=S"), "« Été » ne peut pas servir d'identifiant de site."),
        (("--nom", "P", "--site", "a=S", "--site", "a=T"), "L'identifiant de site « a » sert deux fois."),
        (("--nom", "P", "--site", "S", "--module", "M9"), "« M9 » n'est pas admis pour --module."),
        (("--nom", "P", "--site", "S", "--ci", "jenkins"), "« jenkins » n'est pas admis pour --ci."),
        (
            ("--nom", "P", "--site", "S", "--referentiel", "qualepref"),
            "« qualepref » n'est pas admis pour le référentiel.",
        ),
        (
            ("--nom", "P", "--site", "S", "--referentiel", "qualipref-2"),
            "Ce référentiel demande au moins 1 module parmi M2, M3, M4, M5, M6 ou M7.",
        ),
    ],
)
def test_une_option_fautive_est_expliquee_sans_rien_ecrire(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], options: tuple[str, ...], message: str
) -> None:
    assert creer(tmp_path / "d", *options) == 2
    assert message in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_sans_referentiel_celui_qui_est_en_vigueur_est_propose(tmp_path: Path) -> None:
    connus = nouveau.referentiels_fournis()
    propose = nouveau.referentiel_propose(connus)
    assert propose is not None
    assert connus[propose].statut == "en_vigueur"
    assert lancer(["nouveau", str(tmp_path / "d"), "--nom", "P", "--site", "S", "--sans-questions"]) == 0
    dossier = lire(tmp_path / "d")
    assert dossier.referentiel_unique == propose
    remplaces = {i: r for i, r in connus.items() if r.statut != "en_vigueur"}
    assert nouveau.referentiel_propose(remplaces) is None


def test_un_referentiel_qui_n_impose_aucun_module_demande_d_en_choisir_un() -> None:
    connu = nouveau.referentiels_fournis()["qual-e-pref"]
    libre = connu.model_copy(update={"composition": tuple(r for r in connu.composition if r.si)})
    with pytest.raises(ErreurUsage, match="périmètre est vide"):
        nouveau.composer(nouveau.Demande("P", libre, {"a": Site(nom="A")}, AU))


def repondre(monkeypatch: pytest.MonkeyPatch, *reponses: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{r}\n" for r in reponses)))


def test_les_reponses_font_le_dossier_et_une_faute_est_redemandee(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    repondre(
        monkeypatch,
        "",
        "Préfecture de l'Essonne",
        "quatre-vingt-onze",
        "91",
        "qualipref",
        "qualipref-2",
        "Préfecture : Évry",
        "Palaiseau",
        "",
        "",
        "M99",
        "M2, M3",
        "Étrangers",
        "",
        "peut-être",
        "oui",
        "gitlab",
    )
    assert lancer(["nouveau", str(tmp_path / "d"), "--questions", "--date", AU.isoformat()]) == 0
    exiger_valide(tmp_path / "d")
    dossier = lire(tmp_path / "d")
    assert dossier.demarche.organisme.departement == "91"
    assert {i: s.nom for i, s in dossier.demarche.sites.items()} == {
        "prefecture-evry": "Préfecture : Évry",
        "palaiseau": "Palaiseau",
    }
    assert set(dossier.demarche.perimetre[0].modules) == {"M1", "M2", "M3"}
    assert list(dossier.services) == ["etrangers"]
    assert dossier.preuves
    assert (tmp_path / "d" / ".gitlab-ci.yml").exists()
    affiche = capsys.readouterr().out
    for attendu in (
        "Un nom ne peut pas être vide.",
        "« quatre-vingt-onze » n'est pas un numéro",
        "au moins 1 module",
        "« M99 » n'est pas admis",
        "« peut-être » n'est ni oui ni non.",
    ):
        assert attendu in affiche
    assert "Error" not in affiche


def test_un_attribut_de_site_est_demande_avec_ce_dont_il_decide(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    repondre(monkeypatch, "", "Préfecture: annexe", "oui", "non", "", "", "", "", "")
    options = ["--nom", "P", "--referentiel", "qual-e-pref", "--questions"]
    assert lancer(["nouveau", str(tmp_path / "d"), *options]) == 0
    affiche = capsys.readouterr().out
    assert re.search(r"^  cert +module M2 ", affiche, re.M)
    assert re.search(r"^  svi_local +engagement 8 ", affiche, re.M)
    dossier = lire(tmp_path / "d")
    assert dossier.demarche.sites["prefecture-annexe"].attributs == {"cert": True, "svi_local": False}
    assert set(dossier.demarche.perimetre[0].modules) == {"M1", "M2"}


def test_des_reponses_trop_courtes_n_ecrivent_rien(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    repondre(monkeypatch, "Préfecture", "42")
    assert lancer(["nouveau", str(tmp_path / "d"), "--questions"]) == 2
    assert "Les réponses s'arrêtent avant la dernière question" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
