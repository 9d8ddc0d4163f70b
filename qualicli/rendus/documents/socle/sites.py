"""Les sites en mots : leur nom et leur commune."""

from qualicli import francais
from qualicli.rendus.documents.socle.contexte import ContexteDocument


def situer(contexte: ContexteDocument, identifiant: str) -> str:
    """Un site et sa commune, quand son nom ne la dit pas : « préfecture (Évry) »."""
    site = contexte.dossier.demarche.sites.get(identifiant)
    if site is None:
        return identifiant
    commune = f" ({site.commune})" if site.commune and site.commune not in site.nom else ""
    return f"{francais.minuscule(site.nom)}{commune}"


def commune(contexte: ContexteDocument, identifiant: str) -> str:
    """La commune d'un site, à défaut son nom."""
    site = contexte.dossier.demarche.sites.get(identifiant)
    return (site.commune or site.nom) if site else identifiant
