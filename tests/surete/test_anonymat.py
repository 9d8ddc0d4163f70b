"""Ce qui désigne une personne se reconnaît sous tous ses déguisements ; ce qui n'en désigne aucune passe."""

import pytest

from qualicli.modeles.organisation import Annuaire
from qualicli.rendus.documents.socle import anonymat

ANNUAIRE = Annuaire.model_validate(
    {
        "@id": "annuaire",
        "@fichier": "annuaire.yaml",
        "personnes": {
            "camille-petit": {"nom": "Petit", "prenom": "Camille", "civilite": "Mme"},
            "honorine-caprier": {"nom": "Câprier", "prenom": "Honorine"},
            "yann-le-goff": {"nom": "Le Goff", "prenom": "Yann", "alias": ["Legoff"]},
            "secretaire-general": {"nom": "D'Œillet", "prenom": "Pierre"},
            "marie-un": {"nom": "Zinnia", "prenom": "Marie"},
            "marie-deux": {"nom": "Yucca", "prenom": "Marie"},
        },
    }
)
NOMMENT = [
    "Caprier préside",
    "CAPRIER préside",
    "CÂPRIER préside",
    "Ca\u0302prier préside",
    "cÂprier préside",
    "Câ**prier** préside",
    "Câ\\*\\*prier préside",
    "C_â_prier préside",
    "Câ<br>prier",
    "le rôle<br>Câprier",
    "Câ\u00a0prier",
    "Câ\u202fprier",
    "Câ\u00adprier",
    "Câ\u200bprier",
    "\u202eCâprier",
    "Câ-\nprier",
    "\uff23\uff41prier",
    "honorine câprier",
    "câprier honorine",
    "vu par honorine-caprier",
    "vu par Honorine.Caprier",
    "Le\nGoff",
    "LE GOFF",
    "Le-Goff",
    "Legoff",
    "Mme Le Goff",
    "d’Oeillet, D’OEILLET",
    "vu avec M. D.",
    "vu avec M.\u00a0D.",
    "vu avec Mme P.",
    "vu avec Mme C. P.",
    "vu avec MME P.",
    "Mme Inconnue",
    "Mme\u00a0Inconnue",
    "M. Le Inconnu",
    "M. de Sainte-Ortie",
    "monsieur Inconnu",
    "MADAME INCONNUE",
    "Mlle Inconnue",
    "Dr Inconnu",
    "MM. Inconnu et Autre",
    "avec Honorine, hier",
    "Honorine a écrit.",
    "vu par Pierre hier",
    "0465710601",
    "04 65 71 06 01",
    "04.65.71.06.01",
    "04/65/71/06/01",
    "04 – 65 – 71 – 06 – 01",
    "04\u00a065\u202f71 06 01",
    "04·65·71·06·01",
    "04_65_71_06_01",
    "04 657 106 01",
    "0465 71 06 01",
    "0033465710601",
    "00 33 4 65 71 06 01",
    "0033 (0)4 65 71 06 01",
    "+33 (0) 4 65 71 06 01",
    "+33465710601",
    "\uff10\uff14 65 71 06 01",
    "camille.petit@exemple.example",
    "camille.petit (at) exemple.example",
]
NE_NOMMENT_PAS = [
    "Un petit guichet",
    "le goff est un mot",
    "Petit-Bourg",
    "le câprier du jardin",
    "Mme la Préfète",
    "Madame la préfète",
    "Madame La Préfète",
    "M. le Secrétaire général",
    "Madame, Monsieur,",
    "Madame Monsieur",
    "MM. les chefs de bureau",
    "le secrétaire général",
    "secretaire-general",
    "Marie, l'une des deux",
    "rue Honorine",
    "Honorine Duchamp-Fictif",
    "place Camille de Fiction",
    "Saint-Pierre",
    "Pierre angulaire de la démarche",
    "du 01/02/2021 au 03/04/2022",
    "le 01.02.2021 – 12.03.2021",
    "2021-01-02 03 04 05",
    "module 0 10 20 30 40",
    "SIRET 123 456 789 00012",
    "accueil@exemple.example",
    "04 65 71 00 00",
    "+33 4 65 71 00 00",
    "M. 12",
    "5 M€",
    "Le 3 m. Nord",
]
ADMIS = {b"accueil@exemple.example", b"465710000"}


@pytest.mark.parametrize("texte", NOMMENT)
def test_une_personne_deguisee_se_reconnait(texte: str) -> None:
    assert anonymat.traces(f"Réunion du comité : {texte} en séance.", ANNUAIRE, ADMIS)
    assert anonymat.traces(texte, ANNUAIRE, ADMIS)


@pytest.mark.parametrize("texte", NE_NOMMENT_PAS)
def test_ce_qui_ne_designe_personne_passe(texte: str) -> None:
    assert not anonymat.traces(f"Le comité : « {texte} » est dit.", ANNUAIRE, ADMIS)
    assert not anonymat.traces(texte, ANNUAIRE, ADMIS)
