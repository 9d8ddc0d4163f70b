"""La fiche d'indicateurs remise au comité local des usagers : une page, qualité et performance séparées."""

from collections.abc import Iterator
from dataclasses import dataclass

from qualicli import francais
from qualicli.rendus.documents.blocs.indicateurs import tableau_indicateurs
from qualicli.rendus.documents.blocs.reclamations import delais_de_reponse, tableau_reclamations
from qualicli.rendus.documents.socle.contexte import ContexteDocument
from qualicli.rendus.documents.socle.vue import TableauTexte, Vue


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicateurs(Vue):
    """Ce que l'on mesure et ce que l'on entend, à une date."""

    date: str
    qualite: TableauTexte
    performance: TableauTexte
    delais: tuple[str, ...]
    reclamations: TableauTexte


def composer(contexte: ContexteDocument) -> Indicateurs:
    """Compose la fiche d'indicateurs du dossier ; les réclamations sont celles des douze derniers mois."""
    au = contexte.au
    il_y_a_un_an = au.replace(year=au.year - 1, day=min(au.day, 28))
    return Indicateurs(
        **contexte.tete(),
        titre=f"Indicateurs au {francais.jour(au)}",
        date=francais.jour(au),
        qualite=_serrer(tableau_indicateurs(contexte, au, "qualite")),
        performance=_serrer(tableau_indicateurs(contexte, au, "performance")),
        delais=delais_de_reponse(contexte, au),
        reclamations=tableau_reclamations(contexte, au, il_y_a_un_an),
    )


def _serrer(tableau: TableauTexte) -> TableauTexte:
    """Le même en moins de colonnes, pour tenir sur une page : le lieu suit l'indicateur, l'évolution suit le résultat."""
    serre = tableau.sans("Source")
    for colonne, accueil, lien in (
        ("Site ou service", "Indicateur", " – "),
        ("Site", "Indicateur", " – "),
        ("Évolution", "Résultat", ", "),
    ):
        serre = serre.fondre(colonne, accueil, lien)
    return serre


def manques(contexte: ContexteDocument) -> Iterator[str]:
    """Les familles d'indicateurs que le dossier n'a pas."""
    natures = {i.nature for i in contexte.dossier.indicateurs.values()}
    for nature, mots in (("qualite", "de qualité"), ("performance", "de performance")):
        if nature not in natures:
            yield f"aucun indicateur {mots} n'est décrit (indicateurs/)"
