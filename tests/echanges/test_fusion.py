"""Trois voies : ce qui est parti, ce qui revient, ce qu'est devenu le dossier."""

import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from echanges.dossiers import AU, etat, exporte, poser
from echanges.editer import EN_TETES, Classeur
from fabrique import jour
from qualicli.cli.application import lancer
from qualicli.erreurs import ErreurEcriture, ErreurUsage
from qualicli.operations.importer import Import, ecrire, fusionner, lire_retour

ACTION = ("Plan d'actions", "actions/rediger")
Importer = Callable[..., Import]


@pytest.fixture
def racine(tmp_path: Path) -> Path:
    return poser(tmp_path / "dossier")


@pytest.fixture
def classeur(racine: Path, tmp_path: Path) -> Classeur:
    return Classeur(exporte(racine, tmp_path / "x.xlsx"))


@pytest.fixture
def importer(racine: Path) -> Importer:
    def faire(*classeurs: Path, au: str = AU, garder: Any = None, decisions: Any = None) -> Import:
        prepare = fusionner(lire_retour(racine, classeurs, jour(au)), garder, decisions)
        ecrire(prepare)
        return prepare

    return faire


def remplacer(racine: Path, fichier: str, avant: str, apres: str) -> None:
    texte = (racine / fichier).read_text("utf-8")
    assert avant in texte
    (racine / fichier).write_text(texte.replace(avant, apres), encoding="utf-8", newline="\n")


def test_un_conflit_est_nomme_des_deux_cotes_et_rien_de_l_objet_n_est_ecrit(
    racine: Path, classeur: Classeur, importer: Importer
) -> None:
    chemin = classeur.poser(*ACTION, Statut="faite", **{"Avancement (%)": 90}).enregistrer()
    remplacer(racine, "actions/rediger.yaml", "avancement: 40", "avancement: 60")
    avant = etat(racine)
    prepare = importer(chemin)
    (conflit,) = prepare.fusion.conflits
    assert (conflit.fichier, prepare.apercu.situer(conflit.fichier, conflit.chemin).ligne) == (
        "actions/rediger.yaml",
        10,
    )
    assert (conflit.feuille, conflit.cellule, conflit.titre) == ("Plan d'actions", "M4", "Avancement (%)")
    assert (conflit.base, conflit.revenue, conflit.actuelle) == ("40", "90", "60")
    assert [e.mots for e in prepare.fusion.retenus] and not prepare.fichiers
    assert etat(racine) == avant


@pytest.mark.parametrize(("garder", "avancement"), [("dossier", "60"), ("classeur", "90")])
def test_un_conflit_tranche_laisse_passer_le_reste(
    racine: Path, classeur: Classeur, importer: Importer, garder: str, avancement: str
) -> None:
    chemin = classeur.poser(*ACTION, Statut="faite", **{"Avancement (%)": 90}).enregistrer()
    remplacer(racine, "actions/rediger.yaml", "avancement: 40", "avancement: 60")
    importer(chemin, garder=garder)
    texte = (racine / "actions/rediger.yaml").read_text("utf-8")
    assert "statut: faite" in texte and f"avancement: {avancement}\n" in texte


def test_un_conflit_se_tranche_seul(racine: Path, classeur: Classeur, importer: Importer) -> None:
    chemin = classeur.poser(*ACTION, Action="A", Commentaire="B").enregistrer()
    remplacer(racine, "actions/rediger.yaml", "intitule: Rédiger la fiche", "intitule: C")
    remplacer(racine, "actions/rediger.yaml", "Ligne trois", "Ligne quatre")
    cles = [c.cle for c in fusionner(lire_retour(racine, [chemin], jour(AU))).fusion.conflits]
    assert len(cles) == 2
    importer(chemin, decisions={cles[0]: "classeur", cles[1]: "dossier"})
    texte = (racine / "actions/rediger.yaml").read_text("utf-8")
    assert texte.startswith("intitule: A\n") and "Ligne quatre" in texte


def test_le_meme_changement_des_deux_cotes_n_est_rien(racine: Path, classeur: Classeur, importer: Importer) -> None:
    chemin = classeur.poser(*ACTION, Statut="faite").enregistrer()
    remplacer(racine, "actions/rediger.yaml", "statut: en_cours", "statut: faite   # fait")
    avant = etat(racine)
    assert not importer(chemin).fichiers and etat(racine) == avant


def test_une_evaluation_plus_recente_du_dossier_n_est_pas_recouverte(
    racine: Path, classeur: Classeur, importer: Importer
) -> None:
    chemin = classeur.poser("Auto-évaluation", "point/charte/1.1/chef-lieu/", État="réalisé").enregistrer()
    with (racine / "engagements/charte/01.yaml").open("a", encoding="utf-8") as flux:
        flux.write('  - {exigence: "1.1", statut: partiel, date: 2022-03-12, site: chef-lieu}\n')
    prepare = importer(chemin)
    (conflit,) = prepare.fusion.conflits
    assert (conflit.base, conflit.revenue) == ("partiel", "réalisé")
    assert conflit.actuelle == "partiel (Évalué le : 12/03/2022 ; Commentaire : (vide))"
    assert not prepare.fichiers


def test_un_classeur_importe_une_seconde_fois_plus_tard_ne_change_rien(
    racine: Path, classeur: Classeur, importer: Importer
) -> None:
    classeur.poser("Auto-évaluation", "point/charte/1.1/chef-lieu/", État="réalisé", Commentaire="Fait, relu")
    classeur.ajouter("Plan d'actions", Action="Repeindre", Service="Bureau de l'accueil", Échéance="2022-S2")
    classeur.ajouter("Enregistrements", Document="Photo", Type="photo", Affichage="VRAI")
    classeur.ajouter("Procédures", Fiche_de_procédure="Orienter")
    classeur.ajouter("Formations", Formation="Accueillir", Prévue="10/2022")
    classeur.ajouter("Formations", Formation="Signer", Prévue="11/2022", Reportée_au="12/2022")
    classeur.ajouter("Formations", Formation="Signer", Prévue="01/2023")
    classeur.ajouter("Indicateurs qualité", Indicateur="Appels décrochés", Période="S2 2021", Conformes="1", Total=2)
    classeur.ajouter("Indicateurs performance", Indicateur="Délai", Période="T1 2022", Valeur="12,5")
    classeur.ajouter("Réunions", Instance="copil", Date="04/02/2022", Heure="14h", Prochaine_réunion="S2 2022")
    classeur.ajouter(
        "Rétroplanning", Étape="Lancer", Date_initiale="05/2022", Date_révisée="06/2022", Motif_de_la_révision="x"
    )
    classeur.ajouter("Auto-évaluation", Code="2", Site="Préfecture", État="partiel", Évalué_le="01/03/2022")
    prepare = importer(classeur.enregistrer())
    assert (prepare.fusion.conflits, prepare.fusion.rejets) == ([], [])
    assert any(e.mots.endswith("mesure nouvelle, premier trimestre 2022, 12,5") for e in prepare.fusion.effets)
    assert {
        "actions/repeindre.yaml",
        "preuves/photo.yaml",
        "procedures/orienter.md",
        "formations/signer.yaml",
        "jalons/lancer.yaml",
        "reunions/copil-2022-02.md",
        "engagements/charte/02.yaml",
        "indicateurs/delai.yaml",
        "indicateurs/decroches.yaml",
    } <= set(prepare.fichiers)
    ecrits = b" ".join(prepare.fichiers["formations/signer.yaml"].split())
    assert b"nouvelle: 2022-12 le: 2022-03-15" in ecrits.replace(b",", b""), ecrits
    apres = etat(racine)
    assert apres["formations/signer.yaml"].decode().count("prevue:") == 2
    encore = importer(classeur.chemin, au="2022-06-01")
    assert (encore.fichiers, encore.fusion.conflits, encore.fusion.rejets) == ({}, [], [])
    assert etat(racine) == apres
    assert lancer(["valider", str(racine), "--date", AU]) in (0, 1)


def test_un_objet_neuf_du_meme_nom_qu_un_autre_prend_un_identifiant_libre(
    racine: Path, classeur: Classeur, importer: Importer
) -> None:
    classeur.ajouter("Plan d'actions", Action="Rédiger !", Statut="à faire")
    assert set(importer(classeur.enregistrer()).fichiers) == {"actions/rediger-2.yaml"}


def test_une_ligne_disparue_ou_videe_n_est_jamais_une_suppression(
    racine: Path, classeur: Classeur, importer: Importer
) -> None:
    feuille = classeur.feuille("Enregistrements")
    feuille.delete_rows(classeur.ligne("Enregistrements", "preuves/charte"))
    rang = classeur.ligne(*ACTION)
    for colonne in range(2, 20):
        classeur.feuille("Plan d'actions").cell(rang, colonne).value = None
    reunion = classeur.ligne("Réunions", "reunions/copil-2021")  # l'instance et la date, qui la nomment, comprises
    for colonne in range(2, classeur.feuille("Réunions").max_column + 1):
        classeur.feuille("Réunions").cell(reunion, colonne).value = None
    avant = etat(racine)
    prepare = importer(classeur.enregistrer())
    assert etat(racine) == avant and not prepare.fusion.rejets
    assert any("absent du classeur" in m and "+33 1" in m for m in prepare.fusion.mentions)
    assert any("vidée" in m and "Rédiger la fiche" in m for m in prepare.fusion.mentions)
    assert any("vidée" in m and "COPIL" in m for m in prepare.fusion.mentions)
    assert len(prepare.fusion.mentions) == 3


def test_ce_que_le_dossier_n_a_plus_porte_son_nom_et_ne_se_cherche_pas(
    racine: Path, classeur: Classeur, importer: Importer, tmp_path: Path
) -> None:
    classeur.poser("Formations", "formations/accueil/2022-09//1", Lieu="Lyon")
    classeur.poser("Auto-évaluation", "point/charte/1.1/annexe/", Commentaire="Relu")
    classeur.enregistrer()
    (racine / "formations/accueil.yaml").unlink()
    remplacer(racine, "referentiels/charte.yaml", '{code: "1.1",', '{code: "1.2",')
    textes = [r.texte for r in importer(classeur.chemin).fusion.rejets]
    assert [t.partition(" n'est plus")[0] for t in textes] == [
        "« 1.1, Sous-préfecture ; annexe (annexe), Bureau de l'accueil »",
        "« Accueillir, septembre 2022 »",
    ]
    feuille = classeur.feuille("Formations")
    feuille.delete_rows(classeur.ligne("Formations", "formations/accueil/2022-09//1"))
    assert not any("absent du classeur" in m for m in importer(classeur.enregistrer()).fusion.mentions)


def test_lignes_triees_colonnes_deplacees_feuilles_renommees(
    racine: Path, classeur: Classeur, importer: Importer
) -> None:
    feuille = classeur.feuille("Enregistrements")
    lignes = [[c.value for c in ligne] for ligne in feuille.iter_rows(min_row=EN_TETES)]
    entetes, donnees = lignes[0], sorted(lignes[1:], key=lambda li: str(li[1]), reverse=True)
    ordre = list(range(len(entetes)))[::-1]
    feuille.tables.clear()
    feuille.insert_rows(1)
    for rang, ligne in enumerate([entetes, *donnees], EN_TETES + 1):
        for colonne, source in enumerate(ordre, 1):
            feuille.cell(rang, colonne).value = ligne[source]
            if isinstance(ligne[source], str):
                feuille.cell(rang, colonne).data_type = "s"  # openpyxl ferait une formule de « =1+1 »
    rang = next(r for r in range(5, 30) if feuille.cell(r, len(ordre)).value == "preuves/charte")
    feuille.cell(rang, ordre.index(entetes.index("Public")) + 1).value = "usagers"
    feuille.cell(EN_TETES + 1, len(ordre) + 1).value = "À nous"
    feuille.title = "Nos documents"
    classeur.classeur.copy_worksheet(feuille)
    classeur.classeur.create_sheet("Brouillon")["A1"] = "Repère qui n'en est pas un"
    prepare = importer(classeur.enregistrer())
    assert set(prepare.fichiers) == {"preuves/charte.yaml"}
    assert "public: usagers" in (racine / "preuves/charte.yaml").read_text("utf-8")
    assert any("« À nous »" in m for m in prepare.fusion.mentions) and any(
        "copie" in m for m in prepare.fusion.mentions
    )


def test_une_ligne_copiee_puis_changee_est_refusee(racine: Path, classeur: Classeur, importer: Importer) -> None:
    feuille = classeur.feuille("Plan d'actions")
    for colonne in range(1, 20):
        feuille.cell(5, colonne).value = feuille.cell(4, colonne).value
    chemin = classeur.enregistrer()
    assert not importer(chemin).fusion.rejets
    feuille.cell(5, 2).value = "Une autre"
    (rejet,) = importer(classeur.enregistrer()).fusion.rejets
    assert "deux fois" in rejet.texte and rejet.ou == "lignes 4 et 5"


def test_une_cellule_incomprise_ne_retient_qu_elle(racine: Path, classeur: Classeur, importer: Importer) -> None:
    classeur.poser(*ACTION, Statut="presque", Action="Autre titre")
    classeur.poser("Enregistrements", "preuves/charte", Date="31/02/2022")
    classeur.ajouter("Plan d'actions", Commentaire="sans titre")
    avant = etat(racine)
    rejets = {r.texte for r in importer(classeur.enregistrer()).fusion.rejets}
    assert any("« presque » n'est pas dans la liste" in r for r in rejets)
    assert any("« 31/02/2022 » n'est pas une date" in r for r in rejets)
    assert any("il manque « Action »" in r for r in rejets)
    apres = etat(racine)
    assert {f for f in apres if apres[f] != avant.get(f)} == {"actions/rediger.yaml"}
    assert apres["actions/rediger.yaml"] == avant["actions/rediger.yaml"].replace(
        "Rédiger la fiche".encode(), b"Autre titre"
    )


def test_une_evaluation_dont_une_cellule_est_incomprise_attend_en_entier(
    racine: Path, classeur: Classeur, importer: Importer
) -> None:
    classeur.poser("Auto-évaluation", "point/charte/1.1/chef-lieu/", État="réalisé", Évalué_le="#REF!")
    avant = etat(racine)
    fusion = importer(classeur.enregistrer()).fusion
    assert ["#REF!" in r.texte for r in fusion.rejets] == [True]
    assert any("le reste de la ligne (État) attend" in m for m in fusion.mentions)
    assert etat(racine) == avant


def test_une_ligne_neuve_nait_sans_la_cellule_incomprise(racine: Path, classeur: Classeur, importer: Importer) -> None:
    neuve = {"Action": "Poser l'affiche", "Échéance": "31/05/2022", "Responsable": "Référente qualité"}
    classeur.ajouter("Plan d'actions", **neuve, **{"Avancement (%)": "beaucoup"})
    (rejet,) = importer(classeur.enregistrer()).fusion.rejets
    assert "beaucoup" in rejet.texte
    texte = (racine / "actions" / "poser-l-affiche.yaml").read_text("utf-8")
    assert "echeance: 2022-05-31" in texte and "avancement" not in texte


@pytest.mark.parametrize("mot", ["à définir", "-", "néant", "?", "n/a"])
def test_un_mot_pour_dire_vide_n_efface_rien(mot: str, racine: Path, classeur: Classeur, importer: Importer) -> None:
    classeur.poser(*ACTION, Échéance=mot, Responsable=mot, Statut=mot)
    avant = etat(racine)
    rejets = importer(classeur.enregistrer()).fusion.rejets
    assert len(rejets) == 3 and all("n'efface pas" in r.texte for r in rejets)
    assert etat(racine) == avant


def test_les_dates_du_calendrier_de_1904(racine: Path, classeur: Classeur, importer: Importer) -> None:
    classeur.classeur.epoch = CALENDAR_MAC_1904
    for feuille in classeur.classeur:  # les dates déjà là changent de numéro avec le calendrier
        for ligne in feuille.iter_rows():
            for cellule in ligne:
                if cellule.is_date and isinstance(cellule.value, date):
                    cellule.value = cellule.value  # openpyxl les réécrit d'après le calendrier du classeur
    classeur.poser(*ACTION, Faite_le=date(2022, 3, 14))
    assert set(importer(classeur.enregistrer()).fichiers) == {"actions/rediger.yaml"}
    assert "faite_le: 2022-03-14" in (racine / "actions/rediger.yaml").read_text("utf-8")


def test_deux_services_qui_disent_autre_chose_de_la_meme_cellule_sont_en_conflit(
    racine: Path, classeur: Classeur, importer: Importer, tmp_path: Path
) -> None:
    un = classeur.poser(*ACTION, Statut="faite").enregistrer(tmp_path / "un.xlsx")
    deux = classeur.poser(*ACTION, Statut="abandonnée").enregistrer(tmp_path / "deux.xlsx")
    avant = etat(racine)
    for garder in (None, "dossier", "classeur"):
        (conflit,) = importer(un, deux, garder=garder).fusion.conflits
        assert (conflit.rival, conflit.chez_le_rival, conflit.revenue) == ("un.xlsx", "faite", "abandonnée")
    assert etat(racine) == avant
    assert not importer(un, un).fusion.conflits
    assert importer(deux).fusion.conflits and not importer(deux, garder="classeur").fusion.conflits


def test_deux_classeurs_du_meme_nom_ne_se_recouvrent_pas(
    racine: Path, classeur: Classeur, importer: Importer, tmp_path: Path
) -> None:
    (tmp_path / "lundi").mkdir()
    (tmp_path / "mardi").mkdir()
    un = classeur.poser(*ACTION, Statut="faite").enregistrer(tmp_path / "lundi" / "x.xlsx")
    deux = classeur.poser(*ACTION, Statut="abandonnée").enregistrer(tmp_path / "mardi" / "x.xlsx")
    avant = etat(racine)
    (conflit,) = importer(un, deux).fusion.conflits
    assert (conflit.rival, conflit.classeur) == (un.as_posix(), deux.as_posix())
    assert etat(racine) == avant


def test_un_classeur_d_ailleurs_ou_d_une_autre_version_est_refuse(racine: Path, classeur: Classeur) -> None:
    chemin = classeur.enregistrer()
    remplacer(racine, "referentiels/charte.yaml", 'version: "1"', 'version: "2"')
    with pytest.raises(ErreurUsage, match="établi sur « charte », version 1 ; le dossier suit la version 2"):
        lire_retour(racine, [chemin], jour(AU))
    remplacer(racine, "referentiels/charte.yaml", 'version: "2"', 'version: "1"')
    remplacer(racine, "qualicli.yaml", "Préfecture d'essai", "Préfecture rebaptisée")
    assert lire_retour(racine, [chemin], jour(AU)).noms == ["x.xlsx"]
    for fichier in [
        *(racine / "actions").iterdir(),
        *(racine / "preuves").iterdir(),
        *(racine / "formations").iterdir(),
        *(racine / "indicateurs").iterdir(),
    ]:
        fichier.rename(fichier.with_name(f"autre-{fichier.name}"))
    remplacer(racine, "qualicli.yaml", "Préfecture rebaptisée", "Préfecture d'essai")  # le nom seul ne dit rien
    with pytest.raises(ErreurUsage, match="vient d'un autre dossier"):
        lire_retour(racine, [chemin], jour(AU))


def test_l_identite_du_dossier_reste_quand_tout_est_renomme(racine: Path, tmp_path: Path) -> None:
    remplacer(racine, "qualicli.yaml", "format: 1", "format: 1\nidentite: 1234abcd")
    chemin = exporte(racine, tmp_path / "x.xlsx")
    for fichier in [*(racine / "actions").iterdir(), *(racine / "preuves").iterdir()]:
        fichier.rename(fichier.with_name(f"autre-{fichier.name}"))
    assert lire_retour(racine, [chemin], jour(AU)).noms == ["x.xlsx"]
    remplacer(racine, "qualicli.yaml", "identite: 1234abcd", "identite: 5678")
    with pytest.raises(ErreurUsage, match="vient d'un autre dossier"):
        lire_retour(racine, [chemin], jour(AU))


def test_un_export_plus_ancien_fusionne_encore(
    racine: Path, tmp_path: Path, classeur: Classeur, importer: Importer
) -> None:
    ancien = classeur.poser(*ACTION, Commentaire="vu").enregistrer(tmp_path / "ancien.xlsx")
    remplacer(racine, "actions/rediger.yaml", "avancement: 40", "avancement: 80")
    remplacer(racine, "services.yaml", "Bureau de l'accueil", "Pôle accueil")  # un libellé changé depuis l'export
    importer(ancien, au="2022-09-01")
    texte = (racine / "actions/rediger.yaml").read_text("utf-8")
    assert "avancement: 80" in texte and "commentaire: vu" in texte.replace('"', "")


def test_des_changements_non_commites_arretent_tout(racine: Path, classeur: Classeur) -> None:
    def git(*arguments: str) -> None:
        subprocess.run(
            ["git", "-c", "user.name=x", "-c", "user.email=x@essai.example", *arguments],
            cwd=racine,
            check=True,
            capture_output=True,
        )

    git("init", "-q")
    git("add", "-A")
    git("commit", "-qm", "a")
    chemin = classeur.poser(*ACTION, Statut="faite").enregistrer()
    remplacer(racine, "actions/rediger.yaml", "avancement: 40", "avancement: 41")
    avant = etat(racine)
    prepare = fusionner(lire_retour(racine, [chemin], jour(AU)))
    with pytest.raises(ErreurEcriture, match="non commités"):
        ecrire(prepare)
    assert etat(racine) == avant
    assert ecrire(prepare, meme_modifie=True) == ["actions/rediger.yaml"]


def test_un_fichier_change_pendant_l_import_arrete_tout(racine: Path, classeur: Classeur) -> None:
    chemin = classeur.poser(*ACTION, Statut="faite").enregistrer()
    prepare = fusionner(lire_retour(racine, [chemin], jour(AU)))
    remplacer(racine, "actions/rediger.yaml", "avancement: 40", "avancement: 41")
    with pytest.raises(ErreurEcriture, match="pendant l'import"):
        ecrire(prepare)


def test_un_import_interrompu_arrete_les_autres_commandes_jusqu_a_sa_reprise(
    racine: Path, classeur: Classeur, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from qualicli.depot import transaction

    chemin = classeur.poser(*ACTION, Statut="faite").enregistrer()
    prepare = fusionner(lire_retour(racine, [chemin], jour(AU)))
    monkeypatch.setattr(transaction, "_executer", lambda *_: None)  # tué juste après le journal
    ecrire(prepare)
    monkeypatch.undo()
    for commande in (["diagnostic"], ["valider"], ["exporter", "excel", "-o", "x.xlsx"]):
        assert lancer([*commande, str(racine)]) == 3
        assert "entre deux états" in capsys.readouterr().err
    assert lancer(["importer", "reprendre", str(racine)]) == 0
    assert "actions/rediger.yaml" in capsys.readouterr().out
    assert "statut: faite" in (racine / "actions/rediger.yaml").read_text("utf-8")
    assert lancer(["importer", "reprendre", str(racine)]) == 0
    assert lancer(["diagnostic", str(racine), "--date", AU]) in (0, 1)


def test_ce_que_valider_trouverait_de_plus_est_annonce(
    racine: Path, classeur: Classeur, capsys: pytest.CaptureFixture[str]
) -> None:
    classeur.ajouter("Plan d'actions", Action="Sans personne", Statut="à faire")
    commande = ["importer", "excel", str(classeur.enregistrer()), "--dossier", str(racine), "--date", AU]
    assert lancer(commande) == 1
    sortie = " ".join(capsys.readouterr().out.split())
    assert "trouverait 2 erreurs de plus" in sortie and "actions/sans-personne.yaml:" in sortie
    assert not (racine / "actions/sans-personne.yaml").exists()


def test_une_ligne_neuve_du_classeur_d_un_service_est_de_ce_service(
    racine: Path, tmp_path: Path, importer: Importer
) -> None:
    classeur = Classeur(exporte(racine, tmp_path / "t.xlsx", services=("titres",)))
    classeur.ajouter("Plan d'actions", Action="À nous")
    classeur.ajouter("Plan d'actions", Action="Aux autres", Service="Bureau de l'accueil")
    prepare = importer(classeur.enregistrer())
    assert "service: titres" in (racine / "actions/a-nous.yaml").read_text("utf-8")
    assert "service: accueil" in (racine / "actions/aux-autres.yaml").read_text("utf-8")
    assert any("service Bureau, des titres" in e.mots for e in prepare.fusion.effets)
    assert not importer(classeur.chemin).fichiers


def test_une_cellule_incomprise_retient_celle_qui_va_avec_elle_et_le_dit(
    racine: Path, classeur: Classeur, importer: Importer
) -> None:
    valeurs = {"Échéance": "31/02/2022", "Motif du report": "travaux", "Avancement (%)": 90}
    prepare = importer(classeur.poser(*ACTION, **valeurs).enregistrer())
    assert any("31/02/2022" in r.texte for r in prepare.fusion.rejets) and len(prepare.fusion.rejets) == 1
    assert any("le reste de la ligne (Motif du report)" in m for m in prepare.fusion.mentions)
    ecrit = (racine / "actions" / "rediger.yaml").read_text("utf-8")
    assert "travaux" not in ecrit and "avancement: 90" in ecrit


def test_un_premier_du_mois_tape_dans_une_ligne_neuve_est_un_doute(classeur: Classeur, importer: Importer) -> None:
    classeur.ajouter("Plan d'actions", Action="Repeindre", Échéance=date(2022, 6, 1))  # « juin 2022 » tapé dans Calc
    classeur.ajouter("Plan d'actions", Action="Balayer", Échéance=date(2022, 6, 2), Début=date(2022, 5, 1))
    prepare = importer(classeur.enregistrer())
    assert [r.texte.partition(" ?")[0] for r in prepare.fusion.rejets] == [
        "Échéance : 01/06/2022 : le tableur a-t-il changé « juin 2022 » en un jour",
        "Début : 01/05/2022 : le tableur a-t-il changé « mai 2022 » en un jour",
    ]
    # Sans échéance, une action ne vaut rien : sa ligne attend ; sans début, elle naît.
    assert list(prepare.fichiers) == ["actions/balayer.yaml"]
    assert not any("se calculent" in m for m in prepare.fusion.mentions)


def test_une_cellule_incomprise_ne_retient_pas_les_autres_lignes_du_fichier(
    classeur: Classeur, importer: Importer
) -> None:
    classeur.poser("Auto-évaluation", "point/charte/1.1/chef-lieu/", État="réalisé", Évalué_le="14/03/2022")
    classeur.poser("Auto-évaluation", "point/charte/1.1/annexe/", État="peut-être")
    classeur.poser("Indicateurs performance", "indicateurs/delai/2021-T1///1", Valeur="13")
    classeur.poser("Indicateurs performance", "indicateurs/delai/2021-T2///1", Valeur="36:15")
    prepare = importer(classeur.enregistrer())
    assert set(prepare.fichiers) == {"engagements/charte/01.yaml", "indicateurs/delai.yaml"}
    assert len(prepare.fusion.rejets) == 2 and not prepare.fusion.retenus
