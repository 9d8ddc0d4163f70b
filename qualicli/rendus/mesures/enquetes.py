"""Les enquêtes : volet par volet, chaque résultat avec sa base, sa marge, et ce qu'il devient."""

from collections.abc import Iterator
from typing import Any

from qualicli import francais
from qualicli.diagnostic.mesures.enquetes import METHODE, EnqueteMesuree, QuestionMesuree, declaree
from qualicli.diagnostic.mesures.filtres import ResultatMesures
from qualicli.diagnostic.mesures.percu import PercuEtMesure
from qualicli.modeles.dossier import Dossier
from qualicli.modeles.pourcentage import Pourcentage
from qualicli.rendus.diagnostic.tableaux import ecrire_csv
from qualicli.rendus.ecran import Ecran, paragraphe
from qualicli.rendus.libelles import nommer_site
from qualicli.rendus.markdown import echapper, tableau
from qualicli.rendus.mesures.communs import RIEN, exact, json, nombre, rang, tete, tete_markdown
from qualicli.rendus.mesures.dire_enquete import dire_base, dire_lieu, dire_valeur, nommer_question, notes, repartition
from qualicli.rendus.mesures.mots import TENDANCES, ecrire_valeur

_SUJET = "enquêtes"
_COLONNES = ("Question", "Résultat", "Réponses", "Avant", "Tendance")
_LARGEURS = (28, 16, 9, 13, 12)


def ecran(resultat: ResultatMesures[EnqueteMesuree]) -> Ecran:
    """L'écran : une enquête après l'autre, un tableau par volet."""
    rendu = tete(resultat, _SUJET)
    for vue in resultat.vus:
        rendu += [[], *paragraphe(vue.enquete.intitule, style="bold")]
        for dit in _dits(resultat.dossier, vue):
            rendu += paragraphe(dit, "  ", "    ")
        for volet in vue.volets:
            rendu += paragraphe(f"{volet.volet.intitule} : {dire_base(volet.volet)}", "  ", "    ", "bold")
            rendu += rang(_COLONNES, _LARGEURS, "dim") if volet.questions else []
            for question in volet.questions:
                lieu = dire_lieu(resultat.dossier, question.resultat)
                if not lieu or dire_valeur(question.resultat):
                    _, *autres = _cellules(resultat.dossier, question)
                    rendu += rang((f"  {lieu}" if lieu else question.resultat.libelle, *autres), _LARGEURS)
                if dite := repartition(question.resultat):
                    rendu += paragraphe(dite, "    ", "      ", "dim")
            for note in notes(volet):
                rendu += paragraphe(note, "    ", "      ", "yellow")
        for dite in map(dire_rapprochement, vue.rapprochements):
            rendu += paragraphe(dite, "  ", "    ", "cyan")
    return [*rendu, [], *paragraphe(METHODE, style="dim")] if resultat.vus else [*rendu, [("Aucune enquête.", "")]]


def dire_rapprochement(vu: PercuEtMesure) -> str:
    """« Perçu : attente acceptable 68 %. Mesuré : attente au guichet, 20 minutes (mars 2022). »."""
    unite = f" {vu.indicateur.unite}" if vu.indicateur.unite and not vu.mesure.total else ""
    mesure = f"{ecrire_valeur(vu.mesure)}{unite} ({vu.mesure.periode.en_clair()})"
    percu = dire_valeur(vu.resultat) or TENDANCES.get(declaree(vu.resultat), RIEN)
    return f"Perçu : {vu.resultat.libelle} {percu}. Mesuré : {vu.indicateur.intitule}, {mesure}."


def _dits(dossier: Dossier, vue: EnqueteMesuree) -> Iterator[str]:
    """Où elle a été menée, d'après quel questionnaire, et ce qu'elle attend encore."""
    enquete = vue.enquete
    questionnaire = next((d for d in dossier.documents if d.id == enquete.questionnaire), None)
    dits = (
        "Enquête mystère" if enquete.type == "mystere" else "Enquête de satisfaction",
        francais.liste(nommer_site(dossier, s) for s in enquete.sites),
        f"questionnaire : {questionnaire.intitule if questionnaire else enquete.questionnaire}"
        if enquete.questionnaire
        else "",
    )
    yield " · ".join(filter(None, dits))
    for due in vue.dues:
        quand = f", {due.echeance.en_complement()}" if due.echeance else ""
        yield f"{'En retard' if due.est_en_retard else 'À faire'} : {francais.minuscule(due.texte)}{quand}."


def _cellules(dossier: Dossier, q: QuestionMesuree) -> tuple[str, ...]:
    compare = q.comparaison
    tendance = TENDANCES.get(compare.tendance, RIEN)
    return (
        nommer_question(dossier, q.resultat),
        dire_valeur(q.resultat) or RIEN,
        RIEN if q.base is None else str(q.base),
        str(compare.avant or RIEN),
        tendance,
    )


def json_(resultat: ResultatMesures[EnqueteMesuree]) -> str:
    """Le JSON : une entrée par enquête, ses volets, leurs questions."""
    return json(resultat, methode=METHODE, enquetes=[_enquete(vue) for vue in resultat.vus])


def _enquete(vue: EnqueteMesuree) -> dict[str, Any]:
    enquete = vue.enquete
    return {
        "enquete": enquete.id,
        "intitule": enquete.intitule,
        "type": enquete.type,
        "sites": list(enquete.sites),
        "questionnaire": enquete.questionnaire,
        "presentee_a": list(enquete.presentee_a),
        "percu_et_mesure": [
            {"question": p.resultat.cle, "indicateur": p.indicateur.id, "periode": p.mesure.periode.texte}
            for p in vue.rapprochements
        ],
        "dues": [
            {"texte": o.texte, "etat": o.etat, "echeance": o.echeance.texte if o.echeance else None} for o in vue.dues
        ],
        "volets": [
            {
                "volet": v.volet.id,
                "intitule": v.volet.intitule,
                "panel": v.volet.panel,
                "periode": v.volet.periode.texte,
                "mode": v.volet.mode,
                "sollicites": v.volet.sollicites,
                "repondants": v.volet.repondants,
                "incompletes": v.volet.incompletes,
                "visiteurs": v.volet.visiteurs,
                "ponderation": v.volet.ponderation,
                "questions": [_question(q) for q in v.questions],
                "questions_ajoutees": list(v.revu.ajoutees) if v.revu else [],
                "questions_retirees": list(v.revu.retirees) if v.revu else [],
            }
            for v in vue.volets
        ],
    }


def _question(q: QuestionMesuree) -> dict[str, Any]:
    compare, pres = q.comparaison, q.marge
    return {
        "cle": q.resultat.cle,
        "libelle": q.resultat.libelle,
        "theme": q.resultat.theme,
        "canal": q.resultat.canal,
        "site": q.resultat.site,
        "favorables": q.resultat.favorables,
        "sans_avis": q.resultat.sans_avis,
        "reponses": dict(q.resultat.reponses),
        "moyenne": exact(q.resultat.moyenne),
        "valeur": _pourcentage(q.resultat.valeur),
        "precision": q.resultat.precision,
        "base": q.base,
        "marge": float(round(pres, 1)) if pres else None,
        "effectif_insuffisant": q.est_insuffisant,
        "sens": q.resultat.sens,
        "precedent": _pourcentage(compare.avant),
        "vague_precedente": compare.periode.texte if compare.periode else None,
        "tendance": compare.tendance,
        "declaree": compare.declaree,
        "sans_comparaison": compare.motif or None,
        "reformulee": compare.reformulee,
    }


def _pourcentage(valeur: Pourcentage | None) -> dict[str, Any] | None:
    if valeur is None:
        return None
    return {"bas": exact(valeur.bas), "haut": exact(valeur.haut), "approche": valeur.approche}


def csv(resultat: ResultatMesures[EnqueteMesuree]) -> str:
    """Le CSV : une ligne par question."""
    entetes = ["enquete", "volet", "periode", "cle", "theme", "canal", "libelle", "valeur", "base", "marge"]
    entetes += [
        "effectif_insuffisant",
        "precedent",
        "vague_precedente",
        "tendance",
        "sans_comparaison",
        "site",
        "moyenne",
    ]
    lignes = []
    for vue in resultat.vus:
        for v in vue.volets:
            for q in v.questions:
                r, c = q.resultat, q.comparaison
                ligne = (
                    vue.enquete.id,
                    v.volet.id,
                    v.volet.periode.texte,
                    r.cle,
                    r.theme,
                    r.canal,
                    r.libelle,
                    r.valeur,
                )
                chiffres = (q.base, nombre(q.marge) if q.marge else "", "oui" if q.est_insuffisant else "non")
                suite = (c.avant, c.periode.texte if c.periode else "", TENDANCES.get(c.tendance, ""), c.motif)
                lieu = (r.site, nombre(r.moyenne) if r.moyenne is not None else "")
                lignes.append(["" if x is None else str(x) for x in (*ligne, *chiffres, *suite, *lieu)])
    return ecrire_csv([entetes, *lignes])


def markdown(resultat: ResultatMesures[EnqueteMesuree]) -> str:
    """Le Markdown : un tableau par volet."""
    lignes = tete_markdown(resultat, _SUJET)
    for vue in resultat.vus:
        lignes += [f"## {echapper(vue.enquete.intitule)}", ""]
        lignes += [f"{echapper(dit)}\n" for dit in _dits(resultat.dossier, vue)]
        for v in vue.volets:
            lignes += [
                f"### {echapper(v.volet.intitule)}",
                "",
                f"{echapper(francais.majuscule(dire_base(v.volet)))}.",
                "",
            ]
            lignes += (
                [tableau(_COLONNES, (_cellules(resultat.dossier, q) for q in v.questions)), ""] if v.questions else []
            )
            lignes += [f"{echapper(note)}\n" for note in notes(v)]
        lignes += [f"{echapper(dire_rapprochement(p))}\n" for p in vue.rapprochements]
    return "\n".join([*lignes, METHODE if resultat.vus else "Aucune enquête.", ""])
