"""RFT : les référentiels et les correspondances du dossier disent vrai sur eux-mêmes.

Les fonctions `controler_…` servent aussi à juger un fichier seul, hors de tout dossier ; comme `appliquer`, elles
rendent chaque faute avec son code. Les compléments ont leur fichier.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping

from qualicli import francais
from qualicli.modeles.anomalie import Chemin, Faute, FauteCodee, Gravite
from qualicli.modeles.base import Sourcee
from qualicli.modeles.codes import voisin
from qualicli.modeles.complement import Correspondance
from qualicli.modeles.referentiel import Referentiel
from qualicli.regles.contexte import Contexte, Controle, Regle, tete
from qualicli.regles.decomptes import cardinalites

FOURNI = "(fourni)"


def controler_referentiel(
    referentiel: Referentiel, connus: Mapping[str, Referentiel] | None = None
) -> Iterator[FauteCodee]:
    """Contrôle un référentiel ; `connus` sert à suivre la chaîne de ceux qu'il remplace."""
    for faute in cardinalites(referentiel):
        yield FauteCodee("RFT002" if referentiel.etat == "a_completer" else "RFT001", faute)
    yield from (FauteCodee("RFT003", faute) for faute in codes_en_double(referentiel))
    yield from (FauteCodee("RFT004", faute) for faute in composition_inconnue(referentiel))
    sourcees = ((("source",), referentiel.source), *_sources(_sourcees(referentiel)))
    yield from (
        FauteCodee("RFT005", faute) for faute in sources_inconnues(referentiel.fichier, referentiel.sources, sourcees)
    )
    yield from (FauteCodee("RFT006", faute) for faute in remplacement_en_boucle(referentiel, connus or {}))


def controler_correspondance(
    correspondance: Correspondance,
    referentiels: Mapping[str, Referentiel],
    illisibles: Collection[tuple[str, str]] = (),
) -> Iterator[FauteCodee]:
    """Contrôle une correspondance contre les deux référentiels qu'elle relie ; ce qui est illisible n'est pas absent."""
    admis: dict[str, set[str]] = {}
    for cle, identifiant in (("de", correspondance.de), ("vers", correspondance.vers)):
        referentiel = referentiels.get(identifiant)
        if ("referentiels", identifiant) in illisibles:
            continue
        if referentiel is None:
            message = f"Le référentiel « {identifiant} » est inconnu."
            yield FauteCodee(
                "RFT008", Faute(correspondance.fichier, (cle,), message, _proche(identifiant, referentiels))
            )
        else:
            admis[cle] = {*referentiel.codes, *(m.code for m in referentiel.modules)}
    for rang, ligne in enumerate(correspondance.lignes):
        cites: list[tuple[str, Chemin, str]] = [("de", ("de",), ligne.de)] if ligne.de else []
        cites += (("vers", ("vers", i), code) for i, code in enumerate(ligne.vers))
        for cle, chemin, code in cites:
            apporte = ("codes", f"{getattr(correspondance, cle)}:{code}") in illisibles
            if code not in admis.get(cle, (code,)) and not apporte:
                message = f"« {code} » n'existe pas dans « {getattr(correspondance, cle)} »."
                fautif = ("lignes", rang, *chemin)
                yield FauteCodee(
                    "RFT008", Faute(correspondance.fichier, fautif, message, dire_voisin(code, admis[cle]))
                )
    lignes = [(("lignes", rang), ligne) for rang, ligne in enumerate(correspondance.lignes)]
    sourcees = ((("source",), correspondance.source), *_sources(lignes))
    for faute in sources_inconnues(correspondance.fichier, correspondance.sources, sourcees):
        yield FauteCodee("RFT005", faute)


def codes_en_double(referentiel: Referentiel) -> Iterator[Faute]:
    """Un code ne désigne qu'un module, et qu'un engagement ou une exigence."""
    modules: set[str] = set()
    vus: set[str] = set()
    for i, module in enumerate(referentiel.modules):
        yield from _double(referentiel, ("modules", i, "code"), module.code, modules)
        if not module.engagements:  # le module s'évalue d'un bloc : son code est aussi celui d'un engagement
            yield from _double(referentiel, ("modules", i, "code"), module.code, vus)
        for j, engagement in enumerate(module.engagements):
            chemin = ("modules", i, "engagements", j)
            yield from _double(referentiel, (*chemin, "code"), engagement.code, vus)
            for k, exigence in enumerate(engagement.exigences):
                yield from _double(referentiel, (*chemin, "exigences", k, "code"), exigence.code, vus)


def _double(referentiel: Referentiel, chemin: Chemin, code: str, vus: set[str]) -> Iterator[Faute]:
    if code in vus:
        message = f"Le code « {code} » désigne déjà un autre élément du référentiel."
        yield Faute(referentiel.fichier, chemin, message, "Donnez-lui un code qui lui soit propre.")
    vus.add(code)


def composition_inconnue(referentiel: Referentiel) -> Iterator[Faute]:
    """Les règles de composition citent des modules qui existent, et ne demandent pas l'impossible."""
    modules = {m.code for m in referentiel.modules}
    for rang, regle in enumerate(referentiel.composition):
        cites: list[tuple[Chemin, str]] = [(("obligatoire",), regle.obligatoire)] if regle.obligatoire else []
        cites += ((("parmi", i), code) for i, code in enumerate(regle.parmi))
        for chemin, code in cites:
            if code not in modules:
                message = f"{tete(referentiel.mots.module)} « {code} » n'existe pas dans ce référentiel."
                yield Faute(referentiel.fichier, ("composition", rang, *chemin), message, dire_voisin(code, modules))
        if regle.au_moins is not None and regle.au_moins > len(regle.parmi):
            message = f"En demander au moins {regle.au_moins} parmi {len(regle.parmi)} est impossible."
            yield Faute(
                referentiel.fichier, ("composition", rang, "au_moins"), message, "Corrigez le nombre ou la liste."
            )


def sources_inconnues(
    fichier: str, sources: Mapping[str, str], citees: Iterable[tuple[Chemin, str]]
) -> Iterator[Faute]:
    """Chaque code de source cité est décrit dans « sources » ; sans cette table, une source est un texte libre."""
    for chemin, texte in citees if sources else ():
        for code in texte.split(","):
            if code.strip() not in sources:
                message = f"La source « {code.strip()} » n'est pas décrite dans « sources »."
                yield Faute(fichier, chemin, message, _proche(code.strip(), sources))


def _sources(sourcees: Iterable[tuple[Chemin, Sourcee | None]]) -> Iterator[tuple[Chemin, str]]:
    for chemin, sourcee in sourcees:
        if sourcee is not None and sourcee.source:
            yield (*chemin, "source"), sourcee.source


def _sourcees(referentiel: Referentiel) -> Iterator[tuple[Chemin, Sourcee | None]]:
    yield ("attendu",), referentiel.attendu
    yield ("label",), referentiel.label
    for cle in ("composition", "documents", "seuils"):
        for rang, element in enumerate(getattr(referentiel, cle)):
            yield (cle, rang), element
    for i, module in enumerate(referentiel.modules):
        yield ("modules", i), module
        for j, engagement in enumerate(module.engagements):
            chemin = ("modules", i, "engagements", j)
            yield chemin, engagement
            yield from (((*chemin, "exigences", k), e) for k, e in enumerate(engagement.exigences))


def remplacement_en_boucle(referentiel: Referentiel, connus: Mapping[str, Referentiel]) -> Iterator[Faute]:
    """Un référentiel ne se remplace pas lui-même, fût-ce à travers d'autres."""
    suivant, vus = referentiel.remplace, [referentiel.id]
    while suivant is not None and suivant not in vus:
        vus.append(suivant)
        suivant = connus[suivant].remplace if suivant in connus else None
    if suivant == referentiel.id:
        message = f"Le référentiel finit par se remplacer lui-même ({' → '.join([*vus, suivant])})."
        yield Faute(referentiel.fichier, ("remplace",), message, "Citez le référentiel antérieur, ou retirez la clé.")


def dire_voisin(code: str, connus: Collection[str]) -> str:
    """Que faire d'un code inconnu : le voisin que l'on peut proposer, à défaut ceux qui existent."""
    proche = voisin(code, connus)
    return f"Vouliez-vous dire « {proche} » ?" if proche else f"Admis : {', '.join(sorted(connus))}."


def _proche(code: str, connus: Iterable[str]) -> str:
    proche = francais.plus_proche(code, connus)
    return f"Vouliez-vous dire « {proche} » ?" if proche else f"Admis : {', '.join(sorted(connus))}."


def _du_dossier(contexte: Contexte) -> Iterator[FauteCodee]:
    connus = contexte.dossier.referentiels
    for referentiel in {**connus, **contexte.dossier.bases}.values():  # ce que dit le fichier, sans complément
        if referentiel.fichier != FOURNI:
            yield from controler_referentiel(referentiel, connus)
    for correspondance in contexte.dossier.correspondances:
        yield from controler_correspondance(correspondance, connus, contexte.illisibles)


def _du_code(code: str) -> Controle:
    return lambda contexte: (faute for trouve, faute in _du_dossier(contexte) if trouve == code)


_E, _I = Gravite.ERREUR, Gravite.INFORMATION
REGLES = (
    Regle(
        "RFT001",
        _E,
        "Décompte du référentiel inexact",
        "Un référentiel complet contient autant de modules et d'engagements que « attendu » en annonce.",
        "attendu: {engagements: 19}   (le fichier en contient 18)",
        "attendu: {engagements: 19}   (et 19 dans le fichier)",
        _du_code("RFT001"),
    ),
    Regle(
        "RFT002",
        _I,
        "Référentiel à compléter",
        "Un référentiel marqué « a_completer » annonce plus d'éléments que l'on n'en connaît.",
        "etat: a_completer\nattendu: {engagements: 24}   (aucun dans le fichier)",
        "etat: complet   (24 dans le fichier)",
        _du_code("RFT002"),
    ),
    Regle(
        "RFT003",
        _E,
        "Code en double dans un référentiel",
        "Deux modules, ou deux engagements ou exigences, portent le même code : une référence ne désignerait rien de sûr.",
        '- {code: "1.1"}\n- {code: "1.1"}',
        '- {code: "1.1"}\n- {code: "1.2"}',
        _du_code("RFT003"),
    ),
    Regle(
        "RFT004",
        _E,
        "Règle de composition impossible",
        "Une règle de composition cite un module absent du référentiel, ou en demande plus qu'elle n'en propose.",
        "- {au_moins: 2, parmi: [M2]}",
        "- {au_moins: 1, parmi: [M2, M3]}",
        _du_code("RFT004"),
    ),
    Regle(
        "RFT005",
        _E,
        "Source non décrite",
        "Un code de source est cité sans être décrit dans la table « sources ».",
        'source: S-GUIDE\nsources: {S-NOTE: "…"}',
        'source: S-NOTE\nsources: {S-NOTE: "…"}',
        _du_code("RFT005"),
    ),
    Regle(
        "RFT006",
        _E,
        "Référentiel qui se remplace lui-même",
        "La chaîne des « remplace » revient à son point de départ.",
        "id: qualite-x\nremplace: qualite-x",
        "id: qualite-x\nremplace: qualite-w",
        _du_code("RFT006"),
    ),
    Regle(
        "RFT008",
        _E,
        "Correspondance vers un code inconnu",
        "Une correspondance cite un référentiel inconnu, ou un code absent de l'un des deux référentiels.",
        '- {de: "99", vers: ["1"], relation: repris}',
        '- {de: "9", vers: ["1"], relation: repris}',
        _du_code("RFT008"),
    ),
)
