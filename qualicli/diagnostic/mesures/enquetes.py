"""Les enquêtes : la base et la marge de chaque résultat, et la vague précédente quand elle se compare."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from qualicli import francais
from qualicli.diagnostic.etablir import etablir
from qualicli.diagnostic.mesures.filtres import FiltresMesures
from qualicli.diagnostic.mesures.indicateurs import Tendance
from qualicli.diagnostic.mesures.percu import PercuEtMesure, rapprocher
from qualicli.diagnostic.obligations import ecoute
from qualicli.diagnostic.obligations.obligation import Obligation
from qualicli.diagnostic.obligations.regard import Regard
from qualicli.modeles.dossier import Dossier
from qualicli.modeles.enquete import Enquete, Resultat, Volet
from qualicli.modeles.pourcentage import Pourcentage
from qualicli.modeles.temps.dates import DateImprecise

_QUANTILE: Final = Decimal("1.96")  # 95 % d'une loi normale
METHODE: Final = (
    "Marge : à 95 %, au plus défavorable (une réponse sur deux), comme si l'on avait tiré au sort ceux qui répondent ; "
    "98 points divisés par la racine du nombre de réponses."
)


@dataclass(frozen=True, slots=True)
class ComparaisonDeVagues:
    """Ce que devient un résultat : la valeur d'avant et sa date, ou pourquoi rien ne se compare.

    `declaree` est vrai quand la source dit elle-même le mouvement ; `motif` est vide quand la comparaison est faite.
    """

    avant: Pourcentage | None = None
    periode: DateImprecise | None = None
    tendance: Tendance | None = None
    declaree: bool = False
    motif: str = ""
    reformulee: bool = False


@dataclass(frozen=True, slots=True)
class QuestionMesuree:
    """Le résultat d'une question : sur combien de réponses, à combien près, et ce qu'il devient."""

    resultat: Resultat
    base: int | None
    est_insuffisant: bool
    comparaison: ComparaisonDeVagues

    @property
    def marge(self) -> Decimal | None:
        """La marge d'erreur, en points ; `None` quand la base est inconnue."""
        return marge(self.base)


@dataclass(frozen=True, slots=True)
class QuestionnaireRevu:
    """Ce qui a changé d'un questionnaire au suivant : la vague d'avant, les questions ajoutées, celles qui n'y sont plus."""

    depuis: DateImprecise
    ajoutees: tuple[str, ...]
    retirees: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VoletMesure:
    """Un public interrogé, ses questions, ce qui en a changé : jamais de moyenne avec un autre."""

    volet: Volet
    questions: tuple[QuestionMesuree, ...]
    revu: QuestionnaireRevu | None = None


@dataclass(frozen=True, slots=True)
class EnqueteMesuree:
    """Une enquête, ses volets commencés, et ce qu'elle attend encore."""

    enquete: Enquete
    volets: tuple[VoletMesure, ...]
    dues: tuple[Obligation, ...]
    rapprochements: tuple[PercuEtMesure, ...] = ()


def marge(base: int | None) -> Decimal | None:
    """La marge d'erreur d'une part, en points, au plus défavorable."""
    return 50 * _QUANTILE / Decimal(base).sqrt() if base else None


def enquetes(dossier: Dossier, au: date, filtres: FiltresMesures | None = None) -> tuple[EnqueteMesuree, ...]:
    """Les enquêtes d'un dossier, telles qu'on les connaît à une date, de la plus récente à la plus ancienne."""
    filtres, comparateur = filtres or FiltresMesures(), Vagues(dossier)
    dues = [o for o in ecoute.enquetes(Regard(dossier, au)) if o.est_ouverte]
    pilotees = _pilotees(dossier, au, filtres.services)
    vues = []
    for enquete in dossier.enquetes.values():
        dates = [v.periode for v in enquete.volets]
        ailleurs = filtres.sites and not set(filtres.sites) & set(enquete.sites)
        anciennes = not any(map(filtres.garde_date, dates))
        if ailleurs or anciennes or (filtres.services and not pilotees & set(_couvertes(dossier, enquete))):
            continue
        volets = tuple(comparateur.volet(enquete, v) for v in enquete.volets if v.periode.debut <= au)
        miennes = tuple(o for o in dues if o.fichier == enquete.fichier)
        if volets or miennes:
            vues.append((max(dates), EnqueteMesuree(enquete, volets, miennes, tuple(rapprocher(dossier, enquete, au)))))
    return tuple(vue for _, vue in sorted(vues, key=lambda v: (v[0], v[1].enquete.id), reverse=True))


def _couvertes(dossier: Dossier, enquete: Enquete) -> Iterator[tuple[str, str]]:
    des_questions = (r for v in enquete.volets for q in v.resultats for r in q.couvre)
    return map(dossier.reference, (*enquete.couvre, *des_questions))


def _pilotees(dossier: Dossier, au: date, services: Iterable[str]) -> set[tuple[str, str]]:
    """Les exigences et les engagements dont ces services répondent : une enquête est la leur quand elle en parle."""
    choisis = set(services)
    etats = (e for r in etablir(dossier, au).referentiels for e in r.etats) if choisis else ()
    points = [e.point for e in etats if e.point.responsable in choisis]
    return {(p.referentiel, code) for p in points for code in (p.feuille.code, p.feuille.engagement.code)}


class Vagues:
    """Les vagues d'une même enquête : chacune se compare à celle d'avant, par sa date, si rien d'autre n'a changé."""

    def __init__(self, dossier: Dossier) -> None:
        self._enquetes = tuple(dossier.enquetes.values())
        self._minimum = dossier.demarche.calcul.effectif_minimal

    def volet(self, enquete: Enquete, volet: Volet) -> VoletMesure:
        """Un volet : ses questions, et ce que son questionnaire a de différent de la vague d'avant."""
        return VoletMesure(volet, self.questions(enquete, volet), self._revu(enquete, volet))

    def _revu(self, enquete: Enquete, volet: Volet) -> QuestionnaireRevu | None:
        avant = self._avant(enquete, volet)
        if avant is None or not volet.resultats:
            return None
        anciennes, neuves = ({r.cle: r.libelle for r in v.resultats} for v in (avant, volet))
        ajoutees = tuple(libelle for cle, libelle in neuves.items() if cle not in anciennes)
        retirees = tuple(libelle for cle, libelle in anciennes.items() if cle not in neuves)
        return QuestionnaireRevu(avant.periode, ajoutees, retirees) if ajoutees or retirees else None

    def _avant(self, enquete: Enquete, volet: Volet) -> Volet | None:
        """La dernière vague finie avant celle-ci, du même volet et du même type d'enquête."""
        anciens = (
            v
            for autre in self._enquetes
            if autre.type == enquete.type
            for v in autre.volets
            if v.id == volet.id and v.periode.precede(volet.periode) and v.resultats
        )
        return max(anciens, key=lambda v: v.periode, default=None)

    def questions(self, enquete: Enquete, volet: Volet) -> tuple[QuestionMesuree, ...]:
        """Les questions d'un volet, mesurées et comparées."""
        return tuple(self._question(enquete, volet, r) for r in volet.resultats)

    def _question(self, enquete: Enquete, volet: Volet, resultat: Resultat) -> QuestionMesuree:
        base = _base(volet, resultat)
        faite = self._comparer(enquete, volet, resultat)
        if faite.motif and (resultat.evolution or resultat.precedent):
            faite = _declaree(resultat, faite.motif)
        return QuestionMesuree(resultat, base, self._est_insuffisante(base), faite)

    def _est_insuffisante(self, base: int | None) -> bool:
        return base is not None and base < self._minimum

    def _comparer(self, enquete: Enquete, volet: Volet, resultat: Resultat) -> ComparaisonDeVagues:
        if volet.premiere_vague:
            return ComparaisonDeVagues(motif="première vague")
        avant = self._avant(enquete, volet)
        if avant is None:
            return ComparaisonDeVagues(motif="aucune vague précédente dans le dossier")
        voulu = (resultat.cle, resultat.canal, resultat.site)
        ancien = next((r for r in avant.resultats if (r.cle, r.canal, r.site) == voulu), None)
        if ancien is None:
            return ComparaisonDeVagues(motif=f"question absente de la vague {avant.periode.apres_de()}")
        motif = _empechement(avant, volet, ancien, resultat)
        if not motif and any(map(self._est_insuffisante, (_base(avant, ancien), _base(volet, resultat)))):
            motif = "effectif insuffisant"
        if motif or ancien.valeur is None or resultat.valeur is None:
            return ComparaisonDeVagues(motif=motif or "valeur absente", periode=avant.periode)
        marges = [marge(_base(v, r)) or Decimal(0) for v, r in ((avant, ancien), (volet, resultat))]
        tendance = _tendance(ancien.valeur, resultat, sum((m * m for m in marges), Decimal(0)).sqrt())
        reformulee = _plat(ancien.libelle) != _plat(resultat.libelle)
        return ComparaisonDeVagues(ancien.valeur, avant.periode, tendance, reformulee=reformulee)


def _base(volet: Volet, resultat: Resultat) -> int | None:
    return resultat.repondants if resultat.repondants is not None else volet.repondants


def _plat(texte: str | None) -> str:
    return " ".join(francais.sans_accent(texte or "").lower().split())


def _empechement(avant: Volet, apres: Volet, ancien: Resultat, nouveau: Resultat) -> str:
    """Ce qui empêche de comparer deux vagues ; ce qui n'est dit que d'un côté n'est pas supposé différent."""
    if _plat(avant.panel) != _plat(apres.panel):
        return f"le panel a changé ({francais.minuscule(avant.panel)})"
    if avant.mode and apres.mode and _plat(avant.mode) != _plat(apres.mode):
        return f"le mode a changé ({francais.minuscule(avant.mode)})"
    if ancien.echelle and nouveau.echelle and _plat(ancien.echelle) != _plat(nouveau.echelle):
        return f"l'échelle a changé ({francais.minuscule(ancien.echelle)})"
    if ancien.reponses and nouveau.reponses and _proposees(ancien) != _proposees(nouveau):
        return "les réponses proposées ont changé"
    return "" if ancien.sens == nouveau.sens else "la question a changé de sens"


def _proposees(resultat: Resultat) -> set[str]:
    """Les réponses que l'on pouvait choisir ; une note que personne n'a donnée n'y manque pas."""
    return {_plat(r) for r in resultat.reponses if not r.isdigit()}


def _tendance(avant: Pourcentage, resultat: Resultat, pres: Decimal) -> Tendance:
    """Mieux ou moins bien, quand l'écart dépasse la marge et que les intervalles donnés ne se touchent pas."""
    apres = resultat.valeur
    assert apres is not None  # noqa: S101 (l'appelant l'a vérifié)
    if apres.bas - avant.haut > pres:
        monte = True
    elif avant.bas - apres.haut > pres:
        monte = False
    else:
        return "stable"
    return "mieux" if monte == (resultat.sens == "hausse") else "moins_bien"


def _declaree(resultat: Resultat, motif: str) -> ComparaisonDeVagues:
    """Le mouvement que la source donne elle-même."""
    if resultat.evolution is None:
        return ComparaisonDeVagues(resultat.precedent, declaree=True, motif=motif)
    return ComparaisonDeVagues(resultat.precedent, None, declaree(resultat), declaree=True)


def declaree(resultat: Resultat) -> Tendance | None:
    """Ce que vaut le mouvement déclaré, selon le sens de la question."""
    if resultat.evolution in (None, "stable"):
        return resultat.evolution and "stable"
    return "mieux" if resultat.evolution == resultat.sens else "moins_bien"
