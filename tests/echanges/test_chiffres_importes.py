"""Les fichiers des outils (enquêtes, standard, registres, réclamations…) deviennent des nombres, recomptés ici à part."""

import csv
import io
import random
import shutil
from collections import Counter
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from echanges.dossiers import AU, poser
from fabrique import ecrire as deposer
from fabrique import jour, qualicli
from qualicli.cli.preciser import preciser
from qualicli.depot import yaml_brut
from qualicli.depot.yaml_ecrit import document
from qualicli.erreurs import ErreurUsage
from qualicli.operations.importer import Import, ecrire
from qualicli.operations.importer_tableur import ouvrir_tableur, verser
from qualicli.operations.lecture_de_tableur import LectureDemandee

EXEMPLES = Path(__file__).parents[2] / "exemples"
DATES = {
    "loire-2022": ("2022-03", "2022-06-01"),
    "moselle-2015": ("2015-10", "2015-12-01"),
    "essonne-2013": ("2013-03", "2013-05-15"),
    "alpes-maritimes-2021": ("2021-05", "2021-09-01"),
}
ENQUETE = {"intitule": "Enquête au guichet", "panel": "Usagers reçus", "site": "tous"}
GENRES: dict[str, tuple[str, dict[str, str], dict[str, str]]] = {
    "enquete": ("enquetes", {}, ENQUETE),
    "telephonie": ("indicateurs", {}, {}),
    "courriers": ("registres", {"type": "courriers"}, {"intitule": "Courriers du trimestre"}),
    "reclamations": ("retours", {}, {}),
    "indicateurs-nationaux": ("indicateurs", {"nature": "performance"}, {}),
    "frequentation": ("indicateurs", {"nature": "performance"}, {"intitule": "Fréquentation de l'accueil"}),
}


def importer(
    racine: Path,
    fichier: Path,
    famille: str,
    constantes: dict[str, str] | None = None,
    garder: str | None = None,
    au: str = AU,
    **dites: str,
) -> Import:
    """Importe un tableur et l'écrit, comme la commande."""
    voulue = LectureDemandee(constantes=constantes or {}, precisions=dites)
    prepare = verser(ouvrir_tableur(racine, fichier, None, famille, jour(au), None, voulue), garder)
    ecrire(prepare)
    return prepare


def lire(racine: Path, fichier: str) -> Any:
    valeurs, fautes = yaml_brut.lire((racine / fichier).read_bytes())
    assert not fautes
    return valeurs


def ecrire_csv(chemin: Path, lignes: list[list[Any]]) -> Path:
    flux = io.StringIO()
    csv.writer(flux, delimiter=";").writerows(lignes)
    chemin.write_text(flux.getvalue(), encoding="utf-8", newline="")
    return chemin


@pytest.fixture
def racine(tmp_path: Path) -> Path:
    return poser(tmp_path / "dossier")


# --- Les exemples : chaque genre de fichier, deux fois


@pytest.mark.parametrize("exemple", DATES)
def test_chaque_genre_de_fichier_s_importe_deux_fois_sans_rien_compter_deux_fois(exemple: str, tmp_path: Path) -> None:
    racine, (periode, au) = tmp_path / exemple, DATES[exemple]
    shutil.copytree(EXEMPLES / exemple, racine)
    for genre, (famille, constantes, dites) in GENRES.items():
        (fichier,) = (racine / "recus").glob(f"{genre}.*")
        siennes = dites | ({"periode": periode} if famille == "enquetes" else {})
        premier = importer(racine, fichier, famille, constantes, au=au, **siennes)
        assert len(premier.fichiers) > 1
        assert not premier.fusion.conflits
        assert not premier.fusion.rejets
        assert not premier.erreurs
        assert not [m for m in premier.fusion.mentions if "corriger" in m or "le total de" in m]
        second = importer(racine, fichier, famille, constantes, au=au, **siennes)
        assert not second.fichiers
        assert not second.fusion.conflits


# --- Une enquête de 684 réponses, recomptée sans rien du programme

SITES = {"Préfecture": "chef-lieu", "Ailleurs": "annexe"}
ACCUEIL = ("Très satisfait", "Satisfait", "Peu satisfait", "Pas du tout satisfait", "Ne sait pas")
MOTIFS = ("Titres", "Étrangers", "Permis")


def repondre(tirage: random.Random, numero: int) -> list[Any]:
    finie = f"{tirage.randint(1, 28):02}/10/2021 14:05:00" if tirage.random() < 0.93 else ""
    coches = ["Oui" if tirage.random() < 0.4 else "Non" for _ in MOTIFS]
    accueil = tirage.choices(ACCUEIL, (9, 12, 4, 2, 3))[0]
    attente = tirage.choice(("Oui", "Non", ""))
    lieu, canal = tirage.choice(("Préfecture", "Ailleurs", "Troisième lieu")), tirage.choice(("Accueil", "Téléphone"))
    poids = tirage.choice(("0,5", "1", "1,5"))
    verbatim = f"Verbatim numéro {numero} de la personne"
    return [
        numero,
        finie,
        accueil,
        attente,
        *coches,
        tirage.randint(1, 10),
        verbatim,
        f"p{numero}@exemple.example",
        lieu,
        canal,
        poids,
    ]


TITRES = [
    *("id", "submitdate", "Q1. L'accueil vous a-t-il satisfait ?", "Q2. L'attente est-elle acceptable ?"),
    *(f"Q3[SQ{rang:03}]. {motif}" for rang, motif in enumerate(MOTIFS, 1)),
    *("Q4. Note de 1 à 10", "Vos commentaires", "Courriel", "Site", "Canal"),
]


def recompter(lignes: list[list[Any]], site: str | None, canal: str | None) -> dict[str, Any]:
    """Le compte fait à part : par question, favorables, base, sans avis, répartition."""
    gardees = [li for li in lignes if li[1] and site in (None, li[10]) and canal in (None, li[11])]
    accueil = Counter(li[2] for li in gardees)
    attente = Counter(li[3] for li in gardees if li[3])
    notes = [li[7] for li in gardees]
    coches = [li for li in gardees if "Oui" in li[4:7]]
    favorables = accueil["Très satisfait"] + accueil["Satisfait"]
    base = sum(accueil.values()) - accueil["Ne sait pas"]
    return {
        "q1": {
            "favorables": str(favorables),
            "repondants": str(base),
            "sans_avis": str(accueil["Ne sait pas"]),
            "valeur": f"{float(Fraction(100 * favorables, base)):.2f}".replace(".", ","),
            "reponses": {a: str(accueil[a]) for a in ACCUEIL[:-1]},
        },
        "q2": {"favorables": str(attente["Oui"]), "repondants": str(sum(attente.values()))},
        "q3": {
            "repondants": str(len(coches)),
            "reponses": {m: str(sum(li[4 + r] == "Oui" for li in gardees)) for r, m in enumerate(MOTIFS)},
        },
        "q4": {"moyenne": f"{float(Fraction(sum(notes), len(notes))):.2f}".replace(".", ",")},
    }


def dossier_a_trois_sites(racine: Path) -> Path:
    fiche = racine / "qualicli.yaml"
    ajout = "  troisieme: {nom: Troisième lieu, commune: Là-bas}\nperimetre:"
    fiche.write_text(fiche.read_text("utf-8").replace("perimetre:", ajout), "utf-8")
    return racine


def test_684_reponses_sur_trois_sites_se_recomptent(racine: Path, tmp_path: Path) -> None:
    tirage = random.Random(684)
    lignes = [repondre(tirage, numero) for numero in range(684)]
    fichier = ecrire_csv(tmp_path / "enquete.csv", [TITRES, *(li[:12] for li in lignes)])
    dites = ENQUETE | {"periode": "2021-10"}
    prepare = importer(dossier_a_trois_sites(racine), fichier, "enquetes", **dites)
    assert not prepare.fusion.rejets
    (nom,) = (f for f in prepare.fichiers if f.startswith("enquetes/"))
    volet = lire(racine, nom)["volets"][0]
    finies = [li for li in lignes if li[1]]
    assert int(volet["repondants"]) == len(finies)
    assert int(volet["incompletes"]) == 684 - len(finies)
    resultats = {(r["cle"], r.get("site"), r.get("canal")): r for r in volet["resultats"]}
    sites = {"Préfecture": "chef-lieu", "Ailleurs": "annexe", "Troisième lieu": "troisieme"}
    lieux = [(None, None), *((s, None) for s in sites), (None, "Accueil"), (None, "Téléphone")]
    for site, canal in lieux:
        for cle, voulu in recompter(lignes, site, canal).items():
            trouve = resultats[
                cle, sites.get(site or ""), {"Accueil": "accueil", "Téléphone": "telephone"}.get(canal or "")
            ]
            for quoi, valeur in voulu.items():
                assert trouve[quoi] == valeur, (cle, site, canal, quoi)
    ecrits = "".join(o.decode() for o in prepare.fichiers.values())
    assert "Verbatim" not in ecrits
    assert "@exemple.example" not in ecrits


def test_les_poids_comptent_dans_la_valeur_et_non_dans_les_nombres(racine: Path, tmp_path: Path) -> None:
    tirage = random.Random(3)
    lignes = [repondre(tirage, numero) for numero in range(90)]
    lignes = [li for li in lignes if li[10] != "Troisième lieu"]
    fichier = ecrire_csv(tmp_path / "e.csv", [[*TITRES, "Poids"], *lignes])
    prepare = importer(racine, fichier, "enquetes", **ENQUETE, periode="2021-10")
    (nom,) = (f for f in prepare.fichiers if f.startswith("enquetes/"))
    volet = lire(racine, nom)["volets"][0]
    gardees = [li for li in lignes if li[1] and li[2] != "Ne sait pas"]
    poids = [(Fraction(li[12].replace(",", ".")), li[2] in ACCUEIL[:2]) for li in gardees]
    part = 100 * sum((p for p, oui in poids if oui), Fraction(0)) / sum((p for p, _ in poids), Fraction(0))
    premier = volet["resultats"][0]
    assert premier["valeur"] == f"{float(part):.2f}".replace(".", ",")
    assert int(premier["repondants"]) == len(gardees)
    assert "favorables" not in premier
    assert volet["ponderation"]


def test_une_correction_montre_les_deux_valeurs(racine: Path, tmp_path: Path) -> None:
    lignes = [[n, "Oui" if n < 30 else "Non"] for n in range(40)]
    fichier = ecrire_csv(tmp_path / "e.csv", [["N°", "Q1. Content ?"], *lignes])
    dites = ENQUETE | {"periode": "2021-10"}
    importer(racine, fichier, "enquetes", **dites)
    lignes[0][1] = "Non"
    ecrire_csv(fichier, [["N°", "Q1. Content ?"], *lignes])
    prepare = importer(racine, fichier, "enquetes", **dites)
    assert not prepare.fichiers
    assert {(c.titre, c.actuelle, c.revenue) for c in prepare.fusion.conflits} >= {
        ("Favorables", "30", "29"),
        ("Valeur", "75,00", "72,50"),
    }
    assert importer(racine, fichier, "enquetes", garder="tableur", **dites).fichiers
    (nom,) = (p.relative_to(racine).as_posix() for p in (racine / "enquetes").glob("*.yaml"))
    assert lire(racine, nom)["volets"][0]["resultats"][0]["favorables"] == "29"


def test_une_question_reformulee_reste_la_meme_question(racine: Path, tmp_path: Path) -> None:
    reponses = [[n, "Oui" if n % 3 else "Non"] for n in range(40)]
    fichier = ecrire_csv(tmp_path / "e.csv", [["N°", "Q1. Êtes-vous content ?"], *reponses])
    importer(racine, fichier, "enquetes", **ENQUETE, periode="2020-10")
    ecrire_csv(fichier, [["N°", "Q1. Diriez-vous que vous êtes content ?"], *reponses])
    voulue = LectureDemandee(precisions=ENQUETE | {"periode": "2021-10"})
    prepare = verser(ouvrir_tableur(racine, fichier, "e", "enquetes", jour(AU), None, voulue))
    assert [m for m in prepare.fusion.mentions if "reformulée" in m]
    assert [f for f in prepare.fichiers if f.startswith("enquetes/")]


def test_une_enquete_deja_comptee_est_prise_telle_quelle(racine: Path, tmp_path: Path) -> None:
    lignes = [
        ["Question", "Taux de satisfaction", "Répondants"],
        ["Q1. L'accueil", "91,23 %", 312],
        ["Q2. L'attente", "environ 70", 20],
        ["Q3. Les locaux", "de 87 à 100", ""],
        ["Q4. Le site", "0,91", 10],
        ["Q5. Les agents", "bien", 10],
        ["Moyenne générale", "85 %", 312],
    ]
    fichier, dites = ecrire_csv(tmp_path / "r.csv", lignes), ENQUETE | {"periode": "2021-10"}
    prepare = importer(racine, fichier, "enquetes", **dites)
    (nom,) = (p.relative_to(racine).as_posix() for p in (racine / "enquetes").glob("*.yaml"))
    (volet,) = lire(racine, nom)["volets"]
    assert "repondants" not in volet  # personne n'a compté ceux qui ont répondu à l'enquête entière
    assert [(r["cle"], r["valeur"], r.get("repondants")) for r in volet["resultats"]] == [
        ("q1", "91,23 %", "312"),
        ("q2", "environ 70 %", "20"),
        ("q3", "de 87 à 100 %", None),
    ]
    dits = " ".join(f"{r.ou} {r.texte}" for r in prepare.fusion.rejets)
    assert "vouliez-vous dire 91" in dits and "« bien » n'est pas un pourcentage" in dits
    assert any("Moyenne générale" in m for m in prepare.fusion.mentions)
    assert not importer(racine, fichier, "enquetes", **dites).fichiers
    lignes[1][1] = "90 %"
    (conflit,) = importer(racine, ecrire_csv(fichier, lignes), "enquetes", **dites).fusion.conflits
    assert (conflit.actuelle, conflit.revenue) == ("91,23", "90")


def test_rien_n_est_devine_hors_d_un_terminal(racine: Path, tmp_path: Path) -> None:
    fichier = ecrire_csv(tmp_path / "e.csv", [["N°", "Q1. Content ?"], [1, "Oui"], [2, "Non"]])
    dit = qualicli("importer", "tableur", fichier, racine, "--famille", "enquetes", "--oui", code=2)
    assert all(option in dit for option in ("--intitule", "--panel", "--periode", "--site"))
    dit = qualicli(
        *("importer", "tableur", fichier, racine, "--famille", "enquetes", "--oui", "--date", AU),
        *("--intitule", "Enquête", "--panel", "Tous", "--periode", "2021-10", "--site", "chef-lieu"),
    )
    assert "2 réponses comptées" in dit.replace("\u00a0", " ")
    actions = ecrire_csv(tmp_path / "a.csv", [["Action", "Échéance"], ["Repeindre", "mars 2022"]])
    with pytest.raises(ErreurUsage, match="--panel"):
        importer(racine, actions, "actions", panel="Tous")


def test_une_enquete_mystere_est_une_visite_par_ligne(racine: Path, tmp_path: Path) -> None:
    titres = ["Date de visite", "Enquêteur", "Badge porté", "Accueil souriant", "Site"]
    lignes = [
        ["04/10/2021", "Visiteur A", "oui", "oui", "Préfecture"],
        ["05/10/2021", "Visiteur B", "non", "oui", "Ailleurs"],
    ]
    lignes += [["06/10/2021", "Visiteur A", "oui", "sans objet", "Préfecture"]]
    fichier = ecrire_csv(tmp_path / "m.csv", [titres, *lignes])
    dites = {"intitule": "Visites mystère", "panel": "Visiteurs", "periode": "2021-10"}
    prepare = importer(racine, fichier, "enquetes", {"type": "mystere"}, **dites)
    (nom,) = (f for f in prepare.fichiers if f.startswith("enquetes/"))
    enquete = lire(racine, nom)
    volet = enquete["volets"][0]
    assert enquete["type"] == "mystere"
    assert (volet["repondants"], volet["visiteurs"]) == ("3", "2")
    badge = volet["resultats"][0]
    assert (badge["favorables"], badge["repondants"]) == ("2", "3")
    assert "Visiteur A" not in (racine / nom).read_text("utf-8")


# --- Les registres


def registre(tmp_path: Path, lignes: list[list[str]]) -> Path:
    return ecrire_csv(tmp_path / "r.csv", [["N° de courrier", "Reçu le", "Répondu le"], *lignes])


def test_un_registre_se_complete_et_garde_ses_octets(racine: Path, tmp_path: Path) -> None:
    deposer(racine, {"registres/courriers.yaml": "intitule: Courriers\ntype: courriers\nlignes: courriers.csv\n"})
    avant = 'id;recu_le;repondu_le;objet\r\nA1;2022-01-03;;"un ; sujet"\r\nA2;2022-01-04;2022-01-10;\r\n'
    (racine / "registres/courriers.csv").write_bytes(avant.encode())
    fichier = registre(tmp_path, [["A1", "03/01/2022", "14/01/2022"], ["A3", "05/01/2022", ""]])
    importer(racine, fichier, "registres", intitule="Courriers")
    apres = (racine / "registres/courriers.csv").read_bytes().decode()
    assert apres.splitlines(keepends=True) == [
        "id;recu_le;repondu_le;objet\r\n",
        'A1;2022-01-03;2022-01-14;"un ; sujet"\r\n',
        "A2;2022-01-04;2022-01-10;\r\n",
        "A3;2022-01-05;;\r\n",
    ]
    registre(tmp_path, [["A2", "04/01/2022", "11/01/2022"]])
    prepare = importer(racine, fichier, "registres", intitule="Courriers")
    (conflit,) = prepare.fusion.conflits
    assert (conflit.actuelle, conflit.revenue) == ("2022-01-10", "2022-01-11")
    assert (racine / "registres/courriers.csv").read_bytes().decode() == apres


def test_un_recapitulatif_s_ajoute_aux_syntheses_et_verifie_son_total(racine: Path, tmp_path: Path) -> None:
    titres = ["Mois", "Reçus", "Répondus", "Dans le délai", "Délai moyen"]
    lignes = [
        ["janvier 2022", "10", "9", "7", "4,5"],
        ["février 2022", "12", "12", "11", "3"],
        ["Total", "23", "21", "18", ""],
    ]
    fichier = ecrire_csv(tmp_path / "s.csv", [titres, *lignes])
    prepare = importer(racine, fichier, "registres", {"type": "courriels"}, intitule="Courriels")
    assert any("le total de « Reçus » est 23" in m for m in prepare.fusion.mentions)
    syntheses = lire(racine, "registres/courriels.yaml")["syntheses"]
    assert [(s["periode"], s["recus"], s["delai_moyen"]) for s in syntheses] == [
        ("2022-01", "10", "4.5"),
        ("2022-02", "12", "3"),
    ]
    assert not importer(racine, fichier, "registres", {"type": "courriels"}, intitule="Courriels").fichiers


# --- Les indicateurs


def test_deux_natures_ne_se_melent_pas_par_le_nom_seul(racine: Path, tmp_path: Path) -> None:
    deposer(
        racine,
        {
            "indicateurs/delai.yaml": "intitule: Indicateur de performance\nnature: qualite\n"
            "mesures: [{periode: 2021, conformes: 1, total: 2}]\n"
        },
    )
    titres = ["Indicateur", "Année", "Réalisation"]
    fichier = ecrire_csv(
        tmp_path / "i.csv", [titres, ["Indicateur de performance", "2021", "12"], ["Autre", "2021", "3"]]
    )
    prepare = importer(racine, fichier, "indicateurs", {"nature": "performance"})
    assert any("le même mot ne suffit pas" in r.texte for r in prepare.fusion.rejets)
    assert [f for f in prepare.fichiers if f.startswith("indicateurs/")] == ["indicateurs/autre.yaml"]
    ecrire_csv(fichier, [titres, ["Encore un autre", "2021", "12"]])
    (sans,) = verser(ouvrir_tableur(racine, fichier, "sans-nature", "indicateurs", jour(AU))).fusion.rejets
    assert "--constante nature=qualite" in sans.texte


def test_plus_d_appels_decroches_que_presentes_est_dit(racine: Path, tmp_path: Path) -> None:
    titres = ["Mois", "Appels présentés", "Appels décrochés", "Appels abandonnés"]
    fichier = ecrire_csv(tmp_path / "t.csv", [titres, ["2022-01", "100", "80", "30"], ["2022-02", "100", "80", "20"]])
    prepare = importer(racine, fichier, "indicateurs")
    dites = [m for m in prepare.fusion.mentions if "abandonnés pour" in m.replace("\u00a0", " ")]
    assert len(dites) == 1
    assert "ligne 2" in dites[0]


def test_les_reclamations_se_comptent_par_canal_et_par_motif(racine: Path, tmp_path: Path) -> None:
    titres = ["Type", "Reçu le", "Canal", "Motif", "Message"]
    lignes = [["Réclamation", "03/01/2022", "Courriel", "Attente", "Je m'appelle…"] for _ in range(3)]
    lignes += [
        ["Réclamation", "04/01/2022", "Courrier", "Attente", "…"],
        ["Suggestion", "05/01/2022", "Courriel", "Bancs", "…"],
    ]
    fichier = ecrire_csv(tmp_path / "r.csv", [titres, *lignes])
    prepare = importer(racine, fichier, "retours")
    fiches = [lire(racine, f) for f in sorted(prepare.fichiers) if f.startswith("retours/")]
    assert Counter({(f["type"], f["canal"], f["objet"]): int(f["nombre"]) for f in fiches}) == Counter(
        {
            ("reclamation", "courriel", "Attente"): 3,
            ("reclamation", "courrier", "Attente"): 1,
            ("suggestion", "courriel", "Bancs"): 1,
        }
    )
    assert not any("appelle" in o.decode() for o in prepare.fichiers.values())


def test_le_profil_dit_le_libelle_et_l_echelle_d_une_question(racine: Path, tmp_path: Path) -> None:
    colonne = {"titre": "Q4. Note", "champ": "reponse", "question": "note"}
    for libelle, echelle in (("Votre note ?", "de 1 à 10"), ("Quelle note ?", "de 0 à 20")):
        texte = document(
            {"format": 1, "famille": "enquetes", "colonnes": [colonne | {"libelle": libelle, "echelle": echelle}]}
        )
        deposer(racine, {"profils/notes.yaml": texte})
        fichier = ecrire_csv(tmp_path / "n.csv", [["N°", "Q4. Note"], *([n, 5 + n % 4] for n in range(40))])
        prepare = verser(
            ouvrir_tableur(
                *(racine, fichier, "notes", None, jour(AU), None),
                LectureDemandee(precisions=ENQUETE | {"periode": "2021-10"}),
            )
        )
        (contenu,) = (o.decode() for f, o in prepare.fichiers.items() if f.startswith("enquetes/"))
        assert f"libelle: {libelle}" in contenu
        assert f"echelle: {echelle}" in contenu


def test_dans_un_terminal_ce_qui_manque_est_demande(
    racine: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    fichier = ecrire_csv(
        tmp_path / "e.csv", [["N°", "Q1. Content ?"], *([n, "Oui" if n % 2 else "Non"] for n in range(8))]
    )
    ouvert = ouvrir_tableur(racine, fichier, None, "enquetes", jour(AU))
    assert ouvert.a_dire == ("intitule", "panel", "periode", "site")
    reponses = iter(("Enquête", "", "Usagers reçus", "2021-10", "tous"))
    monkeypatch.setattr("builtins.input", lambda _question: next(reponses))
    dit = preciser(ouvert, True)
    assert dit.a_dire == ()
    assert "Une réponse est attendue" in capsys.readouterr().out
    assert [f for f in verser(dit).fichiers if f.startswith("enquetes/")] == ["enquetes/enquete-2021.yaml"]


def test_aucune_personne_n_entre_meme_dans_le_profil(racine: Path, tmp_path: Path) -> None:
    titres = ["N°", "L'agent a-t-il salué ?", "Agent rencontré", "Accueilli par", "Téléphone", "Un mot de plus"]
    noms = ("Mme Bruyère", "M. Genêt")
    lignes = [
        [n, "Oui" if n % 3 else "Non", noms[n % 2], noms[n % 2], f"06 39 98 00 {n:02}", f"Bonjour, dossier {n} du 3"]
        for n in range(40)
    ]
    fichier = ecrire_csv(tmp_path / "e.csv", [titres, *lignes])
    prepare = importer(racine, fichier, "enquetes", **ENQUETE, periode="2021-10")
    ecrits = "".join(o.decode() for o in prepare.fichiers.values())
    assert "L'agent a-t-il salué" in ecrits
    assert not any(mot in ecrits for mot in ("Bruyère", "Genêt", "06 39", "Bonjour", "rencontré"))
    dites = " ".join(prepare.fusion.mentions)
    assert "Accueilli par" in dites
    assert "données personnelles" in dites
    colonne = {
        "titre": "Accueilli par",
        "champ": "reponse",
        "question": "qui",
        "valeurs": dict.fromkeys(noms, "neutre"),
    }
    deposer(racine, {"profils/noms.yaml": document({"format": 1, "famille": "enquetes", "colonnes": [colonne]})})
    voulue = LectureDemandee(precisions=ENQUETE | {"periode": "2021-11"})
    force = verser(ouvrir_tableur(racine, fichier, "noms", "enquetes", jour(AU), None, voulue))
    assert not force.fichiers
    assert "retirez cette colonne du profil" in force.fusion.rejets[0].texte
