"""Prêt pour l'audit, ou non : ce que l'auditeur verra ce jour-là, point par point."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from fabrique import en_memoire, qualicli, qualicli_json, referentiel
from qualicli import ressources
from qualicli.diagnostic.etablir import etablir
from qualicli.diagnostic.preparation import Preparation, preparer
from qualicli.rendus.audits import mots

LOIRE = ressources.dossier("exemples") / "loire-2022"
AUDIT = ("audit-labellisation-2022", LOIRE, "--date", "2022-05-15")
AU = date(2022, 3, 1)
MODULES = [
    {"code": "A", "engagements": [{"code": "A1"}, {"code": "A2"}]},
    {"code": "B", "engagements": [{"code": "B1"}]},
]


def _preparer(audit: dict[str, Any], au: date = AU, **autres: Any) -> Preparation:
    demarche = {
        "sites": {s: {"nom": s.title()} for s in ("nice", "grasse", "menton")},
        "perimetre": [{"referentiel": "essai", "version": "1", "modules": {m: {"statut": "engage"} for m in "AB"}}],
        **autres.pop("demarche", {}),
    }
    tete = {"intitule": "Audit", "nature": "externe", "type": "labellisation", "organisme": "C"}
    tous = {"audit": tete | audit, **autres.pop("audits_autres", {})}
    dossier = en_memoire(demarche, [referentiel(MODULES)], audits=tous, **autres)
    prete = preparer(etablir(dossier, au), dossier.audits["audit"])
    assert prete is not None
    return prete


def _suivi(code: str, statut: str = "realise") -> dict[str, Any]:
    return {
        "@fichier": f"engagements/essai/{code}.yaml",
        "@id": f"essai/{code}",
        "engagement": code,
        "evaluations": [{"exigence": code, "statut": statut, "date": "2022-01-01"}],
    }


def _charte(**autres: Any) -> dict[str, Any]:
    return {"intitule": "Charte", "type": "charte", "date": "2022-01-01", "emplacement": "Hall", **autres}


TOUT_REALISE = {f"essai/{c}": _suivi(c) for c in ("A1", "A2", "B1")}
TOUT_PROUVE = {"charte": _charte(couvre=["A1", "A2", "B1"])}


def test_un_dossier_realise_et_prouve_est_pret_et_chaque_defaut_l_empeche() -> None:
    audit = {"date": "2022-06-01"}
    assert _preparer(audit, engagements=TOUT_REALISE, preuves=TOUT_PROUVE).est_prete
    partiel = TOUT_REALISE | {"essai/B1": _suivi("B1", "partiel")}
    assert not _preparer(audit, engagements=partiel, preuves=TOUT_PROUVE).est_prete
    assert not _preparer(audit, engagements=TOUT_REALISE, preuves={"charte": _charte(couvre=["A1", "A2"])}).est_prete
    sans_objet = TOUT_REALISE | {"essai/B1": _suivi("B1", "sans_objet")}
    assert _preparer(audit, engagements=sans_objet, preuves=TOUT_PROUVE).est_prete


def test_rien_a_controler_n_est_pas_pret() -> None:
    assert not _preparer({"date": "2022-06-01", "modules": ["Z"]}, engagements=TOUT_REALISE).est_prete


@pytest.mark.parametrize(
    ("caducite", "jour", "pret"),
    [
        ("2022-06-01", "2022-06-01", True),
        ("2022-05-31", "2022-06-01", False),
        # Une caducité imprécise vaut jusqu'à la fin de son intervalle, un audit imprécis demande jusqu'à la sienne.
        ("2022-06", "2022-06", True),
        ("2022-06-15", "2022-06", False),
        ("2022-05", "2022-06-01", False),
    ],
)
def test_une_piece_doit_valoir_le_jour_de_l_audit(caducite: str, jour: str, pret: bool) -> None:
    preuves = {"charte": _charte(couvre=["A1", "A2", "B1"], caducite=caducite)}
    preparation = _preparer({"date": jour}, engagements=TOUT_REALISE, preuves=preuves)
    assert preparation.est_prete is pret
    dits = {m for p in preparation.points for m in mots.manques(p)}
    assert all("aura expiré" in m for m in dits)
    assert bool(dits) is not pret


@pytest.mark.parametrize("levee", [None, "2022-03-02", "2022-03-01"])
def test_une_non_conformite_ouverte_bloque_jusqu_a_sa_levee(levee: str | None) -> None:
    constat = {"id": "nc", "nature": "non_conformite", "texte": "Rien", "exigence": "A1"} | (
        {"levee_le": levee} if levee else {}
    )
    audit = {"date": "2022-02-01", "constats": [constat]}
    preparation = _preparer(audit, engagements=TOUT_REALISE, preuves=TOUT_PROUVE)
    ouverte = levee != "2022-03-01"
    assert bool(preparation.bloquants) is ouverte
    assert preparation.est_prete is not ouverte
    assert [p.est_pret for p in preparation.points if p.etat.point.feuille.code == "A1"] == [not ouverte] * 3


def test_l_audit_de_deux_sites_ne_montre_rien_d_un_troisieme() -> None:
    preparation = _preparer({"date": "2022-06-01", "sites": ["nice", "grasse"], "modules": ["A"]})
    assert {p.etat.point.site for p in preparation.points} == {"nice", "grasse"}
    ecarts = [e for r in preparation.referentiels for e in r.ecarts]
    assert {e.site for e in ecarts} == {"nice", "grasse"}
    assert {p.etat.point.feuille.module.code for p in preparation.points} == {"A"}
    assert {e.exigence for e in ecarts} == {"A1", "A2"}


@pytest.mark.parametrize(("delai", "dues"), [("1 mois", date(2022, 5, 1)), ("15 j", date(2022, 5, 17))])
def test_les_pieces_sont_dues_avant_l_audit(delai: str, dues: date) -> None:
    preparation = _preparer({"date": "2022-06"}, demarche={"delais": {"pieces_audit": delai}})
    assert preparation.pieces_dues == dues


@given(st.sets(st.sampled_from(("A1", "A2", "B1"))), st.sets(st.sampled_from(("A1", "A2", "B1"))))
def test_un_point_est_pret_quand_il_est_realise_et_prouve(realises: set[str], prouves: set[str]) -> None:
    engagements = {f"essai/{c}": _suivi(c) for c in realises}
    preuves = {"charte": _charte(couvre=sorted(prouves))}
    preparation = _preparer({"date": "2022-06-01"}, engagements=engagements, preuves=preuves)
    prets = {p.etat.point.feuille.code for p in preparation.points if p.est_pret}
    assert prets == realises & prouves
    assert all(bool(mots.manques(p)) is not p.est_pret for p in preparation.points)


def test_l_ecran_tient_dit_qui_doit_quoi_et_sort_avec_un() -> None:
    dit = qualicli("audit", "pret", *AUDIT, code=1).replace("\xa0", " ")
    assert "Prêt : non. 22 points sur 27." in dit
    assert "étaient à réunir pour le 24 avril 2022" in dit
    assert "aura expiré (20 mai 2022)" in dit
    assert "le 30 juin 2022 : après l'audit" in dit
    assert "le 9 mai 2022 : en retard" in " ".join(dit.split())
    assert max(map(len, dit.splitlines())) <= 80
    assert "Charte de l'usager" not in dit
    assert "Charte de l'usager" in qualicli("audit", "pret", *AUDIT, "--tout", code=1)


def test_le_json_dit_chaque_point() -> None:
    dit = qualicli_json("audit", "pret", *AUDIT, code=1)
    assert (dit["audit"], dit["jour"], dit["pret"]) == ("audit-labellisation-2022", "2022-05-24", False)
    assert sum(p["pret"] for p in dit["points"]) == 22
    assert all(bool(p["manques"]) is not p["pret"] for p in dit["points"])
    assert [b["constat"] for b in dit["bloquants"]] == ["nc-delais"]


def test_un_audit_inconnu_recoit_un_conseil(tmp_path: Path) -> None:
    assert "Vouliez-vous dire" in qualicli("audit", "pret", "audit-labelisation-2022", LOIRE, code=2)


def test_une_piece_demandee_et_pas_remise_reste_a_remettre() -> None:
    def preparer(piece: dict[str, Any], au: date = AU) -> Preparation:
        return _preparer(
            {"date": "2022-06-01", "pieces_demandees": [{"intitule": "Politique", **piece}]},
            au,
            engagements=TOUT_REALISE,
            preuves={"charte": _charte(couvre=["A1", "A2", "B1"], caducite="2022-05-31")} | EN_REGLE,
        )

    def dite(piece: dict[str, Any], au: date = AU) -> tuple[bool, str]:
        prete = preparer(piece, au)
        (demandee,) = prete.demandees
        return prete.est_prete, mots.demandee(prete, demandee)

    remise = {"document": "politique", "remise_le": "2022-02-01"}
    assert dite(remise) == (True, "remise le 1er février 2022")
    assert dite(remise, date(2022, 1, 31))[0] is False  # pas encore, ce jour-là
    assert dite({"document": "politique"}) == (False, "à remettre le 1er mai 2022")  # un mois avant, comme les autres
    assert dite({"document": "politique", "pour_le": "2022-02"}) == (False, "à remettre en février 2022 : en retard")
    assert dite({"pour_le": "2022-03"}) == (False, "à remettre en mars 2022, sans document qui y réponde")
    expire = "à remettre le 1er mai 2022, mais « Charte » aura expiré (31 mai 2022)"
    assert dite({"document": "charte"}) == (False, expire)


EN_REGLE = {"politique": _charte(intitule="Politique", couvre=["A1", "A2", "B1"])}


@pytest.mark.parametrize(
    ("constat", "contredit"),
    [
        ("nature: point_sensible", True),
        ("nature: ecart", True),
        ("nature: point_fort", False),
        ("nature: ecart, levee_le: 2022-03-01", False),
        ("nature: ecart, levee_le: 2022-03-02", True),
        ("nature: ecart, revisions: [{nature: conforme, le: 2022-02-20}]", False),
        ("nature: ecart, site: grasse", False),
    ],
)
def test_realise_pour_la_demarche_a_corriger_pour_un_auditeur(constat: str, contredit: bool) -> None:
    """L'écart entre la vision interne et celle d'un auditeur, quelle que soit sa gravité."""
    lu = yaml.load("{" + constat + "}", yaml.BaseLoader)  # un scalaire est du texte
    releve = {"id": "c", "texte": "Une affiche manque.", "exigence": "A1", **lu}
    prete = _preparer(
        {"date": "2022-06-01", "sites": ["nice"]},
        audits_autres={
            "blanc": {"intitule": "Blanc", "nature": "interne", "type": "blanc", "date": "2022-02-01"}
            | {"constats": [releve]}
        },
        engagements=TOUT_REALISE,
        preuves=TOUT_PROUVE,
    )
    assert [(p.etat.point.feuille.code, c.constat.id) for p, c in prete.contredits] == (
        [("A1", "c")] if contredit else []
    )
    assert prete.est_prete  # il est réalisé et prouvé : c'est dit, cela n'empêche pas
