"""PER : le périmètre est permis par les référentiels, et chaque choix de module se tient."""

from collections.abc import Iterator

from qualicli import francais
from qualicli.modeles.anomalie import Chemin, Faute, Gravite
from qualicli.modeles.choix import RETRAITS
from qualicli.modeles.codes import voisin
from qualicli.modeles.demarche import ModuleRetenu, Perimetre
from qualicli.modeles.labels import labels_au
from qualicli.modeles.referentiel import Referentiel
from qualicli.regles.composition import ruptures
from qualicli.regles.contexte import Contexte, Regle, tete
from qualicli.regles.listes import en_double
from qualicli.regles.suites import est_en_suite

_FICHIER = "qualicli.yaml"


def _connus(contexte: Contexte) -> Iterator[tuple[int, Perimetre, Referentiel]]:
    for rang, perimetre in enumerate(contexte.dossier.demarche.perimetre):
        if perimetre.referentiel in contexte.dossier.referentiels:
            yield rang, perimetre, contexte.dossier.referentiels[perimetre.referentiel]


def _choix(contexte: Contexte) -> Iterator[tuple[Chemin, str, ModuleRetenu]]:
    for rang, perimetre in enumerate(contexte.dossier.demarche.perimetre):
        for code, choix in perimetre.modules.items():
            for i, un_choix in enumerate(choix):
                yield ("perimetre", rang, "modules", code, i), code, un_choix


def composition_rompue(contexte: Contexte) -> Iterator[Faute]:
    """Les modules comptés d'un site respectent les règles de composition du référentiel."""
    demarche = contexte.dossier.demarche
    for rang, perimetre, referentiel in _connus(contexte):
        for site, texte in ruptures(demarche, perimetre, referentiel, contexte.au):
            message = f"{demarche.sites[site].nom} : {texte} ({referentiel.nom})."
            conseil = "Complétez ce que ce site retient, corrigez les attributs du site, ou retirez-le du périmètre."
            yield Faute(_FICHIER, ("perimetre", rang, "modules"), message, conseil)


def modules_inconnus(contexte: Contexte) -> Iterator[Faute]:
    """Un module choisi, ou cité par un service, existe dans un référentiel du périmètre."""
    tous: set[str] = set()
    for rang, perimetre, referentiel in _connus(contexte):
        codes = {m.code for m in referentiel.modules}
        tous |= codes | {*referentiel.retires}
        for code in perimetre.modules:
            if code not in codes and code not in referentiel.retires:
                message = f"{tete(referentiel.mots.module)} « {code} » n'existe pas dans {referentiel.nom}."
                yield Faute(_FICHIER, ("perimetre", rang, "modules", code), message, _conseil(code, codes))
    if not tous:
        return
    for nom, service in contexte.dossier.services.items():
        for i, code in enumerate(service.modules):
            if code not in tous:
                chemin = ("services", nom, "modules", i)
                message = f"{contexte.en_tete('module')} « {code} » n'existe dans aucun référentiel du périmètre."
                yield Faute("services.yaml", chemin, message, _conseil(code, tous))


def _conseil(code: str, codes: set[str]) -> str:
    proche = voisin(code, codes)
    return f"Vouliez-vous dire « {proche} » ?" if proche else f"Codes connus : {', '.join(sorted(codes))}."


def sites_sans_module(contexte: Contexte) -> Iterator[Faute]:
    """Chaque site de la démarche est concerné par au moins un module, même envisagé ou abandonné."""
    sites = contexte.dossier.demarche.sites
    concernes = {site for _, _, choix in _choix(contexte) for site in choix.sites or sites}
    mot = contexte.dossier.mots.module
    for site in sites:
        if site not in concernes:
            message = (
                f"{francais.majuscule(francais.aucun(mot))} n'est choisi{francais.e(mot)} pour le site « {site} »."
            )
            yield Faute(
                _FICHIER, ("sites", site), message, f"Ajoutez-le à {francais.un(mot)} du périmètre, ou retirez-le."
            )


def retraits_incomplets(contexte: Contexte) -> Iterator[Faute]:
    """Un module désengagé ou suspendu dit quand il cesse de compter, et pourquoi."""
    for chemin, code, choix in _choix(contexte):
        perimetre = contexte.dossier.demarche.perimetre[int(chemin[1])]
        date_due = "du" if est_en_suite(contexte.dossier.demarche, perimetre, code, choix) else "jusqu_au"
        manquants = [cle for cle in (date_due, "motif") if getattr(choix, cle) is None]
        if choix.statut in RETRAITS and manquants:
            etat = "désengagé" if choix.statut == "desengage" else "suspendu"
            module = contexte.designer_module(chemin, code)
            message = f"{module} est {etat} sans {francais.liste(f'« {m} »' for m in manquants)}."
            yield Faute(_FICHIER, (*chemin, "statut"), message, "Le bilan et la politique citent la date et le motif.")


def choix_en_double(contexte: Contexte) -> Iterator[Faute]:
    """Un référentiel n'est cité qu'une fois, et un module n'est choisi qu'une fois pour un site."""
    demarche = contexte.dossier.demarche
    for rang in en_double(p.referentiel for p in demarche.perimetre):
        message = f"Le référentiel « {demarche.perimetre[rang].referentiel} » est déjà dans le périmètre."
        yield Faute(_FICHIER, ("perimetre", rang, "referentiel"), message, "Réunissez les deux listes.")
    for rang, perimetre in enumerate(demarche.perimetre):
        for code, choix in perimetre.modules.items():
            # Un seul choix peut n'avoir pas de début : les autres disent quand ils lui succèdent.
            sans_debut = [(i, c) for i, c in enumerate(choix) if c.du is None]
            cites = [(i, site) for i, c in sans_debut for site in c.sites or tuple(demarche.sites)]
            for double in en_double(site for _, site in cites):
                i, site = cites[double]
                chemin = ("perimetre", rang, "modules", code, i)
                module = contexte.designer_module(chemin, code)
                message = f"{module} a déjà un choix pour le site « {site} », sans date non plus."
                conseil = "Gardez un seul choix, ou dites « du » : depuis quand celui-ci remplace l'autre."
                yield Faute(_FICHIER, (*chemin, "sites") if choix[i].sites else chemin, message, conseil)


def attributs_inconnus(contexte: Contexte) -> Iterator[Faute]:
    """Un attribut de site sert à une condition d'un référentiel, fût-ce hors du périmètre."""
    utiles = frozenset[str]().union(*(r.attributs for r in contexte.dossier.referentiels.values()))
    for nom, site in contexte.dossier.demarche.sites.items():
        for attribut in site.attributs:
            if attribut not in utiles:
                proche = francais.plus_proche(attribut, utiles)
                conseil = f"Vouliez-vous dire « {proche} » ?" if proche else "Retirez-le : il n'a aucun effet."
                message = f"Aucun référentiel ne se sert de l'attribut « {attribut} »."
                yield Faute(_FICHIER, ("sites", nom, attribut), message, conseil)


def attributs_manquants(contexte: Contexte) -> Iterator[Faute]:
    """Un site renseigne les attributs dont dépendent les conditions de ses référentiels."""
    sites = contexte.dossier.demarche.sites
    for _, perimetre, referentiel in _connus(contexte):
        attributs = sorted(referentiel.attributs)
        concernes = {s for choix in perimetre.modules.values() for c in choix for s in c.sites or sites}
        for nom, site in sites.items():
            manquants = [a for a in attributs if a not in site.attributs] if nom in concernes else []
            if manquants:
                cites = francais.liste(f"« {a} »" for a in manquants)
                message = (
                    f"{referentiel.nom} dépend de {cites}, que le site « {nom} » ne renseigne pas : c'est « non »."
                )
                yield Faute(_FICHIER, ("sites", nom), message, f"Ajoutez par exemple « {manquants[0]}: true ».")


def versions_differentes(contexte: Contexte) -> Iterator[Faute]:
    """La version citée par le périmètre est celle du référentiel connu : une autre donnerait un faux diagnostic."""
    for rang, perimetre, referentiel in _connus(contexte):
        if perimetre.version is not None and perimetre.version != referentiel.version:
            message = f"La version « {perimetre.version} » de {referentiel.nom} est inconnue : c'est « {referentiel.version} »."
            conseil = "Corrigez la version, ou déposez la vôtre dans referentiels/ sous un autre identifiant."
            yield Faute(_FICHIER, ("perimetre", rang, "version"), message, conseil)


def labels_expires(contexte: Contexte) -> Iterator[Faute]:
    """Un label dont l'échéance est passée est signalé, s'il n'est ni maintenu, ni renouvelé, ni remplacé, ni retiré."""
    dossier = contexte.dossier
    expires = {v.rang for v in labels_au(dossier.demarche, dossier.referentiels, contexte.au) if v.etat == "expire"}
    for rang, label in enumerate(dossier.demarche.labels):
        if rang in expires and label.echeance is not None:
            message = f"Le label « {label.referentiel} » a expiré ({label.echeance.en_clair()})."
            yield Faute(_FICHIER, ("labels", rang, "echeance"), message, "Il reste dans l'historique de la démarche.")


def periodes_inversees(contexte: Contexte) -> Iterator[Faute]:
    """Un choix de module ou un label ne finit pas avant d'avoir commencé."""
    for chemin, code, choix in _choix(contexte):
        if choix.du is not None and choix.jusqu_au is not None and choix.jusqu_au.precede(choix.du):
            module = contexte.designer_module(chemin, code)
            message = f"{module} finit ({choix.jusqu_au.en_clair()}) avant de commencer ({choix.du.en_clair()})."
            yield Faute(_FICHIER, (*chemin, "jusqu_au"), message, "Corrigez l'une des deux dates.")
    for rang, label in enumerate(contexte.dossier.demarche.labels):
        obtenu = label.obtenu_le
        if obtenu is not None and label.echeance is not None and label.echeance.precede(obtenu):
            message = f"Le label expire ({label.echeance.en_clair()}) avant d'être obtenu ({obtenu.en_clair()})."
            yield Faute(_FICHIER, ("labels", rang, "echeance"), message, "Corrigez l'une des deux dates.")


REGLES = (
    Regle(
        "PER001",
        Gravite.ERREUR,
        "Composition des modules non respectée",
        "Le référentiel impose des modules, parfois sous condition, ou un nombre minimal parmi plusieurs. Chaque site qui "
        "a au moins un module compté à la date doit les avoir.",
        "modules: {M2: {statut: engage, sites: [evry]}}",
        "modules:\n  M1: {statut: engage, sites: [evry]}\n  M2: {statut: engage, sites: [evry]}",
        composition_rompue,
    ),
    Regle(
        "PER002",
        Gravite.ERREUR,
        "Module inconnu",
        "Un module du périmètre, ou d'un service, n'est pas dans le référentiel.",
        "modules: {M12: {statut: engage}}",
        "modules: {M1: {statut: engage}}",
        modules_inconnus,
    ),
    Regle(
        "PER003",
        Gravite.AVERTISSEMENT,
        "Site sans module",
        "Un site de la démarche n'est cité par aucun module.",
        "sites: {evry: {nom: Évry}, etampes: {nom: Étampes}}   (aucun module pour etampes)",
        "modules: {M1: {statut: engage, sites: [evry, etampes]}}",
        sites_sans_module,
    ),
    Regle(
        "PER004",
        Gravite.AVERTISSEMENT,
        "Retrait de module sans date ou sans motif",
        "Un module désengagé ou suspendu garde ses preuves ; il dit jusqu'à quand il a compté (dans une suite de choix, "
        "« du » : depuis quand il ne compte plus), et pourquoi il s'arrête.",
        "M7: {statut: desengage}",
        "M7: {statut: desengage, jusqu_au: 2022-03, motif: Report au deuxième audit}",
        retraits_incomplets,
    ),
    Regle(
        "PER005",
        Gravite.ERREUR,
        "Choix en double",
        "Un référentiel est cité deux fois, ou un module a deux choix sans début pour le même site : on ne sait lequel vaut.",
        "M1:\n  - {statut: engage, sites: [evry]}\n  - {statut: envisage, sites: [evry]}",
        "M1:\n  - {statut: envisage, sites: [evry]}\n  - {statut: engage, sites: [evry], du: 2021-03}",
        choix_en_double,
    ),
    Regle(
        "PER006",
        Gravite.AVERTISSEMENT,
        "Attribut de site sans effet",
        "Les attributs oui/non d'un site servent aux conditions des référentiels ; celui-ci n'en sert aucune.",
        "evry: {nom: Évry, cret: true}",
        "evry: {nom: Évry, cert: true}",
        attributs_inconnus,
    ),
    Regle(
        "PER007",
        Gravite.INFORMATION,
        "Attribut de site à renseigner",
        "Une condition d'un référentiel dépend d'un attribut que le site ne donne pas : il est tenu pour « non ».",
        "evry: {nom: Évry}",
        "evry: {nom: Évry, cert: false}",
        attributs_manquants,
    ),
    Regle(
        "PER008",
        Gravite.ERREUR,
        "Version de référentiel inconnue",
        "Le périmètre cite une autre version que celle du référentiel connu ; un diagnostic serait faux.",
        'version: "2020"',
        'version: "2019-02-04"',
        versions_differentes,
    ),
    Regle(
        "PER009",
        Gravite.INFORMATION,
        "Label expiré",
        "L'échéance d'un label est passée à la date du contrôle.",
        "echeance: 2015-06",
        "echeance: 2028-06",
        labels_expires,
    ),
    Regle(
        "PER010",
        Gravite.ERREUR,
        "Période inversée",
        "Un choix de module ou un label finit avant d'avoir commencé.",
        "{statut: desengage, du: 2022-03, jusqu_au: 2021-03}",
        "{statut: desengage, du: 2021-03, jusqu_au: 2022-03}",
        periodes_inversees,
    ),
)
