"""La passation : ce qui menace la démarche si personne ne s'en occupe, du plus grave au moins grave."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from qualicli import francais
from qualicli.modeles.organisation import Role
from qualicli.modeles.temps.dates import DateImprecise, decaler
from qualicli.modeles.temps.durees import Duree
from qualicli.rendus.documents.socle.constats import constats_a_corriger
from qualicli.rendus.documents.socle.contexte import ContexteDocument
from qualicli.rendus.documents.socle.points import PointsReferentiel
from qualicli.rendus.documents.socle.referent import dire_vacance, trouver_referent
from qualicli.rendus.documents.socle.verdict import dire_raisons
from qualicli.rendus.documents.types.passation.postes import est_vacant, roles
from qualicli.rendus.documents.types.passation.rangement import SANS_LIEU, tableau_documents

_ANNONCE = Duree.lire("6 mois")  # un départ connu plus tard n'est pas encore un risque


def risques(contexte: ContexteDocument, tenus: Sequence[PointsReferentiel]) -> tuple[str, ...]:
    """Les points les plus risqués : la continuité d'abord, puis le label, les retards, et ce que personne ne porte."""
    label = (points.preciser(risque) for points in tenus for risque in _label(points))
    return (*_continuite(contexte), *label, *_retards(contexte), *_abandons(contexte, tenus))


def _continuite(contexte: ContexteDocument) -> Iterator[str]:
    """Les postes vacants ou qui vont l'être, ceux qu'une même personne cumule, la lettre de mission qui manque."""
    au, referent = contexte.au, trouver_referent(contexte)
    if referent.role is None:
        yield "aucun poste de référent qualité n'est décrit (annuaire.yaml)"
    tenus = []
    for role in roles(contexte).values():
        nom, tenu = francais.minuscule(role.intitule), role.titulaire(au)
        vacant = est_vacant(role, au)
        if vacant:
            depuis = dire_vacance(role, au)
            yield f"poste {francais.de(nom)} {f'vacant {depuis}' if depuis else 'sans titulaire'}"
        if tenu is None:
            continue  # vacant, ou pas encore créé
        tenus.append((tenu.personne, nom))
        if (
            tenu.jusqu_au is not None
            and tenu.jusqu_au.fin <= _ANNONCE.apres(au)
            and _laisse_vacant(role, tenu.jusqu_au)
        ):
            yield f"poste {francais.de(nom)} : son titulaire part {tenu.jusqu_au.en_complement()}, personne ne prend sa suite"
    for _, groupe in groupby(sorted(tenus), key=lambda t: t[0]):
        cumules = [nom for _, nom in groupe]
        if len(cumules) > 1:
            yield f"une seule personne tient {francais.en_lettres(len(cumules))} postes : {francais.liste(cumules)}"
    if referent.role is not None and referent.role.titulaire(au) and referent.lettre is None:
        yield "le référent qualité n'a pas de lettre de mission"


def _laisse_vacant(role: Role, depart: DateImprecise) -> bool:
    """Vrai quand personne ne tient le rôle au lendemain d'un départ."""
    return role.titulaire(decaler(depart.fin, 1)) is None


def _label(points: PointsReferentiel) -> Iterator[str]:
    """Ce qui s'oppose au label, les constats ouverts, les preuves qui n'iront pas jusqu'à l'audit."""
    yield from (r for r in dire_raisons(x for x in points.resultat.raisons if x.code != "non_conformite"))
    ouverts = constats_a_corriger(points)
    if ouverts:
        sans = sum(c.constat.action is None for c in ouverts)
        suite = f", dont {sans} sans action" if sans else ""
        yield francais.pluriel(len(ouverts), "constat d'audit ouvert", "constats d'audit ouverts") + suite
    combien = len(points.a_renouveler)
    if combien:
        yield f"{francais.pluriel(combien, 'preuve expire', 'preuves expirent')} avant {points.limite}"


def _retards(contexte: ContexteDocument) -> Iterator[str]:
    """Ce qui est en retard, la plus ancienne échéance citée : actions, étapes, puis tout le reste ensemble."""
    tardives = [o for o in contexte.obligations() if o.est_en_retard]
    actions = [o for o in tardives if o.nature == "action"]
    etapes = [o for o in tardives if o.nature in ("etape", "audit", "reunion") and "#" not in o.objet]
    autres = [o for o in tardives if o not in actions and o not in etapes and o.nature != "constat"]
    for trouves, un, plusieurs in (
        (actions, "action en retard", "actions en retard"),
        (etapes, "étape en retard", "étapes en retard"),
        (autres, "autre échéance passée", "autres échéances passées"),
    ):
        if trouves and trouves[0].echeance is not None:
            depuis = "" if len(trouves) == 1 else ", la plus ancienne"
            texte = trouves[0].texte  # un titre déjà entre guillemets n'en prend pas d'autres
            cite = francais.minuscule(texte) if "«" in texte else francais.guillemets(texte)
            combien = francais.pluriel(len(trouves), un, plusieurs)
            yield f"{combien}{depuis} : {cite} ({trouves[0].echeance.en_clair()})"


def _abandons(contexte: ContexteDocument, tenus: Sequence[PointsReferentiel]) -> Iterator[str]:
    """Ce que personne ne porte : écarts sans action, services sans correspondant, documents sans lieu ni responsable."""
    orphelins = sum(e.action is None for points in tenus for e in points.resultat.ecarts)
    if orphelins:
        yield francais.pluriel(orphelins, "écart n'a pas d'action", "écarts n'ont pas d'action")
    services = contexte.dossier.services
    pourvus = {s.partie_de or nom for nom, s in services.items() if s.correspondants}
    sans = [s.nom for nom, s in services.items() if s.partie_de is None and nom not in pourvus]
    if sans:
        yield f"{francais.pluriel(len(sans), 'service')} sans correspondant qualité : {francais.liste(sans)}"
    documents = tableau_documents(contexte).lignes
    perdus = sum(ligne[1] == SANS_LIEU for ligne in documents)
    if perdus:
        yield francais.pluriel(perdus, "document n'a pas de lieu connu", "documents n'ont pas de lieu connu")
    sans_qui = sum(ligne[2] == "À désigner" for ligne in documents)
    if sans_qui:
        yield francais.pluriel(sans_qui, "document n'est tenu par personne", "documents ne sont tenus par personne")
