"""AUD et REU, suite : un évènement n'a qu'une date, où qu'elle soit écrite."""

from collections.abc import Iterator

from qualicli.modeles.anomalie import Faute
from qualicli.modeles.audit import Audit
from qualicli.modeles.reunion import Reunion
from qualicli.modeles.suivi import Jalon
from qualicli.modeles.temps.dates import DateImprecise
from qualicli.regles.contexte import Contexte

_JALON_D_AUDIT = {"blanc": "audit_blanc", "labellisation": "audit_labellisation", "suivi": "audit_suivi"}
_JOURS_VOISINS = 15  # au plus près, une étape et une réunion de la même instance sont la même
_CONSEIL = "Gardez la bonne : rectifiez celle qui est mal notée, ou ajoutez à l'étape une révision avec son motif."


def _date(contexte: Contexte, jalon: Jalon) -> DateImprecise | None:
    """Quand l'étape a eu lieu, à défaut quand elle est prévue."""
    connu = contexte.connu
    return connu.jalons[jalon.id].realise_le or connu.dates_jalons(contexte.au).get(jalon.id)


def _se_contredisent(une: DateImprecise, autre: DateImprecise) -> bool:
    """Vrai quand deux dates n'ont aucun jour en commun : un mois et l'un de ses jours s'accordent."""
    return une.precede(autre) or autre.precede(une)


def audits_a_deux_dates(contexte: Contexte) -> Iterator[Faute]:
    """Un audit et l'étape qui le prévoit ont la même date."""
    jalons = contexte.dossier.dates_jalons(contexte.au)
    for audit in contexte.dossier.audits.values():
        quand, jalon = audit.date.resoudre(jalons), etape_de(contexte, audit)
        prevue = _date(contexte, jalon) if jalon is not None else None
        if jalon is not None and quand is not None and prevue is not None and _se_contredisent(quand, prevue):
            message = f"L'audit est daté {quand.apres_de()}, et l'étape « {jalon.id} » {prevue.apres_de()}."
            yield Faute(audit.fichier, ("date",), message, _CONSEIL)


def etape_de(contexte: Contexte, audit: Audit) -> Jalon | None:
    """L'étape de cet audit : celle qu'il cite, celle qui a son nom, ou la seule de son genre quand il est seul du sien."""
    jalons = contexte.dossier.jalons
    if audit.date.jalon:
        return jalons.get(audit.date.jalon) if not audit.date.decalage else None
    if audit.id in jalons:
        return jalons[audit.id]
    memes = [a for a in contexte.dossier.audits.values() if a.type == audit.type]
    etapes = [j for j in jalons.values() if j.type == _JALON_D_AUDIT.get(audit.type)]
    return etapes[0] if len(memes) == len(etapes) == 1 else None


def reunions_a_deux_dates(contexte: Contexte) -> Iterator[Faute]:
    """Une réunion et l'étape qui la prévoit ont la même date."""
    for jalon in contexte.dossier.jalons.values():
        prevue = _date(contexte, jalon)
        reunion = reunion_de(contexte, jalon) if prevue is not None else None
        if prevue is not None and reunion is not None and _se_contredisent(prevue, reunion.date):
            message = f"La réunion est datée {reunion.date.apres_de()}, et l'étape « {jalon.id} » {prevue.apres_de()}."
            yield Faute(reunion.fichier, ("date",), message, _CONSEIL)


def reunion_de(contexte: Contexte, jalon: Jalon) -> Reunion | None:
    """La réunion d'une étape : celle qui a son nom ; à défaut, de la même instance, celle des jours où l'étape est prévue.

    Une étape franchie est celle de la réunion la plus proche.
    """
    if jalon.id in contexte.dossier.reunions:
        return contexte.dossier.reunions[jalon.id]
    tenue = contexte.connu.jalons[jalon.id].realise_le
    instances = {nom for nom, i in contexte.dossier.instances.items() if i.type == jalon.type}
    if tenue is None:
        prevue = _date(contexte, jalon)
        siennes = (r for r in contexte.dossier.reunions.values() if r.instance in instances and prevue is not None)
        accordees = (r for r in siennes if prevue is not None and not _se_contredisent(prevue, r.date))
        return min(accordees, key=lambda r: (r.date, r.id), default=None)
    proches = [
        (abs((reunion.date.debut - tenue.debut).days), reunion.id, reunion)
        for reunion in contexte.dossier.reunions.values()
        if reunion.instance in instances
    ]
    ecart, _, reunion = min(proches, default=(_JOURS_VOISINS + 1, "", None))
    return reunion if ecart <= _JOURS_VOISINS else None


def rapports_precoces(contexte: Contexte) -> Iterator[Faute]:
    """Le rapport d'un audit n'est ni reçu ni daté avant l'audit."""
    jalons = contexte.dossier.dates_jalons(contexte.au)
    for audit in contexte.dossier.audits.values():
        quand = audit.date.resoudre(jalons)
        rapport = contexte.dossier.preuves.get(audit.rapport or "")
        for cle, date in (("rapport_recu_le", audit.rapport_recu_le), ("rapport", rapport.date if rapport else None)):
            if quand is not None and date is not None and date.precede(quand):
                message = f"Le rapport ({date.en_clair()}) précède l'audit ({quand.en_clair()})."
                yield Faute(audit.fichier, (cle,), message, "Corrigez celle des deux dates qui est mal notée.")
