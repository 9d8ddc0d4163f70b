"""Un gabarit reçu ne rend pas un document imprévisible, et ne fige ni ne remplit la machine."""

import time

import pytest

from qualicli.erreurs import ErreurGabarit
from qualicli.rendus import bac_a_sable
from qualicli.rendus.documents.socle.vue import Vue
from qualicli.rendus.gabarits import Gabarits

DOUBLE = "{% set a = 'x' %}" + "{% set a = AAA %}" * 60
FOIS = "{% for i in range(90000) %}"
BOMBES = {
    "accolé": DOUBLE.replace("AAA", "a ~ a"),
    "ajouté": DOUBLE.replace("AAA", "a + a"),
    "liste doublée": "{% set a = [1] %}" + "{% set a = a + a %}" * 60,
    "joint": DOUBLE.replace("AAA", "[a, a]|join"),
    "joint par lui": DOUBLE.replace("AAA", "[a, a, a]|join(a)"),
    "méthode join": DOUBLE.replace("AAA", "a.join([a, a])"),
    "remplacé": DOUBLE.replace("AAA", "a|replace('x', 'xx')"),
    "méthode replace": DOUBLE.replace("AAA", "a.replace('x', 'xxx')"),
    "remplacé par lui": DOUBLE.replace("AAA", "a.replace('x', a) ~ 'x'"),
    "bloc": "{% set a = 'x' %}" + "{% set a %}{{ a }}{{ a }}{% endset %}" * 60,
    "macro": "{% macro m(a) %}{{ a }}{{ a }}{% endmacro %}" + "{{ " + "m(" * 60 + "'x'" + ")" * 60 + " }}",
    "macro récursive": "{% macro m(n) %}{% if n %}{{ m(n - 1) }}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ m(60) }}",
    "macro sans fin": "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    "boucles": FOIS * 6 + "{% endfor %}" * 6,
    "boucles qui écrivent": FOIS * 3 + "long texte" * 100 + "{% endfor %}" * 3,
    "boucle récursive": "{% for i in range(90) recursive %}{{ loop(range(90)) }}{% endfor %}",
    "boucle filtrée": FOIS + "{% for i in range(90000) if i < 0 %}{% endfor %}{% endfor %}",
    "choix": "{{ range(90000)|select('in', range(90000)|list|reverse|list)|list|length }}",
    "inclusion": "{% include 'bilan.md.j2' %}{% include 'bilan.md.j2' %}",
    "bloc récursif": "{% block b %}{{ self.b() }}{{ self.b() }}{% endblock %}",
    "centré": "{{ 'a'|center(2000000000) }}",
    "méthode center": "{{ 'a'.center(2000000000) }}",
    "retrait": "{{ ('a\\n' ~ range(90000)|join('\\n'))|indent(9999) }}",
    "méthode zfill": "{{ '1'.zfill(2000000000) }}",
    "format": "{{ '{:>2000000000}'.format(1) }}",
    "filtre format": "{{ '%2000000000d'|format(1) }}",
    "pourcent": "{{ '%2000000000d' % 1 }}",
    "fois": "{{ 'a' * 2000000000 }}",
    "puissance": "{{ 9 ** 9 ** 9 }}",
    "nombre": "{% set a = 999999999 %}" + "{% set a = a * a %}" * 60,
    "octets": "{{ (1).to_bytes(2000000000) }}",
    "accumulé": "{% set n = namespace(l=['x']) %}" + FOIS + "{% set n.l = n.l + n.l %}{% endfor %}",
    "extraits": "{% set a = range(90000)|join %}{% set n = namespace(l=[]) %}"
    + FOIS
    + "{% set n.l = n.l + [a[1:]] %}{% endfor %}",
    "somme": "{{ [[1], [2]]|sum(start=[])|length }}",
}


@pytest.mark.parametrize("bombe", BOMBES.values(), ids=BOMBES)
def test_une_bombe_s_arrete(bombe: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bac_a_sable, "SECONDES", 1.0)
    monkeypatch.setattr(bac_a_sable, "SIGNES", 5_000_000)
    debut = time.thread_time()
    with pytest.raises(ErreurGabarit, match=r"gabarits/bilan\.md\.j2:\d+ : [Ll]e (gabarit (tourne|demande)|filtre)"):
        Gabarits({"bilan.md.j2": bombe}).rediger("bilan.md.j2", Vue(titre="x"))
    assert time.thread_time() - debut < 6


def test_un_gabarit_honnete_compose_boucle_et_filtre() -> None:
    gabarit = (
        "{% set n = namespace(i=0) %}{% for i in range(2000) %}{% set n.i = n.i + i %}{% if loop.last %}{{ loop.length }}"
        "{% endif %}{% endfor %} {{ n.i }} {{ ['a', 'b']|map('upper')|join('-') }} {{ ', '.join(['c', 'd']) }} "
        "{{ 'e' ~ 1 ~ 'f' }} {{ 'xyz'[1:] }} {{ 'a le b'|replace('le ', '', 1) }} {{ 'g'|center(3) }} {{ [1, 2]|sum }}"
    )
    rendu = Gabarits({"bilan.md.j2": gabarit}).rediger("bilan.md.j2", Vue(titre="x"))
    assert rendu.split() == ["2000", "1999000", "A-B", "c,", "d", "e1f", "yz", "a", "b", "g", "3"]


def test_rien_n_est_tire_au_sort() -> None:
    with pytest.raises(ErreurGabarit, match="random"):
        Gabarits({"bilan.md.j2": "{{ [1, 2]|random }}"}).rediger("bilan.md.j2", Vue(titre="x"))
