"""Le rapport de perte d'une migration, en document."""

from collections.abc import Iterable

from qualicli import francais
from qualicli.diagnostic.migration import SortDUneExigence
from qualicli.diagnostic.perte import Perte
from qualicli.rendus.formats.ecrit import Ecrit
from qualicli.rendus.libelles import CERTITUDES
from qualicli.rendus.markdown import echapper, puces, tableau
from qualicli.rendus.perte import a_relire, accorder_sort, avertissements, compter, dire_reprises, dire_taux, titrer


def document(perte: Perte, mentions: Iterable[str]) -> Ecrit:
    """Le rapport, prêt à être mis en forme."""
    de, vers = perte.passerelle.de, perte.passerelle.vers
    deviennent = [
        (*_cellules(a), _codes(li.vers for li in a.liens), *_dits(a, de.mots.exigence))
        for a in perte.passerelle.anciennes
    ]
    lieu = perte.dossier.demarche.organisme
    parties = [
        f"# {echapper(titrer(perte))}",
        echapper(f"{lieu.nom}, au {francais.jour(perte.au)}."),
        *([echapper(perte.note)] if perte.note else []),
        "## Les taux",
        puces(dire_taux(perte)),
        f"## Ce que devient {echapper(de.nom)}",
        echapper(f"{compter(perte, de, perte.passerelle.anciennes)}."),
        tableau((francais.majuscule(de.mots.exigence), "Intitulé", "Devient", "Sort", "Certitude"), deviennent),
        f"## D'où vient {echapper(vers.nom)}",
        echapper(f"{compter(perte, vers, perte.passerelle.nouvelles)}."),
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
    for titre, dits in (*avertissements(perte), ("À savoir", list(mentions))):
        parties += [f"## {echapper(titre)}", puces(dits)] if dits else []
    return Ecrit(titrer(perte), "\n\n".join(parties) + "\n", lieu.nom, perte.au)


def _cellules(exigence: SortDUneExigence) -> tuple[str, str]:
    return exigence.feuille.code, exigence.feuille.intitule


def _codes(codes: Iterable[str | None]) -> str:
    return ", ".join(dict.fromkeys(c for c in codes if c))


def _dits(exigence: SortDUneExigence, mot: str) -> tuple[str, str]:
    return accorder_sort(exigence.sort, mot), CERTITUDES[exigence.certitude] if exigence.est_dite else "à compléter"


def _rang(perte: Perte, nouvelle: SortDUneExigence) -> tuple[str, ...]:
    return (
        *_cellules(nouvelle),
        _codes(li.de for li in nouvelle.liens),
        *_dits(nouvelle, perte.passerelle.vers.mots.exigence),
        dire_reprises(perte, perte.reprises.get(nouvelle.feuille.code, ())),
    )


def _preuves(perte: Perte) -> list[tuple[str, str, str]]:
    """Les documents de chaque exigence rejointe ; celles qui ont les mêmes ne font qu'une rangée."""
    rangees: dict[tuple[str, str], list[str]] = {}
    for nouvelle in perte.passerelle.nouvelles:
        suivent = ", ".join(d.intitule for d in perte.preuves.get(nouvelle.feuille.code, ()))
        candidats = a_relire(perte, nouvelle, lambda d: d.intitule)
        if suivent or candidats:
            rangees.setdefault((suivent, candidats), []).append(nouvelle.feuille.code)
    return [(", ".join(codes), *documents) for documents, codes in rangees.items()]
