"""Une famille est décrite une fois, par sa fiche : rien de ce qu'elle demande ne peut être oublié en silence."""

import dataclasses
import importlib
import pkgutil
import typing
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from modeles.test_familles import MINIMAUX, TOUS
from qualicli import modeles
from qualicli.echanges.feuilles.registre import PAR_NOM as FEUILLES
from qualicli.echanges.tableurs.champs import champs
from qualicli.modeles.base import Lien, Objet
from qualicli.modeles.demarche import Demarche
from qualicli.modeles.dossier import Dossier, _DeFamille, _DeFichier
from qualicli.modeles.familles import ACTEURS, CIBLES, DOSSIERS, SANS_CONTROLE_ICI, TOUTES, UNIQUES, famille_de
from qualicli.modeles.fiche import Famille
from qualicli.modeles.fiches import TABLEURS
from qualicli.modeles.suivi import Action
from qualicli.regles.contexte import Contexte
from qualicli.regles.references import objets_absents

for _module in pkgutil.walk_packages(modeles.__path__, f"{modeles.__name__}."):
    importlib.import_module(_module.name)
FORMAT = (Path(__file__).parents[2] / "docs" / "format.md").read_text("utf-8")
SANS_CLE = {
    "engagements",
    "referentiels",
}  # leurs tableurs complètent un journal ou une grille, ils n'ajoutent pas d'objet
SANS_FAMILLE = {"a_faire", "perimetre", "ecarts", "qualite", "performance"}  # ces feuilles croisent plusieurs familles


def derivees(classe: type[Objet]) -> Iterator[type[Objet]]:
    """Les classes d'objets dont rien n'hérite : celles dont il y a des fichiers."""
    for sous in classe.__subclasses__():
        yield from derivees(sous) if sous.__subclasses__() else (sous,)


def liens(annotation: Any) -> Iterator[str]:
    """Ce que cite une annotation, sans entrer dans les modèles qu'elle contient."""
    for partie in (*getattr(annotation, "__metadata__", ()), *typing.get_args(annotation)):
        if isinstance(partie, Lien):
            yield partie.famille
        else:
            yield from liens(partie)


def liens_de(modele: type[BaseModel]) -> dict[str, str]:
    """Les champs d'un modèle qui citent directement : clé, cible."""
    return {
        champ.alias or nom: cible
        for nom, champ in modele.model_fields.items()
        for cible in (*(m.famille for m in champ.metadata if isinstance(m, Lien)), *liens(champ.annotation))
    }


def objet(famille: Famille, **cles: Any) -> Objet:
    nom = famille.nom if famille in UNIQUES else f"{famille.nom}/x.yaml"
    return famille.modele.model_validate(
        {"@id": "x", "@fichier": nom, "@corps": "", **MINIMAUX[famille.modele.__name__], **cles}
        if "corps" in famille.modele.model_fields
        else {"@id": "x", "@fichier": nom, **MINIMAUX[famille.modele.__name__], **cles}
    )


def un_dossier(famille: Famille, contenu: Objet) -> Dossier:
    demarche = next(f for f in UNIQUES if f.modele is Demarche)
    fichiers = {f.nom: objet(f) for f in UNIQUES if f is not demarche}  # l'annuaire présent, tout lien est contrôlé
    familles = {f.nom: {} for f in DOSSIERS}
    if famille in DOSSIERS:
        familles[famille.nom] = {"x": contenu}
    else:
        fichiers[famille.nom] = contenu
    racine = contenu if isinstance(contenu, Demarche) else objet(demarche)
    return Dossier(racine, {n: o for n, o in fichiers.items() if n != demarche.nom}, familles)  # type: ignore[arg-type]


# --- Aucun oubli


def test_toute_classe_d_objet_a_une_fiche_et_une_seule() -> None:
    du_format = [c.__name__ for c in derivees(Objet) if c.__module__.startswith(modeles.__name__)]
    assert sorted(f.modele.__name__ for f in TOUTES) == sorted(du_format)


def test_tout_lien_vise_ce_qu_une_fiche_dit_citable() -> None:
    vises = {cible for modele in TOUS for cible in liens_de(modele).values()}
    assert vises | {"roles"} == {*CIBLES, *SANS_CONTROLE_ICI}  # un rôle ne se cite que comme acteur
    assert set(ACTEURS) <= set(CIBLES)


def test_tout_champ_du_dossier_vient_d_une_fiche() -> None:
    assert {c.name for c in dataclasses.fields(Dossier)} == {
        "demarche",
        "fichiers",
        "familles",
        "referentiels",
        "bases",  # les mêmes référentiels, avant leur complément
        "complements",
        "correspondances",
        "_dates_jalons",
    }
    raccourcis = {n: v for n, v in vars(Dossier).items() if isinstance(v, _DeFamille | _DeFichier)}
    assert {n.removeprefix("_") for n in raccourcis} == {v.nom.removesuffix(".yaml") for v in raccourcis.values()}


@pytest.mark.parametrize("famille", (*UNIQUES, *DOSSIERS), ids=lambda f: f.nom)
def test_chaque_lien_de_chaque_famille_est_controle(famille: Famille) -> None:
    cites = {c: v for c, v in liens_de(famille.modele).items() if v not in SANS_CONTROLE_ICI}
    for cle in cites:
        attendue = famille.modele.model_fields[cle]
        multiple = any(
            typing.get_origin(a) is tuple for a in (attendue.annotation, *typing.get_args(attendue.annotation))
        )
        contenu = objet(famille, **{cle: ["inconnu-ici"] if multiple else "inconnu-ici"})
        fautes = objets_absents(Contexte(un_dossier(famille, contenu), date(2022, 3, 15)))
        assert [f.chemin[0] for f in fautes if "inconnu-ici" in f.message] == [cle]


@pytest.mark.parametrize("illisible", ["", "services.yaml", "instances.yaml"])
def test_un_acteur_n_est_pas_dit_absent_quand_sa_table_est_illisible(illisible: str) -> None:
    action = famille_de(Action)
    dossier = un_dossier(action, objet(action, responsable="bureau-inconnu"))
    dossier = dataclasses.replace(dossier, fichiers={n: o for n, o in dossier.fichiers.items() if n != illisible})
    fautes = objets_absents(Contexte(dossier, date(2022, 3, 15), illisibles=frozenset({(illisible, illisible)})))
    assert [f.message for f in fautes] == (
        [] if illisible else ["La personne, le rôle ou le service « bureau-inconnu » n'existe pas."]
    )


@pytest.mark.parametrize("famille", DOSSIERS, ids=lambda f: f.nom)
def test_un_dossier_enumere_les_objets_de_chaque_famille(famille: Famille) -> None:
    contenu = objet(famille)
    assert list(un_dossier(famille, contenu).objets()) == [contenu]


# --- Des fiches qui se tiennent


def test_un_nom_de_famille_une_fiche() -> None:
    noms = [f.nom for f in (*UNIQUES, *DOSSIERS)]
    assert len(noms) == len(set(noms))
    assert all(famille_de(f.modele) is f for f in TOUTES)
    assert len({f.contenu for f in TOUTES}) == len(TOUTES)


@pytest.mark.parametrize("famille", TOUTES, ids=lambda f: f"{f.nom} {f.modele.__name__}")
def test_une_fiche_ne_dit_que_ce_qui_sert(famille: Famille) -> None:
    assert famille.contenu and famille.extensions
    assert bool(famille.unique) == bool((famille.tableur or famille.colonnes) and famille.nom not in SANS_CLE)
    assert bool(famille.mot) == bool(famille.lien or famille.colonnes)
    assert not (famille.feuille and famille.colonnes), "une feuille sur mesure, ou des colonnes, pas les deux"
    if famille.colonnes:
        assert famille.unique and set(famille.unique) <= set(famille.colonnes)
        exiges = {
            n for n, c in famille.modele.model_fields.items() if c.is_required() and not (c.alias or "").startswith("@")
        }
        assert exiges <= set(famille.colonnes), "une ligne neuve doit pouvoir donner un objet valide"
    if famille.tableur:
        assert set(famille.tableur.obligatoires) | set(famille.tableur.noms) <= set(famille.tableur.champs)
        assert set(famille.unique) <= set(famille.tableur.champs)
        assert famille.nom_feuille or famille.modele.__name__ in ("Complement", "Indicateur")  # lui en a deux
        assert list(champs(famille.nom)) == list(famille.tableur.champs)


def test_toute_feuille_des_classeurs_est_celle_d_une_fiche() -> None:
    assert {f.nom_feuille for f in DOSSIERS if f.nom_feuille} | SANS_FAMILLE == set(FEUILLES)
    for famille in DOSSIERS:
        if famille.colonnes:
            assert {c.cle: c.titre for c in FEUILLES[famille.nom].colonnes} == dict(famille.colonnes)


def test_les_tableurs_se_proposent_dans_l_ordre_de_leur_rang() -> None:
    assert list(TABLEURS) == sorted(TABLEURS, key=lambda nom: TABLEURS[nom].rang)
    assert next(iter(TABLEURS)) == "actions"
    assert set(TABLEURS) == {f.nom for f in TOUTES if f.tableur}


def test_la_documentation_dit_ce_qu_un_tableur_remplit() -> None:
    montres = FORMAT.partition("| Famille | Champs (les obligatoires en gras) |\n|---|---|\n")[2].partition("\n\n")[0]
    attendus = [
        f"| `{nom}` | {', '.join(f'**`{c}`**' if c in t.obligatoires else f'`{c}`' for c in t.champs)} |"
        for nom, t in TABLEURS.items()
    ]
    assert montres.splitlines() == attendus


@pytest.mark.parametrize(
    "famille", [f for f in UNIQUES if f.citables and f.modele is not Demarche], ids=lambda f: f.nom
)
def test_sans_annuaire_une_personne_se_cite_et_sans_service_un_service_manque(famille: Famille) -> None:
    action = objet(famille_de(Action), service="inconnu")
    dossier = un_dossier(famille_de(Action), action)
    reste = {n: o for n, o in dossier.fichiers.items() if n != famille.nom}
    fautes = objets_absents(Contexte(dataclasses.replace(dossier, fichiers=reste), date(2022, 3, 15)))
    assert [f.chemin for f in fautes] == [("service",)]
    cite = objet(famille_de(Action), responsable="inconnu")
    sans = dataclasses.replace(un_dossier(famille_de(Action), cite), fichiers=reste)
    assert bool(list(objets_absents(Contexte(sans, date(2022, 3, 15))))) != (famille.nom == "annuaire.yaml")


def test_un_mot_de_fiche_n_a_qu_un_sens() -> None:
    mots = [(valeur, mot) for famille in TOUTES for valeur, mot in famille.mots.items()]
    assert len(mots) == len(dict(mots))
