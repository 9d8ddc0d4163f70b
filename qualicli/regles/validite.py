"""PRV, suite de la validité : jusqu'à quand un document vaut, et ce qui est à renouveler."""

from collections.abc import Iterator
from datetime import date

from qualicli.modeles.anomalie import Faute
from qualicli.modeles.documents import Document, Preuve
from qualicli.modeles.temps.dates import DateImprecise
from qualicli.modeles.temps.durees import Duree
from qualicli.regles.contexte import Contexte


def caducites_inversees(contexte: Contexte) -> Iterator[Faute]:
    """Un document n'est pas caduc avant d'exister."""
    for document in contexte.dossier.documents:
        fin = document.fin_validite
        if fin is not None and document.date is not None and fin.precede(document.date):
            message = f"Le document est caduc ({fin.en_clair()}) avant sa date ({document.date.en_clair()})."
            yield Faute(document.fichier, ("caducite",), message, "Corrigez l'une des deux dates.")


def remplaces(contexte: Contexte) -> set[str | None]:
    """Les documents qu'un autre, en vigueur, remplace : leur fin est normale."""
    return {d.remplace for d in contexte.connu.documents if d.est_en_vigueur}


def _nouvelle_version(document: Document) -> str:
    """Ce qu'il faut faire d'un document dépassé : en changer la date réécrirait ce qu'il a prouvé."""
    return f"Écrivez la fiche de la version à jour, avec « remplace: {document.id} » ; gardez celle-ci."


def caducs(contexte: Contexte) -> Iterator[Faute]:
    """Un document caduc est remplacé ou prolongé."""
    deja = remplaces(contexte)
    for document in contexte.dossier.documents:
        fin = document.fin_validite
        if fin is not None and document.est_caduc(contexte.au) and document.est_en_vigueur and document.id not in deja:
            message = f"« {document.intitule} » est caduc ({fin.en_clair()}) : il ne prouve plus rien."
            yield Faute(document.fichier, ("caducite",), message, _nouvelle_version(document))


def bientot_caducs(contexte: Contexte) -> Iterator[Faute]:
    """Un document bientôt caduc est à renouveler."""
    horizon = contexte.dossier.demarche.calcul.alerte_caducite.apres(contexte.au)
    deja = remplaces(contexte)
    for document in contexte.dossier.documents:
        fin = document.fin_validite
        if fin is None or document.est_caduc(contexte.au) or fin.fin > horizon:
            continue
        if document.est_en_vigueur and document.id not in deja:
            message = f"« {document.intitule} » sera bientôt caduc ({fin.en_clair()})."
            yield Faute(
                document.fichier,
                ("caducite",),
                message,
                "Préparez la version suivante : une fiche nouvelle, qui remplacera celle-ci.",
            )


def preuves_figees(contexte: Contexte) -> Iterator[Faute]:
    """Un document qui se renouvelle n'est pas plus vieux que sa périodicité ; une preuve, que celle de l'exigence."""
    for document, quand, delai in renouvellements(contexte):
        if delai.apres(quand.fin) < contexte.au:
            etablie = f"cette version a été établie {quand.en_complement()}"
            message = f"« {document.intitule} » se renouvelle {delai.en_rythme()}, et {etablie}."
            yield Faute(document.fichier, ("date",), message, _nouvelle_version(document))


def renouvellements(contexte: Contexte) -> Iterator[tuple[Document, DateImprecise, Duree]]:
    """Les documents qui se renouvellent, la date dont on compte, et au bout de combien de temps."""
    recentes, periodicites = _recentes(contexte)
    for document in contexte.dossier.documents:
        if document.date is None or not document.est_en_vigueur:
            continue
        delais = [document.periodicite] if document.periodicite else []
        if not delais and periodicites and document.fin_validite is None and isinstance(document, Preuve):
            cites = [contexte.dossier.reference(c) for c in document.couvre]
            delais = [
                periodicites[c]
                for c in cites
                if c in periodicites and recentes.get(c, contexte.au) <= document.date.fin
            ]
        if delais:
            yield document, document.date, delais[0]


def _recentes(contexte: Contexte) -> tuple[dict[tuple[str, str], date], dict[tuple[str, str], Duree]]:
    """Par exigence à renouveler : la date de sa preuve la plus récente, et sa périodicité."""
    dossier = contexte.dossier
    periodicites = {
        (perimetre.referentiel, feuille.code): feuille.exigence.periodicite
        for perimetre in dossier.demarche.perimetre
        if perimetre.referentiel in dossier.referentiels
        for feuille in dossier.referentiels[perimetre.referentiel].feuilles
        if feuille.exigence.periodicite is not None
    }
    recentes: dict[tuple[str, str], date] = {}
    for preuve in dossier.preuves.values() if periodicites else ():
        if preuve.date is not None and preuve.date.debut <= contexte.au and preuve.est_en_vigueur:
            for cite in preuve.couvre:
                reference = dossier.reference(cite)
                if reference in periodicites:
                    recentes[reference] = max(preuve.date.fin, recentes.get(reference, preuve.date.fin))
    return recentes, periodicites
