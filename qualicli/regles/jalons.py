"""JAL : le rétroplanning se tient, et chaque date relative se résout."""

from collections.abc import Iterator, Mapping

from qualicli.modeles.anomalie import Faute, Gravite
from qualicli.modeles.suivi import Jalon
from qualicli.modeles.temps.dates import DateImprecise
from qualicli.regles.contexte import Contexte, Regle
from qualicli.regles.listes import en_boucle


def _jalons(contexte: Contexte) -> Iterator[Jalon]:
    return iter(contexte.dossier.jalons.values())


def _date(contexte: Contexte, jalon: Jalon) -> DateImprecise | None:
    """Quand le jalon a eu lieu, à défaut quand il est prévu."""
    realise = contexte.connu.jalons[jalon.id].realise_le
    return realise or contexte.dossier.dates_jalons(contexte.au).get(jalon.id)


def revisions_sans_motif(contexte: Contexte) -> Iterator[Faute]:
    """Un jalon ne change pas de date sans motif."""
    for jalon in _jalons(contexte):
        for rang, revision in enumerate(jalon.revisions):
            if revision.motif is None:
                message = f"Le jalon « {jalon.intitule} » est révisé ({revision.nouvelle}) sans motif."
                yield Faute(jalon.fichier, ("revisions", rang), message, "Ajoutez « motif: … », et qui l'a demandé.")


def boucles(contexte: Contexte) -> Iterator[Faute]:
    """Ni les dates relatives ni les dépendances des jalons ne tournent en rond."""
    relatives = en_boucle({j.id: d.jalon for j in _jalons(contexte) if (d := j.date_au(contexte.au)).jalon})
    dependances = {j.id: j.depend_de for j in _jalons(contexte) if j.depend_de}
    for jalon in _jalons(contexte):
        if jalon.id in relatives:
            chemin = ("revisions", len(jalon.revisions) - 1, "nouvelle") if jalon.revisions else ("date_initiale",)
            message = f"La date du jalon « {jalon.id} » dépend d'elle-même."
            yield Faute(jalon.fichier, chemin, message, "Donnez une vraie date à l'un des jalons de la boucle.")
        if _revient(jalon.id, dependances):
            message = f"Le jalon « {jalon.id} » finit par dépendre de lui-même."
            yield Faute(jalon.fichier, ("depend_de",), message, "Retirez l'une des dépendances.")


def _revient(depart: str, suivants: Mapping[str, tuple[str, ...]]) -> bool:
    vus: set[str] = set()
    a_voir = list(suivants.get(depart, ()))
    while a_voir:
        courant = a_voir.pop()
        if courant == depart:
            return True
        if courant not in vus:
            vus.add(courant)
            a_voir += suivants.get(courant, ())
    return False


def echeances_sans_date(contexte: Contexte) -> Iterator[Faute]:
    """Une échéance relative s'appuie sur un jalon dont la date se résout."""
    dossier = contexte.dossier
    sans_date = dossier.jalons.keys() - dossier.dates_jalons(contexte.au).keys()
    if not sans_date:
        return
    for objet, citation in contexte.citations:
        if citation.famille == "jalons" and citation.valeur in sans_date and "depend_de" not in citation.chemin:
            message = f"Cette échéance n'a pas de date : celle du jalon « {citation.valeur} » ne se résout pas."
            yield Faute(objet.fichier, citation.chemin, message, "Corrigez le jalon, ou donnez une vraie date.")


def ordre_rompu(contexte: Contexte) -> Iterator[Faute]:
    """Un jalon ne précède pas ceux dont il dépend."""
    for jalon in _jalons(contexte):
        date = _date(contexte, jalon)
        for rang, nom in enumerate(jalon.depend_de):
            avant = contexte.dossier.jalons.get(nom)
            date_avant = _date(contexte, avant) if avant is not None else None
            if avant is not None and date is not None and date_avant is not None and date.precede(date_avant):
                message = (
                    f"« {jalon.intitule} » ({date.en_clair()}) précède « {avant.intitule} » ({date_avant.en_clair()})."
                )
                yield Faute(jalon.fichier, ("depend_de", rang), message, "Révisez l'une des deux dates, avec un motif.")


def realisations_futures(contexte: Contexte) -> Iterator[Faute]:
    """Un jalon réalisé après la date du contrôle ne l'est pas encore."""
    for jalon in _jalons(contexte):
        if jalon.realise_le is not None and not jalon.est_realise(contexte.au):
            message = f"Le jalon n'est pas encore réalisé à la date du contrôle ({jalon.realise_le.en_clair()})."
            yield Faute(jalon.fichier, ("realise_le",), message, f"Il le sera {jalon.realise_le.en_terme()}.")


def labellisations_precoces(contexte: Contexte) -> Iterator[Faute]:
    """L'audit de labellisation ne précède pas tout audit blanc."""
    blancs = [j for j in _jalons(contexte) if j.type == "audit_blanc"]
    for jalon in _jalons(contexte):
        date = _date(contexte, jalon) if jalon.type == "audit_labellisation" else None
        dates = [
            d
            for b in blancs
            if not b.sites or not jalon.sites or {*b.sites} & {*jalon.sites}
            if (d := _date(contexte, b))
        ]
        if date is not None and dates and all(date.precede(d) for d in dates):
            message = f"« {jalon.intitule} » ({date.en_clair()}) précède tout audit blanc."
            chemin = ("realise_le",) if jalon.realise_le else ("date_initiale",)
            yield Faute(jalon.fichier, chemin, message, "L'audit blanc vient d'abord : vérifiez les deux dates.")


REGLES = (
    Regle(
        "JAL001",
        Gravite.ERREUR,
        "Révision de jalon sans motif",
        "La date initiale reste ; chaque révision dit pourquoi elle change.",
        "revisions: [{nouvelle: 2021-09}]",
        "revisions: [{nouvelle: 2021-09, motif: À la demande du préfet}]",
        revisions_sans_motif,
    ),
    Regle(
        "JAL002",
        Gravite.ERREUR,
        "Jalons en boucle",
        "Une date relative, ou une dépendance, revient à son point de départ.",
        "date_initiale: jalon:audit-blanc-30j   (dans audit-blanc.yaml)",
        "date_initiale: 2021-09",
        boucles,
    ),
    Regle(
        "JAL003",
        Gravite.AVERTISSEMENT,
        "Échéance sans date",
        "Une échéance relative s'appuie sur un jalon qui n'a pas lui-même de date.",
        "echeance: jalon:audit-blanc-30j   (audit-blanc est en boucle)",
        "echeance: jalon:audit-blanc-30j   (audit-blanc est daté)",
        echeances_sans_date,
    ),
    Regle(
        "JAL004",
        Gravite.AVERTISSEMENT,
        "Jalon avant celui dont il dépend",
        "« depend_de » dit ce qui doit venir avant.",
        "date_initiale: 2021-04\ndepend_de: [audit-blanc]   (prévu en septembre 2021)",
        "date_initiale: 2021-11\ndepend_de: [audit-blanc]",
        ordre_rompu,
    ),
    Regle(
        "JAL005",
        Gravite.INFORMATION,
        "Jalon réalisé plus tard",
        "Le jalon est réalisé après la date du contrôle, ou à une date qui n'est pas finie.",
        "realise_le: 2022-05-12   (contrôle le 2022-03-15)",
        "realise_le: 2022-02-12",
        realisations_futures,
    ),
    Regle(
        "JAL006",
        Gravite.AVERTISSEMENT,
        "Audit de labellisation avant l'audit blanc",
        "Le rétroplanning place la labellisation avant tout audit blanc des mêmes sites.",
        "type: audit_labellisation\ndate_initiale: 2021-06   (audit blanc en septembre 2021)",
        "type: audit_labellisation\ndate_initiale: 2021-11",
        labellisations_precoces,
    ),
)
