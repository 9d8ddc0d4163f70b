"""La vie de la démarche : formations, communications qui se répètent, campagnes, postes à pourvoir."""

from collections.abc import Iterator

from qualicli import francais
from qualicli.diagnostic.obligations.obligation import Obligation
from qualicli.diagnostic.obligations.regard import Regard, jour
from qualicli.modeles.acteur import Acteur
from qualicli.modeles.temps.dates import DateImprecise
from qualicli.modeles.temps.rythmes import lire_rythme
from qualicli.modeles.vie import Communication


def formations(regard: Regard) -> Iterator[Obligation]:
    """Les sessions prévues, puis la formation qu'un rôle exige et dont aucune session n'est tenue ni prévue."""
    for formation in regard.dossier.formations.values():
        for rang, session in enumerate(formation.sessions):
            reports = session.reports
            yield regard.obligation(
                "formation",
                f"formations/{formation.id}#{rang + 1}",
                f"Tenir la formation {francais.guillemets(formation.intitule)}",
                formation,
                finie=session.realisee is not None and session.realisee.est_acquise(regard.au),
                etat="abandonnee" if session.annulee_le else None,
                chemin=("sessions", rang),
                qui=formation.pour,
                services=(session.service,) if session.service else formation.services,
                modules=regard.modules_de(formation.couvre),
                echeance=reports[-1].nouvelle if reports else session.prevue,
                lieu=session.lieu or "",
                revisions=len(reports),
            )
    annuaire = regard.dossier.annuaire
    for nom, role in annuaire.roles.items() if annuaire else ():
        exigee = regard.dossier.formations.get(role.formation_exigee or "")
        titulaire = role.titulaire(regard.au)
        if annuaire is None or exigee is None or titulaire is None or any(not s.annulee_le for s in exigee.sessions):
            continue
        yield regard.obligation(
            "formation",
            f"formations/{exigee.id}/{nom}",
            f"Programmer la formation {francais.guillemets(exigee.intitule)}",
            annuaire,
            chemin=("roles", nom, "formation_exigee"),
            qui=(Acteur(id=nom),),
            depuis=titulaire.du,
        )


def communications(regard: Regard) -> Iterator[Obligation]:
    """La suivante de chaque communication qui se répète à intervalle fixe : « chaque semestre », « tous les 6 mois »."""
    series: dict[tuple[str, str | None, str], list[Communication]] = {}
    for communication in regard.dossier.communications.values():
        if lire_rythme(communication.rythme) and communication.date.debut <= regard.au:
            cle = (communication.type, communication.cible, communication.rythme or "")
            series.setdefault(cle, []).append(communication)
    for serie in series.values():
        derniere = max(serie, key=lambda c: (c.date.fin, c.id))
        intervalle = lire_rythme(derniere.rythme)
        assert intervalle is not None  # noqa: S101 (la série n'a que des rythmes lus)
        premiere = min(serie, key=lambda c: (c.date.debut, c.id))
        yield regard.obligation(
            "communication",
            f"communications/{premiere.id}",
            f"Diffuser de nouveau {francais.guillemets(derniere.intitule)}",
            derniere,
            chemin=("rythme",),
            qui=regard.referent,
            sites=derniere.sites,
            modules=regard.modules_de(derniere.couvre),
            depuis=derniere.date,
            echeance=jour(intervalle.apres(derniere.date.fin)),
            revisions=len(serie) - 1,
        )


def campagnes(regard: Regard) -> Iterator[Obligation]:
    """Les campagnes d'auto-évaluation, jusqu'à la fin de leur période."""
    for nom, campagne in regard.dossier.demarche.campagnes.items():
        yield regard.obligation(
            "campagne",
            f"campagnes/{nom}",
            f"Mener {francais.guillemets(campagne.intitule)}",
            regard.dossier.demarche,
            finie=campagne.periode.est_depassee(regard.au),
            chemin=("campagnes", nom, "periode"),
            qui=regard.referent,
            services=campagne.services,
            echeance=campagne.periode,
        )


def postes(regard: Regard) -> Iterator[Obligation]:
    """Les rôles que personne ne tient plus."""
    annuaire = regard.dossier.annuaire
    for nom, role in annuaire.roles.items() if annuaire else ():
        vacances = role.vacances(regard.au)[-1:] if role.titulaire(regard.au) is None else []
        if annuaire is None or not vacances:
            continue
        depart = max((t.jusqu_au for t in role.titulaires if t.jusqu_au), key=lambda d: d.fin, default=None)
        depuis: DateImprecise = depart if depart and not depart.est_exacte else jour(vacances[0].debut)
        yield regard.obligation(
            "poste",
            f"roles/{nom}",
            f"Pourvoir le poste : {francais.minuscule(role.intitule)}, vacant depuis {vacances[0].depuis}",
            annuaire,
            chemin=("roles", nom, "titulaires"),
            depuis=depuis,
        )
