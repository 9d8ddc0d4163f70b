"""Ce que la validation dirait d'un import avant qu'il soit écrit : l'impossible est rejeté, le reste à corriger annoncé."""

from dataclasses import replace
from difflib import SequenceMatcher

from qualicli.modeles.anomalie import Anomalie
from qualicli.modeles.importation import Effet, Rejet
from qualicli.modeles.retouche import Creer
from qualicli.operations.importer import Import, composer_import, erreurs_nouvelles


def verifier(prepare: Import) -> Import:
    """Rejette les objets où l'import écrirait une valeur impossible, et retient les autres erreurs qu'il ajouterait."""
    ouvert, fusion = prepare.retour.ouvert, prepare.fusion
    erreurs = erreurs_nouvelles(ouvert, prepare.fichiers)
    refusees = [a for a in erreurs if _vient_d_une_valeur_ecrite(a, prepare)]
    if not refusees:
        return replace(prepare, erreurs=tuple(erreurs))
    for a in refusees:
        mots = " ; ".join(e.mots for e in fusion.effets if e.fichier == a.fichier)
        fusion.rejets.append(Rejet("", "", a.fichier, f"{a.message} {a.conseil} ({mots})", a.fichier))
    fusion.retenir()
    recompose = composer_import(prepare)
    return replace(recompose, erreurs=tuple(erreurs_nouvelles(ouvert, recompose.fichiers)))


def _vient_d_une_valeur_ecrite(anomalie: Anomalie, prepare: Import) -> bool:
    """Vrai quand l'anomalie est sur une ligne que l'import écrit : c'est la valeur saisie qui ne va pas.

    Une clé qui manque désigne l'objet entier, donc la première ligne d'un fichier neuf : elle s'annonce seulement.
    """
    octets = prepare.fichiers.get(anomalie.fichier)
    if octets is None:
        return False
    avant = prepare.retour.ouvert.octets.get(anomalie.fichier, b"").decode("utf-8", "replace").splitlines()
    apres = octets.decode("utf-8", "replace").splitlines()
    premieres = _premieres(prepare.fusion.effets, anomalie.fichier)
    for genre, _, _, debut, fin in SequenceMatcher(None, avant, apres, autojunk=False).get_opcodes():
        if genre != "equal" and debut < anomalie.ligne <= fin:
            return anomalie.ligne > premieres
    return False


def _premieres(effets: list[Effet], fichier: str) -> int:
    """Combien de lignes, en tête, ne désignent qu'un objet neuf."""
    return 2 if any(e.fichier == fichier and isinstance(e.retouche, Creer) for e in effets) else 0
