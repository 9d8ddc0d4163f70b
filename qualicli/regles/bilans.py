"""REU, suite des bilans : présentés au comité de pilotage, et suivis d'objectifs."""

from collections.abc import Iterator

from qualicli.modeles.anomalie import Faute
from qualicli.regles.contexte import Contexte


def bilans_non_presentes(contexte: Contexte) -> Iterator[Faute]:
    """Un bilan en vigueur a été présenté à un comité de pilotage."""
    copils = [nom for nom, i in contexte.dossier.instances.items() if i.type == "copil"]
    tenues = [reunion for nom in copils for reunion in contexte.reunions.get(nom, ())]
    if not copils:
        return
    cites = {d for r in tenues for d in (*r.documents_remis, *(d for p in r.ordre_du_jour for d in p.documents))}
    dernier = max((r.date.fin for r in tenues if r.type == "bilan"), default=None)
    for preuve in contexte.dossier.preuves.values():
        if preuve.type != "bilan" or not preuve.est_en_vigueur or preuve.id in cites or preuve.date is None:
            continue
        if preuve.date.est_acquise(contexte.au) and (dernier is None or dernier < preuve.date.debut):
            message = f"Le bilan « {preuve.intitule} » n'a été présenté à aucun comité de pilotage."
            conseil = "Citez-le dans les « documents_remis » de la réunion qui l'a examiné."
            yield Faute(preuve.fichier, ("date",), message, conseil)


def bilans_sans_objectif(contexte: Contexte) -> Iterator[Faute]:
    """Le dernier bilan s'accompagne d'objectifs pour la suite."""
    dossier = contexte.dossier
    bilans = (p for p in dossier.preuves.values() if p.type == "bilan" and p.est_en_vigueur)
    passes = [(p.date, p) for p in bilans if p.date is not None and p.date.est_acquise(contexte.au)]
    if passes:
        date, bilan = max(passes, key=lambda passe: passe[0])
        if all(objectif.date.precede(date) for objectif in dossier.demarche.objectifs):
            message = f"Le bilan « {bilan.intitule} » n'est suivi d'aucun objectif."
            yield Faute(
                bilan.fichier,
                ("date",),
                message,
                "Ajoutez ceux de l'année à venir sous « objectifs », dans qualicli.yaml.",
            )
