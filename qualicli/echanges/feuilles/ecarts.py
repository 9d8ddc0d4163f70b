"""Les écarts à la date : rien ne s'y écrit, tout s'y filtre."""

from collections import Counter
from collections.abc import Iterator, Mapping

from qualicli.diagnostic.ecarts import Ecart
from qualicli.diagnostic.etablir import DiagnosticReferentiel
from qualicli.echanges.cellules.colonne import Colonne
from qualicli.echanges.feuilles.description import (
    Edition,
    FeuilleDecrite,
    LigneDeFeuille,
    dire_referentiel,
    lecture_seule,
    referentiels_a_dire,
)
from qualicli.echanges.feuilles.dossier_diagnostique import DossierDiagnostique
from qualicli.modeles.importation import Effet
from qualicli.rendus.diagnostic.tableaux import qui_doit
from qualicli.rendus.libelles import CAUSES, nommer_service, nommer_site

COLONNES = (
    lecture_seule("exigence", "Code", 9),
    lecture_seule("intitule", "Ce qui est demandé", 40),
    lecture_seule("site", "Site", 22),
    lecture_seule("service", "Service", 26),
    lecture_seule("cause", "Cause", 22, ton=True),
    lecture_seule("texte", "Écart", 48),
    lecture_seule("action", "Action", 36),
    lecture_seule("qui", "Qui le doit", 28),
    lecture_seule("echeance", "Pour quand", 16),
)


def lignes(source: DossierDiagnostique) -> Iterator[LigneDeFeuille]:
    """Une ligne par écart, le plus urgent d'abord."""
    dossier = source.dossier
    for repere, resultat, ecart in reperer(source):
        feuilles = resultat.referentiel.feuilles_de(ecart.exigence)
        valeurs = {
            **dire_referentiel(source, ecart.referentiel),
            "exigence": dossier.citer(ecart.referentiel, ecart.exigence),
            "intitule": feuilles[0].intitule if feuilles else "",
            "site": nommer_site(dossier, ecart.site),
            "service": nommer_service(dossier, ecart.responsable),
            "cause": CAUSES[ecart.cause],
            "texte": ecart.texte,
            "action": ecart.action.intitule if ecart.action else "sans action",
            "qui": qui_doit(dossier, ecart),
            "echeance": ecart.echeance.en_clair() if ecart.echeance else "",
        }
        services = (ecart.responsable,) if ecart.responsable else ()
        yield LigneDeFeuille(repere, ecart.fichier, (), valeurs, "", services)


def reperer(source: DossierDiagnostique) -> Iterator[tuple[str, DiagnosticReferentiel, Ecart]]:
    """Chaque écart, le repère de sa ligne, et le référentiel qu'il touche."""
    vus: Counter[str] = Counter()
    for resultat in source.diagnostic.referentiels:
        for ecart in resultat.ecarts:
            cle = f"ecart/{ecart.referentiel}/{ecart.exigence}/{ecart.site or ''}/{ecart.service or ''}/{ecart.cause}"
            vus[cle] += 1
            yield f"{cle}/{vus[cle]}", resultat, ecart


def retoucher(_edition: Edition, _colonnes: Mapping[str, Colonne]) -> Iterator[Effet]:
    """Un écart ne s'écrit pas : il se comble."""
    yield from ()


FEUILLE = FeuilleDecrite(
    "ecarts",
    "Écarts",
    "Ce qui sépare encore du label, le plus urgent d'abord. Rien à remplir ici.",
    COLONNES,
    lignes,
    retoucher,
    propres=referentiels_a_dire,
)
