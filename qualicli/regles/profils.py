"""PRO : un profil de tableur remplit des champs qui existent, chacun une fois, et tous ceux qu'il faut."""

from collections.abc import Iterator

from qualicli import francais
from qualicli.modeles.anomalie import Chemin, Faute, Gravite
from qualicli.modeles.profil import COULEURS, ColonneProfil, Profil
from qualicli.regles.contexte import Contexte, Regle


def champs_inconnus(contexte: Contexte) -> Iterator[Faute]:
    """Une colonne ou une constante remplit un champ de la famille visée."""
    for profil in contexte.dossier.profils.values():
        admis = profil.tableur.champs
        for chemin, champ in _champs(profil):
            if champ not in admis:
                proche = francais.plus_proche(champ, admis)
                message = f"« {champ} » n'est pas un champ qu'un tableur remplit dans « {profil.famille} »."
                conseil = f"Vouliez-vous dire « {proche} » ?" if proche else f"Champs : {', '.join(admis)}."
                yield Faute(profil.fichier, chemin, message, conseil)


def _champs(profil: Profil) -> Iterator[tuple[Chemin, str]]:
    for rang, colonne in enumerate(profil.colonnes):
        yield ("colonnes", rang, "champ"), colonne.champ
        yield from ((("colonnes", rang, "pour", champ), champ) for champ in colonne.pour)
    yield from ((("constantes", champ), champ) for champ in profil.constantes)


def champs_doubles(contexte: Contexte) -> Iterator[Faute]:
    """Une colonne ne remplit qu'un champ, un champ ne vient que d'une colonne, cases à cocher et grilles mises à part."""
    for profil in contexte.dossier.profils.values():
        for cle, quoi in (("titre", "La colonne"), ("champ", "Le champ")):
            vus: set[object] = set()
            for rang, colonne in enumerate(profil.colonnes):
                valeur = getattr(colonne, cle)
                unique = _titre(colonne) if cle == "titre" else _destination(colonne)
                if unique in vus:
                    message = f"{quoi} « {valeur} » est déjà plus haut dans ce profil."
                    yield Faute(profil.fichier, ("colonnes", rang, cle), message, "Retirez l'une des deux lignes.")
                vus.add(unique)


def _titre(colonne: ColonneProfil) -> object:
    """Un titre ; la couleur d'une colonne se lit à part de son texte."""
    return colonne.titre, bool(colonne.couleurs)


def _destination(colonne: ColonneProfil) -> object:
    """Le champ que remplit une colonne, pour quelle question, quelle croix, et dans quelle colonne d'une grille."""
    return colonne.champ, colonne.question, colonne.coche, tuple(sorted(colonne.pour.items()))


def champs_manquants(contexte: Contexte) -> Iterator[Faute]:
    """Un profil remplit les champs sans lesquels aucune ligne ne devient un objet."""
    for profil in contexte.dossier.profils.values():
        for champ in profil.manquants:
            message = f"Rien ne remplit le champ « {champ} », obligatoire dans « {profil.famille} »."
            conseil = f"Ajoutez sa colonne, ou une valeur pour toutes les lignes : « constantes: {{{champ}: …}} »."
            yield Faute(profil.fichier, ("colonnes",), message, conseil)


def couleurs_inconnues(contexte: Contexte) -> Iterator[Faute]:
    """Une couleur porte l'un des noms que la lecture d'un tableur lui donne."""
    for profil in contexte.dossier.profils.values():
        for rang, colonne in enumerate(profil.colonnes):
            for couleur in colonne.couleurs:
                if couleur not in COULEURS:
                    proche = francais.plus_proche(couleur, COULEURS)
                    conseil = f"Vouliez-vous dire « {proche} » ?" if proche else f"Couleurs : {', '.join(COULEURS)}."
                    chemin = ("colonnes", rang, "couleurs", couleur)
                    yield Faute(profil.fichier, chemin, f"« {couleur} » n'est pas une couleur que l'on lit.", conseil)


REGLES = (
    Regle(
        "PRO001",
        Gravite.ERREUR,
        "Champ inconnu dans un profil de tableur",
        "Chaque famille a les champs qu'un tableur peut remplir ; les autres s'écrivent à la main.",
        "colonnes:\n  - {titre: Pilote, champ: pilote}",
        "colonnes:\n  - {titre: Pilote, champ: responsable}",
        champs_inconnus,
    ),
    Regle(
        "PRO002",
        Gravite.ERREUR,
        "Colonne ou champ en double dans un profil",
        "Quand deux colonnes remplissent un champ, rien ne dit laquelle croire.",
        "colonnes:\n  - {titre: Action, champ: intitule}\n  - {titre: Objet, champ: intitule}",
        "colonnes:\n  - {titre: Action, champ: intitule}",
        champs_doubles,
    ),
    Regle(
        "PRO003",
        Gravite.AVERTISSEMENT,
        "Champ obligatoire que le profil ne remplit pas",
        "Sans lui, toutes les lignes du tableur seraient refusées.",
        "famille: preuves\ncolonnes:\n  - {titre: Document, champ: intitule}",
        "famille: preuves\ncolonnes:\n  - {titre: Document, champ: intitule}\nconstantes: {type: affiche}",
        champs_manquants,
    ),
    Regle(
        "PRO004",
        Gravite.ERREUR,
        "Couleur inconnue dans un profil",
        "Les couleurs voisines sont ramenées à quelques noms ; gris, blanc et noir sont de la mise en forme.",
        "colonnes:\n  - {titre: Action, champ: statut, couleurs: {verte: faite}}",
        "colonnes:\n  - {titre: Action, champ: statut, couleurs: {vert: faite}}",
        couleurs_inconnues,
    ),
)
