"""La passation : ce qui est ouvert et pour quand, tel que `a-faire` le dit ce jour-là, chaque obligation à sa place."""

from collections.abc import Collection, Iterator
from typing import Final

from qualicli import francais
from qualicli.diagnostic.obligations.charge import plan
from qualicli.diagnostic.obligations.obligation import Nature, Obligation
from qualicli.modeles.temps.ouvres import CalendrierOuvre
from qualicli.rendus.documents.socle.contexte import ContexteDocument
from qualicli.rendus.documents.socle.jalons import dater
from qualicli.rendus.documents.socle.vue import TableauTexte
from qualicli.rendus.obligations.mots import A_DESIGNER, ETATS, dire_qui

REPONSES: Final = ("suggestion", "retour", "compte_rendu", "decision", "commande")
REPRISES: Final = ("mesure", "lecture")
# Ce que d'autres parties de la passation montrent déjà, avec sa date : actions, constats, documents, postes.
AILLEURS: Final = ("action", "constat", "document", "poste")


def dates(contexte: ContexteDocument) -> tuple[str, ...]:
    """Les rendez-vous de la démarche : tout ce qui n'est ni une réponse, ni une mesure, ni dit ailleurs."""
    autres = [o for o in contexte.obligations() if o.nature not in (*REPONSES, *REPRISES, *AILLEURS)]
    return tuple(_lignes(autres, CalendrierOuvre(contexte.dossier.demarche.organisme.departement)))


def attentes(contexte: ContexteDocument) -> tuple[str, ...]:
    """Ce qui attend une réponse : suggestions, retours, comptes rendus, décisions, commandes."""
    return _avec_qui(contexte, _de(contexte, REPONSES))


def reprises(contexte: ContexteDocument) -> tuple[str, ...]:
    """Ce qui revient : les mesures dues, les documents à faire relire."""
    return _avec_qui(contexte, _de(contexte, REPRISES))


def tableau_actions(contexte: ContexteDocument) -> TableauTexte:
    """Les actions ouvertes : qui, pour quand, où elles en sont."""
    lignes = (
        (
            li.action.intitule,
            dire_qui(contexte.dossier, contexte.au, li.obligation) or A_DESIGNER,
            li.obligation.echeance.en_clair() if li.obligation.echeance else "à fixer",
            ETATS[li.obligation.etat],
        )
        for li in plan(contexte.dossier, contexte.obligations())
    )
    return TableauTexte(("Action", "Responsable", "Échéance", "État"), tuple(lignes))


def _de(contexte: ContexteDocument, natures: Collection[Nature]) -> list[Obligation]:
    return [o for o in contexte.obligations() if o.nature in natures]


def _lignes(ouvertes: list[Obligation], calendrier: CalendrierOuvre | None = None) -> Iterator[str]:
    """Une ligne par obligation, la plus pressée d'abord ; un retard se dit, et un jour chômé si l'on doit s'y réunir."""
    for obligation in ouvertes:
        texte, quand = francais.minuscule(obligation.texte), obligation.echeance
        if quand is None:
            yield f"{texte}, sans échéance"
            continue
        chome = calendrier.motif(quand.debut) if calendrier and quand.est_exacte else ""
        suite = "en retard" if obligation.est_en_retard else chome
        yield dater(quand, texte) + (f", {suite}" if suite else "")


def _avec_qui(contexte: ContexteDocument, ouvertes: list[Obligation]) -> tuple[str, ...]:
    """Les mêmes lignes, et qui doit chacune."""
    quis = (dire_qui(contexte.dossier, contexte.au, o) for o in ouvertes)
    return tuple(li + (f" ({qui})" if qui else "") for li, qui in zip(_lignes(ouvertes), quis, strict=True))
