"""Un petit dossier à qui commander, et de quoi le mener d'un geste à l'autre."""

import contextlib
import io
from collections.abc import Callable
from pathlib import Path

import pytest

from fabrique import ecrire
from qualicli.cli.application import lancer

Mener = Callable[..., tuple[int, str]]
FICHES = {
    "qualicli.yaml": """
        format: 1
        organisme: {nom: Préfecture d'essai, departement: "57"}
        suivi_par: [referente]
        sites: {siege: {nom: Préfecture, cert: false, svi_local: false}}
        perimetre: [{referentiel: qual-e-pref, modules: {M1: {statut: engage}}}]
    """,
    "services.yaml": """
        services:
          accueil: {nom: Bureau de l'accueil, courriel: accueil@essai.example}
          guichets: {nom: Guichets, courriel: accueil@essai.example}
          etrangers: {nom: Bureau des étrangers, correspondants: [zoe-lilas]}
          archives: {nom: Archives}
    """,
    "annuaire.yaml": """
        personnes:
          zoe-lilas: {nom: Lilas, prenom: Zoé, fonction: Cheffe du bureau des étrangers, service: etrangers,
            courriel: zoe.lilas@essai.example}
          ode-tilleul: {nom: Tilleul, prenom: Ode, fonction: Chargée de mission, courriel: ode.tilleul@essai.example}
        roles:
          referente: {intitule: Référente qualité, titulaires: [{personne: ode-tilleul, du: 2020-01-01}]}
    """,
    "engagements/qual-e-pref/02.yaml": """
        engagement: "2"
        pilote: accueil
        evaluations: [{exigence: "2.1", statut: partiel, date: 2022-01-10}]
    """,
    "actions/rampe.yaml": "intitule: Poser la rampe\nresponsable: accueil\nservice: accueil\necheance: 2022-04-01\n",
    "actions/banc.yaml": "intitule: Poser un banc\nresponsable: etrangers\nservice: etrangers\necheance: 2022-04-01\n",
}


@pytest.fixture
def racine(tmp_path: Path) -> Path:
    """Le dossier."""
    return ecrire(tmp_path / "dossier", FICHES)


def jouer(*arguments: object) -> tuple[int, str]:
    """Joue une commande : son code, et ce qu'elle dit, sur une ligne."""
    flux = io.StringIO()
    with contextlib.redirect_stdout(flux), contextlib.redirect_stderr(flux):
        code = lancer([*map(str, arguments)])
    return code, " ".join(flux.getvalue().split())


@pytest.fixture
def mener(racine: Path) -> Mener:
    """Joue une commande sur le dossier, d'accord pour écrire."""
    return lambda *arguments: jouer(*arguments, "--dossier", racine, "--oui")


@pytest.fixture
def regarder(racine: Path) -> Callable[..., str]:
    """Joue une commande qui ne fait que montrer : ce qu'elle dit."""
    return lambda *arguments: jouer(*arguments, "--dossier", racine)[1]
