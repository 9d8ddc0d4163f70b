"""Là où un calcul bascule : rien sur rien, deux sites, deux lignes du même jour, une mesure partagée, un audit en cours."""

from typing import Any

import pytest

from fabrique import en_memoire, jour, referentiel
from qualicli.diagnostic.audits import audit_vise, audits_prevus, horizon
from qualicli.diagnostic.etablir import DiagnosticReferentiel, etablir
from qualicli.modeles.dossier import Dossier

SITES = {"a": {"nom": "A"}, "b": {"nom": "B"}}
BLOQUANT = {"label": {"bloquants": ["non_conformite"]}}
DEUX_EXIGENCES = {"code": "1", "titre": "e", "exigences": [{"code": "1.1"}, {"code": "1.2"}]}


def dossier(
    engagement: Any = None, ref: Any = None, sites: Any = None, du: str | None = None, **autres: Any
) -> Dossier:
    modules = [{"code": "M1", "titre": "m", "engagements": [engagement or {"code": "1", "titre": "e"}]}]
    perimetre = [{"referentiel": "essai", "modules": {"M1": {"statut": "engage", "du": du}}}]
    return en_memoire(
        {"sites": sites or SITES, "perimetre": perimetre}, [referentiel(modules, **(ref or {}))], **autres
    )


def seul(dossier: Dossier, au: str = "2022-03-15") -> DiagnosticReferentiel:
    (resultat,) = etablir(dossier, jour(au)).referentiels
    return resultat


def journal(*lignes: tuple[str, str, str], **autres: str) -> dict[str, Any]:
    evaluations = [{"exigence": e, "statut": s, "date": d, **autres} for e, s, d in lignes]
    return {"essai/1": {"engagement": "1", "evaluations": evaluations}}


def indicateur(*mesures: dict[str, str], **autres: Any) -> dict[str, Any]:
    fiche = {"intitule": "Contrôle", "nature": "qualite", "periodicite": "6 mois", "couvre": ["1"], "mesures": mesures}
    return {"i": {**fiche, "mesures": list(mesures), **autres}}


def mesure(conformes: int, total: int, periode: str = "2022-02", **autres: str) -> dict[str, str]:
    return {"periode": periode, "conformes": str(conformes), "total": str(total), **autres}


def test_une_mesure_sur_rien_n_atteint_pas_sa_cible() -> None:
    resultat = seul(
        dossier(
            sites={"a": {"nom": "A"}},
            engagements=journal(("1", "realise", "2022-01-01")),
            indicateurs=indicateur(mesure(0, 0)),
        )
    )
    assert [e.cause for e in resultat.ecarts if e.nature == "respect"] == ["cible_manquee"]
    assert (resultat.etats[0].respect.est_respecte, resultat.synthese.respect.part) == (False, None)


def test_la_derniere_ligne_ecrite_fait_foi_le_meme_jour() -> None:
    lignes = [("1", "realise", "2022-01-01"), ("1", "partiel", "2022-01-01")]
    assert {e.statut for e in seul(dossier(engagements=journal(*lignes))).etats} == {"partiel"}
    assert {e.statut for e in seul(dossier(engagements=journal(*reversed(lignes)))).etats} == {"realise"}


def test_une_date_imprecise_vaut_sa_fin_entre_deux_lignes() -> None:
    lignes = [("1", "realise", "2022-01"), ("1", "partiel", "2022-01-30")]
    assert {e.statut for e in seul(dossier(engagements=journal(*lignes))).etats} == {"realise"}


def test_la_derniere_mesure_ecrite_fait_foi_pour_la_meme_periode() -> None:
    for mesures, attendu in (([mesure(1, 10), mesure(2, 10)], 2), ([mesure(2, 10), mesure(1, 10)], 1)):
        assert (
            seul(dossier(sites={"a": {"nom": "A"}}, indicateurs=indicateur(*mesures))).synthese.respect.numerateur
            == attendu
        )


def test_une_mesure_partagee_par_deux_points_ne_compte_qu_une_fois() -> None:
    partagee = dossier(DEUX_EXIGENCES, indicateurs=indicateur(mesure(9, 10)))
    respect = seul(partagee).synthese.respect
    assert len(seul(partagee).etats) == 4
    assert (respect.numerateur, respect.denominateur) == (9, 10)


def test_deux_mesures_de_sites_differents_comptent_toutes_deux() -> None:
    mesures = [mesure(9, 10, site="a"), mesure(5, 10, site="b")]
    respect = seul(dossier(DEUX_EXIGENCES, indicateurs=indicateur(*mesures))).synthese.respect
    assert (respect.numerateur, respect.denominateur) == (14, 20)


@pytest.mark.parametrize(("au", "causes"), [("2022-08-28", []), ("2022-08-29", ["mesure_due", "mesure_due"])])
def test_une_mesure_imprecise_vaut_six_mois_apres_la_fin_de_sa_periode(au: str, causes: list[str]) -> None:
    faites = dossier(engagements=journal(("1", "realise", "2022-01-01")), indicateurs=indicateur(mesure(10, 10)))
    assert [e.cause for e in seul(faites, au).ecarts if e.nature == "respect"] == causes


@pytest.mark.parametrize(("au", "dues"), [("2022-06-30", 0), ("2022-07-01", 2)])
def test_une_premiere_mesure_est_due_une_periode_apres_le_premier_jour_de_l_engagement(au: str, dues: int) -> None:
    sans = dossier({"code": "1", "titre": "e", "periodicite": "6 mois"}, du="2022-01")
    assert seul(sans, au).synthese.dues == dues


def audit(date: str, nature: str = "interne", **constat: str) -> dict[str, Any]:
    releve = {"id": "c1", "nature": "non_conformite", "texte": "Registre non tenu", **constat}
    return {"intitule": f"Audit {date}", "nature": nature, "type": "blanc", "date": date, "constats": [releve]}


@pytest.mark.parametrize(
    ("constat", "blames"),
    [({"site": "a"}, {"a"}), ({"site": "b"}, {"b"}), ({}, {"a", "b"}), ({"exigence": "1", "site": "b"}, {"b"})],
)
def test_un_site_ne_repond_pas_de_la_non_conformite_d_un_autre(constat: dict[str, str], blames: set[str]) -> None:
    resultat = seul(dossier(ref=BLOQUANT, audits={"x": audit("2022-03-01", **constat)}))
    trouves = {
        s for s, raisons in resultat.raisons_par_site.items() if any(r.code == "non_conformite" for r in raisons)
    }
    assert trouves == blames
    assert sum(r.code == "non_conformite" for r in resultat.raisons) == 1


def test_le_responsable_d_une_non_conformite_est_du_site_ou_elle_est_relevee() -> None:
    par_service = {"code": "1", "titre": "e", "par_service": "true"}
    services = {"s1": {"nom": "S1", "sites": ["a"]}, "s2": {"nom": "S2", "sites": ["b"]}}
    for site, attendu in (("a", "s1"), ("b", "s2")):
        audits = {"x": audit("2022-03-01", exigence="1", site=site)}
        ecarts = seul(dossier(par_service, BLOQUANT, services=services, audits=audits)).ecarts
        assert [e.responsable for e in ecarts if e.nature == "audit"] == [attendu]


@pytest.mark.parametrize(
    ("au", "releve", "prevu"),
    [
        ("2022-02-28", False, "2022-03-01"),
        ("2022-03-01", False, "2022-03-01"),
        ("2022-03-15", False, "2022-03-15"),
        ("2022-03-31", True, "2022-03-31"),
        ("2022-04-01", True, None),
    ],
)
def test_un_audit_du_mois_reste_a_venir_jusqu_a_la_fin_du_mois(au: str, releve: bool, prevu: str | None) -> None:
    resultat = seul(dossier(ref=BLOQUANT, audits={"x": audit("2022-03")}), au)
    assert [e.cause for e in resultat.ecarts if e.nature == "audit"] == ["non_conformite"] * releve
    assert resultat.prochain_audit == (jour(prevu) if prevu else None)


def test_l_audit_vise_est_le_premier_externe_et_a_defaut_le_delai_d_alerte() -> None:
    essai = dossier(
        audits={"i": audit("2022-04-01"), "e": audit("2022-06-01", "externe"), "f": audit("2022-05-01", "externe")}
    )
    prevus = audits_prevus(essai, essai.referentiels["essai"], jour("2022-03-15"))
    assert [a.id for _, a in prevus] == ["i", "f", "e"]
    assert audit_vise(prevus) == jour("2022-05-01")
    assert audit_vise(prevus[:1]) == jour("2022-04-01")
    assert horizon(dossier(), essai.referentiels["essai"], jour("2022-03-15")) == jour("2022-05-14")
