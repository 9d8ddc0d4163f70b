"""Les fautes de syntaxe de libyaml, dites en français et montrées là où la personne les corrigera."""

import re
from typing import Any

from yaml.error import MarkedYAMLError, YAMLError
from yaml.reader import ReaderError

from qualicli.depot.texte_brut import FauteBrute
from qualicli.modeles.anomalie import Position, position_octet

_CLE = re.compile(r"((?: |- )*+)[^\s:#\"'{\[][^:]*(:)(?= |$) *(.*)")
_RETRAIT_TABULE = re.compile(r"[ ?-]*\t")
_NON_REFERME = ("could not find expected ':'", "did not find expected ',' or", "found unexpected end of stream")
_PROBLEMES = (
    (
        "mapping values are not allowed",
        "Il y a un « : » de trop sur cette ligne.",
        "Mettez le texte entre guillemets s'il contient « : ».",
    ),
    ("could not find expected ':'", "Il manque « : » après une clé.", "Écrivez « clé: valeur », espace comprise."),
    (
        "did not find expected key",
        "La structure est rompue ici : retrait différent, ou guillemet en trop.",
        "Alignez la ligne sur ses voisines et fermez les guillemets.",
    ),
    (
        "did not find expected ',' or",
        "Il manque une virgule, un crochet ou une accolade.",
        "Fermez la liste ou l'objet ; entre accolades, un texte qui contient « # », « : » ou une virgule prend des guillemets.",
    ),
    ("did not find expected '-' indicator", "Un élément de liste n'est pas aligné.", "Commencez la ligne par « - »."),
    ("did not find expected node content", "Une valeur était attendue ici.", "Complétez la liste ou l'objet."),
    (
        "found unexpected end of stream",
        "Le fichier s'arrête au milieu d'un texte entre guillemets.",
        "Fermez les guillemets.",
    ),
    (
        "found unknown escape character",
        "Ce « \\ » n'a pas de sens entre guillemets doubles.",
        "Employez des guillemets simples, ou doublez la barre.",
    ),
    (
        "block sequence entries are not allowed",
        "Un élément de liste « - » n'a pas sa place ici.",
        "Passez à la ligne après la clé.",
    ),
    ("cannot start any token", "Ce caractère ne peut pas commencer une valeur.", "Mettez le texte entre guillemets."),
    ("tag", "Ce « ! » ouvre une étiquette YAML mal écrite.", "Mettez le texte entre guillemets."),
    (
        "alphabetic or numeric character",
        "Un « * » ou un « & » ne peut pas commencer une valeur.",
        "Mettez le texte entre guillemets.",
    ),
    (
        "another document",
        "Le fichier contient plusieurs documents séparés par « --- ».",
        "Faites un fichier par objet.",
    ),
    ("control characters are not allowed", "Le fichier contient un caractère de contrôle invisible.", "Supprimez-le."),
    ("invalid Unicode", "Le fichier contient un caractère Unicode invalide.", "Réécrivez cette ligne."),
)


def en_francais(erreur: YAMLError, octets: bytes) -> FauteBrute:
    """Situe une erreur de libyaml et dit ce qui ne va pas, et que faire."""
    if isinstance(erreur, ReaderError):
        position = position_octet(octets, erreur.position)
    elif isinstance(erreur, MarkedYAMLError) and (repere := _repere(erreur)):
        position = Position(repere.line + 1, repere.column + 1)
    else:
        position = Position(1, 1)
    position = min(position, position_octet(octets, len(octets)))  # libyaml peut aller une ligne au-delà de la fin
    lignes = [*octets.decode("utf-8", "replace").splitlines(), ""]
    if tabulation := _RETRAIT_TABULE.match(lignes[position.ligne - 1]):
        return FauteBrute(
            "LEC006",
            Position(position.ligne, tabulation.end()),
            "Une tabulation sert de retrait ; YAML n'admet que des espaces.",
            "Remplacez-la par des espaces.",
        )
    texte = str(getattr(erreur, "problem", "") or getattr(erreur, "reason", "") or erreur)
    for anglais, message, conseil in _PROBLEMES:
        if anglais in texte:
            message, conseil = _decalage(lignes[: position.ligne], position) or (message, conseil)
            return FauteBrute("LEC001", position, message, conseil)
    return FauteBrute(
        "LEC001",
        position,
        "La syntaxe YAML est incorrecte ici.",
        "Vérifiez le retrait, les guillemets et les « : » de la ligne et de la précédente.",
    )


def _decalage(lignes: list[str], position: Position) -> tuple[str, str] | None:
    """Reconnaît, parmi les fautes de structure, une ligne qui n'est que mal alignée, ou une espace insécable."""
    avant, ligne = [autre for autre in lignes[:-1] if autre.strip()], lignes[-1]
    if any(re.match(r"[ -]*+\w[\w-]*+:[\u00a0\u202f]", proche) for proche in (*avant[-1:], ligne)):
        return "Une espace insécable suit « : », ici ou juste au-dessus.", "Remplacez-la par une espace ordinaire."
    tiret, cle = re.match(r" *- ", ligne), _CLE.match(ligne)
    au_debut = position.colonne == (cle.end(2) if cle else 0)
    if tiret and (au_debut or position.colonne < tiret.end()):
        voisins = [t.end() for t in (re.match(r" *- ", autre) for autre in avant) if t]
        if voisins and tiret.end() != voisins[-1]:
            return "Cet élément de liste est décalé.", "Alignez ce « - » sur les autres éléments de la liste."
    dessus = _CLE.match(avant[-1]) if avant else None
    if cle and au_debut and dessus and dessus[3] and len(cle[1]) > len(dessus[1]):
        return "Cette ligne est décalée par rapport à la précédente.", "Alignez-la sur la ligne du dessus."
    return None


def _repere(erreur: MarkedYAMLError) -> Any:
    """Où montrer la faute : là où s'ouvre ce qui n'est pas refermé, plutôt que là où l'analyseur s'en aperçoit."""
    if any(probleme in str(erreur.problem) for probleme in _NON_REFERME):
        return erreur.context_mark or erreur.problem_mark
    return erreur.problem_mark or erreur.context_mark
