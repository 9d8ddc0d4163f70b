"""Ce que l'on entend : retours et demandes sans réponse, enquêtes à mener, à publier et à refaire."""

from collections.abc import Iterator
from typing import Any

from qualicli import francais
from qualicli.diagnostic.obligations.obligation import Obligation
from qualicli.diagnostic.obligations.regard import Regard, jour
from qualicli.modeles.registre import LigneRegistre
from qualicli.modeles.temps.ouvres import CalendrierOuvre
from qualicli.regles.retours import attend_une_suite, limite_de_reponse
from qualicli.regles.series_d_enquetes import series

_A_QUOI = {"suggestion": "à la suggestion", "reclamation": "à la réclamation", "signalement": "au signalement"}


def retours(regard: Regard) -> Iterator[Obligation]:
    """Les suggestions, réclamations et signalements qui attendent une suite, dans le délai que la démarche annonce."""
    for retour in regard.dossier.retours.values():
        if retour.type not in _A_QUOI:
            continue
        limite = limite_de_reponse(regard.contexte, retour)
        yield regard.obligation(
            "retour",
            f"retours/{retour.id}",
            f"Donner suite {_A_QUOI[retour.type]} : {retour.texte.removesuffix('.')}",
            retour,
            finie=not attend_une_suite(retour),
            chemin=("date",),
            qui=() if retour.service else regard.referent,
            services=regard.services_de(retour.service),
            sites=(retour.site,) if retour.site else (),
            modules=regard.modules_de(retour.couvre),
            depuis=retour.date,
            echeance=jour(limite) if limite else None,
        )


def registres(regard: Regard) -> Iterator[Obligation]:
    """Par registre et par service, les demandes sans réponse ; l'échéance est celle de la plus pressée."""
    demarche = regard.dossier.demarche
    calendrier, reponses = CalendrierOuvre(demarche.organisme.departement), demarche.delais.reponses
    for registre in regard.dossier.registres.values():
        recues: dict[str | None, list[LigneRegistre]] = {}
        for ligne in registre.lignes:
            if ligne.recu_le.est_acquise(regard.au):
                recues.setdefault(ligne.service or registre.service, []).append(ligne)
        for service, lignes in recues.items():
            attendent = [li for li in lignes if not (li.repondu_le and li.repondu_le.est_acquise(regard.au))]
            termes = [t for li in attendent or lignes if (t := registre.limite(li, reponses, calendrier)) is not None]
            terme = (min if attendent else max)(termes, default=None)
            combien = f"à {francais.pluriel(len(attendent), 'demande')}" if attendent else "aux demandes"
            yield regard.obligation(
                "retour",
                f"registres/{registre.id}" + (f"#{service}" if service else ""),
                f"Répondre {combien} de {francais.guillemets(registre.intitule)}",
                registre,
                finie=not attendent,
                chemin=("lignes",),
                qui=() if service else regard.referent,
                services=regard.services_de(service),
                sites=registre.sites,
                modules=regard.modules_de(registre.couvre),
                depuis=min(li.recu_le for li in attendent or lignes),
                echeance=jour(terme) if terme else None,
                revisions=len(lignes) - len(attendent),
            )


def enquetes(regard: Regard) -> Iterator[Obligation]:
    """Les volets à interroger, les résultats que l'internet ne donne pas, et l'enquête à refaire."""
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
    for serie in series(regard.contexte):
        derniere = serie.menees[-1]
        yield regard.obligation(
            "enquete",
            f"enquetes/{serie.menees[0].id}#suivante",
            f"Mener de nouveau {francais.guillemets(derniere.intitule)}",
            serie.rythme,
            finie=serie.est_prevue,
            chemin=("periodicite",),
            qui=regard.referent,
            sites=derniere.sites,
            modules=regard.modules_de(derniere.couvre),
            depuis=serie.depuis,
            echeance=jour(serie.terme),
            revisions=len(serie.menees) - 1,
        )
