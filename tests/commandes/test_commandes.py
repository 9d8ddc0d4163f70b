"""Commander, dire parti, relancer, voir revenir : l'état se calcule, et rien n'est envoyé."""

import email
import itertools
import shutil
from datetime import date, timedelta
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import icalendar
import openpyxl
import pytest

from qualicli.depot.lecture import lire_dossier
from qualicli.depot.ramassage import ramasser
from qualicli.modeles.tournee import Tournee
from qualicli.rendus.messages.brouillon import Destinataire, PieceJointe, rendre

PREPAREE, RETOUR = "2022-03-15", "2022-04-15"
ID = f"commande-{PREPAREE}"


def commande(racine: Path, identifiant: str = ID) -> Tournee:
    trouvee = lire_dossier(ramasser(racine)).objets["commandes"][identifiant]
    assert isinstance(trouvee, Tournee)
    return trouvee


def ouvrir(fichier: Path) -> EmailMessage:
    message = email.message_from_bytes(fichier.read_bytes(), policy=default)
    assert isinstance(message, EmailMessage)
    assert not [d for partie in message.walk() for d in partie.defects]
    return message


def texte(message: EmailMessage) -> str:
    corps = message.get_body()
    assert isinstance(corps, EmailMessage)
    return " ".join(corps.get_content().split())


def commander(mener: Any, sortie: Path, *autres: str) -> tuple[int, str]:
    qui = () if "--tous" in autres else ("--service", "accueil", "--service", "etrangers")
    fixe = ("--retour", RETOUR, "--date", PREPAREE, "--format", "md", "-o", sortie)
    resultat: tuple[int, str] = mener("commander", *qui, *fixe, *autres)
    return resultat


# --- L'état, calculé


def recompter(part: dict[str, Any], partie: int | None, close: int | None, retour: int, au: int) -> str:
    """L'état d'une part, recompté en jours depuis ce qui est écrit, sans rien du modèle."""
    revenues = {c for jour, choses in part["retours"] if jour <= au for c in choses}
    repondu = any(jour <= au for jour, _ in part["retours"])
    manque = set(part["choses"]) - revenues
    if close is not None and close <= au:
        return "close"
    if repondu and not manque:
        return "rendue"
    if partie is None or partie > au:
        return "rendue_en_partie" if repondu else "preparee"
    if retour < au:
        return "en_retard"
    return "rendue_en_partie" if repondu else "partie"


def test_l_etat_calcule_est_celui_d_un_recompte() -> None:
    jour = lambda n: (date(2022, 1, 1) + timedelta(days=n)).isoformat()  # noqa: E731
    retours: tuple[list[tuple[int, list[str]]], ...] = (
        [],
        [(6, ["a"])],
        [(6, ["a"]), (12, ["b"])],
        [(11, ["a", "b"])],
        [(6, [])],
    )
    vus = set()
    for choses, recus, partie, close in itertools.product(([], ["a"], ["a", "b"]), retours, (None, 2), (None, 14)):
        ecrite = {
            "intitule": "Tour",
            "preparee_le": jour(0),
            "retour": jour(10),
            **({"partie_le": jour(partie)} if partie is not None else {}),
            **({"close_le": jour(close)} if close is not None else {}),
            "services": [
                {"service": "s", "demandes": choses, "retours": [{"le": jour(n), "demandes": c} for n, c in recus]}
            ],
        }
        tournee = Tournee.model_validate({"@id": "t", "@fichier": "commandes/t.yaml", **ecrite})
        for au in range(16):
            attendu = recompter({"choses": choses, "retours": recus}, partie, close, 10, au)
            vus.add(attendu)
            la_veille = date(2022, 1, 1) + timedelta(days=au)
            assert tournee.etat_de(tournee.services[0], la_veille) == tournee.etat(la_veille) == attendu
    assert vus == {"preparee", "partie", "rendue_en_partie", "rendue", "en_retard", "close"}


@pytest.mark.parametrize(("au", "etat"), [("2022-03-31", "partie"), ("2022-04-01", "en_retard")])
def test_un_retour_imprecis_n_est_en_retard_qu_apres_sa_fin(au: str, etat: str) -> None:
    ecrite = {"intitule": "T", "preparee_le": "2022-01", "partie_le": "2022-01-05", "retour": "2022-03"}
    tournee = Tournee.model_validate({"@id": "t", "@fichier": "t", **ecrite, "services": [{"service": "s"}]})
    assert tournee.etat(date.fromisoformat(au)) == etat


# --- Commander


def test_commander_pose_par_service_tout_ce_qui_s_envoie(mener: Any, racine: Path, tmp_path: Path) -> None:
    code, dit = commander(mener, tmp_path / "envois")
    assert code == 0, dit
    assert {p.name for p in (tmp_path / "envois").iterdir()} == {"accueil", "etrangers"}
    for service, adresse in (("accueil", "accueil@essai.example"), ("etrangers", "zoe.lilas@essai.example")):
        message = ouvrir(tmp_path / "envois" / service / "message.eml")
        assert (message["X-Unsent"], message["From"]) == ("1", None)
        assert message["To"].addresses[0].addr_spec == adresse
        assert message["Subject"] == "Commande du 15 mars 2022\u00a0: à rendre pour le 15 avril 2022".replace(
            "\u00a0", " "
        )
        jointes = {p.get_filename(): p.get_payload(decode=True) for p in message.iter_attachments()}
        a_cote = {p.name: p.read_bytes() for p in (tmp_path / "envois" / service).iterdir()}
        assert jointes == {n: o for n, o in a_cote.items() if n != "message.eml"}
        assert set(jointes) == {f"{service}-{PREPAREE}.xlsx", "lettre.md", "retour.ics"}
        (evenement,) = icalendar.Calendar.from_ical(a_cote["retour.ics"]).walk("VEVENT")
        assert evenement["DTSTART"].dt == date(2022, 4, 15)
    assert "Poser la rampe" in texte(ouvrir(tmp_path / "envois/accueil/message.eml"))
    assert "Poser un banc" not in texte(ouvrir(tmp_path / "envois/accueil/message.eml"))  # chacun ses demandes
    assert commande(racine).etat(date(2022, 3, 16)) == "preparee"


def test_deux_fois_les_memes_octets(mener: Any, racine: Path, tmp_path: Path) -> None:
    octets = []
    for nom in ("un", "deux"):
        shutil.rmtree(racine / "commandes", ignore_errors=True)
        assert commander(mener, tmp_path / nom)[0] == 0
        octets.append({p.relative_to(tmp_path / nom): p.read_bytes() for p in (tmp_path / nom).rglob("*.*")})
    assert octets[0] == octets[1] and len(octets[0]) == 8


def test_a_la_main_d_une_reunion_d_un_audit(mener: Any, racine: Path, tmp_path: Path) -> None:
    (racine / "reunions").mkdir()
    decisions = (
        "[{id: d1, texte: Lister les guichets, destinataires: [accueil]}, {id: d2, texte: Rien, destinataires: [x]}]"
    )
    (racine / "reunions/copil.md").write_text(
        f"---\ninstance: copil\ndate: 2022-03-01\ndecisions: {decisions}\n---\n", "utf-8"
    )
    (racine / "instances.yaml").write_text(
        "instances:\n  copil: {nom: Comité, type: copil, president: Le préfet}\n", "utf-8"
    )
    commander(mener, tmp_path / "a", "--reunion", "copil", "--id", "suites")
    assert [p.demandes for p in commande(racine, "suites").services] == [("Lister les guichets",), ()]
    commander(
        mener, tmp_path / "b", "--demande", "Vos horaires", "--action", "rampe", "--id", "main", "--rythme", "6 mois"
    )
    assert {c.valeur for p in commande(racine, "main").services for c in p.choses} == {"Vos horaires", "rampe"}
    assert commander(mener, tmp_path / "c", "--reunion", "copil", "--demande", "X")[0] == 2


@pytest.mark.parametrize(
    ("mots", "phrase"),
    [
        (("commander", "--retour", RETOUR, "-o", "x"), "À qui commander"),
        (("commander", "--tous", "-o", "x"), "--retour"),
        (("commander", "--tous", "--retour", RETOUR), "-o"),
        (("commander", "--service", "acueil", "--retour", RETOUR, "-o", "x", "--date", PREPAREE), "« accueil »"),
        (("commander", "--tous", "--retour", "2022-01-01", "-o", "x", "--date", PREPAREE), "déjà passée"),
        (("commande", "partie", "inconnue"), "n'est pas dans commandes/"),
        (("relancer",), "-o"),
    ],
)
def test_ce_qui_manque_se_dit_et_rien_n_est_ecrit(
    mener: Any, racine: Path, tmp_path: Path, monkeypatch: Any, mots: tuple[str, ...], phrase: str
) -> None:
    monkeypatch.chdir(tmp_path)
    code, dit = mener(*mots)
    assert code == 2 and phrase in dit
    assert not (racine / "commandes").exists() and not (tmp_path / "x").exists()


def test_rien_ne_se_recouvre_et_a_blanc_n_ecrit_rien(mener: Any, racine: Path, tmp_path: Path) -> None:
    assert commander(mener, tmp_path / "envois", "--a-blanc")[0] == 0
    assert not (tmp_path / "envois").exists() and not (racine / "commandes").exists()
    commander(mener, tmp_path / "envois")
    code, dit = commander(mener, tmp_path / "envois")
    assert code == 2 and "existe déjà" in dit
    assert len(list((racine / "commandes").iterdir())) == 1


def test_sans_adresse_le_brouillon_attend_son_destinataire(mener: Any, tmp_path: Path) -> None:
    code, dit = mener(
        *("commander", "--service", "archives", "--retour", RETOUR, "--date", PREPAREE, "--format", "md"),
        *("--demande", "L'inventaire", "-o", tmp_path / "envois"),
    )
    assert code == 0 and "n'a pas de destinataire" in dit
    assert ouvrir(tmp_path / "envois/archives/message.eml")["To"] is None


# --- Partie, relances


def test_une_commande_non_partie_ne_se_relance_pas(mener: Any, tmp_path: Path) -> None:
    commander(mener, tmp_path / "envois")
    assert "Personne n'est en retard" in mener("relancer", "-o", tmp_path / "r", "--date", "2022-05-02")[1]


def test_relancer_un_message_par_destinataire_du_ton_de_son_rang(mener: Any, racine: Path, tmp_path: Path) -> None:
    qui = ("--service", "accueil", "--service", "guichets", "--service", "etrangers")
    fixe = (
        "--retour",
        RETOUR,
        "--date",
        PREPAREE,
        "--format",
        "md",
        "--demande",
        "Vos horaires",
        "--demande",
        "Vos tarifs",
    )
    mener("commander", *qui, *fixe, "-o", tmp_path / "envois")
    mener("commande", "partie", ID, "--le", "2022-03-16")
    mener("commande", "rendue", ID, "--service", "etrangers", "--le", "2022-04-01")
    mener("commande", "rendue", ID, "--service", "guichets", "--sauf", "Vos tarifs", "--le", "2022-04-02")
    for rang, (jour, ton) in enumerate(
        [("2022-04-19", "Sauf erreur"), ("2022-04-26", "Malgré un premier"), ("2022-05-03", "plusieurs rappels")]
    ):
        sortie = tmp_path / f"r{rang}"
        assert mener("relancer", "-o", sortie, "--date", jour)[0] == 0
        assert [p.name for p in sortie.iterdir()] == ["accueil.eml"]  # deux services, une adresse ; l'autre a rendu
        dit = texte(ouvrir(sortie / "accueil.eml"))
        assert ton in dit
        assert dit.count("Vos tarifs") == 2 and dit.count("Vos horaires") == 1  # un service a rendu ses horaires
    tournee = commande(racine)
    assert [p.relances_faites(date(2022, 5, 3)) for p in tournee.services] == [3, 3, 0]
    assert "déjà relancé" in mener("relancer", "-o", tmp_path / "encore", "--date", "2022-05-03")[1]


@pytest.mark.parametrize(
    ("au", "note"),
    [
        ("2022-04-16", "2022-04-19"),  # samedi, puis dimanche et lundi de Pâques
        ("2023-04-07", "2023-04-11"),  # le Vendredi saint est férié en Moselle
        ("2022-04-19", "2022-04-19"),
    ],
)
def test_jamais_un_jour_chome(mener: Any, racine: Path, tmp_path: Path, au: str, note: str) -> None:
    commander(mener, tmp_path / "envois")
    mener("commande", "partie", ID, "--le", "2022-03-16")
    code, dit = mener("relancer", "-o", tmp_path / "r", "--date", au)
    assert code == 0 and ("tombe" in dit) == (au != note)
    assert all(p.relances[-1].texte == note for p in commande(racine).services)


def test_une_exigence_dont_un_service_ne_repond_pas_se_dit(mener: Any, tmp_path: Path) -> None:
    _, dit = commander(mener, tmp_path / "envois", "--exigence", "2.1")
    assert "Le classeur de « etrangers » n'a pas de ligne pour 2.1" in dit
    assert "Le classeur de « accueil »" not in dit


# --- Le retour, à l'import


def remplir(source: Path, cible: Path, **cellules: str) -> Path:
    """Un classeur rempli : par code d'exigence, son état."""
    classeur = openpyxl.load_workbook(source)
    feuille = classeur["Auto-évaluation"]
    for rangee in feuille.iter_rows(min_row=4):
        if rangee[4].value in cellules:
            rangee[1].value, rangee[2].value = cellules[str(rangee[4].value)], date(2022, 4, 4)
    classeur.save(cible)
    return cible


def test_l_import_dit_a_quelle_commande_le_classeur_repond(mener: Any, racine: Path, tmp_path: Path) -> None:
    commander(mener, tmp_path / "envois", "--exigence", "2.1", "--exigence", "2.2", "--action", "rampe")
    mener("commande", "partie", ID, "--le", "2022-03-16")
    envoye = tmp_path / f"envois/accueil/accueil-{PREPAREE}.xlsx"
    code, dit = mener("importer", "excel", envoye, "--date", "2022-04-05")
    assert "ce n'est pas un retour" in dit and not commande(racine).services[0].retours
    revenu = remplir(envoye, tmp_path / "revenu.xlsx", **{"2.1": "réalisé"})
    code, dit = mener("importer", "excel", revenu, "--date", "2022-04-10")
    assert code == 0 and "revenu 2.1 ; il manque 2.2, rampe" in dit
    part = commande(racine).services[0]
    assert [c.valeur for c in part.reste(date(2022, 4, 10))] == ["2.2", "rampe"]
    assert commande(racine).etat_de(part, date(2022, 4, 9)) == "partie"
    assert commande(racine).etat_de(part, date(2022, 4, 10)) == "rendue_en_partie"
    assert "ce n'est pas un retour" in mener("importer", "excel", revenu, "--date", "2022-04-11")[1]
    assert len(commande(racine).services[0].retours) == 1


def test_une_demande_en_toutes_lettres_est_a_constater(mener: Any, racine: Path, tmp_path: Path) -> None:
    demande = "Vos horaires d'été"
    commander(mener, tmp_path / "envois", "--exigence", "2.1", "--exigence", "2.2", "--demande", demande)
    envoye = tmp_path / f"envois/accueil/accueil-{PREPAREE}.xlsx"
    _, dit = mener("importer", "excel", envoye, "--date", "2022-04-05")
    assert "ce n'est pas un retour" in dit and "à constater" not in dit  # rien n'y a changé
    revenu = remplir(envoye, tmp_path / "revenu.xlsx", **{"2.1": "réalisé"})
    code, dit = mener("importer", "excel", revenu, "--date", "2022-04-10")
    geste = f"commande rendue {ID} --service accueil --sauf 2.2"
    assert code == 0 and "revenu 2.1 ; il manque 2.2" in dit
    assert f"à constater, « {demande} ». Si la réponse y est : « qualicli {geste} »." in dit.replace("\u00a0", " ")
    assert mener(*geste.split(), "--le", "2022-04-11")[0] == 0
    part = commande(racine).services[0]
    assert [c.valeur for c in part.reste(date(2022, 4, 11))] == ["2.2"]


# --- Les en-têtes


@pytest.mark.parametrize(
    "hostile", ["Objet\r\nBcc: x@y.example", "Objet\nX-Unsent: 0", "a\u2028Bcc: x", "\r\n\r\ncorps", "é" * 900]
)
def test_rien_ne_s_injecte_dans_un_en_tete(hostile: str) -> None:
    octets = rendre(
        Destinataire(hostile, "a@b.example"), hostile, "Bonjour", [PieceJointe(f"{hostile[:40]}.xlsx", b"x")]
    )
    message = email.message_from_bytes(octets, policy=default)
    assert set(message.keys()) == {"X-Unsent", "To", "Subject", "MIME-Version", "Content-Type"}
    assert message["X-Unsent"] == "1" and len(message["To"].addresses) == 1
    assert octets == rendre(
        Destinataire(hostile, "a@b.example"), hostile, "Bonjour", [PieceJointe(f"{hostile[:40]}.xlsx", b"x")]
    )


@pytest.mark.parametrize("adresse", ["", "a@b\r\nBcc: c@d", "pas une adresse", "a@b, c@d", "<a@b>"])
def test_une_adresse_qui_n_en_est_pas_une_n_est_pas_ecrite(adresse: str) -> None:
    message = email.message_from_bytes(rendre(Destinataire("Nom", adresse), "Objet", "Texte"), policy=default)
    assert message["To"] is None and message["Bcc"] is None


# --- Ce qu'on en montre


def test_a_faire_et_le_suivi_les_montrent(mener: Any, regarder: Any, tmp_path: Path) -> None:
    commander(mener, tmp_path / "envois", "--demande", "Vos horaires", "--rythme", "chaque semestre")
    assert "Envoyer la commande" in regarder("a-faire", "--tout", "--date", "2022-03-16")
    mener("commande", "partie", ID, "--le", "2022-03-16")
    mener("commande", "rendue", ID, "--service", "etrangers", "--le", "2022-04-20")
    dit = regarder("a-faire", "--tout", "--date", "2022-04-21")
    assert "Commander de nouveau" in dit and dit.count("Répondre à") == 1
    suivi = regarder("rapport", "suivi-commandes", "--date", "2022-04-21")
    assert "2 réponses attendues : 1 rendue, 1 en retard." in suivi.replace("\u00a0", " ")
    assert "en retard (6 jours)" in suivi.replace("\u00a0", " ")
    mener("commande", "close", ID, "--le", "2022-04-22")
    assert "Répondre à" not in regarder("a-faire", "--tout", "--date", "2022-04-22")
    assert "Répondre à" in regarder("a-faire", "--tout", "--date", "2022-04-21")  # vu ce jour-là
