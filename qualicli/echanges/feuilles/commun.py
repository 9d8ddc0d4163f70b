"""Ce que toutes les feuilles partagent : leur description, et ce qu'une échéance ou une caducité dit en mots."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from qualicli import francais
from qualicli.echanges.source import Source
from qualicli.echanges.tables import Colonne, Edition, Effet, Ligne, Naissance, Refus, valeur_yaml
from qualicli.modeles.acteur import Acteur
from qualicli.modeles.base import en_identifiant
from qualicli.modeles.retouche import Ajouter, Creer, Poser, Retouche
from qualicli.modeles.temps.dates import DateImprecise

Retoucher = Callable[[Edition, Mapping[str, Colonne]], Iterator[Effet]]
Naitre = Callable[[Naissance], Iterator[Effet]]


@dataclass(frozen=True, slots=True)
class Feuille:
    """Une feuille des classeurs : ses colonnes, d'où viennent ses lignes, ce que deviennent celles que l'on change."""

    nom: str
    titre: str
    conseil: str
    colonnes: tuple[Colonne, ...]
    lignes: Callable[[Source], Iterator[Ligne]]
    retoucher: Retoucher
    naitre: Naitre | None = None
    neuves: int = 0
    propres: Callable[[Source], tuple[Colonne, ...]] | None = None  # des colonnes qui dépendent du dossier
    rien: Callable[[Source], str] | None = None  # pourquoi rien ne peut s'y ajouter, quand c'est le cas


def lecture_seule(
    cle: str, titre: str, largeur: int = 14, note: str = "", genre: Any = "texte", ton: bool = False
) -> Colonne:
    """Une colonne calculée, que personne n'écrit."""
    return Colonne(cle, titre, genre, largeur, "jamais", note=note, ton=ton)


def poser_chaque(edition: Edition, colonnes: Mapping[str, Colonne]) -> Iterator[Effet]:
    """Le cas simple : chaque cellule changée est une clé de l'objet."""
    for cle, valeur in edition.changees.items():
        colonne = colonnes[cle]
        if colonne.obligatoire and not valeur:
            raise Refus(f"« {colonne.titre} » ne peut pas être vidé")
        retouche = Poser((*edition.ligne.racine, *colonne.ou), valeur_yaml(colonne, valeur))
        yield effet(edition, colonne, valeur, retouche)


def effet(edition: Edition, colonne: Colonne, valeur: str, retouche: Retouche, suite: str = "") -> Effet:
    """Ce que devient une cellule, dit en mots."""
    avant = edition.mots(colonne.cle, edition.ligne.valeurs.get(colonne.cle, ""))
    mots = f"{edition.ligne.nom} : {minuscule(colonne.titre)}, {avant} → {edition.mots(colonne.cle, valeur)}{suite}"
    return Effet(edition.ligne.fichier, retouche, mots)


def minuscule(titre: str) -> str:
    """Un titre de colonne au milieu d'une phrase."""
    return titre if titre[1:2].isupper() else titre[:1].lower() + titre[1:]


def reviser(edition: Edition, colonnes: Mapping[str, Colonne], initiale: str, revision: int | None) -> Iterator[Effet]:
    """Une échéance change : la première s'écrit, les suivantes s'ajoutent avec leur motif ; aucune ne s'efface."""
    groupe = {c: v for c, v in edition.changees.items() if colonnes[c].groupe == "revision"}
    simples = {c: v for c, v in edition.changees.items() if c not in groupe}
    nouvelle, motif = groupe.get("echeance"), groupe.get("motif_report")
    if nouvelle == "":
        raise Refus("une échéance ne s'efface pas ; donnez la nouvelle date")
    if nouvelle is not None and not edition.ligne.valeurs.get("echeance"):
        yield effet(edition, colonnes["echeance"], nouvelle, Poser((*edition.ligne.racine, initiale), nouvelle))
    elif nouvelle is not None:
        element = {"nouvelle": nouvelle, **({"motif": motif} if motif else {}), "le": edition.au.isoformat()}
        suite = f" ({motif})" if motif else ", sans motif"
        yield effet(
            edition, colonnes["echeance"], nouvelle, Ajouter((*edition.ligne.racine, "revisions"), element), suite
        )
    elif motif is not None:
        if revision is None:
            raise Refus("un motif de report sans nouvelle date")
        retouche = Poser((*edition.ligne.racine, "revisions", revision, "motif"), motif or None)
        yield effet(edition, colonnes["motif_report"], motif, retouche)
    if simples:
        yield from poser_chaque(Edition(edition.ligne, simples, edition.au, edition.dossier, edition.mots), colonnes)


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
            raise Refus(f"« {intitule} » existe déjà dans le dossier avec d'autres valeurs ({presentes[cle].fichier})")
    raise Refus(f"trop d'objets se nomment « {intitule} »")


def deja_la(naissance: Naissance, racine: str) -> bool:
    """Vrai quand le dossier a déjà cet élément de liste, né du même classeur ; lève si ses valeurs diffèrent."""
    if naissance.nes.setdefault(racine, naissance.valeurs) is not naissance.valeurs:
        if naissance.nes[racine] == naissance.valeurs:
            return True
        raise Refus("deux lignes neuves portent sur la même chose, avec des valeurs différentes")
    for ligne in naissance.table.lignes:
        if ligne.cle.startswith(racine):
            if all(ligne.valeurs.get(c, "") == v for c, v in naissance.valeurs.items() if v):
                return True
            ailleurs = (
                "plus haut dans la feuille"
                if ligne.cle in naissance.exportees
                else f"dans le dossier ({ligne.fichier})"
            )
            raise Refus(f"cette ligne existe déjà {ailleurs}, avec d'autres valeurs")
    return False


def exiger(naissance: Naissance, colonnes: tuple[Colonne, ...]) -> None:
    """Refuse une ligne neuve à laquelle manque une valeur obligatoire."""
    manquants = [c.titre for c in colonnes if c.obligatoire and not naissance.valeurs.get(c.cle)]
    if manquants:
        raise Refus(f"il manque {francais.liste(f'« {m} »' for m in manquants)}")


def texte(valeur: object) -> str:
    """Une valeur d'objet en texte ; vide quand elle manque."""
    if isinstance(valeur, bool):
        return "oui" if valeur else "non"
    return "" if valeur is None else str(valeur)


def acteur(valeur: Acteur | None) -> str:
    """Un acteur tel qu'on l'écrit en bref."""
    return "" if valeur is None else str(valeur) if valeur.organisme else valeur.id or valeur.fonction or ""


def acteurs_fermes(objet: Any, *cles: str) -> frozenset[str]:
    """Les acteurs écrits en détail, avec un organisme : ils ne tiennent pas dans une cellule."""
    return frozenset(c for c in cles if getattr(objet, c) is not None and getattr(objet, c).organisme)


def delai(quand: DateImprecise | None, au: date) -> str:
    """Où en est une échéance : « en retard de 3 jours », « dans 12 jours », « aujourd'hui »."""
    if quand is None:
        return ""
    jours = (quand.fin - au).days
    if jours < 0:
        return f"en retard de {francais.pluriel(-jours, 'jour')}"
    return "aujourd'hui" if jours == 0 else f"dans {francais.pluriel(jours, 'jour')}"
