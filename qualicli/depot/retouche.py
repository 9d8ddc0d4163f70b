"""Retoucher un fichier YAML par positions : la ligne voulue change, tout le reste garde ses octets.

Chaque retouche est relue : la valeur obtenue doit être exactement celle voulue, et toutes les autres inchangées ; sinon
rien n'est rendu. Le fichier fini l'est encore, par un second lecteur : mêmes données, mêmes commentaires, même ordre des clés.
"""

import copy
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from yaml.nodes import MappingNode, Node, ScalarNode

from qualicli.depot import yaml_brut
from qualicli.depot import yaml_ecrit as ecrit
from qualicli.depot.texte_brut import BOM, ENTETE
from qualicli.depot.yaml_relu import comparer
from qualicli.erreurs import ErreurEcriture
from qualicli.modeles.anomalie import Chemin
from qualicli.modeles.codes import normaliser
from qualicli.modeles.retouche import Ajouter, Poser, Valeur


class RetoucheImpossible(Exception):
    """Cette écriture du fichier ne se prête pas à une retouche sûre."""


def retoucher(octets: bytes, retouches: Iterable[Poser | Ajouter], fichier: str) -> bytes:
    """Applique des retouches à un fichier, et vérifie chacune ; lève une erreur, sans rien rendre, au moindre doute."""
    bom, octets = (BOM, octets.removeprefix(BOM)) if octets.startswith(BOM) else (b"", octets)
    trouve = ENTETE.match(octets) if fichier.endswith(".md") else None
    tete, suite = (octets[: trouve.end(1)], octets[trouve.end(1) :]) if trouve else (octets, b"")
    avant = texte = tete.decode("utf-8")
    try:
        ote, lue = False, None
        for retouche in retouches:
            ote |= isinstance(retouche, Poser) and not isinstance(retouche.valeur, str)
            texte, lue = _verifiee(texte, retouche, lue)
        if texte != avant:
            _confirmer(texte, lue, avant, ote)
    except RetoucheImpossible as faute:
        raise ErreurEcriture(
            f"« {fichier} » est écrit d'une façon qui ne peut pas être retouchée sans risque ({faute}).",
            "Changez cette valeur à la main ; rien n'a été écrit.",
        ) from None
    return bom + texte.encode("utf-8") + suite


# `lue` est la valeur du texte, quand la retouche d'avant l'a déjà relue ; la sienne revient avec le texte neuf.
def _verifiee(texte: str, retouche: Poser | Ajouter, lue: Any = None) -> tuple[str, Any]:
    valeur, fautes = yaml_brut.lire(texte.encode("utf-8")) if lue is None else (lue, [])
    if fautes or not isinstance(valeur, dict):
        raise RetoucheImpossible("le fichier a des fautes de lecture")
    retouche = replace(retouche, chemin=_tel_qu_ecrit(valeur, retouche.chemin))
    voulu = copy.deepcopy(valeur)
    try:
        appliquer(voulu, retouche)
    except (AttributeError, IndexError, KeyError, TypeError):  # un objet là où était une liste, ou l'inverse
        raise RetoucheImpossible("le chemin n'existe plus") from None
    nouveau = _Texte(texte).retoucher(retouche)
    relue, fautes = yaml_brut.lire(nouveau.encode("utf-8"))
    if fautes or relue != voulu:
        raise RetoucheImpossible("la relecture ne donne pas la valeur voulue")
    return nouveau, relue


def _tel_qu_ecrit(valeur: Any, chemin: Chemin) -> Chemin:
    """Le chemin, avec les codes tels que le fichier les écrit : « 06 » pour l'engagement 6."""
    if not chemin or not isinstance(valeur, dict):
        return chemin
    pas = next((c for c in (chemin[0], *valeur) if c in valeur and normaliser(str(c)) == str(chemin[0])), chemin[0])
    return (pas, *_tel_qu_ecrit(valeur.get(pas), chemin[1:]))


def _confirmer(texte: str, lue: Any, avant: str = "", ote: bool = False) -> None:
    if ecart := comparer(texte, lue, avant, ote):
        raise RetoucheImpossible(ecart)


def appliquer(valeur: Any, retouche: Poser | Ajouter) -> None:
    """Applique une retouche à une valeur lue ; dit ce que le fichier devra contenir."""
    *tete, cle = retouche.chemin
    for pas in tete:
        if isinstance(valeur, dict) and valeur.get(pas) is None:
            if isinstance(retouche, Poser) and retouche.valeur is None:  # rien à ôter
                return
            valeur[pas] = {}
        valeur = valeur[pas]
    if isinstance(retouche, Ajouter):
        valeur[cle] = [*ecrit.en_liste(valeur.get(cle)), ecrit.en_textes(retouche.element)]
    elif retouche.valeur is None:
        valeur.pop(cle, None)
    else:
        valeur[cle] = ecrit.en_textes(retouche.valeur)


class _Texte:
    """Un texte YAML et son arbre ; les positions sont des rangs de caractères."""

    def __init__(self, texte: str) -> None:
        self.texte = texte
        self.fin = "\r\n" if "\r\n" in texte else "\n"
        self.arbre: Any = yaml_brut.composer(texte.encode("utf-8"))

    def retoucher(self, retouche: Poser | Ajouter) -> str:
        parent, chemin = self.arbre, list(retouche.chemin)
        while len(chemin) > 1:
            suivant = _valeur_de(parent, chemin[0])
            if suivant is None or _est_vide(suivant):  # l'objet intermédiaire n'existe pas encore
                return self._creer(parent, chemin, retouche)
            parent, chemin = suivant, chemin[1:]
        cle = chemin[0]
        if isinstance(retouche, Ajouter):
            return self._ajouter(parent, str(cle), retouche.element)
        if retouche.valeur is None:
            return self._oter(parent, cle)
        return self._poser(parent, cle, retouche.valeur)

    def _creer(self, parent: Node, chemin: list[str | int], retouche: Poser | Ajouter) -> str:
        valeur: Any = [retouche.element] if isinstance(retouche, Ajouter) else retouche.valeur
        if valeur is None:
            return self.texte
        for pas in reversed(chemin[1:]):
            valeur = {str(pas): valeur}
        return self._poser(parent, chemin[0], valeur)

    # --- Poser

    def _poser(self, parent: Node, cle: str | int, valeur: Valeur) -> str:
        noeud = _valeur_de(parent, cle)
        if noeud is None:
            return self._inserer(parent, str(cle), valeur)
        if isinstance(valeur, list | tuple) and not _en_flux(noeud) and isinstance(noeud.value, list):
            return self._ajuster(noeud, parent, cle, valeur)
        if isinstance(noeud.value, list) and "#" in self.texte[noeud.start_mark.index : self._fin_de(noeud)]:
            raise RetoucheImpossible("la liste contient un commentaire")
        debut, fin = noeud.start_mark.index, self._fin_de(noeud)
        nouveau = self._rendre(valeur, noeud, parent)
        if _est_vide(noeud):
            nouveau = f" {nouveau}"
        return self.texte[:debut] + nouveau + self.texte[fin:]

    def _rendre(self, valeur: Valeur, ancien: Any, parent: Any) -> str:
        """Écrit une valeur dans le style de celle qu'elle remplace."""
        en_flux = _en_flux(parent)
        if not isinstance(valeur, str):
            return ecrit.flux(valeur)
        style = ancien.style if isinstance(ancien, ScalarNode) and ancien.style in ("'", '"', ">") else None
        if not en_flux and "\n" in valeur:
            style = "|"
        return ecrit.scalaire(valeur, en_flux, style, _retrait(parent), self.fin)

    def _inserer(self, parent: Any, cle: str, valeur: Valeur) -> str:
        if not isinstance(parent, MappingNode):
            raise RetoucheImpossible("l'objet attendu n'en est pas un")
        if _en_flux(parent):
            ecrite = ecrit.flux(valeur)
            if not parent.value:
                ou = parent.start_mark.index + 1
                return f"{self.texte[:ou]}{ecrit.flux(cle)}: {ecrite}{self.texte[ou:]}"
            ou = self._fin_de(parent.value[-1][1])
            vide = " " if _est_vide(parent.value[-1][1]) else ""
            return f"{self.texte[:ou]}{vide}, {ecrit.flux(cle)}: {ecrite}{self.texte[ou:]}"
        return self._apres(parent, ecrit.entree(cle, valeur, _retrait(parent), self.fin))

    def _apres(self, noeud: Any, lignes: str) -> str:
        """Insère des lignes entières après la dernière d'un nœud, commentaire de fin de ligne compris."""
        fin = self.texte.find("\n", self._fin_de(noeud))
        if fin < 0:
            return self.texte + self.fin + lignes
        return self.texte[: fin + 1] + lignes + self.texte[fin + 1 :]

    def _ajuster(self, noeud: Any, parent: Any, cle: str | int, valeurs: list[Valeur] | tuple[Valeur, ...]) -> str:
        """Change une liste écrite en lignes : ôte les éléments disparus, ajoute les nouveaux à la fin."""
        voulus = [ecrit.en_textes(v) for v in valeurs]
        presents = [e.value if isinstance(e, ScalarNode) else None for e in noeud.value]
        if None in presents:
            raise RetoucheImpossible("la liste contient des objets")
        gardes = [p for p in presents if p in voulus]
        if voulus[: len(gardes)] != gardes:
            raise RetoucheImpossible("l'ordre de la liste change")
        if not gardes:
            nom = next(c for c, _ in parent.value if c.value == cle)
            debut, fin = self.texte.index(":", nom.end_mark.index) + 1, self._fin_de(noeud)
            if "#" in self.texte[debut:fin]:
                raise RetoucheImpossible("la liste contient un commentaire")
            return f"{self.texte[:debut]} {ecrit.flux(valeurs)}{self.texte[fin:]}"
        texte = self._apres(
            noeud,
            "".join(
                f"{' ' * noeud.start_mark.column}- {ecrit.scalaire(v, False)}{self.fin}" for v in valeurs[len(gardes) :]
            ),
        )
        for element, present in reversed(list(zip(noeud.value, presents, strict=True))):
            if present not in voulus:
                texte = _sans_lignes(texte, element.start_mark.index, self._fin_de(element), "-")
        return texte

    # --- Ôter

    def _oter(self, parent: Any, cle: str | int) -> str:
        entrees = parent.value if isinstance(parent, MappingNode) else []
        rang = next((r for r, (c, _) in enumerate(entrees) if c.value == cle), None)
        if rang is None:
            return self.texte
        if len(entrees) == 1:
            raise RetoucheImpossible("c'est la seule clé de l'objet")
        nom, valeur = entrees[rang]
        debut, fin = nom.start_mark.index, self._fin_de(valeur)
        if _en_flux(parent):
            if rang:
                debut = self._fin_de(entrees[rang - 1][1])
            else:
                fin = entrees[1][0].start_mark.index
            if "#" in self.texte[debut : nom.start_mark.index]:
                raise RetoucheImpossible("un commentaire sépare les clés")
            return self.texte[:debut] + self.texte[fin:]
        ligne = self.texte.rfind("\n", 0, debut) + 1
        if not self.texte[ligne:debut].strip():
            return _sans_lignes(self.texte, debut, fin, "")
        suivante = entrees[1][0].start_mark.index  # la première clé d'un élément : la deuxième prend sa place
        return self.texte[:debut] + self.texte[suivante:]

    # --- Ajouter

    def _ajouter(self, parent: Any, cle: str, element: Valeur) -> str:
        noeud: Any = _valeur_de(parent, cle)
        if noeud is None:
            return self._inserer(parent, cle, [element])
        if _est_vide(noeud) and not _en_flux(parent):
            return self._apres(noeud, f"{' ' * (_retrait(parent) + 2)}- {ecrit.flux(element)}{self.fin}")
        if not isinstance(noeud.value, list) or isinstance(noeud, MappingNode):
            raise RetoucheImpossible("une liste était attendue")
        if not _en_flux(noeud):
            return self._apres(noeud, ecrit.element(element, noeud.start_mark.column, self.fin))
        if noeud.value:
            ou = self._fin_de(noeud.value[-1])
            return f"{self.texte[:ou]}, {ecrit.flux(element)}{self.texte[ou:]}"
        debut, fin = noeud.start_mark.index, noeud.end_mark.index
        if _en_flux(parent):
            return f"{self.texte[:debut]}[{ecrit.flux(element)}]{self.texte[fin:]}"
        ligne = f"{self.fin}{' ' * (_retrait(parent) + 2)}- {ecrit.flux(element)}"
        reste = self.texte[fin:]
        commentaire = re.match(r"[^\r\n]*", reste)
        garde = commentaire[0] if commentaire else ""
        return self.texte[:debut].rstrip(" ") + garde.rstrip() + ligne + reste[len(garde) :]

    def _fin_de(self, noeud: Any) -> int:
        """Où finit vraiment un nœud : libyaml donne à un bloc les commentaires et les lignes vides qui le suivent."""
        debut, fin = int(noeud.start_mark.index), int(noeud.end_mark.index)
        if isinstance(noeud, ScalarNode):
            return debut + len(self.texte[debut:fin].rstrip()) if noeud.style in ("|", ">") else fin
        if _en_flux(noeud) or not noeud.value:
            return fin
        dernier = noeud.value[-1]
        return self._fin_de(dernier[1] if isinstance(dernier, tuple) else dernier)


def _valeur_de(noeud: Any, cle: str | int) -> Any:
    if isinstance(noeud, MappingNode):
        return next((v for c, v in noeud.value if c.value == cle), None)
    if isinstance(noeud.value, list) and isinstance(cle, int) and cle < len(noeud.value):
        return noeud.value[cle]
    raise RetoucheImpossible("le chemin n'existe plus")


def _est_vide(noeud: Any) -> bool:
    return isinstance(noeud, ScalarNode) and noeud.value == "" and not noeud.style


def _en_flux(noeud: Any) -> bool:
    return bool(getattr(noeud, "flow_style", False))


def _retrait(noeud: Any) -> int:
    return int(noeud.value[0][0].start_mark.column) if isinstance(noeud, MappingNode) and noeud.value else 0


def _sans_lignes(texte: str, debut: int, fin: int, avant: str) -> str:
    """Ôte des lignes entières, à condition que rien d'autre ne les commence."""
    premiere = texte.rfind("\n", 0, debut) + 1
    if texte[premiere:debut].strip() != avant:
        raise RetoucheImpossible("la ligne contient autre chose")
    derniere = texte.find("\n", fin)
    return texte[:premiere] + (texte[derniere + 1 :] if derniere >= 0 else "")


def composer(valeurs: Mapping[str, Valeur], fichier: str) -> bytes:
    """Écrit un fichier neuf : du YAML, ou un en-tête quand c'est un Markdown."""
    texte = ecrit.document(valeurs)
    lue, fautes = yaml_brut.lire(texte.encode("utf-8"))
    try:
        _confirmer(texte, lue)
        if fautes or lue != ecrit.en_textes(valeurs):
            raise RetoucheImpossible("la relecture ne donne pas la valeur voulue")
    except RetoucheImpossible as faute:
        raise ErreurEcriture(f"« {fichier} » ne peut pas être écrit sans risque ({faute}).") from None
    return (f"---\n{texte}---\n" if fichier.endswith(".md") else texte).encode("utf-8")
