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
from qualicli.rendus.formats.ecrit import Ecrit
from qualicli.rendus.libelles import CERTITUDES, mot, nommer_lieu
from qualicli.rendus.markdown import echapper, puces, tableau

_SORTS = {"garde": "gardée", "partiel": "partielle", "nouveau": "nouvelle", "abandonne": "abandonnée"}
_NOMMES = 5
_INCONNUE = "correspondance à compléter"


def ecran(perte: Perte) -> Ecran:
    """Le rapport à l'écran : les taux, ce que deviennent les anciennes exigences, d'où viennent les nouvelles."""
    de, vers = perte.passerelle.de, perte.passerelle.vers
    lignes = paragraphe(_titre(perte), style="bold")
    lignes += paragraphe(perte.note, "  ", style="dim") if perte.note else []
    lignes += [[], [("Les taux", "bold")]]
    for dit in _taux(perte):
        lignes += paragraphe(dit, "  ", "    ")
    lignes += [[], [(f"{de.nom} : {_compter(perte, de, perte.passerelle.anciennes)}", "bold")]]
    for ancienne in perte.passerelle.anciennes:
        lignes += paragraphe(_ligne_ancienne(ancienne), "  ", "      ")
    lignes += [[], [(f"{vers.nom} : {_compter(perte, vers, perte.passerelle.nouvelles)}", "bold")]]
    for nouvelle in perte.passerelle.nouvelles:
        lignes += paragraphe(_ligne_nouvelle(nouvelle), "  ", "      ")
        for dit in _suites(perte, nouvelle):
            lignes += paragraphe(dit, "      ", "        ", "dim")
    for titre, dits in _avertissements(perte):
        lignes += [[], [(titre, "bold")]]
        lignes += [ligne for dit in dits for ligne in paragraphe(aplanir(dit), "  ", "    ")]
    return lignes


def _titre(perte: Perte) -> str:
    de, vers = perte.passerelle.de, perte.passerelle.vers
    if de.id == vers.id:
        return f"Rapport de perte : {de.nom}, de la version {de.version} à la version {vers.version}"
    return f"Rapport de perte : de {de.nom} à {vers.nom}"


def _taux(perte: Perte) -> Iterable[str]:
    quand = francais.jour(perte.au)
    for nom, synthese in ((perte.passerelle.de.nom, perte.avant), (perte.passerelle.vers.nom, perte.apres)):
        quoi = "avant" if synthese is perte.avant else "après"
        if synthese is None:
            yield f"{quoi}, {nom} : aucun point au {quand}"
        else:
            yield f"{quoi}, {nom} : {synthese.declare} déclaré, {synthese.prouve} prouvé, au {quand}"


def _compter(perte: Perte, de: Referentiel, exigences: Iterable[SortDUneExigence]) -> str:
    mot = de.mots.exigence
    liste = list(exigences)
    compte = perte.compte(liste)
    details = [f"{n} {_SORTS[s]}{'s' if n > 1 else ''}" for s, n in ((s, compte.get(s, 0)) for s in _SORTS) if n]
    return f"{francais.pluriel(len(liste), mot)}, dont {francais.liste(details)}" if liste else francais.aucun(mot)


def _ligne_ancienne(ancienne: SortDUneExigence) -> str:
    vers = francais.liste(dict.fromkeys(li.vers for li in ancienne.liens if li.vers))
    suite = f" → {vers}" if vers else ""
    return f"{ancienne.feuille.code}{suite} : {_sort(ancienne)}. {ancienne.feuille.intitule}"


def _ligne_nouvelle(nouvelle: SortDUneExigence) -> str:
    de = francais.liste(dict.fromkeys(li.de for li in nouvelle.liens if li.de))
    origine = f" ← {de}" if de else ""
    return f"{nouvelle.feuille.code}{origine} : {_sort(nouvelle)}. {nouvelle.feuille.intitule}"


def _sort(exigence: SortDUneExigence) -> str:
    if not exigence.est_dite:
        return f"{_SORTS[exigence.sort]}, {_INCONNUE}"
    certitude = CERTITUDES[exigence.certitude] or "certitude non dite"
    touts = dict.fromkeys(li.du_tout for li in exigence.liens if li.du_tout and li.sort == exigence.sort)
    par = f", atteinte par {francais.liste(touts)}, dont le contenu n'est pas comparé" if touts else ""
    detours = dict.fromkeys(p for li in exigence.liens if li.sort == exigence.sort for p in li.par)
    detour = f", en passant par {francais.liste(detours)}" if detours else ""
    return f"{_SORTS[exigence.sort]} ({certitude}{par}{detour})"


def _suites(perte: Perte, nouvelle: SortDUneExigence) -> Iterable[str]:
    """Ce que la migration en reprend, et ce qui reste à faire."""
    reprises = perte.reprises.get(nouvelle.feuille.code, ())
    if reprises:
        yield f"repris : {_dire_reprises(perte, reprises)}"
    documents = perte.preuves.get(nouvelle.feuille.code, ())
    yield f"preuves qui suivent : {_nommer(documents)}" if documents else "à prouver à neuf"
    candidats = _a_relire(perte, nouvelle, lambda d: aplanir(d.id))
    if candidats:
        yield f"à relire avant de citer : {candidats}"


def _dire_reprises(perte: Perte, reprises: Iterable[Reprise]) -> str:
    dits = (
        f"{mot(r.statut)}{f' ({lieu})' if (lieu := nommer_lieu(perte.dossier, r.site, r.service)) else ''}"
        for r in reprises
    )
    return ", ".join(dict.fromkeys(dits))


def _a_relire(perte: Perte, nouvelle: SortDUneExigence, nommer: Callable[[Document], str]) -> str:
    """Les documents à relire, ou combien il y en a : passé quelques-uns, c'est tout ce que citait un module."""
    documents = perte.a_reprendre(nouvelle)
    if len(documents) <= _NOMMES:
        return ", ".join(map(nommer, documents))
    codes = francais.liste(dict.fromkeys(li.de for li in nouvelle.liens if li.de))
    return f"les {len(documents)} documents qui citent {codes}"


def _nommer(documents: Iterable[Document]) -> str:
    return ", ".join(aplanir(d.id) for d in documents)


def _avertissements(perte: Perte) -> Iterable[tuple[str, list[str]]]:
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


def document(perte: Perte, mentions: Iterable[str]) -> Ecrit:
    """Le rapport, prêt à être mis en forme."""
    de, vers = perte.passerelle.de, perte.passerelle.vers
    lieu = perte.dossier.demarche.organisme
    parties = [
        f"# {echapper(_titre(perte))}",
        echapper(f"{lieu.nom}, au {francais.jour(perte.au)}."),
        *([echapper(perte.note)] if perte.note else []),
        "## Les taux",
        puces(_taux(perte)),
        f"## Ce que devient {echapper(de.nom)}",
        echapper(f"{_compter(perte, de, perte.passerelle.anciennes)}."),
        tableau(
            (francais.majuscule(de.mots.exigence), "Intitulé", "Devient", "Sort", "Certitude"),
            [(*_cellules(a), _codes(li.vers for li in a.liens), *_dits(a)) for a in perte.passerelle.anciennes],
        ),
        f"## D'où vient {echapper(vers.nom)}",
        echapper(f"{_compter(perte, vers, perte.passerelle.nouvelles)}."),
        tableau(
            (francais.majuscule(vers.mots.exigence), "Intitulé", "Vient de", "Sort", "Certitude", "Repris"),
            [_rang(perte, n) for n in perte.passerelle.nouvelles],
        ),
        "## Les preuves",
        tableau(
            (
                francais.majuscule(francais.mettre_au_pluriel(vers.mots.exigence)),
                "Documents qui suivent",
                "À relire avant de citer",
            ),
            _preuves(perte),
        )
        or "Aucune.",
        "## À prouver à neuf",
        puces(f"{n.feuille.code} {n.feuille.intitule}" for n in perte.a_prouver()) or "Rien.",
    ]
    for titre, dits in (*_avertissements(perte), ("À savoir", list(mentions))):
        parties += [f"## {echapper(titre)}", puces(dits)] if dits else []
    return Ecrit(_titre(perte), "\n\n".join(parties) + "\n", lieu.nom, perte.au)


def _cellules(exigence: SortDUneExigence) -> tuple[str, str]:
    return exigence.feuille.code, exigence.feuille.intitule


def _codes(codes: Iterable[str | None]) -> str:
    return ", ".join(dict.fromkeys(c for c in codes if c))


def _dits(exigence: SortDUneExigence) -> tuple[str, str]:
    return _SORTS[exigence.sort], CERTITUDES[exigence.certitude] if exigence.est_dite else "à compléter"


def _rang(perte: Perte, nouvelle: SortDUneExigence) -> tuple[str, ...]:
    return (
        *_cellules(nouvelle),
        _codes(li.de for li in nouvelle.liens),
        *_dits(nouvelle),
        _dire_reprises(perte, perte.reprises.get(nouvelle.feuille.code, ())),
    )


def _preuves(perte: Perte) -> list[tuple[str, str, str]]:
    """Les documents de chaque exigence rejointe ; celles qui ont les mêmes ne font qu'une rangée."""
    rangees: dict[tuple[str, str], list[str]] = {}
    for nouvelle in perte.passerelle.nouvelles:
        suivent = ", ".join(d.intitule for d in perte.preuves.get(nouvelle.feuille.code, ()))
        a_relire = _a_relire(perte, nouvelle, lambda d: d.intitule)
        if suivent or a_relire:
            rangees.setdefault((suivent, a_relire), []).append(nouvelle.feuille.code)
    return [(", ".join(codes), *documents) for documents, codes in rangees.items()]
