"""Le rapport d'écarts : les nombres du diagnostic, chaque écart à sa place, les pièces d'abord, et ce qui le fait changer."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fabrique import code_du_diagnostic, contexte, en_memoire, jour, qualicli_json, referentiel
from qualicli import ressources
from qualicli.cli.application import lancer
from qualicli.modeles.dossier import Inventaire
from qualicli.rendus import libelles
from qualicli.rendus.documents.socle.contexte import ContexteDocument
from qualicli.rendus.documents.types import ecarts
from qualicli.rendus.documents.types.ecarts import Ecarts, EcartsReferentiel

EXEMPLES = ressources.dossier("exemples")
CAS = [
    ("loire-2022", "2022-03-15"),
    ("loire-2022", "2022-05-15"),
    ("essonne-2013", "2013-03-26"),
    ("moselle-2015", "2015-10-16"),
    ("alpes-maritimes-2021", "2021-06-01"),
]


def rapport(racine: Path, au: str, **demande: Any) -> Ecarts:
    return ecarts.composer(contexte(racine, au, **demande))


def code(exigence: str) -> str:
    return exigence.partition(" – ")[0].partition(" (")[0]


@pytest.mark.parametrize(("nom", "au"), CAS)
def test_les_nombres_sont_ceux_du_diagnostic(nom: str, au: str) -> None:
    diagnostic = qualicli_json("diagnostic", EXEMPLES / nom, "--date", au, code=code_du_diagnostic(nom, au))
    (attendu,) = diagnostic["referentiels"]
    (r,) = rapport(EXEMPLES / nom, au).referentiels
    points = [e for e in diagnostic["ecarts"] if e["nature"] in ("realisation", "preuve")]
    prouve = attendu["taux"]["prouve"]
    assert (r.en_ecart, r.applicables) == (attendu["points"]["en_ecart"], attendu["points"]["applicables"])
    assert r.en_ecart == len(points) == prouve["denominateur"] - prouve["numerateur"]
    assert (r.nombre, r.sans_action) == (
        len(diagnostic["ecarts"]),
        sum(e["action"] is None for e in diagnostic["ecarts"]),
    )
    assert f"({prouve['numerateur']}/{prouve['denominateur']})" in r.prouve
    assert len(r.raisons) == len(attendu["verdict"]["raisons"])


@pytest.mark.parametrize(("nom", "au"), CAS)
def test_chaque_ecart_est_sous_son_module_et_son_service(nom: str, au: str) -> None:
    charge = contexte(EXEMPLES / nom, au)
    (resultat,) = charge.diagnostic().referentiels
    (r,) = ecarts.composer(charge).referentiels
    attendus = {
        (e.module, libelles.nommer_service(charge.dossier, e.responsable) or "Sans service pilote", e.exigence)
        for e in resultat.ecarts
        if e.nature != "audit"
    }
    trouves = {
        (code(m.titre), s.nom, code(ligne[0])) for m in r.modules for s in m.services for ligne in s.ecarts.lignes
    }
    assert trouves == attendus
    assert all(len(s.ecarts.colonnes) <= 5 for m in r.modules for s in m.services)
    assert len(r.constats.lignes) >= sum(e.nature == "audit" for e in resultat.ecarts)


@pytest.mark.parametrize(("nom", "au"), CAS)
def test_les_pieces_menent_du_prouve_au_declare(nom: str, au: str) -> None:
    charge = contexte(EXEMPLES / nom, au)
    (resultat,) = charge.diagnostic().referentiels
    (r,) = ecarts.composer(charge).referentiels
    gains = [int(ligne[-1].split()[0]) for ligne in r.a_reunir.lignes]
    assert gains == sorted(gains, reverse=True)
    realises = sum(e.statut == "realise" for e in resultat.etats)
    assert sum(gains) == realises - int(resultat.synthese.prouve.numerateur)
    assert f"({realises}/{r.applicables})" in r.apres
    numeros = [ligne[0] for ligne in (*r.a_reunir.lignes, *r.a_renouveler.lignes)]
    assert numeros == [str(n) for n in range(1, len(numeros) + 1)]


def test_la_loire_dix_jours_avant_son_audit(capsys: Any, reference: Callable[[str, str], None]) -> None:
    assert lancer(["rapport", "ecarts", str(EXEMPLES / "loire-2022"), "--date", "2022-03-15"]) == 0
    texte = capsys.readouterr().out
    assert "audit blanc du 25 mars 2022, dans 10 jours" in texte.replace("\u00a0", " ")
    reference("documents/ecarts-loire-2022-03-15.md", texte)


def copie(tmp_path: Path, fichier: str, avant: str, apres: str) -> Path:
    racine = Path(shutil.copytree(EXEMPLES / "loire-2022", tmp_path / "loire"))
    texte = (racine / fichier).read_text("utf-8")
    assert avant in texte
    (racine / fichier).write_text(texte.replace(avant, apres), "utf-8")
    return racine


def lignes(r: EcartsReferentiel, exigence: str) -> list[tuple[str, ...]]:
    return [li for m in r.modules for s in m.services for li in s.ecarts.lignes if code(li[0]) == exigence]


def test_une_preuve_renouvelee_quitte_la_liste_et_fait_monter_le_taux(tmp_path: Path) -> None:
    fiche = "preuves/photos-espaces-attente-2021.yaml"
    (r,) = rapport(copie(tmp_path, fiche, "caducite: 2022-02-28", "caducite: 2023-02-28"), "2022-03-15").referentiels
    assert "(16/27)" in r.prouve
    assert not lignes(r, "6")
    assert not any("Photographies" in ligne[1] for ligne in r.a_reunir.lignes)


def test_une_action_retiree_laisse_l_ecart_sans_action(tmp_path: Path) -> None:
    racine = copie(tmp_path, "actions/tracer-courriels-ged.yaml", "couvre: [qual-e-pref:18]", "couvre: []")
    (r,) = rapport(racine, "2022-03-15").referentiels
    (ligne,) = lignes(r, "18")
    assert ligne[2:] == ("Sans action", "Bureau de la logistique", "à fixer")
    assert r.sans_action == rapport(EXEMPLES / "loire-2022", "2022-03-15").referentiels[0].sans_action + 1


def test_un_constat_leve_disparait(tmp_path: Path) -> None:
    racine = copie(tmp_path, "audits/audit-interne-2022.yaml", "    levee_le: 2022-06-24", "    levee_le: 2022-05-12")
    avant, apres = (rapport(r, "2022-05-15").referentiels[0] for r in (EXEMPLES / "loire-2022", racine))
    assert [li[0].partition("\u00a0")[0] for li in avant.constats.lignes] == ["Non-conformité", "Écart"]
    assert [li[0].partition("\u00a0")[0] for li in apres.constats.lignes] == ["Écart"]


def test_limite_a_un_service_il_a_les_nombres_du_service() -> None:
    loire = EXEMPLES / "loire-2022"
    vue = rapport(loire, "2022-03-15", service="bureau-immigration")
    diagnostic = qualicli_json("diagnostic", loire, "--date", "2022-03-15", "--service", "bureau-immigration")
    (r,) = vue.referentiels
    assert (vue.service, r.nombre) == ("Bureau de l'immigration", len(diagnostic["ecarts"]))
    assert [s.nom for m in r.modules for s in m.services] == ["Bureau de l'immigration"]


def test_un_service_inconnu_se_dit(capsys: Any) -> None:
    assert lancer(["rapport", "ecarts", str(EXEMPLES / "loire-2022"), "--service", "cart"]) == 2
    assert "« cert »" in capsys.readouterr().err.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("preuve", "types", "geste"),
    [
        ({"caducite": "2022-02-28"}, [], "Renouveler « P », qui a expiré le 28 février 2022"),
        ({"etat": "brouillon"}, [], "Valider « P », encore en projet"),
        ({"date": "2022-04-02"}, [], "Obtenir à temps « P », attendue le 2 avril 2022"),
        ({"fichier": "absent.pdf"}, [], "Remettre la pièce jointe de « P »"),
        ({"date": None}, [], "Dater « P »"),
        (None, [], "Produire une preuve, par exemple photo ou relevé"),
        (None, ["tableau_suivi"], "Produire la pièce attendue : tableau de suivi"),
    ],
)
def test_chaque_piece_dit_ce_qu_il_faut_en_faire(preuve: dict[str, Any] | None, types: list[str], geste: str) -> None:
    engagement = {"code": "1", "titre": "e", "preuves": types, "exemples_preuves": ["photo", "releve"]}
    fiche = {"intitule": "P", "type": "guide", "date": "2021-01-01", "couvre": ["1"], **(preuve or {})}
    dossier = en_memoire(
        {
            "sites": {"a": {"nom": "A"}},
            "perimetre": [{"referentiel": "essai", "modules": {"M1": {"statut": "engage"}}}],
        },
        [referentiel([{"code": "M1", "titre": "m", "engagements": [engagement]}])],
        {"essai/1": {"engagement": "1", "evaluations": [{"exigence": "1", "statut": "realise", "date": "2021-01-01"}]}},
        {"p": fiche} if preuve is not None else {},
    )
    (r,) = ecarts.composer(ContexteDocument(dossier, Inventaire(), jour("2022-03-15"))).referentiels
    assert [re.sub("\u00a0", " ", ligne[1]) for ligne in r.a_reunir.lignes] == [geste]
    ((_, _, ferme, *_),) = lignes(r, "1")
    assert ferme.endswith("n° 1. Sans action")
    assert ferme.split()[0] == geste.split()[0]
