"""Un petit dossier où saisir, et de quoi le regarder."""

import contextlib
import io
from collections.abc import Callable
from pathlib import Path

import pytest

from qualicli.cli.application import lancer

FICHES = {
    "qualicli.yaml": """\
format: 1
organisme: {nom: Préfecture d'essai}
sites:
  siege: {nom: Préfecture, cert: false, svi_local: false}
  annexe: {nom: Sous-préfecture, cert: false, svi_local: false}
perimetre:
  - referentiel: qual-e-pref
    modules:
      M1: {statut: engage}
campagnes:
  debut-2024: {intitule: Premier tour, periode: 2024-01}
""",
    "services.yaml": """\
services:
  accueil: {nom: Bureau de l'accueil}  # au rez-de-chaussée
  etrangers: {nom: Bureau des étrangers}
""",
    "instances.yaml": """\
instances:
  copil: {nom: Comité de pilotage, type: copil, president: Le préfet, membres: [Chef de service]}
""",
    "engagements/qual-e-pref/02.yaml": """\
engagement: "2"
pilote: accueil
evaluations:
  # la première
  - {exigence: "2.1", statut: partiel, date: 2024-01-10}
""",
    "preuves/charte.yaml": """\
intitule: Charte de l'accueil
type: charte
service: accueil
date: 2023-01-10
caducite: 2030-01-10
couvre: ["2.1"]
""",
    "procedures/accueillir.md": "---\nintitule: Accueillir\n---\nTexte.\n",
    "actions/rampe.yaml": """\
intitule: Poser la rampe
couvre: ["2.1"]
responsable: accueil
echeance: 2024-06-30  # promise au préfet
""",
    "jalons/audit-blanc.yaml": "intitule: Audit blanc\ntype: audit_blanc\ndate_initiale: 2030-04\n",
    "reunions/copil-2024-03.md": "---\ninstance: copil\ndate: 2024-03-10\n---\n",
    "signatures/manuel.md": (
        "---\nobjet: manuel\npar: Préfet\nle: 2024-01-15\n"
        "empreinte: 0e87334eac29aed972fa12f3873226da33c17529624ff174d0b9b6ed1297a17e\n---\n"
    ),
    "formations/accueil.yaml": "intitule: Accueil téléphonique\n",
    "indicateurs/attente.yaml": "intitule: Attente\nnature: qualite\ncible: 10\n",
}


@pytest.fixture
def dossier(tmp_path: Path) -> Path:
    """Un dossier sans erreur."""
    racine = tmp_path / "dossier"
    for nom, texte in FICHES.items():
        (racine / nom).parent.mkdir(parents=True, exist_ok=True)
        (racine / nom).write_text(texte, encoding="utf-8", newline="\n")
    return racine


Saisir = Callable[..., tuple[int, str]]


@pytest.fixture
def saisir(dossier: Path) -> Saisir:
    """Joue une commande dans ce dossier : son code, et tout ce qu'elle dit."""

    def jouer(*arguments: object) -> tuple[int, str]:
        flux = io.StringIO()
        with contextlib.redirect_stdout(flux), contextlib.redirect_stderr(flux):
            commande, *suite = map(str, arguments)
            code = lancer([commande, "--dossier", str(dossier), *suite])
        return code, flux.getvalue().replace("\xa0", " ")

    return jouer


def etat(racine: Path) -> dict[str, bytes]:
    """Tout ce que le dossier contient, octet pour octet."""
    return {p.relative_to(racine).as_posix(): p.read_bytes() for p in sorted(racine.rglob("*")) if p.is_file()}
