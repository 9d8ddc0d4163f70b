"""Les gabarits d'un dossier neuf : du YAML et du Markdown, où toute valeur se relit à l'identique."""

import re
from typing import TYPE_CHECKING

from qualicli import ressources

if TYPE_CHECKING:
    from jinja2 import Environment

_NU = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
_MOTS_YAML = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})


def environnement() -> "Environment":
    """De quoi rendre ces gabarits ; leurs valeurs passent par « yaml », « ligne » ou « md »."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    jinja = Environment(
        loader=FileSystemLoader(ressources.dossier("templates")),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701 (du YAML et du Markdown : les valeurs passent par « yaml », « ligne » ou « md »)
    )
    jinja.filters |= {"yaml": en_yaml, "ligne": _ligne, "md": _en_markdown}
    return jinja


def en_yaml(texte: str) -> str:
    """Écrit un texte tel que tout lecteur YAML le relise à l'identique, entre guillemets dès qu'il y a un doute."""
    if _NU.fullmatch(texte) and texte.lower() not in _MOTS_YAML:
        return texte
    from qualicli.depot.yaml_ecrit import citer  # ruamel.yaml se charge lentement : pour écrire, seulement

    return citer(texte)


def _ligne(texte: str) -> str:
    """Ramène un texte à une seule ligne, pour un commentaire."""
    return " ".join("".join(c if c.isprintable() else " " for c in texte).split())


def _en_markdown(texte: str) -> str:
    return re.sub(r"([\\`*_{}\[\]<>#|])", r"\\\1", _ligne(texte))
