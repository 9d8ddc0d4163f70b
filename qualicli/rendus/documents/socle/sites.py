"""Les sites en mots : leur nom et leur commune, quand ils ouvrent, combien d'usagers ils reçoivent."""

from collections.abc import Iterator
from datetime import date

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


def accueil_du_public(contexte: ContexteDocument, quand: date) -> tuple[str, ...]:
    """Où et quand les usagers sont reçus, et combien ils sont : « préfecture : 12 rue Haute ; du lundi au vendredi, … »."""
    return tuple(
        f"{francais.majuscule(situer(contexte, identifiant))} : {' ; '.join(dits)}"
        for identifiant in contexte.dossier.demarche.sites
        if (dits := list(_accueil(contexte, identifiant, quand)))
    )


def _accueil(contexte: ContexteDocument, identifiant: str, quand: date) -> Iterator[str]:
    site = contexte.dossier.demarche.sites[identifiant]
    connues = sorted((f for f in site.frequentation if f.periode.est_acquise(quand)), key=lambda f: f.periode)
    if not site.horaires and not connues:
        return
    if site.adresse:
        yield site.adresse
    yield from (francais.minuscule(h) for h in site.horaires)
    if connues:
        derniere, *avant = connues[::-1][:2]
        alors = f" ({_milliers(avant[0].usagers)} {avant[0].periode.en_complement()})" if avant else ""
        recus = francais.accorder(derniere.usagers, "usager reçu", "usagers reçus")
        yield f"{_milliers(derniere.usagers)} {recus} {derniere.periode.en_complement()}{alors}"


def _milliers(nombre: int) -> str:
    return f"{nombre:,}".replace(",", francais.INSECABLE)
