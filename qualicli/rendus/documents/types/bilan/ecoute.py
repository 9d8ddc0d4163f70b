"""Le bilan : ce que les usagers ont dit, et ce que l'on a mesuré."""

from dataclasses import dataclass
from datetime import timedelta

from qualicli.rendus.documents.blocs.enquete import EnqueteVue, voir_enquete
from qualicli.rendus.documents.blocs.indicateurs import tableau_indicateurs
from qualicli.rendus.documents.blocs.reclamations import delais_de_reponse, tableau_reclamations
from qualicli.rendus.documents.socle.contexte import ContexteDocument
from qualicli.rendus.documents.socle.vue import TableauTexte
from qualicli.rendus.documents.types.bilan.periode import Periode


@dataclass(frozen=True, slots=True)
class EcouteDuBilan:
    """Les enquêtes menées pendant la période, les indicateurs à son dernier jour, les réclamations et leurs délais."""

    enquetes: tuple[EnqueteVue, ...]
    qualite: TableauTexte
    performance: TableauTexte
    reclamations: TableauTexte
    delais: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.enquetes or self.qualite or self.performance or self.reclamations or self.delais)


def ecoute(contexte: ContexteDocument, periode: Periode) -> EcouteDuBilan:
    """Les chiffres de la période, avec ce qui est dû et ce qui a été fait de chaque réclamation."""
    menees = [e for e in contexte.dossier.enquetes.values() if any(periode.couvre(v.periode) for v in e.volets)]
    vues = [
        voir_enquete(contexte, e, periode.fin)
        for e in sorted(menees, key=lambda e: (min(v.periode for v in e.volets), e.id))
    ]
    qualite, performance = (tableau_indicateurs(contexte, periode.fin, n) for n in ("qualite", "performance"))
    return EcouteDuBilan(
        tuple(v for v in vues if any(volet.resultats or volet.evolutions for volet in v.volets)),
        qualite.sans("Source"),
        performance.sans("Source"),
        tableau_reclamations(contexte, periode.fin, periode.debut - timedelta(days=1)),
        delais_de_reponse(contexte, periode.fin),
    )
