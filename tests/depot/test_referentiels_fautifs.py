"""Un référentiel présent mais fautif : sa faute se dit dans son fichier, et nulle part ailleurs."""

import subprocess
import sys
from pathlib import Path

import pytest

from fabrique import ecrire, qualicli
from qualicli.operations.valider import valider
from regles.cas_annotes import AU

DOSSIER = {
    "qualicli.yaml": """
        format: 1
        organisme: {nom: Préfecture d'essai}
        sites: {evry: {nom: Évry}}
        perimetre: [{referentiel: maison, version: "1", modules: {A: {statut: engage}}}]
        """,
    "referentiels/maison.yaml": """
        format: 1
        id: maison
        nom: Maison
        version: "1"
        editeur: nous
        source: Notre exemplaire
        certitude: etabli
        modules: [{code: A, engagements: [{code: "1"}, {code: "2"}]}]
        """,
    "referentiels/complement.yaml": """
        format: 1
        complete: maison
        source: Notre exemplaire
        engagements: {"1": {exigences: [{code: "1.1", texte: Un}]}}
        """,
    "referentiels/correspondances/maison--qual-e-pref.yaml": """
        format: 1
        de: maison
        vers: qual-e-pref
        source: Notre lecture
        lignes:
          - {de: "1.1", vers: ["1"], relation: repris}
        """,
    "engagements/maison/01.yaml": 'engagement: "1"\nevaluations: [{exigence: "1.1", date: 2022-01-10, statut: realise}]\n',
    "actions/un.yaml": 'intitule: Un\nresponsable: cellule\necheance: 2030\ncouvre: ["maison:1", "maison:1.1"]\n',
    "actions/deux.yaml": 'intitule: Deux\nresponsable: cellule\necheance: 2030\ncouvre: ["maison:2"]\n',
    "audits/blanc.yaml": "intitule: A\nnature: interne\ntype: blanc\ndate: 2022-09-12\nreferentiel: maison\n",
}
MAISON, COMPLEMENT = "referentiels/maison.yaml", "referentiels/complement.yaml"
CORRESPONDANCE = "referentiels/correspondances/maison--qual-e-pref.yaml"
CAS = {  # ce que l'on change dans un fichier → ce qui est trouvé, et rien d'autre
    "rien n'est fautif": (MAISON, "nous", "nous", []),
    "référentiel à clé inconnue": (MAISON, "editeur", "editteur", [(MAISON, 1, "FMT003"), (MAISON, 5, "FMT001")]),
    "référentiel illisible": (MAISON, "nom: Maison", "nom: Maison: A", [(MAISON, 3, "LEC001")]),
    "référentiel en conflit git": (MAISON, "nom: Maison", "<<<<<<< HEAD\nnom: Maison", [(MAISON, 3, "LEC005")]),
    "référentiel vide": (MAISON, None, "", [(MAISON, 1, "LEC003")]),
    "référentiel mal encodé": (MAISON, "nous", "l'\udce9tat", [(MAISON, 5, "LEC004")]),
    "référentiel au mauvais nom": (MAISON, "id: maison", "id: manoir", [(MAISON, 2, "LEC016")]),
    "complément à clé inconnue": (COMPLEMENT, "texte", "text", [(COMPLEMENT, 4, "FMT001")]),
    "complément illisible": (COMPLEMENT, "source: Notre", "source: Notre: ", [(COMPLEMENT, 3, "LEC001")]),
    "correspondance à relation inconnue": (CORRESPONDANCE, "repris", "reprise", [(CORRESPONDANCE, 6, "FMT002")]),
    "correspondance illisible": (CORRESPONDANCE, "Notre lecture", "Notre: lecture", [(CORRESPONDANCE, 4, "LEC001")]),
    "démarche à clé inconnue": (
        "qualicli.yaml",
        "organisme",
        "organism",
        [("qualicli.yaml", 1, "FMT003"), ("qualicli.yaml", 2, "FMT001")],
    ),
    "démarche illisible": ("qualicli.yaml", "nom: P", "nom: P: ", [("qualicli.yaml", 2, "LEC001")]),
}


def poser(racine: Path, fichier: str, avant: str | None, apres: str) -> Path:
    """Le dossier, un fichier changé."""
    racine = ecrire(racine, DOSSIER)
    texte = (racine / fichier).read_text("utf-8")
    assert avant is None or avant in texte
    texte = apres if avant is None else texte.replace(avant, apres, 1)
    (racine / fichier).write_bytes(texte.encode("utf-8", "surrogateescape"))
    return racine


def trouver(racine: Path) -> list[tuple[str, int, str]]:
    return [(a.fichier, a.ligne, a.code) for a in valider(racine, AU).anomalies]


def refus_de(racine: Path, *commande: str) -> str:
    """Ce que dit, sur la sortie d'erreur, une commande qui refuse de calculer."""
    complete = [sys.executable, "-m", "qualicli", *commande, str(racine), "--date", AU.isoformat()]
    resultat = subprocess.run(complete, capture_output=True, encoding="utf-8", check=False)
    assert resultat.returncode == 1, resultat
    return " ".join(resultat.stderr.split())


@pytest.mark.parametrize(("fichier", "avant", "apres", "attendues"), CAS.values(), ids=CAS)
def test_une_faute_n_en_entraine_aucune_autre(
    fichier: str, avant: str | None, apres: str, attendues: list[tuple[str, int, str]], tmp_path: Path
) -> None:
    assert trouver(poser(tmp_path, fichier, avant, apres)) == attendues


def test_un_code_que_le_complement_fautif_n_apporte_pas_reste_inconnu(tmp_path: Path) -> None:
    racine = poser(tmp_path, COMPLEMENT, "texte", "text")
    ecrire(
        racine, {"actions/trois.yaml": 'intitule: Trois\nresponsable: cellule\necheance: 2030\ncouvre: ["maison:9"]\n'}
    )
    assert trouver(racine) == [("actions/trois.yaml", 4, "REF003"), (COMPLEMENT, 4, "FMT001")]


def test_deux_referentiels_du_meme_nom(tmp_path: Path) -> None:
    racine = ecrire(tmp_path, {**DOSSIER, "referentiels/vieux/maison.yaml": DOSSIER[MAISON].replace("Maison", "Vieux")})
    assert trouver(racine) == [("referentiels/vieux/maison.yaml", 1, "LEC015")]


def test_un_referentiel_fautif_arrete_le_diagnostic_et_dit_ou(tmp_path: Path) -> None:
    racine = poser(tmp_path, MAISON, "nom: Maison", "nom: Maison: A")
    for commande in (["diagnostic"], ["ecarts"], ["rapport", "bilan"]):
        sortie = refus_de(racine, *commande)
        assert f"{MAISON}:3 : " in sortie
        assert "Aucun diagnostic n'est possible" in sortie


def test_un_referentiel_fautif_remplace_pourtant_celui_de_l_outil(tmp_path: Path) -> None:
    propre = {f.replace("maison", "qual-e-pref"): t.replace("maison", "qual-e-pref") for f, t in DOSSIER.items()}
    del propre["referentiels/correspondances/qual-e-pref--qual-e-pref.yaml"]
    propre["referentiels/qual-e-pref.yaml"] = propre["referentiels/qual-e-pref.yaml"].replace("editeur", "editteur")
    trouvees = trouver(ecrire(tmp_path, propre))
    assert {fichier for fichier, *_ in trouvees} == {"referentiels/qual-e-pref.yaml"}
    assert "Aucun diagnostic n'est possible" in refus_de(tmp_path, "diagnostic")


def test_la_commande_referentiel_montre_la_faute_plutot_que_de_dire_inconnu(tmp_path: Path) -> None:
    racine = poser(tmp_path, MAISON, "editeur", "editteur")
    sortie = qualicli("referentiel", "valider", "maison", "--dossier", racine, code=1)
    assert f"{MAISON}:5" in sortie
    assert "inconnu." not in sortie
    refus = qualicli("referentiel", "montrer", "maison", "--dossier", racine, code=2)
    assert "ne peut pas être lu" in refus
    assert "referentiel valider maison" in refus


def test_une_faute_de_frappe_se_corrige_vers_un_referentiel_fautif(tmp_path: Path) -> None:
    racine = poser(tmp_path, MAISON, "editeur", "editteur")
    ecrire(
        racine, {"actions/trois.yaml": 'intitule: Trois\nresponsable: cellule\necheance: 2030\ncouvre: ["maisson:1"]\n'}
    )
    (faute,) = [a for a in valider(racine, AU).anomalies if a.code == "REF002"]
    assert faute.conseil == "Vouliez-vous dire « maison » ?"
