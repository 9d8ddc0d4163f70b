"""Les délais de réponse : un registre après l'autre, période par période, avec leurs parts."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import Any

from qualicli import francais
from qualicli.diagnostic.mesures.delais import DelaisRegistre, PartDelais, PeriodeDelais, dominante
from qualicli.diagnostic.mesures.demandes import ChiffresDelais
from qualicli.diagnostic.mesures.filtres import ResultatMesures
from qualicli.modeles.dossier import Dossier
from qualicli.modeles.temps.durees import Duree
from qualicli.rendus.diagnostic.tableaux import ecrire_csv
from qualicli.rendus.ecran import Ecran, paragraphe
from qualicli.rendus.libelles import mot, nommer_lieu
from qualicli.rendus.markdown import echapper, tableau
from qualicli.rendus.mesures.communs import RIEN, dire_trous, exact, json, nombre, rang, taux, tete, tete_markdown

_SUJET = "délais de réponse"
_COLONNES = ("Période", "Reçus", "Répondus", "Dans le délai", "En retard", "p50", "p90", "Moyenne")
_LARGEURS = (20, 7, 9, 16, 10, 5, 5, 8)  # deux de retrait : 80 colonnes pleines
_METHODE = (
    "Sans réponse, une demande est en retard une fois son délai passé ; avant, ou si une pièce manque, le taux ne la compte "
    "pas. p50 et p90 : le nombre de jours où tiennent 50 % et 90 % des réponses."
)


def ecran(resultat: ResultatMesures[DelaisRegistre]) -> Ecran:
    """L'écran : un tableau par registre, puis ce qu'il faut savoir pour le lire."""
    rendu = tete(resultat, _SUJET)
    for vu in resultat.vus:
        rendu += [[], *paragraphe(_titre(vu), style="bold"), *rang(_COLONNES, _LARGEURS, "dim")]
        for periode in vu.periodes:
            rendu += rang((periode.periode.en_bref(), *_cellules(periode.chiffres)), _LARGEURS)
        if vu.ensemble and len(vu.periodes) > 1:
            rendu += rang(("Ensemble", *_cellules(vu.ensemble)), _LARGEURS, "bold")
        for part in vu.parts if len(vu.parts) > 1 else ():
            rendu += paragraphe(f"dont {_part(resultat.dossier, vu, part)}", "    ", "      ", "dim")
        for note in _notes(resultat.dossier, vu):
            rendu += paragraphe(note, "  ", style="yellow")
    return [*rendu, [], *paragraphe(_METHODE, style="dim")] if resultat.vus else [*rendu, [("Aucun registre.", "")]]


def _titre(vu: DelaisRegistre) -> str:
    plusieurs = len({p.delai for p in vu.parts}) > 1
    return f"{vu.registre.intitule} : {_delai(vu) or ('plusieurs délais' if plusieurs else 'aucun délai annoncé')}"


def _delai(vu: DelaisRegistre) -> str:
    """« 15 jours ouvrés » ; vide quand aucun délai n'est annoncé, ou quand il n'est pas le même pour tous."""
    if vu.delai is None:
        return ""
    ecrit = vu.delai.en_clair()
    return f"{ecrit} {francais.accorder(vu.delai.jours, 'ouvré')}" if vu.ouvres else ecrit


def _cellules(c: ChiffresDelais) -> tuple[str, ...]:
    dans = RIEN if c.dans_le_delai is None else f"{c.dans_le_delai} ({francais.en_pourcent(c.part)})"
    retard = RIEN if c.en_retard is None else str(c.en_retard)
    p50, p90 = (RIEN if (p := c.centile(n)) is None else str(p) for n in (50, 90))
    return (str(c.recus), str(c.repondus), dans, retard, p50, p90, nombre(c.moyenne))


def _part(dossier: Dossier, vu: DelaisRegistre, part: PartDelais) -> str:
    """Une part : « Standard : 9 790 sur 11 323 dans le délai (86,5 %) »."""
    c, lieu = part.chiffres, _lieu(dossier, vu, part)
    if c.dans_le_delai is None or not c.juges:
        return f"{lieu} : {francais.pluriel(c.recus, 'demande')}, {_repondues(c)}"
    return f"{lieu} : {c.dans_le_delai} sur {c.juges} dans le délai ({francais.en_pourcent(c.part)})"


def _repondues(c: ChiffresDelais) -> str:
    """« 7 réponses datées (77,8 %) »."""
    part = f" ({francais.en_pourcent(Fraction(c.repondus, c.recus))})" if c.recus else ""
    return f"{francais.pluriel(c.repondus, 'réponse datée', 'réponses datées')}{part}"


def _lieu(dossier: Dossier, vu: DelaisRegistre, part: PartDelais) -> str:
    """Ce qui distingue une part des autres : son site, son service, son canal."""
    plusieurs = {cle: len({getattr(p, cle) for p in vu.parts}) > 1 for cle in ("site", "service", "canal")}
    lieu = nommer_lieu(
        dossier, part.site if plusieurs["site"] else None, part.service if plusieurs["service"] else None
    )
    return (
        ", ".join(filter(None, (lieu, mot(part.canal) if part.canal and plusieurs["canal"] else "")))
        or "sans précision"
    )


def _notes(dossier: Dossier, vu: DelaisRegistre) -> Iterator[str]:
    """Ce qu'un lecteur doit savoir : une part qui fait presque tout, une période qui manque, ce que le registre renseigne."""
    grande = dominante(vu.parts)
    if grande is not None:
        total = sum(p.chiffres.recus for p in vu.parts)
        part = francais.en_pourcent(Fraction(grande.chiffres.recus, total))
        yield f"{_lieu(dossier, vu, grande)} fait {part} des demandes ({grande.chiffres.recus} sur {total}) : voyez ses parts."
    if vu.ensemble is None:
        yield "Deux périodes se recouvrent : leur ensemble compterait des demandes deux fois."
    if vu.trous:
        yield dire_trous(vu.trous)
    sans_delai = [p.chiffres for p in vu.parts if p.delai is None and p.chiffres.recus]
    if vu.ensemble and len(sans_delai) == len(vu.parts):
        part = francais.en_pourcent(Fraction(vu.ensemble.repondus, vu.ensemble.recus))
        yield f"Réponses datées : {vu.ensemble.repondus} sur {vu.ensemble.recus} ({part})."
    if vu.registre.couvre:
        yield f"Renseigne sur {francais.liste(vu.registre.couvre)}."
    if vu.registre.presentee_a:
        yield f"Présenté : {francais.liste(map(partial(_nommer_reunion, dossier), vu.registre.presentee_a))}."
    if vu.registre.publie_le:
        yield f"Publié {vu.registre.publie_le.en_complement()}."


def _nommer_reunion(dossier: Dossier, reunion: str) -> str:
    connue = dossier.reunions.get(reunion)
    if connue is None:
        return reunion
    instance = dossier.instances.get(connue.instance)
    return f"{instance.nom if instance else connue.instance} {connue.date.en_complement()}"


def json_(resultat: ResultatMesures[DelaisRegistre]) -> str:
    """Le JSON : une entrée par registre et par période, puis l'ensemble de chaque registre."""
    lignes = [_periode(vu, p) for vu in resultat.vus for p in vu.periodes]
    return json(resultat, delais=lignes, registres=[_registre(vu) for vu in resultat.vus])


def _periode(vu: DelaisRegistre, periode: PeriodeDelais) -> dict[str, Any]:
    return {
        "registre": vu.registre.id,
        "periode": periode.periode.texte,
        **_chiffres(periode.chiffres),
        **_jours(vu, periode.delai),
        "origine": "synthese" if periode.synthese else "lignes",
        "parts": [
            {"site": p.site, "service": p.service, "canal": p.canal, **_chiffres(p.chiffres), **_jours(vu, p.delai)}
            for p in periode.parts
        ],
    }


def _registre(vu: DelaisRegistre) -> dict[str, Any]:
    grande = dominante(vu.parts)
    lieu = grande and {"site": grande.site, "service": grande.service, "canal": grande.canal}
    return {
        "registre": vu.registre.id,
        "intitule": vu.registre.intitule,
        "type": vu.registre.type,
        "couvre": list(vu.registre.couvre),
        "presentee_a": list(vu.registre.presentee_a),
        "publie_le": vu.registre.publie_le.texte if vu.registre.publie_le else None,
        **_jours(vu, vu.delai),
        "ensemble": _chiffres(vu.ensemble) if vu.ensemble else None,
        "dominante": lieu,
        "trous": [p.texte for p in vu.trous],
    }


def _chiffres(c: ChiffresDelais) -> dict[str, Any]:
    return {
        "recus": c.recus,
        "repondus": c.repondus,
        "dans_le_delai": c.dans_le_delai,
        "en_retard": c.en_retard,
        "p50": c.centile(50),
        "p90": c.centile(90),
        "moyenne": exact(c.moyenne),
        "en_cours": None if c.juges is None else c.recus - c.juges,
        "taux": taux(c.dans_le_delai, c.juges or 0),
    }


def _jours(vu: DelaisRegistre, delai: Duree | None) -> dict[str, Any]:
    """Le délai : un nombre de jours, ou « 2 mois » tel qu'il est écrit."""
    jours = "ouvres" if vu.registre.en_jours_ouvres(delai) else "calendaires"
    return {"delai": delai and (str(delai) if delai.mois else delai.jours), "jours": jours}


_ENTETES = (
    *("registre", "periode", "site", "service", "canal", "recus", "repondus", "dans_le_delai", "en_retard"),
    *("p50", "p90", "moyenne", "delai", "jours", "origine"),
)


def csv(resultat: ResultatMesures[DelaisRegistre]) -> str:
    """Le CSV : une ligne par période, puis une par part."""
    return ecrire_csv([_ENTETES, *_lignes(resultat)])


def _lignes(resultat: ResultatMesures[DelaisRegistre]) -> Iterator[list[str]]:
    for vu in resultat.vus:
        for periode in vu.periodes:
            decrite = _periode(vu, periode)
            for part in ({}, *(decrite["parts"] if len(periode.parts) > 1 else ())):
                valeurs = {"site": None, "service": None, "canal": None} | decrite | part
                yield ["" if (v := valeurs[e]) is None else _cellule(v) for e in _ENTETES]


def _cellule(valeur: Any) -> str:
    return francais.nombre(Decimal(str(round(valeur, 2)))) if isinstance(valeur, float) else str(valeur)


def markdown(resultat: ResultatMesures[DelaisRegistre]) -> str:
    """Le Markdown : un tableau par registre, ses parts sous chaque période."""
    lignes = tete_markdown(resultat, _SUJET)
    for vu in resultat.vus:
        rangees: list[tuple[str, ...]] = []
        for p in vu.periodes:
            rangees.append((p.periode.en_bref(), *_cellules(p.chiffres)))
            if len(p.parts) > 1:
                rangees += [(f"dont {_lieu(resultat.dossier, vu, x)}", *_cellules(x.chiffres)) for x in p.parts]
        if vu.ensemble and len(vu.periodes) > 1:
            rangees.append(("Ensemble", *_cellules(vu.ensemble)))
        lignes += [f"## {echapper(_titre(vu))}", "", tableau(_COLONNES, rangees), ""]
        lignes += [f"{echapper(note)}\n" for note in _notes(resultat.dossier, vu)]
    return "\n".join([*lignes, _METHODE if resultat.vus else "Aucun registre.", ""])
