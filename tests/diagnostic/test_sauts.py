"""D'un référentiel à un autre : rangée par rangée, et par plusieurs sauts, où le maillon le plus faible décide."""

from typing import Any

import pytest

from fabrique import referentiel
from qualicli.diagnostic.comparaison import etablir
from qualicli.diagnostic.migration import Passerelle
from qualicli.diagnostic.reprises import combiner
from qualicli.diagnostic.sauts import Reseau
from qualicli.modeles.complement import Correspondance
from qualicli.modeles.referentiel import Referentiel

Ligne = tuple[str | None, list[str], str, str | None]


def ref(nom: str, modules: dict[str, list[Any]]) -> Referentiel:
    ecrits = [
        {
            "code": code,
            "engagements": [{"code": e, "titre": f"Titre de {e}"} if isinstance(e, str) else e for e in engagements],
        }
        for code, engagements in modules.items()
    ]
    valeurs = referentiel(ecrits, id=nom)
    return Referentiel.model_validate({"@id": nom, "@fichier": f"{nom}.yaml", **valeurs})


def corr(de: str, vers: str, *lignes: Ligne, propre: bool = False) -> Correspondance:
    dossier = "referentiels/" if propre else ""
    return Correspondance.model_validate(
        {
            "@id": f"{de}--{vers}",
            "@fichier": f"{dossier}correspondances/{de}--{vers}.yaml",
            "format": "1",
            "de": de,
            "vers": vers,
            "source": "S",
            "lignes": [{"de": d, "vers": v, "relation": r, "certitude": c} for d, v, r, c in lignes],
        }
    )


A = ref("a", {"M": ["1", "2", "3", "4"]})
B = ref("b", {"N": ["10", "20", "30"]})
C = ref("c", {"P": ["100", {"code": "200", "exigences": [{"code": "200.1"}, {"code": "200.2"}]}], "Q": []})
TOUS = {r.id: r for r in (A, B, C)}


def liens(reseau: Reseau, de: str, vers: str) -> dict[tuple[str | None, str | None], tuple[str, str | None]]:
    return {(p.de, v): (p.relation, p.certitude) for p in reseau.traverser(de, vers) for v in p.vers or (None,)}


@pytest.mark.parametrize(
    ("un", "deux", "attendu"),
    [
        (("identique", "etabli"), ("identique", "etabli"), ("identique", "etabli")),
        (("identique", "etabli"), ("repris", "deduit"), ("repris", "deduit")),
        (("partiel", "deduit"), ("identique", "etabli"), ("partiel", "deduit")),
        (("repris", None), ("repris", "etabli"), ("repris", None)),
        (("repris", "deduit"), ("partiel", None), ("partiel", None)),
    ],
)
def test_le_maillon_le_plus_faible_decide(un: Any, deux: Any, attendu: Any) -> None:
    reseau = Reseau(TOUS, (), [corr("a", "b", ("1", ["10"], *un)), corr("b", "c", ("10", ["100"], *deux))])
    (passage,) = (p for p in reseau.traverser("a", "c") if p.de == "1")
    assert (passage.relation, passage.certitude) == attendu
    assert passage.par == ("b:10",)


def test_un_abandon_en_chemin_est_un_abandon_et_une_nouveaute_le_reste() -> None:
    reseau = Reseau(
        TOUS,
        (),
        [
            corr(
                "a",
                "b",
                ("1", ["10"], "repris", "etabli"),
                ("2", ["20"], "repris", "etabli"),
                ("3", [], "abandonne", "etabli"),
            ),
            corr(
                "b",
                "c",
                ("10", [], "abandonne", "deduit"),
                ("20", ["100"], "repris", "etabli"),
                (None, ["Q"], "nouveau", "etabli"),
            ),
        ],
    )
    assert liens(reseau, "a", "c") == {
        ("1", None): ("abandonne", "deduit"),
        ("2", "100"): ("repris", "etabli"),
        ("3", None): ("abandonne", "etabli"),
        (None, "Q"): ("nouveau", "etabli"),
    }
    comparee = etablir(A, C, reseau)
    assert comparee.sans_suite == ("4",)
    assert comparee.sans_origine == ("200",)


def test_ce_qui_est_ecrit_d_un_tout_ne_vaut_pas_pour_ses_parties() -> None:
    def sorts(relation: str) -> dict[str, tuple[str, str | None]]:
        reseau = Reseau(TOUS, (), [corr("a", "c", ("1", ["200"], relation, "etabli"))])
        tous = frozenset({"P", "Q"})
        passerelle = Passerelle(A, C, reseau.traverser("a", "c"), frozenset({"M"}), tous)
        assert passerelle.anciennes[0].certitude == "etabli"
        return {n.feuille.code: (n.sort, n.certitude) for n in passerelle.nouvelles if n.est_dite}

    assert sorts("repris") == {"200.1": ("partiel", "deduit"), "200.2": ("partiel", "deduit")}
    assert sorts("identique") == {"200.1": ("garde", "deduit"), "200.2": ("garde", "deduit")}


def test_une_correspondance_du_dossier_complete_et_ses_desaccords_sont_nommes() -> None:
    fournie = corr(
        "a", "b", ("1", ["10", "20"], "repris", "deduit"), ("2", ["20"], "partiel", None), ("3", [], "abandonne", None)
    )
    propre = corr(
        "a",
        "b",
        ("1", ["20"], "partiel", "etabli"),
        ("3", ["30"], "repris", "etabli"),
        ("4", ["30"], "repris", None),
        propre=True,
    )
    reseau = Reseau(TOUS, [propre], [fournie])
    assert liens(reseau, "a", "b") == {
        ("1", "10"): ("repris", "deduit"),
        ("2", "20"): ("partiel", None),
        ("1", "20"): ("partiel", "etabli"),
        ("3", "30"): ("repris", "etabli"),
        ("4", "30"): ("repris", None),
    }
    dits = [d.en_clair for d in reseau.rapprocher("a", "b").desaccords]
    assert len(dits) == 2
    assert "La correspondance fournie dit 3 : abandonné" in dits[1].replace("\u00a0", " ")


def test_une_correspondance_du_dossier_ecrite_a_rebours_complete_aussi() -> None:
    propre = corr("b", "a", ("30", ["4"], "identique", "etabli"), (None, ["3"], "nouveau", None), propre=True)
    reseau = Reseau(TOUS, [propre], [corr("a", "b", ("1", ["10"], "repris", None))])
    assert liens(reseau, "a", "b") == {
        ("1", "10"): ("repris", None),
        ("4", "30"): ("identique", "etabli"),
        ("3", None): ("abandonne", None),
    }


@pytest.mark.parametrize(
    ("statuts", "en_partie", "attendu"),
    [
        (["realise", "realise"], False, "realise"),
        (["realise", "partiel"], False, "partiel"),
        (["realise", "non_evalue"], False, "partiel"),
        (["realise"], True, "partiel"),
        (["non_realise", "non_evalue"], True, "non_realise"),
        (["non_evalue"], False, None),
        (["sans_objet"], False, "sans_objet"),
        (["sans_objet"], True, None),
        (["sans_objet", "realise"], False, "realise"),
        ([], False, None),
    ],
)
def test_une_reprise_n_est_jamais_meilleure_que_ce_dont_elle_vient(
    statuts: list[str], en_partie: bool, attendu: str | None
) -> None:
    assert combiner(statuts, en_partie) == attendu
