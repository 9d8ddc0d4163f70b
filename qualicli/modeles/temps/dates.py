"""Les dates telles que la vie réelle les donne : un jour, un mois, une saison, un intervalle."""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Annotated, Any, Final, Literal, TypeAlias

from pydantic import PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from qualicli.modeles.depuis_texte import DepuisTexte
from qualicli.modeles.temps import mots
from qualicli.modeles.temps.mots import DATE_SIMPLE

SAISONS: Final = {"printemps": 3, "ete": 6, "automne": 9, "hiver": 12}
FORMES_DATE: Final = "AAAA-MM-JJ, AAAA-MM, AAAA-T1, AAAA-S1, AAAA-ete, AAAA, ou un intervalle DÉBUT/FIN"
INCONNUE: Final = "inconnue"
MOTIF_DATE: Final = (
    r"\d{4}(-(\d{2}(-\d{2})?|T[1-4]|S[12]|printemps|ete|automne|hiver))?"  # une date seule, pour les schémas JSON
)


@dataclass(frozen=True, slots=True, order=True)
class DateImprecise(DepuisTexte):
    """Un jour, un mois, un trimestre, un semestre, une saison, une année ou un intervalle.

    Se trie par son début, puis par sa fin. Un fait imprécis est acquis, et une échéance imprécise dépassée, quand son
    intervalle est fini.
    """

    debut: date
    fin: date
    texte: str

    MOTIF = rf"{MOTIF_DATE}(/{MOTIF_DATE})?"
    EXEMPLES = ("2021-09-14", "2021-06", "2021-T2", "2016-S1", "2022-ete", "2021-03/2021-05")

    @classmethod
    def lire(cls, valeur: Any) -> "DateImprecise":
        """Lit une date imprécise. Lève une erreur pydantic, en français, quand elle est mal écrite ou impossible."""
        if isinstance(valeur, DateImprecise):
            return valeur
        if not isinstance(valeur, str):
            raise PydanticCustomError("date", "Une date est attendue ({formes}).", {"formes": FORMES_DATE})
        return _lire_date(valeur)

    @classmethod
    def entre(cls, debut: date, fin: date, au_mois: bool = False) -> "DateImprecise":
        """L'intervalle de deux jours, compté en mois quand il en est fait de mois entiers, ou sur demande."""
        entiers = debut.day == 1 and fin == fin_de_mois(fin.year, fin.month)
        return _lire_date("/".join(q.isoformat()[:7] if au_mois or entiers else q.isoformat() for q in (debut, fin)))

    @property
    def est_exacte(self) -> bool:
        """Vrai quand la date désigne un seul jour."""
        return self.debut == self.fin

    @property
    def est_intervalle(self) -> bool:
        """Vrai quand la date a été écrite avec un début et une fin."""
        return "/" in self.texte

    def est_acquise(self, au: date) -> bool:
        """Vrai quand la date est passée avec certitude, jour compris."""
        return self.fin <= au

    def est_depassee(self, au: date) -> bool:
        """Vrai quand une échéance à cette date est en retard : l'intervalle est entièrement passé."""
        return self.fin < au

    def precede(self, autre: "DateImprecise") -> bool:
        """Vrai quand la date est finie avant que l'autre commence : deux dates qui se touchent ne se contredisent pas."""
        return self.fin < autre.debut

    def __str__(self) -> str:
        return self.texte

    def en_clair(self) -> str:
        """Écrit la date en français, sans préposition : « juin 2021 », « 1er trimestre 2021 »."""
        return mots.en_clair(self.texte)

    def en_bref(self) -> str:
        """Écrit la date pour une colonne étroite : « 3e trimestre 2015 »."""
        return mots.en_bref(self.texte)

    def en_complement(self) -> str:
        """Écrit la date comme un complément : « en juin 2021 », « de mars à mai 2021 », « le 16 octobre 2015 »."""
        return mots.en_complement(self.texte)

    def en_debut(self) -> str:
        """Écrit le commencement de la date, après « depuis » : « mars 2019 », « le 20 novembre 2012 »."""
        return mots.en_debut(self.texte)

    def apres_de(self) -> str:
        """Écrit la date comme le complément d'un nom : « de mars 2022 », « du 10 mars 2022 »."""
        return mots.apres_de(self.texte)

    def en_fin(self) -> str:
        """Écrit le terme de la date : « la fin de l'été 2022 », « le 31 décembre 2021 »."""
        return mots.en_fin(self.texte)

    def en_terme(self) -> str:
        """Écrit l'échéance qu'est la date : « à la fin de l'été 2022 », « au 31 décembre 2021 »."""
        return mots.en_terme(self.texte)


def _lire_caducite(valeur: Any) -> "DateImprecise | str":
    return "sans_objet" if valeur == "sans_objet" else DateImprecise.lire(valeur)


Caducite: TypeAlias = Annotated[
    DateImprecise | Literal["sans_objet"],
    PlainValidator(_lire_caducite),
    WithJsonSchema({"type": "string", "pattern": rf"^(sans_objet|{DateImprecise.MOTIF})$"}),
]


def _lire_ou_inconnue(valeur: Any) -> "DateImprecise | None":
    return None if valeur == INCONNUE else DateImprecise.lire(valeur)


DateOuInconnue: TypeAlias = Annotated[  # « inconnue » : un fait que l'on sait, sans savoir quand
    DateImprecise | None,
    PlainValidator(_lire_ou_inconnue),
    WithJsonSchema({"type": "string", "pattern": rf"^({INCONNUE}|{DateImprecise.MOTIF})$"}),
]


@lru_cache(maxsize=8192)
def _lire_date(texte: str) -> DateImprecise:
    debut, barre, fin = texte.partition("/")
    premier = _bornes(debut, texte)
    if not barre:
        return DateImprecise(*premier, texte)
    dernier = _bornes(fin, texte)
    if dernier[1] < premier[0]:
        raise PydanticCustomError("date", "L'intervalle « {texte} » finit avant d'avoir commencé.", {"texte": texte})
    return DateImprecise(premier[0], dernier[1], texte)


def _bornes(partie: str, texte: str) -> tuple[date, date]:
    trouve = DATE_SIMPLE.fullmatch(partie)
    if trouve is None:
        raise PydanticCustomError(
            "date", "« {texte} » n'est pas une date. Écrivez {formes}.", {"texte": texte, "formes": FORMES_DATE}
        )
    annee, mois, numero, trimestre, semestre, saison = trouve.groups()
    try:
        return _intervalle(int(annee), mois, numero, trimestre, semestre, saison)
    except ValueError as faute:
        raise PydanticCustomError(
            "date_impossible", "La date « {texte} » n'existe pas dans le calendrier.", {"texte": texte}
        ) from faute


def _intervalle(
    annee: int, mois: str | None, numero: str | None, trimestre: str | None, semestre: str | None, saison: str | None
) -> tuple[date, date]:
    if numero:
        jour = date(annee, int(mois or 0), int(numero))
        return jour, jour
    if mois:
        return date(annee, int(mois), 1), fin_de_mois(annee, int(mois))
    if trimestre:
        return date(annee, 3 * int(trimestre) - 2, 1), fin_de_mois(annee, 3 * int(trimestre))
    if semestre:
        return date(annee, 6 * int(semestre) - 5, 1), fin_de_mois(annee, 6 * int(semestre))
    if saison:  # les saisons tournent le 21 ; l'hiver d'une année finit au printemps de la suivante
        debut = date(annee, SAISONS[saison], 21)
        suivant = debut.replace(year=annee + 1, month=3) if saison == "hiver" else debut.replace(month=debut.month + 3)
        return debut, suivant - timedelta(days=1)
    return date(annee, 1, 1), date(annee, 12, 31)


def fin_de_mois(annee: int, mois: int) -> date:
    """Rend le dernier jour d'un mois."""
    return date(annee, mois, calendar.monthrange(annee, mois)[1])


def decaler(quand: date, jours: int) -> date:
    """Ajoute des jours, sans sortir du calendrier : une date extrême reste une date, pas une panne."""
    try:
        return quand + timedelta(days=jours)
    except OverflowError:
        return date.max if jours > 0 else date.min
