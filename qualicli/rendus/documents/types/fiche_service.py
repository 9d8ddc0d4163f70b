"""La fiche d'un service : ses taux, sa grille, ce qu'on attend de lui, ses actions et ses interlocuteurs."""

from collections.abc import Iterator
from dataclasses import dataclass

from qualicli import francais
from qualicli.diagnostic.synthese import repartir
from qualicli.modeles.organisation import Appui
from qualicli.modeles.suivi import Action
from qualicli.rendus import libelles
from qualicli.rendus.documents.blocs.actions import tableau_actions
from qualicli.rendus.documents.blocs.taux import tableau_taux_de
from qualicli.rendus.documents.socle.constats import constats_a_corriger, tableau_constats
from qualicli.rendus.documents.socle.contexte import ContexteDocument
from qualicli.rendus.documents.socle.ecarts import ecarts_des_points, tableau_ecarts
from qualicli.rendus.documents.socle.figures import DemandeFigure
from qualicli.rendus.documents.socle.points import PointsReferentiel, points_par_referentiel
from qualicli.rendus.documents.socle.vue import TableauTexte, Vue

PREUVES_MONTREES = 2  # par point : la fiche tient sur deux pages, la grille les montre toutes


@dataclass(frozen=True, slots=True, kw_only=True)
class FicheService(Vue):
    """Une ou deux pages pour le chef d'un service."""

    service: str
    entite: str
    partie_de: str
    limite: str
    sites: tuple[str, ...]
    guichet: bool
    outils: tuple[str, ...]
    boite: str
    modules: tuple[str, ...]
    date: str
    points: int
    en_ecart: int
    taux: TableauTexte
    grille: TableauTexte
    ecarts: TableauTexte
    constats: TableauTexte
    actions: TableauTexte
    correspondants: tuple[str, ...]
    appuis: tuple[str, ...]
    audits: tuple[str, ...]


def composer(contexte: ContexteDocument, identifiant: str) -> FicheService:
    """Compose la fiche d'un service à la date demandée."""
    dossier, service, noms = contexte.dossier, contexte.dossier.services[identifiant], contexte.noms()
    siens = [c for c in points_par_referentiel(contexte, identifiant) if c.resultat.etats or constats_a_corriger(c)]
    syntheses = [c.resultat.synthese.prouve for c in siens]
    tete = contexte.tete(figures=DemandeFigure(contexte, contexte.au, service=identifiant))
    return FicheService(
        **tete,
        titre=service.nom,
        sous_titre=f"Fiche de suivi au {francais.jour(contexte.au)}",
        service=service.nom,
        entite=service.entite or "",
        partie_de=libelles.nommer_service(dossier, service.partie_de),
        limite=service.perimetre_limite_a or "",
        sites=tuple(_site(contexte, s) for s in service.sites),
        guichet=service.guichet,
        outils=contexte.intitules(service.outils),
        boite="" if noms.anonyme else service.courriel or "",
        modules=service.modules,
        date=francais.jour(contexte.au),
        points=sum(t.denominateur for t in syntheses),
        en_ecart=sum(t.denominateur - int(t.numerateur) for t in syntheses),
        taux=tableau_taux_de(contexte, [c.resultat for c in siens if c.resultat.etats]),
        grille=_reunir([_grille(c) for c in siens]),
        ecarts=_reunir([tableau_ecarts(c, ecarts_des_points(c), court=True) for c in siens]),
        constats=_reunir([tableau_constats(c) for c in siens]),
        actions=tableau_actions(contexte, contexte.au, _actions(contexte, identifiant)),
        correspondants=tuple(map(noms.complet, service.correspondants)),
        appuis=tuple(_appui(contexte, a) for a in service.appuis),
        audits=tuple(a for c in siens for a in c.annoncer_audits()),
    )


def manques(contexte: ContexteDocument) -> Iterator[str]:
    """Ce qui rendrait les fiches plus utiles."""
    services = contexte.dossier.services
    muets = [s.nom for s in services.values() if not s.correspondants]
    if muets:
        yield f"{francais.pluriel(len(muets), 'service')} sans correspondant (services.yaml) : {francais.liste(muets)}"
    doivent = {e.point.responsable for r in contexte.diagnostic().referentiels for e in r.etats}
    oisifs = [s.nom for i, s in services.items() if i not in doivent]
    if oisifs:
        combien = francais.pluriel(len(oisifs), "service")
        mot = contexte.dossier.mots.exigence
        yield f"{combien} sans {mot} à tenir (« pilote » dans engagements/) : {francais.liste(oisifs)}"


def _site(contexte: ContexteDocument, identifiant: str) -> str:
    site = contexte.dossier.demarche.sites.get(identifiant)
    return f"{site.nom} ({site.adresse})" if site and site.adresse else contexte.site(identifiant)


def _grille(points: PointsReferentiel) -> TableauTexte:
    """Une ligne par exigence et par état ; le texte d'une exigence n'y est dit qu'une fois."""
    par_exigence = repartir(points.resultat.etats, lambda e: e.point.feuille.code)
    lignes = []
    for code, etats in par_exigence.items():
        for rang, (etat, siens) in enumerate(repartir(etats, points.etat).items()):
            ous = filter(None, dict.fromkeys(points.ou(e.point.site) for e in siens))
            lignes.append(
                (
                    points.coder(code) + points.exigence(code, court=rang > 0).removeprefix(code),
                    francais.liste(ous),
                    etat,
                    points.preuves(siens, PREUVES_MONTREES),
                )
            )
    return TableauTexte(
        (francais.majuscule(points.resultat.referentiel.mots.exigence), "Où", "État", "Preuve, et jusqu'à quand"),
        tuple(lignes),
    )


def _reunir(tableaux: list[TableauTexte]) -> TableauTexte:
    """Met bout à bout les tableaux de chaque référentiel."""
    lignes = tuple(ligne for t in tableaux for ligne in t.lignes)
    return TableauTexte(tableaux[0].colonnes if tableaux else (), lignes).sans_vides()


def _actions(contexte: ContexteDocument, service: str) -> list[str]:
    """Les actions ouvertes que le service porte, ou que porte un de ses agents."""

    def est_sienne(action: Action) -> bool:
        personne = contexte.noms().personne(action.responsable)
        porte = action.responsable is not None and action.responsable.id == service
        return porte or action.service == service or (personne is not None and personne.service == service)

    ouvertes = (a for a in contexte.dossier.actions.values() if a.est_ouverte_au(contexte.au))
    return [a.id for a in ouvertes if est_sienne(a)]


def _appui(contexte: ContexteDocument, appui: Appui) -> str:
    nom, domaine = contexte.noms().complet(appui.qui), appui.domaine or ""
    return f"{nom} ({domaine})" if domaine and domaine.lower() not in nom.lower() else nom
