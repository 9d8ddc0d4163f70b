"""L'échelle des constats est une donnée du référentiel : ses mots, ce qui bloque, et à partir de combien."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from fabrique import ecrire, en_memoire, qualicli, qualicli_json, referentiel
from qualicli.diagnostic.etablir import etablir
from qualicli.diagnostic.obligations.registre import obligations
from qualicli.modeles.connaissance import connu_au

AU = date(2022, 3, 15)
SOCLE = {
    "qualicli.yaml": """
        format: 1
        organisme: {nom: Préfecture d'essai}
        sites: {siege: {nom: Siège}}
        perimetre: [{referentiel: essai, modules: {A: {statut: engage}}}]
    """,
    "referentiels/essai.yaml": """
        format: 1
        id: essai
        nom: Essai
        version: "1"
        editeur: Nous
        source: S
        certitude: etabli
        constats:
          echelle:
            - {code: majeure, nom: non-conformité majeure, bloque: true}
            - {code: mineure, nom: non-conformité mineure}
            - {code: piste, nom: piste de progrès}
          bloque_a: {mineure: 5}
        modules: [{code: A, engagements: [{code: A1}]}]
    """,
}


def _audit(*constats: str) -> str:
    tete = "intitule: Audit\nnature: interne\ntype: blanc\ndate: 2022-03-01\ndelai_rapport: 1 an\nconstats:\n"
    return tete + "".join(f"  - {{id: c{rang}, texte: Faute {rang}, {c}}}\n" for rang, c in enumerate(constats))


def _bloquants(racine: Path, *constats: str, code: int) -> list[str]:
    ecrire(racine, SOCLE | {"audits/a.yaml": _audit(*constats)})
    rendu = qualicli_json("audit", "pret", "a", racine, "--date", "2022-03-15", code=1)
    raisons = qualicli("diagnostic", racine, "--date", "2022-03-15", code=code)
    assert ("constat ouvert" in raisons) == bool(rendu["bloquants"])
    return [b["constat"] for b in rendu["bloquants"]]


@pytest.mark.parametrize(
    ("constats", "bloquants"),
    [
        (["nature: mineure"] * 4, 0),
        (["nature: mineure"] * 5, 5),
        (["nature: majeure"], 1),
        (["nature: piste"] * 9, 0),
        (["nature: mineure"] * 4 + ["nature: mineure, levee_le: 2022-03-15"], 0),
        (["nature: mineure"] * 4 + ["nature: mineure, levee_le: 2022-03-16"], 5),
        (["nature: mineure"] * 4 + ["nature: majeure, revisions: [{nature: mineure, le: 2022-03-10}]"], 5),
        (["nature: mineure"] * 4 + ["nature: majeure, revisions: [{nature: mineure, le: 2022-04-10}]"], 1),
        # Scindé, un constat ne compte plus ; pas encore scindé, il compte, et lui seul.
        (["nature: majeure", "nature: piste, scinde_de: c0"], 0),
        (["nature: majeure", "nature: piste, scinde_de: c0, scinde_le: 2022-04-01"], 1),
        (["nature: majeure", "nature: majeure, scinde_de: c0", "nature: majeure, scinde_de: c0"], 2),
        # Détachés l'un de l'autre, ou de soi : la faute est dite, mais aucun ne disparaît.
        (["nature: majeure, scinde_de: c1", "nature: majeure, scinde_de: c0"], 2),
        (["nature: majeure, scinde_de: c0"], 1),
    ],
)
def test_l_echelle_du_referentiel_dit_ce_qui_bloque(constats: list[str], bloquants: int, tmp_path: Path) -> None:
    assert len(_bloquants(tmp_path, *constats, code=int(bool(bloquants)))) == bloquants


def test_ses_mots_sont_ceux_que_l_on_lit(tmp_path: Path) -> None:
    ecrire(tmp_path, SOCLE | {"audits/a.yaml": _audit("nature: majeure")})
    assert "constat ouvert, non-conformité majeure" in " ".join(
        qualicli("ecarts", tmp_path, "--date", "2022-03-15").split()
    )
    assert "le constat (non-conformité majeure)" in " ".join(
        qualicli("a-faire", tmp_path, "--date", "2022-03-15").split()
    )
    montre = " ".join(qualicli("referentiel", "montrer", "essai", "--dossier", tmp_path).split())
    assert "non-conformité majeure (bloque le label), non-conformité mineure (5 bloquent le label)" in montre
    refus = qualicli("valider", ecrire(tmp_path, {"audits/a.yaml": _audit("nature: non_conformite")}), code=1)
    assert "AUD010" in refus


def test_un_seuil_porte_sur_un_grade_de_l_echelle(tmp_path: Path) -> None:
    fautif = SOCLE["referentiels/essai.yaml"].replace("{mineure: 5}", "{mineures: 5}")
    refus = qualicli("valider", ecrire(tmp_path, SOCLE | {"referentiels/essai.yaml": fautif}), code=1)
    assert "« bloque_a » cite « mineures », que l'échelle n'a pas." in " ".join(refus.split())


def _dossier(audit: dict[str, Any], bareme: dict[str, Any] | None = None, **autres: Any) -> Any:
    demarche = {
        "sites": {"siege": {"nom": "Siège"}},
        "perimetre": [{"referentiel": "essai", "version": "1", "modules": {"A": {"statut": "engage"}}}],
    }
    tete = {"intitule": "Audit", "nature": "externe", "type": "suivi", "organisme": "C", "date": "2022-03-01"}
    modules = [{"code": "A", "engagements": [{"code": "A1"}]}]
    return en_memoire(
        demarche,
        [referentiel(modules, **({"constats": bareme} if bareme else {}))],
        audits={"a": tete | audit},
        **autres,
    )


def test_une_non_conformite_n_est_jamais_tue() -> None:
    """Une échelle qui n'en parle pas ne la fait pas disparaître ; une autre faute n'y bloque rien."""
    bareme = {"echelle": [{"code": "piste", "nom": "piste"}]}
    for nature, raisons in (("non_conformite", 1), ("ecart", 0)):
        dossier = _dossier({"constats": [{"id": "c", "nature": nature, "texte": "Faute"}]}, bareme)
        assert [r.code for r in etablir(dossier, AU).referentiels[0].raisons].count("non_conformite") == raisons


def test_ce_qui_suit_la_levee_est_du_jusqu_a_ce_que_ce_soit_fait() -> None:
    constat = {"id": "c", "nature": "ecart", "texte": "Faute", "exigence": "A1", "levee_le": "2022-03-02"}
    verifie = {"verifie_par": "Auditeur", "verifie_le": "2022-03-14"}
    evalue = {"@fichier": "engagements/essai/A1.yaml", "engagement": "A1"}
    evalue["evaluations"] = [{"exigence": "A1", "statut": "realise", "date": "2022-03-02"}]  # type: ignore[assignment]

    def ouvertes(dossier: Any, au: date = AU) -> set[str]:
        return {o.objet for o in obligations(dossier, au) if o.nature == "constat" and o.est_ouverte}

    assert ouvertes(_dossier({"constats": [constat]})) == {"audits/a#c/verification", "audits/a#c/reevaluation"}
    complet = _dossier({"constats": [constat | verifie]}, engagements={"essai/A1": evalue})
    assert ouvertes(complet) == set()
    # La veille de la vérification, elle restait due ; la veille de la levée, le constat aussi.
    assert ouvertes(complet, date(2022, 3, 13)) == {"audits/a#c/verification"}
    assert ouvertes(complet, date(2022, 3, 1)) == {"audits/a#c"}
    assert connu_au(complet, date(2022, 3, 13)).audits["a"].constats[0].verifie_par is None


def test_une_piece_demandee_est_due_a_son_jour_ou_un_mois_avant() -> None:
    pieces = [
        {"intitule": "Politique", "pour_le": "2022-03-20"},
        {"intitule": "Registre"},
        {"intitule": "Plan", "remise_le": "2022-03-15"},
    ]
    dossier = _dossier({"date": "2022-05-01", "pieces_demandees": pieces})
    dues = {o.objet: o for o in obligations(dossier, AU) if "#piece-" in o.objet}
    assert [str(o.echeance.texte) if o.echeance else "" for o in dues.values() if o.est_ouverte] == [
        "2022-03-20",
        "2022-04-01",
    ]
    assert dues["audits/a#piece-3"].etat == "finie"


def test_un_constat_reporte_est_du_a_l_audit_suivant() -> None:
    constat = {"id": "c", "nature": "ecart", "texte": "Faute", "reporte_a": "b"}
    dossier = _dossier({"constats": [constat]})
    suivant = dossier.audits["a"].model_copy(update={"id": "b", "constats": (), "date": dossier.audits["a"].date})
    dossier.familles["audits"]["b"] = suivant  # type: ignore[index]
    (due,) = (o for o in obligations(dossier, AU) if o.objet == "audits/a#c")
    assert due.echeance is not None and due.echeance.texte == "2022-03-01"
