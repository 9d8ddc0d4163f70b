"""Les points d'un référentiel en mots : leur état, leurs preuves, les pièces qui les débloquent ou les gardent."""

from collections.abc import Iterable, Iterator
from datetime import date
from functools import cached_property

from qualicli import francais
from qualicli.diagnostic.audits import audits_prevus, horizon
from qualicli.diagnostic.deblocage import Piece, a_renouveler, a_reunir
from qualicli.diagnostic.ecarts import Ecart
from qualicli.diagnostic.etablir import DiagnosticReferentiel
from qualicli.diagnostic.etats import EtatPoint
from qualicli.diagnostic.preuves import Examen, Preuves
from qualicli.rendus import libelles
from qualicli.rendus.documents.socle.contexte import ContexteDocument
from qualicli.rendus.documents.socle.exigences import nommer_exigence


def cle_du_point(ecart: Ecart) -> tuple[str, str, str, str]:
    """La clé du point en écart."""
    return (ecart.referentiel, ecart.exigence, ecart.site or "", ecart.service or "")


def _lieux(contexte: ContexteDocument) -> dict[str, str]:
    """Le nom court de chaque site : sa commune quand chacun a la sienne, à défaut son nom."""
    sites = contexte.dossier.demarche.sites
    communes = [s.commune for s in sites.values() if s.commune]
    distinctes = len(set(communes)) == len(sites)
    return {i: (s.commune if distinctes and s.commune else s.nom) for i, s in sites.items()}


def points_par_referentiel(contexte: ContexteDocument, service: str | None = None) -> tuple["PointsReferentiel", ...]:
    """Les points de chaque référentiel du périmètre, restreint à ce que doit un service si on le donne."""
    resultats = contexte.diagnostic().referentiels
    return tuple(PointsReferentiel(contexte, r, service) for r in resultats)


class PointsReferentiel:
    """Un référentiel à la date du document, restreint ou non à un service, et de quoi en dire chaque point."""

    def __init__(self, contexte: ContexteDocument, resultat: DiagnosticReferentiel, service: str | None) -> None:
        self.contexte = contexte
        self.service = service
        self.resultat = resultat.filtrer(lambda _m, _s, qui: qui == service) if service else resultat
        tous = (*resultat.etats, *(e for h in resultat.hors_label for e in h.etats))
        self.plusieurs_sites = len({e.point.site for e in tous}) > 1
        self.etats = {e.point.cle: e for e in tous}
        self.lieux = _lieux(contexte)
        self.rangs = {f.code: rang for rang, f in enumerate(resultat.referentiel.feuilles)}

    def preciser(self, texte: str) -> str:
        """Un texte qui ne vaut que pour ce référentiel, suivi de son nom quand le dossier en a plusieurs."""
        return self.contexte.dossier.preciser(self.resultat.referentiel.id, texte)

    def coder(self, code: str) -> str:
        """Un code qui se lit hors de la partie de son référentiel : le nom de celui-ci le précède s'il le faut."""
        return self.contexte.dossier.citer(self.resultat.referentiel.id, code)

    @property
    def au(self) -> date:
        """La date du document."""
        return self.contexte.au

    @cached_property
    def a_reunir(self) -> tuple[Piece, ...]:
        """Les pièces qui débloquent des points."""
        return a_reunir(self.resultat)

    @cached_property
    def a_renouveler(self) -> tuple[Piece, ...]:
        """Les preuves à renouveler avant l'audit visé."""
        return a_renouveler(self.contexte.diagnostic(), self.resultat)

    @cached_property
    def pieces_par_point(self) -> dict[tuple[str, ...], list[tuple[int, Piece]]]:
        """Les pièces de chaque point, avec leur numéro dans le rapport."""
        pieces: dict[tuple[str, ...], list[tuple[int, Piece]]] = {}
        for numero, piece in enumerate((*self.a_reunir, *self.a_renouveler), 1):
            for etat in piece.points:
                pieces.setdefault(etat.point.cle, []).append((numero, piece))
        return pieces

    @cached_property
    def _preuves(self) -> Preuves:
        return Preuves(self.contexte.dossier, self.au, self.contexte.diagnostic().inventaire)

    @property
    def limite(self) -> str:
        """Ce avant quoi les preuves sont à renouveler : « l'audit du 24 mai 2022 », à défaut la fin du délai d'alerte."""
        dossier, referentiel = self.contexte.dossier, self.resultat.referentiel
        jour = horizon(dossier, referentiel, self.au)
        vise = next((a for debut, a in audits_prevus(dossier, referentiel, self.au) if debut == jour), None)
        quand = self.contexte.echeance(vise.date) if vise else None
        if quand is None:
            return f"le {francais.jour(jour)}"
        return f"l'audit {francais.du(quand.en_clair()) if quand.est_exacte else f'prévu {quand.en_complement()}'}"

    def annoncer_audits(self) -> tuple[str, ...]:
        """Les audits à venir et le temps qui reste : « Audit blanc du 25 mars 2022, dans 10 jours »."""
        annonces = []
        for debut, audit in audits_prevus(self.contexte.dossier, self.resultat.referentiel, self.au):
            quand = self.contexte.echeance(audit.date)
            date = f", {quand.en_complement()}" if quand and quand.en_clair() not in audit.intitule else ""
            jours = (debut - self.au).days
            reste = f"dans {francais.pluriel(jours, 'jour')}" if jours else "aujourd'hui"
            annonces.append(f"{audit.intitule}{date}, {reste}" + ("" if quand and quand.est_exacte else " au plus tôt"))
        return tuple(annonces)

    def ou(self, site: str | None, service: str | None = None) -> str:
        """Le site, quand il y en a plusieurs, et le service d'un point qui lui est propre."""
        lieu = self.lieux.get(site or "", "") if self.plusieurs_sites else ""
        propre = "" if service == self.service else libelles.nommer_service(self.contexte.dossier, service)
        return ", ".join(filter(None, (lieu, propre)))

    def exigence(self, code: str, ous: Iterable[str] = (), court: bool = False) -> str:
        """L'exigence (son code seul quand c'est court), et où elle se contrôle."""
        feuilles = () if court else self.resultat.referentiel.feuilles_de(code)
        ou = francais.liste(ous)
        return (nommer_exigence(feuilles[0]) if feuilles else code) + (f" ({ou})" if ou else "")

    def etat(self, etat: EtatPoint) -> str:
        """L'état d'un point : « Réalisé et prouvé », « Partiel, non respecté »."""
        respect = ", non respecté" if etat.respect.est_respecte is False else ""
        return francais.majuscule(libelles.NIVEAUX["prouve" if etat.est_prouve else etat.statut]) + respect

    def preuves(self, etats: Iterable[EtatPoint], combien: int | None = None) -> str:
        """Les preuves de points et jusqu'à quand elles valent ; à défaut, celles qui ne valent pas, et pourquoi."""
        examens = (x for e in etats for x in self._preuves.candidates(e.point))
        connues = list({x.document.fichier: x for x in examens if x.defaut != "a_venir"}.values())
        valides = [x for x in connues if x.defaut is None]
        textes = list(dict.fromkeys(map(self._validite, valides or connues)))
        reste = len(textes) - combien if combien else 0
        suite = [francais.pluriel(reste, "autre")] if reste > 0 else []
        return " ; ".join([*textes[:combien], *suite]) or "Aucune"

    def _validite(self, examen: Examen) -> str:
        fin, etat = examen.document.fin_validite, libelles.DEFAUTS[examen.defaut]
        if examen.defaut == "caduque" and fin:
            etat = f"a expiré {fin.en_complement()}"
        elif examen.defaut == "brouillon":
            etat = "encore en projet"
        elif examen.defaut is None:
            etat = f"jusqu'{fin.en_terme()}" if fin else "sans limite"
        return f"{examen.document.intitule} ({etat})"

    def citer(self, codes: Iterable[str], combien: int = 8) -> str:
        """Des codes sans redite, dans l'ordre du référentiel : « 5, 8 et 17 » ; les premiers seulement quand ils sont trop."""
        uniques = sorted({c for c in codes if c}, key=lambda c: self.rangs.get(c, -1))
        reste = len(uniques) - combien
        return francais.liste([*uniques[:combien], *([francais.pluriel(reste, "autre")] if reste > 0 else [])])

    def est_du_point(self, ecart: Ecart, etat: EtatPoint) -> bool:
        """Vrai quand l'écart est celui de ce point."""
        return cle_du_point(ecart) == etat.point.cle

    def codes(self, piece: Piece) -> Iterator[str]:
        """Le code de chaque point d'une pièce, et son site quand elle en sert plusieurs."""
        for etat in piece.points:
            ou = self.ou(None if piece.site else etat.point.site, etat.point.service)
            yield etat.point.feuille.code + (f" ({ou})" if ou else "")
