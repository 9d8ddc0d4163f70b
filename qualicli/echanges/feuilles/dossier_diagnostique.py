"""D'où viennent les feuilles : le diagnostic du dossier à une date, et les listes de choix qu'il nourrit."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from qualicli import francais
from qualicli.diagnostic.etablir import Diagnostic
from qualicli.diagnostic.etats import EtatPoint
from qualicli.diagnostic.obligations.obligation import Obligation
from qualicli.diagnostic.obligations.regard import appartenances, appartenances_de
from qualicli.diagnostic.obligations.registre import ouvertes
from qualicli.diagnostic.preuves import Preuves
from qualicli.echanges.cellules.colonne import Listes
from qualicli.echanges.feuilles.colonnes_deduites import choix, colonnes
from qualicli.modeles.acteur import Acteur
from qualicli.modeles.baremes import bareme_du
from qualicli.modeles.base import Objet, valeurs_admises
from qualicli.modeles.documents import Acces, EtatDocument, Public, TypeDocument
from qualicli.modeles.dossier import Dossier
from qualicli.modeles.familles import CIBLES, DOSSIERS
from qualicli.modeles.referentiel import Canal
from qualicli.modeles.reunion import Reunion
from qualicli.modeles.suivi import Statut, StatutAction, TypeJalon
from qualicli.modeles.temps.dates import DateImprecise
from qualicli.modeles.temps.echeances import Echeance
from qualicli.modeles.vie import Formation
from qualicli.rendus.libelles import nommer

SANS_SERVICE = "sans-service"
_FERMEES: Mapping[str, object] = {
    "etats": Statut,
    "statuts_action": StatutAction,
    "types_document": TypeDocument,
    "acces": Acces,
    "publics": Public,
    "etats_document": EtatDocument,
    "types_jalon": TypeJalon,
    "types_reunion": Reunion.model_fields["type"].annotation,
    "modalites": Formation.model_fields["modalite"].annotation,
}


@dataclass(frozen=True)
class DossierDiagnostique:
    """Un dossier diagnostiqué, vu pour en faire des feuilles."""

    diagnostic: Diagnostic
    series: Mapping[str, int] = field(default_factory=dict)  # par indicateur, combien de ses mesures sont dans un .csv
    audits: tuple[str, ...] = ()  # ceux dont on veut la grille

    @property
    def dossier(self) -> Dossier:
        """Le dossier."""
        return self.diagnostic.dossier

    @cached_property
    def preuves(self) -> Preuves:
        """Les preuves, jugées à la date du diagnostic."""
        return Preuves(self.dossier, self.diagnostic.au, self.diagnostic.inventaire)

    def etats(self) -> Iterator[tuple[EtatPoint, str]]:
        """Tous les points, comptés puis pour mémoire, et le statut du module quand il n'est pas compté."""
        for resultat in self.diagnostic.referentiels:
            yield from ((etat, "") for etat in resultat.etats)
            for hors in resultat.hors_label:
                yield from ((etat, hors.statut) for etat in hors.etats)

    def date_de(self, echeance: Echeance | None) -> DateImprecise | None:
        """La date d'une échéance, jalon compris."""
        return echeance.resoudre(self.dossier.dates_jalons(self.diagnostic.au)) if echeance else None

    def services_de(self, acteurs: Iterable[Acteur | None]) -> tuple[str, ...]:
        """Les services auxquels appartiennent des acteurs."""
        return appartenances_de(self._appartenances, acteurs)

    @cached_property
    def _appartenances(self) -> Mapping[str, list[str]]:
        return appartenances(self.dossier)

    @cached_property
    def obligations(self) -> tuple[Obligation, ...]:
        """Ce qui attend à la date du diagnostic, le plus urgent d'abord."""
        return ouvertes(self.dossier, self.diagnostic.au, self.diagnostic.inventaire, self.diagnostic)

    @cached_property
    def listes(self) -> Listes:
        """Les listes de choix : valeur → libellé, sans deux libellés pareils."""
        dossier, references = self.dossier, self._references()
        fermees = {nom: {v: dossier.dire(v) for v in valeurs_admises(admises)} for nom, admises in _FERMEES.items()}
        ouvertes: dict[str, dict[str, str]] = {
            "oui": {"oui": "oui"},
            "presences": {v: v for v in ("oui", "partiel", "non")},
            "priorites": {v: v for v in ("haute", "normale", "basse")},
            "sites": {i: s.nom for i, s in dossier.demarche.sites.items()},
            "services": {i: s.nom for i, s in dossier.services.items()},
            "instances": {i: s.nom for i, s in dossier.instances.items()},
            "documents": _intitules(dossier.documents),
            "formations": _intitules(dossier.formations.values()),
            "indicateurs": _intitules(dossier.indicateurs.values()),
            "registres": _intitules(dossier.registres.values()),
            "volets": {
                f"{e.id}/{v.id}": f"{e.intitule}, {francais.minuscule(v.intitule)}"
                for e in dossier.enquetes.values()
                for v in e.volets
            },
            "canaux": {c: dossier.dire(c) for c in valeurs_admises(Canal)},
            "codes": {c: c for c in references.values()},
            **({"references": references} if len(self.diagnostic.referentiels) > 1 else {}),
        }
        if self.audits:
            ouvertes |= self._d_audits()
        toutes = {**self._deduites(), **fermees, **ouvertes}
        listes = {nom: _distinguer(choix) for nom, choix in toutes.items()}
        return {**listes, "acteurs": self._acteurs(), "echeances": self._echeances()}

    def _references(self) -> dict[str, str]:
        """Chaque point de contrôle, « référentiel:code », et comme le dossier le cite : par son code seul s'il suffit."""
        referentiels = [r.referentiel for r in self.diagnostic.referentiels]
        return {f"{r.id}:{f.code}": self.dossier.citer(r.id, f.code) for r in referentiels for f in r.feuilles}

    def _d_audits(self) -> dict[str, dict[str, str]]:
        """Les listes d'une grille d'audit : ce que l'on audite, l'échelle de ses constats, les exigences qu'ils visent."""
        choisis = [self.dossier.audits[a] for a in self.audits if a in self.dossier.audits]
        voulus = {a.referentiel for a in choisis}
        audites = [r.referentiel for r in self.diagnostic.referentiels if None in voulus or r.referentiel.id in voulus]
        return {
            "audits": _intitules(choisis),
            "grades": {g.code: g.nom for r in audites for g in bareme_du(r).echelle},
            "exigences": {
                f"{r.id}:{code}": code for r in audites for f in r.feuilles for code in (f.engagement.code, f.code)
            },
        }

    def _deduites(self) -> dict[str, dict[str, str]]:
        """Les listes des feuilles que l'on déduit d'un modèle : ses valeurs fermées, et ce que ses liens désignent."""
        listes: dict[str, dict[str, str]] = {}
        for famille in DOSSIERS:
            listes |= {nom: {v: self.dossier.dire(v) for v in valeurs} for nom, valeurs in choix(famille).items()}
            for colonne in colonnes(famille):
                cible = CIBLES.get(colonne.liste)
                if cible:
                    objets = [o for f in cible.familles for o in self.dossier.familles.get(f.nom, {}).values()]
                    listes[colonne.liste] = {o.id: getattr(o, "intitule", None) or o.id for o in objets}
        return listes

    def _echeances(self) -> dict[str, str]:
        """Les échéances qui suivent un jalon, telles qu'un service les comprend : leur date, et l'étape dont elle dépend."""
        dossier = self.dossier
        jalons = [e for j in dossier.jalons.values() for e in (j.date_initiale, *(r.nouvelle for r in j.revisions))]
        actions = [e for a in dossier.actions.values() for e in (a.echeance, *(r.nouvelle for r in a.revisions))]
        reunions = [r.prochaine.date for r in dossier.reunions.values() if r.prochaine]
        suivies = {e.texte: e for e in (*jalons, *actions, *reunions) if e is not None and e.jalon}
        return {texte: self._en_mots(e) for texte, e in sorted(suivies.items())}

    def _en_mots(self, echeance: Echeance) -> str:
        date, jalon = self.date_de(echeance), self.dossier.jalons.get(echeance.jalon)
        etape = " ".join(jalon.intitule.split()) if jalon else echeance.jalon
        sens = "avant" if echeance.decalage < 0 else "après"
        decalage = (
            f"{francais.pluriel(abs(echeance.decalage), 'jour')} {sens} : " if echeance.decalage else "le jour : "
        )
        return f"{date.en_clair() if date else 'sans date'} ({decalage}{etape})"

    def _acteurs(self) -> dict[str, str]:
        annuaire = self.dossier.annuaire
        connus = [*self.dossier.services, *self.dossier.instances]
        connus += [*annuaire.roles, *annuaire.personnes] if annuaire else []
        instances, acteurs = self.dossier.instances, dict[str, str]()
        vus: set[str] = set()
        for (
            i
        ) in connus:  # un rôle d'abord : la personne qui le tient, et dont la fonction porte le même nom, vient après
            libelle = " ".join((instances[i].nom if i in instances else nommer(self.dossier, Acteur(id=i))).split())
            cle = francais.sans_accent(libelle).lower()
            acteurs[i] = f"{libelle} ({i})" if cle in vus else libelle
            vus.add(cle)
        return acteurs


def _intitules(objets: Iterable[Objet]) -> dict[str, str]:
    return {o.id: o.intitule for o in objets}  # type: ignore[attr-defined]


def _distinguer(choix: dict[str, str]) -> dict[str, str]:
    """Ajoute l'identifiant aux libellés qui se confondraient, ou qui couperaient une liste."""
    cles: dict[str, list[str]] = {}
    for valeur, libelle in choix.items():
        cles.setdefault(" ".join(francais.sans_accent(libelle).lower().split()), []).append(valeur)
    doubles = {v for valeurs in cles.values() if len(valeurs) > 1 for v in valeurs}
    return {
        v: f"{' '.join(libelle.split())} ({v})" if v in doubles or ";" in libelle else " ".join(libelle.split())
        for v, libelle in choix.items()
    }


def dans(au_nom_de: str | None, services: tuple[str, ...]) -> bool:
    """Vrai quand une ligne va dans le classeur d'un service, ou de ceux qui n'en ont pas."""
    if au_nom_de is None:
        return True
    return au_nom_de in services or (au_nom_de == SANS_SERVICE and not services)
