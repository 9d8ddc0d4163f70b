"""Ce qu'une réunion expose de la démarche : référentiels, modules de chaque site, labels, historique, rôle de l'instance."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from qualicli import francais
from qualicli.diagnostic.comparaison import Comparaison, Passage, etablir
from qualicli.modeles.demarche import LabelObtenu, ModuleRetenu
from qualicli.modeles.organisation import Instance
from qualicli.modeles.referentiel import Module, Referentiel
from qualicli.modeles.temps.durees import Duree
from qualicli.rendus import libelles
from qualicli.rendus.documents.contexte import Contexte


@dataclass(frozen=True, slots=True)
class ReferentielVu:
    """Un référentiel présenté : ce qu'il est, ses modules, ce qu'il impose ; `compte` pour ceux que l'on ne fait que citer."""

    nom: str
    version: str
    presentation: str
    compte: str
    modules: tuple[str, ...]
    regles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ComparaisonVue:
    """Ce qui passe du référentiel quitté au référentiel visé, et ce que celui-ci demande de nouveau."""

    de: str
    vers: str
    communs: tuple[str, ...]
    nouveaux: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class InstanceVue:
    """Une instance : l'acte qui la crée, les sites qu'elle réunit, son rythme, sa composition, son rôle."""

    nom: str
    creation: str  # « le 14 octobre 2015 »
    acte: str  # « décision préfectorale du 14 octobre 2015 »
    sites: tuple[str, ...]
    rythme: str
    composition: tuple[str, ...]
    role: tuple[str, ...]


def nommer_site(contexte: Contexte, identifiant: str) -> str:
    """Un site et sa commune, quand son nom ne la dit pas : « préfecture (Évry) »."""
    site = contexte.dossier.demarche.sites.get(identifiant)
    if site is None:
        return identifiant
    commune = f" ({site.commune})" if site.commune and site.commune not in site.nom else ""
    return f"{francais.minuscule(site.nom)}{commune}"


def commune(contexte: Contexte, identifiant: str) -> str:
    """La commune d'un site, à défaut son nom."""
    site = contexte.dossier.demarche.sites.get(identifiant)
    return (site.commune or site.nom) if site else identifiant


def modules(contexte: Contexte, quand: date) -> tuple[str, ...]:
    """Les modules de chaque site, les sites qui ont les mêmes ensemble : « préfecture (Évry) : accueil général, … »."""
    groupes: dict[tuple[str, ...], list[str]] = {}
    for site in contexte.dossier.demarche.sites:
        siens = tuple(_modules_de(contexte, site, quand))
        if siens:
            groupes.setdefault(siens, []).append(nommer_site(contexte, site))
    return tuple(
        f"{francais.majuscule(francais.liste(sites))} : {francais.liste(noms)}" for noms, sites in groupes.items()
    )


def _modules_de(contexte: Contexte, site: str, quand: date) -> Iterator[str]:
    for perimetre in contexte.dossier.demarche.perimetre:
        referentiel = contexte.dossier.referentiels.get(perimetre.referentiel)
        for module in referentiel.modules if referentiel else ():
            for choix in perimetre.modules.get(module.code, ()):
                if not choix.sites or site in choix.sites:
                    yield from _module(contexte, module, choix, quand)


def _module(contexte: Contexte, module: Module, choix: ModuleRetenu, quand: date) -> Iterator[str]:
    nom = francais.minuscule(module.titre or module.code)
    if choix.statut == "envisage":
        yield f"{nom} (à confirmer)"
    elif choix.est_compte(quand):
        noms = contexte.noms(quand)
        yield f"{nom} (module retenu par {noms.designer(choix.retenu_par)})" if choix.retenu_par else nom


def historique(contexte: Contexte, quand: date, externe: bool) -> tuple[str, ...]:
    """Les dates de l'histoire de la démarche, ou du contexte national, jusqu'à une date."""
    passes = (f for f in contexte.dossier.demarche.historique if f.externe == externe and f.date.debut <= quand)
    faits = sorted(passes, key=lambda f: f.date)
    return tuple(f"{f.date.en_clair()} : {francais.enchainer(f.texte)}" for f in faits)


def labels(contexte: Contexte, quand: date) -> tuple[str, ...]:
    """Les labels obtenus et leurs sites : « Marianne, en 2012, pour Metz, Forbach et Thionville »."""
    obtenus = (la for la in contexte.dossier.demarche.labels if la.obtenu_le.debut <= quand)
    return tuple(_label(contexte, label, quand) for label in sorted(obtenus, key=lambda la: la.obtenu_le))


def _label(contexte: Contexte, label: LabelObtenu, quand: date) -> str:
    referentiel = contexte.dossier.referentiels.get(label.referentiel)
    ou = francais.liste(commune(contexte, s) for s in label.sites or contexte.dossier.demarche.sites)
    fin = label.echeance
    terme = "" if fin is None else " (expiré)" if fin.est_depassee(quand) else f" (valable jusqu'{fin.en_terme()})"
    return (
        f"{referentiel.nom if referentiel else label.referentiel}, {label.obtenu_le.en_complement()}, pour {ou}{terme}"
    )


def referentiels(contexte: Contexte) -> tuple[ReferentielVu, ...]:
    """Les référentiels avec lesquels ceux du périmètre se disent compatibles, puis ceux du périmètre."""
    connus = contexte.dossier.referentiels
    vises = dict.fromkeys(p.referentiel for p in contexte.dossier.demarche.perimetre if p.referentiel in connus)
    cites = dict.fromkeys(c for v in vises for m in connus[v].modules for c in m.compatible_avec if c in connus)
    return (
        *(_referentiel(connus, connus[c]) for c in cites if c not in vises),
        *(_referentiel(connus, connus[v], vise=True) for v in vises),
    )


def _referentiel(connus: Mapping[str, Referentiel], referentiel: Referentiel, vise: bool = False) -> ReferentielVu:
    parmi = {c for regle in referentiel.composition for c in regle.parmi}
    imposes = {regle.obligatoire for regle in referentiel.composition if regle.obligatoire}
    offerts = [m for m in referentiel.modules if m.code in parmi | imposes] or list(referentiel.modules)
    return ReferentielVu(
        referentiel.nom,
        libelles.version(referentiel),
        (referentiel.presentation or "") if vise else "",
        _compte(referentiel),
        tuple(_module_offert(connus, m, m.code in imposes) for m in offerts) if vise else (),
        tuple(_regles(referentiel)) if vise else (),
    )


def _compte(referentiel: Referentiel) -> str:
    """« 19 engagements, dont 14 pour les usagers et 5 pour le pilotage », d'après ce que le référentiel annonce."""
    attendu = referentiel.attendu
    if attendu is None or attendu.engagements is None:
        return ""
    familles = [f"{nombre} pour {francais.le(nom)}" for nom, nombre in attendu.familles.items()]
    suite = f", dont {francais.liste(familles)}" if familles else ""
    return f"{francais.pluriel(attendu.engagements, referentiel.vocabulaire.engagement)}{suite}"


def _module_offert(connus: Mapping[str, Referentiel], module: Module, impose: bool) -> str:
    compatibles = [connus[c].nom for c in module.compatible_avec if c in connus]
    precisions = (
        "obligatoire" if impose else "",
        "pour tous les services" if module.portee == "tous_services" else "",
        f"compatible avec {francais.liste(compatibles)}" if compatibles else "",
    )
    suite = ", ".join(filter(None, precisions))
    return f"{francais.minuscule(module.titre or module.code)}{f' ({suite})' if suite else ''}"


def _regles(referentiel: Referentiel) -> Iterator[str]:
    for regle in referentiel.composition:
        if regle.au_moins:
            combien, total = francais.en_lettres(regle.au_moins), francais.en_lettres(len(regle.parmi))
            yield f"au moins {combien} des {total} qui ne sont pas obligatoires"


def comparaisons(contexte: Contexte, quand: date) -> tuple[ComparaisonVue, ...]:
    """De chaque référentiel dont on a le label à celui que l'on vise, d'après les correspondances écrites."""
    dossier = contexte.dossier
    vises = [p.referentiel for p in dossier.demarche.perimetre if p.referentiel in dossier.referentiels]
    quittes = dict.fromkeys(la.referentiel for la in dossier.demarche.labels if la.obtenu_le.debut <= quand)
    ecrites = (*dossier.correspondances, *contexte.fournies())
    paires = [(de, vers) for vers in vises for de in quittes if de != vers and de in dossier.referentiels]
    etablies = (etablir(dossier.referentiels[de], dossier.referentiels[vers], ecrites) for de, vers in paires)
    return tuple(_comparaison(contexte, c, quand) for c in etablies if c.passages)


def _comparaison(contexte: Contexte, comparee: Comparaison, quand: date) -> ComparaisonVue:
    retenus = {
        code
        for p in contexte.dossier.demarche.perimetre
        if p.referentiel == comparee.vers.id_declare
        for code, choix in p.modules.items()
        if any(c.est_compte(quand) for c in choix)
    }
    titres = {f.engagement.code: (f.module.code, f.engagement.intitule) for f in comparee.vers.feuilles}
    titres |= {m.code: (m.code, _nommer_module(comparee.vers, m)) for m in comparee.vers.modules}
    nouveaux = dict.fromkeys(
        code
        for p in comparee.passages
        if p.relation == "nouveau"
        for code in p.vers
        if titres.get(code, ("",))[0] in retenus
    )
    return ComparaisonVue(
        comparee.de.nom, comparee.vers.nom, tuple(_communs(comparee)), tuple(titres[c][1] for c in nouveaux)
    )


def _nommer_module(referentiel: Referentiel, module: Module) -> str:
    return f"{referentiel.vocabulaire.module} {francais.guillemets(francais.minuscule(module.titre or module.code))}"


def _communs(comparee: Comparaison) -> Iterator[str]:
    """« la totalité des 19 engagements de Marianne est maintenue », ou ce qu'il en reste."""
    mot = comparee.de.vocabulaire.engagement
    codes = list(dict.fromkeys(f.engagement.code for f in comparee.de.feuilles))
    repris = {p.de for p in comparee.passages if p.relation in ("identique", "repris")}
    combien = sum(c in repris for c in codes)
    origine = francais.de(comparee.de.nom)
    if combien == len(codes):
        yield f"la totalité des {francais.pluriel(combien, mot)} {origine} est maintenue"
        return
    maintenus = francais.accorder(combien, "est maintenu", "sont maintenus")
    yield f"{combien} des {francais.pluriel(len(codes), mot)} {origine} {maintenus}"
    yield from _autres(comparee.passages, mot)


def _autres(passages: tuple[Passage, ...], mot: str) -> Iterator[str]:
    for relation, seul, plusieurs in (
        ("partiel", "est repris en partie", "sont repris en partie"),
        ("abandonne", "est abandonné", "sont abandonnés"),
    ):
        codes = {p.de for p in passages if p.relation == relation}
        if codes:
            yield f"{francais.pluriel(len(codes), mot)} {francais.accorder(len(codes), seul, plusieurs)}"


def decrire(contexte: Contexte, instance: Instance) -> InstanceVue:
    """Une instance en mots ; sa composition ne nomme personne : des collèges et des organismes."""
    acte = instance.creation
    reference = francais.minuscule(acte.reference or "décision de création") if acte else ""
    communs = instance.sites if len(instance.sites) > 1 else ()
    return InstanceVue(
        francais.le(instance.nom),
        acte.date.en_complement() if acte else "",
        f"{reference} {acte.date.apres_de()}" if acte else "",
        tuple(commune(contexte, s) for s in communs),
        _rythme(instance.periodicite),
        tuple(_colleges(contexte, instance)),
        tuple(map(francais.minuscule, instance.role)),
    )


def _rythme(periodicite: Duree | None) -> str:
    """« au moins une fois par an », « au moins tous les 6 mois »."""
    if periodicite is None:
        return ""
    if (periodicite.mois, periodicite.jours) == (12, 0):
        return "au moins une fois par an"
    return f"au moins tous les {periodicite.en_clair()}"


def _colleges(contexte: Contexte, instance: Instance) -> Iterator[str]:
    noms = contexte.noms()
    for college in instance.colleges.values():
        organismes = dict.fromkeys(o for m in college.membres if (o := noms.organisme(m)))
        suite = f" ({francais.liste(organismes)})" if organismes else ""
        yield f"{francais.minuscule(college.nom)}{suite}"


def restitutions(contexte: Contexte, quand: date) -> tuple[str, ...]:
    """Comment chaque audit à venir rendra compte : oralement le jour même, par écrit dans la semaine."""
    noms, phrases = contexte.noms(quand), []
    for audit in sorted(contexte.dossier.audits.values(), key=lambda a: a.id):
        prevu = contexte.echeance(audit.date, quand)
        if prevu is None or prevu.fin <= quand or not (audit.restitution_orale or audit.delai_rapport):
            continue
        qui = noms.le(audit.auditeur) or "l'auditeur"
        oral = "fait un rapport oral le jour même" if audit.restitution_orale else ""
        delai = audit.delai_rapport
        sous = (
            ""
            if delai is None
            else "dans la semaine"
            if (delai.mois, delai.jours) == (0, 7)
            else f"sous {delai.en_clair()}"
        )
        ecrit = f"remet un rapport écrit {sous}" if sous else ""
        suite = ", puis ".join(filter(None, (oral, ecrit)))
        phrases.append(f"{francais.majuscule(audit.intitule)} : {qui} {suite}.")
    return tuple(phrases)
