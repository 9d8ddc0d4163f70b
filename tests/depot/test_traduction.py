"""Les erreurs des modèles, dites en français : le code, l'endroit, ce qui ne va pas, que faire."""

import copy
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from qualicli import ressources
from qualicli.depot import yaml_brut
from qualicli.depot.traduction import FauteModele, cles_admises, traduire
from qualicli.modeles.demarche import Demarche, Perimetre
from qualicli.modeles.documents import Preuve
from qualicli.modeles.ecoute import Indicateur
from qualicli.modeles.enquete import Enquete
from qualicli.modeles.familles import DOSSIERS, UNIQUES
from qualicli.modeles.referentiel import Referentiel
from qualicli.modeles.reunion import Reunion
from qualicli.modeles.suivi import Action, SuiviEngagement

CHARTE = {"intitule": "Charte", "type": "charte"}
COPIL = {"instance": "copil", "date": "2022-03-10"}
CAS: list[
    tuple[type[BaseModel], dict[str, Any], str, str, str, str]
] = [  # modèle, valeurs, code, chemin, message, conseil
    (
        Preuve,
        {**CHARTE, "intitulé": "X"},
        "FMT001",
        "intitulé",
        "La clé « intitulé » est inconnue ici.",
        "« intitule » ?",
    ),
    (
        Preuve,
        {**CHARTE, "couleur": "X"},
        "FMT001",
        "couleur",
        "La clé « couleur » est inconnue ici.",
        "Clés admises : acces, ",
    ),
    (
        Preuve,
        {**CHARTE, "type": "chartre"},
        "FMT002",
        "type",
        "« chartre » n'est pas admis pour « type ».",
        "« charte » ?",
    ),
    (
        Preuve,
        {**CHARTE, "acces": ["web"]},
        "FMT002",
        "acces/0",
        "« web » n'est pas admis pour « acces ».",
        "Valeurs : intra",
    ),
    (Preuve, {"type": "charte"}, "FMT003", "", "La clé « intitule » est obligatoire.", "« intitule: … »"),
    (Preuve, {**CHARTE, "intitule": None}, "FMT003", "intitule", "La clé « intitule » n'a pas de valeur.", "Complétez"),
    (Preuve, {**CHARTE, "intitule": "  "}, "FMT003", "intitule", "La clé « intitule » n'a pas de valeur.", "Complétez"),
    (Preuve, {**CHARTE, "type": ""}, "FMT003", "type", "La clé « type » n'a pas de valeur.", "Complétez"),
    (
        Preuve,
        {**CHARTE, "sites": ["a", None]},
        "FMT003",
        "sites/1",
        "Un élément de « sites » n'a pas de valeur.",
        "Complétez",
    ),
    (
        Preuve,
        {**CHARTE, "intitule": ["a"]},
        "FMT004",
        "intitule",
        "« intitule » attend un texte, pas une liste.",
        "une seule",
    ),
    (
        Preuve,
        {**CHARTE, "acces": "web"},
        "FMT004",
        "acces",
        "« acces » attend une liste, pas « web ».",
        "Écrivez [a, b]",
    ),
    (
        Preuve,
        {**CHARTE, "type": ["charte"]},
        "FMT004",
        "type",
        "« type » attend une seule valeur, pas une liste.",
        "Écrivez",
    ),
    (
        Preuve,
        {**CHARTE, "date": {"le": "x"}},
        "FMT004",
        "date",
        "« date » attend une seule valeur, pas un objet.",
        "Écrivez",
    ),
    (
        Preuve,
        {**CHARTE, "lectures": ["mai"]},
        "FMT004",
        "lectures/0",
        "« lectures » attend des lignes « clé: valeur », pas",
        "Voyez docs/format.md",
    ),
    (
        Perimetre,
        {"referentiel": "r", "modules": {"M1": "engage"}},
        "FMT004",
        "modules/M1/0",
        "« M1 » attend des lignes « clé: valeur », pas « engage ».",
        "Voyez",
    ),
    (
        Preuve,
        {**CHARTE, "date": "2026-02-30"},
        "FMT005",
        "date",
        "La date « 2026-02-30 » n'existe pas dans le calendrier.",
        "Corrigez la date",
    ),
    (
        Preuve,
        {**CHARTE, "date": "hier"},
        "FMT005",
        "date",
        "« hier » n'est pas une date. Écrivez AAAA-MM-JJ,",
        "Corrigez",
    ),
    (
        Preuve,
        {**CHARTE, "caducite": "jamais"},
        "FMT005",
        "caducite",
        "« jamais » n'est pas une date.",
        "Corrigez la date, ou sans_objet, avec un motif.",
    ),
    (
        Action,
        {"intitule": "A", "echeance": "jalon:A"},
        "FMT006",
        "echeance",
        "« jalon:A » n'est pas une échéance.",
        "Corrigez",
    ),
    (
        Preuve,
        {**CHARTE, "service": "Accueil"},
        "FMT006",
        "service",
        "« Accueil » n'est pas un identifiant : minuscules sans",
        "Écrivez « accueil ».",
    ),
    (
        Preuve,
        {**CHARTE, "service": "Bureau d'été"},
        "FMT006",
        "service",
        "« Bureau d'été » n'est pas",
        "« bureau-d-ete ».",
    ),
    (
        Preuve,
        {**CHARTE, "service": "a\u00a0b"},
        "FMT006",
        "service",
        "« a b » contient une espace insécable.",
        "Remplacez-la",
    ),
    (
        Preuve,
        {**CHARTE, "type": "charte\u202f"},
        "FMT002",
        "type",
        "« charte » contient une espace insécable.",
        "Remplacez-la",
    ),
    (
        Preuve,
        {**CHARTE, "date\u00a0": "2022"},
        "FMT001",
        "date\u00a0",
        "La clé « date » contient une espace insécable.",
        "Remplacez-la par une espace ordinaire, ou supprimez-la.",
    ),
    (
        Preuve,
        {**CHARTE, "date": "2022-03-15\u00a0"},
        "FMT005",
        "date",
        "« 2022-03-15 » contient une espace insécable.",
        "Remplacez-la",
    ),
    (Preuve, {**CHARTE, "type": "« charte »"}, "FMT002", "type", "« « charte » »", "Seuls les guillemets droits"),
    (
        Preuve,
        {**CHARTE, "interne": "“oui”"},
        "FMT006",
        "interne",
        "« “oui” » n'est ni oui",
        "Seuls les guillemets droits",
    ),
    (
        Preuve,
        {**CHARTE, "date": "«2022»"},
        "FMT005",
        "date",
        "« «2022» » n'est pas une date.",
        "Seuls les guillemets droits",
    ),
    (
        Preuve,
        {**CHARTE, "caducite": "15/03/2022"},
        "FMT005",
        "caducite",
        "« 15/03/2022 » n'est pas une date.",
        "Écrivez 2022-03-15, ou sans_objet, avec un motif.",
    ),
    (
        Action,
        {"intitule": "A", "echeance": "juin 2022"},
        "FMT005",
        "echeance",
        "« juin 2022 » n'est pas une date.",
        "Écrivez 2022-06, ou jalon:ID.",
    ),
    (
        Preuve,
        {**CHARTE, "couvre": ["2.1 et 2.2"]},
        "FMT006",
        "couvre/0",
        "« 2.1 et 2.2 » n'est pas une référence",
        "Corrigez",
    ),
    (
        Preuve,
        {**CHARTE, "empreinte": "abc"},
        "FMT006",
        "empreinte",
        "« abc » n'est pas une empreinte SHA-256",
        "Corrigez",
    ),
    (
        Preuve,
        {**CHARTE, "service": "a" * 81},
        "FMT006",
        "service",
        "La valeur de « service » est trop longue.",
        "Raccourci",
    ),
    (Preuve, {**CHARTE, "interne": "peut-être"}, "FMT006", "interne", "« peut-être » n'est ni oui ni non", "Corrigez"),
    (
        SuiviEngagement,
        {"engagement": "2 bis"},
        "FMT006",
        "engagement",
        "« 2 bis » n'est pas un code du référent",
        "Corrigez",
    ),
    (
        Perimetre,
        {"referentiel": "Qual e pref", "modules": {}},
        "FMT006",
        "referentiel",
        "« Qual e pref » n'est pas un identifiant de référentiel",
        "Écrivez « qual-e-pref ».",
    ),
    (
        Indicateur,
        {"intitule": "I", "nature": "qualite", "periodicite": "souvent"},
        "FMT006",
        "periodicite",
        "« souvent » n'est pas une durée.",
        "Corrigez",
    ),
    (
        Indicateur,
        {"intitule": "I", "nature": "qualite", "cible": "95 %"},
        "FMT006",
        "cible",
        "« 95 % » n'est pas un nombre.",
        "Écrivez 95.",
    ),
    (
        Enquete,
        {"intitule": "E", "type": "mystere", "annee": "2\u202f021", "volets": []},
        "FMT006",
        "annee",
        "« 2 021 » n'est pas un nombre entier positif.",
        "Écrivez 2021.",
    ),
    (
        Enquete,
        {"intitule": "E", "type": "mystere", "annee": "2021-22", "volets": []},
        "FMT006",
        "annee",
        "« 2021-22 » n'est pas un nombre entier positif.",
        "Corrigez",
    ),
    (
        Reunion,
        {**COPIL, "heure": "25:00"},
        "FMT006",
        "heure",
        "« 25:00 » n'est pas une heure : écrivez 11:00",
        "Corrigez",
    ),
    (Preuve, {**CHARTE, "interne": "x" * 500}, "FMT006", "interne", f"« {'x' * 57}… » n'est ni oui ni non", "Corrigez"),
    (Preuve, {**CHARTE, "interne": "a\n\n  b"}, "FMT006", "interne", "« a b » n'est ni oui ni non", "Corrigez"),
]


def fautes(modele: type[BaseModel], valeurs: Any) -> list[FauteModele]:
    try:
        modele.model_validate(valeurs)
    except ValidationError as erreur:
        return list(traduire(modele, erreur))
    return []


@pytest.mark.parametrize(("modele", "valeurs", "code", "chemin", "message", "conseil"), CAS)
def test_une_erreur_est_dite_en_francais(
    modele: type[BaseModel], valeurs: dict[str, Any], code: str, chemin: str, message: str, conseil: str
) -> None:
    ((trouve, ou, _, texte, avis),) = fautes(
        modele, {"@id": "x", "@fichier": "x.yaml", **valeurs} if modele is not Perimetre else valeurs
    )
    assert (trouve, "/".join(map(str, ou))) == (code, chemin)
    assert texte.startswith(message)
    assert conseil in avis


@pytest.mark.parametrize(
    ("ecrite", "conseil"),
    [
        ("15/03/2022", "Écrivez 2022-03-15."),
        ("5/3/2022", "Écrivez 2022-03-05."),
        ("2022-3-5", "Écrivez 2022-03-05."),
        ("15 mars 2022", "Écrivez 2022-03-15."),
        ("1er Août 2022", "Écrivez 2022-08-01."),
        ("juin 2022", "Écrivez 2022-06."),
        ("03/2022", "Écrivez 2022-03."),
        ("15\u00a0mars\u00a02022", "Écrivez 2022-03-15."),
        ("31/02/2022", "Corrigez la date."),
        ("mars", "Corrigez la date."),
        ("15 mars", "Corrigez la date."),
    ],
)
def test_une_date_a_la_francaise_est_proposee_comme_elle_s_ecrit(ecrite: str, conseil: str) -> None:
    ((*_, avis),) = fautes(Preuve, {"@id": "x", "@fichier": "x.yaml", **CHARTE, "date": ecrite})
    assert avis == conseil


def test_une_version_de_format_inconnue_a_son_code() -> None:
    valeurs = {
        "@id": "q",
        "@fichier": "q",
        "format": "2",
        "organisme": {"nom": "P"},
        "sites": {"a": {"nom": "A"}},
        "perimetre": [],
    }
    ((code, chemin, _, message, conseil),) = fautes(Demarche, valeurs)
    assert (code, chemin) == ("LEC017", ("format",))
    assert (message, conseil) == (
        "La version de format « 2 » est inconnue de cette version de qualicli.",
        "Mettez qualicli à jour, ou écrivez « format: 1 ».",
    )


@pytest.mark.parametrize(
    ("modele", "chemin", "cles"),
    [
        (Preuve, ("lectures", 3), {"service", "date", "agents"}),
        (Perimetre, ("modules", "M1", 0, "retenu_par"), {"id", "fonction", "organisme"}),
        (
            Demarche,
            ("perimetre", 0, "modules", "M1"),
            {"statut", "sites", "services", "du", "jusqu_au", "motif", "decide_par", "retenu_par", "reprise_prevue"},
        ),
    ],
)
def test_les_cles_admises_sont_celles_de_l_endroit(modele: type[BaseModel], chemin: Any, cles: set[str]) -> None:
    assert cles_admises(modele, chemin) == cles


def test_les_cles_que_pose_la_lecture_ne_sont_jamais_proposees() -> None:
    assert not any(cle.startswith("@") for cle in cles_admises(Reunion, ()))


# Toutes les fautes possibles, en remplaçant chaque valeur de l'exemple le plus complet par n'importe quoi.
EXEMPLE = ressources.dossier("exemples") / "loire-2022"
N_IMPORTE_QUOI: tuple[Any, ...] = (
    None,
    "",
    "   ",
    "x",
    "X y",
    "2021-13-45",
    "a" * 200,
    "25:00",
    [],
    ["x"],
    [[]],
    [None],
    [{}],
    {},
    {"a": "b"},
    {"a": None},
    {"": "x"},
)
ANGLAIS = re.compile(
    r"\b(input|should|valid|field|string|required|value|error|none|dict|tuple|list|match|pattern|true or)\b", re.I
)


def fiches() -> Iterator[tuple[type[BaseModel], Path]]:
    for famille in UNIQUES:
        yield famille.modele, EXEMPLE / famille.nom
    for famille in DOSSIERS:
        chemins = [
            p
            for p in sorted((EXEMPLE / famille.nom).rglob("*"))
            if p.suffix in famille.extensions and p.stem != "README"
        ]
        if chemins:  # l'exemple n'a pas de commande : docs/format.md en montre une, essayée ailleurs
            yield famille.modele, max(chemins, key=lambda p: p.stat().st_size)
    yield Referentiel, ressources.dossier("referentiels") / "qual-e-pref.yaml"


def chemins(valeur: Any, debut: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if debut:
        yield debut
    for cle in valeur if isinstance(valeur, dict) else range(min(len(valeur), 2)) if isinstance(valeur, list) else ():
        yield from chemins(valeur[cle], (*debut, cle))


@pytest.mark.parametrize(("modele", "fiche"), list(fiches()), ids=lambda v: getattr(v, "name", ""))
def test_aucun_texte_de_bibliotheque_n_arrive_au_lecteur(modele: type[BaseModel], fiche: Path) -> None:
    octets = fiche.read_bytes()
    if fiche.suffix == ".md":
        octets = octets.split(b"\n---")[0]
    depart, illisible = yaml_brut.lire(octets)
    assert not illisible
    vues = 0
    for chemin in chemins(depart):
        valeurs = copy.deepcopy({**depart, "@id": "x", "@fichier": "engagements/r/x.yaml"})
        contenant = valeurs
        for pas in chemin[:-1]:
            contenant = contenant[pas]
        for quoi in N_IMPORTE_QUOI:
            contenant[chemin[-1]] = copy.deepcopy(quoi)
            for code, _, _, message, conseil in fautes(modele, valeurs):
                vues += 1
                assert re.fullmatch(r"(FMT00[1-6]|LEC017)", code)
                assert message.endswith(".")
                assert conseil
                assert not ANGLAIS.search(re.sub(r"« .*? »", "", message)), message
                assert not re.search(r"[\[{]['\"]|« \[|« \{", message), message
    assert vues > 20
