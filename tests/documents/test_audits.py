"""Les documents d'un audit : chaque clé y est dite, à sa date, et rien de trop."""

from pathlib import Path

import pytest

from fabrique import contexte, ecrire, jour, qualicli
from qualicli import ressources
from qualicli.rendus.documents.socle.audits_tenus import suites as dire_les_suites
from qualicli.rendus.documents.socle.audits_tenus import tenus

LOIRE = ressources.dossier("exemples") / "loire-2022"
SOCLE = {
    "qualicli.yaml": """
        format: 1
        organisme: {nom: Préfecture d'essai}
        sites: {siege: {nom: Siège}}
        perimetre: [{referentiel: qual-e-pref, modules: {M1: {statut: engage}}}]
    """,
    "audits/suivi-1.yaml": """
        intitule: Premier suivi
        nature: externe
        type: suivi
        rang: 1
        referentiel: qual-e-pref
        date: 2022-03-01
        organisme: Certif
        contrat: C-77
        perimetre: Les guichets du siège
        effectif: 42
        duree: 1,5
        auditeur: Responsable d'audit
        equipe: [Auditeur associé]
        resultat: favorable_sous_reserve
        plan:
          - {heure: 14h, lieu: Hall, objet: Visite, qui: [Chef d'accueil]}
          - {heure: 9h, fin: 9h30, lieu: Salle bleue, objet: Ouverture}
        pieces_demandees:
          - {intitule: Politique, pour_le: 2022-02-10, remise_le: 2022-02-09}
          - {intitule: Registre}
        constats:
          - {id: fort, nature: point_fort, texte: Accueil souriant}
          - id: double
            nature: non_conformite
            texte: Rampe et sonnette absentes
          - id: rampe
            nature: non_conformite
            revisions: [{nature: ecart, le: 2022-03-10, motif: Travaux engagés}]
            scinde_de: double
            scinde_le: 2022-03-05
            texte: Rampe absente
            exigence: "2.2"
            cause: Marché infructueux
            correction: Un agent descend
            levee_le: 2022-04-01
            verifie_par: Vérificatrice
            verifie_le: 2022-04-12
          - id: sonnette
            nature: non_conformite
            scinde_de: double
            scinde_le: 2022-03-05
            texte: Sonnette absente
            reporte_a: suivi-2
    """,
    "audits/suivi-2.yaml": "intitule: Second suivi\nnature: interne\ntype: suivi\ndate: 2023-03\n",
}


def _rapport(racine: Path, type_: str, au: str, *options: str) -> str:
    lu = qualicli("rapport", type_, racine, "--date", au, *options)
    return " ".join(lu.replace("\xa0", " ").split())


@pytest.fixture
def racine(tmp_path: Path) -> Path:
    return ecrire(tmp_path, SOCLE)


def test_le_plan_dit_l_audit_la_journee_et_les_pieces(racine: Path) -> None:
    dit = _rapport(racine, "plan-audit", "2022-02-15", "--audit", "suivi-1")
    for mots in (
        *(
            "Audit de suivi n° 1, externe",
            "1,5 jour",
            "42 personnes",
            "C-77",
            "Les guichets du siège",
            "Auditeur associé",
        ),
        *("9 h – 9 h 30", "Salle bleue", "Chef d'accueil", "remise le 9 février 2022", "1er février 2022 | à remettre"),
    ):
        assert mots in dit, mots
    assert dit.index("Ouverture") < dit.index("Visite")
    # Une pièce n'est pas dite remise avant de l'être.
    assert "remise le" not in _rapport(racine, "plan-audit", "2022-02-01", "--audit", "suivi-1")


def test_le_rapport_a_ses_huit_sections_et_les_constats_du_jour(racine: Path) -> None:
    dit = _rapport(racine, "rapport-audit", "2022-04-30")
    assert [n for n in range(1, 10) if f"## {n}. " in dit] == list(range(1, 9))
    assert "Conclusion de l'audit : favorable sous réserve." in dit
    assert "non-conformité, puis écart le 10 mars 2022 (Travaux engagés)" in dit
    assert (
        "Rampe et sonnette absentes » , le 5 mars" not in dit
        and "« Rampe et sonnette absentes », le 5 mars 2022" in dit
    )
    assert "reporté à « Second suivi »" in dit
    # Avant d'être scindé, il n'y avait qu'un constat, et il n'était pas regradué.
    avant = _rapport(racine, "rapport-audit", "2022-03-02")
    assert (
        "| Rampe et sonnette absentes |" in avant
        and "Travaux engagés" not in avant
        and "Sonnette absente |" not in avant
    )


def test_la_fiche_d_un_constat_dit_tout_de_lui(racine: Path) -> None:
    dit = _rapport(racine, "fiche-ecart", "2022-04-30", "--constat", "rampe")
    for mots in ("Marché infructueux", "Un agent descend", "Vérificatrice, le 12 avril 2022", "Réévaluation | à faire"):
        assert mots in dit, mots
    assert "Sonnette" not in dit.replace("Rampe et sonnette", "")
    assert "Vérificatrice" not in _rapport(racine, "fiche-ecart", "2022-04-05", "--constat", "rampe")
    assert "inconnu" in qualicli("rapport", "fiche-ecart", racine, "--constat", "autre", code=2)
    refus = qualicli("rapport", "fiche-ecart", racine, "--audit", "suivi-2", "--constat", "rampe", code=2)
    assert "n'a pas de constat" in refus


def test_une_fiche_par_constat(racine: Path, tmp_path: Path) -> None:
    qualicli("rapport", "fiche-ecart", racine, "--date", "2022-04-30", "--tous", "-o", tmp_path / "fiches")
    noms = sorted(f.name for f in (tmp_path / "fiches").iterdir())
    assert noms == [f"fiche-ecart-suivi-1-{c}.md" for c in ("fort", "rampe", "sonnette")]


def test_le_pv_dit_ce_qui_s_oppose_a_la_cloture(racine: Path) -> None:
    dit = _rapport(racine, "pv-cloture", "2022-04-30")
    assert "Il a relevé 2 constats à corriger. À la date de ce procès-verbal, 1 est levé" in dit
    assert "1 est levé ; la réévaluation est faite pour 0 sur 1." in dit
    assert "reporté à « Second suivi » : Sonnette absente" in dit
    assert "levé, à vérifier : Rampe absente" in _rapport(racine, "pv-cloture", "2022-04-05")
    ecrire(
        racine,
        {
            "audits/suivi-1.yaml": SOCLE["audits/suivi-1.yaml"].replace(
                "reporte_a: suivi-2", "levee_le: 2022-04-02\n            verifie_par: V"
            )
        },
    )
    assert "Plus rien ne s'oppose à la clôture" in _rapport(racine, "pv-cloture", "2022-04-30")


def test_la_reponse_repond_a_chaque_constat_a_corriger(racine: Path) -> None:
    dit = _rapport(racine, "reponse-audit", "2022-04-30")
    assert "À l'attention de : Certif" in dit and "Accueil souriant" not in dit
    assert dit.count("Analyse de la cause") == 2


def test_la_preparation_dit_ce_que_dit_audit_pret() -> None:
    dit = _rapport(LOIRE, "preparation-audit", "2022-05-15")
    assert "Pas encore prêt : 27 points, dont 22 prêts." in dit and "aura expiré (20 mai 2022)" in dit
    assert "2 points sans" not in dit


def test_expliquer_montre_la_boucle_d_un_constat(racine: Path) -> None:
    def boucle(au: str) -> str:
        return " ".join(qualicli("expliquer", "2.2", racine, "--date", au).split())

    assert "✓ levée : 1er avril 2022 ✓ vérification : Vérificatrice, 12 avril 2022 ✗ réévaluation : à faire" in boucle(
        "2022-04-30"
    )
    assert "✗ levée : à faire" in boucle("2022-03-31")
    evalue = 'engagement: "2"\nevaluations: [{exigence: "2.2", statut: realise, date: 2022-04-02}]\n'
    ecrire(racine, {"engagements/qual-e-pref/02.yaml": evalue})
    assert "✓ réévaluation : réalisé (2 avril 2022)" in boucle("2022-04-30")
    assert "✗ réévaluation : à faire" in boucle("2022-04-01")


@pytest.mark.parametrize(
    ("date", "suites"),
    [
        ("2022-06-01", "4 constats à corriger (4 ouverts)"),
        ("2022-06-20", "4 constats à corriger (1 levé ; 3 ouverts)"),
        ("2022-06-30", "4 constats à corriger (2 levés, dont 1 réévalué ; 2 ouverts)"),
        ("2022-07-01", "4 constats à corriger (2 levés, dont 1 réévalué ; 2 ouverts, dont 1 en retard)"),
        ("2022-07-04", "4 constats à corriger (2 levés, dont 1 vérifié et 1 réévalué ; 2 ouverts, dont 1 en retard)"),
    ],
)
def test_le_bilan_dit_ce_que_deviennent_les_constats_a_chaque_date(date: str, suites: str) -> None:
    lu = contexte(LOIRE, date)
    siens = tenus(lu, jour("2022-05-01"), jour(date))
    assert [audit.id for _, audit in siens] == ["audit-labellisation-2022"]
    assert dire_les_suites(lu, siens[0][1], jour(date)) == suites


def test_le_bilan_et_le_comite_disent_l_audit_de_l_annee_et_lui_seul() -> None:
    bilan = _rapport(LOIRE, "bilan", "2022-07-15", "--annee", "2022")
    assert "conclusion favorable sous réserve ; 4 constats à corriger" in bilan
    assert "conclusion favorable" not in _rapport(
        LOIRE, "bilan", "2022-06-02", "--annee", "2022"
    )  # le rapport arrive le 3
    comite = _rapport(LOIRE, "copil", "2022-07-15", "--reunion", "copil-2022-06")
    assert "| Audit initial de labellisation | 24 mai 2022 | favorable sous réserve |" in comite
    assert "Constats encore ouverts au jour de la réunion" in comite and "30 novembre 2022" in comite
    assert "Constats encore ouverts" not in _rapport(LOIRE, "copil", "2022-07-15", "--reunion", "copil-2022-03")
