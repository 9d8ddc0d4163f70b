"""La mémoire : ce qui a été lu une fois ne l'est pas deux, et rien ne change que le temps."""

import json
import os
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from fabrique import ecrire, jour
from qualicli.cli.application import lancer
from qualicli.depot import bilan_retenu, memoire, ramassage, souvenirs, yaml_brut
from qualicli.depot.memoire import ecarter
from qualicli.erreurs import ErreurDossier
from qualicli.modeles.base import Objet
from qualicli.operations.diagnostiquer import diagnostiquer, lire
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


def retenus(racine: Path) -> list[Path]:
    return sorted((racine.parent / "memoire").iterdir())


@pytest.mark.parametrize("contenu", [b"", b"{", b"[]", b'{"a": 1}', b"\xff\xfe", b"x" * 40])
def test_une_memoire_abimee_ne_vaut_rien_de_pire_qu_aucune(racine: Path, passages: list[str], contenu: bytes) -> None:
    codes(racine)
    for entree in retenus(racine):
        entree.write_bytes(contenu)
    assert codes(racine) == []
    assert len(passages) == 2


def test_sans_memoire_tout_marche_et_rien_ne_s_ecrit(
    racine: Path, passages: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with ecarter():
        assert codes(racine) == codes(racine) == []
    monkeypatch.setenv("QUALICLI_MEMOIRE", "non")
    assert codes(racine) == codes(racine) == []
    assert len(passages) == 4
    assert not (racine.parent / "memoire").exists()


def test_une_memoire_impossible_a_ecrire_ne_gene_personne(racine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ecrire(racine.parent, {"pas-un-dossier": "x"})
    monkeypatch.setenv("QUALICLI_MEMOIRE", str(racine.parent / "pas-un-dossier"))
    assert codes(racine) == codes(racine) == []


GRAND = {f"preuves/p{i}.yaml": FICHIERS["preuves/p.yaml"].replace("Charte", f"Charte {i}") for i in range(60)}


@pytest.fixture
def dossier(racine: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Un dossier de soixante fiches, que ses dates suffisent à dire inchangé."""
    monkeypatch.setattr(souvenirs, "_FRAICHEUR", 0)
    return ecrire(racine, GRAND)


@pytest.fixture
def travail(dossier: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Counter[str]]:
    """Le travail compté : fichiers ouverts, fichiers composés, objets construits, règles appliquées."""
    compte: Counter[str] = Counter()
    ouvrir, composer, construire = ramassage._lire, yaml_brut.composer, Objet.model_validate.__func__  # type: ignore[attr-defined]

    def compter(nom: str, faire: Any) -> Any:
        def fait(*arguments: Any, **options: Any) -> Any:
            compte[nom] += 1
            return faire(*arguments, **options)

        return fait

    monkeypatch.setattr(ramassage, "_lire", compter("ouverts", ouvrir))
    monkeypatch.setattr(yaml_brut, "composer", compter("composes", composer))
    monkeypatch.setattr(Objet, "model_validate", classmethod(compter("construits", construire)))
    return compte


def test_un_dossier_inchange_ne_s_ouvre_pas(dossier: Path, travail: Counter[str]) -> None:
    premier = revalider(dossier, AU).anomalies
    assert travail["ouverts"] >= 62
    travail.clear()
    assert revalider(dossier, AU).anomalies == premier
    assert not travail
    diagnostiquer(dossier, AU)
    assert (travail["ouverts"], travail["composes"]) == (0, 0)


def test_un_fichier_change_coute_sa_propre_lecture(dossier: Path, travail: Counter[str]) -> None:
    """Le budget de vitesse, en travail compté : il n'échoue qu'au double."""
    lire(dossier, AU)
    assert travail["composes"] <= 2 * 63
    assert travail["construits"] <= 2 * 63
    travail.clear()
    ecrire(dossier, {"preuves/p7.yaml": GRAND["preuves/p7.yaml"].replace("Charte 7", "Chartre")})
    lire(dossier, AU)
    assert 1 <= travail["ouverts"] <= 2
    assert 1 <= travail["composes"] <= 2


def test_dans_le_doute_les_octets_sont_lus(
    dossier: Path, travail: Counter[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Une date trop fraîche, ou un système sans date de changement : rien n'est tenu pour inchangé, rien n'est recomposé."""
    for nom, valeur in (("_FRAICHEUR", 10**12), ("A_DATE_DE_CHANGEMENT", False)):
        with monkeypatch.context() as essai:
            essai.setattr(souvenirs, nom, valeur)
            oublier(dossier)
            lire(dossier, AU)
            travail.clear()
            lire(dossier, AU)
            assert travail["ouverts"] >= 62
            assert travail["composes"] == 0


def oublier(dossier: Path) -> None:
    for entree in retenus(dossier) if (dossier.parent / "memoire").exists() else ():
        entree.unlink()


def test_un_fichier_qui_change_pendant_la_lecture_arrete_tout(dossier: Path) -> None:
    revalider(dossier, AU)
    pris = ramassage.ramasser(dossier)
    ecrire(dossier, {"preuves/p7.yaml": "autre: chose"})
    with pytest.raises(ErreurDossier, match=r"p7\.yaml"):
        pris.sources["preuves/p7.yaml"]


def test_les_positions_se_retiennent(dossier: Path, travail: Counter[str]) -> None:
    ecrire(dossier, {"preuves/p7.yaml": GRAND["preuves/p7.yaml"].replace("type: charte", "type: charTe")})
    bilan = lire(dossier, AU)[2]
    place = [(a.fichier, a.ligne, a.colonne) for a in bilan.anomalies]
    for entree in retenus(dossier):
        if entree.suffix == ".bilan":
            entree.unlink()
    travail.clear()
    assert [(a.fichier, a.ligne, a.colonne) for a in lire(dossier, AU)[2].anomalies] == place
    assert travail["composes"] == 0


def test_diagnostiquer_puis_valider_partagent_un_bilan(dossier: Path, passages: list[str]) -> None:
    diagnostic = lire(dossier, AU)[2]
    assert revalider(dossier, AU) == diagnostic
    assert passages == []


def test_une_serie_d_une_autre_extension_n_est_pas_tenue_pour_vue(dossier: Path) -> None:
    fiche = "intitule: Appels\nnature: qualite\ncouvre: ['1']\nperiodicite: 3 mois\nserie: appels.txt\n"
    ecrire(dossier, {"indicateurs/appels.yaml": fiche, "indicateurs/appels.txt": "periode;valeur\n2021-T1;3\n"})
    assert "FMT005" not in codes(dossier)
    changer(dossier / "indicateurs/appels.txt", "2021-T1", "2021-T9")
    assert "FMT005" in codes(dossier)


def test_la_memoire_est_bornee_et_les_plus_vieux_s_en_vont(
    dossier: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    revalider(dossier, AU)
    for entree in retenus(dossier):
        os.utime(entree, (1, 1))
    taille = sum(e.stat().st_size for e in retenus(dossier))
    memoire.chemin_retenu(dossier, "geste").write_bytes(b"x")  # type: ignore[union-attr]
    monkeypatch.setattr(memoire, "TOTAL_MAX", taille)
    autre = ecrire(tmp_path / "autre", FICHIERS | GRAND)
    revalider(autre, AU)
    assert sum(e.stat().st_size for e in retenus(dossier) if e.suffix != ".geste") <= taille
    assert memoire.chemin_retenu(dossier, "geste").exists()  # type: ignore[union-attr]
    assert memoire.relire(autre, "bilan") and not memoire.relire(dossier, "lectures")


def test_les_vieilles_lectures_d_un_dossier_s_en_vont(dossier: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lire(dossier, AU)
    monkeypatch.setattr(souvenirs, "_LECTURES_MAX", len(memoire.relire(dossier, "lectures")) + 100)
    for tour in range(3):
        ecrire(dossier, {"preuves/p7.yaml": GRAND["preuves/p7.yaml"].replace("Charte 7", f"Charte {tour} bis")})
        lire(dossier, AU)
    assert len(memoire.relire(dossier, "lectures")) <= souvenirs._LECTURES_MAX


def test_lecteurs_et_ecrivains_a_la_fois(dossier: Path) -> None:
    attendus = {au: revalider(dossier, au) for au in (AU, jour("2023-06-01"))}

    def tour(rang: int) -> bool:
        au: date = list(attendus)[rang % 2]
        if rang % 3 == 0:
            for entree in retenus(dossier):
                entree.unlink(missing_ok=True)
        return revalider(dossier, au) == attendus[au]

    with ThreadPoolExecutor(4) as fils:
        assert all(fils.map(tour, range(40)))


def test_un_historique_relit_ce_qu_il_a_deja_vu(dossier: Path, travail: Counter[str]) -> None:
    """Le même dossier en dix états, chacun changeant deux fiches : une seule lecture entière, puis deux fiches par état."""
    lire(dossier, AU)
    travail.clear()
    for etat in range(10):
        for rang in (2 * etat, 2 * etat + 1):
            nom = f"preuves/p{rang}.yaml"
            ecrire(dossier, {nom: GRAND[nom].replace("Charte", f"Consigne {etat}")})
        lire(dossier, AU)
    assert travail["composes"] <= 2 * 20
    travail.clear()
    ecrire(dossier, GRAND)  # revenu au premier état
    lire(dossier, AU)
    assert travail["composes"] == 0


def test_un_bilan_inattendu_est_ignore(dossier: Path) -> None:
    pris = ramassage.ramasser(dossier)
    cle = bilan_retenu.cle(pris, AU)
    assert bilan_retenu.retrouver(pris, cle, AU) is None
    revalider(dossier, AU)
    bon = memoire.relire_json(dossier, "bilan")[cle]
    for champ, valeur in (
        ("anomalies", [[1]]),
        ("fichiers", "x"),
        ("dossier", None),
        ("pieces", []),
        ("supprimees", 1),
    ):
        memoire.retenir(dossier, "bilan", json.dumps({cle: {**bon, champ: valeur}}).encode())
        assert bilan_retenu.retrouver(pris, cle, AU) is None
    memoire.retenir(dossier, "bilan", json.dumps({cle: bon}).encode())
    assert bilan_retenu.retrouver(pris, cle, AU) is not None


def test_sans_memoire_se_dit_a_toute_commande(dossier: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for commande in ("valider", "diagnostic", "a-faire"):
        avec = (lancer([commande, str(dossier), "--date", "2022-03-15"]), capsys.readouterr())
        for entree in retenus(dossier):
            entree.unlink()
        sans = (lancer([commande, "--sans-memoire", str(dossier), "--date", "2022-03-15"]), capsys.readouterr())
        assert (avec, retenus(dossier)) == (sans, [])
