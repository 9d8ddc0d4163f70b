"""La grille d'un audit : une ligne par point à contrôler, et par constat déjà relevé ; l'auditeur la remplit."""

from collections.abc import Iterator, Mapping
from typing import Any

from qualicli import francais
from qualicli.diagnostic.preparation import PointPrepare, preparer
from qualicli.echanges.cellules.cellule import comparable
from qualicli.echanges.cellules.colonne import Colonne
from qualicli.echanges.feuilles.description import (
    Edition,
    FeuilleDecrite,
    LigneDeFeuille,
    LigneRefusee,
    Naissance,
    lecture_seule,
)
from qualicli.echanges.feuilles.dossier_diagnostique import DossierDiagnostique
from qualicli.echanges.feuilles.naissances import exiger, identifiant_libre
from qualicli.echanges.feuilles.retouches import effet, poser_chaque
from qualicli.echanges.feuilles.textes import texte
from qualicli.modeles.audit import Audit, Constat
from qualicli.modeles.dossier import Dossier
from qualicli.modeles.importation import Effet
from qualicli.modeles.retouche import Ajouter

_LIEU = ("exigence", "site", "service")
_DIT = ("remarque", "cause", "correction")
COLONNES = (
    Colonne("exigence", "Code", "choix", 8, "nouvelle", "exigences", note="Ce que le constat vise, dans la liste."),
    lecture_seule("demande", "Ce qui est demandé", 34),
    Colonne("site", "Site", "choix", 14, "nouvelle", "sites"),
    Colonne("service", "Service", "choix", 20, liste="services", note="Le service où le constat est fait."),
    lecture_seule("preuve", "Preuve montrée", 30, "Les pièces qui vaudront le jour de l'audit."),
    Colonne(
        "nature",
        "Gravité",
        "choix",
        15,
        liste="grades",
        obligatoire=True,
        note="Un mot de l'échelle du référentiel. Changée après coup, elle s'ajoute à la première.",
    ),
    Colonne("texte", "Constat", "long", 44, obligatoire=True, note="Ce qui est relevé, en une phrase."),
    Colonne("remarque", "Remarque", "long", 28, note="Ce que vous ajoutez : ce qui a été vu, à qui vous avez parlé."),
)
# Ce qu'un rapport écrit dit de plus, et que la grille n'a pas : de quel audit il est, et ce que l'audité a répondu.
DU_RAPPORT = (
    Colonne("audit", "Audit", "choix", 20, "nouvelle", "audits", obligatoire=True),
    Colonne("cause", "Analyse de la cause", "long", 28),
    Colonne("correction", "Correction", "long", 28),
)


def lignes(source: DossierDiagnostique) -> Iterator[LigneDeFeuille]:
    """Chaque point des audits demandés, ses constats d'abord, puis la place d'un autre ; enfin les constats sans point."""
    for audit in (source.dossier.audits[a] for a in source.audits if a in source.dossier.audits):
        restent = dict(audit.constats_au(source.diagnostic.au))
        prete = preparer(source.diagnostic, audit)
        for point in prete.points if prete else ():
            preuve = "\n".join(d.intitule for d in point.pieces)
            for rang in [r for r, c in restent.items() if _vise(source.dossier, c, point)]:
                yield _releve(source, audit, rang, restent.pop(rang), preuve)
                preuve = ""  # la ligne d'au-dessus la montre
            yield _offerte(audit, point, preuve)
        for rang, constat in restent.items():
            yield _releve(source, audit, rang, constat, "")


def _vise(dossier: Dossier, constat: Constat, prepare: PointPrepare) -> bool:
    point = prepare.etat.point
    vise = dossier.reference(constat.exigence) if constat.exigence else ("", "")
    return (
        vise == (point.referentiel, point.feuille.code)
        and constat.site in (None, point.site)
        and (point.service is None or constat.service == point.service)
    )


def _offerte(audit: Audit, prepare: PointPrepare, preuve: str) -> LigneDeFeuille:
    """La ligne vide d'un point : remplie, elle devient un constat."""
    point = prepare.etat.point
    valeurs = {
        "audit": audit.id,
        "exigence": f"{point.referentiel}:{point.feuille.code}",
        "demande": point.feuille.intitule,
        "site": point.site,
        "service": point.service or "",
        "preuve": preuve,
    }
    fermees = frozenset({"service"} if point.service else ())
    nom = _nommer(audit, point.feuille.code)
    return LigneDeFeuille(
        "/".join(("point", audit.id, *point.cle)), audit.fichier, (), valeurs, nom, fermees=fermees, est_offerte=True
    )


def _releve(source: DossierDiagnostique, audit: Audit, rang: int, constat: Constat, preuve: str) -> LigneDeFeuille:
    """La ligne d'un constat que l'audit a déjà."""
    dossier = source.dossier
    referentiel, code = dossier.reference(constat.exigence) if constat.exigence else ("", "")
    connu = dossier.referentiels.get(referentiel)
    feuille = next(iter(connu.feuilles_de(code)), None) if connu else None
    demande = "" if feuille is None else feuille.intitule if feuille.code == code else feuille.engagement.intitule
    valeurs = {
        **_lieu(dossier, constat),
        "audit": audit.id,
        "demande": demande,
        "preuve": preuve,
        "nature": constat.nature_au(source.diagnostic.au),
        "texte": constat.texte,
        **{cle: texte(getattr(constat, cle)) for cle in _DIT},
    }
    nom = f"{_nommer(audit, code)}, constat « {constat.id} »"
    passees = (constat.nature, *(r.nature for r in constat.revisions))
    return LigneDeFeuille(
        f"audits/{audit.id}/{constat.id}",
        audit.fichier,
        ("constats", rang),
        valeurs,
        nom,
        objet=constat,
        passees={"nature": passees},
    )


def _nommer(audit: Audit, code: str = "") -> str:
    return francais.guillemets(audit.intitule) + (f", {code}" if code else "")


def _lieu(dossier: Dossier, constat: Constat) -> dict[str, str]:
    """Ce que vise un constat, et où il est fait."""
    vise = ":".join(filter(None, dossier.reference(constat.exigence))) if constat.exigence else ""
    return {"exigence": vise, "site": texte(constat.site), "service": texte(constat.service)}


def retoucher(edition: Edition, colonnes: Mapping[str, Colonne]) -> Iterator[Effet]:
    """Une gravité changée s'ajoute à la première, qui reste ; le reste se pose."""
    simples = {c: v for c, v in edition.changees.items() if c != "nature"}
    nature = edition.changees.get("nature")
    if nature == "":
        raise LigneRefusee("une gravité ne s'efface pas ; donnez la nouvelle")
    if nature is not None:
        element = {"nature": nature, "le": edition.au.isoformat()}
        yield effet(edition, colonnes["nature"], nature, Ajouter((*edition.ligne.racine, "revisions"), element))
    yield from poser_chaque(Edition(edition.ligne, simples, edition.au, edition.dossier, edition.mots), colonnes)


def naitre(naissance: Naissance) -> Iterator[Effet]:
    """Une ligne remplie : un constat de plus dans son audit, à moins qu'il ne l'ait déjà."""
    exiger(naissance, FEUILLE.colonnes)
    v = naissance.valeurs
    audit = naissance.dossier.audits.get(v["audit"])
    if audit is None:
        raise LigneRefusee(f"l'audit « {v['audit']} » n'est plus dans le dossier")
    identifiant = _choisir(naissance, audit)
    if not identifiant:
        return
    naissance.nes[f"audits/{audit.id}/{identifiant}"] = v
    ecrites: dict[str, Any] = {"id": identifiant, "nature": v["nature"], "texte": v["texte"]}
    ecrites |= {cle: v[cle] for cle in (*_LIEU, *_DIT) if v.get(cle)}
    ou = ", ".join(naissance.mots(cle, v[cle]) for cle in _LIEU if v.get(cle))
    mots = f"{_nommer(audit)} : constat nouveau, {naissance.mots('nature', v['nature'])}"
    mots += f"{f' ({ou})' if ou else ''} : {naissance.mots('texte', v['texte'])}"
    yield Effet(audit.fichier, Ajouter(("constats",), ecrites), mots)


def _choisir(naissance: Naissance, audit: Audit) -> str:
    """L'identifiant du constat ; vide quand l'audit l'a déjà. Lève si celui qu'il a diffère, ou a été corrigé depuis."""
    v = naissance.valeurs
    connus = {c.id: c for c in audit.constats}
    lieu = {cle: v.get(cle, "") for cle in _LIEU}
    base = identifiant_libre(v["texte"])
    memes = [
        c
        for c in audit.constats
        if _lieu(naissance.dossier, c) == lieu and comparable(c.texte) == comparable(v["texte"])
    ]
    for constat in memes:
        if _dit_autant(constat, v):
            naissance.nes.setdefault(f"audits/{audit.id}/{constat.id}", v)
            return ""
    if memes:
        raise LigneRefusee(
            f"ce constat est déjà dans {audit.fichier} (« {memes[0].id} »), gradué ou complété autrement"
        )
    for essai in (base, *(f"{base}-{rang}" for rang in range(2, 1000))):
        cle = f"audits/{audit.id}/{essai}"
        deja = naissance.nes.get(cle)
        if deja is not None and deja == v and deja is not v:
            return ""  # un autre classeur du même import apporte le même constat
        if deja is not None or cle in naissance.exportees:
            continue
        if essai not in connus:
            return essai
        la = _lieu(naissance.dossier, connus[essai])
        if (la["exigence"], la["site"]) == (lieu["exigence"], lieu["site"]):
            raise LigneRefusee(f"ce constat est déjà dans {audit.fichier} (« {essai} »), et a été corrigé depuis")
    raise LigneRefusee("trop de constats commencent par les mêmes mots")


def _dit_autant(constat: Constat, valeurs: Mapping[str, str]) -> bool:
    """Vrai quand un constat de l'audit dit déjà tout ce que dit une ligne."""
    natures = {constat.nature, *(r.nature for r in constat.revisions)}
    return valeurs["nature"] in natures and all(
        comparable(getattr(constat, cle) or "") == comparable(valeurs[cle]) for cle in _DIT if valeurs.get(cle)
    )


FEUILLE = FeuilleDecrite(
    "constats",
    "Constats",
    "Un point par ligne : écrivez ce que vous relevez, et sa gravité. Un second constat sur un point, ou un constat "
    "d'ensemble, prend une ligne vide, en bas.",
    (*COLONNES, *DU_RAPPORT),
    lignes,
    retoucher,
    naitre,
    20,
    indivisible=True,
    figees=2,
)
