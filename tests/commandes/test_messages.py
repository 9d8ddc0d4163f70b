"""Classer un message reçu : une preuve datée qui ne nomme personne, et rien de ce qu'il porte n'est exécuté."""

from pathlib import Path
from typing import Any

import pytest

from qualicli.depot.inventaire import empreinte_octets
from qualicli.depot.lecture import lire_dossier
from qualicli.depot.ramassage import ramasser
from qualicli.modeles.documents import Preuve

ENTETES = {
    "From": "=?utf-8?q?Zo=C3=A9?= Lilas <Zoe.Lilas@essai.example>",
    "To": "ode.tilleul@essai.example",
    "Subject": "=?iso-8859-1?q?Registre_=E0_jour?=",
    "Date": "Mon, 14 Mar 2022 10:00:00 +0100",
}


def eml(chemin: Path, corps: bytes = b"Bonjour, de la part de Lilas.\r\n", **entetes: str | None) -> Path:
    voulus = {**ENTETES, **entetes}
    tete = "".join(f"{c.replace('_', '-')}: {v}\r\n" for c, v in voulus.items() if v is not None)
    chemin.write_bytes(tete.encode("latin-1") + b"\r\n" + corps)
    return chemin


def fiches(racine: Path) -> list[Path]:
    return sorted(racine.glob("preuves/message-*.yaml"))


def test_un_message_devient_une_preuve_datee_sans_nom(mener: Any, racine: Path, tmp_path: Path) -> None:
    recu = eml(tmp_path / "reponse.eml")
    code, dit = mener("importer", "message", recu, "--couvre", "2.1")
    assert code == 0, dit
    (fiche,) = fiches(racine)
    preuve: Any = lire_dossier(ramasser(racine)).objets["preuves"][fiche.stem]
    assert isinstance(preuve, Preuve)
    assert (preuve.intitule, preuve.type, str(preuve.date)) == ("Registre à jour", "message", "2022-03-14")
    assert (preuve.service, preuve.couvre, preuve.interne) == ("etrangers", ("2.1",), True)
    assert preuve.empreinte == f"sha256:{empreinte_octets(recu.read_bytes())}"
    assert preuve.description == "De : Cheffe du bureau des étrangers ; à : Référente qualité"
    ecrit = fiche.read_text("utf-8")
    assert not any(n in ecrit.lower() for n in ("lilas", "zoé", "tilleul", "@", "bonjour"))
    assert "déjà classé" in mener("importer", "message", recu)[1] and len(fiches(racine)) == 1


@pytest.mark.parametrize(
    "sujet",
    ["Bonjour\r\n\tetat: brouillon", "=?utf-8?q?Objet=0Aetat=3A_brouillon=0D=0Ax?=", "=?utf-8?b?CgojIHRpdHJl?="],
)
@pytest.mark.parametrize(
    "de", [ENTETES["From"], '"a\r\n\tb" <x@y.example>', "=?utf-8?q?a=0Acouvre=3A_x?= <x@y.example>"]
)
def test_un_saut_de_ligne_n_injecte_rien(mener: Any, racine: Path, tmp_path: Path, sujet: str, de: str) -> None:
    code, dit = mener("importer", "message", eml(tmp_path / "m.eml", Subject=sujet, From=de), "--intitule", "")
    assert code == 0, dit
    preuve: Any = next(iter(lire_dossier(ramasser(racine)).objets["preuves"].values()))
    assert (preuve.etat, preuve.couvre) == ("validee", ()) and "\n" not in preuve.intitule + preuve.description


@pytest.mark.parametrize(
    "entetes",
    [
        {"Content_Type": "text/plain; charset=klingon"},
        {"Content_Type": "multipart/mixed"},
        {"Content_Type": "text/plain; charset=utf-8", "Content_Transfer_Encoding": "base64"},
        {"Subject": "=?klingon?q?=FF=FE?="},
        {"Subject": "\xe9\xff brut"},
        {"From": "\xff\xfe"},
        {"From": None, "To": None},
    ],
)
def test_un_encodage_mensonger_n_arrete_rien(
    mener: Any, racine: Path, tmp_path: Path, entetes: dict[str, str | None]
) -> None:
    code, dit = mener("importer", "message", eml(tmp_path / "m.eml", b"\xff\xfe\x00 corps", **entetes))
    assert (code, "Panne" in dit, len(fiches(racine))) == (0, False, 1), dit


@pytest.mark.parametrize("quand", [None, "", "hier", "Mon, 99 Foo 2022", "Mon, 14 Mar 0000 10:00:00 +9999"])
def test_sans_date_il_faut_la_dire(mener: Any, racine: Path, tmp_path: Path, quand: str | None) -> None:
    recu = eml(tmp_path / "m.eml", Date=quand)
    code, dit = mener("importer", "message", recu)
    assert code == 2 and "--le" in dit and not fiches(racine)
    assert mener("importer", "message", recu, "--le", "2022-03-01")[0] == 0 and len(fiches(racine)) == 1


@pytest.mark.parametrize(
    "piece",
    ['name="facture.pdf.exe"', 'filename="a.js"', "filename*=utf-8''rapport%E2%80%AEfdp.scr", 'filename="a.html"', ""],
)
def test_un_programme_joint_n_est_ni_classe_ni_execute(mener: Any, racine: Path, tmp_path: Path, piece: str) -> None:
    jointe = (
        f"--b\r\nContent-Type: application/x-msdownload\r\nContent-Disposition: attachment; {piece}\r\n\r\nMZ\r\n--b--"
    )
    recu = eml(tmp_path / "m.eml", jointe.encode(), Content_Type="multipart/mixed; boundary=b")
    code, dit = mener("importer", "message", recu)
    assert code == 2 and "autre chose que des documents" in dit
    assert not (racine / "preuves").exists()


def test_un_objet_qui_nomme_n_est_pas_repris(mener: Any, racine: Path, tmp_path: Path) -> None:
    code, dit = mener("importer", "message", eml(tmp_path / "m.eml", Subject="Relancer Mme Lilas"))
    assert code == 0 and "n'est pas repris" in dit
    assert "ilas" not in fiches(racine)[0].read_text("utf-8") + fiches(racine)[0].name


@pytest.mark.parametrize("octets", [b"", b"\x00" * 100, b"Ceci n'est pas un message", bytes(range(256)) * 9])
def test_ce_qui_n_est_pas_un_message_se_dit(mener: Any, racine: Path, tmp_path: Path, octets: bytes) -> None:
    (tmp_path / "m.eml").write_bytes(octets)
    code, dit = mener("importer", "message", tmp_path / "m.eml")
    assert code == 2 and "n'est pas un message" in dit and not fiches(racine)
    assert mener("importer", "message", tmp_path / "absent.eml")[0] == 2
    (tmp_path / "lien.eml").symlink_to(tmp_path / "m.eml")
    assert "un lien" in mener("importer", "message", tmp_path / "lien.eml")[1]
