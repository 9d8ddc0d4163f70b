"""Les textes que Typer garde en anglais, remis en français en un seul endroit."""

import re

_AIDE = (
    (re.compile(r"^Usage: ", re.M), "Usage : "),
    (re.compile(r"^Options:$", re.M), "Options :"),
    (re.compile(r"^Arguments:$", re.M), "Arguments :"),
    (re.compile(r"^Commands:$", re.M), "Commandes :"),
    (re.compile(r"COMMAND \[ARGS\]\.\.\."), "COMMANDE …"),
    (re.compile(r"Show this message and exit\."), "Affiche cette aide."),
    (re.compile(r"Install completion for the current shell\."), "Installe la complétion pour ce terminal."),
    (re.compile(r"Show\s+completion\s+for\s+the\s+current\s+shell,\s+to\s+copy\s+it\s+or\s+customize\s+the\s+installation\."),
     "Affiche le script de complétion."),
    (re.compile(r"\[default: (.*?)\]"), r"[défaut : \1]"),
    (re.compile(r"\[required\]"), "[obligatoire]"),
)  # fmt: skip
_FAUTES = (
    (r"No such option: (\S+)(?: \(Possible options: (.*)\))?", "L'option {0} n'existe pas.", "Vouliez-vous dire {1} ?"),
    (r"No such command '(.*?)'\.?.*", "La commande « {0} » n'existe pas.", ""),
    (r"Missing command\.", "Il manque une commande.", ""),
    (r"Missing (?:argument|parameter) '?(.*?)'?\..*", "Il manque l'argument {0}.", ""),
    (r"Missing option '?(.*?)'?\..*", "Il manque l'option {0}.", ""),
    (r"Option '?(.*?)'? requires an argument\.?", "L'option {0} attend une valeur.", ""),
    (r"Option '?(.*?)'? does not take a value\.?", "L'option {0} n'attend pas de valeur.", ""),
    (r"Got unexpected extra arguments?(?:\(s\))? \((.*)\)", "Argument en trop : {0}.", ""),
    (r"Invalid value for '?(.*?)'?: '?(.*?)'? is not (?:one of|a valid) (.*)",
     "« {1} » n'est pas admis pour {0}.", "Valeurs admises : {2}"),
    (r"Invalid value(?: for '?(.*?)'?)?: (.*)", "Valeur refusée pour {0} : {1}", ""),
)  # fmt: skip


def aide(texte: str) -> str:
    """Traduit l'ossature d'une page d'aide."""
    for motif, remplacement in _AIDE:
        texte = motif.sub(remplacement, texte)
    return texte


def faute(texte: str) -> tuple[str, str]:
    """Traduit une faute d'usage : le message, et un conseil quand il y en a un."""
    for motif, message, conseil in _FAUTES:
        trouve = re.fullmatch(motif, texte, re.DOTALL)
        if trouve:
            groupes = [g or "" for g in trouve.groups()]
            return message.format(*groupes), conseil.format(*groupes) if groupes and groupes[-1] else ""
    return texte, ""
