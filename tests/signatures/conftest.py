"""Un petit dossier dont une réunion et un audit se signent."""

import contextlib
import io
from collections.abc import Callable
from pathlib import Path

import pytest

from qualicli.cli.application import lancer
from tests.saisie.conftest import FICHES

REUNION = """\
---
instance: copil
date: 2024-03-10
president: Le préfet
presents: [{qui: Le préfet, visa: true}, {qui: Chef de service}]
decisions:
  - {id: d1, texte: La rampe est posée en mai., destinataires: [accueil]}
  - {id: d2, texte: Le plan est validé., type: validation, objet: plan_actions}
suggestions:
  - {id: s1, texte: Un banc dans le hall}
---

## Rampe

Le devis est accepté.
"""
AUDIT = """\
intitule: Audit blanc
nature: interne
type: blanc
date: 2024-02-05
sites: [siege]
modules: [M1]
auditeur: Chef de service
constats:
  - {id: c1, nature: non_conformite, texte: "Le délai d'attente n'est pas mesuré.", exigence: "2.1", action: rampe}
"""
AJOUTEES = {"reunions/copil-2024-03.md": REUNION, "audits/blanc.yaml": AUDIT}


@pytest.fixture
def dossier(tmp_path: Path) -> Path:
    """Un dossier sans erreur."""
    racine = tmp_path / "dossier"
    for nom, texte in (FICHES | AJOUTEES).items():
        if nom.startswith("signatures/"):
            continue
        (racine / nom).parent.mkdir(parents=True, exist_ok=True)
        (racine / nom).write_text(texte, encoding="utf-8", newline="\n")
    return racine


Jouer = Callable[..., tuple[int, str]]


@pytest.fixture
def jouer(dossier: Path) -> Jouer:
    """Joue une commande dans ce dossier : son code, et tout ce qu'elle dit, en une ligne."""

    def executer(*arguments: object) -> tuple[int, str]:
        flux = io.StringIO()
        with contextlib.redirect_stdout(flux), contextlib.redirect_stderr(flux):
            commande, *suite = map(str, arguments)
            code = lancer([commande, "--dossier", str(dossier), *suite])
        return code, " ".join(flux.getvalue().replace("\xa0", " ").split())

    return executer


@pytest.fixture
def signe(dossier: Path, jouer: Jouer) -> Path:
    """Le même dossier, la réunion et l'audit signés."""
    for quoi, nom, le in (("reunion", "copil-2024-03", "2024-03-15"), ("audit", "blanc", "2024-02-20")):
        code, dit = jouer("signer", quoi, nom, "--par", "Préfet", "--le", le, "--oui")
        assert code == 0, dit
    return dossier
