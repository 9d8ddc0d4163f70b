"""Les types que tous les modèles partagent : d'un texte de fichier à une valeur typée."""

import datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError, create_model

from qualicli.modeles import base
from qualicli.modeles.acteur import Acteur
from qualicli.modeles.base import Code, Condition
from qualicli.modeles.demarche import ModuleRetenu
from qualicli.modeles.documents import Empreinte
from qualicli.modeles.reunion import Heure

_EMPREINTE = "0123456789abcdef" * 4
ADMIS: list[tuple[Any, Any, Any]] = [
    (base.Booleen, "true", True),
    (base.Booleen, "oui", True),
    (base.Booleen, "Vrai", True),
    (base.Booleen, "false", False),
    (base.Booleen, "NON", False),
    (base.Booleen, "faux", False),
    (base.Entier, "0", 0),
    (base.Entier, "007", 7),
    (base.Entier, "999999999", 999999999),
    (base.Nombre, "3,5", Decimal("3.5")),
    (base.Nombre, "3.50", Decimal("3.50")),
    (base.Nombre, "-2", Decimal(-2)),
    (base.Texte, "  Charte  ", "Charte"),
    (base.Identifiant, "bureau-accueil-2", "bureau-accueil-2"),
    (base.IdReferentiel, "qualipref-2.0", "qualipref-2.0"),
    (base.Reference, "qual-e-pref:2.1", "qual-e-pref:2.1"),
    (base.Reference, "qualipref-2.0:M2-4", "qualipref-2.0:M2-4"),
    (base.Reference, "2.1", "2.1"),
    (base.Liste[base.Texte], None, ()),
    (base.Liste[base.Texte], [], ()),
    (base.Liste[base.Texte], ["a", "b"], ("a", "b")),
    (base.Table[base.Entier], None, {}),
    (base.Table[base.Entier], {"a": "1"}, {"a": 1}),
    (base.UnOuPlusieurs[ModuleRetenu], None, ()),
    (base.UnOuPlusieurs[ModuleRetenu], {"statut": "engage"}, (ModuleRetenu(statut="engage"),)),
    (base.UnOuPlusieurs[ModuleRetenu], [{"statut": "engage"}], (ModuleRetenu(statut="engage"),)),
    (Code, "2.1", "2.1"),
    (Condition, "non site.svi_local", "non site.svi_local"),
    (Heure, "11:00", datetime.time(11)),
    (Heure, "9h", datetime.time(9)),
    (Heure, "14h30", datetime.time(14, 30)),
    (Empreinte, _EMPREINTE, _EMPREINTE),
    (Empreinte, f"sha256:{_EMPREINTE}", f"sha256:{_EMPREINTE}"),
    (Acteur, "referent-qualite", Acteur(id="referent-qualite")),
    (Acteur, "Secrétaire général", Acteur(fonction="Secrétaire général")),
    (
        Acteur,
        {"fonction": "Maire", "organisme": "Ville de Roanne"},
        Acteur(fonction="Maire", organisme="Ville de Roanne"),
    ),
]
REFUSES: list[tuple[Any, Any]] = [
    *((base.Booleen, v) for v in ("", "yes", "on", "1", "o", None, ["oui"])),
    *((base.Entier, v) for v in ("", "-1", "1.0", "1,0", "1e3", "1 000", "dix", "٣", "9999999999", None, ["1"])),
    *((base.Nombre, v) for v in ("", "3,", ",5", "1e3", "inf", "nan", "1 000", "٣,٥", None, ["1"])),
    *((base.Texte, v) for v in ("", "   ", None, ["a"], {"a": "b"})),
    *((base.Identifiant, v) for v in ("", "Charte", "charte_d", "-a", "a-", "a--b", "été", "a b", "a\nb", "a" * 81)),
    *((base.IdReferentiel, v) for v in ("", "Qualipref", "a..b", ".a", "a/b", "..")),
    *((base.Reference, v) for v in ("", ":2.1", "qual-e-pref:", "a:b:c", "2.1 ; 2.2", "Qual:2.1", "2..1")),
    *((base.Liste[base.Texte], v) for v in ("a", {"a": "b"}, [None], [["a"]])),
    *((base.Table[base.Entier], v) for v in ("a", ["a"], {"a": "b"})),
    *((base.UnOuPlusieurs[ModuleRetenu], v) for v in ("engage", [{"statut": "fini"}], [None])),
    *((Heure, v) for v in ("", "24:00", "11:60", "11", "onze heures", "1:5:3")),
    *((Condition, v) for v in ("cert", "site.", "site.Cert", "pas site.cert", "site.cert ou site.svi_local")),
    *((Empreinte, v) for v in ("", "0123", _EMPREINTE.upper(), f"md5:{_EMPREINTE}")),
    *((Acteur, v) for v in ("", {"nom": "Durand"}, {"id": "Durand"}, ["a"])),
]


def lire(genre: Any, ecrit: Any) -> Any:
    """Lit une valeur comme un champ de modèle la lirait."""
    modele: Any = create_model("Essai", __base__=base.Modele, valeur=(genre, ...))
    return modele.model_validate({"valeur": ecrit}).valeur


@pytest.mark.parametrize(("genre", "ecrit", "lu"), ADMIS)
def test_une_valeur_admise(genre: Any, ecrit: Any, lu: Any) -> None:
    assert lire(genre, ecrit) == lu


@pytest.mark.parametrize(("genre", "ecrit"), REFUSES)
def test_une_valeur_refusee(genre: Any, ecrit: Any) -> None:
    with pytest.raises(ValidationError):
        lire(genre, ecrit)


@given(st.decimals(-(10**12) + 1, 10**12 - 1, places=3))
def test_un_nombre_se_lit_avec_une_virgule_ou_un_point(valeur: Decimal) -> None:
    texte = format(valeur, "f")
    for ecrit in (texte, texte.replace(".", ",")):
        assert TypeAdapter(base.Nombre).validate_python(ecrit) == valeur


@given(st.text(max_size=12))
def test_un_texte_quelconque_est_lu_ou_refuse_sans_panne(texte: str) -> None:
    for genre in (base.Booleen, base.Entier, base.Nombre, base.Identifiant, base.Reference, Heure, Acteur):
        try:
            TypeAdapter(genre).validate_python(texte)
        except ValidationError as erreur:
            assert erreur.errors()  # le refus est permis, la panne non


@pytest.mark.parametrize(
    ("acteur", "ecrit"),
    [
        (Acteur(id="a-martin"), "a-martin"),
        (Acteur(fonction="Maire"), "Maire"),
        (Acteur(fonction="Maire", organisme="Ville"), "Maire, Ville"),
        (Acteur(organisme="Ville"), "Ville"),
        (Acteur(), ""),
    ],
)
def test_un_acteur_s_ecrit(acteur: Acteur, ecrit: str) -> None:
    assert str(acteur) == ecrit
