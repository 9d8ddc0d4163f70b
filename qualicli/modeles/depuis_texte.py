"""Une valeur du format qui s'écrit en un seul texte : date, durée, échéance, pourcentage."""

from collections.abc import Callable
from typing import Any

from pydantic_core import CoreSchema, core_schema


class DepuisTexte:
    """Donne à pydantic une valeur construite depuis un texte, et au schéma JSON un motif."""

    MOTIF = ""
    EXEMPLES: tuple[str, ...] = ()

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: Any, _suite: Any) -> CoreSchema:
        lire: Callable[[Any], Any] = cls.lire  # type: ignore[attr-defined]
        return core_schema.no_info_plain_validator_function(
            lire,
            serialization=core_schema.to_string_ser_schema(),
            metadata={
                "pydantic_js_functions": [
                    lambda _s, _h: {"type": "string", "pattern": f"^({cls.MOTIF})$", "examples": list(cls.EXEMPLES)}
                ]
            },
        )
