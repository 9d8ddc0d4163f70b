"""Les documents qui cessent de valoir, et ceux que les agents ont à relire."""

from collections.abc import Iterator

from qualicli import francais
from qualicli.diagnostic.obligations.obligation import Obligation
from qualicli.diagnostic.obligations.regard import Regard, acteurs, jour
from qualicli.modeles.documents import Document, Procedure
from qualicli.regles.validite import remplaces, renouvellements


def documents(regard: Regard) -> Iterator[Obligation]:
    """Chaque document en vigueur qui a une fin : sa caducité, ou l'âge auquel il se renouvelle, le premier des deux."""
    termes = {
        document.fichier: jour(delai.apres(quand.fin)) for document, quand, delai in renouvellements(regard.contexte)
    }
    remplacee = remplaces(regard.contexte)
    for document in _en_vigueur(regard):
        fin, terme = document.fin_validite, termes.get(document.fichier)
        cle, echeance = ("caducite", fin) if fin and (not terme or fin.fin <= terme.fin) else ("date", terme)
        if echeance is None:
            continue
        yield regard.obligation(
            "document",
            repere(document),
            f"Renouveler {francais.guillemets(document.intitule)}",
            document,
            finie=document.id in remplacee,
            chemin=(cle,),
            qui=acteurs(document.responsable),
            services=regard.services_de(document.service, document.responsable),
            sites=document.sites,
            modules=regard.modules_de(document.couvre),
            depuis=document.date,
            echeance=echeance,
        )


def lectures(regard: Regard) -> Iterator[Obligation]:
    """Les documents dont une version plus récente que la dernière lecture attend les agents d'un service."""
    for document in (d for d in _en_vigueur(regard) if d.lectures):
        for service in dict.fromkeys(li.service for li in document.lectures):
            rang, lue = max(
                ((r, li) for r, li in enumerate(document.lectures) if li.service == service),
                key=lambda c: (c[1].date.fin, c[0]),
            )
            if document.date is None or not lue.date.precede(document.date):
                continue
            combien = f", par {francais.pluriel(lue.agents, 'agent')}" if lue.agents is not None else ""
            yield regard.obligation(
                "lecture",
                f"{repere(document)}#{service}",
                f"Faire relire {francais.guillemets(document.intitule)} "
                f"(lecture précédente : {lue.date.en_clair()}{combien})",
                document,
                chemin=("lectures", rang),
                services=(service,),
                sites=document.sites,
                modules=regard.modules_de(document.couvre),
                depuis=document.date,
            )


def repere(document: Document) -> str:
    """Ce qui désigne un document : sa famille et son identifiant."""
    return f"{'procedures' if isinstance(document, Procedure) else 'preuves'}/{document.id}"


def _en_vigueur(regard: Regard) -> Iterator[Document]:
    """Les documents validés, déjà établis."""
    documents = (d for d in regard.dossier.documents if d.est_en_vigueur)
    return (d for d in documents if d.date is None or d.date.debut <= regard.au)
