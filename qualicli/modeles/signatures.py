"""Ce que l'on signe d'un objet, et ce qui en a changé depuis, clé par clé. Fonctions pures."""

import datetime
from collections.abc import Iterator, Mapping
from datetime import time
from difflib import SequenceMatcher
from typing import Any, NamedTuple

from qualicli import francais
from qualicli.modeles.acte_signe import ActeSigne, normer
from qualicli.modeles.acteur import Acteur
from qualicli.modeles.audit import Audit
from qualicli.modeles.base import Modele, Objet
from qualicli.modeles.changements import titrer
from qualicli.modeles.dossier import Dossier
from qualicli.modeles.reunion import Reunion
from qualicli.modeles.temps.dates import DateImprecise

_LARGEUR = 60  # d'un texte changé, on montre les alentours du changement


# --- Ce que l'on signe d'un objet


class TableSignee(dict[str, Any]):
    """Les clés d'un objet, et celles que la suite peut encore remplir sans toucher à ce qui est signé."""

    completables: frozenset[str] = frozenset()


def valeurs_signees(objet: Modele) -> TableSignee:
    """Les clés propres d'un objet, en textes, listes et tables ; ni ce qu'il vaut sans être écrit, ni son texte libre."""
    table = TableSignee()
    for nom, champ in type(objet).model_fields.items():
        cle, valeur = champ.alias or nom, getattr(objet, nom)
        if not cle.startswith("@") and valeur is not None and valeur != champ.get_default(call_default_factory=True):
            table[cle] = _valeur(valeur)
    table.completables = type(objet).completables
    return table


def _valeur(valeur: Any) -> Any:
    if isinstance(valeur, Acteur):
        dit = valeurs_signees(valeur)
        return next(iter(dit.values())) if len(dit) == 1 and "organisme" not in dit else dit
    if isinstance(valeur, Modele):
        return valeurs_signees(valeur)
    if isinstance(valeur, Mapping):
        return {str(cle): _valeur(v) for cle, v in valeur.items()}
    if isinstance(valeur, tuple | list):
        return [_valeur(v) for v in valeur]
    return normer(_en_texte(valeur))


def _en_texte(valeur: Any) -> str:
    if isinstance(valeur, bool):
        return str(valeur).lower()
    if isinstance(valeur, time):
        return valeur.strftime("%H:%M")
    return getattr(valeur, "texte", None) or str(valeur)


# --- Ce qui a changé


class Difference(NamedTuple):
    """Ce qui diffère de ce qui a été signé : l'endroit dans l'objet, comment on le nomme, avant, après."""

    chemin: tuple[str | int, ...]
    ou: tuple[str, ...]
    avant: Any
    apres: Any

    @property
    def endroit(self) -> str:
        """« décisions, d2, texte »."""
        return ", ".join(map(titrer, self.ou))

    @property
    def cotes(self) -> tuple[str, str]:
        """Avant et après, en entier."""
        return _dire(self.avant), _dire(self.apres)

    @property
    def en_clair(self) -> str:
        """« décisions, d2, texte : « A » → « B » » ; d'un long texte, les alentours du changement."""
        avant, apres = self.cotes
        commun = next((i for i, (a, b) in enumerate(zip(avant, apres, strict=False)) if a != b), 0)
        debut = max(0, commun - 20) if max(len(avant), len(apres)) > _LARGEUR else 0
        cadres = (
            _cadrer(texte, debut) if cote is not None else texte
            for texte, cote in ((avant, self.avant), (apres, self.apres))
        )
        return f"{self.endroit} : {' → '.join(cadres)}"


def _cadrer(texte: str, debut: int) -> str:
    """Une fenêtre d'un texte, entre guillemets ; « … » dit ce qui en est ôté."""
    suite = "…" if len(texte) > debut + _LARGEUR else ""
    return francais.guillemets(f"{'…' if debut else ''}{texte[debut : debut + _LARGEUR].strip()}{suite}")


def _dire(valeur: Any) -> str:
    if valeur is None:
        return "rien"
    if isinstance(valeur, Mapping):
        return ", ".join(f"{titrer(str(cle))} : {_dire(v)}" for cle, v in valeur.items())
    return " ; ".join(map(_dire, valeur)) if isinstance(valeur, list) else " ".join(str(valeur).split())


def differences(avant: Mapping[str, Any], apres: Mapping[str, Any]) -> Iterator[Difference]:
    """Ce qui diffère d'une table signée à une autre, ou à l'objet tel qu'il est ; une suite attendue n'en est pas une."""
    yield from _tables(avant, apres, (), ())


def _tables(
    avant: Mapping[str, Any], apres: Mapping[str, Any], chemin: tuple[str | int, ...], ou: tuple[str, ...]
) -> Iterator[Difference]:
    libres = apres.completables if isinstance(apres, TableSignee) else frozenset()
    for cle in dict.fromkeys((*avant, *apres)):
        ancien, neuf = avant.get(cle), apres.get(cle)
        if ancien != neuf and not (ancien is None and cle in libres):
            yield from _valeurs(ancien, neuf, (*chemin, cle), (*ou, cle), cle in libres)


def _valeurs(
    avant: Any, apres: Any, chemin: tuple[str | int, ...], ou: tuple[str, ...], libre: bool
) -> Iterator[Difference]:
    if isinstance(avant, Mapping) and isinstance(apres, Mapping):
        yield from _tables(avant, apres, chemin, ou)
    elif isinstance(avant, list) and isinstance(apres, list):
        yield from _listes(avant, apres, chemin, ou, libre)
    else:
        yield Difference(chemin, ou, avant, apres)


def _listes(
    avant: list[Any], apres: list[Any], chemin: tuple[str | int, ...], ou: tuple[str, ...], libre: bool
) -> Iterator[Difference]:
    """Les éléments se reconnaissent à leur identifiant, sinon à leur rang parmi ceux qui ont changé."""
    restes = [e for e in avant if e not in apres]
    neufs = [(rang, e) for rang, e in enumerate(apres) if e not in avant]
    par_nom = {nom: e for e in restes if (nom := _nom(e))}
    paires: list[tuple[Any, int | None, Any]] = []
    for rang, element in list(neufs):
        nom = _nom(element)
        ancien = par_nom.pop(nom, None) if nom else (restes[0] if restes and not _nom(restes[0]) else None)
        if ancien is not None:
            restes.remove(ancien)
            neufs.remove((rang, element))
            paires.append((ancien, rang, element))
    for ancien, place, neuf in (*paires, *((e, None, None) for e in restes)):
        rang_dit = place if place is not None else avant.index(ancien)
        ici = (*chemin, place) if place is not None else chemin
        yield from _valeurs(ancien, neuf, ici, (*ou, _nom(neuf or ancien) or str(rang_dit + 1)), False)
    if not libre:  # une liste qui se complète peut s'allonger
        for rang, element in neufs:
            yield Difference((*chemin, rang), (*ou, _nom(element) or str(rang + 1)), None, element)
    if not (paires or restes or neufs):
        yield Difference(chemin, ou, "un ordre", "un autre ordre, ou un élément répété")


def _nom(element: Any) -> str:
    return str(element.get("id", "")) if isinstance(element, Mapping) else ""


def differences_de_texte(avant: str, apres: str) -> Iterator[Difference]:
    """Les lignes qui diffèrent d'un texte à l'autre ; le chemin est le rang de la ligne dans le second."""
    lignes, neuves = normer(avant).split("\n"), normer(apres).split("\n")
    for genre, a, b, c, d in SequenceMatcher(None, lignes, neuves, autojunk=False).get_opcodes():
        if genre != "equal":
            ancien, neuf = ("\n".join(li).strip() or None for li in (lignes[a:b], neuves[c:d]))
            if ancien != neuf:
                yield Difference((c,), ("texte", f"ligne {c + 1}"), ancien, neuf)


def depuis_la_signature(acte: ActeSigne, objet: Objet) -> tuple[Difference, ...]:
    """Ce qui a changé d'un objet depuis qu'il est signé."""
    texte = differences_de_texte(acte.corps, getattr(objet, "corps", ""))
    return (*differences(acte.signe, valeurs_signees(objet)), *texte)


def entre_actes(avant: ActeSigne, apres: ActeSigne) -> tuple[Difference, ...]:
    """Ce qu'un rectificatif change à la version qu'il rectifie."""
    return (*differences(avant.signe, apres.signe), *differences_de_texte(avant.corps, apres.corps))


# --- Les versions d'un même objet


def versions(actes: Mapping[str, ActeSigne], objet: str, au: datetime.date | None = None) -> list[ActeSigne]:
    """Les actes qui ont signé un objet, de la première version à celle qui vaut, tels qu'on les connaît à une date."""
    connus = [a for a in actes.values() if a.objet == objet and (au is None or a.le.est_acquise(au))]
    return sorted(connus, key=lambda a: (a.le.fin, _rang(actes, a), a.id))


def _rang(actes: Mapping[str, ActeSigne], acte: ActeSigne) -> int:
    vus: set[str] = set()
    courant = acte.rectifie
    while courant is not None and courant not in vus:
        vus.add(courant)
        courant = actes[courant].rectifie if courant in actes else None
    return len(vus)


def date_de(dossier: Dossier, objet: Objet | None, au: datetime.date) -> DateImprecise | None:
    """Quand a lieu ce qui se signe, jalons suivis ; il ne peut pas être signé avant."""
    if isinstance(objet, Audit):
        return objet.date.resoudre(dossier.dates_jalons(au))
    return objet.date if isinstance(objet, Reunion) else None
