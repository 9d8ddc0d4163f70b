"""La mémoire des validations : plus vite, jamais faux."""

import os
from pathlib import Path

import pytest

from fabrique import ecrire, jour
from qualicli.depot import memoire
from qualicli.operations import revalider as module
from qualicli.operations.revalider import revalider

AU = jour("2022-03-15")
FICHIERS = {
    ".gitattributes": "preuves/** -text\n",
    "qualicli.yaml": """
        format: 1
        organisme: {nom: Essai}
        sites: {a: {nom: A}}
        perimetre: [{referentiel: marianne-2016, modules: {tous: {statut: engage}}}]
    """,
    "preuves/p.yaml": """
        intitule: Charte
        type: charte
        date: 2022-01-01
        caducite: 2023-01-01
        acces: [intranet]
        fichier: p.txt
        empreinte: 2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881
        couvre: ["1"]
    """,
    "preuves/p.txt": "x",
}


@pytest.fixture
def racine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("QUALICLI_MEMOIRE", str(tmp_path / "memoire"))
    return ecrire(tmp_path / "dossier", FICHIERS)


@pytest.fixture
def passages(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Compte les validations faites pour de bon."""
    faites: list[str] = []
    from qualicli.operations import valider

    vraie = valider.valider_ramassage

    def compter(*arguments: object, **options: object) -> object:
        faites.append("x")
        return vraie(*arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(valider, "valider_ramassage", compter)
    return faites


def codes(racine: Path, **options: object) -> list[str]:
    return [a.code for a in revalider(racine, options.pop("au", AU), **options).anomalies]  # type: ignore[arg-type]


def changer(chemin: Path, avant: str, apres: str) -> None:
    """Change des octets sans changer ni la taille ni la date du fichier."""
    etat = chemin.stat()
    assert len(avant) == len(apres)
    chemin.write_text(chemin.read_text(encoding="utf-8").replace(avant, apres), encoding="utf-8", newline="\n")
    os.utime(chemin, ns=(etat.st_atime_ns, etat.st_mtime_ns))
    assert chemin.stat().st_mtime_ns == etat.st_mtime_ns


def test_rien_n_a_change_rien_n_est_refait(racine: Path, passages: list[str]) -> None:
    premier, second = revalider(racine, AU), revalider(racine, AU)
    assert passages == ["x"]
    assert (premier.anomalies, premier.fichiers) == (second.anomalies, second.fichiers)


def test_un_octet_change_sans_taille_ni_date_se_voit(racine: Path, passages: list[str]) -> None:
    assert codes(racine) == []
    changer(racine / "preuves/p.yaml", "type: charte", "type: charTe")
    assert codes(racine) == ["FMT002"]
    assert len(passages) == 2


def test_une_piece_alteree_sans_taille_ni_date_se_voit(racine: Path, passages: list[str]) -> None:
    assert codes(racine) == []
    changer(racine / "preuves/p.txt", "x", "y")
    assert codes(racine) == ["PRV008"]
    (racine / "preuves/p.txt").unlink()
    assert codes(racine) == ["PRV007"]
    assert len(passages) == 3


def test_la_date_et_la_severite_comptent(racine: Path, passages: list[str]) -> None:
    assert codes(racine) == []
    assert codes(racine, au=jour("2023-06-01")) == ["PRV004"]
    assert codes(racine, au=jour("2023-06-01"), strict=True) == ["PRV004"]
    assert len(passages) == 3


def test_une_autre_version_de_l_outil_refait_tout(
    racine: Path, passages: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    codes(racine)
    monkeypatch.setattr(memoire, "__version__", "99")
    codes(racine)
    assert len(passages) == 2


@pytest.mark.parametrize(
    "contenu", [b"", b"{", b"[]", b'{"signature": 1}', b"\xff\xfe", b'{"contenu": {}, "pieces": {}}']
)
def test_une_memoire_abimee_ne_vaut_rien_de_pire_qu_aucune(racine: Path, passages: list[str], contenu: bytes) -> None:
    codes(racine)
    (entree,) = Path(os.environ["QUALICLI_MEMOIRE"]).iterdir()
    entree.write_bytes(contenu)
    assert codes(racine) == []
    assert len(passages) == 2


def test_un_contenu_de_memoire_inattendu_est_ignore(racine: Path) -> None:
    assert module._relire({"dossier": "d", "anomalies": [[1]], "supprimees": [], "fichiers": 1}, AU, {}) is None


def test_sans_memoire_tout_marche_et_rien_ne_s_ecrit(
    racine: Path, passages: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUALICLI_MEMOIRE", "non")
    assert codes(racine) == codes(racine) == []
    assert len(passages) == 2
    assert not (racine.parent / "memoire").exists()


def test_une_memoire_impossible_a_ecrire_ne_gene_personne(racine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ecrire(racine.parent, {"pas-un-dossier": "x"})
    monkeypatch.setenv("QUALICLI_MEMOIRE", str(racine.parent / "pas-un-dossier"))
    assert codes(racine) == codes(racine) == []
