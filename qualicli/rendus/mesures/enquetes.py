"""Les enquêtes : volet par volet, chaque résultat avec sa base, sa marge, et ce qu'il devient."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from qualicli import francais
from qualicli.diagnostic.mesures.enquetes import METHODE, EnqueteMesuree, QuestionMesuree, VoletMesure, marge
from qualicli.diagnostic.mesures.filtres import ResultatMesures
from qualicli.modeles.dossier import Dossier
from qualicli.modeles.enquete import Volet
from qualicli.modeles.pourcentage import Pourcentage
from qualicli.rendus.diagnostic.tableaux import ecrire_csv
from qualicli.rendus.ecran import Ecran, paragraphe
from qualicli.rendus.libelles import nommer_site
from qualicli.rendus.markdown import echapper, tableau
from qualicli.rendus.mesures.communs import RIEN, exact, json, nombre, rang, tete, tete_markdown
from qualicli.rendus.mesures.mots import TENDANCES

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
                rendu += rang(_cellules(question), _LARGEURS)
            for note in notes(volet):
                rendu += paragraphe(note, "    ", "      ", "yellow")
    return [*rendu, [], *paragraphe(METHODE, style="dim")] if resultat.vus else [*rendu, [("Aucune enquête.", "")]]


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


def dire_base(volet: Volet) -> str:
    """« 312 réponses sur 540 (57,8 %), à 5,5 points près, du 18 au 29 octobre 2021 »."""
    dits = [francais.pluriel(volet.repondants, "réponse") if volet.repondants is not None else "base inconnue"]
    if volet.repondants is not None and volet.sollicites:
        dits[0] += f" sur {volet.sollicites} ({francais.en_pourcent(Fraction(volet.repondants, volet.sollicites))})"
    pres = marge(volet.repondants)
    dits += [f"à {nombre(pres)} points près"] if pres else []
    return ", ".join((*dits, volet.periode.en_complement()))


def _cellules(q: QuestionMesuree) -> tuple[str, ...]:
    compare = q.comparaison
    tendance = TENDANCES.get(compare.tendance, RIEN)
    return (
        q.resultat.libelle,
        str(q.resultat.valeur or RIEN),
        RIEN if q.base is None else str(q.base),
        str(compare.avant or RIEN),
        tendance,
    )


def notes(vu: VoletMesure) -> Iterator[str]:
    """Ce qu'il faut savoir pour lire un volet : effectifs, ce qui ne se compare pas et pourquoi, questions reformulées."""
    trop_peu = [q for q in vu.questions if q.est_insuffisant]
    if trop_peu:
        dites = francais.liste(f"{francais.guillemets(q.resultat.libelle)} ({q.base})" for q in trop_peu)
        yield f"Effectif insuffisant : {dites}."
    motifs = dict.fromkeys(q.comparaison.motif for q in vu.questions if q.comparaison.motif)
    for motif in motifs:
        combien = sum(q.comparaison.motif == motif for q in vu.questions)
        sujet = "" if combien == len(vu.questions) else f" ({francais.pluriel(combien, 'question')})"
        yield f"Sans comparaison{sujet} : {motif}."
    if any(q.comparaison.declaree for q in vu.questions):
        yield "Le mouvement est celui que donne la source."
    vagues = dict.fromkeys(q.comparaison.periode for q in vu.questions if q.comparaison.periode)
    if vagues:
        yield f"Vague précédente : {francais.liste(p.en_clair() for p in vagues if p)}."
    for q in vu.questions:
        if q.comparaison.reformulee:
            yield f"Question reformulée depuis : {francais.guillemets(q.resultat.libelle)}."


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
                "questions": [_question(q) for q in v.questions],
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
    entetes += ["effectif_insuffisant", "precedent", "vague_precedente", "tendance", "sans_comparaison"]
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
                lignes.append(["" if x is None else str(x) for x in (*ligne, *chiffres, *suite)])
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
            lignes += [tableau(_COLONNES, map(_cellules, v.questions)), ""] if v.questions else []
            lignes += [f"{echapper(note)}\n" for note in notes(v)]
    return "\n".join([*lignes, METHODE if resultat.vus else "Aucune enquête.", ""])
