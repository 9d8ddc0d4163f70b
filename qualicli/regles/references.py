"""REF : ce qu'un fichier cite existe."""

from collections.abc import Collection, Iterator, Mapping
from functools import partial

from qualicli import francais
from qualicli.modeles.anomalie import Chemin, Faute, Gravite
from qualicli.modeles.base import Objet
from qualicli.modeles.codes import voisin
from qualicli.modeles.demarche import Demarche
from qualicli.modeles.dossier import Dossier
from qualicli.modeles.familles import ACTEURS, CIBLES, DOSSIERS, SANS_CONTROLE_ICI
from qualicli.modeles.fiche import Famille
from qualicli.modeles.referentiel import Referentiel
from qualicli.regles.contexte import Contexte, Regle, tete
from qualicli.regles.doublons import fiches_identiques

_ACTEURS = ("La personne, le rôle ou le service", "annuaire.yaml")
_BEAUCOUP = 8  # à partir de là, une énumération ne se lit plus


def objets_absents(contexte: Contexte) -> Iterator[Faute]:
    """Un identifiant cité désigne un objet du dossier (ou un fichier que l'on n'a pas pu lire)."""
    dossier = contexte.dossier
    connus = _identifiants(dossier, contexte.illisibles)
    suggestions = Suggestions()
    for objet, (chemin, cible, valeur) in contexte.citations:
        if cible in SANS_CONTROLE_ICI:
            continue
        admis = connus[cible]  # une cible sans fiche s'arrête ici : elle ne passe jamais pour contrôlée
        if admis is not None and valeur not in admis:
            proche = suggestions.chercher(valeur, cible, admis)
            yield _absent(objet, chemin, cible, valeur, _conseil(cible, proche, admis))


class Suggestions:
    """Le mot le plus proche de chaque mot inconnu ; passé les cent premiers, ce ne sont plus des fautes de frappe."""

    MAXIMUM = 100

    def __init__(self) -> None:
        self._trouvees: dict[tuple[str, str], str | None] = {}

    def chercher(self, mot: str, cible: str, connus: Collection[str]) -> str | None:
        """Le mot connu le plus proche, cherché une seule fois par mot."""
        cle = (cible, mot)
        if cle not in self._trouvees:
            encore = len(self._trouvees) < self.MAXIMUM
            self._trouvees[cle] = francais.plus_proche(mot, connus) if encore else None
        return self._trouvees[cle]


def _absent(objet: Objet, chemin: Chemin, cible: str, valeur: str, conseil: str) -> Faute:
    return Faute(objet.fichier, chemin, f"{_nommer(cible)[0]} « {valeur} » n'existe pas.", conseil)


def _nommer(cible: str) -> tuple[str, str]:
    """Comment on appelle ce que vise un lien, article compris, et où l'ajouter."""
    if cible == "acteurs":
        return _ACTEURS
    visee = CIBLES[cible]
    return francais.majuscule(visee.citable.mot.defini), visee.ou


def _conseil(cible: str, proche: str | None, connus: Collection[str]) -> str:
    if proche:
        return f"Vouliez-vous dire « {proche} » ?"
    enumeration = ""
    if cible in CIBLES and CIBLES[cible].citable.se_liste and 0 < len(connus) < _BEAUCOUP:
        enumeration = f"{cible.capitalize()} connus : {', '.join(sorted(connus))}. "
    return f"{enumeration}Ajoutez cet objet dans {_nommer(cible)[1]}, ou corrigez l'identifiant."


def _identifiants(dossier: Dossier, illisibles: Collection[tuple[str, str]]) -> Mapping[str, Collection[str] | None]:
    """Les identifiants admis par cible ; `None` quand le fichier qui les définit est absent ou illisible."""
    ratees: dict[str, set[str]] = {}
    for famille, identifiant in illisibles:
        ratees.setdefault(famille, set()).add(identifiant)
    connus: dict[str, Collection[str] | None] = {}
    for nom, cible in CIBLES.items():
        if cible.familles[0] in DOSSIERS:
            connus[nom] = {
                i for f in cible.familles for i in (*dossier.familles.get(f.nom, ()), *ratees.get(f.nom, ()))
            }
        else:
            connus[nom] = _cles(dossier, cible.familles[0], nom, ratees)
    acteurs = [connus[nom] for nom in ACTEURS]
    connus["acteurs"] = None if None in acteurs else {i for table in acteurs for i in table or ()}
    return connus


def _cles(dossier: Dossier, famille: Famille, nom: str, ratees: Collection[str]) -> Collection[str] | None:
    """Les clés d'une table d'un fichier unique ; une personne reste citée par son identifiant sans annuaire."""
    contenu = dossier.demarche if famille.modele is Demarche else dossier.fichiers.get(famille.nom)
    if contenu is None:
        return None if famille.nom in ratees or famille.libre_si_absent else ()
    return set(getattr(contenu, nom))


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
    inconnu = partial(_code_inconnu, contexte)
    for objet, chemin, texte in _references(contexte):
        referentiel, code = dossier.reference(texte)
        yield from inconnu(objet.fichier, chemin, referentiel, code)
    for suivi in dossier.engagements.values():
        yield from inconnu(suivi.fichier, ("engagement",), suivi.referentiel, suivi.engagement)
        for rang, evaluation in enumerate(suivi.evaluations):
            chemin = ("evaluations", rang, "exigence")
            yield from inconnu(suivi.fichier, chemin, suivi.referentiel, evaluation.exigence)


def _code_inconnu(contexte: Contexte, fichier: str, chemin: Chemin, referentiel: str, code: str) -> Iterator[Faute]:
    connu = contexte.dossier.referentiels.get(referentiel)
    if (
        connu is None
        or code in connu.codes
        or code in connu.retires
        or ("codes", f"{referentiel}:{code}") in contexte.illisibles
    ):
        return
    module = connu.module(code)
    if module is not None:
        message = f"« {code} » désigne {francais.un(connu.mots.module)} de {connu.nom}, en entier."
        yield Faute(
            fichier,
            chemin,
            message,
            f"Citez {_les(connu.mots.engagement)} ou {_les(connu.mots.exigence)} que vous visez.",
        )
        return
    proche = voisin(code, connu.codes)
    conseil = f"Vouliez-vous dire « {proche} » ? " if proche else _freres(connu, code)
    voir = f"« qualicli referentiel montrer {referentiel} » les liste."
    yield Faute(fichier, chemin, f"« {code} » n'existe pas dans {connu.nom}.", conseil + voir)


def _les(mot: str) -> str:
    return f"les {francais.mettre_au_pluriel(mot)}"


def _freres(referentiel: Referentiel, code: str) -> str:
    """Les exigences de l'engagement dont ce code a le numéro : un autre code, même proche, serait trompeur."""
    engagements = {e.code: e for m in referentiel.modules for e in m.evaluables if e.exigences}
    debut = code.rpartition(".")[0]
    while debut and debut not in engagements:
        debut = debut.rpartition(".")[0]
    le = tete(referentiel.mots.engagement)
    return f"{le} {debut} a {', '.join(e.code for e in engagements[debut].exigences)}. " if debut else ""


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
    Regle(
        "REF004",
        Gravite.AVERTISSEMENT,
        "Fiche en double",
        "Deux fiches d'une famille disent la même chose, leur avancement mis à part : une synchronisation ou une fusion a "
        "laissé une copie, et tout y est compté deux fois.",
        "actions/poser-affiche.yaml et actions/poser-affiche-pc-accueil.yaml",
        "actions/poser-affiche.yaml",
        fiches_identiques,
    ),
)
