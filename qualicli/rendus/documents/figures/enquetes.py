"""Les enquêtes : ce que devient chaque question d'une vague à l'autre."""

from decimal import Decimal

from qualicli import francais
from qualicli.diagnostic.mesures.enquetes import QuestionMesuree, Vagues
from qualicli.modeles.enquete import Enquete, Volet
from qualicli.modeles.pourcentage import Pourcentage
from qualicli.rendus.dessins.vagues import FigureVagues, QuestionTracee
from qualicli.rendus.documents.socle.contexte import ContexteDocument
from qualicli.rendus.documents.socle.figures import DemandeFigure
from qualicli.rendus.mesures.mots import TENDANCES


def vagues(demande: DemandeFigure) -> tuple[FigureVagues, ...]:
    """Une figure par volet commencé des enquêtes du dossier, les plus anciennes d'abord."""
    commences = [
        (volet.periode, enquete.id, rang, enquete, volet)
        for enquete in demande.contexte.dossier.enquetes.values()
        for rang, volet in enumerate(enquete.volets)
        if volet.periode.debut <= demande.quand
    ]
    return tuple(figurer_volet(demande.contexte, e, v) for *_, e, v in sorted(commences, key=lambda c: c[:3]))


def figurer_volet(contexte: ContexteDocument, enquete: Enquete, volet: Volet) -> FigureVagues:
    """Les questions d'un volet qui ont une valeur ; jamais deux publics sur le même dessin."""
    questions = Vagues(contexte.dossier).questions(enquete, volet)
    nom = f"{volet.intitule}, {francais.minuscule(volet.periode.en_bref())}"
    return FigureVagues(nom, tuple(_tracer(q, q.resultat.valeur) for q in questions if q.resultat.valeur is not None))


def _tracer(question: QuestionMesuree, valeur: Pourcentage) -> QuestionTracee:
    avant = question.comparaison.avant
    return QuestionTracee(
        question.resultat.libelle,
        _milieu(valeur),
        str(valeur),
        None if avant is None else _milieu(avant),
        "" if avant is None else str(avant),
        question.marge,
        question.resultat.cible,
        TENDANCES.get(question.comparaison.tendance, ""),
        -1 if question.resultat.sens == "baisse" else 1,
    )


def _milieu(valeur: Pourcentage) -> Decimal:
    return (valeur.bas + valeur.haut) / 2
