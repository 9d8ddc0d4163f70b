"""Ce que disent les anomalies, ce qu'elles taisent, et les dossiers qui n'en ont pas."""

from pathlib import Path

import pytest

from fabrique import ecrire
from qualicli.depot.referentiels import Referentiels
from qualicli.modeles.anomalie import Anomalie, Gravite
from qualicli.operations.valider import valider
from qualicli.regles import PAR_CODE
from qualicli.regles.referentiels import controler_correspondance, controler_referentiel
from regles.cas_annotes import AU, lire_cas

PAR_TITRE = {cas.titre: cas for cas in lire_cas()}
CONNUS = {
    identifiant: referentiel
    for identifiant in Referentiels().connus
    if (referentiel := Referentiels().lire(identifiant))
}


def anomalies(titre: str, racine: Path) -> list[Anomalie]:
    cas = PAR_TITRE[titre]
    return list(valider(ecrire(racine, cas.fichiers), cas.au).anomalies)


@pytest.mark.parametrize(
    ("titre", "attendu"),
    [
        ("PER001 mauvais : aucun module parmi ceux que le référentiel propose", "Évry : il faut au moins 1 module"),
        ("PER006 mauvais : une lettre inversée", "Vouliez-vous dire « cert » ?"),
        ("ORG005 mauvais : vacant entre deux titulaires", "vacant depuis la fin d'août 2019, et pourvu en mars 2020"),
        ("CLU003 mauvais : un an et un jour après la dernière réunion", "plus de 12 mois (26 mars 2013)"),
        (
            "REU002 mauvais : diffusé douze jours après, pour un délai de dix",
            "12 jours après la réunion (délai : 10 j)",
        ),
        ("ACT005 mauvais : échue, ou révisée et échue, ou relative à un jalon passé", "en retard de 15 jours"),
        (
            "RFT001 mauvais : un engagement, un module et une famille ne font pas le compte",
            "Engagements : 2 au lieu de 3",
        ),
        ("RFT002 mauvais : vingt-quatre engagements annoncés, aucun connu", "0 engagement connu sur 24"),
        ("REG004 mauvais : un canal inconnu", "Canaux admis : accueil, telephone"),
    ],
)
def test_le_message_donne_le_detail(titre: str, attendu: str, tmp_path: Path) -> None:
    trouvees = anomalies(titre, tmp_path)
    assert any(attendu in f"{a.message} {a.conseil}" for a in trouvees), [a.message for a in trouvees]


@pytest.mark.parametrize(
    ("fichier", "cite", "attendu"),
    [
        ("actions/a.yaml", "sites: [marseille]", "Sites connus : etampes, evry. Ajoutez cet objet dans qualicli.yaml"),
        ("actions/a.yaml", "couvre: [2.7]", "L'engagement 2 a 2.1, 2.2, 2.3, 2.4. « qualicli"),
        ("actions/a.yaml", "couvre: [2-1]", "Vouliez-vous dire « 2.1 » ?"),
        ("actions/a.yaml", "couvre: [77]", "« qualicli referentiel montrer qual-e-pref » les liste."),
    ],
)
def test_un_objet_absent_se_corrige(fichier: str, cite: str, attendu: str, tmp_path: Path) -> None:
    demarche = """
        format: 1
        organisme: {nom: P}
        sites: {evry: {nom: Évry}, etampes: {nom: Étampes}}
        perimetre: [{referentiel: qual-e-pref, modules: {M1: {statut: engage}}}]
        """
    racine = ecrire(tmp_path, {"qualicli.yaml": demarche, fichier: f"intitule: A\necheance: 2030\n{cite}\n"})
    conseils = [a.conseil for a in valider(racine, AU).anomalies if a.code in ("REF001", "REF003")]
    assert len(conseils) == 1
    assert conseils[0].startswith(attendu)


def test_une_cle_qui_n_est_pas_un_identifiant_est_situee(tmp_path: Path) -> None:
    demarche = """
        format: 1
        organisme: {nom: P}
        sites:
          CERT: {nom: A}
          val-d'ombre:
            nom: B
        perimetre: []
        """
    trouvees = valider(ecrire(tmp_path, {"qualicli.yaml": demarche}), AU).anomalies
    assert [(a.code, a.ligne, a.colonne) for a in trouvees] == [("FMT006", 4, 3), ("FMT006", 5, 3)]
    assert trouvees[0].message.startswith("« CERT » n'est pas un identifiant")


def test_une_adresse_est_situee_au_caractere_pres_et_n_est_pas_divulguee(tmp_path: Path) -> None:
    titre = "NOM001 mauvais : dans une fiche, dans le corps d'une réunion, dans une série"
    trouvees = {a.fichier: a for a in anomalies(titre, tmp_path)}
    reunion = trouvees["reunions/projet-2022-03.md"]
    ligne = (tmp_path / reunion.fichier).read_text("utf-8").splitlines()[reunion.ligne - 1]
    assert ligne[reunion.colonne - 1 :].startswith("camille.petit@exemple.fr")
    assert not any("camille.petit" in f"{a.message} {a.conseil}" for a in trouvees.values())


def test_un_fichier_plein_de_numeros_ne_noie_pas_le_reste(tmp_path: Path) -> None:
    lignes = "".join(f"Rappeler le 01 99 00 {n // 100:02} {n % 100:02}\n" for n in range(1000))
    cas = PAR_TITRE["NOM002 bon : celui de l'organisme, une empreinte, des dates, des numéros"]
    bilan = valider(ecrire(tmp_path, {**cas.fichiers, "preuves/README.md": lignes}), AU)
    assert [a.ligne for a in bilan.anomalies] == list(range(1, 101))


@pytest.mark.parametrize("identifiant", sorted(CONNUS))
def test_un_dossier_minimal_n_a_ni_erreur_ni_avertissement(identifiant: str, tmp_path: Path) -> None:
    referentiel = CONNUS[identifiant]
    modules = ", ".join(f"{m.code}: {{statut: engage}}" for m in referentiel.modules)
    feuille = referentiel.feuilles[0]
    dossier = {
        "qualicli.yaml": f"""
            format: 1
            organisme: {{nom: Préfecture d'essai}}
            sites: {{evry: {{nom: Évry}}}}
            perimetre: [{{referentiel: {identifiant}, modules: {{{modules}}}}}]
            """,
        f"engagements/{identifiant}/{feuille.engagement.code}.yaml": f"""
            engagement: "{feuille.engagement.code}"
            evaluations: [{{exigence: "{feuille.code}", statut: realise, date: 2021-09-14}}]
            """,
    }
    trouvees = valider(ecrire(tmp_path, dossier), AU).anomalies
    assert [a for a in trouvees if a.gravite is not Gravite.INFORMATION] == []


@pytest.mark.parametrize("identifiant", sorted(CONNUS))
def test_un_referentiel_fourni_n_a_pas_d_erreur(identifiant: str) -> None:
    trouvees = controler_referentiel(CONNUS[identifiant], CONNUS)
    assert [f for code, f in trouvees if PAR_CODE[code].gravite is Gravite.ERREUR] == []


def test_les_correspondances_fournies_n_ont_pas_de_faute() -> None:
    fournies = Referentiels().correspondances_fournies()
    assert fournies
    assert [f for c in fournies for f in controler_correspondance(c, CONNUS)] == []


def test_retirer_un_engagement_d_un_referentiel_fourni_se_voit() -> None:
    marianne = CONNUS["marianne-2008"]
    module = marianne.modules[0]
    ampute = marianne.model_copy(
        update={"modules": (module.model_copy(update={"engagements": module.engagements[1:]}),)}
    )
    assert ("RFT001", "Engagements : 18 au lieu de 19.") in [(c, f.message) for c, f in controler_referentiel(ampute)]
