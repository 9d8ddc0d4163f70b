"""Les pièces à réunir : tout point débloquable l'est, les plus utiles d'abord, et chacune débloque ce qu'elle annonce."""

from dataclasses import replace
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from diagnostic.test_recalcul import EXIGENCES, construire, dossiers
from fabrique import en_memoire, jour, referentiel
from qualicli.diagnostic.deblocage import Piece, a_renouveler, a_reunir
from qualicli.diagnostic.etablir import Diagnostic, etablir
from qualicli.modeles.documents import Preuve
from qualicli.modeles.dossier import Dossier, Inventaire

# Tout est engagé, presque tout est réalisé : il reste à prouver.
REALISES = [{"exigence": code, "statut": "realise", "date": "2020-01-01"} for code in EXIGENCES]
a_prouver = st.tuples(dossiers(), st.integers(0, len(REALISES))).map(
    lambda tirage: {**tirage[0], "choix": {"statut": "engage"}, "evaluations": REALISES[tirage[1] :] or REALISES}
)
INVENTAIRE = Inventaire(frozenset({"preuves/la.pdf"}))


def apporter(dossier: Dossier, rang: int, piece: Piece) -> Dossier:
    """Le dossier une fois la pièce réunie : le document remis en état, ou une preuve neuve pour les points servis."""
    neuve = {
        "@id": f"neuve-{rang}",
        "@fichier": f"preuves/neuve-{rang}.yaml",
        "intitule": "n",
        "date": "2000-01-01",
        "caducite": "sans_objet",
    }
    if piece.document is not None:
        ancienne = piece.document
        neuve |= {
            "@id": ancienne.id,
            "@fichier": ancienne.fichier,
            "type": piece.type,
            "couvre": list(ancienne.couvre),
            "sites": list(ancienne.sites),
            "service": ancienne.service,
        }
        preuve = Preuve.model_validate(neuve)
        return _avec(dossier, {**dossier.preuves, preuve.id: preuve})
    preuves = dict(dossier.preuves)
    for etat in piece.points:  # une preuve par point : elle ne prouve rien d'autre que ce qui est annoncé
        nom = f"neuve-{rang}-{etat.point.feuille.code.replace('.', '-')}-{etat.point.service or ''}"
        neuve |= {
            "@id": nom,
            "@fichier": f"preuves/{nom}.yaml",
            "type": piece.type or "note",
            "sites": [etat.point.site],
            "couvre": [f"essai:{etat.point.feuille.code}"],
            "service": etat.point.service,
        }
        preuves[nom] = Preuve.model_validate(neuve)
    return _avec(dossier, preuves)


def _avec(dossier: Dossier, preuves: dict[str, Preuve]) -> Dossier:
    return replace(dossier, familles={**dossier.familles, "preuves": preuves})


def prouves(dossier: Dossier, au: Any) -> int:
    (resultat,) = etablir(dossier, au, INVENTAIRE).referentiels
    return int(resultat.synthese.prouve.numerateur)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(a_prouver)
def test_chaque_piece_debloque_ce_qu_elle_annonce(d: dict[str, Any]) -> None:
    dossier = construire(d)
    (resultat,) = etablir(dossier, d["au"], INVENTAIRE).referentiels
    pieces = a_reunir(resultat)
    assert pieces == a_reunir(resultat)
    besoins = [(e.point.cle, m.type) for e in resultat.etats if e.statut == "realise" for m in e.manques]
    assert sorted(e.point.cle for p in pieces for e in p.points) == sorted(cle for cle, _ in besoins)
    assert sorted(e.point.cle for p in pieces for e in p.acheves) == sorted({cle for cle, _ in besoins})
    gains = [len(p.points) for p in pieces]
    assert all(gains) and gains == sorted(gains, reverse=True)
    attendus = prouves(dossier, d["au"])
    for rang, piece in enumerate(pieces):
        dossier = apporter(dossier, rang, piece)
        attendus += len(piece.acheves)
        assert prouves(dossier, d["au"]) == attendus
    assert attendus == sum(e.statut == "realise" for e in resultat.etats)


def diagnostic(preuves: list[dict[str, Any]], types: list[str], au: str = "2022-03-15", **autres: Any) -> Diagnostic:
    """Trois exigences d'un engagement et un engagement d'un bloc, tous réalisés et tenus par le même service."""
    exigences = [{"code": f"1.{n}", "preuves": types} for n in (1, 2, 3)]
    faites = [{"exigence": f"1.{n}", "statut": "realise", "date": "2021-01-01"} for n in (1, 2, 3)]
    bloc = {"exigence": "2", "statut": "realise", "date": "2021-01-01"}
    dossier = en_memoire(
        {
            "sites": {"a": {"nom": "A"}},
            "perimetre": [{"referentiel": "essai", "modules": {"M1": {"statut": "engage"}}}],
        },
        [
            referentiel(
                [
                    {
                        "code": "M1",
                        "titre": "m",
                        "engagements": [
                            {"code": "1", "titre": "e", "exigences": exigences},
                            {"code": "2", "titre": "f", "preuves": types},
                        ],
                    }
                ]
            )
        ],
        {
            "essai/1": {"engagement": "1", "pilote": "s", "evaluations": faites},
            "essai/2": {"engagement": "2", "pilote": "s", "evaluations": [bloc]},
        },
        {f"p{n}": {"intitule": f"P{n}", "type": "guide", "date": "2021-01-01", **p} for n, p in enumerate(preuves)},
        services={"s": {"nom": "S"}},
        **autres,
    )
    return etablir(dossier, jour(au))


def pieces(preuves: list[dict[str, Any]], types: list[str]) -> list[tuple[str, str | None, list[str]]]:
    (resultat,) = diagnostic(preuves, types).referentiels
    return [
        (p.type, p.document.id if p.document else None, [e.point.feuille.code for e in p.points])
        for p in a_reunir(resultat)
    ]


def test_un_document_caduc_qui_sert_deux_points_se_renouvelle_avant_celui_qui_n_en_sert_qu_un() -> None:
    caducs = [{"caducite": "2021-12-31", "couvre": ["1.1"]}, {"caducite": "2021-12-31", "couvre": ["1.1", "1.2"]}]
    assert pieces([*caducs, {"couvre": ["1.3", "2"]}], ["guide"]) == [("guide", "p1", ["1.1", "1.2"])]


def test_une_piece_d_un_type_attendu_sert_tous_les_points_du_service() -> None:
    assert pieces([], ["guide"]) == [("guide", None, ["1.1", "1.2", "1.3", "2"])]


def test_une_preuve_au_choix_ne_vaut_que_pour_son_engagement() -> None:
    assert pieces([], []) == [("", None, ["1.1", "1.2", "1.3"]), ("", None, ["2"])]


def test_un_document_remplace_ne_se_renouvelle_pas() -> None:
    preuves = [
        {"caducite": "2021-12-31", "couvre": ["1", "2"]},
        {"etat": "brouillon", "couvre": ["1", "2"], "remplace": "p0"},
    ]
    assert pieces(preuves, []) == [("guide", "p1", ["1.1", "1.2", "1.3", "2"])]


def test_un_point_qui_attend_deux_types_n_est_acheve_qu_au_second() -> None:
    (resultat,) = diagnostic([{"couvre": ["1.1", "1.2", "1.3"]}], ["guide", "photo"]).referentiels
    acheves = [[e.point.feuille.code for e in p.acheves] for p in a_reunir(resultat)]
    assert [p.type for p in a_reunir(resultat)] == ["photo", "guide"]
    assert acheves == [["1.1", "1.2", "1.3"], ["2"]]


def test_une_preuve_qui_expire_avant_l_audit_est_a_renouveler() -> None:
    audit = {"intitule": "Audit", "nature": "externe", "type": "labellisation", "date": "2022-05-24"}
    for fin, attendu in (("2022-05-23", ["p0"]), ("2022-05-24", [])):
        preuves = [{"couvre": ["1"], "caducite": fin}, {"couvre": ["2"]}]
        ouvert = diagnostic(preuves, [], audits={"audit": audit})
        assert [p.document and p.document.id for p in a_renouveler(ouvert, ouvert.referentiels[0])] == attendu
