"""Ce qui est un point de contrôle, et ce qui n'en est pas un."""

from typing import Any

import pytest

from fabrique import en_memoire, jour, referentiel
from qualicli.diagnostic.etablir import DiagnosticReferentiel, etablir
from qualicli.modeles.dossier import Dossier

MODULE = {"code": "M1", "titre": "Accueil", "engagements": [{"code": "1", "titre": "e"}]}
AU = jour("2022-03-15")


def seul(dossier: Dossier, au: str = "2022-03-15") -> DiagnosticReferentiel:
    (resultat,) = etablir(dossier, jour(au)).referentiels
    return resultat


def dossier(choix: Any, modules: Any = None, sites: Any = None, **autres: Any) -> Dossier:
    demarche = {"sites": sites or {"a": {"nom": "A"}}, "perimetre": [{"referentiel": "essai", "modules": choix}]}
    return en_memoire(demarche, [referentiel(modules or [MODULE])], **autres)


def points(resultat: DiagnosticReferentiel) -> list[tuple[str, str, str | None]]:
    return [(e.point.feuille.code, e.point.site, e.point.service) for e in resultat.etats]


def test_un_engagement_sans_exigence_s_evalue_d_un_bloc() -> None:
    assert points(seul(dossier({"M1": {"statut": "engage"}}))) == [("1", "a", None)]


def test_un_module_sans_engagement_s_evalue_d_un_bloc() -> None:
    inconnu = {"code": "M7", "titre": "Crise", "etat": "a_completer"}
    assert points(seul(dossier({"M7": {"statut": "engage"}}, [inconnu]))) == [("M7", "a", None)]


@pytest.mark.parametrize(
    ("choix", "comptes"),
    [
        ({"statut": "engage"}, {"2021-12-31": 1, "2022-03-15": 1}),
        ({"statut": "engage", "du": "2022-01"}, {"2021-12-31": 0, "2022-01-01": 1}),
        ({"statut": "desengage", "jusqu_au": "2022-03"}, {"2022-02-15": 1, "2022-03-31": 1, "2022-04-01": 0}),
        ({"statut": "desengage", "jusqu_au": "2022-03-10"}, {"2022-03-10": 1, "2022-03-11": 0}),
        ({"statut": "desengage"}, {"2022-03-15": 0}),
        ({"statut": "envisage"}, {"2022-03-15": 0}),
        ({"statut": "suspendu"}, {"2022-03-15": 0}),
        ({"statut": "retenu"}, {"2022-03-15": 1}),
        ({"statut": "labellise"}, {"2022-03-15": 1}),
    ],
)
def test_un_module_compte_selon_son_statut_et_ses_dates(choix: Any, comptes: dict[str, int]) -> None:
    for au, attendu in comptes.items():
        resultat = seul(dossier({"M1": choix}), au)
        assert len(resultat.etats) == attendu, au
        assert len(resultat.hors_label) == 1 - attendu, au


def test_un_module_desengage_garde_ses_preuves_pour_memoire() -> None:
    preuve = {"intitule": "p", "type": "guide", "date": "2022-01-01", "couvre": ["1"], "emplacement": "x"}
    journal = {"engagement": "1", "evaluations": [{"exigence": "1", "statut": "realise", "date": "2022-01-01"}]}
    choix = {"M1": {"statut": "desengage", "jusqu_au": "2022-03-10"}}
    sans = seul(dossier(choix, engagements={"essai/1": journal}))
    avec = seul(dossier(choix, engagements={"essai/1": journal}, preuves={"p": preuve}))
    memoire = [r.synthese_de(r.hors_label[0].etats).prouve.numerateur for r in (sans, avec)]
    assert memoire == [0, 1]
    assert sans.synthese == avec.synthese


def test_un_module_peut_differer_selon_le_site() -> None:
    choix = {"M1": [{"statut": "engage", "sites": ["b"]}, {"statut": "envisage", "sites": ["a"]}]}
    resultat = seul(dossier(choix, sites={"a": {"nom": "A"}, "b": {"nom": "B"}}))
    assert points(resultat) == [("1", "b", None)]
    assert [(h.statut, [e.point.site for e in h.etats]) for h in resultat.hors_label] == [("envisage", ["a"])]


def test_une_exigence_par_service_fait_un_point_par_service() -> None:
    module = {"code": "M1", "titre": "m", "engagements": [{"code": "1", "titre": "e", "par_service": "true"}]}
    services = {
        "s1": {"nom": "S1"},
        "s2": {"nom": "S2"},
        "s3": {"nom": "S3", "modules": ["M2"]},
        "unite": {"nom": "Unité", "partie_de": "s1"},
    }
    journal = {"engagement": "1", "evaluations": [{"exigence": "1", "statut": "realise", "date": "2022-01-01"}]}
    preuve = {"intitule": "p", "type": "guide", "date": "2022-01-01", "couvre": ["1"], "service": "s1"}
    resultat = seul(
        dossier(
            {"M1": {"statut": "engage"}},
            [module],
            services=services,
            engagements={"essai/1": journal},
            preuves={"p": preuve},
        )
    )
    assert points(resultat) == [("1", "a", "s1"), ("1", "a", "s2")]
    assert (resultat.synthese.prouve.numerateur, resultat.synthese.prouve.denominateur) == (1, 2)


def test_l_evaluation_la_plus_precise_l_emporte() -> None:
    evaluations = [
        {"exigence": "1", "statut": "partiel", "date": "2021-01-01", "site": "a"},
        {"exigence": "1", "statut": "realise", "date": "2022-01-01"},
    ]
    journal = {"essai/1": {"engagement": "1", "evaluations": evaluations}}
    resultat = seul(
        dossier({"M1": {"statut": "engage"}}, sites={"a": {"nom": "A"}, "b": {"nom": "B"}}, engagements=journal)
    )
    assert [e.statut for e in resultat.etats] == ["partiel", "realise"]


def test_une_date_imprecise_n_est_acquise_qu_a_la_fin_de_son_intervalle() -> None:
    journal = {
        "essai/1": {"engagement": "1", "evaluations": [{"exigence": "1", "statut": "realise", "date": "2022-03"}]}
    }
    essai = dossier({"M1": {"statut": "engage"}}, engagements=journal)
    assert [seul(essai, au).etats[0].statut for au in ("2022-03-30", "2022-03-31")] == ["non_evalue", "realise"]
