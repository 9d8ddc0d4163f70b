"""Ce qui attend la démarche, ou un service : en retard, cette semaine, ce mois-ci, plus tard."""

from collections.abc import Iterator
from dataclasses import dataclass

from qualicli import francais
from qualicli.diagnostic.obligations.obligation import Obligation
from qualicli.diagnostic.obligations.resultat import ranger
from qualicli.rendus.documents.socle.contexte import ContexteDocument
from qualicli.rendus.documents.socle.vue import TableauTexte, Vue
from qualicli.rendus.obligations.mots import A_DESIGNER, NATURES, TITRES, dire_qui


@dataclass(frozen=True, slots=True)
class TrancheDatee:
    """Un tableau de ce qui est dû dans un même temps."""

    titre: str
    tableau: TableauTexte


@dataclass(frozen=True, slots=True, kw_only=True)
class AFaire(Vue):
    """Ce qui attend à une date, le plus pressé d'abord."""

    date: str
    service: str
    combien: int
    retards: int
    tranches: tuple[TrancheDatee, ...]


def composer(contexte: ContexteDocument, service: str | None) -> AFaire:
    """Compose ce qui attend toute la démarche, ou un service."""
    siennes = [o for o in contexte.obligations() if service in (None, *o.services)]
    date = francais.jour(contexte.au)
    nom = contexte.service(service)
    return AFaire(
        **contexte.tete(),
        titre="Ce qui est à faire",
        sous_titre=f"{nom}, au {date}" if nom else f"Au {date}",
        date=date,
        service=nom,
        combien=len(siennes),
        retards=sum(o.est_en_retard for o in siennes),
        tranches=tuple(
            TrancheDatee(TITRES[tranche], _tableau(contexte, rangee))
            for tranche, rangee in ranger(siennes, contexte.au).items()
        ),
    )


def manques(contexte: ContexteDocument) -> Iterator[str]:
    """Ce que personne ne fera, faute d'être confié à quelqu'un."""
    seules = sum(not o.qui and not o.services for o in contexte.obligations())
    if seules:
        yield f"{francais.pluriel(seules, 'obligation')} que personne ne doit (« responsable », « service », « suivi_par »)"


def _tableau(contexte: ContexteDocument, obligations: tuple[Obligation, ...]) -> TableauTexte:
    lignes = (
        (
            o.echeance.en_clair() if o.echeance else "",
            o.texte,
            dire_qui(contexte.dossier, contexte.au, o) or A_DESIGNER,
            NATURES[o.nature],
        )
        for o in obligations
    )
    return TableauTexte(("Pour quand", "À faire", "Qui", "Nature"), tuple(lignes)).sans_vides()
