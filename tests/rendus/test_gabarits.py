"""Les gabarits : ce qu'ils écrivent, ce qu'ils disent quand ils sont fautifs, et ce qu'un gabarit hostile n'atteint pas."""

from dataclasses import dataclass
from typing import Any

import pytest

from qualicli.erreurs import ErreurGabarit
from qualicli.rendus.documents.socle.vue import Libre, TableauTexte, Vue
from qualicli.rendus.gabarits import Gabarits, noms_fournis

TABLE = TableauTexte(("A", "B"), (("x|y", "<b>"),))
TEXTE = Libre("# Salut\n\n**gras** <!-- fin -->")


@dataclass(frozen=True, slots=True)
class Ligne:
    nom: str
    visa: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Essai(Vue):
    points: tuple[str, ...] = ("l'un | deux", "a*b")
    table: TableauTexte = TABLE
    texte: Libre = TEXTE
    lignes: tuple[Ligne, ...] = (Ligne("Mme A", "émargé"),)


def rediger(source: str, **autres: Any) -> str:
    return Gabarits({"essai.md.j2": source}).rediger("essai.md.j2", Essai(titre="L'accueil & <b> #1", **autres))


@pytest.mark.parametrize(
    ("source", "attendu"),
    [
        ("{{ titre }}", r"L'accueil & \<b\> #1"),
        ('{{ "l\'accueil" }}', "l'accueil"),
        ("# {{ titre }}", r"# L'accueil & \<b\> #1"),
        ("{{ points }}", "- l'un \\| deux\u00a0;\n- a\\*b."),
        ("{{ table }}", "| A | B |\n| --- | --- |\n| x\\|y | \\<b\\> |"),
        ("{{ texte }}", "### Salut\n\n**gras** <\\!-- fin -->"),
        ("{{ texte|libre(2) }}", "## Salut\n\n**gras** <\\!-- fin -->"),
        ("{{ 3|pluriel('cheval', 'chevaux') }}", "3 chevaux"),
        ("{{ points|liste }}", r"l'un \| deux et a\*b"),
        ("{{ 'Comité de pilotage'|du }}", "du comité de pilotage"),
        ("{{ points|lignes }}", "l'un \\| deux\\\na\\*b"),
        ('{{ tableau(lignes, {"Nom": "nom", "Visa": "visa"}) }}', "| Nom | Visa |\n| --- | --- |\n| Mme A | émargé |"),
        ("{% macro m(x) %}[{{ x }}]{% endmacro %}{{ m('<') }}", r"[\<]"),
        ("Oui : 90 %", "Oui\u00a0: 90\u00a0%"),
        ("a\n\n\n\n\nb   \n", "a\n\nb"),
        ("{{ none }}{{ 3.5|string }}", "3.5"),
    ],
)
def test_ce_qu_un_gabarit_ecrit(source: str, attendu: str) -> None:
    assert rediger(source) == attendu + "\n"


@pytest.mark.parametrize(
    ("source", "ligne", "phrase", "conseil"),
    [
        ("a\n{{ titr }}", 2, "« titr » n'existe pas dans ce document", "« titre »"),
        ("a\n\n{{ titre.xx }}", 3, "« xx » n'existe pas ici", ""),
        ("{% foo %}", 1, "« {% foo %} » n'existe pas, ou n'est pas à sa place", ""),
        ("\n{{ titre|majuscul }}", 2, "Le filtre « majuscul » n'existe pas", "« majuscule »"),
        ("{% for a in points %}\n{{ a }}", 2, "Un bloc n'est pas refermé", ""),
        ("{{ titre", 1, "Un bloc n'est pas refermé", ""),
        ("\n{# jamais fini", 2, "Un commentaire n'est pas refermé", ""),
        ("{{ 1 / 0 }}", 1, "cette ligne ne peut pas s'écrire", ""),
        ("{{ tableau }}", 1, "cette ligne ne peut pas s'écrire", ""),
        ('{{ tableau(lignes, {"A": "prenom"}) }}', 1, "« prenom » n'existe pas dans ce document", ""),
        ('{% extends "absent.md.j2" %}', 1, "le gabarit « absent.md.j2 » n'existe pas", "document.md.j2"),
    ],
)
def test_une_faute_dit_le_fichier_la_ligne_et_quoi(source: str, ligne: int, phrase: str, conseil: str) -> None:
    with pytest.raises(ErreurGabarit) as panne:
        rediger(source)
    assert panne.value.message.startswith(f"gabarits/essai.md.j2:{ligne} : ")
    assert phrase in panne.value.message
    assert conseil in panne.value.conseil


HOSTILES = (
    "{{ ''.__class__.__mro__ }}",
    "{{ titre.__class__ }}",
    "{{ titre['__class__'] }}",
    "{{ 'a' * 10**9 }}",
    "{{ 10**10**10 }}",
    "{{ range(10**9) }}",
    "{{ table.__init__.__globals__ }}",
    "{{ self.__init__ }}",
    "{{ self._TemplateReference__context }}",
    "{% include '/etc/passwd' %}",
    "{% include '../../pyproject.toml' %}",
    "{% include 'fourni/../../pyproject.toml' %}",
    "{{ '{0.__class__}'.format(titre) }}",
    "{{ table|attr('__class__') }}",
    "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    "{{ points|map(attribute='__class__')|list }}",
    "{{ lipsum }}",
    "{{ cycler }}",
    "{{ joiner }}",
    "{{ lignes[0].__dict__ }}",
    "{{ tableau(lignes, {'a': '__class__'}) }}",
    "{{ tableau.__globals__ }}",
    "{{ titre.format_map }}{{ points.append(1) }}",
    "{% for i in range(99999) %}{% for j in range(99999) %}aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa{% endfor %}{% endfor %}",
    "{% import 'os' as os %}{{ os }}",
    "{{ namespace.__init__.__globals__ }}",
    "{{ dict.__base__ }}",
    "{% set x = [].append %}{{ x(1) }}",
    "{{ (titre|string).translate.__self__.__class__ }}",
)


@pytest.mark.parametrize("source", HOSTILES)
def test_un_gabarit_hostile_n_atteint_rien(source: str) -> None:
    with pytest.raises(ErreurGabarit) as panne:
        rediger(source)
    assert "gabarits/essai.md.j2:1 : " in panne.value.message
    assert "passwd" not in panne.value.conseil


def test_le_gabarit_livre_reste_joignable_sous_le_sien() -> None:
    surcharge = '{% extends "fourni/document.md.j2" %}{% block corps %}À nous.{% endblock %}'
    ecrit = Gabarits({"document.md.j2": surcharge}).rediger("document.md.j2", Essai(titre="T", lieu="Ici"))
    assert "À nous." in ecrit
    assert "# T" in ecrit


@pytest.mark.parametrize("nom", noms_fournis())
def test_un_gabarit_livre_s_explique_en_tete(nom: str) -> None:
    from qualicli.rendus.gabarits import lire_fourni

    texte = lire_fourni(nom) or ""
    assert texte.startswith("{#")
    assert "\t" not in texte
    assert max(map(len, texte.splitlines())) <= 400  # une phrase tient sur sa ligne, jamais deux paragraphes
