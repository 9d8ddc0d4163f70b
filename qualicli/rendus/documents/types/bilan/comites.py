"""Le bilan : ce que ses comités ont vu et validé."""

from dataclasses import dataclass

from qualicli import francais
from qualicli.modeles.reunion import Point, Reunion
from qualicli.modeles.suivi import Jalon
from qualicli.rendus.documents.socle.contexte import ContexteDocument
from qualicli.rendus.documents.socle.decisions import dire_validation, numeroter
from qualicli.rendus.documents.socle.reunions import titre_reunion
from qualicli.rendus.documents.types.bilan.periode import Periode
from qualicli.rendus.documents.types.bilan.phrases import entre_parentheses


@dataclass(frozen=True, slots=True)
class ComiteTenu:
    """Une réunion d'un comité : ce pour quoi elle s'est tenue, ce qu'elle a demandé avant, ce qui en est sorti."""

    sujet: str  # « Le comité de pilotage Qual-e-pref »
    tenu: str  # « tenu » ou « tenue »
    quand: str
    objets: tuple[str, ...]  # à l'infinitif
    points: tuple[str, ...]  # les titres de l'ordre du jour, quand il n'y a pas d'objet à l'infinitif
    amont: tuple[str, ...]
    decisions: tuple[str, ...]  # « D1 » : leurs numéros, ceux qui ouvrent le bilan
    validation: str
    compte_rendu: str  # « Le relevé de conclusions a été diffusé le 2 mars 2021. »


def comites_tenus(contexte: ContexteDocument, periode: Periode) -> tuple[Reunion, ...]:
    """Les comités de pilotage et d'usagers de la période."""
    return tuple(r for r in contexte.reunions("copil", "clu") if periode.couvre(r.date))


def raconter_comites(contexte: ContexteDocument, periode: Periode) -> tuple[tuple[ComiteTenu, ...], frozenset[str]]:
    """Les comités de pilotage et d'usagers de la période, et les jalons que leur récit dit déjà."""
    trouves: list[ComiteTenu] = []
    dits: set[str] = set()
    tenus = comites_tenus(contexte, periode)
    numeros = numeroter(*tenus)
    for reunion in tenus:
        jalons = [j for j in contexte.dossier.jalons.values() if _est_le_jalon(contexte, j, reunion)]
        amont = [contexte.dossier.jalons[i] for j in jalons for i in j.depend_de if i in contexte.dossier.jalons]
        faits_avant = [a for a in amont if periode.connait(a.realise_le) and a.type == "autre"]
        dits |= {j.id for j in (*jalons, *faits_avant)}
        siens = tuple(n for (r, _), n in numeros.items() if r == reunion.id)
        trouves.append(
            _comite(contexte, periode, reunion, tuple(francais.minuscule(a.intitule) for a in faits_avant), siens)
        )
    return tuple(trouves), frozenset(dits)


def _est_le_jalon(contexte: ContexteDocument, jalon: Jalon, reunion: Reunion) -> bool:
    instance = contexte.instance(reunion)
    fait = jalon.realise_le
    return bool(instance and jalon.type == instance.type and fait and fait.debut <= reunion.date.debut <= fait.fin)


def _comite(
    contexte: ContexteDocument, periode: Periode, reunion: Reunion, amont: tuple[str, ...], decisions: tuple[str, ...]
) -> ComiteTenu:
    nom = titre_reunion(contexte, reunion)
    instance = contexte.instance(reunion)
    genre = (instance.intitule_compte_rendu if instance else None) or "Compte rendu"
    diffuse = reunion.cr_diffuse_le if periode.connait(reunion.cr_diffuse_le) else None
    verbes = all(map(francais.est_infinitif, reunion.objets))
    points = () if reunion.objets and verbes else (*reunion.objets, *(p.titre for p in reunion.ordre_du_jour))
    return ComiteTenu(
        francais.majuscule(francais.le(nom)),
        "tenue" if francais.est_feminin(nom) else "tenu",
        reunion.date.en_complement(),
        tuple(francais.minuscule(o.rstrip(" .")) for o in reunion.objets) if verbes else (),
        tuple(map(francais.minuscule, points)),
        amont,
        decisions,
        _issues(reunion.ordre_du_jour),
        f"{francais.majuscule(francais.le(genre))} a été diffusé {diffuse.en_complement()}." if diffuse else "",
    )


def _issues(points: tuple[Point, ...]) -> str:
    """Ce que le comité a validé : tout, ou quels points, par leur titre."""
    if all(p.issue == "valide" for p in points):
        return dire_validation(points)
    phrases = []
    for issue, un, plusieurs in (
        ("valide", "point validé", "points validés"),
        ("a_revoir", "point à revoir", "points à revoir"),
        ("reporte", "point reporté", "points reportés"),
    ):
        titres = [francais.guillemets(p.titre) for p in points if p.issue == issue]
        if titres:
            phrases.append(f"{un if len(titres) == 1 else plusieurs} : {francais.liste(titres)}")
    return f"{francais.majuscule(' ; '.join(phrases))}." if phrases else ""


def passages(contexte: ContexteDocument, periode: Periode) -> tuple[str, ...]:
    """Quand la démarche a été présentée au comité technique pendant la période, et sur quels points."""
    return tuple(
        r.date.en_complement() + entre_parentheses(*([p.titre for p in r.ordre_du_jour] or r.objets))
        for r in contexte.reunions("comite_technique")
        if periode.couvre(r.date)
    )
