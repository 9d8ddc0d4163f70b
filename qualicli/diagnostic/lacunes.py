"""Ce que l'on ne sait pas d'un référentiel : éléments, textes et règles qui manquent, faits à confirmer."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from qualicli import francais
from qualicli.modeles.base import Sourcee
from qualicli.modeles.referentiel import Engagement, Module, Referentiel

NatureLacune = Literal["engagements", "titre", "exigences", "compte", "regle"]


@dataclass(frozen=True, slots=True)
class Lacune:
    """Une chose inconnue : ce qu'elle est, l'élément où elle manque (vide : le référentiel entier), la phrase qui le dit."""

    nature: NatureLacune
    code: str
    texte: str


@dataclass(frozen=True, slots=True)
class Lacunes:
    """Tout ce qui manque à un référentiel, et les codes de ce qui n'est que déduit."""

    referentiel: Referentiel
    manques: tuple[Lacune, ...]
    deduits: tuple[str, ...]

    @property
    def est_fourni(self) -> bool:
        """Vrai quand l'outil apporte le référentiel : il se complète à part ; celui d'un dossier se modifie."""
        return not self.referentiel.fichier.endswith(".yaml")

    @property
    def a_remplir(self) -> Iterator[tuple[Module, Engagement | None]]:
        """Ce qu'une grille demanderait : un engagement dont manquent des exigences, ou un module sans engagement (`None`)."""
        for module in self.referentiel.modules:
            for engagement in module.engagements:
                if engagement.etat == "a_completer" or engagement.titre is None:
                    yield module, engagement
            if module.etat == "a_completer" or not module.engagements:
                yield module, None


def relever(referentiel: Referentiel) -> Lacunes:
    """Relève les lacunes d'un référentiel, compléments compris, dans l'ordre de son texte."""
    deduits = dict.fromkeys(code for code, element in _sourcees(referentiel) if element.certitude == "deduit")
    return Lacunes(
        referentiel, (*_comptes(referentiel), *_elements(referentiel), *_regles(referentiel)), tuple(deduits)
    )


def _comptes(referentiel: Referentiel) -> Iterator[Lacune]:
    attendu, mots = referentiel.attendu, referentiel.vocabulaire
    connus = sum(len(m.engagements) for m in referentiel.modules)
    if attendu is None or attendu.engagements is None:
        noms = francais.de(francais.accorder(2, mots.engagement))
        yield Lacune("compte", "", f"on ne sait pas combien il compte {noms} (connus : {connus})")
    elif connus < attendu.engagements:
        # Le total annoncé peut ne valoir que pour une partie des modules : l'écart se dit, il ne se répartit pas.
        yield Lacune("compte", "", f"{francais.pluriel(attendu.engagements, mots.engagement)}, dont connus : {connus}")
    if attendu is not None and attendu.modules is not None and len(referentiel.modules) < attendu.modules:
        connus = len(referentiel.modules)
        yield Lacune("compte", "", f"{francais.pluriel(attendu.modules, mots.module)}, dont connus : {connus}")


def _elements(referentiel: Referentiel) -> Iterator[Lacune]:
    mots = referentiel.vocabulaire
    engagements, exigences = (francais.accorder(2, m) for m in (mots.engagement, mots.exigence))
    for module in referentiel.modules:
        if module.titre is None:
            yield Lacune("titre", module.code, "le titre officiel")
        if not module.engagements:
            yield Lacune("engagements", module.code, f"tous les {engagements}")
        elif module.etat == "a_completer":
            yield Lacune("engagements", module.code, f"la liste complète des {engagements}")
        for engagement in module.engagements:
            if engagement.titre is None:
                yield Lacune("titre", engagement.code, "le titre officiel")
            if engagement.etat == "a_completer":
                combien = len(engagement.exigences)
                connues = f" (connus : {combien})" if combien else ""
                yield Lacune("exigences", engagement.code, f"la liste de ses {exigences}{connues}")


def _regles(referentiel: Referentiel) -> Iterator[Lacune]:
    label = referentiel.label
    for texte, connu in (
        ("combien de temps vaut le label", label is not None and label.duree is not None),
        ("quand vient l'audit de suivi", label is not None and label.suivi is not None),
        ("les constats qui empêchent le label", label is not None and bool(label.bloquants)),
        (
            f"la composition : ce qu'un site doit choisir parmi les {francais.accorder(2, referentiel.vocabulaire.module)}",
            bool(referentiel.composition),
        ),
        ("les documents qu'il impose", bool(referentiel.documents)),
        ("ses seuils chiffrés", bool(referentiel.seuils)),
    ):
        if not connu:
            yield Lacune("regle", "", texte)


def _sourcees(referentiel: Referentiel) -> Iterator[tuple[str, Sourcee]]:
    if referentiel.label is not None:
        yield "label", referentiel.label
    yield from (("composition", regle) for regle in referentiel.composition)
    yield from ((f"document {francais.guillemets(d.titre)}", d) for d in referentiel.documents)
    yield from ((f"seuil {francais.guillemets(s.objet)}", s) for s in referentiel.seuils)
    for module in referentiel.modules:
        yield module.code, module
        for engagement in module.engagements:
            yield engagement.code, engagement
            yield from ((exigence.code, exigence) for exigence in engagement.exigences)
