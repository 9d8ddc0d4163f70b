"""Une enquête en mots, à l'écran comme dans les documents : sa base, ses questions, leurs valeurs, ce qu'il faut en savoir."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from qualicli import francais
from qualicli.diagnostic.mesures.enquetes import QuestionMesuree, VoletMesure, marge
from qualicli.modeles.dossier import Dossier
from qualicli.modeles.enquete import Resultat, Volet
from qualicli.modeles.pourcentage import Pourcentage
from qualicli.rendus.libelles import mot, nommer_site
from qualicli.rendus.mesures.communs import nombre


def dire_base(volet: Volet) -> str:
    """« 312 réponses sur 540 (57,8 %), à 5,5 points près, du 18 au 29 octobre 2021 »."""
    dits = [francais.pluriel(volet.repondants, "réponse") if volet.repondants is not None else "base inconnue"]
    if volet.repondants is not None and volet.sollicites:
        dits[0] += f" sur {volet.sollicites} ({francais.en_pourcent(Fraction(volet.repondants, volet.sollicites))})"
    pres = marge(volet.repondants)
    dits += [f"à {nombre(pres)} points près"] if pres else []
    if volet.incompletes:
        dits.append(f"{francais.pluriel(volet.incompletes, 'incomplète')} à part")
    if volet.visiteurs:
        dits.append(francais.pluriel(volet.visiteurs, "visiteur"))
    return ", ".join((*dits, volet.periode.en_complement()))


def nommer_question(dossier: Dossier, resultat: Resultat) -> str:
    """La question, et le site ou le canal quand elle s'y ventile : « Accueil (Roanne) »."""
    lieu = dire_lieu(dossier, resultat)
    return f"{resultat.libelle}{f' ({lieu})' if lieu else ''}"


def dire_lieu(dossier: Dossier, resultat: Resultat) -> str:
    """Le site ou le canal où une question se ventile ; vide pour l'ensemble."""
    canal = mot(resultat.canal) if resultat.canal and resultat.reponses else ""
    return ", ".join(filter(None, (nommer_site(dossier, resultat.site), canal)))


def repartition(resultat: Resultat) -> str:
    """Combien ont choisi chaque réponse, pour l'ensemble : « Oui (26), Non (34) ; sans avis (17) »."""
    if not resultat.reponses or resultat.site or resultat.canal:
        return ""
    dites = ", ".join(f"{reponse} ({combien})" for reponse, combien in resultat.reponses.items())
    return f"{dites} ; sans avis ({resultat.sans_avis})" if resultat.sans_avis else dites


def dire_valeur(resultat: Resultat) -> str:
    """Le résultat d'une question : une part, une note moyenne, ou rien."""
    if resultat.valeur is None and resultat.moyenne is not None:
        return f"note {francais.nombre(resultat.moyenne)}"
    return str(resultat.valeur or "")


def notes(vu: VoletMesure) -> Iterator[str]:
    """Ce qu'il faut savoir pour lire un volet : effectifs, ce qui ne se compare pas et pourquoi, questions reformulées."""
    if vu.volet.ponderation:
        yield f"Valeurs pondérées ({vu.volet.ponderation}) ; les nombres ne le sont pas."
    yield from _themes(vu)
    yield from dire_effectifs(vu.questions)
    motifs = dict.fromkeys(q.comparaison.motif for q in vu.questions if q.comparaison.motif)
    for motif in motifs:
        combien = sum(q.comparaison.motif == motif for q in vu.questions)
        sujet = "" if combien == len(vu.questions) else f" ({francais.pluriel(combien, 'question')})"
        yield f"Sans comparaison{sujet} : {motif}."
    if any(q.comparaison.declaree for q in vu.questions):
        yield "Le mouvement est celui que donne la source."
    yield from dire_vagues(vu.questions)
    if vu.revu is not None:
        depuis = vu.revu.depuis.apres_de()
        for libelles, une, plusieurs in (
            (vu.revu.ajoutees, "Question nouvelle", "Questions nouvelles"),
            (vu.revu.retirees, "Question qui n'est plus posée", "Questions qui ne sont plus posées"),
        ):
            if libelles:
                quoi = francais.liste(map(francais.guillemets, libelles))
                yield f"{une if len(libelles) == 1 else plusieurs} depuis la vague {depuis} : {quoi}."


def dire_effectifs(questions: Sequence[QuestionMesuree]) -> Iterator[str]:
    """Les questions qui ont trop peu de réponses, et combien."""
    trop_peu = [q for q in questions if q.est_insuffisant and dire_valeur(q.resultat)]
    if trop_peu:
        dites = francais.liste(f"{francais.guillemets(q.resultat.libelle)} ({q.base})" for q in trop_peu)
        yield f"Effectif insuffisant : {dites}."


def dire_vagues(questions: Sequence[QuestionMesuree]) -> Iterator[str]:
    """La date de la vague à laquelle on se compare, et les questions reformulées depuis."""
    vagues = dict.fromkeys(q.comparaison.periode for q in questions if q.comparaison.periode)
    if vagues:
        yield f"Vague précédente : {francais.liste(p.en_clair() for p in vagues if p)}."
    for q in questions:
        if q.comparaison.reformulee:
            yield f"Question reformulée depuis : {francais.guillemets(q.resultat.libelle)}."


def _themes(vu: VoletMesure) -> Iterator[str]:
    """De combien à combien vont les questions d'un thème : un intervalle, jamais une moyenne."""
    themes: dict[str, list[Pourcentage]] = {}
    for r in (q.resultat for q in vu.questions):
        if r.theme and r.valeur is not None and not (r.site or (r.canal and r.reponses)):
            themes.setdefault(r.theme, []).append(r.valeur)
    for theme, valeurs in themes.items():
        bas, haut = min(v.bas for v in valeurs), max(v.haut for v in valeurs)
        if len(valeurs) > 1 and bas < haut:
            etendue = Pourcentage(bas, haut)
            yield f"Thème {francais.guillemets(theme)} : {etendue} ({len(valeurs)} questions)."
