"""ENQ : une enquête qui a un rythme se refait à temps."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from qualicli.modeles.anomalie import Faute, Gravite
from qualicli.modeles.enquete import Enquete
from qualicli.modeles.temps.dates import DateImprecise
from qualicli.regles.contexte import Contexte, Regle


@dataclass(frozen=True, slots=True)
class SerieEnquetes:
    """Les enquêtes menées d'un genre sur les mêmes sites, celle qui dit le rythme, et le terme de la suivante.

    `est_prevue` est vrai quand la suivante a déjà sa fiche, pour avant ce terme.
    """

    menees: tuple[Enquete, ...]
    rythme: Enquete
    depuis: DateImprecise
    terme: date
    est_prevue: bool


def series(contexte: Contexte) -> Iterator[SerieEnquetes]:
    """Chaque série d'enquêtes menées qui a un rythme."""
    groupes: dict[tuple[str, frozenset[str]], list[tuple[DateImprecise, Enquete]]] = {}
    for enquete in contexte.connu.enquetes.values():
        if enquete.volets:
            derniere = max((v.periode for v in enquete.volets), key=lambda p: (p.fin, p.debut))
            groupes.setdefault((enquete.type, frozenset(enquete.sites)), []).append((derniere, enquete))
    for groupe in groupes.values():
        groupe.sort(key=lambda g: (g[0].fin, g[1].id))
        menees = [(quand, e) for quand, e in groupe if quand.est_acquise(contexte.au)]
        rythme = next((e for _, e in reversed(menees) if e.periodicite), None)
        if rythme is None or rythme.periodicite is None:
            continue
        depuis = menees[-1][0]
        terme = rythme.periodicite.apres(depuis.fin)
        prevue = any(quand.debut <= terme for quand, _ in groupe if not quand.est_acquise(contexte.au))
        yield SerieEnquetes(tuple(e for _, e in menees), rythme, depuis, terme, prevue)


def enquetes_espacees(contexte: Contexte) -> Iterator[Faute]:
    """Une enquête qui dit tous les combien elle se refait l'est à temps."""
    for serie in series(contexte):
        if serie.terme < contexte.au and not serie.est_prevue:
            menee = f"« {serie.menees[-1].intitule} » a été menée {serie.depuis.en_complement()}"
            message = f"{menee}, et sa périodicité est de {serie.rythme.periodicite}."
            conseil = (
                "Écrivez la fiche de l'enquête suivante, avec la période de ses volets, ou revoyez « periodicite »."
            )
            yield Faute(serie.rythme.fichier, ("periodicite",), message, conseil)


REGLES = (
    Regle(
        "ENQ017",
        Gravite.AVERTISSEMENT,
        "Enquête à refaire",
        "Une enquête a une « periodicite » ; ce temps est passé sans qu'une autre du même genre, sur les mêmes sites, soit "
        "menée ni prévue.",
        "periodicite: 1 an\nvolets: [{periode: 2021-02, …}]   (contrôle le 2022-03-15)",
        "periodicite: 1 an\nvolets: [{periode: 2021-10, …}]   (contrôle le 2022-03-15)",
        enquetes_espacees,
    ),
)
