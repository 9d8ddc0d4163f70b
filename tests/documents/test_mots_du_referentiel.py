"""Un dossier qui a ses mots à lui les retrouve partout : écrans, messages, documents, classeurs."""

import io
import re
import zipfile
from pathlib import Path

import pytest

from fabrique import jour, qualicli, qualicli_json
from fabrique_documents import produire
from fabrique_ville import dossier_de_la_ville
from qualicli.operations.rapporter import ouvrir_atelier
from qualicli.rendus.documents.socle.demande import DemandeDocument

AU = "2022-06-15"
REFUSES = re.compile(
    r"\b(engagements?|exigences?|modules?|préfectures?|préf[eè]te?s?|clu|copil|comités? loca(?:l|ux) des usagers)\b",
    re.I,
)
# Les noms de fichiers, les clés, les valeurs et les options sont ceux du format : eux seuls gardent les mots de l'outil.
DU_FORMAT = re.compile(r"[\w*-]*/[\w/.*-]*|« \w+(?::[^»]*)? »|--[\w-]+|^\s*\w+ : |\b\w+: |`[^`]*`")
# La source d'un parcours est citée telle quelle, mots compris.
EFFACE = re.compile(r"(?m)^(clu|copil)$|^Étapes\s: (?:.+\n)+")
COMMANDES = {
    "valider": ("valider",),
    "diagnostic": ("diagnostic",),
    "ecarts": ("ecarts",),
    "a-faire": ("a-faire",),
    "actions": ("actions",),
    "parcours": ("parcours",),
    "expliquer un point": ("expliquer", "C1.2"),
    "expliquer sans objet": ("expliquer", "C2.1"),
    "expliquer une mesure": ("expliquer", "C1.3"),
    "expliquer un chapitre": ("expliquer", "A"),
    "expliquer l'inconnu": ("expliquer", "Z9"),
    "liste des documents": ("rapport", "--liste"),
    "audit pret": ("audit", "pret", "visite"),
    "montrer": ("referentiel", "montrer", "label-ville"),
    "montrer un critère": ("referentiel", "montrer", "label-ville:C1"),
    "lister": ("referentiel", "lister"),
    "lacunes": ("referentiel", "lacunes", "label-ville"),
    "valider le référentiel": ("referentiel", "valider", "referentiels/label-ville.yaml"),
    "evaluer": ("evaluer", "C3.1", "realise", "--a-blanc"),
    "evaluer un inconnu": ("evaluer", "Z9", "realise", "--a-blanc"),
    "piloter": ("piloter", "A", "accueil", "--a-blanc"),
    "piloter un inconnu": ("piloter", "Z", "accueil", "--a-blanc"),
    "ecarts d'un inconnu": ("ecarts", "--module", "Z"),
    "chercher": ("chercher", "rampe"),
    "accueil": (),
}
SANS_DATE = {"montrer", "montrer un critère", "lister", "lacunes", "valider le référentiel", "chercher", "accueil"} | {
    n for n in COMMANDES if n.startswith(("evaluer", "piloter"))
}
DOCUMENTS = {
    "clu": {},
    "copil": {},
    "convocation": {},
    "convocation des habitants": {"instance": "habitants"},
    "ecarts": {},
    "bilan": {},
    "bilan synthese": {"synthese": True},
    "lettre-mission": {},
    "politique": {},
    "fiche-service": {"service": "accueil"},
    "plan-actions": {},
    "a-faire": {},
    "grille": {},
    "point-etape": {},
    "passation": {},
    "presence": {},
    "indicateurs": {},
    "preparation-audit": {"audit": "blanc"},
    "plan-audit": {"audit": "visite"},
    "rapport-audit": {"audit": "blanc"},
    "fiche-ecart": {"audit": "blanc"},
    "reponse-audit": {"audit": "blanc"},
}


@pytest.fixture(scope="module")
def ville(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Le dossier de la ville."""
    return dossier_de_la_ville(tmp_path_factory.mktemp("ville"))


def etrangers(texte: str) -> list[str]:
    """Les mots d'une préfecture, ou ceux de l'outil, avec la ligne où on les lit."""
    lignes = (re.sub(DU_FORMAT, " ", ligne) for ligne in EFFACE.sub("", texte.replace("\u00a0", " ")).splitlines())
    return [ligne.strip() for ligne in lignes if REFUSES.search(ligne)]


@pytest.mark.parametrize("nom", COMMANDES)
def test_chaque_ecran_parle_avec_les_mots_du_referentiel(ville: Path, nom: str) -> None:
    date = () if nom in SANS_DATE else ("--date", AU)
    assert etrangers(qualicli(*COMMANDES[nom], *date, code=None, cwd=ville)) == []


@pytest.mark.parametrize("nom", DOCUMENTS)
def test_chaque_document_parle_avec_les_mots_du_referentiel(ville: Path, nom: str) -> None:
    for rapport in produire(ville, nom.partition(" ")[0], AU, **DOCUMENTS[nom]):
        assert etrangers(rapport.octets.decode()) == []


@pytest.mark.parametrize("extension", ["xlsx", "ods"])
def test_chaque_classeur_parle_avec_les_mots_du_referentiel(ville: Path, tmp_path: Path, extension: str) -> None:
    sortie = tmp_path / f"ville.{extension}"
    qualicli("exporter", "excel", ville, "-o", sortie, "--date", AU)
    with zipfile.ZipFile(io.BytesIO(sortie.read_bytes())) as archive:
        textes = [
            archive.read(n).decode() for n in archive.namelist() if n.endswith(("sharedStrings.xml", "content.xml"))
        ]
        textes += [archive.read(n).decode() for n in archive.namelist() if "/worksheets/sheet" in n]
    # La feuille cachée garde les noms des fichiers et des clés ; ce qui se lit est entre balises.
    lus = [t for texte in textes for t in re.findall(r">([^<{]+)<", texte)]
    assert "Critères couverts" in lus or "Critères couverts" in "".join(lus)
    assert etrangers("\n".join(lus)) == []


def test_le_referentiel_se_compte_avec_ses_conditions_par_site(ville: Path) -> None:
    """Sept critères, trente-deux indicateurs : l'annexe n'a ni standard ni guichet unique, et ne suit que le chapitre A."""
    (bloc,) = qualicli_json("diagnostic", ville, "--date", AU, code=None)["referentiels"]
    sites = {s["id"]: s["points"]["applicables"] for s in bloc["sites"]}
    # À la mairie, les trente-deux ; à l'annexe, C1, C3 et C4 : quinze. C1.4 est sans objet aux deux.
    assert sites == {"mairie": 32 - 1, "annexe": 15 - 1}
    assert {n["exigence"] for n in bloc["non_applicables"]} == {f"C2.{n}" for n in range(1, 6)}
    assert {n["site"] for n in bloc["non_applicables"]} == {"annexe"}
    assert {m["code"]: m["points"]["applicables"] for m in bloc["modules"]} == {"A": 19 + 14, "B": 12}
    assert len(bloc["engagements"]) == 7


def lire(racine: Path, *arguments: str) -> str:
    """Un écran au kilomètre, quel que soit son code de sortie."""
    return " ".join(qualicli(*arguments, code=None, cwd=racine).split())


def test_les_phrases_s_accordent_avec_les_mots(ville: Path) -> None:
    assert "Critères tenus : " in lire(ville, "diagnostic", "--date", AU)
    assert "Critères" in lire(ville, "diagnostic", "--date", AU, "--par", "engagement")
    grille = produire(ville, "grille", AU)[0].octets.decode()
    assert "Indicateurs qui ne s'appliquent pas" in grille.replace("’", "'")
    assert "Compte rendu du conseil des habitants" in lire(ville, "rapport", "--liste")


def test_un_mot_au_feminin_accorde_ce_qui_le_suit(tmp_path: Path) -> None:
    racine = dossier_de_la_ville(tmp_path)
    propre = racine / "referentiels" / "label-ville.yaml"
    mots = "{module: partie, engagement: règle, exigence: preuve à donner}"
    siens = "{module: chapitre, engagement: critère, exigence: indicateur}"
    propre.write_text(propre.read_text("utf-8").replace(siens, mots), "utf-8")
    assert "Règles tenues : " in lire(racine, "diagnostic", "--date", AU)
    point = lire(racine, "expliquer", "C1.2", "--date", AU)
    assert "partie engagée depuis le 1er janvier 2022, comptée dans le label" in point
    assert re.search(r"\d+ preuves à donner jamais évaluées", lire(racine, "rapport", "--liste", "--date", AU))


def test_une_note_pour_qui_complete_ne_va_dans_aucun_document(ville: Path) -> None:
    for nom, demande in DOCUMENTS.items():
        for rapport in produire(ville, nom.partition(" ")[0], AU, **demande):
            assert "À relire par celle ou celui qui complète" not in rapport.octets.decode(), nom


def test_une_faute_dans_un_referentiel_propre_est_une_anomalie(tmp_path: Path) -> None:
    racine = dossier_de_la_ville(tmp_path)
    propre = racine / "referentiels" / "label-ville.yaml"
    propre.write_text(propre.read_text("utf-8").replace("editeur: La ville", "editeurs: La ville"))
    fautes = [
        a for a in qualicli_json("valider", racine, "--date", AU, code=1)["anomalies"] if a["gravite"] == "erreur"
    ]
    assert {a["fichier"] for a in fautes} == {"referentiels/label-ville.yaml"}


DEUX = """\
format: 1
organisme: {nom: Préfecture d'essai}
sites: {a: {nom: Arles}, b: {nom: Bastia}, c: {nom: Cahors}}
perimetre:
  - {referentiel: marianne-2008, modules: {tous: {STATUT, sites: [a, b]}}}
  - {referentiel: qualipref-2.0, modules: {M1: {statut: engage, du: 2015-03}, M2: {statut: engage, du: 2015-03, sites: [c]}}}
"""


@pytest.fixture
def deux(tmp_path: Path) -> Path:
    """Marianne et Qualipref 2.0, sur trois sites."""
    (tmp_path / "qualicli.yaml").write_text(DEUX.replace("STATUT", "statut: engage, du: 2013-01"), "utf-8")
    return tmp_path


def test_un_code_seul_se_resout_quand_un_seul_referentiel_l_a(deux: Path) -> None:
    """Le 19 n'est que dans Marianne, M1 que dans Qualipref ; le code nu d'un point commun se précise."""
    assert qualicli("expliquer", "19", "--date", "2016-01-01", cwd=deux).startswith("marianne-2008:19 · ")
    dossier = ouvrir_atelier(deux, jour("2016-01-01"), DemandeDocument()).contexte.dossier
    marianne, qualipref = (dossier.referentiels[r] for r in ("marianne-2008", "qualipref-2.0"))
    for code in marianne.codes & qualipref.codes:
        assert dossier.citer("marianne-2008", code) == f"marianne-2008:{code}"
        assert dossier.reference(code) == ("", code)
    for code in marianne.codes - qualipref.codes:
        assert dossier.citer("marianne-2008", code) == code
        assert dossier.reference(code) == ("marianne-2008", code)


def test_les_verdicts_disent_de_quel_referentiel_ils_parlent(deux: Path) -> None:
    ecran = lire(deux, "diagnostic", "--date", "2016-01-01")
    assert "Labellisable Marianne 2008 : non" in ecran
    assert "Labellisable Qualipref 2.0 : non" in ecran


def test_un_referentiel_quitte_est_clos(deux: Path) -> None:
    statut = "statut: desengage, du: 2013-01, jusqu_au: 2015-12-01, motif: Remplacé"
    (deux / "qualicli.yaml").write_text(DEUX.replace("STATUT", statut), "utf-8")
    ecran = lire(deux, "diagnostic", "--date", "2016-01-01")
    assert "Marianne 2008 : clos" in ecran
    assert "Labellisable Marianne 2008" not in ecran
    assert "Labellisable Marianne 2008 : non" in lire(deux, "diagnostic", "--date", "2015-06-01")
    markdown = lire(deux, "diagnostic", "--date", "2016-01-01", "--format", "markdown")
    assert "Clos : plus rien n'y est engagé." in markdown
    assert "**Clos**" in produire(deux, "ecarts", "2016-01-01")[0].octets.decode()
