"""Les questions de `qualicli nouveau`, dans un terminal ou lues d'un tube, reposées tant que la réponse ne va pas."""

import re
import sys
from collections.abc import Callable, Collection, Mapping
from typing import TypeVar

from qualicli.cli import options, saisie
from qualicli.erreurs import ErreurUsage
from qualicli.modeles.demarche import Site
from qualicli.modeles.referentiel import Referentiel
from qualicli.operations import nouveau as operation

T = TypeVar("T")


def demander(question: str, lire: Callable[[str], T], defaut: str = "") -> T:
    """Pose une question jusqu'à une réponse que `lire` accepte ; une réponse vide vaut `defaut`."""
    invite = f"{question} [{defaut}] : " if defaut else f"{question} : "
    while True:
        try:
            reponse = input(invite).strip() or defaut
        except EOFError:
            sys.stdout.write("\n")
            raise ErreurUsage(
                "Les réponses s'arrêtent avant la dernière question : rien n'est écrit.",
                "Répondez à toutes, ou donnez les options.",
            ) from None
        except UnicodeDecodeError:
            raise ErreurUsage("Une réponse n'est pas lisible.", "Envoyez les réponses en UTF-8.") from None
        try:
            return lire(reponse)
        except ErreurUsage as erreur:
            options.ecrire(f"  {erreur.message} {erreur.conseil}")


def confirmer(question: str, defaut: str = "non") -> bool:
    """Pose une question à laquelle on répond par oui ou par non ; non par défaut."""
    return demander(f"{question} (oui/non)", _oui_ou_non, defaut)


def completer(choix: saisie.OptionsNouveau, connus: Mapping[str, Referentiel]) -> None:
    """Demande ce que les options ne disent pas."""
    if not choix.nom:
        choix.nom = demander("Nom de l'organisme", saisie.lire_nom)
    if choix.departement is None:
        choix.departement = demander("Numéro du département (vide si sans objet)", saisie.lire_departement)
    if choix.referentiel is None:
        options.ecrire(
            "Référentiels :\n" + "\n".join(f"  {i:<28} {r.nom}, version {r.version}" for i, r in connus.items())
        )
        propose = operation.referentiel_propose(connus) or ""
        choix.referentiel = demander("Référentiel", lambda r: saisie.lire_referentiel(r, connus).id, propose)
    referentiel = saisie.lire_referentiel(choix.referentiel, connus)
    if not choix.sites:
        choix.sites = _sites(referentiel)
    if choix.modules is None:
        sites: dict[str, Site] = {}
        for texte in choix.sites:
            sites.update([saisie.lire_site(texte, referentiel, sites)])
        choix.modules = _modules(referentiel, sites)
    if choix.services is None:
        choix.services = []
        while nom := demander("Nom d'un service (vide pour finir)", _nom_ou_rien):
            choix.services.append(f"{_libre(nom, choix.services, 'service')}={nom}")
    if choix.exemple is None:
        choix.exemple = confirmer("Ajouter quelques fiches d'exemple ?")
    if choix.ci is None:
        choix.ci = demander("Intégration continue (gitlab, github, ou vide)", saisie.lire_ci)


def _sites(referentiel: Referentiel) -> list[str]:
    attributs = sorted(referentiel.attributs)
    if attributs:
        options.ecrire(
            "Ce référentiel dépend de ce que chaque site a :\n"
            + "\n".join(f"  {a:<12} {operation.consequences(referentiel, a)}" for a in attributs)
        )
    sites: list[str] = []
    while True:
        nom = (
            demander("Nom d'un autre site (vide pour finir)", _nom_ou_rien)
            if sites
            else demander("Nom du premier site", saisie.lire_nom)
        )
        if not nom:
            return sites
        presents = [a for a in attributs if confirmer(f"  {nom} : {a} ?")]
        sites.append(f"{_libre(nom, sites, 'site')}={nom}:{','.join(presents)}")


def _modules(referentiel: Referentiel, sites: Mapping[str, Site]) -> list[str]:
    imposes = operation.obligatoires(referentiel, sites)
    libres = [m for m in referentiel.modules if m.code not in imposes]
    if not libres:
        return []

    def lire(reponse: str) -> list[str]:
        codes = saisie.lire_modules([c for c in re.split(r"[,;\s]+", reponse) if c], referentiel)
        operation.exiger_composition(referentiel, sites, {*imposes, *codes})
        return list(codes)

    options.ecrire(
        f"Modules retenus d'office : {', '.join(imposes) or 'aucun'}. Les autres :\n"
        + "\n".join(f"  {m.code:<6} {m.titre or '(titre à compléter)'}" for m in libres)
    )
    return demander("Autres modules à retenir, séparés par des virgules (vide : aucun)", lire)


def _libre(nom: str, ecrits: Collection[str], defaut: str) -> str:
    return operation.identifiant(nom, {e.partition("=")[0] for e in ecrits}, defaut)


def _nom_ou_rien(reponse: str) -> str:
    return reponse and saisie.lire_nom(reponse)


def _oui_ou_non(reponse: str) -> bool:
    sens = {"o": True, "oui": True, "n": False, "non": False}.get(reponse.lower())
    if sens is None:
        raise ErreurUsage(f"« {reponse} » n'est ni oui ni non.", "Répondez par oui ou par non.")
    return sens
