"""IND : un indicateur se lit sans ambiguïté, et ses mesures comptent juste."""

import posixpath
from collections.abc import Iterator

from qualicli.modeles.anomalie import Faute, Gravite
from qualicli.modeles.ecoute import Indicateur, Mesure
from qualicli.regles.contexte import Contexte, Regle
from qualicli.regles.listes import en_double
from qualicli.regles.tableau import chemin_ligne


def _indicateurs(contexte: Contexte) -> Iterator[Indicateur]:
    return iter(contexte.dossier.indicateurs.values())


def _mesures(contexte: Contexte) -> Iterator[tuple[Indicateur, int, Mesure]]:
    for indicateur in _indicateurs(contexte):
        for rang, mesure in enumerate(indicateur.mesures):
            yield indicateur, rang, mesure


def _faute(contexte: Contexte, indicateur: Indicateur, rang: int, cle: str, message: str, conseil: str) -> Faute:
    """Situe une mesure dans la fiche, ou dans la série .csv qui suit les mesures de la fiche."""
    rang_csv = rang - len(indicateur.mesures)
    if indicateur.serie is not None:
        serie = posixpath.normpath(posixpath.join(posixpath.dirname(indicateur.fichier), indicateur.serie))
        chemin = chemin_ligne(contexte.textes.get(serie, b""), rang_csv, cle)
        if chemin:
            return Faute(serie, chemin, message, conseil)
    return Faute(indicateur.fichier, ("mesures", rang, cle), message, conseil)


def qualite_sans_seuil(contexte: Contexte) -> Iterator[Faute]:
    """Un indicateur de qualité constate une présence ou un respect ; une valeur seule n'y dit rien sans cible."""
    for indicateur, rang, mesure in _mesures(contexte):
        seule = mesure.valeur is not None and mesure.conformes is None and mesure.total is None
        if indicateur.nature == "qualite" and indicateur.cible is None and seule:
            message = f"« {indicateur.intitule} » est un indicateur de qualité : une valeur sans cible n'y dit rien."
            conseil = "Ajoutez « cible », mesurez « conformes » sur « total », ou passez en « nature: performance »."
            yield _faute(contexte, indicateur, rang, "valeur", message, conseil)


def performance_sans_unite(contexte: Contexte) -> Iterator[Faute]:
    """Un indicateur de performance a une unité."""
    for indicateur in _indicateurs(contexte):
        if indicateur.nature == "performance" and indicateur.unite is None:
            message = f"« {indicateur.intitule} » n'a pas d'unité."
            yield Faute(indicateur.fichier, ("nature",), message, "Ajoutez « unite » : jours, %, appels…")


def comptes_faux(contexte: Contexte) -> Iterator[Faute]:
    """Les conformes se comptent sur un total, et ne le dépassent pas."""
    for indicateur, rang, mesure in _mesures(contexte):
        conformes, total = mesure.conformes, mesure.total
        if conformes is not None and total is not None and conformes > total:
            message = f"{conformes} conformes sur {total}."
            yield _faute(contexte, indicateur, rang, "conformes", message, "Corrigez l'un des deux nombres.")
        elif (conformes is None) != (total is None):
            manque, cle = ("total", "conformes") if total is None else ("conformes", "total")
            message = f"La mesure donne « {cle} » sans « {manque} »."
            yield _faute(contexte, indicateur, rang, cle, message, f"Ajoutez « {manque} ».")


def mesures_vides(contexte: Contexte) -> Iterator[Faute]:
    """Une mesure mesure quelque chose."""
    for indicateur, rang, mesure in _mesures(contexte):
        if mesure.conformes is None and mesure.total is None and mesure.valeur is None and mesure.presence is None:
            message = f"La mesure ({mesure.periode.en_clair()}) ne contient aucun résultat."
            conseil = "Ajoutez « conformes » et « total », « valeur » ou « presence »."
            yield _faute(contexte, indicateur, rang, "periode", message, conseil)


def mesures_en_double(contexte: Contexte) -> Iterator[Faute]:
    """Une période n'est mesurée qu'une fois par site et par service."""
    for indicateur in _indicateurs(contexte):
        mesures = indicateur.mesures
        for rang in en_double((m.periode.debut, m.periode.fin, m.site, m.service) for m in mesures):
            lieux = [nom for nom in (mesures[rang].site, mesures[rang].service) if nom]
            precision = ", ".join([mesures[rang].periode.en_clair(), *lieux])
            message = f"« {indicateur.intitule} » a déjà une mesure pour la même période ({precision})."
            conseil = "Gardez-en une seule, ou précisez la période, le site ou le service."
            yield _faute(contexte, indicateur, rang, "periode", message, conseil)


REGLES = (
    Regle(
        "IND001",
        Gravite.ERREUR,
        "Indicateur de qualité sans seuil",
        "Un indicateur de qualité constate qu'un outil existe ou qu'un engagement est respecté : un nombre seul ne dit rien.",
        "nature: qualite\nmesures: [{periode: 2022-01, valeur: 12}]",
        "nature: qualite\nmesures: [{periode: 2022-01, conformes: 18, total: 20}]",
        qualite_sans_seuil,
    ),
    Regle(
        "IND002",
        Gravite.AVERTISSEMENT,
        "Indicateur de performance sans unité",
        "Une valeur comparée d'une préfecture à l'autre a une unité.",
        "nature: performance",
        "nature: performance\nunite: jours",
        performance_sans_unite,
    ),
    Regle(
        "IND003",
        Gravite.ERREUR,
        "Conformes et total incohérents",
        "« conformes » et « total » vont ensemble, et le premier ne dépasse pas le second.",
        "{periode: 2022-01, conformes: 21, total: 20}",
        "{periode: 2022-01, conformes: 19, total: 20}",
        comptes_faux,
    ),
    Regle(
        "IND004",
        Gravite.AVERTISSEMENT,
        "Mesure vide",
        "Une mesure datée ne contient aucun résultat.",
        "{periode: 2022-01}",
        "{periode: 2022-01, presence: oui}",
        mesures_vides,
    ),
    Regle(
        "IND005",
        Gravite.ERREUR,
        "Mesure en double",
        "Deux mesures d'un indicateur, dans sa fiche ou sa série, ont la même période, le même site et le même service : "
        "on ne sait laquelle compte.",
        "mesures:\n  - {periode: 2022-01, valeur: 12}\n  - {periode: 2022-01, valeur: 14}",
        "mesures:\n  - {periode: 2022-01, valeur: 12}\n  - {periode: 2022-02, valeur: 14}",
        mesures_en_double,
    ),
)
