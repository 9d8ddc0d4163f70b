"""Un recalcul naïf, écrit sans rien partager avec le programme, donne les mêmes nombres sur des dossiers tirés au hasard."""

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fabrique import en_memoire, referentiel
from qualicli.diagnostic.etablir import etablir
from qualicli.modeles.dossier import Inventaire

SITES = ("a", "b")
SERVICES = ("s1", "s2")
EXIGENCES = {"1.1": "1", "1.2": "1", "2.1": "2", "3": "3"}
ORIGINE = date(2022, 1, 1)
JOURS = st.integers(-400, 400).map(lambda n: ORIGINE + timedelta(days=n))


def iso(jours: st.SearchStrategy[date]) -> st.SearchStrategy[str]:
    return st.tuples(jours, st.sampled_from([10, 10, 10, 7])).map(lambda t: t[0].isoformat()[: t[1]])


evaluations = st.fixed_dictionaries(
    {
        "exigence": st.sampled_from(sorted(EXIGENCES)),
        "date": iso(JOURS),
        "statut": st.sampled_from(["realise", "realise", "partiel", "non_realise", "sans_objet"]),
    },
    optional={"site": st.sampled_from(SITES), "service": st.sampled_from(SERVICES)},
)
preuves = st.fixed_dictionaries(
    {
        "intitule": st.just("p"),
        "type": st.sampled_from(["guide", "photo"]),
        "date": iso(JOURS),
        "couvre": st.lists(st.sampled_from([f"essai:{c}" for c in (*EXIGENCES, "1", "2")]), max_size=3),
    },
    optional={
        "caducite": iso(JOURS),
        "sites": st.lists(st.sampled_from(SITES), max_size=1),
        "service": st.sampled_from(SERVICES),
        "etat": st.sampled_from(["brouillon", "validee"]),
        "fichier": st.sampled_from(["la.pdf", "partie.pdf"]),
    },
)
indicateurs = st.fixed_dictionaries(
    {
        "intitule": st.just("i"),
        "nature": st.just("qualite"),
        "couvre": st.lists(st.sampled_from([f"essai:{c}" for c in EXIGENCES]), max_size=2, unique=True),
        "mesures": st.lists(
            st.fixed_dictionaries(
                {"periode": iso(JOURS), "total": st.just("10"), "conformes": st.integers(0, 10).map(str)},
                optional={"site": st.sampled_from(SITES)},
            ),
            max_size=4,
        ),
    },
    optional={"periodicite": st.sampled_from(["30 j", "90 j"])},
)


@st.composite
def dossiers(tirer: st.DrawFn) -> dict[str, Any]:
    return {
        "choix": tirer(
            st.fixed_dictionaries(
                {"statut": st.sampled_from(["engage", "desengage", "envisage"])},
                optional={"du": iso(JOURS), "jusqu_au": iso(JOURS), "sites": st.just(["a"])},
            )
        ),
        "svi": tirer(st.booleans()),
        "par_service": tirer(st.booleans()),
        "types": tirer(st.lists(st.sampled_from(["guide", "photo"]), unique=True)),
        "evaluations": tirer(st.lists(evaluations, max_size=12)),
        "preuves": tirer(st.lists(preuves, max_size=6)),
        "indicateurs": tirer(st.lists(indicateurs, max_size=3)),
        "partiel": tirer(st.sampled_from(["0", "1/2"])),
        "au": tirer(JOURS),
    }


def construire(d: dict[str, Any]) -> Any:
    exigence = {"code": "1.2", "par_service": "oui" if d["par_service"] else "non", "preuves": d["types"]}
    ref = referentiel(
        [
            {
                "code": "M1",
                "titre": "M",
                "engagements": [
                    {"code": "1", "titre": "e1", "exigences": [{"code": "1.1"}, exigence]},
                    {
                        "code": "2",
                        "titre": "e2",
                        "si": "site.svi",
                        "exigences": [{"code": "2.1", "periodicite": "60 j"}],
                    },
                    {"code": "3", "titre": "e3"},
                ],
            }
        ]
    )
    journaux: dict[str, Any] = {}
    for numero in ("1", "2", "3"):
        lignes = [{"motif": "m", **e} for e in d["evaluations"] if EXIGENCES[e["exigence"]] == numero]
        journaux[f"essai/{numero}"] = {"engagement": numero, "evaluations": lignes}
    demarche = {
        "sites": {"a": {"nom": "A", "svi": "oui" if d["svi"] else "non"}, "b": {"nom": "B", "svi": "non"}},
        "perimetre": [{"referentiel": "essai", "modules": {"M1": d["choix"]}}],
        "calcul": {"partiel": d["partiel"]},
    }
    return en_memoire(
        demarche,
        [ref],
        journaux,
        {f"p{i}": p for i, p in enumerate(d["preuves"])},
        {f"i{i}": p for i, p in enumerate(d["indicateurs"])},
        services={s: {"nom": s} for s in SERVICES},
    )


def bornes(texte: str) -> tuple[date, date]:
    if len(texte) == 10:
        return date.fromisoformat(texte), date.fromisoformat(texte)
    debut = date.fromisoformat(texte + "-01")
    return debut, (debut.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def naif(d: dict[str, Any]) -> tuple[Any, ...]:
    au, choix = d["au"], d["choix"]
    compte = choix["statut"] == "engage" or ("jusqu_au" in choix and choix["statut"] == "desengage")
    if "du" in choix and au < bornes(choix["du"])[0]:
        compte = False
    if "jusqu_au" in choix and au > bornes(choix["jusqu_au"])[1]:
        compte = False
    points = []
    for site in choix.get("sites", SITES):
        for exigence, engagement in EXIGENCES.items():
            if exigence == "2.1" and not (site == "a" and d["svi"]):
                continue
            for service in SERVICES if exigence == "1.2" and d["par_service"] else (None,):
                points.append((exigence, engagement, site, service))
    if not compte:
        points = []
    declare, prouve, total, ecarts = Fraction(0), 0, 0, 0
    mesures, engagements = set(), {}
    for point in points:
        exigence, engagement, site, service = point
        statut = statut_naif(d, *point)
        if statut == "sans_objet":
            continue
        total += 1
        declare += {"realise": Fraction(1), "partiel": Fraction(d["partiel"])}.get(statut, Fraction(0))
        ok = statut == "realise" and est_prouve(d, exigence, engagement, site, service)
        prouve += ok
        ecarts += not ok
        engagements[engagement] = engagements.get(engagement, True) and statut == "realise"
        mesures |= mesures_naives(d, exigence, site)
    respect = (sum(c for *_, c in mesures), 10 * len(mesures))
    return declare, prouve, total, ecarts, respect, (sum(engagements.values()), len(engagements))


def statut_naif(d: dict[str, Any], exigence: str, engagement: str, site: str, service: str | None) -> str:
    valables = []
    for rang, e in enumerate(d["evaluations"]):
        vaut = e["exigence"] == exigence and e.get("site", site) == site and e.get("service", service) == service
        if vaut and bornes(e["date"])[1] <= d["au"]:
            valables.append((("site" in e) + ("service" in e), bornes(e["date"])[1], rang, e["statut"]))
    return sorted(valables)[-1][3] if valables else "non_evalue"


def est_prouve(d: dict[str, Any], exigence: str, engagement: str, site: str, service: str | None) -> bool:
    types = set()
    for p in d["preuves"]:
        codes = {r.partition(":")[2] for r in p["couvre"]}
        if (
            codes & {exigence, engagement}
            and p.get("etat") != "brouillon"
            and bornes(p["date"])[1] <= d["au"]
            and ("caducite" not in p or d["au"] <= bornes(p["caducite"])[1])
            and (not p.get("sites") or site in p["sites"])
            and (service is None or p.get("service", service) == service)
            and p.get("fichier") != "partie.pdf"
        ):
            types.add(p["type"])
    return set(d["types"]) <= types and bool(types) if exigence == "1.2" and d["types"] else bool(types)


def mesures_naives(d: dict[str, Any], exigence: str, site: str) -> set[tuple[int, int, int]]:
    trouvees = set()
    for i, indicateur in enumerate(d["indicateurs"]):
        periode = indicateur.get("periodicite") or ("60 j" if exigence == "2.1" else None)
        if periode is None or f"essai:{exigence}" not in indicateur["couvre"]:
            continue
        acquises = [
            ("site" in m, bornes(m["periode"])[1], rang, int(m["conformes"]))
            for rang, m in enumerate(indicateur["mesures"])
            if m.get("site", site) == site and bornes(m["periode"])[1] <= d["au"]
        ]
        if acquises:
            _, fin, rang, conformes = max(acquises)
            if fin + timedelta(days=int(periode.split()[0])) >= d["au"]:
                trouvees.add((i, rang, conformes))
    return trouvees


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(dossiers())
def test_le_programme_et_le_recalcul_naif_sont_d_accord(d: dict[str, Any]) -> None:
    diagnostic = etablir(construire(d), d["au"], Inventaire(frozenset({"preuves/la.pdf"})))
    (resultat,) = diagnostic.referentiels
    s = resultat.synthese
    en_ecart = sum(e.nature in ("realisation", "preuve") for e in resultat.ecarts)
    assert (
        s.declare.numerateur,
        s.prouve.numerateur,
        s.prouve.denominateur,
        en_ecart,
        (s.respect.numerateur, s.respect.denominateur),
        (s.engagements.numerateur, s.engagements.denominateur),
    ) == naif(d)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(dossiers())
def test_les_decoupages_s_additionnent(d: dict[str, Any]) -> None:
    (resultat,) = etablir(construire(d), d["au"], Inventaire(frozenset({"preuves/la.pdf"}))).referentiels
    par_site = [resultat.synthese_de([e for e in resultat.etats if e.point.site == s]) for s in SITES]
    total = resultat.synthese
    assert par_site[0].declare + par_site[1].declare == total.declare
    assert par_site[0].prouve + par_site[1].prouve == total.prouve
