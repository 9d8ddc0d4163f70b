"""Le périmètre en mots : labels obtenus, modules retenus, services, engagements."""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from qualicli import francais
from qualicli.modeles.choix import ChoixAu, comptes_par_site
from qualicli.modeles.label import RegleComposition
from qualicli.modeles.organisation import Service
from qualicli.modeles.referentiel import Module, Referentiel
from qualicli.modeles.temps.dates import DateImprecise
from qualicli.rendus import libelles
from qualicli.rendus.documents.socle.contexte import ContexteDocument
from qualicli.rendus.documents.socle.vue import TableauTexte


@dataclass(frozen=True, slots=True)
class ModulesExiges:
    """Ce qu'un label demande : « QUAL-E-PREF », « de deux modules obligatoires pour les préfectures ayant un CERT »."""

    referentiel: str
    modules: str


@dataclass(frozen=True, slots=True)
class Engagements:
    """Les engagements d'un référentiel, dans l'ordre ; `numerotes` quand leurs codes se suivent à partir de 1."""

    referentiel: str
    numerotes: bool
    titres: tuple[str, ...]
    non_detailles: tuple[str, ...]


def nommer_module(referentiel: Referentiel, code: str) -> str:
    """Un module dans une phrase : « module 1 » pour « M1 », « module A », ou « module « Accueil général » » sans vrai code."""
    return f"{referentiel.vocabulaire.module} {_abreger(referentiel, code)}"


def _abreger(referentiel: Referentiel, code: str) -> str:
    """Ce qui suit le mot « module »."""
    connu = referentiel.module(code)
    if connu is not None and connu.titre and libelles.est_un_mot(code):
        return francais.guillemets(connu.titre)
    return code[1:] if code[:1].lower() == referentiel.vocabulaire.module[:1].lower() and code[1:].isdigit() else code


def referentiels(contexte: ContexteDocument) -> tuple[str, ...]:
    """Les référentiels qui ont au moins un module compté, par leur nom."""
    return tuple(dict.fromkeys(r.nom for r, _, _ in comptes(contexte)))


def nommer_modules(contexte: ContexteDocument) -> str:
    """Les modules comptés dans une phrase : « le module 1 », « les modules 1 et 2 »."""
    noms: dict[str, list[str]] = {}
    abreges = [(r, _abreger(r, m.code)) for r, m, _ in comptes(contexte)]
    pareils = Counter((r.vocabulaire.module, court) for r, court in abreges)
    for referentiel, court in abreges:
        mot = referentiel.vocabulaire.module
        precis = contexte.dossier.preciser(referentiel.id, court) if pareils[mot, court] > 1 else court
        noms.setdefault(mot, []).append(precis)
    return francais.liste(
        f"les {francais.accorder(2, mot)} {francais.liste(courts)}"
        if len(courts) > 1
        else f"{francais.le(mot)} {courts[0]}"
        for mot, courts in noms.items()
    )


def comptes(contexte: ContexteDocument) -> Iterator[tuple[Referentiel, Module, dict[str, ChoixAu]]]:
    """Les modules comptés à la date, dans l'ordre de leur référentiel, avec les choix qui les y mettent, par site."""
    demarche = contexte.dossier.demarche
    for perimetre in demarche.perimetre:
        referentiel = contexte.dossier.referentiels.get(perimetre.referentiel)
        for module in referentiel.modules if referentiel else ():
            choix = comptes_par_site(demarche, perimetre, module.code, contexte.au)
            if referentiel is not None and choix:
                yield referentiel, module, choix


def sites_du_perimetre(contexte: ContexteDocument) -> tuple[str, ...]:
    """Les sites qui ont au moins un module compté à la date."""
    return tuple(dict.fromkeys(s for _, _, choix in comptes(contexte) for s in choix))


def nommer_sites(contexte: ContexteDocument) -> str:
    """« de la préfecture des Alpes-Maritimes et de la sous-préfecture de Grasse » : les sites du périmètre."""
    organisme, retenus = contexte.dossier.demarche.organisme.nom, sites_du_perimetre(contexte)
    if len(retenus) < 2:
        return francais.du(organisme)
    noms = (contexte.site(s) for s in retenus)
    return francais.liste(francais.du(organisme if organisme.startswith(nom) else nom) for nom in noms)


def nommer_demarche(contexte: ContexteDocument) -> str:
    """Le nom de la démarche : celui de ses référentiels."""
    return francais.liste(dict.fromkeys(r.nom for r, _, _ in comptes(contexte)))


def modules(contexte: ContexteDocument) -> TableauTexte:
    """Les modules comptés : leur nom, leur titre, s'ils sont obligatoires ; les sites quand il y en a plusieurs."""
    plusieurs = len(sites_du_perimetre(contexte)) > 1
    lignes = []
    for referentiel, module, choix in comptes(contexte):
        nom = francais.majuscule(contexte.dossier.preciser(referentiel.id, nommer_module(referentiel, module.code)))
        ou = (francais.liste(map(contexte.site, choix)),) if plusieurs else ()
        regle = _regle(contexte, referentiel, module, choix)
        lignes.append((nom, module.titre or "", francais.majuscule(_statut(regle)), *ou))
    mot = francais.majuscule(contexte.dossier.mots.module)
    return TableauTexte((mot, "Intitulé", "Choix", *(("Sites",) if plusieurs else ())), tuple(lignes))


def _regle(
    contexte: ContexteDocument, referentiel: Referentiel, module: Module, choix: Collection[str]
) -> RegleComposition | None:
    """La règle du référentiel qui impose ce module à l'un des sites, ou qui veut qu'on le choisisse parmi d'autres."""
    ou = [contexte.dossier.demarche.sites[s] for s in choix]
    for regle in referentiel.composition:
        impose = regle.obligatoire == module.code or module.code in regle.parmi
        if impose and (regle.si is None or any(s.verifie(regle.si) for s in ou)):
            return regle
    return None


def _statut(regle: RegleComposition | None) -> str:
    if regle is None:
        return "volontaire"
    if regle.obligatoire is None:
        return f"au choix ({francais.en_lettres(regle.au_moins or 1)} au moins)"
    return f"obligatoire pour {regle.pour}" if regle.pour else "obligatoire"


def obligations(contexte: ContexteDocument) -> tuple[ModulesExiges, ...]:
    """Ce que demande chaque label : combien de modules obligatoires, au choix, volontaires."""
    trouvees: dict[str, list[tuple[str, RegleComposition | None]]] = {}
    for referentiel, module, choix in comptes(contexte):
        regle = _regle(contexte, referentiel, module, choix)
        trouvees.setdefault(referentiel.nom, []).append((referentiel.vocabulaire.module, regle))
    return tuple(ModulesExiges(nom, _compter(regles)) for nom, regles in trouvees.items())


def _compter(regles: list[tuple[str, RegleComposition | None]]) -> str:
    mot = regles[0][0]
    groupes = {"obligatoire": 0, "au choix": 0, "volontaire": 0}
    for _, regle in regles:
        groupes["volontaire" if regle is None else "obligatoire" if regle.obligatoire else "au choix"] += 1
    pour = francais.liste(dict.fromkeys(r.pour for _, r in regles if r and r.pour))
    parties = []
    for genre, combien in groupes.items():
        if combien:
            accorde = f"{francais.accorder(combien, mot)} {_accorder(genre, combien)}"
            suite = f" pour {pour}" if pour and genre == "obligatoire" else ""
            parties.append(francais.de(f"{francais.en_lettres(combien)} {accorde}{suite}"))
    return ", ainsi que ".join(parties)


def _accorder(genre: str, combien: int) -> str:
    return genre if " " in genre else francais.accorder(combien, genre)


def services(contexte: ContexteDocument) -> tuple[str, ...]:
    """Les services concernés, avec leur entité et ce à quoi se limite leur part."""
    retenus = [(m.code, site, c.retenu) for _, m, choix in comptes(contexte) for site, c in choix.items()]
    tous = set(sites_du_perimetre(contexte))
    return tuple(
        _nommer_service(contexte, service, tous)
        for nom, service in contexte.dossier.services.items()
        if service.partie_de is None
        and any(
            service.participe(site, code) and (not choix.services or nom in choix.services)
            for code, site, choix in retenus
        )
    )


def _nommer_service(contexte: ContexteDocument, service: Service, tous: set[str]) -> str:
    """« Bureau de l'accueil (BAU), Direction de la citoyenneté » ; le site s'il distingue le service, et sans redite."""
    sigle = f" ({service.sigle})" if service.sigle and service.sigle not in service.nom else ""
    ou = francais.liste(map(contexte.site, service.sites)) if 0 < len(tous & set(service.sites)) < len(tous) else ""
    limite = f" (pour {francais.le(service.perimetre_limite_a)})" if service.perimetre_limite_a else ""
    entite = service.entite or ""
    return ", ".join(filter(None, (f"{service.nom}{sigle}", entite, "" if ou in entite else ou))) + limite


def engagements(contexte: ContexteDocument) -> tuple[Engagements, ...]:
    """Les engagements des modules comptés, sous leur titre officiel, conditions comprises."""
    par_referentiel: dict[str, tuple[Referentiel, list[Module]]] = {}
    for referentiel, module, _ in comptes(contexte):
        par_referentiel.setdefault(referentiel.id_declare, (referentiel, []))[1].append(module)
    return tuple(_engagements(referentiel, retenus) for referentiel, retenus in par_referentiel.values())


def _engagements(referentiel: Referentiel, retenus: list[Module]) -> Engagements:
    tous = [e for m in retenus for e in m.engagements]
    numerotes = [e.code for e in tous] == [str(n) for n in range(1, len(tous) + 1)]
    titres = tuple(e.intitule if numerotes else f"{e.code} – {e.intitule}" for e in tous)
    inconnus = tuple(nommer_module(referentiel, m.code) for m in retenus if not m.engagements)
    return Engagements(referentiel.nom, numerotes, titres, inconnus)


def depuis(contexte: ContexteDocument) -> tuple[tuple[str, str], ...]:
    """Depuis quand chaque référentiel est déployé : le début du plus ancien module compté."""
    debuts: dict[str, DateImprecise] = {}
    for referentiel, _, choix in comptes(contexte):
        for du in (c.depuis for c in choix.values() if c.depuis is not None):
            debuts[referentiel.nom] = min(debuts.get(referentiel.nom, du), du)
    return tuple((nom, du.en_debut()) for nom, du in debuts.items())
