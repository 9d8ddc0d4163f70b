"""Ce qui se suit dans le temps : les taux, les indicateurs et les délais, chacun contre sa cible."""

from collections.abc import Iterable
from datetime import date
from fractions import Fraction

from qualicli import francais
from qualicli.diagnostic.mesures.delais import DelaisRegistre, delais
from qualicli.diagnostic.mesures.filtres import FiltresMesures
from qualicli.diagnostic.mesures.indicateurs import IndicateurVu, grandeur, indicateurs
from qualicli.diagnostic.synthese import SyntheseTaux
from qualicli.diagnostic.taux import Taux
from qualicli.modeles.ecoute import Indicateur, Mesure
from qualicli.modeles.temps.dates import DateImprecise
from qualicli.rendus import libelles
from qualicli.rendus.dessins.courbe import FigureCourbe, PointDeCourbe, SerieTracee
from qualicli.rendus.dessins.planche import FigurePlanche, repartir_en_planches
from qualicli.rendus.documents.figures.avancement import restreindre
from qualicli.rendus.documents.socle.contexte import ContexteDocument
from qualicli.rendus.documents.socle.figures import DemandeFigure
from qualicli.rendus.documents.socle.valeurs import dire_cible, dire_valeur
from qualicli.rendus.mesures.communs import nombre

_DATES = 6  # points d'une courbe de taux : chacun demande un diagnostic


def taux_dans_le_temps(demande: DemandeFigure) -> FigureCourbe:
    """Le déclaré et le prouvé de chaque référentiel, aux dates où l'on a évalué."""
    series: dict[str, list[PointDeCourbe]] = {}
    for jour in dates_d_evaluation(demande.contexte, demande.quand):
        resultats = [r for r in restreindre(demande, jour) if r.etats]
        for resultat in resultats:
            nom = f", {resultat.referentiel.nom}" if len(resultats) > 1 else ""
            for mot, taux in _deux(resultat.synthese):
                if taux.part is not None:
                    series.setdefault(f"{mot}{nom}", []).append(_point(jour, taux.part, str(taux)))
    titre = f"La réalisation dans le temps, au {francais.jour(demande.quand)}"
    return FigureCourbe(titre, tuple(SerieTracee(n, tuple(p)) for n, p in series.items()), "%")


def dates_d_evaluation(contexte: ContexteDocument, quand: date) -> list[date]:
    """Le dernier jour d'évaluation de chaque mois, et le jour même ; quand il y en a trop, les plus serrés sont tus."""
    acquis = {
        e.date.fin for s in contexte.dossier.engagements.values() for e in s.evaluations if e.date.est_acquise(quand)
    }
    mois: dict[tuple[int, int], date] = {}
    for jour in sorted(acquis):
        mois[jour.year, jour.month] = jour
    if not mois:
        return []
    jours = sorted({*mois.values(), quand})
    while len(jours) > _DATES:
        del jours[min(range(1, len(jours) - 1), key=lambda i: (jours[i + 1] - jours[i - 1], i))]
    return jours


def _deux(synthese: SyntheseTaux) -> tuple[tuple[str, Taux], ...]:
    return ("Déclaré", synthese.declare), ("Prouvé", synthese.prouve)


def _point(jour: date, part: Fraction, dit: str) -> PointDeCourbe:
    bref = francais.pourcentage(part) or ""
    return PointDeCourbe(DateImprecise.lire(jour.isoformat()), 100 * part, dit, bref)


def indicateurs_suivis(demande: DemandeFigure) -> tuple[FigureCourbe, ...]:
    """Une courbe par indicateur mesuré au moins deux fois au même endroit ; un lieu, une série."""
    contexte, filtres = demande.contexte, FiltresMesures(services=(demande.service,) if demande.service else ())
    vus = indicateurs(contexte.dossier, demande.quand, filtres, contexte.diagnostic(demande.quand))
    groupes: dict[str, list[IndicateurVu]] = {}
    for vu in vus:
        groupes.setdefault(vu.indicateur.id, []).append(vu)
    if demande.indicateurs:
        groupes = {i: groupes[i] for i in demande.indicateurs if i in groupes}
    return tuple(figure for siens in groupes.values() if (figure := _suivre(contexte, siens)))


def planches_des_mesures(demande: DemandeFigure) -> tuple[FigurePlanche, ...]:
    """Tous les indicateurs et tous les délais suivis, sur aussi peu de planches que possible."""
    courbes = (*indicateurs_suivis(demande), *delais_suivis(demande))
    return repartir_en_planches(f"Les mesures dans le temps, au {francais.jour(demande.quand)}", courbes)


def _suivre(contexte: ContexteDocument, vus: list[IndicateurVu]) -> FigureCourbe:
    indicateur = vus[0].indicateur
    suivis = [vu for vu in vus if len(_points(vu)) > 1]
    series = tuple(
        SerieTracee(
            libelles.nommer_lieu(contexte.dossier, vu.site, vu.service) if len(suivis) > 1 else "",
            _points(vu),
            vu.trous,
        )
        for vu in suivis
    )
    cibles = {vu.cible for vu in suivis}
    cible = cibles.pop() if len(cibles) == 1 else None
    unite = "%" if any(m.total for vu in suivis for m in vu.mesures) else indicateur.unite or ""
    dite = dire_cible(indicateur, cible, unite)
    return FigureCourbe(indicateur.intitule, series, unite, None if cible is None else Fraction(cible), dite)


def sans_recouvrement(points: Iterable[PointDeCourbe]) -> tuple[PointDeCourbe, ...]:
    """Les points dans l'ordre du temps ; un trimestre qui contient un mois déjà montré le redirait."""
    gardes: list[PointDeCourbe] = []
    for point in sorted(points, key=lambda p: (p.quand.fin.toordinal() - p.quand.debut.toordinal(), p.quand)):
        if all(point.quand.precede(g.quand) or g.quand.precede(point.quand) for g in gardes):
            gardes.append(point)
    return tuple(sorted(gardes, key=lambda p: p.quand))


def _points(vu: IndicateurVu) -> tuple[PointDeCourbe, ...]:
    return sans_recouvrement(_mesurer(vu.indicateur, m, v) for m in vu.mesures if (v := grandeur(m)) is not None)


def _mesurer(indicateur: Indicateur, mesure: Mesure, valeur: Fraction) -> PointDeCourbe:
    return PointDeCourbe(mesure.periode, valeur, dire_valeur(indicateur, mesure), nombre(valeur))


def delais_suivis(demande: DemandeFigure) -> tuple[FigureCourbe, ...]:
    """Une courbe par registre : le délai moyen contre le délai annoncé, à défaut la part répondue dans le délai.

    Aucune quand on a choisi des indicateurs : un registre n'en est pas un.
    """
    if demande.indicateurs:
        return ()
    filtres = FiltresMesures(services=(demande.service,) if demande.service else ())
    vus = delais(demande.contexte.dossier, demande.quand, filtres)
    return tuple(figure for vu in vus if (figure := _moyennes(vu) or _dans_le_delai(vu)))


def _moyennes(vu: DelaisRegistre) -> FigureCourbe:
    points = sans_recouvrement(
        PointDeCourbe(p.periode, m, francais.pluriel(_dixieme(m), "jour"), nombre(m))
        for p in vu.periodes
        if (m := p.chiffres.moyenne) is not None
    )
    # Un délai en mois ne se compare pas à des jours.
    delai = vu.delai if vu.delai is not None and not vu.delai.mois else None
    cible = None if delai is None else Fraction(delai.jours)
    dite = "" if delai is None else f"au plus {delai.en_clair()}{' ouvrés' if vu.ouvres else ''}"
    return FigureCourbe(
        f"{vu.registre.intitule} : délai moyen", (SerieTracee("", points, vu.trous),), "jours", cible, dite
    )


def _dixieme(valeur: Fraction) -> Fraction:
    return Fraction(round(valeur * 10), 10)


def _dans_le_delai(vu: DelaisRegistre) -> FigureCourbe:
    points = tuple(
        _part(p.periode, p.chiffres.part, f"{p.chiffres.dans_le_delai}/{p.chiffres.juges}") for p in vu.periodes
    )
    gardes = sans_recouvrement(point for point in points if point is not None)
    return FigureCourbe(f"{vu.registre.intitule} : réponses dans le délai", (SerieTracee("", gardes, vu.trous),), "%")


def _part(periode: DateImprecise, part: Fraction | None, compte: str) -> PointDeCourbe | None:
    if part is None:
        return None
    return PointDeCourbe(
        periode, 100 * part, f"{francais.en_pourcent(part)} ({compte})", francais.pourcentage(part) or ""
    )
