"""Chercher dans un dossier : par un texte, un service, une exigence, un rôle. N'écrit rien."""

import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from qualicli import francais
from qualicli.depot import yaml_brut
from qualicli.depot.dossier_lu import DossierLu
from qualicli.depot.ramassage import ramasser
from qualicli.depot.texte_brut import BOM, ENTETE
from qualicli.erreurs import ErreurUsage
from qualicli.modeles.anomalie import Chemin
from qualicli.modeles.base import Objet
from qualicli.modeles.changements import nature_de, nommer
from qualicli.modeles.codes import normaliser, voisin
from qualicli.modeles.dossier import Dossier
from qualicli.modeles.liens import citations
from qualicli.modeles.suivi import SuiviEngagement
from qualicli.operations.ouvrir import ouvrir


@dataclass(frozen=True)
class Demandes:
    """Ce que l'on cherche ; tout ce qui est donné doit être trouvé dans le même objet."""

    texte: str = ""
    services: tuple[str, ...] = ()
    exigences: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()

    @property
    def en_clair(self) -> str:
        """Ce que l'on cherche, en une phrase."""
        mots = [francais.guillemets(self.texte)] if self.texte else []
        for quoi, valeurs in (("service", self.services), ("exigence", self.exigences), ("rôle", self.roles)):
            mots += [f"{quoi} {francais.liste(valeurs)}"] if valeurs else []
        return ", ".join(mots)


@dataclass(frozen=True)
class Trouvaille:
    """Un objet trouvé : ce qu'il est, comment on l'appelle, son fichier, et les lignes qui répondent."""

    nature: str
    nom: str
    fichier: str
    extraits: tuple[tuple[int, str], ...]

    @property
    def ligne(self) -> int:
        """La première ligne qui répond."""
        return self.extraits[0][0] if self.extraits else 1


def chercher(racine: Path, demandes: Demandes, au: date) -> list[Trouvaille]:
    """Les objets qui répondent, dans l'ordre de leurs fichiers ; accents, casse et composition ne comptent pas."""
    if not demandes.en_clair:
        raise ErreurUsage(
            "Dites ce que vous cherchez.", "« qualicli chercher rampe », ou --service, --exigence, --role."
        )
    dossier, lecture, _ = ouvrir(ramasser(racine))
    filtres = _filtres(demandes, dossier, au)
    objets = {o.fichier: o for famille in lecture.objets.values() for o in famille.values()}
    trouvailles = []
    for fichier in sorted(lecture.sources):
        if filtres and fichier not in objets:
            continue
        valeur, corps = _valeur(lecture, fichier)
        lignes: list[tuple[int, str]] = []
        for filtre in filtres:
            citees = [(lecture.situer(fichier, c).ligne, texte) for c, texte in filtre(objets[fichier])]
            if not citees:
                break
            lignes += citees
        else:
            textes = list(_lignes(lecture, fichier, valeur, corps, plier(demandes.texte))) if demandes.texte else []
            if textes or (filtres and not demandes.texte):
                extraits = tuple(dict.fromkeys(sorted(textes or lignes)))
                nature = nature_de(fichier)
                nature = dossier.mots.engagement if dossier and nature == "engagement" else nature
                trouvailles.append(Trouvaille(nature, nommer(fichier, valeur), fichier, extraits))
    return trouvailles


def plier(texte: str) -> str:
    """Un texte tel qu'il se compare : sans accent, ni casse, ni composition, ni apostrophe typographique."""
    plie = francais.sans_accent(unicodedata.normalize("NFC", texte)).casefold().replace("’", "'")
    return " ".join(plie.split())


def _valeur(lecture: DossierLu, fichier: str) -> tuple[Any, tuple[int, str]]:
    """La valeur d'une fiche, et son texte libre avec sa première ligne ; un .csv n'est que du texte."""
    octets = lecture.sources[fichier].removeprefix(BOM)
    if fichier.endswith(".csv"):
        return None, (1, octets.decode("utf-8", "replace"))
    trouve = ENTETE.match(octets) if fichier.endswith(".md") else None
    if fichier.endswith(".md") and trouve is None:
        return None, (1, octets.decode("utf-8", "replace"))
    corps = (0, "")
    if trouve is not None:
        corps = (octets[: trouve.end()].count(b"\n") + 1, octets[trouve.end() :].decode("utf-8", "replace"))
        octets = octets[: trouve.end(1)]
    try:
        return yaml_brut.lire(octets)[0], corps
    except UnicodeDecodeError:
        return None, corps


def _lignes(
    lecture: DossierLu, fichier: str, valeur: Any, corps: tuple[int, str], cherche: str
) -> Iterator[tuple[int, str]]:
    radical = fichier.rpartition("/")[2].rpartition(".")[0]
    if cherche in plier(radical) or cherche in plier(radical.replace("-", " ")):
        yield 1, fichier
    for chemin, texte in _textes(valeur, ()):
        if cherche in plier(texte):
            cle = next((str(p) for p in reversed(chemin) if isinstance(p, str)), "")
            yield lecture.situer(fichier, chemin).ligne, f"{cle} : {_autour(texte, cherche)}"
    debut, texte = corps
    for rang, ligne in enumerate(texte.splitlines()):
        if cherche in plier(ligne):
            yield debut + rang, _autour(ligne, cherche)


def _textes(valeur: Any, chemin: Chemin) -> Iterator[tuple[Chemin, str]]:
    if isinstance(valeur, str):
        yield chemin, valeur
    elif isinstance(valeur, dict):
        for cle, dedans in valeur.items():
            if not isinstance(dedans, str):
                yield (*chemin, cle), str(cle)  # une table s'identifie par ses clés : un service, une personne
            yield from _textes(dedans, (*chemin, cle))
    elif isinstance(valeur, list):
        for rang, dedans in enumerate(valeur):
            yield from _textes(dedans, (*chemin, rang))


def _autour(texte: str, cherche: str, place: int = 90) -> str:
    texte = " ".join(texte.split())
    if len(texte) <= place:
        return texte
    ou = max(plier(texte).find(cherche) - place // 3, 0)
    return f"{'…' if ou else ''}{texte[ou : ou + place].strip()}{'…' if ou + place < len(texte) else ''}"


# --- Les filtres

Filtre = Callable[[Objet], Iterable[tuple[Chemin, str]]]


def _filtres(demandes: Demandes, dossier: Dossier | None, au: date) -> list[Filtre]:
    if not (demandes.services or demandes.exigences or demandes.roles):
        return []
    if dossier is None:
        raise ErreurUsage(
            "qualicli.yaml ne se lit pas.", "« qualicli valider » dit pourquoi ; un texte seul se cherche quand même."
        )
    filtres: list[Filtre] = []
    for service in demandes.services:
        filtres.append(_citant({_connu(service, dossier.services, "--service")}, ("services", "acteurs")))
    for exigence in demandes.exigences:
        filtres.append(_couvrant(dossier, exigence))
    for role in demandes.roles:
        filtres.append(_citant(_ids_du_role(dossier, role, au), ("roles", "personnes", "acteurs")))
    return filtres


def _citant(identifiants: set[str], familles: tuple[str, ...]) -> Filtre:
    def filtre(objet: Objet) -> Iterable[tuple[Chemin, str]]:
        return [
            (c.chemin, f"{_cle_de(c.chemin)} : {c.valeur}")
            for c in citations(objet)
            if c.famille in familles and c.valeur in identifiants
        ]

    return filtre


def _couvrant(dossier: Dossier, exigence: str) -> Filtre:
    referentiel, code = dossier.reference(exigence)
    connus = [r for r in dossier.referentiels.values() if not referentiel or r.id == referentiel]
    admis = {code, *(f.code for r in connus for f in r.feuilles_de(code))}
    if not any(code in r.codes or r.module(code) for r in connus):
        codes = {c for r in connus for c in r.codes}
        proche = voisin(code, codes)
        conseil = f"Vouliez-vous dire « {proche} » ? " if proche else ""
        raise ErreurUsage(
            f"« {exigence} » n'existe pas dans le périmètre.", f"{conseil}« qualicli referentiel montrer » les liste."
        )

    def dedans(cite: str, defaut: str = "") -> bool:
        autre, sien = dossier.reference(cite)
        return sien in admis and (not referentiel or (defaut or autre) == referentiel)

    def filtre(objet: Objet) -> Iterable[tuple[Chemin, str]]:
        if isinstance(objet, SuiviEngagement):
            sien = objet.referentiel
            if referentiel and sien != referentiel:
                return []
            if normaliser(objet.engagement) == code:
                return [(("engagement",), f"{dossier.mots.engagement} : {objet.engagement}")]
            return [
                (("evaluations", rang), f"{dossier.mots.exigence} : {e.exigence}")
                for rang, e in enumerate(objet.evaluations)
                if e.exigence and dedans(e.exigence, sien)
            ]
        return [
            (c.chemin, f"{_cle_de(c.chemin)} : {c.valeur}")
            for c in citations(objet)
            if c.famille == "references" and dedans(c.valeur)
        ]

    return filtre


def _ids_du_role(dossier: Dossier, role: str, au: date) -> set[str]:
    """L'identifiant d'un rôle, et qui le tient ce jour-là ; un rôle se dit par son identifiant ou son intitulé."""
    roles = dossier.annuaire.roles if dossier.annuaire else {}
    cherche = plier(role)
    trouve = next((i for i, r in roles.items() if cherche in (plier(i), plier(r.intitule))), None)
    trouve = trouve or _connu(role, {**roles, **{r.intitule: r for r in roles.values()}}, "--role")
    titulaire = roles[trouve].titulaire(au)
    return {trouve, *({titulaire.personne} if titulaire else ())}


def _connu(valeur: str, connus: Iterable[str], option: str) -> str:
    connus = list(connus)
    if valeur in connus:
        return valeur
    proche = francais.plus_proche(valeur, connus)
    liste = f"Valeurs : {', '.join(connus) or 'aucune'}."
    raise ErreurUsage(
        f"« {valeur} » est inconnu pour {option}.", f"Vouliez-vous dire « {proche} » ?" if proche else liste
    )


def _cle_de(chemin: Chemin) -> str:
    return next((str(p) for p in reversed(chemin) if isinstance(p, str)), "")
