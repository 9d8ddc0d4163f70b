"""Un seul formulaire, déduit des modèles : chaque clé du format a sa question, ses choix, son contrôle."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from qualicli.depot.yaml_ecrit import en_textes
from qualicli.erreurs import ErreurUsage
from qualicli.modeles.dossier import Dossier
from qualicli.modeles.familles import DOSSIERS
from qualicli.modeles.fiche import Famille
from qualicli.modeles.formulaire import Question
from qualicli.operations import description
from qualicli.operations.classeurs import ouvrir_dossier
from qualicli.operations.destinations import destination, destinations
from qualicli.operations.formulaires import formulaire_de
from qualicli.operations.possibles import nommer_objet, possibles, retrouver
from qualicli.operations.reponses import Reponses

AU = date(2026, 11, 28)
# Ce que l'on tape pour une clé dont le type ne suffit pas à trouver une réponse.
PARTICULIERES = {
    "caducite": "2031-01",
    "periodicite": "6 mois",
    "duree": "5 ans",
    "delai_annonce": "15 j",
    "delai_rapport": "15 j",
    "empreinte": "0" * 64,
    "heure": "11h30",
    "reprend": "copil-2024-03:x",
    "valeur": "12,5",
    "precedent": "12",
    "referentiel": "qual-e-pref",
    "prefixe": "bai",
}


@pytest.fixture
def lu(dossier: Path) -> Dossier:
    return ouvrir_dossier(dossier, AU).dossier


def reponse(question: Question, dossier: Dossier) -> str:
    """Une réponse qui va à une question, telle qu'on la taperait."""
    if question.nature == "objet":
        exigees = [q for q in question.sous if q.obligatoire and not q.se_deduit] or list(question.sous[:1])
        return "; ".join(f"{q.cle}={reponse(q, dossier)}" for q in exigees)
    if question.nature == "table":
        return "oui=realise"
    if question.cle in PARTICULIERES:
        return PARTICULIERES[question.cle]
    choix = possibles(question, dossier)
    simples = {
        "date": "14/03/2022",
        "echeance": "juin 2030",
        "entier": "12",
        "nombre": "61,5",
        "acteur": "Chef de bureau",
    }
    return simples.get(question.nature) or next(iter(choix), "" if question.cible else "temoin")


def repondre_a_tout(famille: Famille, dossier: Dossier) -> Reponses:
    """Répond à chaque question d'une famille, comme le feraient des options."""
    reponses = Reponses(formulaire_de(famille), famille.modele, dossier, AU, f"{famille.nom}/x.yaml")
    for question in reponses.formulaire.questions:
        texte = "1,5" if (famille.nom, question.cle) == ("audits", "duree") else reponse(question, dossier)
        assert texte, (famille.nom, question.cle)
        reponses.donner(question.cle, texte)
    return reponses


@pytest.mark.parametrize("famille", DOSSIERS, ids=lambda f: f.nom)
def test_chaque_cle_du_format_se_saisit(famille: Famille, lu: Dossier) -> None:
    """Toute réponse donnée, l'objet est celui que la lecture ferait : rien n'est perdu, rien n'est inventé."""
    reponses = repondre_a_tout(famille, lu)
    cles = {c for c in description.cles(famille.modele) if not c.startswith("@")}
    assert set(reponses.ordonnees()) == cles
    assert not reponses.manquantes()
    objet = famille.modele.model_validate({"@id": "x", "@fichier": "e/q/x.yaml", **en_textes(reponses.ordonnees())})
    assert all(
        getattr(objet, nom) is not None for nom, champ in famille.modele.model_fields.items() if champ.alias in cles
    )


@pytest.mark.parametrize("famille", DOSSIERS, ids=lambda f: f.nom)
def test_chaque_question_a_sa_phrase_et_ce_qu_elle_admet(famille: Famille) -> None:
    for question in formulaire_de(famille).questions:
        assert question.phrase[-1] in ".?…", question.cle
        assert question.forme
        assert question.nature != "choix" or question.valeurs


def fermees(dossier: Dossier) -> list[Any]:
    return [
        (famille, question)
        for famille in DOSSIERS
        for question in formulaire_de(famille).questions
        if question.nature in ("choix", "booleen", "entier", "nombre", "date", "lien") and question.cle != "referentiel"
    ]


def test_une_reponse_que_valider_refuserait_ne_se_prend_pas(lu: Dossier) -> None:
    """Toute question fermée, de chaque famille, refuse un mot qui n'est pas des siens, et garde ce qu'elle avait."""
    essayees = 0
    for famille, question in fermees(lu):
        reponses = Reponses(formulaire_de(famille), famille.modele, lu, AU, f"{famille.nom}/x.yaml")
        with pytest.raises(ErreurUsage) as refus:
            reponses.donner(question.cle, "ne-va-pas")
            pytest.fail(f"{famille.nom}.{question.cle} prend tout")
        assert refus.value.message, question.cle
        assert question.cle not in reponses.valeurs
        essayees += 1
    assert essayees > 80


def test_le_message_est_celui_de_valider(lu: Dossier) -> None:
    action = next(f for f in DOSSIERS if f.nom == "actions")
    reponses = Reponses(formulaire_de(action), action.modele, lu, AU)
    for cle, texte, message, conseil in (
        ("statut", "finie", "« finie » n'est pas admis pour « statut ».", "Valeurs : a_faire,"),
        ("service", "acueil", "Le service « acueil » n'existe pas.", "Vouliez-vous dire « accueil » ?"),
        ("service", "voirie", "Le service « voirie » n'existe pas.", "Choix : accueil, etrangers."),
        ("couvre", "2.99", "« 2.99 » n'existe pas dans QUAL-E-PREF.", "L'engagement 2 a 2.1"),
        ("avancement", "12%", "« 12% » n'est pas un nombre entier positif.", "Écrivez 12."),
        ("debut", "31/02/2024", "« 31/02/2024 » n'est pas une date.", "Corrigez la date"),
        ("echeance", "jalon:aucun", "Le jalon « aucun » n'existe pas.", "Ajoutez cet objet dans jalons/"),
        ("inconnue", "x", "La clé « inconnue » n'existe pas ici.", "Clés : intitule"),
    ):
        with pytest.raises(ErreurUsage) as refus:
            reponses.donner(cle, texte)
        assert refus.value.message.startswith(message)
        assert conseil in refus.value.conseil
    assert reponses.valeurs == {}


def test_une_fiche_sans_titre_se_nomme_par_ce_qu_elle_suit(lu: Dossier) -> None:
    assert nommer_objet(lu.reunions["copil-2024-03"], lu) == "Comité de pilotage"
    assert nommer_objet(lu.engagements["qual-e-pref/02"], lu).startswith("Un accueil attentif")


def test_ce_que_le_perimetre_admet_se_propose(lu: Dossier) -> None:
    audit = next(f for f in DOSSIERS if f.nom == "audits")
    questions = {q.cle: q for q in formulaire_de(audit).questions}
    assert possibles(questions["referentiel"], lu) == {"qual-e-pref": "QUAL-E-PREF"}
    (nature,) = (q for q in questions["constats"].sous if q.cle == "nature")
    assert possibles(nature, lu)["point_sensible"] == "point sensible"
    reponses = Reponses(formulaire_de(audit), audit.modele, lu, AU)
    reponses.donner("referentiel", "QUAL-E-PREF")
    assert reponses.valeurs == {"referentiel": "qual-e-pref"}


def test_une_reponse_se_dit_par_son_libelle_ou_quelques_lettres(lu: Dossier) -> None:
    action = next(f for f in DOSSIERS if f.nom == "actions")
    reponses = Reponses(formulaire_de(action), action.modele, lu, AU)
    reponses.donner("service", "bureau de l'ACCUEIL")
    reponses.donner("statut", "à faire")
    reponses.donner("debut", "aujourd'hui")
    reponses.donner("couvre", "2,1; 3 ; 2.1")
    assert reponses.valeurs == {
        "service": "accueil",
        "statut": "a_faire",
        "debut": "2026-11-28",
        "couvre": ["2.1", "3"],
    }
    assert retrouver("etrang", possibles(reponses.formulaire.question("service"), lu)) == ["etrangers"]  # type: ignore[arg-type]


def test_une_reponse_se_reprend_et_s_ote(lu: Dossier) -> None:
    action = next(f for f in DOSSIERS if f.nom == "actions")
    reponses = Reponses(formulaire_de(action), action.modele, lu, AU)
    reponses.donner("couvre", "2.1")
    reponses.remplacer("couvre", "3")
    assert reponses.valeurs == {"couvre": ["3"]}
    with pytest.raises(ErreurUsage):
        reponses.remplacer("couvre", "2.99")
    assert reponses.valeurs == {"couvre": ["3"]}, "une reprise refusée laisse l'ancienne réponse"
    reponses.remplacer("couvre", "-")
    assert reponses.valeurs == {}


def test_un_objet_emboite_se_dit_en_une_reponse_ou_cle_par_cle(lu: Dossier) -> None:
    formation = next(f for f in DOSSIERS if f.nom == "formations")
    reponses = Reponses(formulaire_de(formation), formation.modele, lu, AU)
    reponses.donner("sessions", "14/03/2030")
    reponses.donner("sessions", "prevue=2030-05; lieu=Salle A; B; reports.1.nouvelle=2030-06; reports.1.motif=Grève")
    reponses.donner("sessions.1.service", "accueil")
    reponses.donner("sessions.prevus", "12")
    assert reponses.valeurs["sessions"] == [
        {"prevue": "2030-03-14", "service": "accueil"},
        {
            "prevue": "2030-05",
            "lieu": "Salle A; B",
            "reports": [{"nouvelle": "2030-06", "motif": "Grève"}],
            "prevus": 12,
        },
    ]
    for chemin, texte in (("sessions", "zz=1"), ("sessions.9.lieu", "x"), ("sessions.1", "x"), ("sessions", "lieu=x")):
        with pytest.raises(ErreurUsage):
            reponses.donner(chemin, texte)
    assert len(reponses.valeurs["sessions"]) == 2


def test_un_identifiant_exige_se_tire_du_texte(lu: Dossier) -> None:
    reunion = next(f for f in DOSSIERS if f.nom == "reunions")
    reponses = Reponses(formulaire_de(reunion), reunion.modele, lu, AU)
    reponses.donner("decisions", "Former le standard")
    reponses.donner("decisions", "id=relire; texte=Relire la charte; type=demande")
    assert [d["id"] for d in reponses.valeurs["decisions"]] == ["former-le-standard", "relire"]


def test_tout_ce_qui_se_liste_s_ajoute_par_son_nom() -> None:
    for nom, attendu in (
        ("preuve", "preuves"),
        ("preuves", "preuves"),
        ("preuves/", "preuves"),
        ("réunion", "reunions"),
        ("enquête", "enquetes"),
        ("mesure", "indicateurs"),
        ("session", "formations"),
        ("constat", "audits"),
        ("service", "services.yaml"),
        ("site", "qualicli.yaml"),
    ):
        assert destination(nom).famille.nom == attendu
    assert {f.nom for f in DOSSIERS} <= {d.famille.nom for d in destinations().values() if d.est_un_fichier}
    with pytest.raises(ErreurUsage) as refus:
        destination("reunoin")
    assert "« reunion »" in refus.value.conseil
