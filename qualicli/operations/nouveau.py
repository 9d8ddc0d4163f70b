"""Créer un dossier : ce que le référentiel impose, des fichiers qui se valident aussitôt, écrits d'un seul coup."""

import shutil
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from qualicli import francais
from qualicli.depot import ecriture
from qualicli.depot.referentiels import Referentiels
from qualicli.erreurs import ErreurUsage
from qualicli.modeles.base import en_identifiant
from qualicli.modeles.demarche import Site, identite_neuve
from qualicli.modeles.familles import DOSSIERS, UNIQUES
from qualicli.modeles.label import RegleComposition
from qualicli.modeles.referentiel import Engagement, Exigence, Module, Referentiel
from qualicli.modeles.reglages import Calcul
from qualicli.modeles.temps.ouvres import CalendrierOuvre
from qualicli.operations import schema
from qualicli.operations.gabarits_de_fichiers import environnement
from qualicli.operations.trouver import RACINE
from qualicli.regles.composition import nommer

CI = {
    "gitlab": (".gitlab-ci.yml", "ci/gitlab-ci.yml.j2"),
    "github": (".github/workflows/qualicli.yml", "ci/github.yml.j2"),
}
_TOUJOURS = {
    "qualicli.yaml": "qualicli.yaml",
    ".editorconfig": "editorconfig",
    ".gitattributes": "gitattributes",
    ".gitignore": "gitignore",
    ".pre-commit-config.yaml": "pre-commit-config.yaml",
    ".vscode/extensions.json": "extensions.json",
}
_EXEMPLES = "dossier/exemple/"  # rangés comme ils le seront dans le dossier


@dataclass(frozen=True)
class Demande:
    """Ce que l'on veut créer. `au` ne sert qu'à dater les exemples, et à distinguer ce dossier d'un autre."""

    nom: str
    referentiel: Referentiel
    sites: Mapping[str, Site]
    au: date
    departement: str = ""
    modules: tuple[str, ...] = ()
    services: Mapping[str, str] = field(default_factory=dict)
    exemple: bool = False
    ci: str = ""

    @cached_property
    def retenus(self) -> tuple[tuple[Module, tuple[str, ...]], ...]:
        """Les modules du périmètre et leurs sites : ceux que l'on demande, et ceux que le référentiel impose."""
        codes = {*self.modules, *obligatoires(self.referentiel, self.sites)}
        return tuple((m, self._sites(m.code)) for m in self.referentiel.modules if m.code in codes)

    def _sites(self, code: str) -> tuple[str, ...]:
        """Les sites où le module est imposé ; tous quand il ne l'est nulle part."""
        regles = [r for r in self.referentiel.composition if r.obligatoire == code]
        imposes = tuple(i for i, site in self.sites.items() if any(_concerne(r, site) for r in regles))
        return imposes or tuple(self.sites)


def referentiels_fournis() -> dict[str, Referentiel]:
    """Les référentiels que l'outil apporte, par identifiant."""
    fournis = Referentiels()
    return {i: r for i in fournis.connus if (r := fournis.lire(i)) is not None}


def referentiel_propose(connus: Mapping[str, Referentiel]) -> str | None:
    """Le référentiel à proposer : en vigueur, et de préférence complet."""
    en_vigueur = [r for r in connus.values() if r.statut == "en_vigueur"]
    return min(en_vigueur, key=lambda r: (r.etat != "complet", r.id)).id if en_vigueur else None


def obligatoires(referentiel: Referentiel, sites: Mapping[str, Site]) -> tuple[str, ...]:
    """Les modules que la composition impose à un site au moins ; sans composition, tous les modules communs."""
    if not referentiel.composition:
        return tuple(m.code for m in referentiel.modules if m.nature == "commun")
    return tuple(
        r.obligatoire
        for r in referentiel.composition
        if r.obligatoire and any(_concerne(r, site) for site in sites.values())
    )


def exiger_composition(referentiel: Referentiel, sites: Mapping[str, Site], codes: Collection[str]) -> None:
    """Refuse des modules qui ne remplissent pas une règle « au moins n parmi », en nommant le choix."""
    for regle in referentiel.composition:
        concerne = any(_concerne(regle, site) for site in sites.values())
        if regle.au_moins and concerne and len(set(codes) & set(regle.parmi)) < regle.au_moins:
            combien = francais.pluriel(regle.au_moins, referentiel.vocabulaire.module)
            raise ErreurUsage(
                f"Ce référentiel demande au moins {combien} parmi {francais.liste(regle.parmi, 'ou')}.",
                "Sans assistant, ajoutez --module CODE.",
            )


def consequences(referentiel: Referentiel, attribut: str) -> str:
    """Dit ce dont un attribut de site décide : modules, engagements ou exigences, par leur code et leur titre."""
    mots = referentiel.vocabulaire
    conditions = [
        (f"{mots.module} {nommer(referentiel, r.obligatoire)}", r.si) for r in referentiel.composition if r.obligatoire
    ]
    for feuille in referentiel.feuilles:
        engagement = f"{mots.engagement} {feuille.engagement.code} {francais.guillemets(feuille.engagement.intitule)}"
        conditions += [(engagement, feuille.engagement.si), (f"{mots.exigence} {feuille.code}", feuille.exigence.si)]
    cites = dict.fromkeys(quoi for quoi, si in conditions if si and si.rpartition(".")[2] == attribut)
    return ", ".join(cites) or "documents exigés"


def _concerne(regle: RegleComposition, site: Site) -> bool:
    return regle.si is None or site.verifie(regle.si)


def verifier_place(chemin: Path) -> None:
    """Refuse un chemin déjà occupé ; ni les fichiers cachés, comme ceux de git, ni une création interrompue ne gênent."""
    if not chemin.exists():
        return
    if not chemin.is_dir():
        raise ErreurUsage(f"« {chemin} » est un fichier.", "Donnez le chemin d'un dossier à créer.")
    if any(not p.name.startswith(".") for p in chemin.iterdir()) and not _est_interrompue(chemin):
        raise ErreurUsage(f"« {chemin} » n'est pas vide : rien n'est écrit.", "Donnez le chemin d'un nouveau dossier.")


def composer(demande: Demande) -> dict[str, bytes]:
    """Compose tous les fichiers du dossier : chemin relatif et contenu. N'écrit rien."""
    if not demande.retenus:
        raise ErreurUsage("Le périmètre est vide.", "Ajoutez --module CODE.")
    exiger_composition(demande.referentiel, demande.sites, [m.code for m, _ in demande.retenus])
    jinja = environnement()
    suivis = _suivis(demande)
    contexte = _contexte(demande, suivis)
    gabarits = {cible: f"dossier/{nom}.j2" for cible, nom in _TOUJOURS.items()}
    if demande.services:
        gabarits["services.yaml"] = "dossier/services.yaml.j2"
    if demande.exemple:
        exemples = jinja.list_templates(filter_func=lambda nom: nom.startswith(_EXEMPLES))
        gabarits |= {nom.removeprefix(_EXEMPLES).removesuffix(".j2"): nom for nom in exemples}
    if demande.ci:
        gabarits |= [CI[demande.ci]]
    textes = {cible: jinja.get_template(nom).render(contexte) for cible, nom in gabarits.items()}
    gabarit = jinja.get_template("dossier/engagement.yaml.j2")
    for cible, (module, engagement) in suivis.items():
        propre = _contexte_engagement(demande, module, engagement, contexte["engagement"])
        textes[cible] = gabarit.render(contexte | propre)
    textes["README.md"] = jinja.get_template("dossier/README.md.j2").render(contexte | _familles(textes))
    fichiers = {cible: texte.encode() for cible, texte in textes.items()}
    fichiers |= schema.fichiers_schemas(f"{schema.SCHEMAS}/") | {schema.REGLAGES: schema.reglages()}
    return dict(sorted(fichiers.items()))


def deja_la(chemin: Path, fichiers: Iterable[str]) -> list[str]:
    """Les fichiers qui existent déjà, cachés puisque le reste du dossier est vide."""
    return [r for r in fichiers if (chemin / r).exists() or (chemin / r).is_symlink()]


def creer(chemin: Path, fichiers: Mapping[str, bytes]) -> list[str]:
    """Écrit le dossier d'un coup. Rend les fichiers cachés qui existaient déjà, laissés tels quels.

    Une création interrompue se finit : ce qu'elle avait posé est reconnu à ses octets.
    """
    verifier_place(chemin)
    poses = {r for r in fichiers if _est_interrompue(chemin) and _contient(chemin / r, fichiers[r])}
    for visible in chemin.rglob("[!.]*") if _est_interrompue(chemin) else ():
        relatif = visible.relative_to(chemin)
        if visible.is_file() and relatif.as_posix() not in poses and not relatif.parts[0].startswith("."):
            message = f"« {visible} » est resté d'une création interrompue, et différait : rien n'est écrit."
            raise ErreurUsage(message, "Relancez la même commande qu'alors, ou supprimez ce fichier.")
    gardes = [r for r in deja_la(chemin, fichiers) if r not in poses]
    # la démarche en dernier : sans elle, rien ne ressemble à un dossier complet
    a_ecrire = sorted(fichiers.keys() - {*gardes, *poses}, key=lambda r: (r == RACINE, r))
    anciens = ecriture.restes(chemin)
    ecriture.creer_dossier(chemin, {r: fichiers[r] for r in a_ecrire})
    for ancien in anciens:
        shutil.rmtree(ancien, ignore_errors=True)
    return gardes


def _est_interrompue(chemin: Path) -> bool:
    """Vrai quand une création y a laissé ses brouillons, sans en arriver à la démarche."""
    return bool(ecriture.restes(chemin)) and not (chemin / RACINE).exists()


def _contient(chemin: Path, octets: bytes) -> bool:
    return chemin.is_file() and not chemin.is_symlink() and chemin.read_bytes() == octets


def identifiant(nom: str, pris: Collection[str], defaut: str) -> str:
    """Tire d'un nom un identifiant encore libre : minuscules sans accent, chiffres et tirets."""
    base = en_identifiant(nom, 60) or defaut
    suite = (f"{base}-{rang}" for rang in range(2, 10_000))
    return base if base not in pris else next(i for i in suite if i not in pris)


def _suivis(demande: Demande) -> dict[str, tuple[Module, Engagement]]:
    """Le fichier d'auto-évaluation de chaque engagement des modules retenus."""
    suivis = {}
    for module, _ in demande.retenus:
        for engagement in module.evaluables:
            numero = engagement.code.zfill(2) if engagement.code.isdigit() else engagement.code
            suivis[f"engagements/{demande.referentiel.id}/{numero}.yaml"] = (module, engagement)
    return suivis


def _contexte(demande: Demande, suivis: Mapping[str, tuple[Module, Engagement]]) -> dict[str, Any]:
    referentiel = demande.referentiel
    retenus = {m.code for m, _ in demande.retenus}
    # les exemples portent sur le premier engagement que tout site peut tenir
    candidats = [e for _, e in suivis.values()]
    engagement = next((e for e in candidats if e.si is None), candidats[0])
    a_completer = next((e for e in candidats if e.etat == "a_completer"), engagement)
    return {
        "nom": demande.nom,
        "identite": identite_neuve(demande.nom, *demande.sites, demande.au.isoformat()),
        "departement": demande.departement,
        "referentiel": referentiel,
        "au": demande.au,
        "seance": CalendrierOuvre(demande.departement).precedent(demande.au),
        "vocabulaire": referentiel.vocabulaire,
        "sites": demande.sites,
        "services": demande.services,
        "service": next(iter(demande.services), None),
        "modules": demande.retenus,
        "exemple": demande.exemple,
        "autres": [m for m in referentiel.modules if m.code not in retenus],
        "calcul": Calcul(),
        "a_completer": a_completer,
        "modules_entiers": retenus,
        "engagement": engagement,
        "reference": f"{referentiel.id}:{_exigences(engagement)[0].code}",
    }


def _contexte_engagement(
    demande: Demande, module: Module, engagement: Engagement, exemple: Engagement
) -> dict[str, Any]:
    presents = next(sites for m, sites in demande.retenus if m is module)
    si = engagement.si
    return {
        "module": module,
        "engagement": engagement,
        "exigences": _exigences(engagement),
        "site": next((s for s in presents if si is None or demande.sites[s].verifie(si)), presents[0]),
        "exemple": demande.exemple and engagement is exemple,
    }


def _exigences(engagement: Engagement) -> tuple[Exigence, ...]:
    return engagement.exigences or (Exigence(code=engagement.code),)


def _familles(textes: Mapping[str, str]) -> dict[str, Any]:
    """Ce que le dossier contient déjà et ce qui viendra ; git ne garde pas un dossier vide."""
    familles = [(f.nom, f.contenu) for f in UNIQUES[1:]] + [(f"{f.nom}/", f.contenu) for f in DOSSIERS]
    presents = [f for f in familles if any(cible.startswith(f[0]) for cible in textes)]
    return {"presents": presents, "a_venir": [f for f in familles if f not in presents]}
