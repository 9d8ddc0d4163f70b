"""Les textes que Typer garde en anglais, remis en français en un seul endroit."""

import re
from collections.abc import Callable, Iterable, Mapping

_GENRES: Mapping[str, str] = {"path": "CHEMIN", "str": "TEXTE", "int": "N", "float": "N"}
_AIDE: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    (re.compile(r"^Usage: (.*)$", re.M), lambda m: f"Usage : {_crochets(m[1])}"),
    (re.compile(r"^Options:$", re.M), "Options :"),
    (re.compile(r"^Arguments:$", re.M), "Arguments :"),
    (re.compile(r"^Commands:$", re.M), "Commandes :"),
    (re.compile(r"COMMAND \[ARGS\]\.\.\."), "COMMANDE …"),
    (re.compile(r"Show this message and exit\."), "Affiche cette aide."),
    (
        re.compile(
            r"Show\s+completion\s+for\s+the\s+current\s+shell,\s+to\s+copy\s+it\s+or\s+customize\s+the\s+installation\."
        ),
        "Affiche le script de complétion de ce terminal.",
    ),
    (re.compile(r"([\[;] ?)default: "), r"\1défaut : "),
    (re.compile(r"([\[;] ?)required\]"), r"\1obligatoire]"),
    (
        re.compile(r"^(  [^-\s]\S*) <[a-z]+(?:\[[A-Za-z]+\])?>(?:\.\.\.)?", re.M),
        lambda m: m[1].ljust(len(m[0])),
    ),  # un argument
    (re.compile(r"<(?:list\[)?(path|str|int|float)\]?>"), lambda m: _GENRES[m[1]].ljust(len(m[0]))),  # une option
)
_FAUTES = (
    (r"Missing command\.", "Il manque une commande."),
    (r"Missing (?:argument|parameter) '?(.*?)'?\..*", "Il manque l'argument {0}."),
    (r"Missing option '?(.*?)'?\..*", "Il manque l'option {0}."),
    (r"Option '?(.*?)'? requires an argument\.?", "L'option {0} attend une valeur."),
    (r"Option '?(.*?)'? does not take a value\.?", "L'option {0} n'attend pas de valeur."),
    (r"Got unexpected extra arguments?(?:\(s\))? \((.*)\)", "Argument en trop : {0}."),
    (r"Invalid value for '?(.*?)'?: .*valid integer.*", "{0} attend un nombre entier."),
    (r"Invalid value for '?(.*?)'?: .*valid (?:number|float|decimal).*", "{0} attend un nombre."),
    (r"Invalid value for '?(.*?)'?: .*not readable.*", "{0} ne peut pas être lu : accès refusé."),
    (r"Invalid value for '?(.*?)'?: .*", "La valeur donnée pour {0} n'est pas admise."),
)
_OPTION_INCONNUE = re.compile(r"No such option: (\S+)(?: .*\(Possible options: (.*)\)| \(Possible options: (.*)\))?")
_COMMANDE_INCONNUE = re.compile(r"No such command (['\"])(.*?)\1.*", re.DOTALL)


def aide(texte: str) -> str:
    """Traduit l'ossature d'une page d'aide."""
    for motif, remplacement in _AIDE:
        texte = motif.sub(remplacement, texte)
    return "\n".join(ligne.rstrip() for ligne in texte.split("\n"))


def faute(texte: str, commandes: Iterable[str] = ()) -> tuple[str, str]:
    """Traduit une faute d'usage : le message, et un conseil quand il y en a un ; `commandes` sont celles qui existent."""
    if trouve := _COMMANDE_INCONNUE.fullmatch(texte):
        return f"La commande « {trouve[2]} » n'existe pas.", _conseiller(trouve[2], commandes)
    if trouve := _OPTION_INCONNUE.fullmatch(texte):
        possibles = (trouve[2] or trouve[3] or "").split(", ")
        return f"L'option {trouve[1]} n'existe pas.", _conseiller(trouve[1], filter(None, possibles))
    for motif, message in _FAUTES:
        if trouve := re.fullmatch(motif, texte, re.DOTALL):
            return message.format(*trouve.groups()), ""
    return "La commande est mal écrite.", ""


def _conseiller(mot: str, possibles: Iterable[str]) -> str:
    from qualicli import francais

    possibles = list(possibles)
    proche = next((p for p in possibles if p.startswith(mot)), None) or francais.plus_proche(mot, possibles)
    return f"Vouliez-vous dire « {proche} » ?" if proche else ""


def _crochets(usage: str) -> str:
    """Ôte les accolades d'un argument obligatoire et les crochets redoublés."""
    return re.sub(r"\{([^{}]*)\}", r"\1", re.sub(r"\[(\[[^\[\]]*\])\]", r"\1", usage))
