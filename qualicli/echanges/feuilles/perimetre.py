"""Le périmètre et les labels, en lecture seule : ce que chaque site a choisi, depuis quand, et ce qu'il a obtenu."""

from collections.abc import Iterator, Mapping

from qualicli import francais
from qualicli.diagnostic.cycle import labels_du_dossier
from qualicli.echanges.cellules.colonne import Colonne
from qualicli.echanges.feuilles.description import Edition, FeuilleDecrite, LigneDeFeuille, lecture_seule
from qualicli.echanges.feuilles.dossier_diagnostique import DossierDiagnostique
from qualicli.modeles.importation import Effet
from qualicli.modeles.temps.dates import DateImprecise
from qualicli.rendus.libelles import STATUTS_MODULE, nommer_site

COLONNES = (
    lecture_seule("referentiel", "Référentiel", 20),
    lecture_seule("module", "Module", 34),
    lecture_seule("site", "Site", 26),
    lecture_seule("etat", "Où en est-on", 16),
    lecture_seule("du", "Depuis", 16),
    lecture_seule("jusqu_au", "Jusqu'à", 16),
    lecture_seule("precision", "Précision", 44),
)

_SORTS = {
    "en_cours": "en cours",
    "maintenu": "maintenu",
    "expire": "expiré",
    "renouvele": "renouvelé",
    "remplace": "remplacé",
    "retire": "retiré",
}


def lignes(source: DossierDiagnostique) -> Iterator[LigneDeFeuille]:
    """Chaque choix de chaque site, dans l'ordre écrit, puis chaque label ; tous les services les voient."""
    yield from _choix(source)
    yield from _labels(source)


def _choix(source: DossierDiagnostique) -> Iterator[LigneDeFeuille]:
    dossier = source.dossier
    for perimetre in dossier.demarche.perimetre:
        referentiel = dossier.referentiels.get(perimetre.referentiel)
        for code, retenus in perimetre.modules.items():
            module = referentiel.module(code) if referentiel else None
            for rang, retenu in enumerate(retenus):
                for site in retenu.sites or dossier.demarche.sites:
                    yield _ligne(
                        source,
                        f"perimetre/{perimetre.referentiel}/{code}/{rang}/{site}",
                        referentiel=referentiel.nom if referentiel else perimetre.referentiel,
                        module=f"{code} {module.titre or ''}".strip() if module else code,
                        site=nommer_site(dossier, site),
                        etat=STATUTS_MODULE[retenu.statut],
                        du=_jour(retenu.du),
                        jusqu_au=_jour(retenu.jusqu_au),
                        precision=retenu.motif or "",
                    )


def _labels(source: DossierDiagnostique) -> Iterator[LigneDeFeuille]:
    dossier = source.dossier
    for vu in labels_du_dossier(dossier, source.diagnostic.au):
        label, referentiel = vu.label, dossier.referentiels.get(vu.label.referentiel)
        details = (
            label.organisme or "",
            f"certificat n° {label.certificat}" if label.certificat else "",
            f"niveau {label.niveau}" if label.niveau else "",
        )
        yield _ligne(
            source,
            f"label/{label.referentiel}/{vu.rang}/{vu.site}",
            referentiel=referentiel.nom if referentiel else label.referentiel,
            module="Label",
            site=nommer_site(dossier, vu.site),
            etat=_SORTS[vu.etat],
            du=_jour(label.obtenu_le) or "date inconnue",
            jusqu_au=_jour(vu.terme),
            precision=francais.liste(filter(None, details)),
        )


def _ligne(source: DossierDiagnostique, cle: str, **valeurs: str) -> LigneDeFeuille:
    return LigneDeFeuille(cle, "qualicli.yaml", (), valeurs, "", tuple(source.dossier.services))


def _jour(quand: DateImprecise | None) -> str:
    return "" if quand is None else francais.jour_court(quand.fin) if quand.est_exacte else quand.en_clair()


def retoucher(_edition: Edition, _colonnes: Mapping[str, Colonne]) -> Iterator[Effet]:
    """Rien ne s'y écrit : un choix du périmètre se décide en comité, et s'inscrit dans qualicli.yaml."""
    yield from ()


FEUILLE = FeuilleDecrite(
    "perimetre",
    "Périmètre",
    "Ce que chaque site a choisi, et les labels obtenus. Rien à remplir ici : cela s'inscrit dans qualicli.yaml.",
    COLONNES,
    lignes,
    retoucher,
)
