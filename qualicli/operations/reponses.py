"""Ce que valent les réponses à un formulaire : un texte devient une valeur du dossier, contrôlée comme le ferait `valider`."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any, cast

from pydantic import BaseModel

from qualicli import francais
from qualicli.echanges.cellules.dates_tapees import date_ecrite
from qualicli.erreurs import ErreurUsage
from qualicli.modeles.base import en_identifiant
from qualicli.modeles.codes import decouper
from qualicli.modeles.dossier import Dossier
from qualicli.modeles.formulaire import CODES, CORPS, Formulaire, Question, trouver
from qualicli.operations.controle_des_reponses import controler
from qualicli.operations.formulaires import formulaire
from qualicli.operations.possibles import possibles, reconnaitre, retrouver

_AFFECTATION = re.compile(r"([a-z][a-z0-9_.]*)=(.*)", re.DOTALL)
_ENTRE_CLES = re.compile(r";(?= ?[a-z][a-z0-9_.]*=)")
_PEU = 12  # un choix assez court pour se dire en entier
_VIDE = ("", "-")  # une réponse que l'on reprend pour l'ôter


@dataclass
class Reponses:
    """Les réponses données à un formulaire, telles que le dossier les écrirait ; une faute se dit dès qu'elle est là."""

    formulaire: Formulaire
    modele: type[BaseModel]
    dossier: Dossier
    au: date
    fichier: str = "x.yaml"  # où l'objet s'écrirait : un lien relatif s'y rapporte
    valeurs: dict[str, Any] = field(default_factory=dict)
    referentiel: str = ""  # celui qu'une référence a nommé, quand la clé n'en garde que le code

    def donner(self, chemin: str, texte: str) -> None:
        """Prend une réponse ; lève une erreur, sans la garder, quand `valider` la refuserait."""
        question = self._question(chemin.partition(".")[0])
        if not texte.isascii() and texte.encode("utf-8", "replace").decode() != texte:
            raise ErreurUsage("Cette réponse contient un caractère illisible.", "Écrivez-la en UTF-8.")
        try:
            self._donner(question, chemin, texte)
        except ErreurUsage as refus:
            # un code qui ressemble à un autre est une autre exigence : le proposer tromperait, `valider` sait quoi dire
            est_un_code = question.cible in ("references", CODES) and any(c.isdecimal() for c in texte)
            choix = possibles(question, self.dossier) if question.cible and not est_un_code else {}
            proches = retrouver(texte, choix)[:3] if texte.strip() not in choix else []
            if not proches and question.nature == "lien" and " " in texte.strip():
                raise ErreurUsage(refus.message, "Donnez un identifiant, ou quelques lettres de son nom.") from None
            if not proches and question.nature == "lien" and 0 < len(choix) <= _PEU and "Vouliez" not in refus.conseil:
                raise ErreurUsage(refus.message, f"Choix : {', '.join(choix)}.") from None
            if not proches:
                raise
            noms = (f"« {v} »" + (f" ({choix[v]})" if choix[v] else "") for v in proches)
            raise ErreurUsage(refus.message, f"Vouliez-vous dire {francais.liste(noms, 'ou')} ?") from None

    def _donner(self, question: Question, chemin: str, texte: str) -> None:
        cle, point, suite = chemin.partition(".")
        avant = self.valeurs.get(cle)
        if point:
            nouvelle = _completer(_copie(avant), question, suite, texte, self._lire)
        elif question.nature == "table" or (question.nature == "objet" and not question.plusieurs):
            nouvelle = self._objet(question, texte)
        elif question.plusieurs:
            nouveaux = [self._objet(question, texte)] if question.sous else self._elements(question, texte)
            nouvelle = list(avant or ())
            nouvelle += [n for rang, n in enumerate(nouveaux) if n not in (*nouvelle, *nouveaux[:rang])]
        else:
            nouvelle = self._lire(question, texte)
        self._poser(cle, nouvelle)

    def remplacer(self, cle: str, texte: str) -> None:
        """Reprend une réponse : la nouvelle prend la place de l'ancienne, rien ne l'ôte."""
        avant = self.valeurs.pop(cle, None)
        if texte.strip() in _VIDE:
            return
        try:
            self.donner(cle, texte)
        except ErreurUsage:
            if avant is not None:
                self.valeurs[cle] = avant
            raise

    def manquantes(self) -> list[Question]:
        """Les questions obligatoires sans réponse ; celle qui n'admet qu'une valeur se répond toute seule."""
        for question in self.formulaire.questions:
            if question.unique_valeur:
                self.valeurs.setdefault(question.cle, question.unique_valeur)
        exigees = [q for q in self.formulaire.questions if q.obligatoire and not q.se_deduit]
        return [q for q in exigees if q.cle not in self.valeurs]

    def emboitees(self, question: Question) -> "Reponses":
        """Les réponses, encore vides, à donner pour un objet emboîté : toutes ses clés se demandent."""
        cles = tuple(q.cle for q in question.sous if not q.sous)
        return replace(self, formulaire=formulaire(question.modele, cles), modele=question.modele, valeurs={})

    def prendre(self, question: Question, objet: dict[str, Any]) -> None:
        """Prend un objet emboîté déjà répondu : il s'ajoute à une liste, ou prend la place de l'ancien."""
        objet = _identifier(objet, question)
        self._poser(question.cle, [*(self.valeurs.get(question.cle) or ()), objet] if question.plusieurs else objet)

    def ordonnees(self) -> dict[str, Any]:
        """Les réponses qui sont des clés, dans l'ordre du modèle."""
        return {
            cle: self.valeurs[cle]
            for cle in dict.fromkeys((*self.formulaire.cles, *self.valeurs))
            if cle in self.valeurs and not self._est_le_texte(cle)
        }

    @property
    def corps(self) -> str:
        """Le texte qui suit l'en-tête d'un Markdown."""
        return str(self.valeurs.get(CORPS, "")) if self._est_le_texte(CORPS) else ""

    def _est_le_texte(self, cle: str) -> bool:
        return any(q.cle == cle and q.nature == "corps" for q in self.formulaire.questions)

    def _question(self, cle: str) -> Question:
        question = self.formulaire.question(cle)
        if question is None and self.modele.model_config.get("extra") == "allow" and cle.isidentifier():
            return Question(cle, "Un attribut que le référentiel connaît.", "true ou false", "booleen")
        if question is None:
            raise cle_inconnue(cle, self.formulaire.cles)
        return question

    def _poser(self, cle: str, valeur: Any) -> None:
        fautes = controler(self.modele, cle, valeur, self.fichier, self.dossier, self.au)
        if fautes:
            raise ErreurUsage(" ".join(dict.fromkeys(m for m, _ in fautes)), fautes[0][1])
        self.valeurs[cle] = valeur

    def _lire(self, question: Question, texte: str) -> Any:
        # un corps se prend tel quel : ses lignes vides et ses fins de ligne sont à qui l'a écrit
        corps = question.nature == "corps"
        return texte if corps else lire(question, texte, possibles(question, self.dossier), self.au)

    def _elements(self, question: Question, texte: str) -> list[Any]:
        """Les éléments d'une liste : plusieurs par réponse quand aucun ne peut contenir de séparateur."""
        if not question.se_decoupe:
            return [self._lire(question, texte)]
        connus = possibles(question, self.dossier)
        if texte.strip() in connus:
            return [texte.strip()]
        if question.cible in ("references", "codes"):
            return _references(texte, connus)
        morceaux = [m.strip() for m in re.split(r"[;,]", texte)]
        return [self._lire(question, m) for m in morceaux if m]

    def _objet(self, question: Question, texte: str) -> dict[str, Any]:
        """Un objet écrit « clé=valeur; clé=valeur » ; un texte seul répond à la première question qui en attend un."""
        objet: Any = {}
        for partie in map(str.strip, _ENTRE_CLES.split(texte)):
            trouve = _AFFECTATION.fullmatch(partie)
            cle = trouve[1] if trouve else _principale(question)
            objet = _completer(objet, question, cle, trouve[2] if trouve else partie, self._lire)
        return cast(dict[str, Any], objet)


def _references(texte: str, connus: Mapping[str, str]) -> list[str]:
    """Des références, chacune avec son référentiel quand elle le dit."""
    trouvees: list[str] = []
    for partie in re.split(r"[;\n]", texte):
        prefixe, deux_points, _ = partie.strip().rpartition(":")
        codes = decouper(partie, {c.rpartition(":")[2] for c in connus})
        trouvees += [f"{prefixe}{deux_points}{code}" if ":" not in code else code for code in codes]
    return trouvees


def cle_inconnue(cle: str, connues: Sequence[str]) -> ErreurUsage:
    """Une clé qu'aucune question ne porte : la plus proche est proposée."""
    proche = francais.plus_proche(cle, connues)
    conseil = f"Vouliez-vous dire « {proche} » ?" if proche else f"Clés : {', '.join(connues)}."
    return ErreurUsage(f"La clé « {cle} » n'existe pas ici.", conseil)


def _copie(valeur: Any) -> Any:
    if isinstance(valeur, dict):
        return {cle: _copie(v) for cle, v in valeur.items()}
    return [_copie(v) for v in valeur] if isinstance(valeur, list) else valeur


def _principale(question: Question) -> str:
    """La clé d'un objet à laquelle répond un texte seul : la première exigée, l'identifiant mis à part."""
    exigees = [q for q in question.sous if q.obligatoire and not q.se_deduit]
    return (exigees or list(question.sous) or [question])[0].cle


def _completer(objet: Any, question: Question, chemin: str, texte: str, lire_une: Any) -> Any:
    """Pose une valeur à l'intérieur d'un objet : « lieu », « 2.lieu » pour le deuxième d'une liste, « valeurs.oui »."""
    cle, point, suite = chemin.partition(".")
    if question.nature == "table":
        return {**(objet or {}), chemin: texte.strip()}
    if question.plusieurs and cle.isdecimal():
        liste: list[Any] = list(objet or ())
        rang = int(cle)
        if not 1 <= rang <= len(liste) + 1 or not point:
            raise ErreurUsage(
                f"« {question.cle}.{chemin} » ne désigne pas un élément de « {question.cle} ».",
                f"Leur rang va de 1 à {len(liste) + 1}, et se fait suivre d'une clé : {question.cle}.1.…",
            )
        avant = liste[rang - 1] if rang <= len(liste) else {}
        return [*liste[: rang - 1], _dans(avant, question, suite, texte, lire_une), *liste[rang:]]
    if isinstance(objet, list):  # sans rang, le dernier élément
        return [*objet[:-1], _dans(objet[-1] if objet else {}, question, chemin, texte, lire_une)]
    if objet is None and question.plusieurs:
        return [_dans({}, question, chemin, texte, lire_une)]
    return _dans(objet or {}, question, chemin, texte, lire_une)


def _dans(objet: dict[str, Any], question: Question, chemin: str, texte: str, lire_une: Any) -> dict[str, Any]:
    cle, point, suite = chemin.partition(".")
    sous = trouver(question.sous, cle)
    if sous is None:
        raise cle_inconnue(cle, [q.cle for q in question.sous])
    if point:
        valeur = _completer(objet.get(cle), sous, suite, texte, lire_une)
    elif sous.plusieurs:
        morceaux = texte.split(",") if sous.se_decoupe else [texte]
        valeur = [*objet.get(cle, ()), *(lire_une(sous, m) for m in morceaux)]
    else:
        valeur = lire_une(sous, texte)
    return _identifier({**objet, cle: valeur}, question)


def _identifier(objet: dict[str, Any], question: Question) -> dict[str, Any]:
    """Donne à un objet l'identifiant qu'il exige, tiré de son texte, tant que personne ne l'a donné ; il vient en tête."""
    deduite = next((q.cle for q in question.sous if q.se_deduit), None)
    principale = objet.get(_principale(question))
    if deduite is None or deduite in objet or not isinstance(principale, str):
        return objet
    identifiant = en_identifiant(principale, 40)
    return {deduite: identifiant, **objet} if identifiant else objet


def lire(question: Question, texte: str, choix: Mapping[str, str], au: date) -> Any:
    """Un texte tapé devient la valeur que le dossier écrirait ; ce qui ne se comprend pas reste tel quel, et sera jugé."""
    texte = texte.strip()
    reconnu = reconnaitre(texte, choix)
    if question.nature == "booleen":
        return {"oui": True, "o": True, "true": True, "non": False, "n": False, "false": False}.get(
            reconnu.lower(), texte
        )
    if question.nature == "entier":
        return int(texte) if re.fullmatch(r"[0-9]{1,9}", texte) else texte
    if question.nature == "nombre":
        return Decimal(texte.replace(",", ".")) if re.fullmatch(r"-?[0-9]{1,12}([.,][0-9]{1,9})?", texte) else texte
    if question.nature in ("date", "echeance") and reconnu not in choix:
        if francais.sans_accent(texte).lower() in ("aujourd'hui", "aujourd’hui"):
            return au.isoformat()
        return date_ecrite(texte) or texte
    return reconnu
