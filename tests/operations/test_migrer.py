"""Porter un dossier d'un référentiel à un autre : tout y est repris ou dit, rien n'est ôté, rien n'est inventé."""

import re
import shutil
import subprocess
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from fabrique import ecrire, qualicli, qualicli_json
from qualicli.operations.importer import ecrire as ecrire_import
from qualicli.operations.migrer import exigences_reprises, preparer
from qualicli.operations.partir import partir

RACINE = Path(__file__).parents[2]
SAUT_1 = ("qualipref-2", "qualipref-2.0", "2013-06-17")
SAUT_2 = ("qualipref-2.0", "qual-e-pref", "2019-03-01")


@pytest.fixture
def essonne(tmp_path: Path) -> Path:
    return shutil.copytree(RACINE / "exemples" / "essonne-2013", tmp_path / "essonne")


def migrer(racine: Path, de: str, vers: str, au: str, *options: object, code: int = 0) -> Any:
    return qualicli_json("referentiel", "migrer", de, vers, racine, "--date", au, *options, code=code)


def etat(racine: Path) -> dict[str, bytes]:
    return {p.relative_to(racine).as_posix(): p.read_bytes() for p in sorted(racine.rglob("*")) if p.is_file()}


# --- Un compte indépendant : le YAML brut, et rien du programme


def lire(chemin: Path) -> Any:
    return yaml.load(chemin.read_text("utf-8"), yaml.BaseLoader)


def recompter(racine: Path, referentiel: str, au: str) -> tuple[int, int]:
    """Les points réalisés, sur les points applicables, recomptés d'après les seuls fichiers."""
    demarche = lire(racine / "qualicli.yaml")
    (perimetre,) = (p for p in demarche["perimetre"] if p["referentiel"] == referentiel)
    evaluations = [
        (e, rang)
        for f in sorted((racine / "engagements" / referentiel).glob("*.yaml"))
        for rang, e in enumerate(lire(f).get("evaluations") or [])
        if e["date"] <= au
    ]
    realises = applicables = 0
    for module in lire(RACINE / "referentiels" / f"{referentiel}.yaml")["modules"]:
        choix = perimetre["modules"].get(module["code"], [])
        for un in choix if isinstance(choix, list) else [choix]:
            if un["statut"] not in ("retenu", "engage", "labellise") or un.get("du", "") > au:
                continue
            for engagement in module.get("engagements") or [module]:
                for exigence in engagement.get("exigences") or [engagement]:
                    for site in un["sites"]:
                        attributs = demarche["sites"][site]
                        conditions = [c["si"].removeprefix("site.") for c in (engagement, exigence) if "si" in c]
                        if any(attributs.get(c) != "true" for c in conditions):
                            continue
                        siennes = [
                            ("site" in e, e["date"], rang, e["statut"])
                            for e, rang in evaluations
                            if e["exigence"] == exigence["code"] and e.get("site", site) == site
                        ]
                        statut = max(siennes)[3] if siennes else "non_evalue"
                        applicables += statut != "sans_objet"
                        realises += statut == "realise"
    return realises, applicables


def declare(taux: Any) -> tuple[int, int]:
    return taux["declare"]["numerateur"], taux["declare"]["denominateur"]


@pytest.mark.parametrize("sauts", [(SAUT_1, SAUT_2), (("qualipref-2", "qual-e-pref", "2019-03-01"),)])
def test_essonne_passe_d_un_referentiel_au_suivant_et_les_taux_se_recomptent(essonne: Path, sauts: Any) -> None:
    for de, vers, au in sauts:
        avant = etat(essonne)
        rapport = migrer(essonne, de, vers, au, "--oui")
        assert rapport["ecrit"]
        assert declare(rapport["taux"]["avant"]) == recompter(essonne, de, au)
        assert declare(rapport["taux"]["apres"]) == recompter(essonne, vers, au)
        assert qualicli_json("valider", essonne, "--date", au)["conforme"]
        diagnostic = {r["id"]: r["taux"] for r in qualicli_json("diagnostic", essonne, "--date", au)["referentiels"]}
        assert diagnostic[de] == rapport["taux"]["avant"]
        assert diagnostic[vers] == rapport["taux"]["apres"]
        apres = etat(essonne)
        assert apres.keys() >= avant.keys()
        for fichier, octets in avant.items():
            assert _sans_ajout(apres[fichier], de, vers) == _sans_ajout(octets, de, vers), fichier


def _sans_ajout(octets: bytes, de: str, vers: str) -> str:
    """Un fichier sans les références ajoutées, ni ce qui qualifie celles qui y étaient."""
    texte = octets.decode("utf-8", "surrogateescape")  # un tableur reçu d'un service n'est pas toujours en UTF-8
    texte = re.sub(rf",? ?{re.escape(vers)}:[\w.]+", "", texte).replace(f"{de}:", "")
    return re.sub(rf"  - referentiel: {re.escape(vers)}\n(    .*\n)*", "", texte)


def test_une_seconde_fois_n_ajoute_rien_ni_a_cette_date_ni_a_une_autre(essonne: Path) -> None:
    de, vers, au = SAUT_1
    assert migrer(essonne, de, vers, au, "--oui")["ecrit"]
    apres = etat(essonne)
    for quand in (au, "2013-03-26", "2013-09-17", "2030-01-01"):
        rejouee = migrer(essonne, de, vers, quand, "--oui")
        assert (rejouee["ecrit"], rejouee["fichiers"]) == (False, [])
        assert etat(essonne) == apres


def test_les_reprises_sont_datees_et_disent_d_ou_elles_viennent(essonne: Path) -> None:
    de, vers, au = SAUT_1
    migrer(essonne, de, vers, au, "--oui")
    evaluations = [e for f in (essonne / "engagements" / vers).glob("*.yaml") for e in lire(f)["evaluations"]]
    assert len(evaluations) == 5
    assert {(e["origine"], e["date"]) for e in evaluations} == {("reprise", au)}
    assert all(r.startswith(f"{de}:") for e in evaluations for r in e["reprise_de"])
    assert lire(essonne / "engagements" / vers / "M7.yaml") == {
        "engagement": "M7",
        "pilote": "protection-civile",
        "evaluations": [],
    }
    explique = qualicli("expliquer", f"{vers}:M3", essonne, "--date", au)
    assert "reprise de qualipref-2:M3" in " ".join(explique.split())


def test_le_rapport_dit_le_sort_de_chaque_exigence_ancienne_et_nouvelle(essonne: Path) -> None:
    rapport = migrer(essonne, "qualipref-2", "qual-e-pref", "2019-03-01")
    assert not rapport["ecrit"]
    liens = {(e["de"], e["vers"]): (e["sort"], e["certitude"]) for e in rapport["exigences"]}
    assert liens["E3", "5"] == ("garde", "etabli")
    assert liens["E4", "7"] == ("partiel", "deduit")
    assert liens[None, "19"] == ("nouveau", "etabli")
    assert liens["M3", "M3"] == ("garde", "deduit")  # par Qualipref 2.0 : le maillon le plus faible
    anciennes = {a["code"]: a for a in rapport["anciennes"]}
    nouvelles = {n["code"]: n for n in rapport["nouvelles"]}
    assert {e["de"] for e in rapport["exigences"] if e["de"]} == anciennes.keys()
    assert {e["vers"] for e in rapport["exigences"]} >= nouvelles.keys() - {"1.1", "1.2"}
    assert nouvelles["5"]["preuves"] == [
        "preuves/photos-signaletique-etampes.yaml",
        "preuves/plan-orientation-palaiseau.yaml",
    ]
    assert nouvelles["4"]["a_prouver"] and not nouvelles["5"]["a_prouver"]
    assert not nouvelles["2.1"]["reprises"]  # l'engagement est repris, le contenu de ses exigences n'est pas comparé
    assert {"de": "E3", "vers": "5"} in rapport["communes"]


@pytest.mark.parametrize("extension", ["md", "html", "odt", "docx", "pdf"])
def test_le_rapport_s_ecrit_dans_chaque_format_sans_toucher_au_dossier(
    essonne: Path, tmp_path: Path, extension: str
) -> None:
    avant, cible = etat(essonne), tmp_path / f"perte.{extension}"
    de, vers, au = SAUT_1
    migrer(essonne, de, vers, au, "--a-blanc", "--oui", "-o", cible)
    assert etat(essonne) == avant
    assert cible.stat().st_size > 1000
    premiers = cible.read_bytes()
    migrer(essonne, de, vers, au, "-o", cible)
    assert cible.read_bytes() == premiers


def test_un_rapport_sans_format_connu_est_refuse(essonne: Path, tmp_path: Path) -> None:
    assert "dans quel format" in qualicli(
        "referentiel", "migrer", *SAUT_1[:2], essonne, "-o", tmp_path / "p.xyz", code=2
    )


def test_une_commande_git_ramene_en_arriere(essonne: Path) -> None:
    git = ("git", "-C", str(essonne), "-c", "user.name=E", "-c", "user.email=e@exemple.example")
    for commande in (("init", "-q", "."), ("add", "-A"), ("commit", "-qm", "Avant")):
        subprocess.run([*git, *commande], check=True)
    avant = {f: o for f, o in etat(essonne).items() if not f.startswith(".git/")}
    dit = qualicli("referentiel", "migrer", *SAUT_1[:2], essonne, "--date", SAUT_1[2], "--oui")
    retour = dit.split("Pour revenir en arrière : git ")[1].split(" ; ")[0].split()
    subprocess.run([*git, *retour], check=True, capture_output=True)
    assert {f: o for f, o in etat(essonne).items() if not f.startswith(".git/")} == avant


def test_un_travail_en_cours_n_est_pas_mele_a_la_migration(essonne: Path) -> None:
    git = ("git", "-C", str(essonne), "-c", "user.name=E", "-c", "user.email=e@exemple.example")
    for commande in (("init", "-q", "."), ("add", "-A"), ("commit", "-qm", "Avant")):
        subprocess.run([*git, *commande], check=True)
    fichier = essonne / "qualicli.yaml"
    fichier.write_text(fichier.read_text("utf-8") + "# en cours\n", encoding="utf-8")
    qualicli("referentiel", "migrer", *SAUT_1[:2], essonne, "--date", SAUT_1[2], "--oui", code=1)
    assert not (essonne / "engagements/qualipref-2.0").exists()
    assert migrer(essonne, *SAUT_1, "--oui", "--meme-modifie")["ecrit"]


def test_exigence_par_exigence_ce_qui_est_refuse_reste_a_faire(essonne: Path) -> None:
    depart = partir(essonne, "qualipref-2", "qual-e-pref", date(2019, 3, 1))
    tout = preparer(depart)
    choix = exigences_reprises(tout)
    assert "5" in choix and "4" not in choix
    ecrire_import(preparer(depart, [c for c in choix if c != "5"]).prepare)
    assert lire(essonne / "engagements/qual-e-pref/05.yaml".replace("05", "5"))["evaluations"]
    assert not (essonne / "engagements/qual-e-pref/6.yaml").exists()
    assert "qual-e-pref:5" in (essonne / "preuves/plan-orientation-palaiseau.yaml").read_text("utf-8")
    assert "qual-e-pref" not in (essonne / "preuves/grille-proprete-evry.yaml").read_text("utf-8")
    suite = migrer(essonne, "qualipref-2", "qual-e-pref", "2019-03-01", "--oui")
    assert "engagements/qual-e-pref/6.yaml" in suite["fichiers"]
    assert "engagements/qual-e-pref/5.yaml" not in suite["fichiers"]


def test_un_dossier_en_crlf_garde_ses_fins_de_ligne(essonne: Path) -> None:
    for chemin in essonne.rglob("*.yaml"):
        chemin.write_bytes(chemin.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))
    migrer(essonne, *SAUT_1, "--oui")
    ecrit = (essonne / "qualicli.yaml").read_bytes()
    assert b"referentiel: qualipref-2.0\r\n" in ecrit
    assert b"\n" not in ecrit.replace(b"\r\n", b"")


@pytest.mark.parametrize(
    ("de", "vers", "dit"),
    [
        ("marianne-2016", "qual-e-pref", "Le dossier ne suit pas « marianne-2016 »"),
        ("qualipref-2", "qualipref-2", "n'en apporte pas d'autre version"),
        ("qualipref-2", "inconnu", "inconnu"),
    ],
)
def test_ce_qui_ne_se_migre_pas_est_refuse(essonne: Path, de: str, vers: str, dit: str) -> None:
    assert dit in qualicli("referentiel", "migrer", de, vers, essonne, code=2)


def test_sans_correspondance_connue_rien_n_est_repris_et_tout_est_a_completer(essonne: Path) -> None:
    rapport = migrer(essonne, "qualipref-2", "marianne-2016", "2019-03-01")
    assert {(e["sort"], e["connue"]) for e in rapport["exigences"]} <= {("abandonne", False), ("nouveau", False)}
    assert not any(n["reprises"] or n["preuves"] for n in rapport["nouvelles"])


# --- Les deux référentiels vivent ensemble


def test_un_jugement_sur_une_exigence_identique_vaut_pour_les_deux(essonne: Path) -> None:
    migrer(essonne, "qualipref-2", "qual-e-pref", "2019-03-01", "--oui")

    def realises() -> dict[str, int]:
        diagnostic = qualicli_json("diagnostic", essonne, "--date", "2019-05-01")
        return {r["id"]: r["taux"]["declare"]["numerateur"] for r in diagnostic["referentiels"]}

    avant = realises()
    fichier = essonne / "engagements/qualipref-2/E3.yaml"
    ligne = '  - {exigence: E3, statut: realise, date: 2019-04-01, site: evry, vaut_pour: ["qual-e-pref:5"]}\n'
    fichier.write_text(fichier.read_text("utf-8") + ligne, encoding="utf-8")
    assert qualicli_json("valider", essonne, "--date", "2019-05-01")["conforme"]
    assert realises() == {nom: combien + 1 for nom, combien in avant.items()}
    fichier.write_text(fichier.read_text("utf-8").replace("qual-e-pref:5", "qual-e-pref:7"), encoding="utf-8")
    anomalies = qualicli_json("valider", essonne, "--date", "2019-05-01", code=1)["anomalies"]
    assert [a["code"] for a in anomalies if a["gravite"] == "erreur"] == ["COR002"]


def test_un_constat_bloque_aussi_le_nouveau_label(essonne: Path) -> None:
    ecrire(
        essonne,
        {
            "audits/constat.yaml": """
                intitule: Audit de mai
                nature: interne
                type: blanc
                date: 2013-05-02
                constats:
                  - id: attente
                    nature: non_conformite
                    texte: Ni siège ni point d'eau.
                    exigence: E4
                    site: etampes
                    action: salle-attente-etampes
            """
        },
    )
    migrer(essonne, "qualipref-2", "qual-e-pref", "2019-03-01", "--oui")
    (audit,) = [lire(essonne / "audits/constat.yaml")]
    assert audit["referentiel"] == "qualipref-2"
    assert (audit["constats"][0]["exigence"], audit["constats"][0]["vaut_pour"]) == (
        "qualipref-2:E4",
        ["qual-e-pref:6"],
    )
    ecarts = qualicli_json("ecarts", essonne, "--date", "2019-03-01", "--cause", "non_conformite", code=None)["ecarts"]
    assert {(e["referentiel"], e["exigence"]) for e in ecarts} == {("qualipref-2", "E4"), ("qual-e-pref", "6")}


def test_la_moselle_voit_maintenue_la_totalite_de_marianne(tmp_path: Path) -> None:
    racine = shutil.copytree(RACINE / "exemples" / "moselle-2015", tmp_path / "moselle")
    comparee = qualicli_json("referentiel", "comparer", "marianne-2008", "qualipref-2.0", "--dossier", racine)
    assert comparee["compte"]["repris"] == 19
    assert comparee["sans_suite"] == []
    demarche = racine / "qualicli.yaml"
    marianne = "perimetre:\n  - {referentiel: marianne-2008, modules: {marianne: {statut: labellise}}}\n"
    code = lire(RACINE / "referentiels/marianne-2008.yaml")["modules"][0]["code"]
    texte = demarche.read_text("utf-8").replace("perimetre:\n", marianne.replace("marianne:", f"{code}:"), 1)
    demarche.write_text(texte, encoding="utf-8")
    rapport = migrer(racine, "marianne-2008", "qualipref-2.0", "2015-12-04", code=0)
    anciennes = {a["code"]: (a["sort"], a["certitude"]) for a in rapport["anciennes"]}
    assert len(anciennes) == 19
    assert set(anciennes.values()) == {("garde", "etabli")}


# --- Une nouvelle édition du même référentiel


EDITION = """
    format: 1
    id: qualipref-2
    nom: Qualipref 2
    version: "2014-01"
    editeur: Nous
    source: Le texte de 2014
    certitude: etabli
    composition: [{obligatoire: M1}]
    modules:
      - code: M1
        titre: Accueil général
        engagements:
          - {code: E1, titre: Une information systématique sur les conditions d'accès et d'accueil, canaux: [accueil, internet]}
          - {code: E2, titre: Un accueil attentif et chaleureux}
          - {code: E3, titre: Orienter vers le bon service et prise en charge}
          - code: E4
            titre: Veiller au confort de nos espaces d'accueil et d'attente
            canaux: [accueil]
            preuves: [attestation]
          - {code: E9, titre: Un accueil téléphonique courtois et efficace, canaux: [telephone]}
          - {code: E6, titre: Une réponse claire et compréhensible dans un délai annoncé et respecté}
          - {code: E7, titre: Une réponse systématique aux suggestions et réclamations}
          - code: E8
            titre: A votre écoute pour progresser
            exigences: [{code: E8.1, texte: Une enquête par an}, {code: E8.2, texte: Un comité par an}]
          - {code: E10, titre: Un site internet à jour}
      - {code: M2, titre: Délivrance de titres}
      - {code: M3, titre: Délivrance des titres de séjours étrangers}
      - {code: M7, titre: Communication d'urgence en cas d'événement majeur}
"""


def test_une_nouvelle_edition_dit_ce_qui_change_et_reprend_ce_qui_change_de_numero(essonne: Path) -> None:
    ecrire(essonne, {"referentiels/qualipref-2.yaml": EDITION})
    assert "PER008" in qualicli("valider", essonne, "--date", "2014-02-01", code=1)
    rapport = migrer(essonne, "qualipref-2", "qualipref-2", "2014-02-01", "--oui", code=None)
    liens = {(e["de"], e["vers"]): (e["sort"], e["note"]) for e in rapport["exigences"]}
    assert liens["E1", "E1"] == ("garde", None)
    assert liens["E2", "E2"] == ("partiel", "le texte change")
    assert liens["E4", "E4"] == ("partiel", "les preuves attendues changent")
    assert liens["E5", "E9"] == ("garde", "Même texte, sous le numéro E9.")
    assert {liens["E8", "E8.1"][0], liens["E8", "E8.2"][0]} == {"partiel"}
    assert liens[None, "E10"] == ("nouveau", None)
    assert lire(essonne / "qualicli.yaml")["perimetre"][0]["version"] == "2014-01"
    neuf = lire(essonne / "engagements/qualipref-2/E9.yaml")["evaluations"]
    assert {e["origine"] for e in neuf} == {"reprise"} and neuf[0]["reprise_de"] == ["qualipref-2:E5"]
    assert "qualipref-2:E9" in (essonne / "preuves/guide-accueil-telephonique.md").read_text("utf-8")
    assert declare(rapport["taux"]["avant"]) == (14, 27)
    # E5 et le module M4 n'y sont plus : ce qui les cite reste, et le dossier est valide.
    assert {"E5", "M4"} <= set(lire(essonne / "referentiels/qualipref-2.yaml")["retires"])
    assert lire(essonne / "engagements/qualipref-2/E5.yaml")["evaluations"]
    qualicli("valider", essonne, "--date", "2014-02-01")
    dit = qualicli("expliquer", "E5", essonne, "--date", "2014-02-01", code=2)
    assert "« E5 » n'est plus dans Qualipref 2, version 2014-01" in dit
    assert not migrer(essonne, "qualipref-2", "qualipref-2", "2014-06-01", "--oui", code=None)["fichiers"]
