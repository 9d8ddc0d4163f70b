"""La comparaison : ce qui passe du référentiel quitté au référentiel visé, et ce qui est nouveau."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from qualicli import francais
from qualicli.diagnostic.comparaison import Comparaison, etablir
from qualicli.diagnostic.sauts import Passage, Reseau
from qualicli.modeles.choix import comptes_par_site
from qualicli.modeles.labels import est_obtenu
from qualicli.modeles.referentiel import Module, Referentiel
from qualicli.modeles.reunion import Reunion
from qualicli.rendus.documents.socle.bloc import BlocDocument, VueBloc
from qualicli.rendus.documents.socle.contexte import ContexteDocument


@dataclass(frozen=True, slots=True)
class ComparaisonVue:
    """Ce qui passe du référentiel quitté au référentiel visé, et ce que celui-ci demande de nouveau."""

    de: str
    vers: str
    communs: tuple[str, ...]
    nouveaux: tuple[str, ...]
    titre_nouveaux: str  # « Exigences nouvelles », « Indicateurs nouveaux »


def comparer_referentiels(contexte: ContexteDocument, quand: date) -> tuple[ComparaisonVue, ...]:
    """De chaque référentiel dont on a le label à celui que l'on vise, d'après les correspondances écrites."""
    dossier = contexte.dossier
    vises = [p.referentiel for p in dossier.demarche.perimetre if p.referentiel in dossier.referentiels]
    quittes = dict.fromkeys(la.referentiel for la in dossier.demarche.labels if est_obtenu(la, quand))
    reseau = Reseau(dossier.referentiels, dossier.correspondances, contexte.fournies())
    paires = [(de, vers) for vers in vises for de in quittes if de != vers and de in dossier.referentiels]
    etablies = (etablir(dossier.referentiels[de], dossier.referentiels[vers], reseau) for de, vers in paires)
    return tuple(_comparaison(contexte, c, quand) for c in etablies if c.passages)


def _comparaison(contexte: ContexteDocument, comparee: Comparaison, quand: date) -> ComparaisonVue:
    retenus = {
        code
        for p in contexte.dossier.demarche.perimetre
        if p.referentiel == comparee.vers.id_declare
        for code in p.modules
        if comptes_par_site(contexte.dossier.demarche, p, code, quand)
    }
    titres = {f.engagement.code: (f.module.code, f.engagement.intitule) for f in comparee.vers.feuilles}
    titres |= {m.code: (m.code, _nommer_module(comparee.vers, m)) for m in comparee.vers.modules}
    nouveaux = dict.fromkeys(
        code
        for p in comparee.passages
        if p.relation == "nouveau"
        for code in p.vers
        if titres.get(code, ("",))[0] in retenus
    )
    return ComparaisonVue(
        comparee.de.nom,
        comparee.vers.nom,
        tuple(_communs(comparee)),
        tuple(titres[c][1] for c in nouveaux),
        _titre(comparee.vers),
    )


def _titre(referentiel: Referentiel) -> str:
    mot = referentiel.mots.exigence
    return f"{francais.majuscule(francais.mettre_au_pluriel(mot))} {'nouvelles' if francais.e(mot) else 'nouveaux'}"


def _nommer_module(referentiel: Referentiel, module: Module) -> str:
    return f"{referentiel.vocabulaire.module} {francais.guillemets(francais.minuscule(module.titre or module.code))}"


def _communs(comparee: Comparaison) -> Iterator[str]:
    """« la totalité des 19 engagements de Marianne est maintenue », ou ce qu'il en reste."""
    mot = comparee.de.vocabulaire.engagement
    codes = list(dict.fromkeys(f.engagement.code for f in comparee.de.feuilles))
    repris = {p.de for p in comparee.passages if p.relation in ("identique", "repris")}
    combien = sum(c in repris for c in codes)
    origine = francais.de(comparee.de.nom)
    if combien == len(codes):
        yield f"la totalité des {francais.pluriel(combien, mot)} {origine} est maintenue"
        return
    e = francais.e(mot)
    maintenus = francais.accorder(combien, f"est maintenu{e}", f"sont maintenu{e}s")
    yield f"{combien} des {francais.pluriel(len(codes), mot)} {origine} {maintenus}"
    yield from _autres(comparee.passages, mot)


def _autres(passages: tuple[Passage, ...], mot: str) -> Iterator[str]:
    e = francais.e(mot)
    for relation, seul, plusieurs in (
        ("partiel", f"est repris{e} en partie", f"sont repris{e and 'es'} en partie"),
        ("abandonne", f"est abandonné{e}", f"sont abandonné{e}s"),
    ):
        codes = {p.de for p in passages if p.relation == relation}
        if codes:
            yield f"{francais.pluriel(len(codes), mot)} {francais.accorder(len(codes), seul, plusieurs)}"


@dataclass(frozen=True, slots=True)
class VueComparaison(VueBloc):
    """De chaque référentiel dont on a le label à celui que l'on vise."""

    comparaisons: tuple[ComparaisonVue, ...]


def composer(contexte: ContexteDocument, reunion: Reunion) -> VueComparaison:
    """Compose le bloc à la date de la réunion."""
    return VueComparaison(comparer_referentiels(contexte, reunion.date.fin))


BLOC = BlocDocument("ce qui change du référentiel quitté au référentiel visé", VueComparaison, composer)
