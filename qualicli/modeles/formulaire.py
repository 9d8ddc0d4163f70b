"""Un formulaire : la suite des questions qu'un modèle du format pose, une par clé, sans rien savoir de qui les pose."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

Nature = Literal[
    "texte", "choix", "booleen", "entier", "nombre", "date", "echeance", "lien", "acteur", "objet", "table", "corps"
]
CORPS = "texte"  # la question du texte d'un Markdown, qui suit son en-tête
CODES = "codes"  # ce que cite un code nu, sans le nom de son référentiel
REFERENTIELS = "@referentiels"  # un référentiel du périmètre
GRADES = "@grades"  # la gravité d'un constat, dans les mots des référentiels du périmètre


@dataclass(frozen=True, slots=True)
class Question:
    """Ce qu'il faut savoir pour demander une clé : sa phrase, ce qu'elle admet, ce qu'elle vaut sans réponse.

    `cible` nomme ce qu'elle cite, `valeurs` ce qu'elle admet d'avance ; `sous` sont les questions d'un objet emboîté.
    """

    cle: str
    phrase: str
    forme: str
    nature: Nature = "texte"
    obligatoire: bool = False
    plusieurs: bool = False
    cible: str = ""
    valeurs: tuple[str, ...] = ()
    defaut: str = ""
    sous: tuple["Question", ...] = ()
    modele: Any = None  # celui de l'objet emboîté
    est_identifiant: bool = False

    @property
    def se_deduit(self) -> bool:
        """Vrai d'un identifiant obligatoire, que l'on tire du texte de l'objet quand personne ne le donne."""
        return self.est_identifiant and self.obligatoire and not self.cible

    @property
    def se_decoupe(self) -> bool:
        """Vrai quand une réponse peut en réunir plusieurs : aucun de ses éléments ne contient de point-virgule."""
        return self.plusieurs and self.nature not in ("texte", "acteur", "objet")

    @property
    def unique_valeur(self) -> str:
        """La seule valeur qu'une clé obligatoire admette ; vide s'il y a un choix à faire."""
        return self.valeurs[0] if self.obligatoire and self.nature == "choix" and len(self.valeurs) == 1 else ""


@dataclass(frozen=True, slots=True)
class Formulaire:
    """Les questions d'un modèle ; les premières sont celles que l'on pose toujours."""

    questions: tuple[Question, ...]
    premieres: tuple[str, ...]

    @property
    def cles(self) -> tuple[str, ...]:
        """Les clés, dans l'ordre du modèle."""
        return tuple(q.cle for q in self.questions)

    def question(self, cle: str) -> Question | None:
        """La question d'une clé, si elle existe."""
        return trouver(self.questions, cle)

    def posees(self) -> Iterator[Question]:
        """Les questions que l'on pose toujours, dans l'ordre."""
        for cle in self.premieres:
            question = self.question(cle)
            if question is not None and not question.unique_valeur and not question.se_deduit:
                yield question


def trouver(questions: Sequence[Question], cle: str) -> Question | None:
    """La question de cette clé, si elle est là."""
    return next((q for q in questions if q.cle == cle), None)
