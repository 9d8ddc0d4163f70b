"""Reconnaître nos propres tableaux, quand ils reviennent : une feuille exportée se relit, un relevé est nommé."""

from qualicli.echanges.cellules.cellule import en_texte
from qualicli.echanges.feuilles.description import FeuilleDecrite
from qualicli.echanges.feuilles.documents import ACCES
from qualicli.echanges.feuilles.registre import FEUILLES
from qualicli.echanges.lecture.archive import ClasseurRefuse
from qualicli.echanges.lecture.feuille_lue import FeuilleLue
from qualicli.echanges.tableurs.champs import champs
from qualicli.modeles.familles import PAR_NOM as PAR_FAMILLE
from qualicli.modeles.fiches import TABLEURS
from qualicli.modeles.profil import Profil
from qualicli.rendus.diagnostic.tableaux import ENTETES_ECARTS, ENTETES_TAUX

_RELEVES = (
    (ENTETES_TAUX, "les taux que « qualicli diagnostic » a calculés"),
    (ENTETES_ECARTS, "les écarts que « qualicli ecarts » a relevés"),
)


def reconnaitre_le_notre(feuilles: list[FeuilleLue]) -> Profil | None:
    """Le profil d'une feuille de « qualicli exporter excel --format csv », que rien n'oblige à garder.

    Lève `ClasseurRefuse` pour un de nos tableaux qui ne se remplit pas.
    """
    pleines = [f for f in feuilles if f.lignes]
    if len(pleines) != 1:
        return None
    premiere = pleines[0].lignes[min(pleines[0].lignes)]
    titres = [en_texte(c.valeur) for _, c in sorted(premiere.items())]
    for entetes, quoi in _RELEVES:
        if list(entetes) == titres:
            raise ClasseurRefuse(
                f"ce sont {quoi}, pas un tableau à reprendre", "Corrigez le dossier : ils en sont tirés à chaque fois."
            )
    feuille = max((f for f in FEUILLES if _est(f, titres)), key=lambda f: len(f.colonnes), default=None)
    return None if feuille is None else _profil(feuille, titres, min(pleines[0].lignes))


def _est(feuille: FeuilleDecrite, titres: list[str]) -> bool:
    return {c.titre for c in feuille.colonnes} <= set(titres)


def _profil(feuille: FeuilleDecrite, titres: list[str], entete: int) -> Profil:
    famille = next((n for n in TABLEURS if n in PAR_FAMILLE and PAR_FAMILLE[n].nom_feuille == feuille.nom), None)
    # Un tableur d'enquête a une réponse par ligne, notre feuille une question ; un de retours les compte par sujet.
    if famille in (None, "enquetes", "retours"):
        raise ClasseurRefuse(
            f"c'est la feuille « {feuille.titre} » de nos exports, qui en CSV ne se relit pas",
            "Faites remplir le classeur de « qualicli exporter excel », et reprenez-le par « qualicli importer excel ».",
        )
    calculees = {c.titre for c in feuille.colonnes if c.ouverture == "jamais"}  # un champ peut porter le même titre
    colonnes = [
        {"titre": colonne.titre, "champ": champ}
        for champ, colonne in champs(famille).items()
        if colonne.titre in titres and colonne.titre not in calculees
    ]
    cases = {f"acces_{acces}": acces for acces in ACCES} if "acces" in champs(famille) else {}
    colonnes += [
        {"titre": c.titre, "champ": "acces", "coche": cases[c.cle]} for c in feuille.colonnes if c.cle in cases
    ]
    intitule = f"la feuille « {feuille.titre} » de nos exports"
    cles = {"format": "1", "famille": famille, "intitule": intitule, "entete": entete, "colonnes": colonnes}
    return Profil.model_validate({"@id": feuille.nom, "@fichier": "", **cles})
