"""Ce qui, ailleurs dans le dossier, dit concerner une exigence : enquêtes, registres, retours, formations, communications."""

from collections.abc import Collection, Iterator
from datetime import date

from qualicli.modeles.anomalie import Chemin
from qualicli.modeles.dossier import Dossier
from qualicli.modeles.ecoute import Retour
from qualicli.modeles.enquete import Enquete
from qualicli.modeles.liens import citations
from qualicli.modeles.registre import Registre
from qualicli.modeles.vie import Communication, Formation
from qualicli.rendus.libelles import mot, nommer_lieu, nommer_service, nommer_site


def rapprocher(
    dossier: Dossier, referentiel: str, codes: Collection[str], au: date
) -> Iterator[tuple[str, str, Chemin]]:
    """Ce qui couvre une exigence sans en être une preuve, tel qu'on le connaît à la date : les mots, le fichier, la clé."""
    familles = (dossier.enquetes, dossier.registres, dossier.retours, dossier.formations, dossier.communications)
    for objet in (o for famille in familles for o in famille.values()):
        for citation in citations(objet):
            cite = citation.famille == "references" and dossier.reference(citation.valeur)
            mots = _mots(objet, citation.chemin, au) if cite and cite[0] == referentiel and cite[1] in codes else ""
            if mots:
                precis = ", ".join(_precisions(dossier, objet))
                suite = f". {objet.commentaire}" if objet.commentaire else ""
                yield f"{mots}{f' ({precis})' if precis else ''}{suite}", objet.fichier, citation.chemin


def _precisions(dossier: Dossier, objet: Enquete | Registre | Retour | Formation | Communication) -> Iterator[str]:
    """Où, par quel canal, et dans quel délai."""
    if isinstance(objet, Retour):
        if objet.nombre > 1:
            yield f"{objet.nombre} fois"
        if objet.site or objet.service:
            yield nommer_lieu(dossier, objet.site, objet.service)
    else:
        yield from (nommer_site(dossier, s) for s in getattr(objet, "sites", ()))
    if isinstance(objet, Registre):
        if objet.canal:
            yield mot(objet.canal)
        if objet.service:
            yield f"tenu par {nommer_service(dossier, objet.service)}"
        if objet.delai_annonce:
            yield f"délai annoncé : {objet.delai_en_clair}"


def _mots(objet: Enquete | Registre | Retour | Formation | Communication, chemin: Chemin, au: date) -> str:
    """De quoi parle un objet, ou le résultat d'enquête qui est au bout du chemin ; vide s'il est à venir."""
    if isinstance(objet, Retour | Communication) and objet.date.debut > au:
        return ""
    if isinstance(objet, Retour):
        return f"{mot(objet.type)} {objet.date.en_complement()} : {objet.texte.rstrip(' .')}"
    if not isinstance(objet, Enquete):
        return objet.intitule
    if chemin[0] != "volets":
        return objet.intitule if any(v.periode.debut <= au for v in objet.volets) else ""
    volet = objet.volets[int(chemin[1])]
    resultat = volet.resultats[int(chemin[3])]
    if volet.periode.debut > au:
        return ""
    canal = resultat.canal or volet.canal
    valeur = f" {resultat.valeur}" if resultat.valeur else ""
    return f"{objet.intitule} : {resultat.libelle}{valeur}{f' ({mot(canal)})' if canal else ''}"
