"""Ce que l'on entend : retours sans suite, enquêtes à mener et à publier."""

from collections.abc import Iterator
from typing import Any

from qualicli import francais
from qualicli.diagnostic.obligations.obligation import Obligation
from qualicli.diagnostic.obligations.regard import Regard, jour

_A_QUOI = {"suggestion": "à la suggestion", "reclamation": "à la réclamation", "signalement": "au signalement"}


def retours(regard: Regard) -> Iterator[Obligation]:
    """Les suggestions, réclamations et signalements qui attendent une suite ; seul un signalement a un délai."""
    delai = regard.dossier.demarche.delais.signalement
    for retour in regard.dossier.retours.values():
        if retour.type not in _A_QUOI:
            continue
        echeance = jour(delai.apres(retour.date.fin)) if retour.type == "signalement" else None
        repondu = retour.suite is not None or (retour.type != "signalement" and retour.repondu_le is not None)
        yield regard.obligation(
            "retour",
            f"retours/{retour.id}",
            f"Donner suite {_A_QUOI[retour.type]} : {retour.texte.removesuffix('.')}",
            retour,
            finie=repondu,
            chemin=("date",),
            qui=() if retour.service else regard.referent,
            services=regard.services_de(retour.service),
            sites=(retour.site,) if retour.site else (),
            modules=regard.modules_de(retour.couvre),
            depuis=retour.date,
            echeance=echeance,
        )


def enquetes(regard: Regard) -> Iterator[Obligation]:
    """Les volets à interroger, et les résultats montrés au comité des usagers que l'internet ne donne pas."""
    comites = {nom for nom, i in regard.dossier.instances.items() if i.type == "clu"}
    presentees = {r.id: r.date for nom in comites for r in regard.contexte.reunions.get(nom, ())}
    for enquete in regard.dossier.enquetes.values():
        communs: dict[str, Any] = {
            "qui": regard.referent,
            "sites": enquete.sites,
            "modules": regard.modules_de(enquete.couvre),
        }
        for rang, volet in enumerate(enquete.volets):
            yield regard.obligation(
                "enquete",
                f"enquetes/{enquete.id}#{volet.id}",
                f"Mener {francais.guillemets(enquete.intitule)} : {francais.minuscule(volet.intitule)}",
                enquete,
                finie=volet.repondants is not None or bool(volet.resultats),
                chemin=("volets", rang, "periode"),
                echeance=volet.periode,
                **communs,
            )
        dates = [presentees[r] for r in enquete.presentee_a if r in presentees]
        if dates and all(p.canal != "internet" for p in enquete.publications):
            yield regard.obligation(
                "enquete",
                f"enquetes/{enquete.id}",
                f"Publier {francais.guillemets(enquete.intitule)} sur l'internet",
                enquete,
                chemin=("presentee_a",),
                depuis=min(dates),
                **communs,
            )
