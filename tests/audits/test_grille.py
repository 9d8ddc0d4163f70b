"""La grille d'un audit part, se remplit, revient : rien de perdu, rien d'inventé, rien en double."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from echanges.dossiers import etat
from echanges.editer import EN_TETES, Classeur
from fabrique import ecrire as ecrire_fichiers
from fabrique import jour
from qualicli import ressources
from qualicli.cli.application import lancer
from qualicli.modeles.importation import Cote
from qualicli.operations.exporter import DemandeExport, exporter, poser
from qualicli.operations.importer import Import, ecrire, fusionner, lire_retour
from qualicli.operations.verifier_import import verifier

LOIRE = ressources.dossier("exemples") / "loire-2022"
CAS = Path(__file__).parents[1] / "cas" / "classeurs"
AUDIT, BLANC = "audit-labellisation-2022", "audit-interne-2022"
POINT = "point/{}/qual-e-pref/{}/saint-etienne/"


@pytest.fixture
def loire(tmp_path: Path) -> Path:
    """Une copie de l'exemple, où l'audit de labellisation n'a encore aucun constat."""
    shutil.copytree(LOIRE, tmp_path / "loire")
    fichier = tmp_path / "loire" / "audits" / f"{AUDIT}.yaml"
    fichier.write_text(fichier.read_text("utf-8").partition("constats:")[0], "utf-8")
    return tmp_path / "loire"


def _grille(racine: Path, audit: str = AUDIT, au: str = "2022-05-15", format_: str = "xlsx") -> Path:
    chemin = racine.parent / f"{audit}.{format_}"
    poser(exporter(racine, jour(au), DemandeExport(audit=audit, format=format_)), chemin, True, True)
    return chemin


def _importer(racine: Path, *chemins: Path, au: str = "2022-05-25", garder: Cote | None = None) -> Import:
    return verifier(fusionner(lire_retour(racine, chemins, jour(au)), garder))


def _ecrire(racine: Path, *chemins: Path, au: str = "2022-05-25") -> Import:
    fait = _importer(racine, *chemins, au=au)
    ecrire(fait)
    return fait


def _point(code: str, audit: str = AUDIT) -> str:
    return POINT.format(audit, code)


def _constats(racine: Path, audit: str = AUDIT) -> str:
    return (racine / "audits" / f"{audit}.yaml").read_text("utf-8").partition("constats:\n")[2]


def _lignes(chemin: Path) -> list[list[Any]]:
    feuille = Classeur(chemin).feuille("Constats")
    return [[c.value for c in rangee] for rangee in feuille.iter_rows(min_row=EN_TETES + 1)]


def test_elle_montre_chaque_point_ses_pieces_et_les_constats_deja_releves(loire: Path) -> None:
    par_repere = {ligne[0]: ligne for ligne in _lignes(_grille(loire, BLANC)) if ligne[0]}
    assert par_repere[_point("2.1", BLANC)][1:4:2] == ["2.1", "Préfecture"]
    assert "Charte de l'usager" in par_repere[_point("2.1", BLANC)][5]
    releve = par_repere[f"audits/{BLANC}/nc-sessions"]
    assert releve[6:8] == [
        "non-conformité",
        "Sur un poste du point numérique, la session de l'usager précédent était encore ouverte.",
    ]
    assert par_repere[_point("15", BLANC)][6:] == [None, None, None]  # la place d'un autre
    assert len([r for r in par_repere if r.startswith("audits/")]) == 8


def test_rendue_telle_quelle_elle_ne_change_rien(loire: Path) -> None:
    for format_ in ("xlsx", "ods"):
        for audit in (AUDIT, BLANC):
            fait = _importer(loire, _grille(loire, audit, format_=format_))
            assert not fait.fichiers and not fait.fusion.rejets and not fait.fusion.mentions


@pytest.mark.parametrize("format_", ["xlsx", "ods"])
def test_remplie_dans_calc_chaque_cellule_est_prise_ou_dite(loire: Path, format_: str) -> None:
    """Voir tests/cas/classeurs/grille_dans_calc.py."""
    grille = CAS / f"grille-calc.{format_}"
    fait = _ecrire(loire, grille)
    ecrits = _constats(loire)
    assert ecrits.count("- {id:") == 4 == len(fait.fusion.effets)
    assert "exigence: qual-e-pref:17, site: saint-etienne, service: bureau-immigration" in ecrits
    assert '"Vu le tableau de mai ;\\nrien sur les courriels."' in ecrits
    assert [r.ou for r in fait.fusion.rejets] == ["G6", "ligne 11", "I22", "B33"]
    avant = etat(loire)
    encore = _importer(loire, grille, au="2022-07-01")
    assert not encore.fichiers and not encore.fusion.effets and etat(loire) == avant


def test_deux_constats_sur_un_point_et_un_constat_d_ensemble(loire: Path) -> None:
    classeur = Classeur(_grille(loire))
    classeur.poser("Constats", _point("7"), Gravité="écart", Constat="Le lundi reste long.")
    classeur.ajouter("Constats", Code="7", Site="Préfecture", Gravité="point fort", Constat="Un agent oriente.")
    classeur.ajouter("Constats", Gravité="point fort", Constat="La direction suit.")
    grille = classeur.enregistrer()
    _ecrire(loire, grille)
    assert [ligne.partition(", texte")[0] for ligne in _constats(loire).splitlines()] == [
        "  - {id: le-lundi-reste-long, nature: ecart",
        "  - {id: un-agent-oriente, nature: point_fort",
        "  - {id: la-direction-suit, nature: point_fort",
    ]
    assert not _importer(loire, grille).fichiers
    # La grille suivante les montre, et leur laisse une place.
    reperes = [ligne[0] for ligne in _lignes(_grille(loire, au="2022-05-26"))]
    rang = reperes.index(f"audits/{AUDIT}/le-lundi-reste-long")
    assert reperes[rang + 1 : rang + 3] == [f"audits/{AUDIT}/un-agent-oriente", _point("7")]
    assert f"audits/{AUDIT}/la-direction-suit" in reperes


def test_une_gravite_changee_s_ajoute_et_le_texte_corrige_se_pose(loire: Path) -> None:
    repere = f"audits/{BLANC}/ecart-attente"
    classeur = Classeur(_grille(loire, BLANC))
    classeur.poser("Constats", repere, Gravité="point sensible", Remarque="Vu le lundi 21 mars.")
    grille = classeur.enregistrer()
    _ecrire(loire, grille)
    ecrits = _constats(loire, BLANC)
    assert "    nature: ecart\n" in ecrits and "remarque: Vu le lundi 21 mars." in ecrits
    assert "revisions: [{nature: point_sensible, le: 2022-05-25}]" in ecrits or "nature: point_sensible" in ecrits
    assert not _importer(loire, grille, au="2022-06-01").fichiers
    vide = Classeur(_grille(loire, BLANC, "2022-05-26")).poser("Constats", repere, Gravité="").enregistrer()
    assert "ne s'efface pas" in _importer(loire, vide).fusion.rejets[0].texte


def test_le_dossier_a_bouge_de_son_cote_c_est_un_conflit(loire: Path) -> None:
    grille = Classeur(_grille(loire, BLANC)).poser(
        "Constats", f"audits/{BLANC}/fort-fraude", Constat="Bien connue des instructeurs."
    )
    fichier = loire / "audits" / f"{BLANC}.yaml"
    fichier.write_text(fichier.read_text("utf-8").replace("est connue de tous", "est sue de tous"), "utf-8")
    fait = _importer(loire, grille.enregistrer())
    (conflit,) = fait.fusion.conflits
    assert (conflit.chemin, conflit.revenue) == (("constats", 7, "texte"), "Bien connue des instructeurs.")
    assert not fait.fichiers
    assert _importer(loire, grille.chemin, garder="classeur").fichiers


def test_un_constat_corrige_dans_le_dossier_ne_renait_pas(loire: Path) -> None:
    grille = Classeur(_grille(loire)).poser("Constats", _point("7"), Gravité="écart", Constat="Le lundi reste long.")
    grille.enregistrer()
    _ecrire(loire, grille.chemin)
    fichier = loire / "audits" / f"{AUDIT}.yaml"
    for avant, apres in (("Le lundi reste long.", "Le lundi matin reste long."), ("nature: ecart", "nature: conforme")):
        texte = fichier.read_text("utf-8")
        fichier.write_text(texte.replace(avant, apres), "utf-8")
        fait = _importer(loire, grille.chemin)
        assert not fait.fichiers and "déjà dans audits/" in fait.fusion.rejets[0].texte
        fichier.write_text(texte, "utf-8")
    # Une gravité révisée garde la première : c'est bien le même constat.
    fichier.write_text(
        fichier.read_text("utf-8").replace(
            "nature: ecart", "nature: ecart, revisions: [{nature: point_sensible, le: 2022-06-01}]"
        ),
        "utf-8",
    )
    fait = _importer(loire, grille.chemin, au="2022-07-01")
    assert not fait.fichiers and not fait.fusion.rejets


def test_une_ligne_deplacee_sans_son_repere_est_retenue_et_nommee(loire: Path) -> None:
    classeur = Classeur(_grille(loire))
    feuille = classeur.feuille("Constats")
    sept, huit = (classeur.ligne("Constats", _point(c)) for c in ("7", "8"))
    classeur.poser("Constats", _point("7"), Gravité="écart", Constat="Le lundi reste long.")
    for colonne in range(2, 10):  # les deux lignes échangées, la colonne masquée restée en place
        un, deux = feuille.cell(sept, colonne), feuille.cell(huit, colonne)
        un.value, deux.value = deux.value, un.value
    fait = _importer(loire, classeur.enregistrer())
    assert not fait.fichiers
    (rejet,) = fait.fusion.rejets
    assert "Le lundi reste long." in rejet.texte and "7" in rejet.texte


def test_une_ligne_vide_copiee_avec_son_repere_ne_se_confond_pas(loire: Path) -> None:
    classeur = Classeur(_grille(loire)).poser("Constats", _point("7"), Gravité="écart", Constat="Un.")
    feuille = classeur.feuille("Constats")
    modele = [c.value for c in feuille[classeur.ligne("Constats", _point("7"))]]
    rang = next(r for r in range(EN_TETES + 1, 200) if not any(c.value for c in feuille[r]))
    for colonne, valeur in enumerate([*modele[:7], "Deux.", *modele[8:]], 1):
        feuille.cell(rang, colonne).value = valeur
    fait = _importer(loire, classeur.enregistrer())
    assert not fait.fichiers and "remplissez une ligne vide" in fait.fusion.rejets[0].texte


def test_deux_auditeurs_rendent_chacun_la_leur(loire: Path, tmp_path: Path) -> None:
    grilles = []
    for nom, texte in (("un", "Le lundi reste long."), ("deux", "L'écran d'appel est en panne.")):
        classeur = Classeur(_grille(loire)).poser("Constats", _point("7"), Gravité="écart", Constat=texte)
        classeur.poser("Constats", _point("8"), Gravité="point fort", Constat="Vu ensemble.")
        grilles.append(classeur.enregistrer(tmp_path / f"{nom}.xlsx"))
    fait = _ecrire(loire, *grilles)
    assert not fait.fusion.conflits and _constats(loire).count("- {id:") == 3
    assert not _importer(loire, *grilles).fichiers


def test_une_donnee_personnelle_ou_une_autre_echelle_n_entrent_pas(loire: Path) -> None:
    classeur = Classeur(_grille(loire))
    classeur.poser("Constats", _point("7"), Gravité="écart", Constat="Écrire à agent.inconnu@loire.example.")
    classeur.poser("Constats", _point("8"), Gravité="majeure", Constat="Un grade d'ailleurs.")
    fait = _importer(loire, classeur.enregistrer())
    assert not fait.fichiers
    assert {r.ou[0] for r in fait.fusion.rejets} == {"G", "H"}


def test_la_page_de_lecture_dit_l_echelle_du_referentiel(loire: Path) -> None:
    page = [c.value for c in Classeur(_grille(loire)).feuille("À lire")["A"] if c.value]
    assert page[0] == "Préfecture de la Loire · Audit initial de labellisation, 24 mai 2022"
    assert "Non-conformité : se corrige, et empêche le label tant qu'il est ouvert." in page
    assert "Feuille « Constats » : 27 points à contrôler." in page


def test_ce_que_la_commande_refuse(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for options, mots in (
        (("--audit", "audit-labelisation-2022"), "audit-labellisation-2022"),
        (("--audit", AUDIT, "--tous"), "se contredisent"),
        (("--audit", AUDIT, "--service", "cert"), "se contredisent"),
        (("--audit", AUDIT, "--format", "csv"), "se contredisent"),
    ):
        assert lancer(["exporter", "excel", str(LOIRE), "-o", str(tmp_path / "grille.xlsx"), *options]) == 2
        assert mots in capsys.readouterr().err


def test_memes_donnees_memes_octets(loire: Path) -> None:
    for format_ in ("xlsx", "ods"):
        assert _grille(loire, format_=format_).read_bytes() == _grille(loire, format_=format_).read_bytes()


def test_l_echelle_du_referentiel_fait_la_liste_et_un_point_par_service_est_fixe(tmp_path: Path) -> None:
    """Une échelle écrite en YAML seul ; une exigence qui s'évalue par service, sur deux sites, dont l'audit visite un."""
    racine = tmp_path / "dossier"
    ecrire_fichiers(racine, AILLEURS)
    chemin = _grille(racine, "a", "2022-03-01")
    reperes = [ligne[0] for ligne in _lignes(chemin) if ligne[0]]
    assert reperes == [f"point/a/essai/{r}" for r in ("A1/siege/", "A2/siege/accueil", "A2/siege/titres")]
    classeur = Classeur(chemin)
    assert classeur.feuille("_listes").cell(2, _liste(classeur, "grades")).value == "non-conformité majeure"
    service = classeur.colonne("Constats", "Service")
    fonds = [classeur.feuille("Constats").cell(rang, service).fill.fgColor.rgb for rang in (4, 5, 6)]
    assert fonds[0] != fonds[1] == fonds[2]  # le service d'un point qui s'évalue par service ne se change pas
    classeur.poser("Constats", "point/a/essai/A2/siege/titres", Gravité="non-conformité mineure", Constat="Rien.")
    classeur.poser("Constats", "point/a/essai/A1/siege/", Gravité="écart", Constat="Un mot d'une autre échelle.")
    fait = _ecrire(racine, classeur.enregistrer(), au="2022-03-02")
    assert "nature: mineure" in _constats(racine, "a") and "service: titres" in _constats(racine, "a")
    assert [r.ou for r in fait.fusion.rejets] == ["G4"]


def _liste(classeur: Classeur, nom: str) -> int:
    return next(int(c.column) for c in classeur.feuille("_listes")[1] if c.value == nom)


AILLEURS = {
    "qualicli.yaml": """
        format: 1
        organisme: {nom: Préfecture d'essai}
        sites: {siege: {nom: Siège}, annexe: {nom: Annexe}}
        perimetre: [{referentiel: essai, modules: {A: {statut: engage}}}]
    """,
    "services.yaml": "services: {accueil: {nom: Accueil}, titres: {nom: Titres}}\n",
    "referentiels/essai.yaml": """
        format: 1
        id: essai
        nom: Essai
        version: "1"
        editeur: Nous
        source: S
        certitude: etabli
        constats:
          echelle:
            - {code: majeure, nom: non-conformité majeure, bloque: true}
            - {code: mineure, nom: non-conformité mineure}
          bloque_a: {mineure: 5}
        modules: [{code: A, engagements: [{code: A1}, {code: A2, exigences: [{code: A2, par_service: true}]}]}]
    """,
    "audits/a.yaml": "intitule: Audit\nnature: interne\ntype: blanc\ndate: 2022-03-01\nsites: [siege]\n",
    "engagements/essai/A2.yaml": """
        engagement: A2
        evaluations:
          - {exigence: A2, service: accueil, site: siege, statut: realise, date: 2022-01-01}
          - {exigence: A2, service: titres, site: siege, statut: realise, date: 2022-01-01}
    """,
}
