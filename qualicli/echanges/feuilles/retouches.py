"""Ce que devient une ligne changée : une clé posée, une échéance révisée."""

from collections.abc import Iterator, Mapping

from qualicli.echanges.cellules.colonne import Colonne, valeur_yaml
from qualicli.echanges.feuilles.description import Edition, LigneRefusee
from qualicli.echanges.feuilles.textes import minuscule
from qualicli.modeles.importation import Effet
from qualicli.modeles.retouche import Ajouter, Poser, Retouche


def poser_chaque(edition: Edition, colonnes: Mapping[str, Colonne]) -> Iterator[Effet]:
    """Le cas simple : chaque cellule changée est une clé de l'objet."""
    for cle, valeur in edition.changees.items():
        colonne = colonnes[cle]
        if colonne.obligatoire and not valeur:
            raise LigneRefusee(f"« {colonne.titre} » ne peut pas être vidé")
        retouche = Poser((*edition.ligne.racine, *colonne.ou), valeur_yaml(colonne, valeur))
        yield effet(edition, colonne, valeur, retouche)


def effet(edition: Edition, colonne: Colonne, valeur: str, retouche: Retouche, suite: str = "") -> Effet:
    """Ce que devient une cellule, dit en mots."""
    avant = edition.mots(colonne.cle, edition.ligne.valeurs.get(colonne.cle, ""))
    mots = f"{edition.ligne.nom} : {minuscule(colonne.titre)}, {avant} → {edition.mots(colonne.cle, valeur)}{suite}"
    return Effet(edition.ligne.fichier, retouche, mots)


def reviser(edition: Edition, colonnes: Mapping[str, Colonne], initiale: str, revision: int | None) -> Iterator[Effet]:
    """Une échéance change : la première s'écrit, les suivantes s'ajoutent avec leur motif ; aucune ne s'efface."""
    groupe = {c: v for c, v in edition.changees.items() if colonnes[c].groupe == "revision"}
    simples = {c: v for c, v in edition.changees.items() if c not in groupe}
    nouvelle, motif = groupe.get("echeance"), groupe.get("motif_report")
    if nouvelle == "":
        raise LigneRefusee("une échéance ne s'efface pas ; donnez la nouvelle date")
    if nouvelle is not None and not edition.ligne.valeurs.get("echeance"):
        suite = f" ; motif laissé de côté, une première date ne reporte rien : « {motif} »" if motif else ""
        yield effet(edition, colonnes["echeance"], nouvelle, Poser((*edition.ligne.racine, initiale), nouvelle), suite)
    elif nouvelle is not None:
        element = {"nouvelle": nouvelle, **({"motif": motif} if motif else {}), "le": edition.au.isoformat()}
        suite = f" ({motif})" if motif else ", sans motif"
        yield effet(
            edition, colonnes["echeance"], nouvelle, Ajouter((*edition.ligne.racine, "revisions"), element), suite
        )
    elif motif is not None:
        if revision is None:
            raise LigneRefusee("un motif de report sans nouvelle date")
        retouche = Poser((*edition.ligne.racine, "revisions", revision, "motif"), motif or None)
        yield effet(edition, colonnes["motif_report"], motif, retouche)
    if simples:
        yield from poser_chaque(Edition(edition.ligne, simples, edition.au, edition.dossier, edition.mots), colonnes)
