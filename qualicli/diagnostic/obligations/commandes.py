"""Les commandes passées aux services : celles à envoyer, ce que chaque service doit rendre, celles qui reviennent."""

from collections.abc import Iterator

from qualicli import francais
from qualicli.diagnostic.obligations.obligation import Obligation
from qualicli.diagnostic.obligations.regard import Regard, jour
from qualicli.modeles.tournee import PartDeTournee, Tournee


def commandes(regard: Regard) -> Iterator[Obligation]:
    """Chaque commande : son départ, la réponse de chaque service une fois partie, et la prochaine si elle se répète."""
    series: dict[str, list[Tournee]] = {}
    for tournee in regard.dossier.commandes.values():
        series.setdefault(tournee.intitule, []).append(tournee)
        yield regard.obligation(
            "commande",
            f"commandes/{tournee.id}#depart",
            f"Envoyer la commande {francais.guillemets(tournee.intitule)}",
            tournee,
            finie=tournee.est_partie(regard.au) or tournee.etat(regard.au) in ("rendue", "close"),
            chemin=("preparee_le",),
            qui=regard.referent,
            depuis=tournee.preparee_le,
        )
        if tournee.est_partie(regard.au):
            yield from (reponse_attendue(regard, tournee, rang) for rang in range(len(tournee.services)))
    for serie in series.values():
        yield from _suivante(regard, serie)


def reponse_attendue(regard: Regard, tournee: Tournee, rang: int) -> Obligation:
    """Ce qu'un service doit rendre d'une commande, qu'elle soit partie ou encore à envoyer."""
    part = tournee.services[rang]
    return regard.obligation(
        "commande",
        f"commandes/{tournee.id}#{part.service}",
        f"Répondre à {francais.guillemets(tournee.intitule)}{_reste(regard, part)}",
        tournee,
        finie=tournee.etat_de(part, regard.au) in ("rendue", "close"),
        chemin=("retour",),
        services=(part.service,),
        modules=regard.modules_de(part.exigences),
        depuis=tournee.partie_le,
        echeance=tournee.retour,
    )


def _reste(regard: Regard, part: PartDeTournee) -> str:
    """Ce qui manque encore à une réponse incomplète : « (il en manque 2 sur 5) »."""
    reste, demandees = len(part.reste(regard.au)), len(part.choses)
    return f" (il en manque {reste} sur {demandees})" if 0 < reste < demandees else ""


def _suivante(regard: Regard, serie: list[Tournee]) -> Iterator[Obligation]:
    """La prochaine commande d'une série : son rythme court depuis le dernier départ, à défaut la dernière préparation."""
    derniere = max(serie, key=lambda t: ((t.partie_le or t.preparee_le).fin, t.id))
    intervalle = derniere.intervalle()
    if intervalle is None:
        return
    quand = derniere.partie_le or derniere.preparee_le
    yield regard.obligation(
        "commande",
        f"commandes/{min(serie, key=lambda t: (t.preparee_le.debut, t.id)).id}#suivante",
        f"Commander de nouveau {francais.guillemets(derniere.intitule)}",
        derniere,
        chemin=("rythme",),
        qui=regard.referent,
        depuis=quand,
        echeance=jour(intervalle.apres(quand.fin)),
        revisions=len(serie) - 1,
    )
