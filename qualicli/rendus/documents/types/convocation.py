"""La convocation : son ordre du jour reprend ce qui est resté ouvert depuis la dernière réunion."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from qualicli import francais
from qualicli.diagnostic.obligations.obligation import Nature, Obligation
from qualicli.modeles.baremes import bareme_de
from qualicli.modeles.reunion import Reunion
from qualicli.rendus.documents.blocs.actions import tableau_actions
from qualicli.rendus.documents.socle.contexte import ContexteDocument
from qualicli.rendus.documents.socle.reunions import attendus, nommer_reunion, titre_reunion
from qualicli.rendus.documents.socle.suggestions import auteur
from qualicli.rendus.documents.socle.vue import TableauTexte, Vue


@dataclass(frozen=True, slots=True, kw_only=True)
class Convocation(Vue):
    """Qui est convié, où, quand, et à quoi ; `reportes`, `soumises` et `constats` disent d'où viennent les points ajoutés."""

    reunion: str  # « à la réunion du comité de pilotage qualité »
    instance: str
    quand: str
    ou: str
    presidence: str
    precedente: str  # « du 10 mars 2022 », ou rien
    ordre_du_jour: tuple[str, ...]
    reportes: tuple[str, ...]
    soumises: TableauTexte
    constats: TableauTexte
    actions: TableauTexte
    documents: tuple[str, ...]
    invites: tuple[str, ...]
    conditions: tuple[str, ...]


def composer(contexte: ContexteDocument, instance: str) -> Convocation:
    """Compose la convocation à la prochaine réunion d'une instance."""
    passee, prevue = _autour(contexte, instance)
    quand, conditions = _quand(contexte, instance, passee, prevue)
    connue = contexte.dossier.instances[instance]
    president = (prevue.president if prevue else None) or connue.president
    reportes = tuple(p.titre for p in passee.ordre_du_jour if p.issue in ("reporte", "a_revoir")) if passee else ()
    soumises = TableauTexte(("Suggestion", "Auteur", "Réunion"), tuple(_soumises(contexte, instance)))
    constats = _constats(contexte) if connue.type == "copil" else TableauTexte((), ())
    ouvertes = tableau_actions(contexte, contexte.au, _suivies(contexte, instance))
    imposes = (
        (f"Examen des suggestions soumises {francais.au(connue.nom)}", soumises),
        ("Suites des constats d'audit encore ouverts", constats),
        ("Suivi des actions décidées aux réunions précédentes", ouvertes and passee),
    )
    noms = contexte.noms()
    # La signature revient à qui préside ; la date de la lettre est celle du document.
    return Convocation(
        **contexte.tete(),
        titre=f"Convocation {_a_la_reunion(contexte, prevue, connue.nom)}",
        reunion=_a_la_reunion(contexte, prevue, connue.nom),
        instance=connue.nom,
        quand=quand,
        ou=francais.en_lieu((prevue.lieu if prevue else None) or ""),
        presidence=noms.de(president) if president else "",
        precedente=_precedente(passee),
        ordre_du_jour=_ordre(prevue, reportes, [titre for titre, vrai in imposes if vrai]),
        reportes=reportes,
        soumises=soumises,
        constats=constats,
        actions=ouvertes,
        documents=contexte.intitules(d for p in prevue.ordre_du_jour for d in p.documents) if prevue else (),
        invites=tuple(noms.complet(a) for a in attendus(contexte, prevue, instance) if a != president),
        conditions=conditions,
        signature=contexte.signature(prevue, president),
    )


def manques(contexte: ContexteDocument) -> Iterator[str]:
    """Ce qui rendrait la convocation du comité de pilotage complète."""
    for nom, instance in contexte.dossier.instances.items():
        if instance.type == "copil":
            passee, prevue = _autour(contexte, nom)
            if prevue is None and (passee is None or passee.prochaine is None):
                yield f"la date de la prochaine réunion de « {instance.nom} » (« prochaine » de la dernière réunion)"


def _autour(contexte: ContexteDocument, instance: str) -> tuple[Reunion | None, Reunion | None]:
    """La dernière réunion tenue de l'instance, et la prochaine qui a déjà sa fiche."""
    siennes = [r for r in contexte.reunions() if r.instance == instance]
    passees = [r for r in siennes if r.est_tenue(contexte.au)]
    prevues = [r for r in siennes if not r.est_tenue(contexte.au)]
    return (passees[-1] if passees else None), (prevues[0] if prevues else None)


def _quand(
    contexte: ContexteDocument, instance: str, passee: Reunion | None, prevue: Reunion | None
) -> tuple[str, tuple[str, ...]]:
    if prevue is not None:
        heure = f" à {francais.heure(prevue.heure)}" if prevue.heure else ""
        return f"{prevue.date.en_complement()}{heure}", ()
    conditions = passee.prochaine.conditions if passee and passee.prochaine else ()
    prochaine = next((o for o in contexte.obligations() if _est_prochaine(o, instance)), None)
    date = prochaine.echeance if prochaine else None
    if date is None:
        return "à une date qui vous sera précisée", conditions
    suite = "" if date.est_exacte else ", à une date qui vous sera précisée"
    return f"{date.en_complement()}{suite}", conditions


def _est_prochaine(obligation: Obligation, instance: str) -> bool:
    """Vrai pour la réunion annoncée, ou l'étape qui la prévoit ; le rythme de l'instance ne fixe pas de date."""
    annoncee = obligation.nature in ("reunion", "etape") and not obligation.objet.endswith("#rythme")
    return annoncee and obligation.instance == instance and not obligation.est_en_retard


def _a_la_reunion(contexte: ContexteDocument, prevue: Reunion | None, nom: str) -> str:
    if prevue is None:
        return f"à la réunion {francais.du(nom)}"
    genre = nommer_reunion(contexte, prevue)
    return f"à la {genre.removeprefix('de la ')}" if genre.startswith("de la réunion") else f"à la réunion {genre}"


def _precedente(passee: Reunion | None) -> str:
    return (
        francais.du(passee.date.en_clair())
        if passee and passee.date.est_exacte
        else (francais.de(passee.date.en_clair()) if passee else "")
    )


def _ordre(prevue: Reunion | None, reportes: Iterable[str], imposes: Iterable[str]) -> tuple[str, ...]:
    """Les points déjà inscrits, puis ceux que le dossier impose, sans redite."""
    inscrits = [p.titre for p in prevue.ordre_du_jour] if prevue else []
    restes = [titre for titre in reportes if titre not in inscrits]
    return (*inscrits, *restes, *imposes, *(() if inscrits else ("Questions diverses",)))


def _attend(contexte: ContexteDocument, nature: Nature) -> set[str]:
    """Les objets de cette nature qui attendent encore."""
    return {o.objet for o in contexte.obligations() if o.nature == nature}


def _soumises(contexte: ContexteDocument, instance: str) -> Iterator[tuple[str, str, str]]:
    """Les suggestions soumises à l'instance, et qu'elle n'a pas encore reprises."""
    noms, attendues = contexte.noms(), _attend(contexte, "suggestion")
    for reunion in contexte.reunions():
        for suggestion in reunion.suggestions:
            if f"reunions/{reunion.id}#{suggestion.id}/{instance}" in attendues:
                yield (
                    suggestion.texte,
                    auteur(noms, suggestion.auteur),
                    f"{titre_reunion(contexte, reunion)}, {reunion.date.en_clair()}",
                )


def _constats(contexte: ContexteDocument) -> TableauTexte:
    """Les constats d'audit encore ouverts, et l'action qui répond à chacun."""
    ouverts = _attend(contexte, "constat")
    actions = contexte.dossier.actions
    lignes = (
        (bareme_de(contexte.dossier, audit, c).nom(c.nature_au(contexte.au)), c, actions.get(c.action or ""))
        for audit in contexte.dossier.audits.values()
        for c in audit.constats
        if f"audits/{audit.id}#{c.id}" in ouverts
    )
    return TableauTexte(
        ("Nature", "Constat", "Action"),
        tuple((nom, c.texte, a.intitule if a else "sans action") for nom, c, a in lignes),
    )


def _suivies(contexte: ContexteDocument, instance: str) -> list[str]:
    """Les actions encore à faire, nées des décisions et des suggestions de l'instance."""
    siennes = [r for r in contexte.reunions() if r.instance == instance and r.est_tenue(contexte.au)]
    nees = [d.action for r in siennes for d in r.decisions] + [s.action for r in siennes for s in r.suggestions]
    ouvertes = _attend(contexte, "action")
    return [a for a in nees if a and f"actions/{a}" in ouvertes]
