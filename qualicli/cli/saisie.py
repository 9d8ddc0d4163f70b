"""Les options de `qualicli nouveau`, telles qu'elles sont écrites, puis lues : une seule lecture, assistant ou non."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

from qualicli import francais
from qualicli.cli import options
from qualicli.erreurs import ErreurUsage
from qualicli.modeles.codes import normaliser, voisin
from qualicli.modeles.demarche import Site
from qualicli.modeles.referentiel import Referentiel
from qualicli.operations.nouveau import CI, Demande, identifiant, referentiel_propose

_IDENTIFIANT = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass
class OptionsNouveau:
    """Les options de la commande ; l'assistant remplit celles qui manquent."""

    nom: str | None = None
    departement: str | None = None
    referentiel: str | None = None
    sites: list[str] = field(default_factory=list)
    modules: list[str] | None = None
    services: list[str] | None = None
    exemple: bool | None = None
    ci: str | None = None


def lire(choix: OptionsNouveau, connus: Mapping[str, Referentiel], au: date) -> Demande:
    """Fait des options une demande complète ; lève une erreur qui nomme tout ce qui manque."""
    choisi = choix.referentiel or referentiel_propose(connus)
    manquants = [o for o, v in (("--nom", choix.nom), ("--referentiel", choisi), ("--site", choix.sites)) if not v]
    if not (choix.nom and choisi and choix.sites):
        raise ErreurUsage(
            f"Il manque {', '.join(manquants)}.",
            'Par exemple : --nom "Préfecture de la Loire" --site "saint-etienne=Préfecture".',
        )
    referentiel = lire_referentiel(choisi, connus)
    sites: dict[str, Site] = {}
    for texte in choix.sites:
        code, site = lire_site(texte, referentiel, sites)
        sites[code] = site
    services: dict[str, str] = {}
    for texte in choix.services or ():
        code, nom = lire_identifie(texte, services, "service")
        services[code] = nom
    return Demande(
        nom=lire_nom(choix.nom),
        departement=lire_departement(choix.departement or ""),
        referentiel=referentiel,
        sites=sites,
        modules=lire_modules(choix.modules or (), referentiel),
        services=services,
        exemple=bool(choix.exemple),
        ci=lire_ci(choix.ci or ""),
        au=au,
    )


def lire_referentiel(texte: str, connus: Mapping[str, Referentiel]) -> Referentiel:
    """Trouve un référentiel par son identifiant."""
    return connus[options.choisir(texte, list(connus), "le référentiel")]


def lire_nom(texte: str) -> str:
    """Lit un nom : quelque chose d'écrit, en caractères lisibles."""
    propre = texte.strip()
    if not propre:
        raise ErreurUsage("Un nom ne peut pas être vide.", "Écrivez-le en toutes lettres.")
    try:
        propre.encode()
    except UnicodeEncodeError:
        raise ErreurUsage("Ce nom contient un caractère illisible.", "Écrivez-le en UTF-8.") from None
    return propre


def lire_departement(texte: str) -> str:
    """Lit un numéro de département, ou rien."""
    from qualicli.modeles.temps.ouvres import numero_de_departement

    numero = numero_de_departement(texte)
    if texte.strip() and numero is None:
        raise ErreurUsage(f"« {texte} » n'est pas un numéro de département.", "Par exemple : 42, 2A ou 974.")
    return numero or ""


def lire_site(texte: str, referentiel: Referentiel, pris: Collection[str]) -> tuple[str, Site]:
    """Lit « identifiant=Nom:attribut,attribut » ; sans identifiant, il se déduit du nom."""
    nom, deux_points, liste = texte.rpartition(":")
    if not deux_points:
        nom, liste = texte, ""
    connus, presents = sorted(referentiel.attributs), [a.strip().lower() for a in liste.split(",") if a.strip()]
    for attribut in presents:
        if attribut not in connus:
            raise _attribut_inconnu(attribut, liste, connus, referentiel)
    code, nom = lire_identifie(nom, pris, "site")
    return code, Site.model_validate({"nom": nom, **{a: a in presents for a in connus}})


def _attribut_inconnu(attribut: str, liste: str, connus: Collection[str], referentiel: Referentiel) -> ErreurUsage:
    proche = francais.plus_proche(attribut, connus)
    admis = f"Ceux de {referentiel.nom} : {', '.join(connus)}." if connus else f"{referentiel.nom} n'en a aucun."
    conseil = f"Vouliez-vous dire « {proche} » ? {admis}" if proche else admis
    return ErreurUsage(
        f"L'attribut de site « {attribut} » est inconnu.",
        f"{conseil} Si « :{liste.strip()} » fait partie du nom, ajoutez « : » à la fin.",
    )


def lire_identifie(texte: str, pris: Collection[str], genre: str) -> tuple[str, str]:
    """Lit « identifiant=Nom » ; sans identifiant, il se déduit du nom."""
    gauche, egal, droite = texte.partition("=")
    if not egal:
        return identifiant(texte, pris, genre), lire_nom(texte)
    code = gauche.strip()
    if not _IDENTIFIANT.fullmatch(code) or len(code) > 80:
        raise ErreurUsage(
            f"« {code} » ne peut pas servir d'identifiant de {genre}.",
            f"Minuscules sans accent, chiffres et tirets : « {identifiant(code, pris, genre)} ».",
        )
    if code in pris:
        raise ErreurUsage(f"L'identifiant de {genre} « {code} » sert deux fois.", "Donnez-en un autre.")
    return code, lire_nom(droite)


def lire_modules(codes: Collection[str], referentiel: Referentiel) -> tuple[str, ...]:
    """Vérifie que ces modules existent."""
    connus = [m.code for m in referentiel.modules]
    voulus = tuple(map(normaliser, codes))
    for code in voulus:
        if code not in connus:
            proche = voisin(code, connus)
            conseil = f"Vouliez-vous dire « {proche} » ? " if proche else ""
            raise ErreurUsage(f"« {code} » n'est pas admis pour --module.", f"{conseil}Valeurs : {', '.join(connus)}.")
    return voulus


def lire_ci(texte: str) -> str:
    """Vérifie le nom d'une intégration continue, ou rien."""
    return texte and options.choisir(texte, list(CI), "--ci")


def lire_nom_de_profil(texte: str) -> str:
    """Vérifie qu'un nom de profil peut être celui d'un fichier."""
    if not _IDENTIFIANT.fullmatch(texte) or len(texte) > 80:
        raise ErreurUsage(
            f"« {texte} » ne peut pas servir de nom de profil.",
            "Minuscules sans accent, chiffres et tirets, par exemple : suivi-accueil.",
        )
    return texte
