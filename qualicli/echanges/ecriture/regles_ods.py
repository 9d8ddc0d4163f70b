"""Ce qu'un classeur LibreOffice souligne et refuse pendant que l'on y écrit, et les styles que cela demande."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from qualicli.echanges.cellules.colonne import Colonne, Listes
from qualicli.echanges.cellules.tons import TONS
from qualicli.echanges.classeurs.identite import FEUILLE_LISTES
from qualicli.echanges.ecriture.couleurs import BARRE, MANQUE
from qualicli.echanges.ecriture.mise_en_page import PREMIERE, citer
from qualicli.echanges.ecriture.saisie import CALCULEE, Saisie, alertes, saisie
from qualicli.echanges.feuilles.description import Table
from qualicli.echanges.lecture.feuille_lue import adresse

REFUS = "v_refus"
_MOIS = {signe: f"mois_{rang}" for rang, signe in enumerate(BARRE)}


@dataclass(frozen=True, slots=True)
class _Condition:
    colonne: str
    style: str
    quand: str


class ReglesDeTable:
    """Les règles d'une feuille dont les lignes vont jusqu'à `derniere`."""

    def __init__(self, table: Table, listes: Listes, derniere: int) -> None:
        self._table, self._listes, self._derniere = table, listes, derniere
        self._lettres = {c.cle: _lettre(rang) for rang, c in enumerate(table.colonnes, 2)} | {"": "A"}
        self._saisies = {c.cle: s for c in table.colonnes if (s := saisie(table, c, self._adresse))}

    def _adresse(self, cle: str) -> str:
        return f"[.${self._lettres[cle]}{PREMIERE}]"

    def renvoi(self, colonne: Colonne, neuve: bool) -> str:
        """L'attribut qui donne sa règle à une cellule, d'une ligne neuve ou d'une ligne du dossier."""
        admise = colonne.ouverture == "toujours" or (neuve and colonne.ouverture == "nouvelle")
        nom = REFUS if not admise else self._nom(colonne.cle) if colonne.cle in self._saisies else ""
        return f' table:content-validation-name="{nom}"' if nom else ""

    def _nom(self, cle: str) -> str:
        return f"v_{self._table.nom}_{cle}"

    def validations(self) -> Iterator[str]:
        """Les règles de saisie de la feuille."""
        for cle, voulue in self._saisies.items():
            base = quoteattr(f"{citer(self._table.titre)}.{self._lettres[cle]}{PREMIERE}")
            yield (
                f'<table:content-validation table:name="{self._nom(cle)}"{self._condition(voulue)} '
                f'table:base-cell-address={base} table:allow-empty-cell="true">{_messages(voulue)}</table:content-validation>'
            )

    def _condition(self, voulue: Saisie) -> str:
        if voulue.liste:
            rang, choix = sorted(self._listes).index(voulue.liste) + 1, self._listes[voulue.liste]
            debut, fin = (
                re.sub(r"(?<![A-Z])([A-Z]++)(\d+)", r"$\1$\2", adresse(r, rang)) for r in (2, max(2, len(choix) + 1))
            )
            dedans = f"of:cell-content-is-in-list([${FEUILLE_LISTES}.{debut}:.{fin}])"
            return f' table:condition="{dedans}" table:display-list="unsorted"'
        return f" table:condition={quoteattr(f'of:is-true-formula({voulue.formule})')}" if voulue.formule else ""

    def conditions(self) -> str:
        """Les mises en forme conditionnelles de la feuille ; LibreOffice s'arrête à la première vraie d'une cellule."""
        voulues = [*self._manques(), *self._tons()]
        return (
            "<calcext:conditional-formats>"
            + "".join(self._format(cle, [c for c in voulues if c.colonne == cle]) for cle in self._lettres)
            + "</calcext:conditional-formats>"
        )

    def _manques(self) -> Iterator[_Condition]:
        for alerte in alertes(self._table, self._adresse, self._listes):
            yield _Condition(alerte.colonne, "manque", alerte.quand)
            if alerte.phrase:
                yield _Condition(alerte.dite, style_de(alerte.phrase), alerte.quand)

    def _tons(self) -> Iterator[_Condition]:
        for colonne in self._table.colonnes:
            ici = self._adresse(colonne.cle)
            if colonne.cle.startswith("mois_"):
                yield from (_Condition(colonne.cle, style, f'{ici}="{signe}"') for signe, style in _MOIS.items())
            if colonne.a_un_ton:
                genre = "encre" if colonne.ouverture == "toujours" else "fond"
                for nom, _, _, mots in TONS:
                    trouves = ";".join(f'ISNUMBER(SEARCH("{m}";{ici}))' for m in mots)
                    yield _Condition(colonne.cle, f"{genre}_{nom}", f"OR({trouves})")

    def _format(self, cle: str, voulues: list[_Condition]) -> str:
        if not voulues:
            return ""
        ici, feuille = self._lettres[cle], citer(self._table.titre)
        plage = quoteattr(f"{feuille}.{ici}{PREMIERE}:{feuille}.{ici}{self._derniere}")
        regles = "".join(
            f'<calcext:condition calcext:apply-style-name="{c.style}" '
            f"calcext:value={quoteattr(f'formula-is({c.quand})')} "
            f"calcext:base-cell-address={quoteattr(f'{feuille}.{ici}{PREMIERE}')}/>"
            for c in voulues
        )
        return f"<calcext:conditional-format calcext:target-range-address={plage}>{regles}</calcext:conditional-format>"


def refus() -> str:
    """La règle d'une cellule calculée ou fixée : rien ne s'y écrit."""
    return (
        f'<table:content-validation table:name="{REFUS}" table:condition="of:is-true-formula(FALSE())" '
        f'table:base-cell-address="{FEUILLE_LISTES}.A1"><table:error-message table:title="Cellule calculée" '
        f'table:display="true" table:message-type="stop"><text:p>{escape(CALCULEE)}</text:p></table:error-message>'
        "</table:content-validation>"
    )


def style_de(phrase: str) -> str:
    """Le nom du style qui ajoute cette phrase à la cellule."""
    return "dit_" + "".join(c if c.isascii() and c.isalnum() else f"_{ord(c):x}" for c in phrase)


def styles(tables: Iterable[Table], listes: Listes) -> str:
    """Les styles nommés dont les mises en forme conditionnelles se servent."""
    phrases = {a.phrase: None for t in tables for a in alertes(t, lambda cle: cle, listes) if a.phrase}
    morceaux = [_style("manque", f'fo:background-color="#{MANQUE[0]}"')]
    for phrase in phrases:
        nom = style_de(phrase)
        morceaux.append(
            f'<number:text-style style:name="n_{nom}"><number:text-content/><number:text> : {escape(phrase)}'
            "</number:text></number:text-style>"
        )
        encre = f'fo:color="#{MANQUE[1]}" fo:font-weight="bold"'
        morceaux.append(_style(nom, "", encre, f' style:data-style-name="n_{nom}"'))
    for nom, (fond, encre) in {t[0]: t[1:3] for t in TONS}.items():
        morceaux.append(_style(f"fond_{nom}", f'fo:background-color="#{fond}"', f'fo:color="#{encre}"'))
        morceaux.append(_style(f"encre_{nom}", "", f'fo:color="#{encre}"'))
    morceaux += [_style(style, f'fo:background-color="#{BARRE[signe]}"') for signe, style in _MOIS.items()]
    return "".join(morceaux)


def _style(nom: str, cellule: str, texte: str = "", format_: str = "") -> str:
    return (
        f'<style:style style:name="{nom}" style:family="table-cell" style:parent-style-name="Default"{format_}>'
        f"<style:table-cell-properties {cellule}/><style:text-properties {texte}/></style:style>"
    )


def _messages(voulue: Saisie) -> str:
    titre = quoteattr(voulue.titre)
    invite = f'<table:help-message table:title={titre} table:display="true">{_paragraphe(voulue.invite)}</table:help-message>'
    montre = "true" if voulue.stricte and (voulue.liste or voulue.formule) else "false"
    refuse = (
        f'<table:error-message table:title={titre} table:display="{montre}" table:message-type="stop">'
        f"{_paragraphe(voulue.refus)}</table:error-message>"
    )
    return (invite if voulue.invite else "") + (refuse if voulue.refus else "")


def _paragraphe(texte: str) -> str:
    return f"<text:p>{escape(texte)}</text:p>"


def _lettre(rang: int) -> str:
    return adresse(1, rang).rstrip("0123456789")
