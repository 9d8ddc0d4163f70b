"""Confier des engagements à un service : les fiches qui manquent naissent, les autres gardent le pilote qu'elles ont."""

from collections.abc import Iterator
from datetime import date

from qualicli import francais
from qualicli.erreurs import ErreurUsage
from qualicli.modeles.codes import normaliser, voisin
from qualicli.modeles.importation import Effet
from qualicli.modeles.referentiel import Engagement, Referentiel
from qualicli.modeles.retouche import Ajouter, Creer, Poser
from qualicli.modeles.suivi import SuiviEngagement
from qualicli.operations.classeurs import DossierOuvert
from qualicli.operations.formulaires import formulaire
from qualicli.operations.gestes import Geste, preparer
from qualicli.operations.reponses import Reponses

MODELE = SuiviEngagement


def reponses(ouvert: DossierOuvert, service: str, site: str | None, au: date) -> tuple[str, str]:
    """Le service et le site tels que le dossier les écrit, jugés comme `valider` les jugerait."""
    lues = Reponses(formulaire(MODELE), MODELE, ouvert.dossier, au)
    lues.donner("pilote", service)
    if site:
        lues.donner("pilotes", f"site={site}; service={lues.valeurs['pilote']}")
    return lues.valeurs["pilote"], lues.valeurs["pilotes"][0]["site"] if site else ""


def piloter(ouvert: DossierOuvert, cible: str, service: str, site: str = "") -> Geste:
    """Ce que l'on écrirait pour confier un module, ou un engagement, à un service. N'écrit rien."""
    referentiel, engagements = _engagements(ouvert, cible)
    suivis = {(s.referentiel, s.engagement): s for s in ouvert.dossier.engagements.values()}
    effets: list[Effet] = []
    mentions: list[str] = []
    for engagement in engagements:
        suivi = suivis.get((referentiel.id, engagement.code))
        tenu = _tenu(suivi, site) if suivi else None
        if tenu is not None and tenu != service:
            le = francais.majuscule(francais.le(referentiel.mots.engagement))
            mentions.append(f"{le} {engagement.code} garde son pilote : {tenu}.")
        elif tenu is None:
            effets += _confier(referentiel, engagement, suivi, service, site)
    nom = ouvert.dossier.services[service].nom
    ou = f", {ouvert.dossier.demarche.sites[site].nom}" if site else ""
    if not effets and not mentions:
        mentions.append(f"C'est déjà fait : {nom}{ou} pilote {cible}.")
    return preparer(ouvert, f"Pilote de {cible} : {nom}{ou}", effets, mentions=mentions)


def _tenu(suivi: SuiviEngagement, site: str) -> str | None:
    """Le pilote qu'une fiche a déjà, pour ce site ou pour tous."""
    if not site:
        return suivi.pilote
    return next((p.service for p in suivi.pilotes if p.site == site), None)


def _confier(
    referentiel: Referentiel, engagement: Engagement, suivi: SuiviEngagement | None, service: str, site: str
) -> Iterator[Effet]:
    code = engagement.code
    mots = f"{francais.majuscule(referentiel.mots.engagement)} {code} {francais.guillemets(engagement.intitule)}"
    mots += f" : pilote {service}{f' ({site})' if site else ''}"
    seul = {"site": site, "service": service}
    if suivi is None:
        valeurs = {"engagement": code, **({"pilotes": [seul]} if site else {"pilote": service})}
        fichier = f"engagements/{referentiel.id}/{code.zfill(2) if code.isdigit() else code}.yaml"
        yield Effet(fichier, Creer(valeurs), mots)
    elif site:
        yield Effet(suivi.fichier, Ajouter(("pilotes",), seul), mots)
    else:
        yield Effet(suivi.fichier, Poser(("pilote",), service), mots)


def _engagements(ouvert: DossierOuvert, cible: str) -> tuple[Referentiel, tuple[Engagement, ...]]:
    """Les engagements que désigne un code : ceux d'un module du périmètre, ou un seul."""
    prefixe, _, ecrit = cible.strip().rpartition(":")
    code, connus = normaliser(ecrit), list[str]()
    trouves: list[tuple[Referentiel, tuple[Engagement, ...]]] = []
    for identifiant in dict.fromkeys(p.referentiel for p in ouvert.dossier.demarche.perimetre):
        referentiel = ouvert.dossier.referentiels.get(identifiant)
        if referentiel is None or prefixe not in ("", identifiant):
            continue
        for module in referentiel.modules:
            connus += [module.code, *(e.code for e in module.evaluables)]
            if module.code == code:
                trouves.append((referentiel, tuple(module.evaluables)))
            else:
                trouves += [(referentiel, (e,)) for e in module.evaluables if e.code == code]
    if len(trouves) == 1:
        return trouves[0]
    if trouves:
        noms = francais.liste((f"{r.id}:{code}" for r, _ in trouves), "ou")
        raise ErreurUsage(f"« {cible} » est dans plusieurs référentiels.", f"Dites : {noms}.")
    proche = voisin(code, connus) or francais.plus_proche(code, connus)
    conseil = f"Vouliez-vous dire « {proche} » ?" if proche else f"Codes connus : {', '.join(connus[:12])}…"
    mots = ouvert.dossier.mots
    raise ErreurUsage(
        f"« {cible} » n'est ni {francais.un(mots.module)} ni {francais.un(mots.engagement)} du périmètre.", conseil
    )
