"""Ce qui attend un service, d'un coup d'œil : actions en retard, documents qui expirent, points ouverts, et où y répondre."""

from collections.abc import Iterator, Mapping

from qualicli import francais
from qualicli.diagnostic.obligations.obligation import Obligation
from qualicli.echanges.cellules.colonne import Colonne
from qualicli.echanges.feuilles import actions, autoevaluation, documents, ecarts, jalons
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

_OU = (actions.FEUILLE, jalons.FEUILLE, autoevaluation.FEUILLE, documents.FEUILLE, ecarts.FEUILLE)


def lignes(source: DossierDiagnostique) -> Iterator[LigneDeFeuille]:
    """Les retards d'abord, puis ce qui expire, puis les points ouverts, le plus urgent devant."""
    attendues = source.obligations
    yield from (_du_plan(source, o) for o in attendues if o.nature == "action" and o.est_en_retard)
    yield from (_etape(source, o) for o in attendues if o.nature == "etape" and o.est_en_retard and o.services)
    yield from (_document(source, o) for o in attendues if documents.expire(source, o))
    yield from _points(source)


def _du_plan(source: DossierDiagnostique, obligation: Obligation) -> LigneDeFeuille:
    action = source.dossier.actions[obligation.objet.removeprefix("actions/")]
    return _due(source, "actions", obligation, quoi=action.intitule, detail=action.commentaire or "")


def _etape(source: DossierDiagnostique, obligation: Obligation) -> LigneDeFeuille:
    jalon = source.dossier.jalons[obligation.objet.removeprefix("jalons/")]
    return _due(source, "jalons", obligation, quoi=jalon.intitule, detail=jalon.commentaire or "")


def _document(source: DossierDiagnostique, obligation: Obligation) -> LigneDeFeuille:
    (document,) = (d for d in source.dossier.documents if d.fichier == obligation.fichier)
    return _due(
        source,
        "enregistrements",
        obligation,
        quoi=document.intitule,
        detail="À renouveler, ou à remplacer par un document à jour.",
        **({"pourquoi": documents.validite(source, document)} if obligation.chemin == ("caducite",) else {}),
    )


def _due(source: DossierDiagnostique, feuille: str, obligation: Obligation, **valeurs: str) -> LigneDeFeuille:
    """La ligne d'une obligation datée, qui mène à celle de l'objet dans sa feuille."""
    quand, au = obligation.echeance, source.diagnostic.au
    return _ligne(
        (feuille, obligation.objet),
        obligation.services[:1] if feuille == "actions" else obligation.services,
        **{
            "pourquoi": delai(quand, au),
            "quand": _jour(quand) if quand else "",
            "site": francais.liste(nommer_site(source.dossier, s) for s in obligation.sites),
            "service": nommer_service(source.dossier, obligation.service),
            **valeurs,
        },
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
            quoi=" · ".join(
                filter(
                    None,
                    (source.dossier.citer(ecart.referentiel, ecart.exigence), feuilles[0].intitule if feuilles else ""),
                )
            ),
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
    vide="Rien ne vous attend à cette date : aucune action ni étape en retard, aucun document qui expire, aucun point ouvert.",
    figees=2,
)
