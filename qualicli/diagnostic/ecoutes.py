"""Ce qu'une enquête ou un registre vaut pour une exigence, sans double saisie : sa mesure, et une fois présentée, sa preuve."""

from collections.abc import Iterable, Iterator
from datetime import date
from fractions import Fraction
from typing import Any

from qualicli.diagnostic.mesures.delais import delais
from qualicli.modeles.documents import Preuve
from qualicli.modeles.dossier import Dossier
from qualicli.modeles.ecoute import Indicateur
from qualicli.modeles.enquete import Enquete, Resultat, Volet
from qualicli.modeles.registre import Registre
from qualicli.modeles.temps.dates import DateImprecise


def est_deduit(indicateur: Indicateur) -> bool:
    """Vrai d'un indicateur que personne n'a écrit : une enquête ou un registre en tient lieu."""
    return not indicateur.fichier.startswith("indicateurs/")


def mesures_deduites(dossier: Dossier, au: date) -> Iterator[Indicateur]:
    """Les registres et les enquêtes qui couvrent une exigence, en indicateurs de qualité."""
    for vu in delais(dossier, au):
        mesures: list[dict[str, Any]] = [
            {
                "periode": periode.periode.texte,
                "site": part.site,
                "conformes": part.chiffres.dans_le_delai,
                "total": part.chiffres.juges,
            }
            for periode in vu.periodes
            for part in periode.parts
            if part.chiffres.juges
        ]
        if vu.registre.couvre and mesures:
            objet = vu.registre
            yield _indicateur(f"registres/{objet.id}", objet, objet.intitule, objet.couvre, _sans_redite(mesures))
    yield from _des_enquetes(dossier, au)


def _des_enquetes(dossier: Dossier, au: date) -> Iterator[Indicateur]:
    """Une question d'un volet, vague après vague ; jamais de moyenne entre questions ni entre volets."""
    questions: dict[str, tuple[Enquete, str, dict[str, None], list[dict[str, Any]]]] = {}
    for enquete in sorted(dossier.enquetes.values(), key=lambda e: (e.annee, e.id)):
        for volet in (v for v in enquete.volets if v.periode.est_acquise(au)):
            for resultat in volet.resultats:
                nombres = compter(volet, resultat)
                couvre = dict.fromkeys((*resultat.couvre, *enquete.couvre))
                if nombres is None or not couvre or (resultat.canal is not None and resultat.reponses):
                    continue
                mesure: dict[str, Any] = {"periode": volet.periode.texte, "site": resultat.site or _seul(enquete)}
                mesure |= {"conformes": nombres[0], "total": nombres[1]}
                cle = f"enquetes/{enquete.type}/{volet.id}/{resultat.cle}"
                deja = questions.get(cle, (enquete, "", {}, []))
                libelle = f"{enquete.intitule} : {resultat.libelle}"
                questions[cle] = (enquete, libelle, deja[2] | couvre, [*deja[3], mesure])
    for cle, (enquete, libelle, couvre, mesures) in questions.items():
        yield _indicateur(cle, enquete, libelle, couvre, mesures)


def _seul(enquete: Enquete) -> str | None:
    return enquete.sites[0] if len(enquete.sites) == 1 else None


def _sans_redite(mesures: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Un nombre par période et par site : les services et les canaux d'un même registre s'additionnent."""
    sommes: dict[tuple[str, str | None], dict[str, Any]] = {}
    for mesure in mesures:
        somme = sommes.setdefault((mesure["periode"], mesure["site"]), {**mesure, "conformes": 0, "total": 0})
        somme["conformes"] += mesure["conformes"]
        somme["total"] += mesure["total"]
    return list(sommes.values())


def compter(volet: Volet, resultat: Resultat) -> tuple[int, int] | None:
    """Les réponses favorables et la base d'une question ; déduites de la valeur quand un seul nombre s'y arrondit."""
    base = resultat.repondants if resultat.repondants is not None else volet.repondants
    if not base or volet.ponderation:
        return None
    if resultat.favorables is not None:
        return resultat.favorables, base
    valeur = resultat.valeur
    if valeur is None or valeur.approche or valeur.bas != valeur.haut:
        return None
    pres = Fraction(1, 2) * Fraction(10) ** int(valeur.bas.as_tuple().exponent)
    milieu = round(Fraction(valeur.bas) * base / 100)
    justes = [
        k for k in (milieu - 1, milieu, milieu + 1) if abs(Fraction(100 * k, base) - Fraction(valeur.bas)) <= pres
    ]
    return (justes[0], base) if len(justes) == 1 else None


def _indicateur(
    cle: str, objet: Registre | Enquete, intitule: str, couvre: Iterable[str], mesures: list[dict[str, Any]]
) -> Indicateur:
    return Indicateur.model_validate(
        {
            "@id": cle,
            "@fichier": objet.fichier,
            "intitule": intitule,
            "nature": "qualite",
            "couvre": list(couvre),
            "mesures": [{c: v for c, v in m.items() if v is not None} for m in mesures],
        }
    )


def preuves_deduites(dossier: Dossier, au: date) -> Iterator[Preuve]:
    """Les enquêtes et les registres présentés ou publiés : ils prouvent ce qu'ils couvrent, sans fiche de plus.

    Une question qui en couvre une autre la mesure, sans la prouver : un avis n'est pas la pièce que l'on attend.
    """
    for enquete in dossier.enquetes.values():
        if enquete.couvre and (quand := _publique(dossier, enquete, au)):
            yield _preuve(enquete, "enquete", list(enquete.couvre), quand)
    for registre in dossier.registres.values():
        if registre.couvre and (quand := _publique(dossier, registre, au)):
            yield _preuve(registre, "tableau_suivi", list(registre.couvre), quand)


def _publique(dossier: Dossier, objet: Enquete | Registre, au: date) -> DateImprecise | None:
    """La première fois que ses résultats ont été présentés à une réunion, ou publiés ; rien tant qu'ils ne l'ont pas été."""
    reunions = (dossier.reunions[r].date for r in objet.presentee_a if r in dossier.reunions)
    publiees = (objet.publie_le,) if isinstance(objet, Registre) else (p.date for p in objet.publications)
    return min((d for d in (*reunions, *publiees) if d is not None and d.est_acquise(au)), default=None)


def _preuve(objet: Enquete | Registre, genre: str, couvre: list[str], quand: DateImprecise) -> Preuve:
    cles = {"@id": objet.id, "@fichier": objet.fichier, "intitule": objet.intitule, "type": genre}
    return Preuve.model_validate({**cles, "date": quand.texte, "couvre": couvre, "sites": list(objet.sites)})
