"""Les taux : par module, par site, par service, et l'ensemble."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from qualicli import francais
from qualicli.diagnostic.etablir import DiagnosticReferentiel
from qualicli.diagnostic.synthese import SyntheseTaux
from qualicli.modeles.label import mots_communs
from qualicli.modeles.reunion import Reunion
from qualicli.rendus import libelles
from qualicli.rendus.diagnostic.tableaux import decouper
from qualicli.rendus.documents.socle.bloc import BlocDocument, VueBloc
from qualicli.rendus.documents.socle.contexte import ContexteDocument
from qualicli.rendus.documents.socle.valeurs import nommer_ligne_taux
from qualicli.rendus.documents.socle.vue import TableauTexte

COLONNES_TAUX = ("Déclaré", "Prouvé", "Respecté")


def cellules_taux(synthese: SyntheseTaux) -> tuple[str, ...]:
    """Les quatre taux d'un ensemble de points, chacun avec ses deux nombres."""
    return tuple(map(str, (synthese.declare, synthese.prouve, synthese.respect, synthese.engagements)))


def tableau_taux(contexte: ContexteDocument, au: date, decoupage: str = "module") -> TableauTexte:
    """Les taux à une date, par module, par site, par service ou par engagement, et l'ensemble."""
    return tableau_taux_de(contexte, contexte.diagnostic(au).referentiels, decoupage)


def tableau_taux_de(
    contexte: ContexteDocument, referentiels: Sequence[DiagnosticReferentiel], decoupage: str = "module"
) -> TableauTexte:
    """Les taux de diagnostics déjà établis, restreints ou non à un service."""
    lignes: list[tuple[str, ...]] = []
    for resultat in referentiels:
        coupes = decouper(contexte.dossier, resultat, decoupage)
        noms = (
            contexte.dossier.preciser(resultat.referentiel.id, nommer_ligne_taux(resultat, c, decoupage))
            for c in coupes
        )
        lignes += [(nom, *cellules_taux(c.synthese)) for nom, c in zip(noms, coupes, strict=True)]
        if len(coupes) > 1:
            lignes.append(
                (
                    f"Ensemble ({resultat.referentiel.nom})" if len(referentiels) > 1 else "Ensemble",
                    *cellules_taux(resultat.synthese),
                )
            )
    mots = mots_communs(r.referentiel.mots for r in referentiels)
    premiere = francais.majuscule(getattr(mots, decoupage, decoupage))
    colonnes = (premiere, *COLONNES_TAUX, libelles.engagements_tenus(mots))
    return _sans_mesure(TableauTexte(colonnes, tuple(lignes)))


def _sans_mesure(tableau: TableauTexte) -> TableauTexte:
    """Les taux sans la colonne du respect, quand rien n'a encore été mesuré."""
    rang = tableau.colonnes.index("Respecté")
    if any(ligne[rang] != "sans objet" for ligne in tableau.lignes):
        return tableau
    tues = tuple((*ligne[:rang], "", *ligne[rang + 1 :]) for ligne in tableau.lignes)
    return TableauTexte(tableau.colonnes, tues).sans_vides()


def _par_site(contexte: ContexteDocument, quand: date) -> TableauTexte:
    """Les taux de chaque site, quand il y en a plusieurs : jamais une moyenne muette."""
    sites = {e.point.site for r in contexte.diagnostic(quand).referentiels for e in r.etats}
    return tableau_taux(contexte, quand, "site") if len(sites) > 1 else TableauTexte((), ())


@dataclass(frozen=True, slots=True)
class VueTaux(VueBloc):
    """Les taux de chaque module, et de chaque site quand plusieurs sont évalués."""

    taux: TableauTexte
    taux_sites: TableauTexte


def composer(contexte: ContexteDocument, reunion: Reunion) -> VueTaux:
    """Compose le bloc à la date de la réunion."""
    quand = reunion.date.fin
    return VueTaux(tableau_taux(contexte, quand), _par_site(contexte, quand))


BLOC = BlocDocument("l'avancement de chaque partie, et de chaque site", VueTaux, composer)
