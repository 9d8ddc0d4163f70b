"""La vie d'un label, site par site : ce qu'il est devenu, ce qu'il fait attendre."""

from typing import Any

import pytest

from fabrique import en_memoire, jour, referentiel
from qualicli.diagnostic.cycle import EcheanceDeLabel, echeances_du_label, labels_du_dossier
from qualicli.modeles.dossier import Dossier
from qualicli.rendus.labels import dire_labels

MODULE = {"code": "M1", "titre": "Accueil", "engagements": [{"code": "1", "titre": "e"}]}
SITES = {"metz": {"nom": "Préfecture", "commune": "Metz"}, "forbach": {"nom": "Forbach"}}
REGLES = {"duree": "3 ans", "suivi": "18 mois"}


def dossier(labels: list[dict[str, Any]], audits: Any = None, perimetre: str = "autre", **regles: Any) -> Dossier:
    """Des labels de « essai », que « suite » remplace ; « autre » n'a rien à voir."""
    demarche = {
        "sites": SITES,
        "perimetre": [{"referentiel": perimetre, "modules": {"M1": {"statut": "engage", "sites": ["metz"]}}}],
        "labels": [{"referentiel": "essai", **la} for la in labels],
    }
    base = referentiel([MODULE])
    refs = [
        base | {"label": regles or REGLES},
        base | {"id": "suite", "nom": "Suite", "remplace": "essai"},
        base | {"id": "autre", "nom": "Autre"},
    ]
    return en_memoire(demarche, refs, audits=audits)


def etats(reel: Dossier, au: str) -> list[tuple[int, str, str]]:
    return [(vu.rang, vu.site, vu.etat) for vu in labels_du_dossier(reel, jour(au))]


def attendus(reel: Dossier, au: str) -> list[tuple[str, str, str, str]]:
    return [(e.site, e.nature, e.echeance.texte, e.etat) for e in echeances_du_label(reel, jour(au))]


def test_un_label_vaut_le_temps_que_dit_son_referentiel() -> None:
    reel = dossier([{"obtenu_le": "2013-06-15", "sites": ["metz"]}])
    assert etats(reel, "2013-06-14") == []
    assert etats(reel, "2016-06-15") == [(0, "metz", "en_cours")]
    assert etats(reel, "2016-06-16") == [(0, "metz", "expire")]


@pytest.mark.parametrize(
    ("obtenu", "suivi", "fin"),
    [
        ("2013-06-15", "2014-12-15", "2016-06-15"),
        ("2013-06", "2014-12", "2016-06"),
        ("2013-02", "2014-08", "2016-02"),
        ("2013", "2014-07/2015-06", "2016"),
        ("2013-T1", "2014-07/2014-09", "2016-01/2016-03"),
        ("2013-08-31", "2015-02-28", "2016-08-31"),
    ],
)
def test_les_echeances_sont_aussi_precises_que_l_obtention(obtenu: str, suivi: str, fin: str) -> None:
    reel = dossier([{"obtenu_le": obtenu, "sites": ["metz"]}])
    assert attendus(reel, "2014-01-01") == [
        ("metz", "suivi", suivi, "a_venir"),
        ("metz", "renouvellement", fin, "a_venir"),
    ]


def test_l_echeance_ecrite_l_emporte() -> None:
    reel = dossier([{"obtenu_le": "2013-06", "echeance": "2017-01", "sites": ["metz"]}])
    assert etats(reel, "2017-01-31") == [(0, "metz", "en_cours")]
    assert etats(reel, "2017-02-01") == [(0, "metz", "expire")]


def test_un_label_renouvele_sur_un_site_expire_sur_l_autre() -> None:
    reel = dossier([{"obtenu_le": "2013-06"}, {"obtenu_le": "2016-09", "sites": ["metz"]}])
    assert etats(reel, "2016-08-31") == [(0, "metz", "expire"), (0, "forbach", "expire")]
    assert etats(reel, "2016-09-01") == [(0, "metz", "renouvele"), (0, "forbach", "expire"), (1, "metz", "en_cours")]
    assert dire_labels(reel, jour("2016-10-01")) == (
        "Essai en juin 2013, renouvelé en septembre 2016 (Metz)",
        "Essai en juin 2013, expiré depuis la fin de juin 2016 (Forbach)",
        "Essai en septembre 2016, valable jusqu'à la fin de septembre 2019 (Metz)",
    )


def test_un_label_d_un_successeur_ou_qui_le_dit_remplace() -> None:
    site = {"sites": ["metz"]}
    premier = {"obtenu_le": "2013-06", **site}
    for suivant, etat in (
        ({"referentiel": "suite"}, "remplace"),
        ({"referentiel": "autre"}, "en_cours"),
        ({"referentiel": "autre", "remplace": "essai"}, "remplace"),
    ):
        reel = dossier([premier, {"obtenu_le": "2015", **site, **suivant}])
        assert etats(reel, "2015-06-01")[0] == (0, "metz", etat)


def test_un_label_maintenu_ou_retire_le_dit_avec_son_motif() -> None:
    maintenu = {"obtenu_le": "2013-06", "maintenu_jusqu_au": "2017-03", "motif": "Audit reporté.", "sites": ["metz"]}
    reel = dossier([maintenu])
    assert etats(reel, "2016-06-30") == [(0, "metz", "en_cours")]
    assert etats(reel, "2017-03-31") == [(0, "metz", "maintenu")]
    assert etats(reel, "2017-04-01") == [(0, "metz", "expire")]
    (dit,) = dire_labels(reel, jour("2017-01-01"))
    assert "expiré depuis la fin de juin 2016, maintenu jusqu'à la fin de mars 2017, audit reporté" in dit
    assert attendus(reel, "2017-01-01")[-1] == ("metz", "renouvellement", "2017-03", "a_venir")
    retire = {"obtenu_le": "2013-06", "retire_le": "2014-02-10", "motif": "Site fermé", "sites": ["metz"]}
    reel = dossier([retire])
    assert etats(reel, "2014-02-09") == [(0, "metz", "en_cours")]
    assert dire_labels(reel, jour("2014-02-10")) == (
        "Essai en juin 2013, retiré le 10 février 2014, site fermé (Metz)",
    )
    assert attendus(reel, "2014-02-10") == []


def test_une_date_inconnue_ne_derive_rien_et_vient_d_abord() -> None:
    reel = dossier([{"obtenu_le": "2013", "sites": ["metz"]}, {"obtenu_le": "inconnue", "sites": ["metz"]}])
    assert etats(reel, "2014-01-01") == [(1, "metz", "renouvele"), (0, "metz", "en_cours")]
    seul = dossier([{"obtenu_le": "inconnue", "organisme": "Certif", "certificat": "12", "sites": ["metz"]}])
    assert attendus(seul, "2014-01-01") == []
    assert dire_labels(seul, jour("2014-01-01")) == (
        "Essai à une date inconnue (Metz ; délivré par Certif ; certificat n° 12)",
    )


def audit(date: str, type_: str = "suivi", **autres: Any) -> dict[str, Any]:
    return {"intitule": "Audit", "nature": "externe", "type": type_, "referentiel": "essai", "date": date, **autres}


def suivi(audits: dict[str, Any], au: str, obtenu: str = "2013-04-19") -> EcheanceDeLabel:
    reel = dossier([{"obtenu_le": obtenu, "sites": ["metz"]}], audits)
    return next(e for e in echeances_du_label(reel, jour(au)) if e.nature == "suivi")


def test_un_audit_de_suivi_externe_du_meme_site_repond_au_suivi() -> None:
    tenu = {"suivi-2014": audit("2014-09-23", sites=["metz"])}
    assert suivi(tenu, "2014-09-22").etat == "prevue"
    assert suivi(tenu, "2014-09-23").etat == "faite"
    assert suivi({}, "2014-10-19").etat == "a_venir"
    assert suivi({}, "2014-10-20").etat == "en_retard"
    for autre in (
        audit("2014-09-23", sites=["forbach"]),
        audit("2014-09-23", nature="interne"),
        audit("2014-09-23", referentiel="suite"),
        audit("2014-09-23", "blanc"),
        audit("2013-01-15"),
    ):
        assert suivi({"a": autre}, "2014-12-01").etat == "en_retard"


def test_une_verification_revient_chaque_annee_jusqu_au_terme() -> None:
    obtenu = {"obtenu_le": "2010-03-01", "sites": ["metz"]}
    reel = dossier([obtenu], {"a": audit("2011-02-10")}, verification="12 mois")
    assert attendus(reel, "2012-03-02") == [
        ("metz", "verification", "2011-03-01", "faite"),
        ("metz", "verification", "2012-03-01", "en_retard"),
        ("metz", "verification", "2013-03-01", "a_venir"),
    ]
    assert attendus(reel, "2022-03-02")[1:] == [
        ("metz", "verification", "2022-03-01", "en_retard"),
        ("metz", "verification", "2023-03-01", "a_venir"),
    ]
    borne = dossier([obtenu | {"echeance": "2012-03-01"}], verification="12 mois")
    assert [e[2] for e in attendus(borne, "2011-12-01") if e[1] == "verification"] == ["2011-03-01"]


def test_le_renouvellement_ne_s_attend_plus_du_site_engage_dans_un_successeur() -> None:
    reel = dossier([{"obtenu_le": "2013-06"}], perimetre="suite")
    assert [e[0] for e in attendus(reel, "2016-01-01") if e[1] == "renouvellement"] == ["forbach"]


def test_un_audit_de_renouvellement_prevu_est_dit() -> None:
    reel = dossier([{"obtenu_le": "2013-06", "sites": ["metz"]}], {"r": audit("2016-05-12", "renouvellement")})
    assert attendus(reel, "2016-01-01")[-1] == ("metz", "renouvellement", "2016-06", "prevue")
    assert attendus(reel, "2016-07-01")[-1] == ("metz", "renouvellement", "2016-06", "en_retard")


def test_sans_regles_rien_n_est_invente() -> None:
    reel = dossier([{"obtenu_le": "2013-06", "sites": ["metz"]}], niveaux=["or"])
    assert etats(reel, "2040-01-01") == [(0, "metz", "en_cours")]
    assert attendus(reel, "2040-01-01") == []


@pytest.mark.parametrize("obtenu", ["0001", "9998-07", "9999-12-31", "9999", "1850"])
def test_une_date_extreme_reste_une_date(obtenu: str) -> None:
    for regles in (REGLES, {"verification": "0 j"}, {"verification": "12 mois"}):
        reel = dossier([{"obtenu_le": obtenu, "sites": ["metz", "metz", "absent"]}], **regles)
        for au in ("0001-01-01", "2022-03-15", "9999-12-31"):
            assert len(echeances_du_label(reel, jour(au))) < 4
            assert len(dire_labels(reel, jour(au))) <= 1
