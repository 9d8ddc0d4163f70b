"""Ajouter au dossier : un fichier, un élément d'une liste, une entrée d'un fichier unique, une pièce et sa fiche."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Any

from qualicli import francais
from qualicli.depot import yaml_brut
from qualicli.depot.corps import corps_de
from qualicli.depot.texte_brut import BOM, ENTETE
from qualicli.erreurs import ErreurUsage
from qualicli.modeles.base import MOTIF_IDENTIFIANT, Objet, en_identifiant
from qualicli.modeles.familles import A_PIECE
from qualicli.modeles.importation import Effet
from qualicli.modeles.mots_du_format import mot
from qualicli.modeles.retouche import Ajouter, Creer, Poser, Retouche
from qualicli.operations.classeurs import DossierOuvert
from qualicli.operations.designer import designer
from qualicli.operations.destinations import Destination
from qualicli.operations.gestes import Geste, preparer
from qualicli.operations.nouveau import identifiant
from qualicli.operations.pieces import TOTAL_MAX, PieceRecue, pieces_de, recevoir
from qualicli.operations.possibles import cites
from qualicli.operations.reponses import Reponses

BROUILLON = "brouillon"  # ce qu'un dossier de dépôt donne : une fiche à relire, qui ne prouve encore rien


@dataclass
class Ajout:
    """Une chose à ajouter : ses réponses, et la pièce qui l'accompagne s'il y en a une."""

    destination: Destination
    reponses: Reponses
    piece: PieceRecue | None = None
    identifiant: str = ""
    dans: Objet | None = None

    @property
    def nom(self) -> str:
        """Comment on en parle : « preuve « Charte » »."""
        return f"{mot(self.destination.nom)} {francais.guillemets(_titre(self.reponses.ordonnees())[:60])}"


def _titre(valeurs: Mapping[str, Any]) -> str:
    """Ce qui nomme le mieux des réponses : leur titre, leur nom, leurs mots, à défaut les deux premières."""
    textes = [str(valeurs[c]) for c in ("intitule", "nom", "titre", "texte", "fonction") if valeurs.get(c)]
    textes += [", ".join([v for v in valeurs.values() if isinstance(v, str)][:2])]
    return " ".join(next(iter(textes), "").split())


@dataclass
class _Places:
    """Les noms déjà pris, sur le disque comme par ce que l'on ajoute."""

    ouvert: DossierOuvert
    effets: list[Effet] = field(default_factory=list)
    pieces: dict[str, bytes] = field(default_factory=dict)
    mentions: list[str] = field(default_factory=list)

    def fichiers(self) -> set[str]:
        """Tous les chemins que l'on ne peut plus prendre, casse ignorée : Windows n'en fait qu'un."""
        return {f.casefold() for f in (*self.ouvert.lecture.fichiers, *(e.fichier for e in self.effets), *self.pieces)}


def commencer(ouvert: DossierOuvert, destination: Destination, au: date) -> Reponses:
    """Les réponses, encore vides, à donner pour ajouter quelque chose."""
    fichier = f"{destination.famille.nom}/x.yaml" if destination.est_un_fichier else destination.famille.nom
    return Reponses(destination.formulaire, destination.modele, ouvert.dossier, au, fichier)


def recevoir_pieces(
    ouvert: DossierOuvert, destination: Destination, chemins: Iterable[Path], au: date
) -> tuple[list[Ajout], list[str]]:
    """Une chose à ajouter par pièce, ce que son nom propose en réponse ; un dossier de dépôt donne des brouillons.

    Rend aussi, en mots, les pièces déjà jointes, et celles d'un dossier de dépôt qui ne se joignent pas.
    """
    chemins = list(chemins)
    if chemins and (destination.cle or destination.famille.nom not in A_PIECE):
        raise ErreurUsage(
            f"Aucune pièce ne se joint à « {destination.nom} ».",
            f"Elle se joint à {francais.liste(sorted(A_PIECE), 'ou')} : « qualicli ajouter {min(A_PIECE)} FICHIER ».",
        )
    connues = {
        p.empreinte.removeprefix("sha256:"): p.fichier
        for p in ouvert.dossier.preuves.values()
        if p.empreinte is not None
    }
    codes = cites("references", ouvert.dossier)
    ajouts: list[Ajout] = []
    ecartees: list[str] = []
    for chemin in chemins:
        en_depot = chemin.is_dir() and not chemin.is_symlink()
        for fichier in pieces_de(chemin) if en_depot else [chemin]:
            try:
                piece = recevoir(fichier, destination.formulaire, codes)
            except ErreurUsage as refus:
                if not en_depot:
                    raise
                ecartees.append(refus.message.removesuffix(" Rien n'est écrit."))
                continue
            empreinte = piece.empreinte.removeprefix("sha256:")
            if empreinte in connues:
                ecartees.append(f"« {fichier.name} » est déjà jointe : {connues[empreinte]}.")
                continue
            connues[empreinte] = fichier.name
            ajout = Ajout(destination, commencer(ouvert, destination, au), piece)
            proposer(ajout, en_depot)
            ajouts.append(ajout)
            if sum(len(a.piece.octets) for a in ajouts if a.piece) > TOTAL_MAX:
                raise ErreurUsage(
                    f"Ces pièces dépassent ensemble {TOTAL_MAX // 2**20} Mio : rien n'est écrit.",
                    "Ajoutez-les en plusieurs fois.",
                )
    return ajouts, ecartees


def proposer(ajout: Ajout, brouillon: bool) -> None:
    """Répond d'après le nom de la pièce ; ce qu'une pièce couvre ne se lit de son nom que pour un brouillon."""
    assert ajout.piece is not None  # noqa: S101 (l'appelant vient de la recevoir)
    reponses = ajout.reponses
    propositions = dict(ajout.piece.propositions)
    if brouillon:
        propositions |= {"etat": BROUILLON}
        propositions.setdefault("type", "autre")
        propositions.setdefault("intitule", "Pièce à nommer")
    else:
        propositions.pop("couvre", None)
    for cle, texte in propositions.items():
        if reponses.formulaire.question(cle) is not None:
            reponses.donner(cle, texte)


def situer(ouvert: DossierOuvert, destination: Destination, dans: str | None) -> Objet | None:
    """L'objet dans lequel un élément de liste s'ajoute ; `None` pour ce qui n'est pas un élément de liste."""
    if destination.est_un_fichier or destination.est_une_table:
        if dans:
            raise ErreurUsage(f"--dans ne sert pas pour « {destination.nom} ».", "Retirez cette option.")
        return None
    noms = francais.liste((f"{f.nom}/" for f in destination.familles), "ou")
    if not dans:
        raise ErreurUsage(
            f"Il manque --dans : l'objet de {noms} où ajouter « {destination.nom} ».", "Donnez son identifiant."
        )
    return designer(ouvert.dossier, destination.familles, dans)


def composer_ajouts(ouvert: DossierOuvert, ajouts: Iterable[Ajout], mentions: Iterable[str] = ()) -> Geste:
    """Ce que des ajouts écriraient, ensemble. N'écrit rien."""
    places = _Places(ouvert, mentions=list(mentions))
    ajouts = list(ajouts)
    for ajout in ajouts:
        _ecrire = _fichier if ajout.destination.est_un_fichier else _element
        _ecrire(places, ajout)
    sujet = f"Ajout : {ajouts[0].nom}" if ajouts else "Ajout"
    sujet += f" et {francais.pluriel(len(ajouts) - 1, 'autre')}" if len(ajouts) > 1 else ""
    return preparer(ouvert, sujet, places.effets, places.pieces, places.mentions)


def _fichier(places: _Places, ajout: Ajout) -> None:
    famille, valeurs = ajout.destination.famille, ajout.reponses.ordonnees()
    nom = _nom_du_fichier(places, ajout, valeurs)
    corps = ajout.reponses.corps
    fichier = f"{famille.nom}/{nom}{'.md' if corps else famille.extensions[0]}"
    if ajout.piece is not None:
        piece = str(PurePosixPath(fichier).with_suffix(ajout.piece.extension))
        places.pieces[piece] = ajout.piece.octets
        valeurs |= {"fichier": piece.rpartition("/")[2], "empreinte": ajout.piece.empreinte}
    deja = None if ajout.piece else _deja_la(places.ouvert, famille.nom, valeurs, corps)
    if deja:
        places.mentions.append(f"Déjà dans le dossier, avec les mêmes valeurs : {deja}.")
        return
    places.effets.append(Effet(fichier, Creer(valeurs, corps), francais.majuscule(ajout.nom)))


def _deja_la(ouvert: DossierOuvert, famille: str, valeurs: Mapping[str, Any], corps: str) -> str | None:
    """La fiche qui dit déjà exactement cela."""
    from qualicli.depot.yaml_ecrit import en_textes  # ruamel.yaml se charge lentement : pour écrire, seulement

    voulues = en_textes(valeurs)
    fiches = (f for f in sorted(ouvert.octets) if f.startswith(f"{famille}/") and f.endswith((".yaml", ".md")))
    return next((f for f in fiches if brut(ouvert, f) == voulues and corps_de(ouvert.octets[f]) == corps), None)


def brut(ouvert: DossierOuvert, fichier: str) -> dict[str, Any]:
    """Ce qu'une fiche du dossier dit, clé par clé, tel qu'elle l'écrit."""
    octets = ouvert.octets[fichier].removeprefix(BOM)
    trouve = ENTETE.match(octets) if fichier.endswith(".md") else None
    return yaml_brut.lire(octets[: trouve.end(1)] if trouve else octets)[0] or {}


def _nom_du_fichier(places: _Places, ajout: Ajout, valeurs: Mapping[str, Any]) -> str:
    """Le nom du fichier, sans extension : celui que l'on demande, sinon tiré du titre, et toujours libre."""
    famille = ajout.destination.famille
    pris = places.fichiers()

    def est_pris(nom: str) -> bool:
        chemin = f"{famille.nom}/{nom}".casefold()
        suffixes = (*famille.extensions, *((ajout.piece.extension,) if ajout.piece else ()))
        return any(f"{chemin}{s}" in pris for s in suffixes)

    if famille.par_chemin:
        return _par_chemin(places.ouvert, ajout, valeurs, est_pris)
    if ajout.identifiant:
        nom = verifier_identifiant(ajout.identifiant)
        if est_pris(nom) or nom in places.ouvert.dossier.familles.get(famille.nom, {}):
            raise ErreurUsage(f"« {nom} » existe déjà dans {famille.nom}/.", "Donnez un autre --id.")
        return nom
    base = _base(ajout, valeurs)
    connus = places.ouvert.dossier.familles.get(famille.nom, {})
    suite: Callable[[int], str] = lambda rang: base if rang == 1 else f"{base}-{rang}"  # noqa: E731
    return next(suite(r) for r in range(1, 10_000) if not est_pris(suite(r)) and suite(r) not in connus)


def _base(ajout: Ajout, valeurs: Mapping[str, Any]) -> str:
    """De quoi nommer un objet : ce qui le distingue dans sa famille, sinon son titre, sinon ce qu'il faut en dire."""
    famille = ajout.destination.famille
    uniques = [str(valeurs[c]) for c in famille.unique if isinstance(valeurs.get(c), str)]
    if not uniques and valeurs.get("intitule"):
        uniques = [str(valeurs["intitule"])]
    if not uniques:
        exigees = [q for q in ajout.destination.formulaire.questions if q.obligatoire and q.nature != "texte"]
        uniques = [str(valeurs[q.cle]) for q in exigees if q.cle in valeurs and not q.unique_valeur]
    return en_identifiant(" ".join(uniques), 60) or famille.nom.removesuffix("s")


def _par_chemin(
    ouvert: DossierOuvert, ajout: Ajout, valeurs: Mapping[str, Any], est_pris: Callable[[str], bool]
) -> str:
    """Une fiche d'engagement se range sous son référentiel, à son numéro."""
    referentiel, barre, numero = ajout.identifiant.rpartition("/")
    code = numero or str(valeurs.get("engagement", ""))
    referentiel = referentiel if barre else ouvert.dossier.referentiel_unique or ""
    if not referentiel:
        raise ErreurUsage("Le périmètre a plusieurs référentiels.", "Dites lequel : --id RÉFÉRENTIEL/NUMÉRO.")
    nom = f"{referentiel}/{code.zfill(2) if code.isdigit() else code}"
    if est_pris(nom):
        raise ErreurUsage(
            f"« engagements/{nom}.yaml » existe déjà.", "Ajoutez-y une évaluation : « qualicli evaluer »."
        )
    return nom


def verifier_identifiant(texte: str) -> str:
    """Vérifie qu'un texte peut servir d'identifiant, donc de nom de fichier partout."""
    import re

    if not re.fullmatch(MOTIF_IDENTIFIANT, texte) or len(texte) > 80 or en_identifiant(texte) != texte:
        propre = en_identifiant(texte)
        raise ErreurUsage(
            f"« {texte} » ne peut pas servir d'identifiant.",
            f"Minuscules sans accent, chiffres et tirets{f' : « {propre} »' if propre else ''}.",
        )
    return texte


def _element(places: _Places, ajout: Ajout) -> None:
    """Un élément à la fin d'une liste, ou une entrée d'un fichier unique."""
    destination, valeurs = ajout.destination, ajout.reponses.ordonnees()
    deduite = next((q.cle for q in destination.formulaire.questions if q.se_deduit), None)
    if deduite is not None and deduite not in valeurs:
        nom = verifier_identifiant(ajout.identifiant) if ajout.identifiant else en_identifiant(_titre(valeurs), 40)
        valeurs = {deduite: nom or destination.nom, **valeurs}
    fichier = ajout.dans.fichier if ajout.dans is not None else destination.famille.nom
    present = brut(places.ouvert, fichier) if fichier in places.ouvert.octets else {}
    retouche: Retouche
    if destination.est_une_table:
        table = present.get(destination.cle) or {}
        nom = _base(ajout, valeurs) if "intitule" in valeurs else en_identifiant(str(valeurs.get("nom", "")), 60)
        nom = verifier_identifiant(ajout.identifiant) if ajout.identifiant else identifiant(nom, table, destination.nom)
        if nom in table:
            raise ErreurUsage(f"« {nom} » existe déjà dans {fichier}.", "Donnez un autre --id.")
        retouche = Poser((destination.cle, nom), valeurs) if present else Creer({destination.cle: {nom: valeurs}})
    else:
        from qualicli.depot.yaml_ecrit import en_textes

        if en_textes(valeurs) in (present.get(destination.cle) or ()):
            places.mentions.append(f"Déjà noté dans {fichier} : rien à ajouter.")
            return
        retouche = Ajouter((destination.cle,), valeurs)
    places.effets.append(Effet(fichier, retouche, francais.majuscule(ajout.nom)))
