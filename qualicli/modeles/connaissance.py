"""Ce que l'on savait d'un dossier à une date : rien de ce qui est certainement venu plus tard.

Un fait dont l'intervalle est commencé reste : chacun sait dire s'il est acquis. Aucune liste dont un rang sert d'adresse
(évaluations, révisions, mesures, sessions, constats) n'est raccourcie : l'endroit d'un élément dans son fichier reste vrai.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, TypeVar

from qualicli.modeles.audit import Audit, Constat
from qualicli.modeles.base import Modele, Objet
from qualicli.modeles.demarche import Demarche, LabelObtenu
from qualicli.modeles.documents import Document
from qualicli.modeles.dossier import Dossier
from qualicli.modeles.ecoute import Indicateur, Mesure, Retour
from qualicli.modeles.enquete import Enquete, Volet
from qualicli.modeles.organisation import Instance, Instances
from qualicli.modeles.registre import LigneRegistre, Registre
from qualicli.modeles.reunion import Reunion
from qualicli.modeles.suivi import Action, Jalon
from qualicli.modeles.temps.dates import DateImprecise
from qualicli.modeles.tournee import PartDeTournee, Tournee
from qualicli.modeles.vie import Formation, Session

M = TypeVar("M", bound=Modele)


def connu_au(dossier: Dossier, au: date) -> Dossier:
    """Le dossier tel qu'on le connaissait à une date ; le même s'il ne contient rien de plus tard."""
    return _Connaissance(dossier, au).dossier()


def _sauf(objet: M, **changes: Any) -> M:
    """L'objet, avec d'autres valeurs ; le même si elles sont déjà les siennes."""
    utiles = {cle: valeur for cle, valeur in changes.items() if getattr(objet, cle) != valeur}
    return objet.model_copy(update=utiles) if utiles else objet


class _Connaissance:
    def __init__(self, dossier: Dossier, au: date) -> None:
        self._dossier, self._au = dossier, au
        jalons = dossier.dates_jalons(au)
        sources: list[tuple[str, DateImprecise | None]] = [
            *((r.id, r.date) for r in dossier.reunions.values()),
            *((a.id, a.date.resoudre(jalons)) for a in dossier.audits.values()),
            *((r.id, r.date) for r in dossier.retours.values()),
        ]
        self._sources = {identifiant for identifiant, quand in sources if self._suit(quand)}
        self._a_naitre = {a.id for a in dossier.actions.values() if self._reste_a_naitre(a)}

    def _suit(self, quand: DateImprecise | None) -> bool:
        """Vrai quand une date est certainement après celle où l'on se place."""
        return quand is not None and quand.debut > self._au

    def _reste_a_naitre(self, action: Action) -> bool:
        """Vrai quand l'action vient d'un évènement d'après, et que rien d'autre ne la montre déjà connue."""
        vient_d_apres = action.origine is not None and action.origine.objet in self._sources
        connues = (action.debut, action.faite_le, *(r.le for r in action.revisions))
        return vient_d_apres and not any(d is not None and not self._suit(d) for d in connues)

    def _gardes(self, elements: tuple[M, ...], cle: str) -> tuple[M, ...]:
        return tuple(e for e in elements if not self._suit(getattr(e, cle)))

    def dossier(self) -> Dossier:
        dossier = self._dossier
        oublis: Mapping[str, Callable[[Any], Objet | None]] = {
            "actions": self._action,
            "jalons": self._jalon,
            "preuves": self._document,
            "procedures": self._document,
            "reunions": self._reunion,
            "audits": self._audit,
            "enquetes": self._enquete,
            "indicateurs": self._indicateur,
            "registres": self._registre,
            "formations": self._formation,
            "retours": self._retour,
            "commandes": self._commande,
            "signatures": lambda acte: None if self._suit(acte.le) else acte,
        }
        familles = {
            nom: {i: o for i, objet in objets.items() if (o := oublis[nom](objet)) is not None}
            if nom in oublis
            else objets
            for nom, objets in dossier.familles.items()
        }
        fichiers = {nom: self._instances(f) if isinstance(f, Instances) else f for nom, f in dossier.fichiers.items()}
        demarche = self._demarche(dossier.demarche)
        memes = demarche is dossier.demarche and all(
            apres.get(i) is o
            for avant, apres in (
                (dossier.fichiers, fichiers),
                *((dossier.familles[nom], objets) for nom, objets in familles.items()),
            )
            for i, o in avant.items()
        )
        return dossier if memes else replace(dossier, demarche=demarche, fichiers=fichiers, familles=familles)

    def _demarche(self, demarche: Demarche) -> Demarche:
        return _sauf(
            demarche,
            historique=self._gardes(demarche.historique, "date"),
            labels=tuple(map(self._label, self._gardes(demarche.labels, "obtenu_le"))),
        )

    def _label(self, label: LabelObtenu) -> LabelObtenu:
        return _sauf(label, retire_le=None, motif=None) if self._suit(label.retire_le) else label

    def _instances(self, fichier: Instances) -> Instances:
        def oublier(instance: Instance) -> Instance:
            creee = instance.creation
            return _sauf(instance, creation=None) if creee is not None and self._suit(creee.date) else instance

        return _sauf(fichier, instances={nom: oublier(i) for nom, i in fichier.instances.items()})

    def _action(self, action: Action) -> Action | None:
        if action.id in self._a_naitre:
            return None
        if not self._suit(action.faite_le):
            return action
        return _sauf(action, statut="en_cours", faite_le=None, preuve=None, avancement=None)

    def _citee(self, action: str | None) -> str | None:
        return None if action in self._a_naitre else action

    def _jalon(self, jalon: Jalon) -> Jalon:
        return _sauf(jalon, realise_le=None) if self._suit(jalon.realise_le) else jalon

    def _document(self, document: Document) -> Document:
        lu = _sauf(document, lectures=self._gardes(document.lectures, "date"))
        return _sauf(lu, remplace=None) if self._suit(document.date) else lu

    def _reunion(self, reunion: Reunion) -> Reunion:
        if self._suit(reunion.date):  # prévue : son ordre du jour, ses invités, ses pièces ; rien de ce qui s'y est dit
            sans_suite: dict[str, Any] = dict.fromkeys(
                ("presents", "excuses", "decisions", "suggestions", "diffusion"), ()
            )
            points = tuple(_sauf(p, issue=None) for p in reunion.ordre_du_jour)
            return _sauf(reunion, **sans_suite, ordre_du_jour=points, etabli=None, cr_diffuse_le=None)
        return _sauf(
            reunion,
            etabli=None if reunion.etabli and self._suit(reunion.etabli.date) else reunion.etabli,
            cr_diffuse_le=None if self._suit(reunion.cr_diffuse_le) else reunion.cr_diffuse_le,
            diffusion=self._gardes(reunion.diffusion, "date"),
        )

    def _audit(self, audit: Audit) -> Audit:
        sans_rapport: dict[str, Any] = dict.fromkeys(("rapport", "rapport_recu_le", "resultat"))
        demandees = tuple(_sauf(p, remise_le=None) if self._suit(p.remise_le) else p for p in audit.pieces_demandees)
        connu = _sauf(audit, pieces_demandees=demandees)
        if audit.id in self._sources:
            return _sauf(connu, constats=(), **sans_rapport)
        connu = _sauf(connu, constats=tuple(self._constat(c) for c in audit.constats))
        return _sauf(connu, **sans_rapport) if self._suit(audit.rapport_recu_le) else connu

    def _constat(self, constat: Constat) -> Constat:
        connu = _sauf(constat, action=self._citee(constat.action), revisions=self._gardes(constat.revisions, "le"))
        sans_verification: dict[str, Any] = dict.fromkeys(("verifie_par", "verifie_le"))
        if self._suit(constat.levee_le):
            return _sauf(connu, levee_le=None, preuve_levee=None, **sans_verification)
        return _sauf(connu, **sans_verification) if self._suit(constat.verifie_le) else connu

    def _enquete(self, enquete: Enquete) -> Enquete:
        def oublier(volet: Volet) -> Volet:
            vide = _sauf(volet, repondants=None, resultats=(), conclusions=())
            return vide if self._suit(volet.periode) else volet

        a_venir = bool(enquete.volets) and all(self._suit(v.periode) for v in enquete.volets)
        suites = tuple(_sauf(r, action=self._citee(r.action)) for r in enquete.recommandations)
        return _sauf(
            enquete,
            volets=tuple(oublier(v) for v in enquete.volets),
            publications=self._gardes(enquete.publications, "date"),
            presentee_a=_hors(enquete.presentee_a, self._sources),
            recommandations=() if a_venir else suites,
        )

    def _indicateur(self, indicateur: Indicateur) -> Indicateur:
        def oublier(mesure: Mesure) -> Mesure:
            vide = _sauf(mesure, conformes=None, total=None, valeur=None, presence=None, commentaire=None)
            return vide if self._suit(mesure.periode) else mesure

        return _sauf(indicateur, mesures=tuple(oublier(m) for m in indicateur.mesures))

    def _registre(self, registre: Registre) -> Registre:
        def oublier(ligne: LigneRegistre) -> LigneRegistre:
            futurs = ("repondu_le", "incomplet_le", "complet_le")
            return _sauf(ligne, **{cle: None for cle in futurs if self._suit(getattr(ligne, cle))})

        return _sauf(
            registre,
            syntheses=self._gardes(registre.syntheses, "periode"),
            lignes=tuple(oublier(li) for li in self._gardes(registre.lignes, "recu_le")),
        )

    def _formation(self, formation: Formation) -> Formation:
        return _sauf(formation, sessions=tuple(self._session(s) for s in formation.sessions))

    def _session(self, session: Session) -> Session:
        connue = _sauf(session, reports=self._gardes(session.reports, "le"))
        if self._suit(session.realisee):
            connue = _sauf(connue, realisee=None, formes=None, emargement=None)
        return _sauf(connue, annulee_le=None, motif=None) if self._suit(session.annulee_le) else connue

    def _commande(self, tournee: Tournee) -> Tournee | None:
        if self._suit(tournee.preparee_le):
            return None

        def oublier(part: PartDeTournee) -> PartDeTournee:
            relances = tuple(r for r in part.relances if not self._suit(r))
            return _sauf(part, retours=self._gardes(part.retours, "le"), relances=relances)

        return _sauf(
            tournee,
            services=tuple(map(oublier, tournee.services)),
            partie_le=None if self._suit(tournee.partie_le) else tournee.partie_le,
            close_le=None if self._suit(tournee.close_le) else tournee.close_le,
        )

    def _retour(self, retour: Retour) -> Retour | None:
        if self._suit(retour.date):
            return None
        sans_reponse: dict[str, Any] = dict.fromkeys(("repondu_le", "suite", "action", "motif"))
        if self._suit(retour.repondu_le) or retour.action in self._a_naitre:
            return _sauf(retour, **sans_reponse)
        return retour


def _hors(identifiants: Iterable[str], oublies: set[str]) -> tuple[str, ...]:
    return tuple(i for i in identifiants if i not in oublies)
