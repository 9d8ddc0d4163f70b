"""La fusion d'un fichier : des octets de part et d'autre, jamais un marqueur, jamais une valeur que personne n'a voulue."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fabrique_partage import DOSSIER
from qualicli.depot.git import Git
from qualicli.modeles.fusion_d_objets import Camp
from qualicli.operations.fusionner_fichiers import TroisEtats, fusionner_fichier, lire_fiche

ACTION = DOSSIER["actions/poser.yaml"]
REUNION = "---\ninstance: copil\ndate: 2026-01-05\n---\n\n# Ouverture\n\nUn.\n\n# Suite\n\nDeux.\n\n# Fin\n\nTrois.\n"


def fusionner(
    racine: Path,
    base: str | None,
    mien: str | None,
    leur: str | None,
    camp: Camp | None = None,
    fichier: str = "actions/a.yaml",
) -> tuple[str | None, list[Any]]:
    etats = TroisEtats(*(None if t is None else t.encode() for t in (base, mien, leur)))
    fusion = fusionner_fichier(Git(racine), fichier, etats, lambda _f, _c: camp)
    return None if fusion.octets is None else fusion.octets.decode(), [d.chemin for d in fusion.desaccords]


def test_les_commentaires_des_deux_cotes_restent(tmp_path: Path) -> None:
    mien = ACTION.replace("statut: a_faire", "statut: en_cours  # mien")
    leur = ACTION.replace("couvre: [essai:1.1]", "# leur\ncouvre: [essai:1.1, essai:1.2]")
    assert fusionner(tmp_path, ACTION, mien, leur) == (
        ACTION.replace("statut: a_faire", "statut: en_cours  # mien").replace(
            "couvre: [essai:1.1]", "# leur\ncouvre: [essai:1.1, essai:1.2]"
        ),
        [],
    )


def test_deux_lignes_voisines_que_git_opposerait_se_reunissent(tmp_path: Path) -> None:
    mien, leur = ACTION.replace("a_faire", "en_cours"), ACTION.replace("2026-12-31", "2026-11-30")
    assert fusionner(tmp_path, ACTION, mien, leur) == (mien.replace("2026-12-31", "2026-11-30"), [])


def test_ce_que_git_reunirait_de_travers_se_dit(tmp_path: Path) -> None:
    """La même clé ajoutée à deux endroits : ligne à ligne, elle serait là deux fois."""
    mien, leur = "commentaire: un\n" + ACTION, ACTION + "commentaire: deux\n"
    assert fusionner(tmp_path, ACTION, mien, leur) == (mien, [("commentaire",)])
    choisie = fusionner(tmp_path, ACTION, mien, leur, "leurs")[0]
    assert choisie is not None and choisie.count("commentaire") == 1 and "deux" in choisie


def test_le_texte_libre_d_une_reunion_se_reunit_par_lignes_ou_s_oppose(tmp_path: Path) -> None:
    ici, la_bas = REUNION.replace("Un.", "Un, mien."), REUNION.replace("Trois.", "Trois, leur.")
    ou = "reunions/a.md"
    assert fusionner(tmp_path, REUNION, ici, la_bas, fichier=ou) == (ici.replace("Trois.", "Trois, leur."), [])
    contraire = REUNION.replace("Un.", "Un, leur.").replace("2026-01-05", "2026-01-06")
    assert fusionner(tmp_path, REUNION, ici, contraire, fichier=ou) == (ici, [("@corps",)])
    assert fusionner(tmp_path, REUNION, ici, contraire, "leurs", ou)[0] == contraire
    assert fusionner(tmp_path, REUNION, ici, contraire, "miens", ou)[0] == ici.replace("2026-01-05", "2026-01-06")


@pytest.mark.parametrize("abime", ["a: [\n", "<<<<<<< x\na: 1\n", "\ttabulation: 1\n"])
def test_ce_qui_ne_se_lit_pas_s_oppose_en_entier(tmp_path: Path, abime: str) -> None:
    mien = ACTION.replace("a_faire", "en_cours")
    assert fusionner(tmp_path, ACTION, mien, abime) == (mien, [()])
    assert fusionner(tmp_path, ACTION, mien, abime, "leurs") == (abime, [])


def test_un_fichier_qui_n_est_pas_une_fiche_se_reunit_par_lignes_ou_s_oppose(tmp_path: Path) -> None:
    base, ici, la_bas = "a;1\nb;2\nc;3\nd;4\n", "a;1\nb;2\nc;3\nd;5\n", "a;0\nb;2\nc;3\nd;4\n"
    assert fusionner(tmp_path, base, ici, la_bas, fichier="registres/x.csv") == ("a;0\nb;2\nc;3\nd;5\n", [])
    assert fusionner(tmp_path, base, ici, "a;1\nb;2\nc;3\nd;6\n", fichier="registres/x.csv") == (ici, [()])


CLES = ("intitule", "responsable", "statut", "commentaire", "avancement")
LIGNES = st.lists(
    st.fixed_dictionaries(
        {"exigence": st.sampled_from("123"), "date": st.sampled_from("45"), "statut": st.sampled_from("xyz")}
    ),
    max_size=3,
)
OBJETS = st.fixed_dictionaries(
    {"intitule": st.sampled_from("ab")},
    optional={**{c: st.sampled_from(["un", "deux", "3", "", "# x", "é: y"]) for c in CLES[1:]}, "evaluations": LIGNES},
)


def ecrire(valeur: dict[str, Any]) -> str:
    lignes = []
    for cle, v in valeur.items():
        if isinstance(v, list):
            lignes.append(f"{cle}:" if v else f"{cle}: []")
            lignes += [f"  - {{{', '.join(f'{c}: {t}' for c, t in e.items())}}}  # note" for e in v]
        else:
            lignes.append(f'{cle}: "{v}"' if not v.isalnum() else f"{cle}: {v}")
    return "\n".join(lignes) + "\n"


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(base=st.none() | OBJETS, mien=OBJETS, leur=OBJETS, camp=st.sampled_from(["miens", "leurs"]))
def test_toute_fusion_tranchee_se_relit_et_ne_contient_que_ce_que_l_un_ou_l_autre_a_voulu(
    tmp_path: Path, base: dict[str, Any] | None, mien: dict[str, Any], leur: dict[str, Any], camp: Camp
) -> None:
    textes = [None if v is None else ecrire(v) for v in (base, mien, leur)]
    obtenu, reste = fusionner(tmp_path, *textes, camp)
    assert reste == [] and obtenu is not None
    valeur = lire_fiche("actions/a.yaml", obtenu.encode())
    assert isinstance(valeur, dict)
    assert not any(signe in obtenu for signe in ("<<<<<<<", ">>>>>>>", "======="))
    for cle in CLES:
        voulues = [v.get(cle) for v in (mien, leur)]
        assert (valeur.get(cle) or "") in [v or "" for v in voulues], cle
        if base is not None and voulues[0] == base.get(cle):  # je n'y ai pas touché : c'est la leur
            assert (valeur.get(cle) or "") == (voulues[1] or "")
