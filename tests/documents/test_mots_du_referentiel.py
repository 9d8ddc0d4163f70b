"""Un dossier qui a ses mots à lui les retrouve partout : écrans, messages, documents, classeurs."""

import re
from pathlib import Path

import pytest

from tests.fabrique import qualicli
from tests.fabrique_documents import produire
from tests.fabrique_ville import dossier_de_la_ville

AU = "2022-06-15"
REFUSES = re.compile(
    r"\b(engagements?|exigences?|modules?|préfectures?|préf[eè]te?s?|clu|copil|comités? loca(?:l|ux) des usagers)\b",
    re.I,
)
# Les noms de fichiers, les clés, les valeurs et les options sont ceux du format : eux seuls gardent les mots de l'outil.
DU_FORMAT = re.compile(r"[\w*-]*/[\w/.*-]*|« \w+(?::[^»]*)? »|--[\w-]+|^\s*\w+ : |\b\w+: |`[^`]*`")
EFFACE = re.compile(r"(?m)^(clu|copil)$")
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
    "audit pret": ("audit", "pret"),
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
}


@pytest.fixture(scope="module")
def ville(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Le dossier de la ville."""
    return dossier_de_la_ville(tmp_path_factory.mktemp("ville"))


def etrangers(texte: str) -> list[str]:
    """Les mots d'une préfecture, ou ceux de l'outil, avec la ligne où on les lit."""
    lignes = (re.sub(DU_FORMAT, " ", EFFACE.sub("", ligne)) for ligne in texte.replace("\u00a0", " ").splitlines())
    return [ligne.strip() for ligne in lignes if REFUSES.search(ligne)]


@pytest.mark.parametrize("nom", COMMANDES)
def test_chaque_ecran_parle_avec_les_mots_du_referentiel(ville: Path, nom: str) -> None:
    date = () if nom in SANS_DATE else ("--date", AU)
    assert etrangers(qualicli(*COMMANDES[nom], *date, code=None, cwd=ville)) == []


@pytest.mark.parametrize("nom", DOCUMENTS)
def test_chaque_document_parle_avec_les_mots_du_referentiel(ville: Path, nom: str) -> None:
    for rapport in produire(ville, nom.partition(" ")[0], AU, **DOCUMENTS[nom]):
        assert etrangers(rapport.octets.decode()) == []
