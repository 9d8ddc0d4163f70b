"""Un acte de signature : qui signe, quand, et ce qui a été signé, gardé tel quel."""

import json
import unicodedata
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from pydantic import Field

from qualicli.modeles.base import IdActe, Objet, Table, Texte
from qualicli.modeles.documents import Empreinte
from qualicli.modeles.temps.dates import DateImprecise


class ActeSigne(Objet):
    """Un acte de signature : qui, quand, et ce qui a été signé, gardé tel quel."""

    objet: Texte
    """Ce qui est signé : `reunions/copil-2022-03`, `audits/…`, ou un document : `politique`, `bilan 2021`."""
    par: Texte
    """La fonction qui signe ; jamais un nom de personne."""
    le: DateImprecise
    """Quand."""
    rectifie: IdActe | None = None
    """L'acte que celui-ci rectifie ; les deux restent."""
    motif: Texte | None = None
    """Pourquoi il est rectifié."""
    valeurs: Table[Texte] = Field(default_factory=dict)
    """Les clés de l'objet, telles qu'elles ont été signées."""
    outil: Texte | None = None
    """D'un document, la version de qualicli qui l'a rédigé : une autre le dirait peut-être en d'autres mots."""
    empreinte: Empreinte | None = None
    """L'empreinte de tout ce qui précède et du texte signé : elle dit si l'acte a été touché depuis."""
    corps: str = Field(default="", alias="@corps")

    @property
    def famille(self) -> str:
        """La famille de l'objet signé ; vide pour un document qui n'a pas d'objet à lui."""
        famille, barre, _ = self.objet.partition("/")
        return famille if barre else ""

    @property
    def identifiant(self) -> str:
        """L'identifiant de l'objet dans sa famille."""
        return self.objet.partition("/")[2]

    @property
    def se_renouvelle(self) -> bool:
        """Vrai d'un document sans objet ni année : le signer plus tard est une version de plus, non un rectificatif."""
        return "/" not in self.objet and " " not in self.objet

    @property
    def signe(self) -> dict[str, Any]:
        """Ce qui a été signé : les valeurs de l'objet, et son texte."""
        return {cle: relire(texte) for cle, texte in self.valeurs.items()}

    def calculer(self) -> str:
        """L'empreinte que l'acte doit avoir."""
        cles = {"objet": self.objet, "par": self.par, "le": self.le.texte}
        return empreinte_de(
            cles | {"rectifie": self.rectifie, "motif": self.motif, "outil": self.outil}, self.valeurs, self.corps
        )

    @property
    def est_intact(self) -> bool:
        """Vrai quand l'acte est celui qui a été écrit."""
        return (self.empreinte or "").removeprefix("sha256:") == self.calculer()


def empreinte_de(cles: Mapping[str, str | None], valeurs: Mapping[str, str], texte: str) -> str:
    """L'empreinte d'un acte ; ni les fins de ligne, ni la façon de composer les accents n'y changent rien.

    Ce qui est vide n'y entre pas : une clé que le format gagnerait plus tard ne touche aucun acte d'avant.
    """
    tout: dict[str, Any] = {cle: normer(v) for cle, v in cles.items() if v}
    tout |= {"valeurs": {normer(c): normer(v) for c, v in valeurs.items()}} if valeurs else {}
    tout |= {"texte": normer(texte)} if texte.strip() else {}
    return sha256(json.dumps(tout, ensure_ascii=False, sort_keys=True).encode("utf-8", "replace")).hexdigest()


def normer(texte: str) -> str:
    """Un texte tel qu'il se compare : accents composés, fins de ligne simples, rien autour."""
    return unicodedata.normalize("NFC", texte.replace("\r\n", "\n")).strip()


def ecrire(valeur: Any) -> str:
    """Une valeur signée en un texte : tel quel, ou en JSON, un élément de liste par ligne."""
    if isinstance(valeur, str):
        return json.dumps(valeur, ensure_ascii=False) if valeur[:1] in ("[", "{", '"') else valeur
    if isinstance(valeur, list):
        elements = ",\n ".join(json.dumps(v, ensure_ascii=False) for v in valeur)
        return f"[{elements}]"
    return json.dumps(valeur, ensure_ascii=False)


def relire(texte: str) -> Any:
    """La valeur qu'un texte dit ; un texte abîmé reste un texte, et l'empreinte le dira."""
    texte = normer(texte)
    try:
        return json.loads(texte) if texte[:1] in ("[", "{", '"') else texte
    except (ValueError, RecursionError):
        return texte
