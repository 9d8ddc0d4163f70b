"""Écarts, respect, actions, non-conformités, verdict."""

from typing import Any

import pytest

from fabrique import en_memoire, jour, referentiel
from qualicli.diagnostic.etablir import DiagnosticReferentiel, etablir

ENGAGEMENT = {"code": "1", "titre": "e", "periodicite": "3 mois"}
REALISE = {
    "engagement": "1",
    "pilote": "s1",
    "evaluations": [{"exigence": "1", "statut": "realise", "date": "2021-01-01"}],
}
PREUVE = {"intitule": "p", "type": "guide", "date": "2021-01-01", "couvre": ["1"]}


def etat(
    au: str = "2022-03-15",
    engagement: Any = None,
    mesures: Any = None,
    ref: Any = None,
    demarche: Any = None,
    choix: Any = None,
    cible: Any = None,
    **autres: Any,
) -> DiagnosticReferentiel:
    indicateurs = {}
    if mesures is not None:
        indicateurs["i"] = {"intitule": "Contrôle", "nature": "qualite", "couvre": ["1"], "mesures": mesures}
        indicateurs["i"] |= {"cible": cible} if cible else {}
    dossier = en_memoire(
        {
            "sites": {"a": {"nom": "A"}},
            **(demarche or {}),
            "perimetre": [{"referentiel": "essai", "modules": choix or {"M1": {"statut": "engage"}}}],
        },
        [
            referentiel(
                [
                    {"code": "M1", "titre": "m", "engagements": [engagement or ENGAGEMENT]},
                    {"code": "M2", "titre": "n", "engagements": [{"code": "9", "titre": "z"}]},
                ],
                **(ref or {}),
            )
        ],
        autres.pop("engagements", {"essai/1": REALISE}),
        {"p": PREUVE},
        indicateurs,
        services={"s1": {"nom": "S1"}},
        **autres,
    )
    (resultat,) = etablir(dossier, jour(au)).referentiels
    return resultat


def mesure(periode: str, conformes: int, total: int = 10) -> dict[str, str]:
    return {"periode": periode, "conformes": str(conformes), "total": str(total)}


@pytest.mark.parametrize(
    ("mesures", "cible", "causes", "respect"),
    [
        ([], None, ["mesure_due"], (0, 0)),
        ([mesure("2021-T3", 10)], None, ["mesure_due"], (0, 0)),
        ([mesure("2021-T4", 10)], None, [], (10, 10)),
        ([mesure("2021-T3", 10), mesure("2021-T4", 8)], None, ["cible_manquee"], (8, 10)),
        ([mesure("2021-T4", 8), mesure("2021-T3", 10)], None, ["cible_manquee"], (8, 10)),
        ([mesure("2021-T4", 8)], "80", [], (8, 10)),
        ([mesure("2021-T4", 7)], "80", ["cible_manquee"], (7, 10)),
        ([mesure("2022-T1", 0), mesure("2021-T4", 10)], None, [], (10, 10)),
        ([{"periode": "2022-02", "presence": "oui"}], None, [], (1, 1)),
        ([{"periode": "2022-02", "presence": "partiel"}], None, ["cible_manquee"], (0, 1)),
    ],
)
def test_le_respect_suit_la_derniere_mesure_due(
    mesures: Any, cible: Any, causes: list[str], respect: tuple[int, int]
) -> None:
    resultat = etat(mesures=mesures, cible=cible)
    assert [e.cause for e in resultat.ecarts] == causes
    taux = resultat.synthese.respect
    assert (taux.numerateur, taux.denominateur) == respect
    assert resultat.synthese.declare.part == 1  # réalisé et respecté sont deux choses


def test_une_premiere_mesure_n_est_due_qu_une_periode_apres_l_engagement() -> None:
    choix = {"M1": {"statut": "engage", "du": "2022-01-01"}}
    assert [e.cause for e in etat("2022-03-31", choix=choix).ecarts] == []
    assert [e.cause for e in etat("2022-04-01", choix=choix).ecarts] == ["mesure_due"]


def test_une_mesure_vaut_jusqu_au_dernier_jour_de_sa_periodicite() -> None:
    assert [e.cause for e in etat("2022-03-31", mesures=[mesure("2021-T4", 10)]).ecarts] == []
    assert [e.cause for e in etat("2022-04-01", mesures=[mesure("2021-T4", 10)]).ecarts] == ["mesure_due"]


def test_un_ecart_porte_l_action_ouverte_qui_le_couvre() -> None:
    partiel = {"engagement": "1", "evaluations": [{"exigence": "1", "statut": "partiel", "date": "2021-01-01"}]}
    actions = {
        "tard": {"intitule": "Tard", "couvre": ["1"], "echeance": "2022-06-01", "statut": "a_faire"},
        "tot": {"intitule": "Tôt", "couvre": ["essai:1"], "echeance": "2022-04", "statut": "en_cours"},
        "faite": {
            "intitule": "Faite",
            "couvre": ["1"],
            "echeance": "2022-01-01",
            "statut": "faite",
            "faite_le": "2022-03-20",
        },
    }
    (ecart,) = etat(engagements={"essai/1": partiel}, engagement={"code": "1", "titre": "e"}, actions=actions).ecarts
    assert ecart.action is not None
    assert ecart.action.id == "faite"  # au 15 mars, elle ne l'était pas encore
    (apres,) = etat(
        "2022-03-25", engagements={"essai/1": partiel}, engagement={"code": "1", "titre": "e"}, actions=actions
    ).ecarts
    assert apres.action is not None
    assert (apres.action.id, str(apres.echeance)) == ("tot", "2022-04")


AUDIT = {"intitule": "Audit blanc", "nature": "interne", "type": "blanc", "date": "2022-03-01"}
CONSTAT = {"id": "c1", "nature": "non_conformite", "texte": "Registre non tenu", "exigence": "1"}
BLOQUANT = {"label": {"bloquants": ["non_conformite"]}}


@pytest.mark.parametrize(
    ("au", "constat", "ref", "ouverte"),
    [
        ("2022-02-28", {}, BLOQUANT, False),
        ("2022-03-15", {}, BLOQUANT, True),
        ("2022-03-15", {"levee_le": "2022-03-15"}, BLOQUANT, False),
        ("2022-03-15", {"levee_le": "2022-03-16"}, BLOQUANT, True),
        ("2022-03-15", {"nature": "point_sensible"}, BLOQUANT, False),
        ("2022-03-15", {}, {}, True),  # un référentiel qui ne dit pas ce qui bloque ne la fait pas taire
        ("2022-03-15", {"nature": "ecart"}, {}, False),
        ("2022-03-15", {}, {"label": {"bloquants": ["ecart"]}}, True),
    ],
)
def test_une_non_conformite_ouverte_bloque_le_label(au: str, constat: Any, ref: Any, ouverte: bool) -> None:
    audits = {"blanc": {**AUDIT, "constats": [{**CONSTAT, **constat}]}}
    resultat = etat(au, engagement={"code": "1", "titre": "e"}, ref=ref, audits=audits)
    assert [e.cause for e in resultat.ecarts] == ["non_conformite"] * ouverte
    assert resultat.est_labellisable is not ouverte
    if ouverte:
        assert (resultat.ecarts[0].responsable, resultat.ecarts[0].exigence) == ("s1", "1")
        assert resultat.raisons[0].code == "non_conformite"


@pytest.mark.parametrize(
    ("ref", "demarche", "raisons"),
    [
        ({}, {}, []),
        ({"composition": [{"obligatoire": "M1"}]}, {}, []),
        ({"composition": [{"obligatoire": "M2"}]}, {}, ["composition"]),
        ({"composition": [{"obligatoire": "M2", "si": "site.cert"}]}, {}, []),
        (
            {"composition": [{"obligatoire": "M2", "si": "site.cert"}]},
            {"sites": {"a": {"nom": "A", "cert": "oui"}}},
            ["composition"],
        ),
        ({"composition": [{"obligatoire": "M2", "si": "non site.cert"}]}, {}, ["composition"]),
        ({"composition": [{"au_moins": "1", "parmi": ["M2", "M1"]}]}, {}, []),
        ({"composition": [{"au_moins": "2", "parmi": ["M2", "M1"]}]}, {}, ["composition"]),
        ({"documents": [{"type": "guide", "titre": "Guide"}]}, {}, []),
        ({"documents": [{"type": "lettre_mission", "titre": "Lettre"}]}, {}, ["document"]),
        ({}, {"calcul": {"cible": "100"}}, []),
    ],
)
def test_le_verdict_nomme_chaque_raison(ref: Any, demarche: Any, raisons: list[str]) -> None:
    resultat = etat(engagement={"code": "1", "titre": "e"}, ref=ref, demarche=demarche)
    assert [r.code for r in resultat.raisons] == raisons
    assert resultat.est_labellisable is not bool(raisons)


def test_la_cible_se_lit_sur_le_taux_prouve() -> None:
    resultat = etat("2020-06-01", engagement={"code": "1", "titre": "e"})
    assert [r.code for r in resultat.raisons] == ["cible"]
    assert "0\u00a0% (0/1), cible 100\u00a0%" in resultat.raisons[0].texte


def test_la_mesure_d_un_site_l_emporte_sur_celle_de_tous() -> None:
    mesures = [{**mesure("2021-T4", 10), "site": "a"}, mesure("2022-02", 0)]
    assert etat(mesures=mesures).synthese.respect.part == 1
