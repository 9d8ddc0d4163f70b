"""Les mots d'un document : ceux des référentiels du dossier, et les noms de ses instances."""

from qualicli import francais
from qualicli.modeles.dossier import Dossier
from qualicli.modeles.label import Vocabulaire
from qualicli.rendus.documents.socle.vue import MotsDuDossier


def mots_du_dossier(dossier: Dossier, mots: Vocabulaire | None = None) -> MotsDuDossier:
    """Les mots communs à tout le dossier, ou ceux d'un seul de ses référentiels."""
    choisis = mots or dossier.mots
    return MotsDuDossier(
        module=choisis.module,
        engagement=choisis.engagement,
        exigence=choisis.exigence,
        modules=francais.mettre_au_pluriel(choisis.module),
        engagements=francais.mettre_au_pluriel(choisis.engagement),
        exigences=francais.mettre_au_pluriel(choisis.exigence),
        clu=dossier.nommer_genre("clu"),
    )
