"""Le paquet remis à l'auditeur, en Markdown : son sommaire, et la page d'une pièce qui est rangée ailleurs."""

from collections.abc import Iterator, Mapping
from itertools import groupby

from qualicli import francais
from qualicli.diagnostic.preparation import PointPrepare, Preparation, ReferentielAudite
from qualicli.modeles.documents import Document, Preuve
from qualicli.modeles.dossier import Dossier
from qualicli.rendus.audits import mots
from qualicli.rendus.diagnostic.tableaux import qui_doit
from qualicli.rendus.libelles import CAUSES, mot, nommer_lieu, nommer_service, nommer_site
from qualicli.rendus.libelles import version as dire_version
from qualicli.rendus.markdown import echapper, libre, puces, tableau

PIECES = "pieces"  # le dossier du paquet où elles sont
EMPREINTES = "empreintes.sha256"
VERIFIER = "verifier.py"
Places = Mapping[str, str]  # par fichier de fiche : le chemin de la pièce dans le paquet ; vide si elle n'y est pas


def sommaire(preparation: Preparation, places: Places) -> str:
    """Le sommaire : l'état de la démarche à la date d'arrêt, ce qui manque, puis chaque exigence et ses pièces."""
    dossier, au = preparation.diagnostic.dossier, francais.jour(preparation.diagnostic.au)
    lignes = [
        f"# {echapper(preparation.audit.intitule)}",
        "",
        f"{echapper(dossier.demarche.organisme.nom)}. Audit {preparation.jour.en_complement()}. "
        f"État du dossier au {au}. Périmètre : {echapper(mots.perimetre(preparation))}.",
        "",
        "<!-- sommaire -->",
        "",
    ]
    lignes += ["## Où en est la démarche", "", _taux(preparation), ""]
    lignes += ["## Ce qui manque", "", *_manquants(preparation)]
    for audite in preparation.referentiels:
        lignes += list(_referentiel(preparation, audite, places))
    lignes += ["## Vérifier ce paquet", "", *_verifier()]
    return "\n".join(lignes)


def page(preparation: Preparation, document: Document) -> str:
    """La page d'une pièce rangée ailleurs : ce qu'elle est, où la voir, et son texte quand la fiche le contient."""
    dossier = preparation.diagnostic.dossier
    faits = [
        f"Nature : {mot(document.type_document)}",
        f"Date : {document.date.en_clair()}" if document.date else "",
        f"Vaut jusqu'{document.fin_validite.en_terme()}" if document.fin_validite else "",
        f"Service : {nommer_service(dossier, document.service)}" if document.service else "",
        f"Où la voir : {_ailleurs(document)}",
    ]
    lignes = [f"# {echapper(document.intitule)}", "", puces(f for f in faits if f), ""]
    if isinstance(document, Preuve) and document.description:
        lignes += [echapper(document.description), ""]
    corps = getattr(document, "corps", "")
    return "\n".join([*lignes, libre(corps, 2)] if corps.strip() else lignes)


def _ailleurs(document: Document) -> str:
    lieux = [mot(a) for a in document.acces]
    if isinstance(document, Preuve):
        lieux = [*document.emplacement, *((document.url,) if document.url else ()), *lieux]
    if document.conservation and document.conservation.lieu:
        lieux.append(document.conservation.lieu)
    return francais.liste(dict.fromkeys(lieux)) or "auprès du service qui la tient"


def _taux(preparation: Preparation) -> str:
    rangees = [
        (r.resultat.referentiel.nom, str(s.declare), str(s.prouve), str(s.respect))
        for r in preparation.referentiels
        for s in (r.resultat.synthese,)
    ]
    return tableau(("Référentiel", "Déclaré", "Prouvé", "Respecté"), rangees)


def _manquants(preparation: Preparation) -> list[str]:
    dossier = preparation.diagnostic.dossier
    rangees = [
        (
            e.exigence or "Tout",
            nommer_lieu(dossier, e.site, e.service),
            CAUSES[e.cause],
            e.texte,
            qui_doit(dossier, e) or "à désigner",
            e.echeance.en_clair() if e.echeance else "",
        )
        for r in preparation.referentiels
        for e in r.ecarts
    ]
    if not rangees:
        return ["Rien ne manque.", ""]
    return [
        tableau(
            (francais.majuscule(dossier.mots.exigence), "Où", "Cause", "Ce qui manque", "Qui le doit", "Pour quand"),
            rangees,
        ),
        "",
    ]


def _referentiel(preparation: Preparation, audite: ReferentielAudite, places: Places) -> Iterator[str]:
    referentiel = audite.resultat.referentiel
    yield from (f"## {echapper(referentiel.nom)}, {echapper(dire_version(referentiel))}", "")
    for engagement, points in groupby(audite.points, key=lambda p: p.etat.point.feuille.engagement):
        yield from (f"### {echapper(engagement.code)} {echapper(engagement.intitule)}", "")
        for feuille, memes in groupby(points, key=lambda p: p.etat.point.feuille):
            if feuille.code != engagement.code:
                yield from (f"**{echapper(feuille.code)}** {echapper(feuille.intitule)}", "")
            for point in memes:
                yield from (*_point(preparation.diagnostic.dossier, point, places), "")


def _point(dossier: Dossier, point: PointPrepare, places: Places) -> Iterator[str]:
    yield f"- {echapper(mots.lieu(dossier, point))} : {echapper(mots.affirme(point))}"
    for piece in point.pieces:
        yield f"  - {_piece(dossier, piece, places[piece.fichier])}"
    if not point.est_pret:
        yield from (f"  - Manque : {echapper(m)}" for m in mots.manques(point))


def _piece(dossier: Dossier, piece: Document, place: str) -> str:
    nom, jusqu_a = echapper(piece.intitule), piece.fin_validite
    fin = f", vaut jusqu'{jusqu_a.en_terme()}" if jusqu_a else ""
    sites = f", {francais.liste(nommer_site(dossier, s) for s in piece.sites)}" if piece.sites else ""
    return f"[{nom}]({place}){fin}{sites}" if place else f"{nom}{fin}{sites} (présentée sur place)"


def _verifier() -> list[str]:
    return [
        f"{EMPREINTES} donne l'empreinte SHA-256 de chaque fichier. Décompressez le paquet, puis, dans son dossier :",
        "",
        f"- avec Python, sans rien installer : `python {VERIFIER}`",
        f"- avec les outils de Linux ou de macOS : `sha256sum -c {EMPREINTES}`",
        "- avec qualicli : `qualicli audit verifier` et le nom du paquet",
        "",
    ]
