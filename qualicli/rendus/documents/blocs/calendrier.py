"""Le calendrier : les jalons à venir, et comment les audits prévus rendront compte."""

from dataclasses import dataclass
from datetime import date

from qualicli import francais
from qualicli.modeles.reunion import Reunion
from qualicli.rendus.documents.socle.bloc import BlocDocument, VueBloc
from qualicli.rendus.documents.socle.contexte import ContexteDocument
from qualicli.rendus.documents.socle.jalons import dater, intitule_jalon
from qualicli.rendus.documents.socle.labels import echeances_a_venir


def calendrier_a_venir(contexte: ContexteDocument, quand: date) -> tuple[str, ...]:
    """Les jalons encore à venir à une date, et ce que les labels font attendre : « 9 novembre 2015 : audit blanc »."""
    jalons = ((d.debut, d, intitule_jalon(j)) for d, j in contexte.jalons_apres(quand) if j.type != "objectif_national")
    labels = ((d.fin, d, texte) for d, texte in echeances_a_venir(contexte, quand))  # une limite : sa fin la situe
    return tuple(dater(d, texte) for _, d, texte in sorted((*jalons, *labels), key=lambda a: a[:2]))


def restitutions(contexte: ContexteDocument, quand: date) -> tuple[str, ...]:
    """Comment chaque audit à venir rendra compte : oralement le jour même, par écrit dans la semaine."""
    noms, phrases = contexte.noms(quand), []
    for audit in sorted(contexte.dossier.audits.values(), key=lambda a: a.id):
        prevu = contexte.echeance(audit.date, quand)
        if prevu is None or prevu.fin <= quand or not (audit.restitution_orale or audit.delai_rapport):
            continue
        qui = noms.le(audit.auditeur) or "l'auditeur"
        oral = "fait un rapport oral le jour même" if audit.restitution_orale else ""
        delai = audit.delai_rapport
        sous = (
            ""
            if delai is None
            else "dans la semaine"
            if (delai.mois, delai.jours) == (0, 7)
            else f"sous {delai.en_clair()}"
        )
        ecrit = f"remet un rapport écrit {sous}" if sous else ""
        suite = ", puis ".join(filter(None, (oral, ecrit)))
        phrases.append(f"{francais.majuscule(audit.intitule)} : {qui} {suite}.")
    return tuple(phrases)


@dataclass(frozen=True, slots=True)
class VueCalendrier(VueBloc):
    """Les échéances à venir, et comment les audits rendront compte."""

    calendrier: tuple[str, ...]
    restitutions: tuple[str, ...]


def composer(contexte: ContexteDocument, reunion: Reunion) -> VueCalendrier:
    """Compose le bloc à la date de la réunion."""
    quand = reunion.date.fin
    return VueCalendrier(calendrier_a_venir(contexte, quand), restitutions(contexte, quand))


BLOC = BlocDocument("les prochaines échéances, et comment les audits rendront compte", VueCalendrier, composer)
