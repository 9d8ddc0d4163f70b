"""Ce qu'un classeur Excel souligne et refuse pendant que l'on y écrit : mises en forme conditionnelles et règles de saisie."""

from collections.abc import Iterator, Mapping
from typing import Any

from openpyxl.formatting.rule import FormulaRule, Rule
from openpyxl.styles import Font, PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.styles.numbers import NumberFormat
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from qualicli.echanges.cellules.colonne import Colonne, Listes
from qualicli.echanges.cellules.tons import TONS
from qualicli.echanges.ecriture.couleurs import BARRE, MANQUE
from qualicli.echanges.ecriture.saisie import CALCULEE, Saisie, alertes, saisie
from qualicli.echanges.feuilles.description import Table

_FORMAT = 200  # le numéro d'un format à nous : ceux d'avant sont à Excel et aux cellules


class ReglesDeFeuille:
    """Les règles d'une feuille dont les lignes vont de `premiere` à `derniere` ; les lignes vides suivent `pleine`."""

    def __init__(self, feuille: Any, table: Table, premiere: int, pleine: int, derniere: int) -> None:
        self._feuille = feuille
        self._table = table
        self._premiere, self._pleine, self._derniere = premiere, pleine, derniere
        self._lettres = {c.cle: get_column_letter(rang) for rang, c in enumerate(table.colonnes, 2)} | {"": "A"}

    def souligner(self, listes: Listes) -> None:
        """Ce qui manque d'abord, puis ce que disent les mots : la couleur souligne, elle ne dit rien seule."""
        fond, encre = PatternFill(bgColor=MANQUE[0]), Font(color=MANQUE[1], bold=True)
        formats: dict[str, int] = {}
        for alerte in alertes(self._table, self._adresse, listes):
            formule = [_pour_excel(alerte.quand)]
            self._si(alerte.colonne, Rule("expression", dxf=DifferentialStyle(fill=fond), formula=formule))
            if alerte.phrase:
                numero = formats.setdefault(alerte.phrase, _FORMAT + len(formats))
                montre = NumberFormat(numero, f'@" : {alerte.phrase}"')
                self._si(
                    alerte.dite, Rule("expression", dxf=DifferentialStyle(font=encre, numFmt=montre), formula=formule)
                )
        for colonne in self._table.colonnes:
            for regle in self._tons(colonne):
                self._si(colonne.cle, regle)

    def _tons(self, colonne: Colonne) -> Iterator[Rule]:
        ici = self._adresse(colonne.cle)
        if colonne.cle.startswith("mois_"):
            for signe, fond in BARRE.items():
                yield FormulaRule([f'{ici}="{signe}"'], fill=PatternFill(bgColor=fond))
        if colonne.a_un_ton:
            for _, fond, encre, mots in TONS:
                trouves = ",".join(f'ISNUMBER(SEARCH("{m}",{ici}))' for m in mots)
                # Une cellule à remplir reste blanche : seule son encre change.
                plein = None if colonne.ouverture == "toujours" else PatternFill(bgColor=fond)
                yield FormulaRule([f"OR({trouves})"], stopIfTrue=True, fill=plein, font=Font(color=encre))

    def encadrer(self, plages: Mapping[str, str]) -> None:
        """Les listes déroulantes, les limites, les invites ; ce qui est calculé ou déjà fixé se refuse."""
        refusees = DataValidation("custom", formula1="FALSE", error=CALCULEE, errorTitle="Cellule calculée")
        refusees.showErrorMessage = True
        refusees.add(self._plage("", self._premiere, self._derniere))
        for colonne in self._table.colonnes:
            voulue = saisie(self._table, colonne, self._adresse)
            debut = {"toujours": self._premiere, "nouvelle": self._pleine + 1}.get(
                colonne.ouverture, self._derniere + 1
            )
            if debut > self._premiere:
                refusees.add(self._plage(colonne.cle, self._premiere, debut - 1))
            if voulue and debut <= self._derniere:
                regle = _regle(voulue, plages)
                regle.add(self._plage(colonne.cle, debut, self._derniere))
                self._feuille.data_validations.append(regle)
        self._feuille.data_validations.append(refusees)

    def _si(self, cle: str, regle: Rule) -> None:
        self._feuille.conditional_formatting.add(self._plage(cle, self._premiere, self._derniere), regle)

    def _adresse(self, cle: str) -> str:
        return f"${self._lettres[cle]}{self._premiere}"

    def _plage(self, cle: str, debut: int, fin: int) -> str:
        return f"{self._lettres[cle]}{debut}:{self._lettres[cle]}{fin}"


def _regle(voulue: Saisie, plages: Mapping[str, str]) -> DataValidation:
    genre = "list" if voulue.liste else "custom" if voulue.formule else None
    return DataValidation(
        genre,
        formula1=plages[voulue.liste] if voulue.liste else _pour_excel(voulue.formule) or None,
        allow_blank=True,
        showErrorMessage=bool(genre) and voulue.stricte,
        errorTitle=voulue.titre if genre else None,
        error=voulue.refus if genre else None,
        showInputMessage=bool(voulue.invite),
        promptTitle=voulue.titre if voulue.invite else None,
        prompt=voulue.invite or None,
    )


def _pour_excel(formule: str) -> str:
    return formule.replace(";", ",")
