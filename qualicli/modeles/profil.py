"""Le profil d'un tableur de service : quelles colonnes y disent quoi."""

from typing import Literal

from pydantic import Field

from qualicli.modeles.base import Entier, Objet, Table, Texte

TableProfilee = Literal["autoevaluation", "actions", "enregistrements", "procedures", "formations", "qualite", "performance",
                        "reunions", "jalons"]  # fmt: skip


class Profil(Objet):
    """Comment lire le tableur propre à un service ; gardé dans `profils/`."""

    format: Literal["1"]
    table: TableProfilee
    feuille: Texte | None = None
    entete: Entier = 1
    colonnes: Table[Texte]
    valeurs: Table[Table[Texte]] = Field(default_factory=dict)
