"""Ce qu'une migration reprend : les modules retenus, les premières évaluations, et les codes que citent les pièces."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from qualicli.diagnostic.etablir import Diagnostic
from qualicli.diagnostic.etats import EtatPoint
from qualicli.diagnostic.migration import Devenir, Passerelle, SortDUneExigence, modules_rejoints
from qualicli.diagnostic.points import PointDeControle, enumerer
from qualicli.diagnostic.sauts import Passage, plus_faible
from qualicli.modeles.demarche import STATUTS_COMPTES, ModuleRetenu, Perimetre
from qualicli.modeles.dossier import Dossier
from qualicli.modeles.referentiel import Feuille, Referentiel

_PORTES = (*STATUTS_COMPTES, "envisage")


class ChoixRepris(NamedTuple):
    """Le choix d'un module rejoint, pour des sites ; `impose` quand seul le référentiel le demande."""

    statut: str
    sites: tuple[str, ...]
    services: tuple[str, ...]
    du: str
    impose: bool = False

    @property
    def cles(self) -> dict[str, Any]:
        """Les clés telles qu'elles s'écrivent."""
        valeurs = {"statut": self.statut, "sites": list(self.sites), "services": list(self.services), "du": self.du}
        return {cle: valeur for cle, valeur in valeurs.items() if valeur}


class Reprise(NamedTuple):
    """Une première évaluation, et les exigences quittées dont elle vient."""

    feuille: Feuille
    site: str | None
    service: str | None
    statut: str
    sources: tuple[str, ...]
    certitude: str | None
    motif: str | None = None


def quittes(perimetre: Perimetre) -> frozenset[str]:
    """Les modules que la démarche porte d'un référentiel à l'autre : retenus ou envisagés, jamais les abandonnés."""
    return frozenset(code for code, choix in perimetre.modules.items() if any(c.statut in _PORTES for c in choix))


def choisir_modules(
    dossier: Dossier, perimetre: Perimetre, de: Referentiel, vers: Referentiel, passages: Sequence[Passage], au: date
) -> dict[str, tuple[ChoixRepris, ...]]:
    """Les modules à retenir dans le référentiel rejoint, site par site : ceux où l'on passe, et ceux qu'il impose."""
    sites = tuple(dossier.demarche.sites)
    voulus: dict[str, dict[str, ChoixRepris]] = {}
    for code, choix in perimetre.modules.items():
        for rejoint in modules_rejoints(de, vers, passages, code):
            for site, un_choix in _par_site(choix, sites):
                if un_choix.statut in _PORTES:
                    range_ = voulus.setdefault(rejoint, {})
                    range_[site] = _plus_fort(range_.get(site), _repris(un_choix, au))
    comptes = [s for s in sites if any(c.get(s, _RIEN).statut == "retenu" for c in voulus.values())]
    for regle in vers.composition:
        for site in comptes if regle.obligatoire else ():
            if regle.si is None or dossier.demarche.sites[site].verifie(regle.si):
                range_ = voulus.setdefault(str(regle.obligatoire), {})
                if range_.get(site, _RIEN).statut != "retenu":
                    range_[site] = ChoixRepris("retenu", (), (), au.isoformat(), impose=True)
    return {m.code: tuple(_grouper(voulus[m.code], sites)) for m in vers.modules if m.code in voulus}


_RIEN = ChoixRepris("", (), (), "")


def _par_site(choix: Iterable[ModuleRetenu], sites: Sequence[str]) -> Iterator[tuple[str, ModuleRetenu]]:
    """Le dernier choix écrit pour chaque site."""
    derniers = {site: c for c in choix for site in (c.sites or sites) if site in sites}
    yield from derniers.items()


def _repris(choix: ModuleRetenu, au: date) -> ChoixRepris:
    if choix.statut == "envisage":
        return ChoixRepris("envisage", (), choix.services, "")
    suit = choix.du is not None and choix.du.debut > au
    return ChoixRepris("retenu", (), choix.services, choix.du.texte if suit and choix.du else au.isoformat())


def _plus_fort(un: ChoixRepris | None, autre: ChoixRepris) -> ChoixRepris:
    if un is None or (un.statut, autre.statut) == ("envisage", "retenu"):
        return autre
    if un.statut != autre.statut:
        return un
    services = tuple(dict.fromkeys((*un.services, *autre.services))) if un.services and autre.services else ()
    return un._replace(services=services, du=min(un.du, autre.du))


def _grouper(par_site: Mapping[str, ChoixRepris], sites: Sequence[str]) -> Iterator[ChoixRepris]:
    groupes: dict[ChoixRepris, list[str]] = {}
    for site in sites:
        if site in par_site:
            groupes.setdefault(par_site[site], []).append(site)
    for choix, siens in groupes.items():
        yield choix._replace(sites=tuple(siens))


@dataclass(frozen=True)
class Heritage:
    """Ce que l'on reprend d'un référentiel à l'autre, d'après l'état de chaque point à la date."""

    passerelle: Passerelle
    diagnostic: Diagnostic
    perimetre: Perimetre  # celui du référentiel rejoint

    @cached_property
    def _etats(self) -> Mapping[tuple[str, str], list[EtatPoint]]:
        etats: dict[tuple[str, str], list[EtatPoint]] = {}
        for r in self.diagnostic.referentiels:
            if r.referentiel.id == self.passerelle.de.id:
                for etat in (*r.etats, *(e for h in r.hors_label for e in h.etats)):
                    etats.setdefault((etat.point.feuille.code, etat.point.site), []).append(etat)
        return etats

    def reprises(self) -> dict[str, tuple[Reprise, ...]]:
        """Les premières évaluations, par exigence rejointe."""
        points, _ = enumerer(self.diagnostic.dossier, self.perimetre, self.passerelle.vers, self.diagnostic.au)
        par_code: dict[str, list[PointDeControle]] = {}
        for point in points:
            par_code.setdefault(point.feuille.code, []).append(point)
        trouvees = {
            n.feuille.code: tuple(_reunir([self._reprise(n, p) for p in par_code.get(n.feuille.code, ())]))
            for n in self.passerelle.nouvelles
        }
        return {code: reprises for code, reprises in trouvees.items() if reprises}

    def _reprise(self, nouvelle: SortDUneExigence, point: PointDeControle) -> Reprise | None:
        """L'évaluation d'un point ; rien quand on ne l'atteint que par un tout dont le contenu n'est pas comparé."""
        surs = [li for li in nouvelle.liens if li.de and (li.du_tout is None or li.sort == "garde")]
        gardes = [li for li in surs if li.sort == "garde"]
        liens = gardes or surs
        if gardes and all(li.du_tout for li in gardes):  # ce qui n'en est repris qu'en partie peut l'être ici
            liens = [li for li in nouvelle.liens if li.de]
        etats = [(li, e) for li in liens for e in self._du_point(li, point)]
        s_ajoute = any(li.sort == "nouveau" for li in nouvelle.liens)
        statut = combiner([e.statut for _, e in etats], en_partie=s_ajoute or not gardes)
        if statut is None:
            return None
        utiles = [(li, e) for li, e in etats if e.statut != "non_evalue"]
        certitude: str | None = "etabli"
        for lien, _ in utiles:
            certitude = plus_faible(certitude, lien.certitude)
        motifs = (e.fondement.evaluation.motif for _, e in utiles if e.fondement and e.fondement.evaluation.motif)
        motif = " ; ".join(dict.fromkeys(motifs)) if statut == "sans_objet" else None
        sources = tuple(dict.fromkeys(str(li.de) for li, _ in utiles))
        return Reprise(point.feuille, point.site, point.service, statut, sources, certitude, motif)

    def _du_point(self, lien: Devenir, point: PointDeControle) -> Iterator[EtatPoint]:
        for etat in self._etats.get((str(lien.de), point.site), ()):
            if point.service is None or etat.point.service in (None, point.service):
                yield etat

    def pilote(self, codes: Collection[str]) -> str | None:
        """Le service qui portait ce dont viennent ces exigences, s'il n'y en a qu'un."""
        origines = {li.de for n in self.passerelle.nouvelles if n.feuille.code in codes for li in n.liens if li.de}
        engagements = {f.engagement.code for code in origines for f in self.passerelle.de.feuilles_de(code)}
        pilotes = {
            suivi.pilote
            for suivi in self.diagnostic.dossier.engagements.values()
            if suivi.referentiel == self.passerelle.de.id and suivi.engagement in engagements and suivi.pilote
        }
        return pilotes.pop() if len(pilotes) == 1 else None


def combiner(statuts: Sequence[str], en_partie: bool) -> str | None:
    """Le statut d'une exigence d'après ceux dont elle vient ; rien si aucun n'est évalué. `en_partie` : jamais « réalisé »."""
    utiles = [s for s in statuts if s != "sans_objet"]
    evalues = [s for s in utiles if s != "non_evalue"]
    if not utiles:
        return "sans_objet" if statuts and not en_partie else None
    if not evalues:
        return None
    if set(evalues) == {"non_realise"}:
        return "non_realise"
    return "realise" if set(utiles) == {"realise"} and not en_partie else "partiel"


def _reunir(reprises: Sequence[Reprise | None]) -> Iterator[Reprise]:
    """Une seule ligne quand tous les points d'une exigence disent la même chose, sinon une par point."""
    communes = {r and r._replace(site=None, service=None) for r in reprises}
    seule = communes.pop() if len(communes) == 1 else None
    if seule is not None:
        yield seule
    else:
        yield from (r for r in reprises if r is not None)


def suites(passerelle: Passerelle, code: str) -> list[str]:
    """Les codes à citer en plus d'un code quitté : là où il est repris en entier, et que l'on peut citer."""
    cite = passerelle.depart.de(code)
    codes: dict[str, None] = {}
    for passage in passerelle.passages:
        depart = passerelle.depart.de(passage.de)
        entier = bool(depart) and depart <= cite
        dedans = passage.relation == "identique" and cite <= depart
        if cite and passage.relation in ("identique", "repris") and (entier or dedans):
            siens = (c for c in passage.vers if c in passerelle.vers.codes)
            codes |= dict.fromkeys(c for c in siens if _est_rejoint(passerelle, c))
    return list(codes)


def _est_rejoint(passerelle: Passerelle, code: str) -> bool:
    return any(f.module.code in passerelle.rejoints for f in passerelle.vers.feuilles_de(code))
