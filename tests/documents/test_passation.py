"""La passation : ce que doit savoir qui prend le poste, le jour où un référent part, ou des mois après."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fabrique import contexte
from fabrique_documents import changer
from qualicli import francais, ressources
from qualicli.cli.application import lancer
from qualicli.rendus.documents.types.passation import document as passation
from qualicli.rendus.documents.types.passation import ouvert
from qualicli.rendus.documents.types.passation.document import Passation

EXEMPLES = ressources.dossier("exemples")
NICE = EXEMPLES / "alpes-maritimes-2021"
VACANT = "2020-01-15"


@pytest.fixture
def nice(tmp_path: Path) -> Path:
    return Path(shutil.copytree(NICE, tmp_path / "nice"))


def composer(racine: Path, au: str) -> Passation:
    return passation.composer(contexte(racine, au))


@pytest.mark.parametrize(
    ("exemple", "au"),
    [("alpes-maritimes-2021", VACANT), ("alpes-maritimes-2021", "2021-03-03"), ("loire-2022", "2022-05-15")],
)
def test_la_passation_a_sa_reference(exemple: str, au: str, capsys: Any, reference: Callable[[str, str], None]) -> None:
    assert lancer(["rapport", "passation", str(EXEMPLES / exemple), "--date", au]) == 0
    reference(f"documents/passation-{exemple}-{au}.md", capsys.readouterr().out)


def test_un_poste_vacant_est_dit_partout_ou_on_le_cherche() -> None:
    vue = composer(NICE, VACANT)
    assert vue.titre == "Passation du poste de référent qualité"
    assert vue.sous_titre == "Poste vacant depuis le 1er septembre 2019"
    assert vue.risques[0] == "poste de référent qualité vacant depuis le 1er septembre 2019"
    assert vue.postes.lignes[0][:3] == ("Référent qualité", "Vacant", "Le 1er septembre 2019")
    assert vue.vacances == ("poste de référent qualité, vacant depuis le 1er septembre 2019 (départ à la retraite)",)


def test_une_vacance_finie_reste_dite_sans_etre_un_risque() -> None:
    vue = composer(NICE, "2021-03-03")
    assert vue.sous_titre == ""
    assert vue.vacances == (
        "poste de référent qualité, resté vacant de septembre 2019 à février 2020 (départ à la retraite)",
    )
    assert not [r for r in vue.risques if "vacant" in r]
    assert vue.risques[0].startswith("une seule personne tient trois postes")


@pytest.mark.parametrize(
    ("depart", "au", "dit"),
    [
        ("2021-08-31", "2021-03-03", True),
        ("2021-09", "2021-03-03", False),  # la fin du mois est au-delà de six mois
        ("2021-09", "2021-04-01", True),
    ],
)
def test_un_depart_annonce_sans_suite_est_un_risque(nice: Path, depart: str, au: str, dit: bool) -> None:
    annuaire = nice / "annuaire.yaml"
    tenu = "      - {personne: olympe-mimosa, du: 2020-03}\n  animateur-changement"
    changer(annuaire, tenu, tenu.replace("2020-03", f"2020-03, jusqu_au: {depart}"))
    partants = [r for r in composer(nice, au).risques if "personne ne prend sa suite" in r]
    assert bool(partants) is dit
    assert all("référent qualité" in r for r in partants)


def test_un_successeur_qui_n_arrive_que_plus_tard_laisse_le_poste_vacant(nice: Path) -> None:
    """En juin 2019, le départ du 31 août est connu : le titulaire suivant n'arrive qu'en mars."""
    depart = "poste de référent qualité : son titulaire part le 31 août 2019, personne ne prend sa suite"
    assert composer(nice, "2019-06-01").risques[0] == depart
    changer(
        nice / "annuaire.yaml",
        "- {personne: olympe-mimosa, du: 2020-03}\n  animateur",
        "- {personne: olympe-mimosa, du: 2019-09}\n  animateur",
    )
    assert depart not in composer(nice, "2019-06-01").risques


def test_un_document_sans_lieu_ni_responsable_est_un_risque(nice: Path) -> None:
    sans = composer(nice, "2021-03-03")
    assert not [r for r in sans.risques if "lieu connu" in r or "tenu par personne" in r]
    (nice / "preuves/perdu.yaml").write_text("intitule: Note perdue\ntype: note\ndate: 2021-01-10\n", "utf-8")
    vue = composer(nice, "2021-03-03")
    assert ("Note perdue (note)", "À retrouver", "À désigner", "Sans limite") in vue.documents.lignes
    assert {"1 document n'a pas de lieu connu", "1 document n'est tenu par personne"} <= set(vue.risques)
    changer(nice / "preuves/perdu.yaml", "type: note", "type: note\nurl: https://Exemple.example/Note")
    assert "https://Exemple.example/Note" in {ligne[1] for ligne in composer(nice, "2021-03-03").documents.lignes}


def test_une_date_a_tenir_un_jour_chome_le_dit(nice: Path) -> None:
    jalon = "intitule: Comité de rentrée\ntype: copil\ndate_initiale: {}\n"
    (nice / "jalons/rentree.yaml").write_text(jalon.format("2021-07-14"), "utf-8")
    assert "14 juillet 2021 : comité de rentrée, un jour férié (Fête nationale)" in composer(nice, "2021-03-03").dates
    (nice / "jalons/rentree.yaml").write_text(jalon.format("2021-07-15"), "utf-8")
    assert "15 juillet 2021 : comité de rentrée" in composer(nice, "2021-03-03").dates


def test_un_comite_au_retroplanning_et_dans_ses_reunions_n_est_dit_qu_une_fois(nice: Path) -> None:
    attendu = ["22 juin 2021 : comité de pilotage Qual-e-pref"]
    assert [d for d in composer(nice, "2021-03-03").dates if "22 juin 2021" in d] == attendu
    jalon = "intitule: Comité de juin\ntype: copil\ndate_initiale: 2021-06-22\n"
    (nice / "jalons/juin.yaml").write_text(jalon, "utf-8")
    assert [d for d in composer(nice, "2021-03-03").dates if "22 juin 2021" in d] == attendu


def test_ce_qui_attend_une_reponse_disparait_quand_elle_vient(nice: Path) -> None:
    texte = "type: suggestion\ndate: 2021-02\ncanal: urne\nnombre: 3\ntexte: Un banc\n"
    (nice / "retours/idee.yaml").write_text(texte, "utf-8")
    assert (
        "donner suite à la suggestion : Un banc, sans échéance (Référent qualité)"
        in composer(nice, "2021-03-03").attentes
    )
    (nice / "retours/idee.yaml").write_text(texte + "repondu_le: 2021-03-10\nsuite: reponse\n", "utf-8")
    assert (
        "donner suite à la suggestion : Un banc, sans échéance (Référent qualité)"
        in composer(nice, "2021-03-03").attentes
    )  # on l'ignorait
    assert not [a for a in composer(nice, "2021-03-10").attentes if "suggestion" in a]


@pytest.mark.parametrize(("exemple", "au"), [("alpes-maritimes-2021", VACANT), ("loire-2022", "2022-05-15")])
def test_tout_ce_que_a_faire_dit_y_est_une_fois_a_la_meme_date(exemple: str, au: str) -> None:
    ouvertes, vue = contexte(EXEMPLES / exemple, au).obligations(), composer(EXEMPLES / exemple, au)
    lignes = [*vue.dates, *vue.attentes, *vue.reprises]
    assert len(lignes) == sum(o.nature not in ouvert.AILLEURS for o in ouvertes)
    for obligation in (o for o in ouvertes if o.nature not in ouvert.AILLEURS):
        dites = [li for li in lignes if francais.minuscule(obligation.texte) in li]
        quand = obligation.echeance.en_clair() if obligation.echeance else "sans échéance"
        assert any(quand.removeprefix("de ") in li for li in dites), (obligation, dites)
        assert any(", en retard" in li for li in dites) == obligation.est_en_retard
    actions = [o for o in ouvertes if o.nature == "action"]
    assert [ligne[2] for ligne in vue.actions.lignes] == [o.echeance.en_clair() for o in actions if o.echeance]
    constats = [o for o in ouvertes if o.nature == "constat" and "/" not in o.objet.partition("#")[2]]
    assert sum(len(t.lignes) for t in vue.constats) == len(constats)


def test_la_forme_anonyme_ne_nomme_personne(capsys: Any) -> None:
    from qualicli.rendus.documents.socle import anonymat

    for exemple, au in (
        ("alpes-maritimes-2021", "2021-03-03"),
        ("loire-2022", "2022-05-15"),
        ("moselle-2015", "2015-11-24"),
    ):
        assert lancer(["rapport", "passation", str(EXEMPLES / exemple), "--date", au, "--anonyme"]) == 0
        texte = capsys.readouterr().out
        dossier = contexte(EXEMPLES / exemple, au).dossier
        assert anonymat.traces(texte, dossier.annuaire, anonymat.coordonnees(dossier)) == []
        assert "| Pourvu |" in texte


def test_chaque_referentiel_du_perimetre_a_son_parcours(nice: Path) -> None:
    (seul,) = composer(nice, "2021-03-03").parcours
    assert seul.nom == "QUAL-E-PREF"
    assert seul.faites[0] == "nommer un référent qualité"
    demarche = nice / "qualicli.yaml"
    changer(demarche, "perimetre:\n", "perimetre:\n  - {referentiel: marianne-2016, modules: {}}\n")
    noms = [p.nom for p in composer(nice, "2021-03-03").parcours]
    assert noms == ["Marianne 2016", "QUAL-E-PREF"]
