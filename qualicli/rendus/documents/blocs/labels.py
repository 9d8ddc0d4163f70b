"""Les labels obtenus, leurs sites et leur terme."""

from dataclasses import dataclass
from datetime import date

from qualicli import francais
from qualicli.modeles.demarche import LabelObtenu
from qualicli.modeles.reunion import Reunion
from qualicli.rendus.documents.socle.bloc import BlocDocument, VueBloc
from qualicli.rendus.documents.socle.contexte import ContexteDocument
from qualicli.rendus.documents.socle.sites import commune


def labels_obtenus(contexte: ContexteDocument, quand: date) -> tuple[str, ...]:
    """Les labels obtenus et leurs sites : « Marianne, en 2012, pour Metz, Forbach et Thionville »."""
    obtenus = (la for la in contexte.dossier.demarche.labels if la.obtenu_le.debut <= quand)
    return tuple(_label(contexte, label, quand) for label in sorted(obtenus, key=lambda la: la.obtenu_le))


def _label(contexte: ContexteDocument, label: LabelObtenu, quand: date) -> str:
    referentiel = contexte.dossier.referentiels.get(label.referentiel)
    ou = francais.liste(commune(contexte, s) for s in label.sites or contexte.dossier.demarche.sites)
    fin = label.echeance
    terme = "" if fin is None else " (expiré)" if fin.est_depassee(quand) else f" (valable jusqu'{fin.en_terme()})"
    return (
        f"{referentiel.nom if referentiel else label.referentiel}, {label.obtenu_le.en_complement()}, pour {ou}{terme}"
    )


@dataclass(frozen=True, slots=True)
class VueLabels(VueBloc):
    """Les labels obtenus."""

    labels: tuple[str, ...]


def composer(contexte: ContexteDocument, reunion: Reunion) -> VueLabels:
    """Compose le bloc à la date de la réunion."""
    return VueLabels(labels_obtenus(contexte, reunion.date.fin))


BLOC = BlocDocument("les labels obtenus", VueLabels, composer)
