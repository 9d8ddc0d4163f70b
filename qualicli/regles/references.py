"""REF : ce qu'un fichier cite existe."""

from collections.abc import Collection, Iterator, Mapping
from functools import partial

from qualicli import francais
from qualicli.modeles.anomalie import Chemin, Faute, Gravite
from qualicli.modeles.base import Objet
from qualicli.modeles.dossier import Dossier
from qualicli.modeles.referentiel import Referentiel
from qualicli.regles.contexte import Contexte, Regle

# famille citée → (article et nom, où l'ajouter)
_NOMS = {
    "sites": ("Le site", "qualicli.yaml"),
    "services": ("Le service", "services.yaml"),
    "instances": ("L'instance", "instances.yaml"),
    "personnes": ("La personne", "annuaire.yaml"),
    "acteurs": ("La personne, le rôle ou le service", "annuaire.yaml"),
    "campagnes": ("La campagne", "qualicli.yaml"),
    "documents": ("Le document", "preuves/ ou procedures/"),
    "actions": ("L'action", "actions/"),
    "reunions": ("La réunion", "reunions/"),
    "formations": ("La formation", "formations/"),
    "jalons": ("Le jalon", "jalons/"),
}
_BEAUCOUP = 8  # à partir de là, une énumération ne se lit plus


def objets_absents(contexte: Contexte) -> Iterator[Faute]:
    """Un identifiant cité désigne un objet du dossier (ou un fichier que l'on n'a pas pu lire)."""
    dossier = contexte.dossier
    connus = _identifiants(dossier, contexte.illisibles)
    suggestions = Suggestions()
    for objet, (chemin, famille, valeur) in contexte.citations:
        if famille in connus and valeur not in connus[famille]:
            proche = suggestions.chercher(valeur, famille, connus[famille])
            yield _absent(objet, chemin, famille, valeur, _conseil(famille, proche, connus[famille]))


class Suggestions:
    """Le mot le plus proche de chaque mot inconnu ; passé les cent premiers, ce ne sont plus des fautes de frappe."""

    MAXIMUM = 100

    def __init__(self) -> None:
        self._trouvees: dict[tuple[str, str], str | None] = {}

    def chercher(self, mot: str, famille: str, connus: Collection[str]) -> str | None:
        """Le mot connu le plus proche, cherché une seule fois par mot."""
        cle = (famille, mot)
        if cle not in self._trouvees:
            encore = len(self._trouvees) < self.MAXIMUM
            self._trouvees[cle] = francais.plus_proche(mot, connus) if encore else None
        return self._trouvees[cle]


def _absent(objet: Objet, chemin: Chemin, famille: str, valeur: str, conseil: str) -> Faute:
    return Faute(objet.fichier, chemin, f"{_NOMS[famille][0]} « {valeur} » n'existe pas.", conseil)


def _conseil(famille: str, proche: str | None, connus: Collection[str]) -> str:
    if proche:
        return f"Vouliez-vous dire « {proche} » ?"
    enumeration = ""
    if famille in ("sites", "services") and 0 < len(connus) < _BEAUCOUP:
        enumeration = f"{famille.capitalize()} connus : {', '.join(sorted(connus))}. "
    return f"{enumeration}Ajoutez cet objet dans {_NOMS[famille][1]}, ou corrigez l'identifiant."


def _identifiants(dossier: Dossier, illisibles: Collection[tuple[str, str]]) -> Mapping[str, Collection[str]]:
    """Les identifiants admis par famille ; une famille dont le fichier est absent ou illisible n'est pas contrôlée."""
    ratees: dict[str, set[str]] = {}
    for famille, identifiant in illisibles:
        ratees.setdefault(famille, set()).add(identifiant)
    connus: dict[str, Collection[str]] = {
        "sites": set(dossier.demarche.sites),
        "campagnes": set(dossier.demarche.campagnes),
        "documents": {*dossier.preuves, *dossier.procedures, *ratees.get("preuves", ()), *ratees.get("procedures", ())},
    }
    for famille in ("actions", "reunions", "formations", "jalons"):
        connus[famille] = {*getattr(dossier, famille), *ratees.get(famille, ())}
    if "services.yaml" not in ratees:
        connus["services"] = set(dossier.services)
    if "instances.yaml" not in ratees:
        connus["instances"] = set(dossier.instances)
    if dossier.annuaire is not None:  # sans annuaire, une personne reste citée par son identifiant
        connus["personnes"] = set(dossier.annuaire.personnes)
        connus["acteurs"] = {
            *dossier.annuaire.personnes,
            *dossier.annuaire.roles,
            *dossier.services,
            *dossier.instances,
        }
    return connus


def referentiels_inconnus(contexte: Contexte) -> Iterator[Faute]:
    """Une référence « référentiel:code » désigne un référentiel connu, fût-il fautif : sa faute se dit dans son fichier."""
    connus = contexte.referentiels
    for objet, chemin, texte in _references(contexte):
        referentiel, code = contexte.dossier.reference(texte)
        if not referentiel:
            conseil = f"Écrivez « référentiel:{code} » : le périmètre compte plusieurs référentiels."
            yield Faute(objet.fichier, chemin, f"« {texte} » ne dit pas de quel référentiel il s'agit.", conseil)
        elif referentiel not in connus:
            yield _referentiel_inconnu(objet.fichier, chemin, referentiel, connus)
    for rang, perimetre in enumerate(contexte.dossier.demarche.perimetre):
        if perimetre.referentiel not in connus:
            chemin = ("perimetre", rang, "referentiel")
            yield _referentiel_inconnu("qualicli.yaml", chemin, perimetre.referentiel, connus)
    for suivi in contexte.dossier.engagements.values():
        if suivi.referentiel not in connus:
            yield _referentiel_inconnu(suivi.fichier, (), suivi.referentiel, connus)


def _referentiel_inconnu(fichier: str, chemin: Chemin, referentiel: str, connus: Collection[str]) -> Faute:
    proche = francais.plus_proche(referentiel, connus)
    conseil = f"Vouliez-vous dire « {proche} » ?" if proche else f"Référentiels connus : {', '.join(sorted(connus))}."
    return Faute(fichier, chemin, f"Le référentiel « {referentiel} » est inconnu.", conseil)


def codes_inconnus(contexte: Contexte) -> Iterator[Faute]:
    """Une référence désigne un engagement ou une exigence qui existe dans son référentiel."""
    dossier = contexte.dossier
    formes = {
        identifiant: {_forme(c): c for c in sorted(connu.codes)} for identifiant, connu in dossier.referentiels.items()
    }
    inconnu = partial(_code_inconnu, contexte, formes)
    for objet, chemin, texte in _references(contexte):
        referentiel, code = dossier.reference(texte)
        yield from inconnu(objet.fichier, chemin, referentiel, code)
    for suivi in dossier.engagements.values():
        yield from inconnu(suivi.fichier, ("engagement",), suivi.referentiel, suivi.engagement)
        for rang, evaluation in enumerate(suivi.evaluations):
            chemin = ("evaluations", rang, "exigence")
            yield from inconnu(suivi.fichier, chemin, suivi.referentiel, evaluation.exigence)


def _code_inconnu(
    contexte: Contexte,
    formes: Mapping[str, Mapping[str, str]],
    fichier: str,
    chemin: Chemin,
    referentiel: str,
    code: str,
) -> Iterator[Faute]:
    connu = contexte.dossier.referentiels.get(referentiel)
    if connu is None or code in connu.codes or ("codes", f"{referentiel}:{code}") in contexte.illisibles:
        return
    module = connu.module(code)
    if module is not None:
        message = f"« {code} » est un module entier de {connu.nom} : ses engagements sont connus."
        yield Faute(fichier, chemin, message, "Citez les engagements ou les exigences que vous visez.")
        return
    proche = formes[referentiel].get(_forme(code))
    conseil = f"Vouliez-vous dire « {proche} » ? " if proche else _freres(connu, code)
    voir = f"« qualicli referentiel montrer {referentiel} » les liste."
    yield Faute(fichier, chemin, f"« {code} » n'existe pas dans {connu.nom}.", conseil + voir)


def _forme(code: str) -> str:
    """Le code sans ce que l'on y écrit de travers : la casse, un tiret pour un point."""
    return code.replace("-", ".").casefold()


def _freres(referentiel: Referentiel, code: str) -> str:
    """Les exigences de l'engagement dont ce code a le numéro : un autre code, même proche, serait trompeur."""
    engagements = {e.code: e for m in referentiel.modules for e in m.evaluables if e.exigences}
    debut = code.rpartition(".")[0]
    while debut and debut not in engagements:
        debut = debut.rpartition(".")[0]
    return f"L'engagement {debut} a {', '.join(e.code for e in engagements[debut].exigences)}. " if debut else ""


def _references(contexte: Contexte) -> Iterator[tuple[Objet, Chemin, str]]:
    for objet, citation in contexte.citations:
        if citation.famille == "references":
            yield objet, citation.chemin, citation.valeur


REGLES = (
    Regle(
        "REF001",
        Gravite.ERREUR,
        "Objet cité absent",
        "Un fichier cite par son identifiant un site, un service, une personne, un document, une action… qui n'existe pas "
        "dans le dossier. L'identifiant d'un objet est le nom de son fichier sans extension.",
        "service: bureau-imigration",
        "service: bureau-immigration",
        objets_absents,
    ),
    Regle(
        "REF002",
        Gravite.ERREUR,
        "Référentiel inconnu",
        "Une référence, le périmètre ou un dossier d'auto-évaluation cite un référentiel que ni l'outil ni le dossier "
        "n'apportent. Un code cité seul n'est admis que si le périmètre n'a qu'un référentiel.",
        "couvre: [qualepref:2.1]",
        "couvre: [qual-e-pref:2.1]",
        referentiels_inconnus,
    ),
    Regle(
        "REF003",
        Gravite.ERREUR,
        "Engagement ou exigence inconnus",
        "Une référence désigne un code absent du référentiel, complété par le dossier le cas échéant.",
        "couvre: [qual-e-pref:2.9]",
        "couvre: [qual-e-pref:2.1]",
        codes_inconnus,
    ),
)
