"""Le rapport de perte d'une migration : à l'écran, pour les machines, et en document."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from qualicli import francais
from qualicli.diagnostic.migration import Devenir, SortDUneExigence
from qualicli.diagnostic.perte import Perte
from qualicli.diagnostic.reprises import Reprise
from qualicli.diagnostic.synthese import SyntheseTaux
from qualicli.modeles.documents import Document
from qualicli.modeles.importation import Apercu
from qualicli.modeles.referentiel import Referentiel
from qualicli.rendus import importation
from qualicli.rendus.diagnostic.json_ import FORMAT, ecrire, taux_de
from qualicli.rendus.ecran import Ecran, aplanir, paragraphe
from qualicli.rendus.libelles import CERTITUDES, mot, nommer_lieu

_SORTS = {
    "garde": ("gardé", "gardée"),
    "partiel": ("partiel", "partielle"),
    "nouveau": ("nouveau", "nouvelle"),
    "abandonne": ("abandonné", "abandonnée"),
}
_NOMMES = 5
_INCONNUE = "correspondance à compléter"


def ecran(perte: Perte) -> Ecran:
    """Le rapport à l'écran : les taux, ce que deviennent les anciennes exigences, d'où viennent les nouvelles."""
    de, vers = perte.passerelle.de, perte.passerelle.vers
    lignes = paragraphe(titrer(perte), style="bold")
    lignes += paragraphe(perte.note, "  ", style="dim") if perte.note else []
    lignes += [[], [("Les taux", "bold")]]
    for dit in dire_taux(perte):
        lignes += paragraphe(dit, "  ", "    ")
    lignes += [[], [(f"{de.nom} : {compter(perte, de, perte.passerelle.anciennes)}", "bold")]]
    for ancienne in perte.passerelle.anciennes:
        lignes += paragraphe(_ligne_ancienne(ancienne, de.mots.exigence), "  ", "      ")
    lignes += [[], [(f"{vers.nom} : {compter(perte, vers, perte.passerelle.nouvelles)}", "bold")]]
    for nouvelle in perte.passerelle.nouvelles:
        lignes += paragraphe(_ligne_nouvelle(nouvelle, vers.mots.exigence), "  ", "      ")
        for dit in _suites(perte, nouvelle):
            lignes += paragraphe(dit, "      ", "        ", "dim")
    for titre, dits in avertissements(perte):
        lignes += [[], [(titre, "bold")]]
        lignes += [ligne for dit in dits for ligne in paragraphe(aplanir(dit), "  ", "    ")]
    return lignes


def titrer(perte: Perte) -> str:
    """Le titre du rapport."""
    de, vers = perte.passerelle.de, perte.passerelle.vers
    if de.id == vers.id:
        return f"Rapport de perte : {de.nom}, de la version {de.version} à la version {vers.version}"
    return f"Rapport de perte : de {de.nom} à {vers.nom}"


def dire_taux(perte: Perte) -> Iterable[str]:
    """Le taux d'avant, et celui d'après."""
    quand = francais.jour(perte.au)
    for nom, synthese in ((perte.passerelle.de.nom, perte.avant), (perte.passerelle.vers.nom, perte.apres)):
        quoi = "avant" if synthese is perte.avant else "après"
        if synthese is None:
            yield f"{quoi}, {nom} : aucun point au {quand}"
        else:
            yield f"{quoi}, {nom} : {synthese.declare} déclaré, {synthese.prouve} prouvé, au {quand}"


def compter(perte: Perte, de: Referentiel, exigences: Iterable[SortDUneExigence]) -> str:
    """Combien d'exigences, et combien de chaque sort : « 12 critères, dont 3 gardés et 9 abandonnés »."""
    mot = de.mots.exigence
    liste = list(exigences)
    compte = perte.compte(liste)
    comptes = ((s, compte.get(s, 0)) for s in _SORTS)
    details = [francais.pluriel(n, accorder_sort(s, mot)) for s, n in comptes if n]
    return f"{francais.pluriel(len(liste), mot)}, dont {francais.liste(details)}" if liste else francais.aucun(mot)


def accorder_sort(sort: str, mot: str) -> str:
    """Un sort, accordé au mot du référentiel : « exigence gardée », « critère gardé »."""
    return _SORTS[sort][bool(francais.e(mot))]


def _ligne_ancienne(ancienne: SortDUneExigence, mot: str) -> str:
    vers = francais.liste(dict.fromkeys(li.vers for li in ancienne.liens if li.vers))
    suite = f" → {vers}" if vers else ""
    return f"{ancienne.feuille.code}{suite} : {_sort(ancienne, mot)}. {ancienne.feuille.intitule}"


def _ligne_nouvelle(nouvelle: SortDUneExigence, mot: str) -> str:
    de = francais.liste(dict.fromkeys(li.de for li in nouvelle.liens if li.de))
    origine = f" ← {de}" if de else ""
    return f"{nouvelle.feuille.code}{origine} : {_sort(nouvelle, mot)}. {nouvelle.feuille.intitule}"


def _sort(exigence: SortDUneExigence, mot: str) -> str:
    sort, e = accorder_sort(exigence.sort, mot), francais.e(mot)
    if not exigence.est_dite:
        return f"{sort}, {_INCONNUE}"
    certitude = CERTITUDES[exigence.certitude] or "certitude non dite"
    touts = dict.fromkeys(li.du_tout for li in exigence.liens if li.du_tout and li.sort == exigence.sort)
    par = f", atteint{e} par {francais.liste(touts)}, dont le contenu n'est pas comparé" if touts else ""
    detours = dict.fromkeys(p for li in exigence.liens if li.sort == exigence.sort for p in li.par)
    detour = f", en passant par {francais.liste(detours)}" if detours else ""
    return f"{sort} ({certitude}{par}{detour})"


def _suites(perte: Perte, nouvelle: SortDUneExigence) -> Iterable[str]:
    """Ce que la migration en reprend, et ce qui reste à faire."""
    reprises = perte.reprises.get(nouvelle.feuille.code, ())
    if reprises:
        yield f"repris : {dire_reprises(perte, reprises)}"
    documents = perte.preuves.get(nouvelle.feuille.code, ())
    yield f"preuves qui suivent : {_nommer(documents)}" if documents else "à prouver à neuf"
    candidats = a_relire(perte, nouvelle, lambda d: aplanir(d.id))
    if candidats:
        yield f"à relire avant de citer : {candidats}"


def dire_reprises(perte: Perte, reprises: Iterable[Reprise]) -> str:
    """Ce que les évaluations reprises disent, et où."""
    dits = (
        f"{mot(r.statut)}{f' ({lieu})' if (lieu := nommer_lieu(perte.dossier, r.site, r.service)) else ''}"
        for r in reprises
    )
    return ", ".join(dict.fromkeys(dits))


def a_relire(perte: Perte, nouvelle: SortDUneExigence, nommer: Callable[[Document], str]) -> str:
    """Les documents à relire, ou combien il y en a : passé quelques-uns, c'est tout ce que citait un module."""
    documents = perte.a_reprendre(nouvelle)
    if len(documents) <= _NOMMES:
        return ", ".join(map(nommer, documents))
    codes = francais.liste(dict.fromkeys(li.de for li in nouvelle.liens if li.de))
    return f"les {len(documents)} documents qui citent {codes}"


def _nommer(documents: Iterable[Document]) -> str:
    return ", ".join(aplanir(d.id) for d in documents)


def avertissements(perte: Perte) -> Iterable[tuple[str, list[str]]]:
    """Ce qu'il faut relire avant de se fier au rapport, sous un titre chacun."""
    if perte.desaccords:
        yield "Désaccords entre les correspondances", [d.en_clair for d in perte.desaccords]
    tues = [e.feuille.code for e in perte.passerelle.anciennes if not e.est_dite]
    neuves = [e.feuille.code for e in perte.passerelle.nouvelles if not e.est_dite]
    if tues or neuves:
        ou = f"referentiels/correspondances/{perte.passerelle.de.id}--{perte.passerelle.vers.id}.yaml"
        dits = [
            f"{nom} : {', '.join(c)}"
            for nom, c in ((perte.passerelle.de.nom, tues), (perte.passerelle.vers.nom, neuves))
            if c
        ]
        yield (
            "Correspondances à compléter",
            [*dits, f"Si vous détenez les deux textes, écrivez leurs rangées dans {ou}."],
        )
    communes = perte.communes()
    if communes and perte.passerelle.de.id != perte.passerelle.vers.id:
        de, vers = communes[0]
        codes = francais.liste(f"{a} = {b}" for a, b in communes)
        yield (
            "Un seul jugement pour les deux, tant que les deux référentiels vivent ensemble",
            [f"{codes}. Dans l'évaluation de {de}, écrivez « vaut_pour: [{perte.passerelle.vers.id}:{vers}] »."],
        )


# --- Pour les machines


def json_(perte: Perte, apercu: Apercu, ecrit: bool, nom: str) -> str:
    """Le rapport et ce qui s'écrirait, ou vient d'être écrit."""
    de, vers = perte.passerelle.de, perte.passerelle.vers
    return ecrire(
        {
            "format": FORMAT,
            "date": perte.au.isoformat(),
            "dossier": nom,
            "de": {"id": de.id, "nom": de.nom, "version": de.version},
            "vers": {"id": vers.id, "nom": vers.nom, "version": vers.version},
            "exigences": [_devenir(d) for d in perte.passerelle.devenirs()],
            "anciennes": [
                {**_exigence(a), "vers": list(dict.fromkeys(li.vers for li in a.liens if li.vers))}
                for a in perte.passerelle.anciennes
            ],
            "nouvelles": [_nouvelle(perte, n) for n in perte.passerelle.nouvelles],
            "taux": {"avant": _en_taux(perte.avant), "apres": _en_taux(perte.apres)},
            "communes": [{"de": a, "vers": b} for a, b in perte.communes()],
            "desaccords": [d.en_clair for d in perte.desaccords],
            **importation.contenu(apercu, ecrit),
        }
    )


def _en_taux(synthese: SyntheseTaux | None) -> dict[str, Any] | None:
    return taux_de(synthese) if synthese is not None else None


def _devenir(devenir: Devenir) -> Mapping[str, Any]:
    return {
        "de": devenir.de,
        "vers": devenir.vers,
        "sort": devenir.sort,
        "certitude": devenir.certitude,
        "relation": devenir.relation,
        "connue": devenir.est_dit,
        "par": list(devenir.par),
        "par_le_tout": devenir.du_tout,
        "note": devenir.note,
    }


def _exigence(exigence: SortDUneExigence) -> dict[str, Any]:
    return {
        "code": exigence.feuille.code,
        "engagement": exigence.feuille.engagement.code,
        "module": exigence.feuille.module.code,
        "intitule": exigence.feuille.intitule,
        "sort": exigence.sort,
        "certitude": exigence.certitude,
        "connue": exigence.est_dite,
    }


def _nouvelle(perte: Perte, nouvelle: SortDUneExigence) -> dict[str, Any]:
    suivent = perte.preuves.get(nouvelle.feuille.code, ())
    return {
        **_exigence(nouvelle),
        "de": list(dict.fromkeys(li.de for li in nouvelle.liens if li.de)),
        "reprises": [
            {"site": r.site, "service": r.service, "statut": r.statut, "de": list(r.sources), "certitude": r.certitude}
            for r in perte.reprises.get(nouvelle.feuille.code, ())
        ],
        "preuves": [d.fichier for d in suivent],
        "a_relire": [d.fichier for d in perte.a_reprendre(nouvelle)],
        "a_prouver": not suivent,
    }


# --- Le document
