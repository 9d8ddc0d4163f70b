"""Le carnet d'un référentiel : ses points en mots, leurs preuves, leurs écarts, et les pièces qui les fermeraient."""

from collections.abc import Iterable, Iterator
from datetime import date
from functools import cached_property

from qualicli import francais
from qualicli.diagnostic.audits import A_CORRIGER, NonConformite, audits_prevus, constats_ouverts, horizon
from qualicli.diagnostic.deblocage import Piece, a_renouveler, a_reunir
from qualicli.diagnostic.ecarts import RANG, Ecart
from qualicli.diagnostic.etablir import DiagnosticReferentiel
from qualicli.diagnostic.etats import EtatPoint
from qualicli.diagnostic.preuves import Examen, Preuves
from qualicli.modeles.referentiel import Engagement, Feuille, Module
from qualicli.modeles.temps.dates import DateImprecise
from qualicli.rendus import libelles
from qualicli.rendus.diagnostic.tableaux import qui_doit
from qualicli.rendus.documents import gestes
from qualicli.rendus.documents.contexte import Contexte
from qualicli.rendus.documents.vue import Tableau

_DIT_TOUT = ("non_realise", "non_evalue", "partiel", "non_conformite", "mesure_due")  # leur texte nomme déjà la cause


def phrase(texte: str) -> str:
    """Un texte libre, avec sa majuscule et son point."""
    return francais.majuscule(texte) + ("" if not texte or texte.endswith((".", "!", "?", "…")) else ".")


def nommer_module(module: Module) -> str:
    """« M1 – Relation générale avec les usagers » ; le code seul quand le titre n'est pas connu, le titre quand il suffit."""
    if module.titre and libelles.est_un_mot(module.code):
        return module.titre
    return f"{module.code} – {module.titre}" if module.titre else module.code


def nommer_engagement(engagement: Engagement) -> str:
    """« 17 – Nous vous répondons dans un délai annoncé » ; le code seul quand le titre n'est pas connu."""
    titre = engagement.titre or engagement.sens
    return f"{engagement.code} – {titre}" if titre else engagement.code


def nommer_exigence(feuille: Feuille) -> str:
    """« 1.2 – Ces renseignements sont vérifiés chaque trimestre » ; l'engagement quand il s'évalue d'un bloc."""
    if feuille.code == feuille.engagement.code or not feuille.exigence.texte:
        return nommer_engagement(feuille.engagement)
    return f"{feuille.code} – {feuille.exigence.texte}"


def repartir_ecarts(ecarts: Iterable[Ecart]) -> dict[tuple[str, str, str | None, str | None], list[Ecart]]:
    """Range des écarts par point, dans l'ordre où ils viennent."""
    points: dict[tuple[str, str, str | None, str | None], list[Ecart]] = {}
    for ecart in ecarts:
        points.setdefault((ecart.referentiel, ecart.exigence, ecart.site, ecart.service), []).append(ecart)
    return points


def _cle(ecart: Ecart) -> tuple[str, str, str, str]:
    """La clé du point en écart."""
    return (ecart.referentiel, ecart.exigence, ecart.site or "", ecart.service or "")


def dire_echeance(prevue: DateImprecise | None, au: date) -> str:
    """Une échéance, et si elle est dépassée : « 15 mars 2022 (dépassée) », « à fixer »."""
    if prevue is None:
        return "à fixer"
    return prevue.en_clair() + (" (dépassée)" if prevue.est_depassee(au) else "")


def _lieux(contexte: Contexte) -> dict[str, str]:
    """Le nom court de chaque site : sa commune quand chacun a la sienne, à défaut son nom."""
    sites = contexte.dossier.demarche.sites
    communes = [s.commune for s in sites.values() if s.commune]
    distinctes = len(set(communes)) == len(sites)
    return {i: (s.commune if distinctes and s.commune else s.nom) for i, s in sites.items()}


def carnets(contexte: Contexte, service: str | None = None) -> tuple["Carnet", ...]:
    """Le carnet de chaque référentiel du périmètre, restreint à ce que doit un service si on le donne."""
    resultats = contexte.diagnostic().referentiels
    return tuple(Carnet(contexte, r, service) for r in resultats)


class Carnet:
    """Un référentiel à la date du document, restreint ou non à un service, et de quoi en dire chaque point."""

    def __init__(self, contexte: Contexte, resultat: DiagnosticReferentiel, service: str | None) -> None:
        self.contexte = contexte
        self.service = service
        self.resultat = resultat.filtrer(lambda _m, _s, qui: qui == service) if service else resultat
        tous = (*resultat.etats, *(e for h in resultat.hors_label for e in h.etats))
        self.plusieurs_sites = len({e.point.site for e in tous}) > 1
        self._etats = {e.point.cle: e for e in tous}
        self._lieux = _lieux(contexte)
        self._rangs = {f.code: rang for rang, f in enumerate(resultat.referentiel.feuilles)}

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
    def _pieces_des_points(self) -> dict[tuple[str, ...], list[tuple[int, Piece]]]:
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

    def ecarts(self) -> list[Ecart]:
        """Les écarts des points, dans l'ordre du référentiel ; ceux d'un audit sont dits à part, par `constats`."""
        return sorted(
            (e for e in self.resultat.ecarts if e.nature != "audit"),
            key=lambda e: (
                self._rangs.get(e.exigence, 0),
                list(self._lieux).index(e.site) if e.site else 0,
                e.service or "",
                RANG[e.cause],
            ),
        )

    def constats(self) -> list[NonConformite]:
        """Les constats d'audit qui appellent une action et ne sont pas levés ; ceux du service s'il y en a un."""
        modules = {e.point.feuille.module.code for e in self._etats.values() if e.point.compte}
        dossier, referentiel = self.contexte.dossier, self.resultat.referentiel
        ouverts = constats_ouverts(dossier, referentiel, self.au, modules, A_CORRIGER)
        return [c for c in ouverts if self.service is None or self._service_du_constat(c) == self.service]

    def _service_du_constat(self, ouvert: NonConformite) -> str | None:
        constat = ouvert.constat
        code = self.contexte.dossier.reference(constat.exigence)[1] if constat.exigence else ""
        points = (e.point for e in self._etats.values())
        doivent = (
            p.responsable
            for p in points
            if code in (p.feuille.code, p.feuille.engagement.code) and constat.site in (None, p.site)
        )
        return constat.service or next((d for d in doivent if d), None)

    def ou(self, site: str | None, service: str | None = None) -> str:
        """Le site, quand il y en a plusieurs, et le service d'un point qui lui est propre."""
        lieu = self._lieux.get(site or "", "") if self.plusieurs_sites else ""
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

    def manque(self, ecart: Ecart) -> str:
        """Ce qui manque, et pourquoi."""
        texte = ecart.texte.removesuffix(".")
        etat = self._etats.get(_cle(ecart))
        if ecart.nature == "preuve" and etat and not any(m.ecartees for m in etat.manques):
            types = francais.liste(libelles.mot(m.type) for m in etat.manques if m.type)
            texte = types or "aucune ne couvre l'exigence"
        elif ecart.cause in _DIT_TOUT:
            return francais.majuscule(texte)
        if ecart.nature == "alerte":
            document = self._pieces_des_points[_cle(ecart)][0][1].document
            fin = document.fin_validite if document else None
            texte = (
                f"{francais.guillemets(document.intitule)} expire {fin.en_complement()}" if document and fin else texte
            )
        signe = "," if ecart.cause == "cible_manquee" else francais.INSECABLE + ":"
        return f"{francais.majuscule(libelles.CAUSES[ecart.cause])}{signe} {texte.removeprefix('la preuve ')}"

    def fermeture(self, ecarts: Iterable[Ecart], numerote: bool = False) -> str:
        """Les pièces, puis les actions, qui fermeraient les écarts d'un point ; « Sans action » quand aucune n'est prévue."""
        a_faire, actions = [], []
        for ecart in ecarts:
            if ecart.nature in ("preuve", "alerte"):
                pieces = self._pieces_des_points.get(_cle(ecart), ())
                a_faire += [gestes.en_bref(piece, numero if numerote else None) for numero, piece in pieces]
            if ecart.cause == "mesure_due":
                a_faire.append("faire la mesure")
            actions.append(ecart.action.intitule.removesuffix(".") if ecart.action else "sans action")
        return ". ".join(map(francais.majuscule, filter(None, (francais.liste(a_faire), *dict.fromkeys(actions)))))

    def qui(self, ecart: Ecart) -> str:
        """Qui doit fermer un écart."""
        return qui_doit(self.contexte.dossier, ecart) or "à désigner"

    def tableau_ecarts(self, ecarts: Iterable[Ecart], court: bool = False) -> Tableau:
        """Des écarts en tableau, une ligne par point : ce qui manque, ce qui le fermerait, qui, pour quand.

        Des sites où une même exigence manque de la même façon partagent une ligne. Court, celui
        d'un service, il ne redit ni le texte des exigences, ni le numéro des pièces, ni le service.
        """
        lignes: dict[tuple[str, ...], list[str]] = {}
        for (_, code, site, service), siens in repartir_ecarts(ecarts).items():
            qui, quand = self.qui(siens[0]), dire_echeance(siens[0].echeance, self.au)
            reste = (
                ". ".join(map(self.manque, siens)),
                self.fermeture(siens, not court),
                *((self._quand_et_qui(quand, qui),) if court else (qui, quand)),
            )
            lignes.setdefault((code, *reste), []).append(self.ou(site, service))
        return Tableau(
            ("Exigence", "Ce qui manque", "Ce qui le fermerait", *(() if court else ("Qui",)), "Pour quand"),
            tuple((self.exigence(code, filter(None, ous), court), *reste) for (code, *reste), ous in lignes.items()),
        )

    def _quand_et_qui(self, quand: str, qui: str) -> str:
        """L'échéance, et qui la tient quand ce n'est pas le service lui-même."""
        soi = libelles.nommer_service(self.contexte.dossier, self.service)
        return quand if qui == soi else f"{quand}, {francais.minuscule(qui)}"

    def tableau_constats(self) -> Tableau:
        """Les constats d'audit qui restent ouverts, chacun avec l'action qui y répond."""
        return Tableau(
            ("Constat", "Où", "Action", "Qui", "Pour quand"), tuple(map(self._ligne_constat, self.constats()))
        )

    def _ligne_constat(self, ouvert: NonConformite) -> tuple[str, ...]:
        constat, dossier = ouvert.constat, self.contexte.dossier
        action = dossier.actions.get(constat.action or "")
        pour = self.contexte.echeance_action(action) if action else None
        code = dossier.reference(constat.exigence)[1] if constat.exigence else ""
        service = libelles.nommer_service(dossier, self._service_du_constat(ouvert))
        qui = self.contexte.noms().fonction(action.responsable) if action else ""
        nature = francais.majuscule(libelles.mot(constat.nature))
        texte = f"{nature}{francais.INSECABLE}: {francais.enchainer(constat.texte.removesuffix('.'))}"
        return (
            texte,
            ", ".join(filter(None, (code, self.ou(constat.site)))),
            action.intitule if action else "Sans action",
            qui or service or "à désigner",
            dire_echeance(pour, self.au),
        )

    def citer(self, codes: Iterable[str], combien: int = 8) -> str:
        """Des codes sans redite, dans l'ordre du référentiel : « 5, 8 et 17 » ; les premiers seulement quand ils sont trop."""
        uniques = sorted({c for c in codes if c}, key=lambda c: self._rangs.get(c, -1))
        reste = len(uniques) - combien
        return francais.liste([*uniques[:combien], *([francais.pluriel(reste, "autre")] if reste > 0 else [])])

    def est_du_point(self, ecart: Ecart, etat: EtatPoint) -> bool:
        """Vrai quand l'écart est celui de ce point."""
        return _cle(ecart) == etat.point.cle

    def codes(self, piece: Piece) -> Iterator[str]:
        """Le code de chaque point d'une pièce, et son site quand elle en sert plusieurs."""
        for etat in piece.points:
            ou = self.ou(None if piece.site else etat.point.site, etat.point.service)
            yield etat.point.feuille.code + (f" ({ou})" if ou else "")
