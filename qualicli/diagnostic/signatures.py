"""Où en est chaque signature : ce qui est signé lui correspond encore, a changé, a été rectifié, a disparu."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from qualicli.modeles.acte_signe import ActeSigne
from qualicli.modeles.dossier import Dossier
from qualicli.modeles.signatures import Difference, depuis_la_signature, differences_de_texte, entre_actes, versions

EtatSignature = Literal["conforme", "change", "rectifie", "remplace", "touche", "disparu", "autrement"]
Redacteur = Callable[[str, date], str | None]
A_REPRENDRE = frozenset({"change", "touche", "disparu"})


@dataclass(frozen=True, slots=True)
class SignatureSuivie:
    """Un acte, ce qu'il signe en mots, où il en est, et ce qui diffère : de l'objet, ou de l'acte qui le rectifie."""

    acte: ActeSigne
    nom: str
    etat: EtatSignature
    differences: tuple[Difference, ...] = ()

    @property
    def est_a_reprendre(self) -> bool:
        """Vrai quand ce qui est signé n'est plus ce que le dossier dit."""
        return self.etat in A_REPRENDRE


def suivre(dossier: Dossier, au: date, rediger: Redacteur, outil: str = "") -> Iterator[SignatureSuivie]:
    """Chaque acte connu à une date, objet par objet, de la première version à celle qui vaut."""
    actes = dossier.signatures
    connus = (a for a in sorted(actes.values(), key=lambda a: (a.le, a.id)) if a.le.est_acquise(au))
    for objet in dict.fromkeys(a.objet for a in connus):
        yield from suivre_objet(dossier, objet, au, rediger, outil)


def suivre_objet(
    dossier: Dossier, objet: str, au: date, rediger: Redacteur, outil: str = ""
) -> Iterator[SignatureSuivie]:
    """Les actes d'un objet, de la première version à celle qui vaut."""
    siens = versions(dossier.signatures, objet, au)
    for rang, acte in enumerate(siens, 1):
        suivant = siens[rang] if rang < len(siens) else None
        nom = nommer(dossier, acte)
        if not acte.est_intact:
            yield SignatureSuivie(acte, nom, "touche")
        elif suivant is not None:
            rectifie = suivant.rectifie == acte.id
            changes = entre_actes(acte, suivant) if rectifie else ()
            yield SignatureSuivie(acte, nom, "rectifie" if rectifie else "remplace", changes)
        else:
            yield _derniere(dossier, acte, nom, rediger, outil)


def _derniere(dossier: Dossier, acte: ActeSigne, nom: str, rediger: Redacteur, outil: str = "") -> SignatureSuivie:
    """La version qui vaut, comparée au dossier."""
    if acte.famille:
        objet = dossier.familles.get(acte.famille, {}).get(acte.identifiant)
        changes = depuis_la_signature(acte, objet) if objet is not None else None
    else:
        texte = rediger(acte.objet, acte.le.fin)
        changes = tuple(differences_de_texte(acte.corps, texte)) if texte is not None else None
    if changes is None:
        return SignatureSuivie(acte, nom, "disparu")
    memes_mots = bool(acte.famille) or acte.outil == outil
    return SignatureSuivie(acte, nom, ("change" if memes_mots else "autrement") if changes else "conforme", changes)


def nommer(dossier: Dossier, acte: ActeSigne) -> str:
    """Ce qui est signé, par son titre ; à défaut, par son identifiant."""
    objet = dossier.familles.get(acte.famille, {}).get(acte.identifiant)
    titre = getattr(objet, "intitule", None) or acte.signe.get("intitule")
    if not acte.famille:
        titre = next((li[2:] for li in acte.corps.split("\n") if li.startswith("# ")), None)
    return str(titre or acte.objet)
