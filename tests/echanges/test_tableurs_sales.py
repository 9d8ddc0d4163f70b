"""Neuf tableurs sales, importés deux fois : ce qui est lu, tenu, laissé, nommé ; et la page qui le raconte."""

from pathlib import Path

import pytest

from echanges.dossiers import AU, etat, poser
from echanges.tableurs_sales import SALES, TableurSale, en_tableau
from fabrique import qualicli

PAGE = Path(__file__).parents[2] / "docs" / "tableurs.md"
_DEBUT, _FIN = "<!-- neuf tableurs -->\n", "<!-- fin des neuf tableurs -->\n"


@pytest.mark.parametrize("sale", SALES, ids=lambda s: s.octets.__name__)
def test_un_tableur_sale_est_lu_tenu_laisse_nomme_et_ne_change_rien_la_seconde_fois(
    sale: TableurSale, tmp_path: Path
) -> None:
    racine = poser(tmp_path / "d")
    octets = sale.octets()
    suffixe = ".xlsx" if octets.startswith(b"PK") else ".fods" if octets.startswith(b"<") else ".csv"
    (tmp_path / f"t{suffixe}").write_bytes(octets)
    if sale.profil:
        (racine / "profils").mkdir()
        (racine / "profils" / "t.yaml").write_text(sale.profil, "utf-8")
    avant = etat(racine)
    commande = ("importer", "tableur", tmp_path / f"t{suffixe}", racine, "--date", AU, "--oui", *sale.options)
    sortie = " ".join(qualicli(*commande, code=sale.code).replace("\u00a0", " ").split())
    for dit in sale.dits:
        assert dit in sortie
    apres = etat(racine)
    changes = {f for f in apres if apres[f] != avant.get(f)} - {"profils/t.yaml"}
    assert changes == set(sale.ecrits) and avant.keys() <= apres.keys()
    assert ("profils/t.yaml" in apres) is bool(sale.ecrits)
    qualicli(*commande, code=sale.code)
    assert etat(racine) == apres


def test_la_page_montre_ces_neuf_tableurs(request: pytest.FixtureRequest) -> None:
    page = PAGE.read_text("utf-8")
    avant, _, reste = page.partition(_DEBUT)
    _, _, apres = reste.partition(_FIN)
    voulue = f"{avant}{_DEBUT}{en_tableau()}{_FIN}{apres}"
    if request.config.getoption("--regenerer"):
        PAGE.write_text(voulue, encoding="utf-8", newline="\n")
    assert PAGE.read_text("utf-8") == voulue
