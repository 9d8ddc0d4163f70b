"""Les cellules qui disent quelque chose sans le nommer : une case cochée, une couleur de fond."""

from qualicli import francais
from qualicli.echanges.cellules.cellule import Cellule, ValeurRefusee, en_texte
from qualicli.echanges.cellules.colonne import SEPARATEUR, Colonne
from qualicli.echanges.tableurs.mots_des_services import nu
from qualicli.modeles.profil import ColonneProfil

_SIGNES = frozenset("✓✔☑☒✗✘×●•■√")
_COCHEES = frozenset({"x", "xx", "oui", "o", "ok", "1", "vrai", "true", "fait", "yes"})
_VIDES = frozenset({"non", "n", "0", "faux", "false", "no"})
_SIGNES_VIDES = frozenset("-–—☐□○./")


def est_cochee(cellule: Cellule) -> bool | None:
    """Vrai pour une case cochée, faux pour une case qui ne l'est pas ; rien quand elle dit autre chose."""
    texte = en_texte(cellule.valeur).strip()
    if nu(texte) in _COCHEES or (texte and set(texte) <= _SIGNES):
        return True
    return False if not texte or nu(texte) in _VIDES or set(texte) <= _SIGNES_VIDES else None


def cocher(colonne: ColonneProfil, cellule: Cellule) -> str:
    """La valeur que donne une case : celle de sa colonne si elle est cochée. Refuse ce qui n'est pas une croix."""
    cochee = est_cochee(cellule)
    if cochee is None:
        raise ValeurRefusee(
            f"{francais.guillemets(en_texte(cellule.valeur))} n'est ni une croix, ni une case vide ; "
            "mettez une croix, et la précision dans une colonne de commentaire"
        )
    return colonne.coche or "" if cochee else ""


def colorer(colonne: ColonneProfil, couleur: str) -> str:
    """La valeur que dit une couleur de fond ; vide sans couleur. Refuse celle que le profil n'explique pas."""
    if not couleur:
        return ""
    if couleur not in colonne.couleurs:
        raise ValeurRefusee(
            f"sa couleur, « {couleur} », n'est pas dans le profil ; "
            f"ajoutez-la aux « couleurs » de {colonne.champ}, ou retirez-la"
        )
    return colonne.couleurs[couleur]


def reunir(decrite: Colonne, deja: str, titre: str, valeur: str) -> str:
    """Ce que disent ensemble deux cases d'une même ligne : une liste s'allonge, deux réponses se contredisent."""
    if not deja or not valeur or deja == valeur:
        return deja or valeur
    if decrite.genre == "liste":
        return SEPARATEUR.join(dict.fromkeys((*deja.split(SEPARATEUR), *valeur.split(SEPARATEUR))))
    raise ValeurRefusee(f"« {titre} » est coché aussi ; gardez une seule réponse")
