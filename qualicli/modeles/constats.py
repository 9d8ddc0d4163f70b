"""L'échelle des constats : les mots dont un référentiel gradue ce que relève un auditeur, et ce qui bloque son label."""

from typing import Annotated

from pydantic import Field, StringConstraints

from qualicli.modeles.base import Booleen, Entier, Liste, Modele, Sourcee, Table, Texte

CodeGrade = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+([_-][a-z0-9]+)*$", max_length=80)]


class GradeConstat(Modele):
    """Un grade de l'échelle."""

    code: CodeGrade
    """Ce qu'un constat écrit dans `nature`."""
    nom: Texte
    """Le mot du référentiel."""
    bloque: Booleen = False
    """Un seul constat ouvert de ce grade empêche-t-il le label ?"""
    a_corriger: Booleen = False
    """Un tel constat appelle-t-il une action, même s'il n'empêche pas le label ?"""


class BaremeConstats(Sourcee):
    """Les grades des constats, du plus grave au moins grave, et combien d'un même grade bloquent le label."""

    echelle: Liste[GradeConstat]
    """Les grades, du plus grave au moins grave."""
    bloque_a: Table[Entier] = Field(default_factory=dict)
    """À partir de combien de constats ouverts un grade empêche le label, par code."""

    def grade(self, code: str) -> GradeConstat | None:
        """Le grade de ce code."""
        return next((g for g in self.echelle if g.code == code), None)

    def nom(self, code: str) -> str:
        """Le mot d'un grade ; son code quand l'échelle ne l'a pas."""
        grade = self.grade(code)
        return grade.nom if grade else code.replace("_", " ")

    def bloque(self, code: str) -> bool:
        """Vrai quand un seul constat de ce grade empêche le label."""
        grade = self.grade(code)
        return grade is not None and grade.bloque

    @property
    def a_corriger(self) -> frozenset[str]:
        """Les grades qui appellent une action."""
        return frozenset(g.code for g in self.echelle if g.bloque or g.a_corriger or g.code in self.bloque_a)


# L'échelle du format : celle d'un référentiel qui n'en donne pas.
COMMUN = BaremeConstats(
    echelle=(
        GradeConstat(code="non_conformite", nom="non-conformité", bloque=True),
        GradeConstat(code="ecart", nom="écart", a_corriger=True),
        GradeConstat(code="point_sensible", nom="point sensible", a_corriger=True),
        GradeConstat(code="point_fort", nom="point fort"),
        GradeConstat(code="conforme", nom="conforme"),
    )
)
