"""Le calendrier : les jalons à venir, et comment les audits prévus rendront compte."""

from datetime import date

from qualicli import francais
from qualicli.rendus.documents.socle.contexte import ContexteDocument
from qualicli.rendus.documents.socle.jalons import dater, intitule_jalon


def calendrier_a_venir(contexte: ContexteDocument, quand: date) -> tuple[str, ...]:
    """Les jalons encore à venir à une date : « 9 novembre 2015 : audit blanc »."""
    return tuple(dater(d, intitule_jalon(j)) for d, j in contexte.jalons_apres(quand) if j.type != "objectif_national")


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
