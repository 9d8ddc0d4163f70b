"""La réponse libre d'un service, la même colonne sur chaque feuille : elle devient un échange daté de l'objet."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from qualicli.echanges.cellules.colonne import Colonne
from qualicli.echanges.feuilles.description import LigneDeFeuille, lecture_seule
from qualicli.echanges.feuilles.dossier_diagnostique import DossierDiagnostique
from qualicli.modeles.dossier import Dossier
from qualicli.modeles.echange import Echange
from qualicli.modeles.importation import Effet
from qualicli.modeles.retouche import Ajouter

REPONSE = Colonne(
    "reponse",
    "Réponse au référent",
    "long",
    24,
    note="Ce que vous voulez dire au référent qualité de cette ligne, avec vos mots.",
)
ECHANGES = lecture_seule("echanges", "Vos réponses d'avant", 24)


def avec_reponses(
    source: DossierDiagnostique, colonnes: tuple[Colonne, ...], lignes: tuple[LigneDeFeuille, ...]
) -> tuple[tuple[Colonne, ...], tuple[LigneDeFeuille, ...]]:
    """Ajoute à une table la colonne de réponse, et celle des réponses passées s'il y en a."""
    par_fichier = _par_fichier(source.dossier)
    passees = [_passees(source, ligne, par_fichier.get(ligne.fichier, ())) for ligne in lignes]
    if not any(passees):
        return (*colonnes, REPONSE), lignes
    remplies = (replace(li, valeurs={**li.valeurs, "echanges": p}) for li, p in zip(lignes, passees, strict=True))
    return (*colonnes, ECHANGES, REPONSE), tuple(remplies)


def _passees(source: DossierDiagnostique, ligne: LigneDeFeuille, echanges: tuple[Echange, ...]) -> str:
    connus = [e for e in echanges if e.sur in (None, sujet(ligne)) and e.est_connu(source.diagnostic.au)]
    if not connus:
        return ""
    noms = {i: s.sigle or s.nom for i, s in source.dossier.services.items()}
    return "\n".join(
        f"{e.le.en_clair()}{', ' + noms.get(e.service, e.service) if e.service else ''} : {e.texte}" for e in connus
    )


def _par_fichier(dossier: Dossier) -> dict[str, tuple[Echange, ...]]:
    objets = (o for famille in dossier.familles.values() for o in famille.values())
    par_fichier = {o.fichier: getattr(o, "echanges", ()) for o in objets}
    return {fichier: echanges for fichier, echanges in par_fichier.items() if echanges}


def sujet(ligne: LigneDeFeuille) -> str:
    """Ce que la ligne dit d'un objet qui en a plusieurs : « 1.1 chef-lieu », « 2022-09 accueil » ; vide s'il n'en a qu'une."""
    famille, _, *reste = ligne.cle.split("/")
    if famille in ("formations", "indicateurs", "registres"):
        reste = reste[:-1]  # un rang ne désigne rien
    return " ".join(filter(None, reste))


def repondre(
    dossier: Dossier, ligne: LigneDeFeuille, texte: str, service: str, parti: date, au: date
) -> Iterator[Effet]:
    """Une réponse de plus, à moins que le dossier ne l'ait déjà de ce classeur."""
    element: dict[str, Any] = echange(texte, service, au)
    if sujet(ligne):
        element["sur"] = sujet(ligne)
    for deja in _par_fichier(dossier).get(ligne.fichier, ()):
        if (deja.texte, deja.service or "", deja.sur) == (texte, service, element.get("sur")) and deja.le.fin >= parti:
            return
    amorce = {"engagement": ligne.objet[0].point.feuille.engagement.code} if isinstance(ligne.objet, tuple) else None
    yield Effet(
        ligne.fichier, Ajouter(("echanges",), element, amorce), f"{ligne.nom} : réponse du service, « {texte} »"
    )


def echange(texte: str, service: str, au: date) -> dict[str, Any]:
    """Un échange tel qu'il s'écrit."""
    return {"le": au.isoformat(), **({"service": service} if service else {}), "texte": texte}
