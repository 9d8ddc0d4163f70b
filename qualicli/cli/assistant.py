"""Les questions de `qualicli nouveau`, dans un terminal ou lues d'un tube, reposées tant que la réponse ne va pas."""

import re
import sys
from collections.abc import Callable, Collection, Mapping
from typing import TypeVar

from qualicli import francais
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


class QuestionPrecedente(Exception):
    """On a répondu « < » : la question d'avant se repose."""


def questionner(
    question: str,
    lire: Callable[[str], T],
    defaut: str = "",
    possibles: Mapping[str, str] | None = None,
    plusieurs: bool = False,
) -> T:
    """Pose une question d'un formulaire : dans un terminal, avec ses choix ; « < » revient à la précédente."""

    def lire_ou_revenir(reponse: str) -> T:
        if reponse == "<":
            raise QuestionPrecedente
        return lire(reponse)

    if not options.en_terminal():
        return demander(question, lire_ou_revenir, defaut)
    from qualicli.cli.invite import Choix
    from qualicli.cli.invite import demander as demander_a_l_ecran

    choix = Choix(possibles or {}, plusieurs, ferme=bool(possibles))
    invite = f"{question} [{defaut}]" if defaut else question
    return demander_a_l_ecran(invite, lambda r: lire_ou_revenir(r or defaut), choix)  # type: ignore[no-any-return]


def completer(
    choix: saisie.OptionsNouveau, connus: Mapping[str, Referentiel], cles: Collection[str] | None = None
) -> None:
    """Demande ce que les options ne disent pas, ou les clés données ; « < » fait revenir à la question d'avant."""
    vides = [cle for cle in _QUESTIONS if getattr(choix, cle) in (None, "") or (cle == "sites" and not choix.sites)]
    manquantes = vides if cles is None else list(cles)
    if options.en_terminal():
        options.ecrire("« < » revient à la question d'avant.")
    rang = 0
    while rang < len(manquantes):
        try:
            setattr(choix, manquantes[rang], _QUESTIONS[manquantes[rang]](choix, connus))
            rang += 1
        except QuestionPrecedente:
            rang = max(0, rang - 1)


def valider_ou_reprendre(choix: saisie.OptionsNouveau, connus: Mapping[str, Referentiel]) -> bool:
    """Demande s'il faut écrire ce qui vient d'être montré ; faux quand une réponse vient d'être reprise."""
    dit = questionner(
        "Créer ce dossier ? (oui, non, reprendre)", _decision, "", {"oui": "", "non": "", "reprendre": ""}
    )
    if dit == "non":
        raise ErreurUsage("Rien n'est écrit.", "Relancez la commande quand vous voudrez.")
    if dit == "reprendre":
        cle = questionner(
            "Réponse à reprendre", lambda r: options.choisir(r, list(_QUESTIONS), "reprendre"), "", _titres()
        )
        # les sites et les modules dépendent du référentiel
        completer(choix, connus, ("referentiel", "sites", "modules") if cle == "referentiel" else (cle,))
    return dit == "oui"


def _decision(reponse: str) -> str:
    mots = {"o": "oui", "n": "non", "r": "reprendre"}
    return options.choisir(mots.get(reponse.lower(), reponse.lower()), list(mots.values()), "cette question")


def _titres() -> dict[str, str]:
    return {cle: (poser.__doc__ or "").rstrip(".") for cle, poser in _QUESTIONS.items()}


def _nom(_choix: saisie.OptionsNouveau, _connus: Mapping[str, Referentiel]) -> str:
    """Le nom de l'organisme."""
    return questionner("Nom de l'organisme", lambda r: _nom_de(r, "organisme"))


def _departement(_choix: saisie.OptionsNouveau, _connus: Mapping[str, Referentiel]) -> str:
    """Le numéro du département."""
    return questionner("Numéro du département (vide si sans objet)", saisie.lire_departement)


def _referentiel(_choix: saisie.OptionsNouveau, connus: Mapping[str, Referentiel]) -> str:
    """Le référentiel suivi."""
    possibles = {i: f"{r.nom}, version {r.version}" for i, r in connus.items()}
    if not options.en_terminal():
        options.ecrire("Référentiels :\n" + "\n".join(f"  {i:<28} {titre}" for i, titre in possibles.items()))
    propose = operation.referentiel_propose(connus) or ""
    return questionner("Référentiel", lambda r: saisie.lire_referentiel(r, connus).id, propose, possibles)


def _sites(choix: saisie.OptionsNouveau, connus: Mapping[str, Referentiel]) -> list[str]:
    """Les sites, et ce que chacun a."""
    referentiel = saisie.lire_referentiel(choix.referentiel or "", connus)
    attributs = sorted(referentiel.attributs)
    if attributs:
        options.ecrire(
            "Ce référentiel dépend de ce que chaque site a :\n"
            + "\n".join(f"  {a:<12} {operation.consequences(referentiel, a)}" for a in attributs)
        )
    sites: list[str] = []
    while True:
        question = "Nom d'un autre site (vide pour finir)" if sites else "Nom du premier site"
        try:
            nom = questionner(question, lambda r: _nom_de(r, "site") if r or not sites else "")
        except QuestionPrecedente:
            if not sites:
                raise
            options.ecrire(f"  Le site « {sites.pop().partition('=')[2].rpartition(':')[0]} » est retiré.")
            continue
        if not nom:
            return sites
        try:
            presents = [a for a in attributs if questionner(f"  {nom} : {a} ? (oui/non)", _oui_ou_non, "non", _OUI_NON)]
        except QuestionPrecedente:  # c'est son nom que l'on reprend
            continue
        sites.append(f"{_libre(nom, sites, 'site')}={nom}:{','.join(presents)}")


def _modules(choix: saisie.OptionsNouveau, connus: Mapping[str, Referentiel]) -> list[str]:
    """Les modules retenus en plus."""
    referentiel = saisie.lire_referentiel(choix.referentiel or "", connus)
    sites: dict[str, Site] = {}
    for texte in choix.sites:
        sites.update([saisie.lire_site(texte, referentiel, sites)])
    imposes = operation.obligatoires(referentiel, sites)
    libres = {m.code: m.titre or "(titre à compléter)" for m in referentiel.modules if m.code not in imposes}
    if not libres:
        return []

    def lire(reponse: str) -> list[str]:
        codes = saisie.lire_modules([c for c in re.split(r"[,;\s]+", reponse) if c], referentiel)
        operation.exiger_composition(referentiel, sites, {*imposes, *codes})
        return list(codes)

    mot = referentiel.mots.module
    mots, accord = francais.majuscule(francais.mettre_au_pluriel(mot)), f"{francais.e(mot)}s"
    options.ecrire(
        f"{mots} retenu{accord} d'office : {', '.join(imposes) or f'aucun{accord[:-1]}'}. Les autres :\n"
        + "\n".join(f"  {code:<6} {titre}" for code, titre in libres.items())
    )
    question = (
        f"Autres {francais.minuscule(mots)} à retenir, séparé{accord} par des virgules (vide : aucun{accord[:-1]})"
    )
    return questionner(question, lire, "", libres, plusieurs=True)


def _services(_choix: saisie.OptionsNouveau, _connus: Mapping[str, Referentiel]) -> list[str]:
    """Les services."""
    services: list[str] = []
    while True:
        try:
            nom = questionner("Nom d'un service (vide pour finir)", lambda r: _nom_de(r, "service") if r else "")
        except QuestionPrecedente:
            if not services:
                raise
            options.ecrire(f"  Le service « {services.pop().partition('=')[2]} » est retiré.")
            continue
        if not nom:
            return services
        services.append(f"{_libre(nom, services, 'service')}={nom}")


def _exemple(_choix: saisie.OptionsNouveau, _connus: Mapping[str, Referentiel]) -> bool:
    """Quelques fiches d'exemple."""
    return questionner("Ajouter quelques fiches d'exemple ? (oui/non)", _oui_ou_non, "non", _OUI_NON)


def _ci(_choix: saisie.OptionsNouveau, _connus: Mapping[str, Referentiel]) -> str:
    """L'intégration continue."""
    possibles = dict.fromkeys(operation.CI, "")
    return questionner("Intégration continue (gitlab, github, ou vide)", saisie.lire_ci, "", possibles)


_OUI_NON = {"oui": "", "non": ""}
_QUESTIONS: Mapping[str, Callable[[saisie.OptionsNouveau, Mapping[str, Referentiel]], object]] = {
    "nom": _nom,
    "departement": _departement,
    "referentiel": _referentiel,
    "sites": _sites,
    "modules": _modules,
    "services": _services,
    "exemple": _exemple,
    "ci": _ci,
}


def _libre(nom: str, ecrits: Collection[str], defaut: str) -> str:
    return operation.identifiant(nom, {e.partition("=")[0] for e in ecrits}, defaut)


def _nom_de(reponse: str, genre: str) -> str:
    """Lit un nom ; un mot qui répond à une autre question n'en est pas un."""
    if reponse.lower() in ("oui", "non", "o", "n"):
        vide = "" if genre == "organisme" else ", ou laissez vide pour finir"
        raise ErreurUsage(f"« {reponse} » n'est pas le nom d'un {genre}.", f"Écrivez-le en toutes lettres{vide}.")
    return saisie.lire_nom(reponse)


def _oui_ou_non(reponse: str) -> bool:
    sens = {"o": True, "oui": True, "n": False, "non": False}.get(reponse.lower())
    if sens is None:
        raise ErreurUsage(f"« {reponse} » n'est ni oui ni non.", "Répondez par oui ou par non.")
    return sens
