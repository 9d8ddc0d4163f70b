"""Aucune option sans effet : chacune change la sortie, le code ou les fichiers écrits."""

import contextlib
import io
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from qualicli.cli.application import _commande, lancer

LOIRE = Path(__file__).parents[2] / "exemples" / "loire-2022"
# Par commande : ce que l'on tape, puis ce que chaque option ajoute. « D » est une copie de l'exemple, « S » une sortie.
D = "D --date 2022-03-15"
LIEU = re.compile(r"D$|S(?:$|[./])")  # dans une commande : le dossier, et ce qu'elle écrit
ESSAIS: dict[str, tuple[str, dict[str, str]]] = {
    "nouveau": (
        "S --nom Essai --site siege=Siège --exemple",
        {
            "--nom": "--nom Autre",
            "--departement": "--departement 57",
            "--referentiel": "--referentiel marianne-2016",
            "--site": "--site chef-lieu=Préfecture",
            "--module": "--module M2",
            "--service": "--service accueil=Accueil",
            "--ci": "--ci gitlab",
            "--date": "--date 2020-01-01",
            "--questions": "--questions",
            "--a-blanc": "--a-blanc",
        },
    ),
    "ajouter": (
        "action --intitule Relire --responsable Chef --echeance 2030 --dossier D",
        {
            "--dans": "--dans x",
            "--id": "--id autre",
            "--texte-depuis": "--texte-depuis absent.md",
            "--dossier": "--dossier inconnu",
            "--a-blanc": "--a-blanc",
            "--oui": "--oui",
        },
    ),
    "evaluer": (
        "2.1 realise --date 2022-05-02 --dossier D",
        {"--dossier": "--dossier inconnu", "--a-blanc": "--a-blanc", "--oui": "--oui"},
    ),
    "remplacer": (
        "charte-usager --date 2023-01-15 --caducite 2031 --dossier D",
        {
            "--id": "--id autre",
            "--texte-depuis": "--texte-depuis absent.md",
            "--dossier": "--dossier inconnu",
            "--a-blanc": "--a-blanc",
            "--oui": "--oui",
        },
    ),
    "commander": (
        "--service sdci --retour 2022-04-15 -o S --date 2022-03-15 --dossier D --format md",
        {
            "--service": "--service cert",
            "--tous": "--tous",
            "--sortie": "-o S/autre",
            "--retour": "--retour 2022-05-02",
            "--intitule": "--intitule Tour",
            "--message": "--message Merci",
            "--rythme": "--rythme semestriel",
            "--audit": "--audit inconnu",
            "--reunion": "--reunion copil-2022-03",
            "--exigence": "--exigence 2.1",
            "--piece": "--piece charte-usager",
            "--action": "--action collecter-preuves-module-7",
            "--mesure": "--mesure delais-reponse",
            "--demande": "--demande Horaires",
            "--id": "--id autre",
            "--format": "--format html",
            "--date": "--date 2022-03-16",
            "--dossier": "--dossier inconnu",
            "--a-blanc": "--a-blanc",
            "--oui": "--oui",
        },
    ),
    "faire": (
        "collecter-preuves-module-7 --date 2022-05-02 --dossier D",
        {
            "--date": "--date 2022-06-02",
            "--preuve": "--preuve charte-usager",
            "--commentaire": "--commentaire vu",
            "--dossier": "--dossier inconnu",
            "--a-blanc": "--a-blanc",
            "--oui": "--oui",
        },
    ),
    "signer": (
        "audit audit-interne-2022 --par Préfète --le 2022-04-12 --dossier D",
        {
            "--par": "--par Maire",
            "--le": "--le 2022-05-02",
            "--rectificatif": "--rectificatif Erreur",
            "--dossier": "--dossier inconnu",
            "--a-blanc": "--a-blanc",
            "--oui": "--oui",
        },
    ),
    "signatures": (D, {"--date": "--date 2022-03-01", "--format": "--format json", "--sortie": "-o S"}),
    "modifier": (
        "action collecter-preuves-module-7 --priorite haute --dossier D",
        {
            "--texte-depuis": "--texte-depuis absent.md",
            "--dossier": "--dossier inconnu",
            "--a-blanc": "--a-blanc",
            "--oui": "--oui",
        },
    ),
    "piloter": (
        "M2 sdci --site saint-etienne --dossier D",
        {"--site": "--site roanne", "--dossier": "--dossier inconnu", "--a-blanc": "--a-blanc", "--oui": "--oui"},
    ),
    "repousser": (
        "collecter-preuves-module-7 2031 --motif Attente --dossier D",
        {"--dossier": "--dossier inconnu", "--a-blanc": "--a-blanc", "--oui": "--oui"},
    ),
    "valider": (
        "D --date 2024-03-15",
        {"--date": "--date 2022-03-15", "--strict": "--strict", "--format": "--format json", "--sortie": "-o S"},
    ),
    "regles": ("", {"--format": "--format json"}),
    "diagnostic": (
        D,
        {
            "--date": "--date 2021-01-01",
            "--par": "--par site",
            "--referentiel": "--referentiel inconnu",
            "--module": "--module M1",
            "--site": "--site saint-etienne",
            "--service": "--service inconnu",
            "--depuis": "--depuis 2021-06-01",
            "--seuil": "--seuil 100",
            "--format": "--format csv",
            "--sortie": "-o S --format json",
        },
    ),
    "ecarts": (
        D,
        {
            "--date": "--date 2021-01-01",
            "--referentiel": "--referentiel inconnu",
            "--module": "--module M2",
            "--site": "--site inconnu",
            "--service": "--service inconnu",
            "--cause": "--cause partiel",
            "--sans-action": "--sans-action",
            "--format": "--format json",
            "--sortie": "-o S --format json",
        },
    ),
    **{
        commande: (
            D,
            {
                "--date": "--date 2021-11-01",
                "--service": "--service bureau-immigration",
                "--qui": "--qui referent-qualite",
                "--jusqu-au": "--jusqu-au 2022-03-31",
                "--site": "--site roanne",
                "--module": "--module M2",
                "--tout": "--tout",
                "--format": "--format json",
                "--sortie": "-o S --format json",
            },
        )
        for commande in ("a-faire", "actions")
    },
    **{
        commande: (
            D,
            {
                "--date": "--date 2021-11-01",
                "--depuis": "--depuis 2022-02-01",
                "--site": "--site roanne",
                "--service": "--service bureau-immigration",
                "--format": "--format json",
                "--sortie": "-o S --format json",
            },
        )
        for commande in ("delais", "enquetes", "indicateurs")
    },
    "expliquer": (
        f"2 {D}",
        {
            "--date": "--date 2018-01-01",
            "--site": "--site inconnu",
            "--service": "--service inconnu",
            "--format": "--format json",
        },
    ),
    "parcours": (
        D,
        {
            "--date": "--date 2021-01-01",
            "--referentiel": "--referentiel inconnu",
            "--format": "--format json",
            "--sortie": "-o S",
        },
    ),
    "chercher": (
        "rampe --dossier D --date 2022-03-15",
        {
            "--dossier": "--dossier inconnu",
            "--service": "--service sdci",
            "--exigence": "--exigence 2.2",
            "--role": "--role referent-qualite",
            "--date": "--date 2010-01-01 --role referent-qualite",
            "--format": "--format json",
        },
    ),
    "rapport": (
        f"bilan {D}",
        {
            "--date": "--date 2021-01-01",
            "--reunion": "--reunion copil-2022-03",
            "--instance": "--instance copil",
            "--service": "--service inconnu",
            "--enquete": "--enquete mystere-2021",
            "--tous": "--tous",
            "--commande": "--commande inconnue",
            "--annee": "--annee 2020",
            "--synthese": "--synthese",
            "--signee": "--signee",
            "--vierge": "--vierge",
            "--papier": "--papier a3",
            "--audit": "--audit audit-interne-2022",
            "--constat": "--constat nc-delais",
            "--anonyme": "--anonyme",
            "--format": "--format html",
            "--sortie": "-o S.md",
            "--liste": "--liste",
            "--copier-gabarit": "--copier-gabarit clu",
        },
    ),
    "schema": ("-o S", {"--sortie": "-o S/ailleurs", "--liste": "--liste"}),
    "exporter excel": (
        f"{D} -o S --format csv",
        {
            "--sortie": "-o S/ailleurs",
            "--service": "--service bureau-immigration",
            "--tous": "--tous",
            "--audit": "--audit audit-interne-2022 --format xlsx -o S.xlsx",
            "--date": "--date 2021-01-01",
            "--format": "--format ods",
        },
    ),
    "exporter agenda": (
        f"{D} -o S.ics",
        {
            "--sortie": "-o S/ailleurs",
            "--service": "--service bureau-immigration",
            "--tous": "--tous -o S",
            "--qui": "--qui referent-qualite",
            "--jusqu-au": "--jusqu-au 2022-03-31",
            "--site": "--site roanne",
            "--module": "--module M2",
            "--date": "--date 2021-11-01",
            "--nominatif": "--nominatif",
        },
    ),
    "referentiel lister": ("", {"--format": "--format json"}),
    "referentiel montrer": ("qual-e-pref", {"--dossier": "--dossier inconnu", "--format": "--format json"}),
    "referentiel valider": (
        "--date 2022-03-15",
        {"--dossier": "--dossier D", "--date": "--date 2021-01-01 --format json", "--format": "--format json"},
    ),
    "referentiel migrer": (
        "qual-e-pref services-publics-plus-2021 D --date 2022-03-15",
        {
            "--date": "--date 2021-01-01",
            "--a-blanc": "--a-blanc",
            "--oui": "--oui",
            "--format": "--format json",
            "--sortie": "-o S.md",
        },
    ),
    "referentiel comparer": (
        "marianne-2016 qual-e-pref",
        {"--dossier": "--dossier inconnu", "--format": "--format json"},
    ),
    "audit pret": (
        "audit-labellisation-2022 D --date 2022-05-15",
        {"--date": "--date 2022-02-15", "--tout": "--tout", "--format": "--format json", "--sortie": "-o S.txt"},
    ),
    "audit constats": (
        "D --date 2022-07-15",
        {
            "--date": "--date 2022-04-15",
            "--audit": "--audit audit-interne-2022",
            "--nature": "--nature ecart",
            "--format": "--format json",
            "--sortie": "-o S.txt",
        },
    ),
    "audit paquet": (
        "audit-labellisation-2022 D --date 2022-05-15 -o S.zip",
        {"--date": "--date 2022-02-15", "--anonyme": "--anonyme", "--a-blanc": "--a-blanc", "--sortie": "-o S/d"},
    ),
    "referentiel lacunes": (
        "qualipref-1",
        {"--dossier": "--dossier inconnu", "--format": "--format json", "--sortie": "-o S.csv"},
    ),
}
# Il y faut un classeur rempli, un conflit, un dépôt git ou un document nominatif : ces dossiers d'essais les montrent.
AILLEURS = {
    **{
        f"{commande} {option}": "tests/partage"
        for commande in ("enregistrer", "annuler", "partager", "recevoir")
        for option in ("--dossier", "--a-blanc", "--oui", "--format")
    },
    **{f"{commande} --auteur": "tests/partage" for commande in ("enregistrer", "annuler", "recevoir")},
    **{f"journal {option}": "tests/partage" for option in ("--nombre", "--date", "--depuis", "--anonyme", "--format")},
    "enregistrer --message": "tests/partage",
    "enregistrer --commencer": "tests/partage",
    "annuler --tout": "tests/partage",
    "recevoir --garder": "tests/partage",
    **{
        f"{commande} {option}": "tests/echanges"
        for commande in ("importer excel", "importer tableur", "referentiel importer")
        for option in ("--date", "--a-blanc", "--garder", "--oui", "--meme-modifie", "--format")
    },
    **{
        f"{commande} --a-blanc": "tests/surete/test_a_blanc.py"
        for commande in ("exporter excel", "exporter agenda", "schema", "rapport")
    },
    **{
        f"{commande} {option}": "tests/commandes"
        for commande, siennes in {
            "commande partie": ("--le",),
            "commande rendue": ("--le", "--service", "--sauf"),
            "commande close": ("--le",),
            "relancer": ("--sortie", "--date"),
            "importer message": ("--couvre", "--service", "--le", "--intitule"),
        }.items()
        for option in (*siennes, "--dossier", "--a-blanc", "--oui")
    },
    "importer excel --dossier": "tests/echanges",
    "referentiel migrer --meme-modifie": "tests/operations/test_migrer.py",
    "importer excel --accuse": "tests/echanges",
    "importer tableur --profil": "tests/echanges",
    "importer tableur --famille": "tests/echanges",
    **{f"importer tableur --{o}": "tests/echanges" for o in ("constante", "intitule", "panel", "periode", "site")},
    **{
        f"{commande} {option}": "tests/echanges"
        for commande in ("importer tableur", "referentiel importer")
        for option in ("--feuille", "--valeurs-memorisees")
    },
    "referentiel importer --referentiel": "tests/echanges",
    "referentiel importer --source": "tests/echanges",
    "referentiel importer --edition": "tests/echanges",
    "referentiel importer --profil": "tests/echanges",
    "exporter excel --retour": "tests/echanges",
    "exporter excel --remplacer": "tests/echanges",
    "rapport --nominatif": "tests/documents",
    "nouveau --exemple": "tests/operations",
}


def options() -> Iterator[str]:
    """Toutes les options de toutes les commandes, telles que l'aide les montre."""

    def parcourir(commande: Any, nom: str) -> Iterator[str]:
        for suite, autre in getattr(commande, "commands", {}).items():
            yield from parcourir(autre, f"{nom} {suite}".strip())
        if not hasattr(commande, "commands"):
            yield from (f"{nom} {p.opts[0]}" for p in commande.params if p.param_type_name == "option")

    yield from parcourir(_commande(), "")


def test_chaque_option_est_essayee_ici_ou_ailleurs() -> None:
    essayees = {f"{commande} {option}" for commande, (_, essais) in ESSAIS.items() for option in essais}
    assert not essayees & AILLEURS.keys()
    assert set(options()) == essayees | AILLEURS.keys()


def jouer(racine: Path, commande: str, mots: str) -> tuple[int, str, dict[str, bytes]]:
    """Joue une commande sur une copie neuve de l'exemple : son code, ce qu'elle dit, les fichiers qui restent."""
    shutil.rmtree(racine, ignore_errors=True)
    shutil.copytree(LOIRE, racine / "D")
    flux = io.StringIO()
    with contextlib.redirect_stdout(flux), contextlib.redirect_stderr(flux):
        code = lancer([*commande.split(), *(str(racine / m) if LIEU.match(m) else m for m in mots.split())])
    fichiers = {p.relative_to(racine).as_posix(): p.read_bytes() for p in sorted(racine.rglob("*")) if p.is_file()}
    return code, flux.getvalue(), fichiers


@pytest.mark.parametrize("commande", ESSAIS)
def test_chaque_option_change_quelque_chose(commande: str, tmp_path: Path) -> None:
    base, essais = ESSAIS[commande]
    temoin = jouer(tmp_path / "essai", commande, base)
    inutiles = [o for o, mots in essais.items() if jouer(tmp_path / "essai", commande, f"{base} {mots}") == temoin]
    assert not inutiles
