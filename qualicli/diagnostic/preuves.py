"""Ce qu'une preuve vaut à une date, et si un point est prouvé."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from qualicli.diagnostic.ecoutes import preuves_deduites
from qualicli.diagnostic.points import PointDeControle
from qualicli.modeles.documents import Document, Preuve
from qualicli.modeles.dossier import Dossier, Inventaire
from qualicli.modeles.referentiel import Feuille

Defaut = Literal["brouillon", "sans_date", "a_venir", "caduque", "introuvable", "alteree"]


def defaut(document: Document, au: date, inventaire: Inventaire) -> Defaut | None:
    """Dit pourquoi un document ne prouve rien à cette date ; `None` quand il est valide."""
    if not document.est_en_vigueur:
        return "brouillon"
    if document.date is None:
        return "sans_date"
    if not document.date.est_acquise(au):
        return "a_venir"
    if document.est_caduc(au):
        return "caduque"
    if isinstance(document, Preuve) and document.piece is not None:
        return _defaut_piece(document, document.piece, inventaire)
    return None


def _defaut_piece(preuve: Preuve, piece: str, inventaire: Inventaire) -> Defaut | None:
    if piece not in inventaire.fichiers:
        return "introuvable"
    if preuve.empreinte and inventaire.empreintes.get(piece) != preuve.empreinte.removeprefix("sha256:"):
        return "alteree"
    return None


@dataclass(frozen=True, slots=True)
class Examen:
    """Une preuve candidate et son défaut à la date."""

    document: Document
    defaut: Defaut | None


@dataclass(frozen=True, slots=True)
class Manque:
    """Un type de preuve que rien de valide ne couvre (vide : aucune preuve), et les candidates écartées."""

    type: str
    ecartees: tuple[Examen, ...]


class Preuves:
    """Les preuves d'un dossier, rangées par ce qu'elles couvrent, jugées une fois par date."""

    def __init__(self, dossier: Dossier, au: date, inventaire: Inventaire) -> None:
        self.au = au
        self._inventaire = inventaire
        self._defauts: dict[str, Defaut | None] = {}
        self._index: dict[tuple[str, str], list[Document]] = {}
        for document in (*dossier.documents, *preuves_deduites(dossier, au)):
            for reference in document.couvre:
                self._index.setdefault(dossier.reference(reference), []).append(document)

    def _juger(self, document: Document) -> Examen:
        if document.fichier not in self._defauts:
            self._defauts[document.fichier] = defaut(document, self.au, self._inventaire)
        return Examen(document, self._defauts[document.fichier])

    def candidates(self, point: PointDeControle) -> Iterator[Examen]:
        """Les preuves qui couvrent l'exigence, ou tout son engagement, pour ce site et ce service."""
        for document in self._couvrant(point.referentiel, point.feuille):
            if (not document.sites or point.site in document.sites) and (
                point.service is None or document.service in (None, point.service)
            ):
                yield self._juger(document)

    def ailleurs(self, point: PointDeControle) -> Iterator[Examen]:
        """Les preuves qui couvrent l'exigence, mais pour un autre site ou un autre service."""
        ici = {examen.document.fichier for examen in self.candidates(point)}
        for document in self._couvrant(point.referentiel, point.feuille):
            if document.fichier not in ici:
                yield self._juger(document)

    def _couvrant(self, referentiel: str, feuille: Feuille) -> Iterator[Document]:
        codes = dict.fromkeys((feuille.code, feuille.engagement.code))
        vus: set[str] = set()
        for code in codes:
            for document in self._index.get((referentiel, code), ()):
                # Un document peut couvrir l'engagement et son exigence : il ne se présente qu'une fois.
                if len(codes) == 1 or document.fichier not in vus:
                    vus.add(document.fichier)
                    yield document

    def manques(self, point: PointDeControle, jusqu_au: date | None = None) -> tuple[Manque, ...]:
        """Les types de preuve attendus que rien de valide ne couvre ; vide : le point est prouvé.

        Avec `jusqu_au`, ne compte que les preuves qui ne seront pas caduques à cette date.
        """
        types: tuple[str, ...] = point.feuille.exigence.preuves or ("",)
        trouves: Mapping[str, list[Examen]] = {t: [] for t in types}
        couverts: set[str] = set()
        for examen in self.candidates(point):
            # Une exigence qui n'attend aucun type précis se contente de n'importe quelle preuve valide.
            genre = examen.document.type_document if types != ("",) else ""
            if genre not in trouves:
                continue
            if examen.defaut is None and (jusqu_au is None or not examen.document.est_caduc(jusqu_au)):
                couverts.add(genre)
                # Le cas courant : dès que tout est couvert, inutile de juger les candidates qui restent.
                if len(couverts) == len(trouves):
                    return ()
            else:
                trouves[genre].append(examen)
        return tuple(Manque(t, tuple(e)) for t, e in trouves.items() if t not in couverts)
