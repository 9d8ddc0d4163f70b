"""Les instances à réunir, les comptes rendus à faire vivre, les suggestions qui attendent une suite."""

from collections.abc import Iterator
from typing import Any

from qualicli import francais
from qualicli.diagnostic.obligations.obligation import Obligation
from qualicli.diagnostic.obligations.regard import Regard, jour, president
from qualicli.modeles.organisation import Instance
from qualicli.modeles.reunion import Reunion
from qualicli.modeles.suivi import Jalon
from qualicli.modeles.temps.dates import DateImprecise
from qualicli.regles.comites import delai_de, limite
from qualicli.regles.evenements import reunion_de

_FICHIER = "instances.yaml"


def reunions(regard: Regard) -> Iterator[Obligation]:
    """Chaque réunion qui a sa fiche, puis celles qui sont annoncées, ou que veut le rythme de l'instance."""
    etapes = {r.id: j for j in regard.dossier.jalons.values() if (r := reunion_de(regard.contexte, j)) is not None}
    for reunion in regard.dossier.reunions.values():
        instance, etape = regard.dossier.instances.get(reunion.instance), etapes.get(reunion.id)
        yield regard.obligation(
            "reunion",
            f"reunions/{reunion.id}",
            reunion.intitule or (f"Réunir {francais.le(instance.nom)}" if instance else reunion.instance),
            reunion,
            finie=reunion.est_tenue(regard.au),
            chemin=("date",),
            qui=president(instance) if reunion.president is None else (reunion.president,),
            sites=instance.sites if instance else (),
            instance=reunion.instance,
            echeance=reunion.date,
            heure=reunion.heure if reunion.date.est_exacte else None,
            lieu=reunion.lieu or "",
            revisions=sum(r.est_connue(regard.au) for r in etape.revisions) if etape else 0,
        )
    for nom, instance in regard.dossier.instances.items():
        yield from _a_reunir(regard, nom, instance)


def _a_reunir(regard: Regard, nom: str, instance: Instance) -> Iterator[Obligation]:
    """La réunion annoncée par la dernière, et celle que veut le rythme de l'instance si rien n'est prévu à temps."""
    passee, prevue = _autour(regard, nom)
    etape = _etape(regard, instance)
    communs: dict[str, Any] = {"qui": president(instance), "sites": instance.sites, "instance": nom}
    annoncee = regard.date_de(passee.prochaine.date) if passee and passee.prochaine else None
    texte = f"Réunir {francais.le(instance.nom)}"
    tenues = len(regard.contexte.reunions.get(nom, ()))
    if passee is not None and annoncee is not None and prevue is None and etape is None:
        yield regard.obligation(
            "reunion",
            f"instances/{nom}",
            texte,
            passee,
            chemin=("prochaine", "date"),
            depuis=passee.date,
            echeance=annoncee,
            revisions=tenues,
            **communs,
        )
    fin, attendue = limite(regard.contexte, nom, instance), _prevue(regard, nom, instance)
    if delai_de(regard.contexte, nom, instance) is None or (attendue and (fin is None or attendue.debut <= fin)):
        return
    yield regard.obligation(
        "reunion",
        f"instances/{nom}#rythme",
        texte if tenues else f"{texte}, pour la première fois",
        regard.dossier.demarche,
        fichier=_FICHIER,
        chemin=("instances", nom, "periodicite"),
        depuis=passee.date if passee else None,
        echeance=jour(fin) if fin else None,
        revisions=tenues,
        **communs,
    )


def prochaine(regard: Regard, nom: str) -> DateImprecise | None:
    """Quand une instance se réunit ensuite, d'après ce qui est prévu, annoncé, ou voulu par son rythme."""
    instance = regard.dossier.instances.get(nom)
    if instance is None:
        return None
    fin = limite(regard.contexte, nom, instance) if delai_de(regard.contexte, nom, instance) else None
    return _prevue(regard, nom, instance) or (jour(fin) if fin else None)


def _prevue(regard: Regard, nom: str, instance: Instance) -> DateImprecise | None:
    """La date prévue : celle d'une fiche, à défaut d'une étape, à défaut celle qu'annonce la dernière réunion."""
    passee, prevue = _autour(regard, nom)
    etape = _etape(regard, instance)
    if prevue is not None:
        return prevue.date
    if etape is not None:
        return regard.jalons[etape.id]
    return regard.date_de(passee.prochaine.date) if passee and passee.prochaine else None


def _autour(regard: Regard, nom: str) -> tuple[Reunion | None, Reunion | None]:
    """La dernière réunion tenue d'une instance, et la première qui a déjà sa fiche."""
    siennes = sorted((r for r in regard.dossier.reunions.values() if r.instance == nom), key=lambda r: (r.date, r.id))
    passees = [r for r in siennes if r.est_tenue(regard.au)]
    prevues = [r for r in siennes if not r.est_tenue(regard.au)]
    return (passees[-1] if passees else None), (prevues[0] if prevues else None)


def _etape(regard: Regard, instance: Instance) -> Jalon | None:
    """L'étape ouverte qui prévoit la réunion d'une instance, quand elle est seule de son genre."""
    memes = sum(i.type == instance.type for i in regard.dossier.instances.values())
    ouvertes = (
        (regard.jalons[j.id], j.id, j)
        for j in regard.dossier.jalons.values()
        if j.type == instance.type and not j.est_realise(regard.au) and j.id in regard.jalons
    )
    return min(ouvertes, default=(None, "", None))[2] if memes == 1 else None


def comptes_rendus(regard: Regard) -> Iterator[Obligation]:
    """Ce qu'attend le compte rendu de chaque réunion tenue : être établi, puis diffusé, puis publié là où il est annoncé."""
    delai = regard.dossier.demarche.delais.compte_rendu
    for reunion in regard.dossier.reunions.values():
        if not reunion.est_tenue(regard.au):
            continue
        instance = regard.dossier.instances.get(reunion.instance)
        geste = _geste(reunion)
        yield regard.obligation(
            "compte_rendu",
            f"reunions/{reunion.id}#compte-rendu",
            f"{geste or 'Diffuser'} le compte rendu : {instance.nom if instance else reunion.instance}, "
            f"{reunion.date.en_clair()}",
            reunion,
            finie=not geste,
            chemin=("date",),
            qui=regard.referent,
            sites=instance.sites if instance else (),
            instance=reunion.instance,
            depuis=reunion.date,
            echeance=jour(delai.apres(reunion.date.fin)),
        )


def _geste(reunion: Reunion) -> str:
    diffuse = reunion.cr_diffuse_le is not None or any(d.date for d in reunion.diffusion)
    if not (diffuse or reunion.etabli or reunion.diffusion):
        return "Établir"
    if not (diffuse or reunion.diffusion):
        return "Diffuser"
    return "" if diffuse or all(d.canal in ("messagerie", "papier") for d in reunion.diffusion) else "Publier"


def suggestions(regard: Regard) -> Iterator[Obligation]:
    """Les suggestions sans suite, et celles qu'une instance saisie doit reprendre."""
    for reunion in regard.dossier.reunions.values():
        for rang, suggestion in enumerate(reunion.suggestions):
            objet, chemin = f"reunions/{reunion.id}#{suggestion.id}", ("suggestions", rang)
            texte = suggestion.texte.removesuffix(".")
            communs: dict[str, Any] = {"qui": regard.referent, "depuis": reunion.date}
            if suggestion.suite is None:
                yield regard.obligation(
                    "suggestion",
                    objet,
                    f"Donner suite à la suggestion : {texte}",
                    reunion,
                    chemin=chemin,
                    instance=reunion.instance,
                    echeance=prochaine(regard, reunion.instance),
                    **communs,
                )
            for nom in suggestion.soumise_a if suggestion.suite == "soumise_a" else ():
                reprise, quand = _reprise(regard, reunion, suggestion.id, nom)
                yield regard.obligation(
                    "suggestion",
                    f"{objet}/{nom}",
                    f"Examiner la suggestion : {texte}",
                    reunion,
                    finie=reprise,
                    chemin=(*chemin, "soumise_a"),
                    instance=nom,
                    echeance=quand or prochaine(regard, nom),
                    **communs,
                )


def _reprise(regard: Regard, reunion: Reunion, suggestion: str, nom: str) -> tuple[bool, DateImprecise | None]:
    """L'instance saisie l'a-t-elle reprise, et à quelle réunion tenue depuis ; à défaut, la première qui l'aurait dû."""
    suivantes = sorted(
        (r for r in regard.contexte.reunions.get(nom, ()) if reunion.date.precede(r.date)), key=lambda r: (r.date, r.id)
    )
    renvoi = f"{reunion.id}:{suggestion}"
    for suivante in suivantes:
        if any(renvoi in p.reprend for p in suivante.ordre_du_jour):
            return True, suivante.date
    return False, suivantes[0].date if suivantes else None
