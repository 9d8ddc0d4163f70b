"""Les pièces à réunir : la liste courte de celles qui débloquent le plus de points, les plus utiles d'abord."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from qualicli.diagnostic.audits import horizon
from qualicli.diagnostic.etablir import Diagnostic, DiagnosticReferentiel
from qualicli.diagnostic.etats import EtatPoint
from qualicli.diagnostic.preuves import Defaut, Examen, Manque, Preuves
from qualicli.modeles.documents import Document

# Ce qu'un document écarté demande, du plus simple à refaire au plus lointain ; `None` : il vaut encore, mais va expirer.
_ORDRE: tuple[Defaut | None, ...] = (None, "caduque", "introuvable", "alteree", "brouillon", "sans_date", "a_venir")

Besoin = tuple[EtatPoint, Manque]


@dataclass(frozen=True, slots=True)
class Piece:
    """Un document à remettre en état, ou un type de preuve (vide : au choix) à produire par un service pour un site.

    `points` : ceux qu'elle sert, et qu'aucune pièce d'avant ne servait ainsi ; `acheves` : ceux qui ont alors toutes leurs
    preuves.
    """

    type: str
    examen: Examen | None
    site: str | None
    service: str | None
    points: tuple[EtatPoint, ...]
    acheves: tuple[EtatPoint, ...]

    @property
    def document(self) -> Document | None:
        """Le document à remettre en état ; `None` quand la pièce est à produire."""
        return self.examen.document if self.examen else None


def a_reunir(resultat: DiagnosticReferentiel) -> tuple[Piece, ...]:
    """Les pièces qui débloquent des points : ceux qui sont réalisés, mais que rien de valide ne prouve."""
    return reunir((e, e.manques) for e in resultat.etats if e.statut == "realise")


def a_renouveler(diagnostic: Diagnostic, resultat: DiagnosticReferentiel) -> tuple[Piece, ...]:
    """Les pièces sans lesquelles des points prouvés ne le seront plus à l'audit visé ; à égalité, la première qui expire."""
    dossier, au = diagnostic.dossier, diagnostic.au
    preuves = Preuves(dossier, au, diagnostic.inventaire)
    limite = horizon(dossier, resultat.referentiel, au)
    manques = [(e, preuves.manques(e.point, limite)) for e in resultat.etats if e.est_prouve]
    return reunir(sorted(manques, key=lambda m: _premiere_fin(m[1])))


def _premiere_fin(manques: Sequence[Manque]) -> date:
    """Le jour où expire la première des preuves encore valides."""
    fins = (e.document.fin_validite for m in manques for e in m.ecartees if e.defaut is None)
    return min((fin.fin for fin in fins if fin), default=date.max)


def reunir(manques: Iterable[tuple[EtatPoint, Sequence[Manque]]]) -> tuple[Piece, ...]:
    """Choisit les pièces qui rendent à chaque point les preuves qui lui manquent : à chaque pas, celle qui en sert le plus.

    Une pièce qui existe se remet en état plutôt que d'en produire une autre. À égalité, l'ordre des points décide.
    """
    besoins = [(etat, manque) for etat, liste in manques for manque in liste]
    servis: dict[tuple[str, ...], dict[int, Examen | None]] = {}
    for rang, besoin in enumerate(besoins):
        for cle, examen in _candidates(*besoin):
            servis.setdefault(cle, {}).setdefault(rang, examen)
    a_servir = set(range(len(besoins)))
    restants = {cle: dict.fromkeys(rangs) for cle, rangs in servis.items()}
    pieces: list[Piece] = []
    while a_servir:
        cle = max(restants, key=lambda c: len(restants[c]))
        rangs = list(restants.pop(cle))
        a_servir.difference_update(rangs)
        for autres in restants.values():
            for rang in rangs:
                autres.pop(rang, None)
        encore = {besoins[rang][0].point.cle for rang in a_servir}
        pieces.append(_piece([besoins[r] for r in rangs], servis[cle][rangs[0]], encore))
    return tuple(pieces)


def _candidates(etat: EtatPoint, manque: Manque) -> Iterator[tuple[tuple[str, ...], Examen | None]]:
    """Ce qui comblerait un manque : les documents écartés, à défaut une pièce nouvelle."""
    remplaces = {e.document.remplace for e in manque.ecartees if e.defaut != "a_venir"}
    ecartes = sorted(
        (e for e in manque.ecartees if e.document.id not in remplaces), key=lambda e: _ORDRE.index(e.defaut)
    )
    if ecartes:
        yield from ((("document", e.document.fichier), e) for e in ecartes)
        return
    point = etat.point
    # Une preuve au choix montre un engagement ; une pièce d'un type donné peut en servir plusieurs.
    genre = ("type", manque.type) if manque.type else ("engagement", point.feuille.engagement.code)
    yield (*genre, point.referentiel, point.site, point.responsable or ""), None


def _piece(servis: list[Besoin], examen: Examen | None, encore: set[tuple[str, str, str, str]]) -> Piece:
    etat, manque = servis[0]
    points = tuple(e for e, _ in servis)
    service = (examen.document.service if examen else None) or etat.point.responsable
    sites = dict.fromkeys(e.point.site for e in points)
    return Piece(
        examen.document.type_document if examen else manque.type,
        examen,
        etat.point.site if len(sites) == 1 else None,
        service,
        points,
        tuple(e for e in points if e.point.cle not in encore),
    )
