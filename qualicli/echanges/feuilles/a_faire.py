"""Ce qui attend un service, d'un coup d'œil : actions en retard, documents qui expirent, points ouverts, et où y répondre."""

from collections.abc import Iterator, Mapping

from qualicli import francais
from qualicli.echanges.cellules.colonne import Colonne
from qualicli.echanges.feuilles import actions, autoevaluation, documents, ecarts
from qualicli.echanges.feuilles.description import Edition, FeuilleDecrite, LigneDeFeuille, lecture_seule
from qualicli.echanges.feuilles.dossier_diagnostique import DossierDiagnostique
from qualicli.echanges.feuilles.textes import delai
from qualicli.modeles.importation import Effet
from qualicli.modeles.temps.dates import DateImprecise
from qualicli.rendus.libelles import CAUSES, nommer_service, nommer_site

COLONNES = (
    lecture_seule("ou", "Où répondre", 15, "Cliquez pour aller à la ligne à remplir."),
    lecture_seule("quoi", "À faire", 46),
    lecture_seule("pourquoi", "Pourquoi", 20, ton=True),
    lecture_seule("quand", "Pour quand", 16),
    lecture_seule("site", "Site", 16),
    lecture_seule("service", "Service", 20),
    lecture_seule("detail", "Détail", 44),
)

_OU = (actions.FEUILLE, autoevaluation.FEUILLE, documents.FEUILLE, ecarts.FEUILLE)


def lignes(source: DossierDiagnostique) -> Iterator[LigneDeFeuille]:
    """Les retards d'abord, puis ce qui expire, puis les points ouverts, le plus urgent devant."""
    yield from _actions(source)
    yield from _documents(source)
    yield from _points(source)


def _actions(source: DossierDiagnostique) -> Iterator[LigneDeFeuille]:
    au = source.diagnostic.au
    jalons = source.dossier.dates_jalons(au)
    retards = [(limite, a) for a in source.dossier.actions.values() if (limite := a.retard(au, jalons))]
    for limite, action in sorted(retards, key=lambda r: (r[0].fin, r[1].id)):
        sites = francais.liste(nommer_site(source.dossier, s) for s in action.sites)
        yield _ligne(
            ("actions", f"actions/{action.id}"),
            actions.services_de(source, action),
            quoi=action.intitule,
            pourquoi=delai(limite, au),
            quand=_jour(limite),
            site=sites,
            service=nommer_service(source.dossier, action.service) if action.service else "",
            detail=action.commentaire or "",
        )


def _documents(source: DossierDiagnostique) -> Iterator[LigneDeFeuille]:
    au = source.diagnostic.au
    expirent = [(fin, d) for d in source.dossier.documents if (fin := documents.expire(d, au))]
    for fin, document in sorted(expirent, key=lambda e: (e[0].fin, e[1].id)):
        yield _ligne(
            ("enregistrements", documents.repere(document)),
            (document.service,) if document.service else (),
            quoi=document.intitule,
            pourquoi=documents.validite(document, au),
            quand=_jour(fin),
            service=nommer_service(source.dossier, document.service) if document.service else "",
            detail="À renouveler, ou à remplacer par un document à jour.",
        )


def _points(source: DossierDiagnostique) -> Iterator[LigneDeFeuille]:
    points = {"/".join(("point", *etat.point.cle)) for etat, _ in source.etats()}
    for repere, resultat, ecart in ecarts.reperer(source):
        point = "/".join(("point", ecart.referentiel, ecart.exigence, ecart.site or "", ecart.service or ""))
        feuilles = resultat.referentiel.feuilles_de(ecart.exigence)
        yield _ligne(
            ("autoevaluation", point) if point in points else ("ecarts", repere),
            tuple(dict.fromkeys(s for s in (ecart.service, ecart.responsable) if s)),
            repere,
            quoi=" · ".join(filter(None, (ecart.exigence, feuilles[0].intitule if feuilles else ""))),
            pourquoi=CAUSES[ecart.cause],
            quand=_jour(ecart.echeance) if ecart.echeance else "",
            site=nommer_site(source.dossier, ecart.site),
            service=nommer_service(source.dossier, ecart.responsable),
            detail=ecart.texte.removesuffix(".")
            + (f" · action en cours : {ecart.action.intitule}" if ecart.action else ""),
        )


def _ligne(renvoi: tuple[str, str], services: tuple[str, ...], repere: str = "", **valeurs: str) -> LigneDeFeuille:
    ou = {f.nom: f.titre for f in _OU}[renvoi[0]]
    valeurs = {"ou": ou, **valeurs}
    return LigneDeFeuille(f"a_faire/{repere or renvoi[1]}", "", (), valeurs, "", services, renvoi=renvoi)


def _jour(quand: DateImprecise) -> str:
    return francais.jour_court(quand.fin) if quand.est_exacte else quand.en_clair()


def retoucher(_edition: Edition, _colonnes: Mapping[str, Colonne]) -> Iterator[Effet]:
    """Rien ne s'y écrit : chaque ligne renvoie à celle qui se remplit."""
    yield from ()


FEUILLE = FeuilleDecrite(
    "a_faire",
    "À faire",
    "Ce qui vous attend à cette date. Cliquez à gauche pour aller à la ligne à remplir ; rien ne s'écrit ici.",
    COLONNES,
    lignes,
    retoucher,
    vide="Rien ne vous attend à cette date : aucune action en retard, aucun document qui expire, aucun point ouvert.",
    figees=2,
)
