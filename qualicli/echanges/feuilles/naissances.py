"""Ce que devient une ligne neuve : un fichier, ou un élément d'une liste, à moins que le dossier ne l'ait déjà."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from qualicli import francais
from qualicli.echanges.cellules.colonne import Colonne
from qualicli.echanges.feuilles.description import LigneRefusee, Naissance
from qualicli.echanges.feuilles.textes import minuscule
from qualicli.modeles.base import en_identifiant
from qualicli.modeles.importation import Effet
from qualicli.modeles.retouche import Creer


def naitre_fiche(
    naissance: Naissance, dossier: str, extension: str, nom: str, valeurs: Mapping[str, Any], base: str = ""
) -> Iterator[Effet]:
    """Une ligne neuve devient un fichier, à moins que le dossier ne l'ait déjà."""
    identifiant = choisir_identifiant(naissance, dossier, base or naissance.valeurs["intitule"])
    if identifiant:
        naissance.nes[f"{dossier}/{identifiant}"] = naissance.valeurs
        fichier = f"{dossier}/{identifiant}{extension}"
        details = (
            f"{minuscule(c.titre)} {naissance.mots(c.cle, naissance.valeurs[c.cle])}"
            for c in naissance.table.colonnes
            if c.cle != "intitule" and naissance.valeurs.get(c.cle)
        )
        mots = f"{nom} ({fichier}) : {', '.join(details)}".removesuffix(" : ")
        yield Effet(fichier, Creer({c: v for c, v in valeurs.items() if v is not None}), mots)


def identifiant_libre(intitule: str, pris: Collection[str] = ()) -> str:
    """Tire d'un titre un identifiant libre : minuscules sans accent, chiffres et tirets."""
    base = en_identifiant(intitule, 60) or "sans-titre"
    return next(i for i in (base, *(f"{base}-{rang}" for rang in range(2, len(pris) + 3))) if i not in pris)


def choisir_identifiant(naissance: Naissance, dossier: str, intitule: str) -> str:
    """Un identifiant propre et libre ; vide quand un objet de même contenu est déjà là, né du même classeur."""
    base = identifiant_libre(intitule)
    presentes = {ligne.cle: ligne for ligne in naissance.table.lignes}
    for essai in (base, *(f"{base}-{rang}" for rang in range(2, 1000))):
        cle = f"{dossier}/{essai}"
        if naissance.nes.get(cle) == naissance.valeurs and naissance.nes[cle] is not naissance.valeurs:
            return ""  # un autre classeur du même import apporte la même ligne
        if cle in naissance.nes or cle in naissance.exportees:
            continue  # un autre objet, connu du classeur ou né d'une autre ligne
        if cle not in presentes:
            return essai
        if all(presentes[cle].valeurs.get(c, "") == v for c, v in naissance.valeurs.items() if v):
            naissance.nes[cle] = naissance.valeurs
            return ""
        if naissance.valeurs.get("service", "") == presentes[cle].valeurs.get("service", ""):
            raise LigneRefusee(
                f"« {intitule} » existe déjà dans le dossier avec d'autres valeurs ({presentes[cle].fichier})"
            )
    raise LigneRefusee(f"trop d'objets se nomment « {intitule} »")


def deja_la(naissance: Naissance, racine: str) -> bool:
    """Vrai quand le dossier a déjà cet élément de liste, né du même classeur ; lève si ses valeurs diffèrent."""
    if naissance.nes.setdefault(racine, naissance.valeurs) is not naissance.valeurs:
        if naissance.nes[racine] == naissance.valeurs:
            return True
        raise LigneRefusee("deux lignes neuves portent sur la même chose, avec des valeurs différentes")
    for ligne in naissance.table.lignes:
        if ligne.cle.startswith(racine):
            if all(ligne.valeurs.get(c, "") == v for c, v in naissance.valeurs.items() if v):
                return True
            ailleurs = (
                "plus haut dans la feuille"
                if ligne.cle in naissance.exportees
                else f"dans le dossier ({ligne.fichier})"
            )
            raise LigneRefusee(f"cette ligne existe déjà {ailleurs}, avec d'autres valeurs")
    return False


def exiger(naissance: Naissance, colonnes: tuple[Colonne, ...]) -> None:
    """Refuse une ligne neuve à laquelle manque une valeur obligatoire."""
    manquants = [c.titre for c in colonnes if c.obligatoire and not naissance.valeurs.get(c.cle)]
    if manquants:
        raise LigneRefusee(f"il manque {francais.liste(f'« {m} »' for m in manquants)}")


def exiger_un_report(naissance: Naissance, date: str) -> None:
    """Refuse une ligne neuve qui dit pourquoi une date est reportée sans dire à quand."""
    if naissance.valeurs.get("motif_report") and not (date and naissance.valeurs.get(date)):
        raise LigneRefusee("un motif de report sans nouvelle date")
