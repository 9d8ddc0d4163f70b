"""La comparaison de deux référentiels : repris, nouveaux, abandonnés, et ce que rien ne documente."""

from collections.abc import Iterable, Iterator, Mapping

from qualicli import francais
from qualicli.diagnostic.comparaison import Comparaison
from qualicli.diagnostic.sauts import Passage
from qualicli.modeles.referentiel import Referentiel
from qualicli.rendus.diagnostic.json_ import FORMAT, ecrire
from qualicli.rendus.ecran import Ecran, paragraphe
from qualicli.rendus.libelles import CERTITUDES
from qualicli.rendus.markdown import echapper
from qualicli.rendus.referentiel import RELATIONS

_ORDRE = ("identique", "repris", "partiel", "nouveau", "abandonne")


def titres(referentiel: Referentiel) -> Mapping[str, str]:
    """Le titre de chaque code : exigence, engagement ou module ; celui du module l'emporte, c'est de lui que l'on parle."""
    exigences = {f.code: f.intitule for f in referentiel.feuilles}
    engagements = {f.engagement.code: f.engagement.intitule for f in referentiel.feuilles}
    return {**exigences, **engagements, **{m.code: m.titre or "(titre à compléter)" for m in referentiel.modules}}


def _par_relation(passages: Iterable[Passage]) -> dict[str, list[Passage]]:
    groupes: dict[str, list[Passage]] = {r: [] for r in _ORDRE}
    for passage in passages:
        groupes[passage.relation].append(passage)
    return {r: p for r, p in groupes.items() if p}


def ecran(vue: Comparaison) -> Ecran:
    """La comparaison, relation par relation."""
    lignes = paragraphe(f"{vue.de.nom} ({vue.de.version}) → {vue.vers.nom} ({vue.vers.version})", style="bold")
    if not vue.passages:
        lignes += paragraphe("Aucune correspondance n'est écrite ligne à ligne entre ces deux référentiels.", "  ")
    lignes += paragraphe(vue.note, "  ", style="dim") if vue.note else []
    noms = titres(vue.vers), titres(vue.de)
    for relation, passages in _par_relation(vue.passages).items():
        lignes += [[], [(f"{RELATIONS[relation].capitalize()} : {len(passages)}", "bold")]]
        for passage in passages:
            lignes += _passage(passage, *noms)
    if vue.desaccords:
        lignes += [[], [("Désaccords entre les correspondances", "bold")]]
        lignes += [ligne for d in vue.desaccords for ligne in paragraphe(d.en_clair, "  ", "    ")]
    for phrase, codes in (
        (f"De {vue.de.nom}, sans suite connue", vue.sans_suite),
        (f"De {vue.vers.nom}, sans origine connue", vue.sans_origine),
    ):
        if codes:
            lignes += [[], *paragraphe(f"{phrase} : {', '.join(codes)}", style="dim")]
    return lignes


def _passage(passage: Passage, arrivees: Mapping[str, str], departs: Mapping[str, str]) -> Ecran:
    """Un passage : ses codes, chaque élément rejoint sous son titre, et ce qui l'explique."""
    certitude = f" ({CERTITUDES[passage.certitude]})" if passage.certitude else ""
    gauche = f"{passage.de} → " if passage.de and passage.vers else passage.de or ""
    if len(passage.vers) > 1:
        lignes = paragraphe(f"{gauche}{', '.join(passage.vers)}{certitude}", "  ", "      ")
        for code in passage.vers:
            lignes += paragraphe(f"{code} {arrivees.get(code, '')}", "      ", "        ")
    else:
        titre = arrivees.get(passage.vers[0], "") if passage.vers else departs.get(passage.de or "", "")
        lignes = paragraphe(f"{gauche}{', '.join(passage.vers)} {titre}{certitude}", "  ", "      ")
    for dit in explications(passage):
        lignes += paragraphe(dit, "      ", "      ", "dim")
    return lignes


def explications(passage: Passage) -> Iterator[str]:
    """Ce qui fonde un passage : sa note, ce qu'il traverse, sa source."""
    if passage.note:
        yield passage.note
    if passage.par:
        yield f"En passant par {francais.liste(passage.par)}."
    if passage.source:
        yield f"Source : {passage.source}."


def markdown(vue: Comparaison) -> str:
    """La comparaison en Markdown : une liste par relation, à insérer dans un compte rendu."""
    arrivees, departs = titres(vue.vers), titres(vue.de)
    lignes = [f"## De {echapper(vue.de.nom)} à {echapper(vue.vers.nom)}", ""]
    lignes += [echapper(vue.note), ""] if vue.note else []
    for relation, passages in _par_relation(vue.passages).items():
        lignes += [f"### {RELATIONS[relation].capitalize()} ({len(passages)})", ""]
        for passage in passages:
            nom = francais.liste(arrivees.get(c, "") for c in passage.vers) or departs.get(passage.de or "", "")
            gauche = f"{passage.de} devient " if passage.de and passage.vers else passage.de or ""
            lignes.append(f"- {gauche}{francais.liste(passage.vers)} : {echapper(nom)}".replace("-  : ", "- "))
        lignes.append("")
    return "\n".join(lignes)


def json_(vue: Comparaison) -> str:
    """La comparaison, pour les machines."""
    return ecrire(
        {
            "format": FORMAT,
            "de": vue.de.id,
            "vers": vue.vers.id,
            "note": vue.note,
            "passages": [
                {
                    "de": p.de,
                    "vers": list(p.vers),
                    "relation": p.relation,
                    "certitude": p.certitude,
                    "source": p.source,
                    "note": p.note,
                    "par": list(p.par),
                }
                for p in vue.passages
            ],
            "compte": {r: len(p) for r, p in _par_relation(vue.passages).items()},
            "desaccords": [d.en_clair for d in vue.desaccords],
            "sans_suite": list(vue.sans_suite),
            "sans_origine": list(vue.sans_origine),
        }
    )
