"""Recevoir le travail des collègues : le fusionner objet par objet, le montrer, puis le poser d'un seul geste."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path, PurePosixPath

from qualicli import francais
from qualicli.depot.distant import Distant, prendre, trouver_distant
from qualicli.depot.etat_de_travail import FichierChange, relever
from qualicli.depot.historique import ORDINAIRES, Enregistrement, Entree, Historique, ouvrir_historique
from qualicli.depot.inventaire import empreinte_octets
from qualicli.depot.pose import Bascule, basculer
from qualicli.depot.ramassage import Ramassage, ramasser
from qualicli.erreurs import ErreurGit, ErreurUsage
from qualicli.modeles.anomalie import Anomalie, Chemin, Gravite
from qualicli.modeles.changements import ChangementDObjet, composer_message, resumer
from qualicli.modeles.fusion_d_objets import Camp, Desaccord
from qualicli.operations.enregistrer_travail import decrire_fichiers, en_valeur
from qualicli.operations.fusionner_fichiers import TroisEtats, fusionner_fichier

Choix = Mapping[tuple[str, Chemin], Camp]


@dataclass(frozen=True)
class Arrivage:
    """Ce que le dépôt distant a de neuf, pris mais pas encore posé."""

    historique: Historique
    distant: Distant
    tete: str
    leur: str
    base: str
    entrants: tuple[Enregistrement, ...]


@dataclass(frozen=True)
class DesaccordDeFichier:
    """Un désaccord, le fichier où il est, et qui l'a changé là-bas."""

    fichier: str
    desaccord: Desaccord
    qui: str

    @property
    def cle(self) -> tuple[str, Chemin]:
        """Ce qui le désigne, pour le trancher."""
        return self.fichier, self.desaccord.chemin


@dataclass(frozen=True)
class Reception:
    """Ce qui serait reçu : les fichiers à poser, les objets qu'ils changent, ce qui reste à trancher, ce qui serait fautif."""

    arrivage: Arrivage
    octets: dict[str, bytes | None] = field(default_factory=dict)
    entrees: dict[str, Entree | None] = field(default_factory=dict)  # ce que l'arbre des collègues en garde déjà
    desaccords: tuple[DesaccordDeFichier, ...] = ()
    changements: tuple[ChangementDObjet, ...] = ()
    erreurs: tuple[Anomalie, ...] = ()

    @property
    def est_vide(self) -> bool:
        """Vrai quand il n'y a rien de neuf."""
        return not self.arrivage.entrants


def prendre_arrivage(racine: Path) -> Arrivage:
    """Demande au dépôt distant ce qu'il a de neuf. Aucun fichier, aucune branche ne bouge."""
    historique = ouvrir_historique(racine)
    historique.verifier_libre()
    distant, tete = trouver_distant(historique), historique.tete()
    changes = relever(historique).changes
    if changes:
        resume = resumer(decrire_fichiers(historique, changes))
        raise ErreurUsage(
            f"Un travail n'est pas enregistré, et serait mêlé à celui des collègues : {francais.minuscule(resume)}.",
            "Enregistrez-le d'abord : « qualicli enregistrer », puis « qualicli recevoir ».",
        )
    leur = prendre(historique, distant)
    if not leur:
        raise ErreurUsage(
            f"« {distant.lisible} » n'a encore rien sur « {distant.branche} ».",
            "« qualicli partager » y met votre travail.",
        )
    base = historique.base(tete, leur) if tete else ""
    if not base:
        raise ErreurGit(
            "le dépôt distant n'a pas le même commencement que ce dossier : ce n'est pas la même démarche",
            "Vérifiez son adresse (« git remote -v »), puis « qualicli recevoir ».",
        )
    return Arrivage(historique, distant, tete, leur, base, tuple(historique.depuis(leur, tete)))


def fusionner_arrivage(arrivage: Arrivage, garder: Camp | None = None, choix: Choix | None = None) -> Reception:
    """Fusionne ce qui est arrivé avec le dossier. N'écrit rien."""
    historique, connus = arrivage.historique, choix or {}
    base, mien, leur = (historique.arbre(o) for o in (arrivage.base, arrivage.tete, arrivage.leur))
    octets: dict[str, bytes | None] = {}
    entrees: dict[str, Entree | None] = {}
    desaccords: list[DesaccordDeFichier] = []
    changes: list[FichierChange] = []
    for chemin in sorted({*base, *leur}):
        la_bas, ici = leur.get(chemin), mien.get(chemin)
        if la_bas in (base.get(chemin), ici):
            continue
        _refuser_l_extraordinaire(chemin, la_bas)
        fichier = chemin.removeprefix(historique.prefixe)
        contenu = historique.contenu(la_bas)
        if ici == base.get(chemin):
            entrees[chemin] = la_bas
        else:
            etats = TroisEtats(historique.contenu(base.get(chemin)), historique.contenu(ici), contenu)
            fusion = fusionner_fichier(historique, fichier, etats, lambda f, c: garder or connus.get((f, c)))
            qui = _auteur(arrivage, chemin) if fusion.desaccords else ""
            desaccords += (DesaccordDeFichier(fichier, d, qui) for d in fusion.desaccords)
            contenu = fusion.octets
            if contenu == etats.mien:
                continue
        octets[chemin] = contenu
        changes.append(FichierChange(fichier, chemin, ici, contenu))
    _refuser_les_homonymes({*mien, *octets} - {c for c, o in octets.items() if o is None}, set(octets) - set(mien))
    objets = tuple(decrire_fichiers(historique, changes))
    return Reception(arrivage, octets, entrees, tuple(desaccords), objets)


def verifier_reception(reception: Reception, au: date) -> Reception:
    """Dit les erreurs que « valider » trouverait de plus, une fois la réception posée."""
    from qualicli.operations.valider import valider_ramassage

    racine, prefixe = reception.arrivage.historique.racine, reception.arrivage.historique.prefixe
    poses = {c.removeprefix(prefixe): o for c, o in reception.octets.items() if c.startswith(prefixe)}
    present = ramasser(racine)
    connues = {(a.code, a.fichier, a.message) for a in valider_ramassage(ramasser(racine), au)[0].anomalies}
    otes = {f for f, o in poses.items() if o is None}
    visibles = {f for f in poses if not any(p.startswith(".") for p in f.split("/"))}
    noms = sorted(({*present.fichiers, *visibles}) - otes)
    lisibles = {
        f: o
        for f, o in poses.items()
        if o is not None and (f in present.sources or f.endswith((".yaml", ".md", ".csv")))
    }
    sources = {f: o for f, o in present.sources.items() if f not in otes} | lisibles
    apres = Ramassage(racine, noms, present.fautes, sources, present.attributs)
    erreurs = tuple(
        a
        for a in valider_ramassage(apres, au)[0].anomalies
        if a.gravite is Gravite.ERREUR and (a.code, a.fichier, a.message) not in connues
        if not _porte_sur_une_piece_recue(a, poses, sources)
    )
    return replace(reception, erreurs=erreurs)


def _porte_sur_une_piece_recue(a: Anomalie, poses: Mapping[str, bytes | None], sources: Mapping[str, bytes]) -> bool:
    """Vrai d'une faute qui tient à ce qu'une pièce reçue n'est pas encore sur le disque : son empreinte est la bonne."""
    if a.code == "LEC019":
        return a.fichier in poses
    fiche = en_valeur(a.fichier, sources.get(a.fichier)) if a.code == "PRV008" else None
    if not isinstance(fiche, dict) or not isinstance(fiche.get("empreinte"), str):
        return False
    piece = poses.get(str(PurePosixPath(a.fichier).with_name(str(fiche.get("fichier")))))
    return piece is not None and empreinte_octets(piece) == fiche["empreinte"].removeprefix("sha256:")


def recevoir(reception: Reception, auteur: str = "") -> None:
    """Pose ce qui est reçu, d'un seul geste, et le garde dans l'historique. Une panne au milieu laisse le dossier intact."""
    arrivage, historique = reception.arrivage, reception.arrivage.historique
    neuf, entrees = arrivage.leur, dict(reception.entrees)
    if arrivage.base != arrivage.tete:
        a_ranger = [c for c in reception.octets if c not in entrees]
        gardes = [c for c in a_ranger if reception.octets[c] is not None]
        objets = historique.deposer(reception.octets[c] or b"" for c in gardes)
        leur = historique.arbre(arrivage.leur)
        mode = {c: (leur.get(c) or Entree(ORDINAIRES[0], "")).mode for c in gardes}
        neuves = {c: Entree(mode[c], objet) for c, objet in zip(gardes, objets, strict=True)}
        entrees |= {c: neuves.get(c) for c in a_ranger}
        arbre = historique.composer_arbre(arrivage.tete, entrees)
        titre = f"Reçoit le travail de {francais.liste(_auteurs(arrivage))}"
        message = composer_message(reception.changements, titre)
        neuf = historique.enregistrer(arbre, [arrivage.tete, arrivage.leur], message, auteur)
    basculer(historique, Bascule(arrivage.tete, neuf, reception.octets, entrees))
    historique.designer(arrivage.distant.suivi, arrivage.leur)


def noter_arrivage(arrivage: Arrivage) -> None:
    """Retient où en est le dépôt distant, quand il n'a rien de neuf pour nous."""
    arrivage.historique.designer(arrivage.distant.suivi, arrivage.leur)


def _auteurs(arrivage: Arrivage) -> list[str]:
    return list(dict.fromkeys(e.auteur for e in arrivage.entrants if e.auteur)) or ["collègues"]


def _auteur(arrivage: Arrivage, chemin: str) -> str:
    derniers = arrivage.historique.depuis(arrivage.leur, arrivage.base, 1, chemin)
    return derniers[0].auteur if derniers else ""


def _refuser_l_extraordinaire(chemin: str, entree: Entree | None) -> None:
    if entree is not None and entree.mode not in ORDINAIRES:
        quoi = "un autre dépôt (sous-module)" if entree.mode == "160000" else "un lien symbolique"
        raise ErreurGit(
            f"le travail reçu contient « {chemin} », qui est {quoi} : rien n'est reçu",
            "Demandez à qui l'a partagé de le remplacer par le fichier lui-même, puis « qualicli recevoir ».",
        )
    if any(p.casefold() in ("", ".", "..", ".git") for p in chemin.split("/")):
        raise ErreurGit(f"le travail reçu contient « {chemin} », qui n'est pas un nom admis : rien n'est reçu", "")


def _refuser_les_homonymes(tous: set[str], neufs: set[str]) -> None:
    """Deux noms qui ne diffèrent que par la casse ou la forme des accents : Windows et macOS n'en garderaient qu'un."""
    formes: dict[str, str] = {}
    for chemin in sorted(tous):
        autre = formes.setdefault(unicodedata.normalize("NFC", chemin).casefold(), chemin)
        if autre != chemin and {autre, chemin} & neufs:
            raise ErreurGit(
                f"le travail reçu contient « {chemin} », et vous avez « {autre} » : ces noms n'en font qu'un sous Windows",
                "Renommez le vôtre, « qualicli enregistrer », puis « qualicli recevoir ».",
            )


def valeur_du_dossier(arrivage: Arrivage, fichier: str) -> object:
    """La valeur d'une fiche telle qu'elle est chez moi, à défaut telle qu'elle est chez eux."""
    historique = arrivage.historique
    chemin = f"{historique.prefixe}{fichier}"
    for objet in (arrivage.tete, arrivage.leur):
        entree = historique.arbre(objet).get(chemin)
        if entree is not None:
            return en_valeur(fichier, historique.contenu(entree))
    return None
