"""Ce qui ne peut pas être vrai n'entre pas : l'import le rejette, et ne finit jamais par zéro s'il ajoute une erreur."""

import json
from pathlib import Path
from typing import Any

import pytest

from echanges.dossiers import AU, etat, exporte, poser
from echanges.editer import Classeur
from fabrique import jour
from qualicli.cli.application import lancer
from qualicli.operations.importer import fusionner, lire_retour

ACTION = ("Plan d'actions", "actions/rediger")
POINT = ("Auto-évaluation", "point/charte/1.1/chef-lieu/")
SESSION = ("Formations", "formations/accueil/2021-03//1")
MESURE = ("Indicateurs qualité", "indicateurs/decroches/2021-S1/chef-lieu//1")


@pytest.fixture
def racine(tmp_path: Path) -> Path:
    return poser(tmp_path / "dossier")


@pytest.fixture
def classeur(racine: Path, tmp_path: Path) -> Classeur:
    return Classeur(exporte(racine, tmp_path / "x.xlsx"))


@pytest.mark.parametrize(
    ("ou", "valeurs", "dit"),
    [
        (ACTION, {"Avancement (%)": 150}, "Avancement (%) : « 150 » dépasse 100"),
        (MESURE, {"Conformes": 90, "Total": 60}, "Conformes : 90, plus que « Total » (60)"),
        (MESURE, {"Total": 60}, "Total : « Conformes » serait 7206, plus que « Total » (60)"),
        (SESSION, {"Agents formés": 90}, "Agents formés : 90, plus que « Agents attendus » (10)"),
        (
            SESSION,
            {"Agents attendus": 4},
            "Agents attendus : « Agents formés » serait 9, plus que « Agents attendus » (4)",
        ),
        (ACTION, {"Engagements couverts": "99.9"}, "99.9"),
        (POINT, {"État": "réalisé", "Évalué le": "01/01/2030"}, "d'avance"),
        (ACTION, {"Échéance": "2022-12"}, "sans motif"),
        (ACTION, {"Statut": "abandonnée"}, "demande un motif"),
        (("Enregistrements", "preuves/releve"), {"Caducité": "sans objet"}, "motif"),
        (ACTION, {"Commentaire": "Voir Mme Durand"}, "donnée personnelle"),
        (ACTION, {"Commentaire": "Écrire à un.tel@essai.example"}, "donnée personnelle"),
        (POINT, {"Évalué le": None}, "ne s'efface pas"),
    ],
)
def test_l_impossible_est_rejete(
    racine: Path, classeur: Classeur, ou: Any, valeurs: Any, dit: str, capsys: pytest.CaptureFixture[str]
) -> None:
    avant = etat(racine)
    chemin = str(classeur.poser(*ou, **valeurs).enregistrer())
    commande = ["importer", "excel", chemin, "--dossier", str(racine), "--date", AU, "--oui", "--format", "json"]
    assert lancer(commande) == 1
    rejets = json.loads(capsys.readouterr().out)["rejets"]
    assert any(dit in r["texte"] for r in rejets), rejets
    assert etat(racine) == avant


def test_une_ligne_neuve_ne_forme_pas_plus_d_agents_qu_attendus(racine: Path, classeur: Classeur) -> None:
    classeur.ajouter("Formations", Formation="Accueillir", Prévue="2023-01", Agents_attendus=60, Agents_formés=90)
    classeur.poser(*SESSION, Lieu="Salle 2")
    prepare = fusionner(lire_retour(racine, [classeur.enregistrer()], jour(AU)))
    (rejet,) = prepare.fusion.rejets
    assert "Agents formés : 90, plus que « Agents attendus » (60)" in rejet.texte
    assert [getattr(e.retouche, "valeur", None) or e.retouche.element for e in prepare.fusion.effets] == [  # type: ignore[union-attr]
        "Salle 2",
        {"prevue": "2023-01"},
    ]


def test_une_erreur_ajoutee_ne_finit_pas_par_zero(racine: Path, classeur: Classeur) -> None:
    classeur.ajouter("Plan d'actions", Action="Sans personne")
    commande = ["importer", "excel", str(classeur.enregistrer()), "--dossier", str(racine), "--date", AU, "--oui"]
    assert lancer(commande) == 1 and (racine / "actions/sans-personne.yaml").exists()


def test_un_nom_de_l_annuaire_devient_son_identifiant(racine: Path, classeur: Classeur) -> None:
    classeur.poser(*ACTION, Responsable="Un Essai")
    (effet,) = fusionner(lire_retour(racine, [classeur.enregistrer()], jour(AU))).fusion.effets
    assert effet.retouche.valeur == "p1"  # type: ignore[union-attr]


def test_un_commentaire_corrige_n_invente_pas_d_evaluation_aujourd_hui(racine: Path, classeur: Classeur) -> None:
    classeur.poser(*POINT, Commentaire="Fiche : à rédiger bientôt")
    (effet,) = fusionner(lire_retour(racine, [classeur.enregistrer()], jour(AU))).fusion.effets
    element = effet.retouche.element  # type: ignore[union-attr]
    assert (element["date"], element["statut"]) == ("2021-T3", "partiel")  # type: ignore[index,call-overload]


def test_une_procedure_nouvelle_est_a_rediger(racine: Path, classeur: Classeur) -> None:
    classeur.ajouter("Procédures", Fiche_de_procédure="Orienter")
    (effet,) = fusionner(lire_retour(racine, [classeur.enregistrer()], jour(AU))).fusion.effets
    assert effet.retouche.valeurs["etat"] == "a_rediger" and "à rédiger" in effet.mots  # type: ignore[union-attr]


def test_l_apercu_dit_les_textes_entiers_et_un_conflit_ce_qui_differe(racine: Path, classeur: Classeur) -> None:
    long = "Un commentaire qui tient bien plus que les soixante-dix-sept signes d'une ligne d'aperçu, et va au bout."
    chemin = classeur.poser(*ACTION, Commentaire=long).enregistrer()
    fiche = racine / "actions/rediger.yaml"
    fiche.write_text(fiche.read_text("utf-8").replace("Ligne une\n\n", "Ligne une\n"), encoding="utf-8", newline="\n")
    (conflit,) = fusionner(lire_retour(racine, [chemin], jour(AU))).fusion.conflits
    assert conflit.revenue == long
    assert conflit.base != conflit.actuelle and "↵" in conflit.base


def test_une_part_de_un_n_est_pas_un_pourcentage(racine: Path, tmp_path: Path) -> None:
    fiche = racine / "indicateurs/delai.yaml"
    fiche.write_text(fiche.read_text("utf-8").replace("unite: jours", 'unite: "%"'), encoding="utf-8", newline="\n")
    classeur = Classeur(exporte(racine, tmp_path / "x.xlsx"))
    classeur.poser("Indicateurs performance", "indicateurs/delai/2021-T1///1", Valeur=0.85)
    classeur.ajouter("Indicateurs performance", Indicateur="Délai", Période="T1 2022", Valeur="0,9")
    prepare = fusionner(lire_retour(racine, [classeur.enregistrer()], jour(AU)))
    assert not prepare.fichiers
    assert [("vouliez-vous dire 85 ?" in r.texte, "dire 90 ?" in r.texte) for r in prepare.fusion.rejets] == [
        (True, False),
        (False, True),
    ]
    classeur.poser("Indicateurs performance", "indicateurs/delai/2021-T1///1", Valeur=85)
    prepare = fusionner(lire_retour(racine, [classeur.enregistrer()], jour(AU)))
    assert [e.retouche.valeur for e in prepare.fusion.effets] == ["85"]  # type: ignore[union-attr]
