"""Les choix successifs d'un module : les taux à chaque date d'une suite sont ceux d'un recompte indépendant."""

import calendar
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from fabrique import en_memoire, jour, referentiel
from qualicli.diagnostic.etablir import etablir
from qualicli.modeles.dossier import Dossier

SITES = ("a", "b")
STATUTS = ("envisage", "retenu", "engage", "suspendu", "desengage", "repris", "labellise")
COMPTES = {"retenu", "engage", "repris", "labellise"}
ORIGINE = date(2020, 1, 1)
ENGAGEMENTS = [{"code": "1", "titre": "un"}, {"code": "2", "titre": "deux"}, {"code": "3", "titre": "trois"}]
JOURNAL = [{"exigence": "1", "statut": "realise", "date": "2010-01-01", "site": "a"}]
JOURNAL_2 = [{"exigence": "2", "statut": "realise", "date": "2010-01-01"}]


def dossier(choix: Any) -> Dossier:
    demarche = {
        "sites": {s: {"nom": s.upper()} for s in SITES},
        "perimetre": [{"referentiel": "essai", "modules": {"M1": choix}}],
    }
    suivis = {"essai/1": {"engagement": "1", "evaluations": JOURNAL}}
    suivis |= {"essai/2": {"engagement": "2", "evaluations": JOURNAL_2}}
    return en_memoire(demarche, [referentiel([{"code": "M1", "titre": "M", "engagements": ENGAGEMENTS}])], suivis)


@st.composite
def suites(tirer: st.DrawFn) -> list[dict[str, Any]]:
    """Des choix sans chevauchement pour chaque site, mêlés dans le désordre : au jour ou au mois, bornés ou non."""
    choix: list[dict[str, Any]] = []
    for site in SITES:
        mois = 0
        for rang in range(tirer(st.integers(0, 5))):
            un: dict[str, Any] = {"statut": tirer(st.sampled_from(STATUTS)), "sites": [site], "motif": "m"}
            mois += tirer(st.integers(1, 5))
            if rang or tirer(st.booleans()):
                un["du"] = ecrire(mois, tirer(st.integers(0, 28)))
            if tirer(st.booleans()):
                mois += tirer(st.integers(1, 5))
                un["jusqu_au"] = ecrire(mois, tirer(st.integers(0, 28)))
            choix.append(un)
    return list(tirer(st.permutations(choix)))


def ecrire(mois: int, quantieme: int) -> str:
    """Le mois de ce rang depuis 2020, ou l'un de ses jours."""
    texte = f"{2020 + mois // 12}-{mois % 12 + 1:02}"
    return f"{texte}-{quantieme:02}" if quantieme else texte


def bornes(texte: str) -> tuple[date, date]:
    if len(texte) == 10:
        return date.fromisoformat(texte), date.fromisoformat(texte)
    annee, mois = int(texte[:4]), int(texte[5:])
    return date(annee, mois, 1), date(annee, mois, calendar.monthrange(annee, mois)[1])


def compte(choix: list[dict[str, Any]], site: str, au: date) -> bool:
    """Le recompte : sans rien emprunter au programme, un jour à la fois."""
    siens = [c for c in choix if c["sites"] == [site]]
    commences = [c for c in siens if "du" not in c or bornes(c["du"])[0] <= au]
    if len(siens) == 1:
        (seul,) = siens
        fini = "jusqu_au" in seul and bornes(seul["jusqu_au"])[1] < au
        admis = COMPTES if "jusqu_au" not in seul else COMPTES | {"suspendu", "desengage"}
        return bool(commences) and not fini and seul["statut"] in admis
    if not commences:
        return False
    dernier = max(commences, key=lambda c: bornes(c["du"])[0] if "du" in c else date.min)
    return dernier["statut"] in COMPTES and not ("jusqu_au" in dernier and bornes(dernier["jusqu_au"])[1] < au)


@settings(max_examples=150, deadline=None)
@given(suites(), st.lists(st.integers(-10, 1600), min_size=4, max_size=4))
def test_les_taux_a_chaque_date_d_une_suite_sont_ceux_du_recompte(
    choix: list[dict[str, Any]], jours: list[int]
) -> None:
    reel = dossier(choix)
    changements = [bornes(c[cle])[i] for c in choix for cle in ("du", "jusqu_au") if cle in c for i in (0, 1)]
    dates = {d + timedelta(days=n) for d in changements for n in (-1, 0, 1)} | {
        ORIGINE + timedelta(days=n) for n in jours
    }
    for au in sorted(dates):
        (resultat,) = etablir(reel, au).referentiels
        ici = [s for s in SITES if compte(choix, s, au)]
        assert resultat.synthese.declare.denominateur == 3 * len(ici), au
        assert resultat.synthese.declare.numerateur == Fraction(len(ici) + ("a" in ici)), au


def statuts(choix: Any, site: str = "a") -> dict[str, str]:
    """Le statut du module à quelques dates, entre parenthèses quand il ne compte pas."""
    rendus = {}
    for au in ("2014-06-30", "2014-07-01", "2015-08-12", "2015-08-13", "2022-03-10", "2022-03-11", "2023-01-01"):
        (resultat,) = etablir(dossier(choix), jour(au)).referentiels
        points = [e.point for h in resultat.hors_label for e in h.etats] + [e.point for e in resultat.etats]
        point = next(p for p in points if p.site == site)
        rendus[au] = point.statut if point.compte else f"({point.statut})"
    return rendus


def test_engage_labellise_desengage_repris() -> None:
    suite = [
        {"statut": "engage", "du": "2014-07"},
        {"statut": "labellise", "du": "2015-08-13"},
        {"statut": "desengage", "du": "2022-03-11", "motif": "m"},
        {"statut": "repris", "du": "2023-S1"},
    ]
    attendus = {"2014-06-30": "(engage)", "2014-07-01": "engage", "2015-08-12": "engage", "2015-08-13": "labellise"}
    attendus |= {"2022-03-10": "labellise", "2022-03-11": "(desengage)", "2023-01-01": "repris"}
    assert statuts(suite) == attendus


def test_ajouter_une_ligne_ne_change_aucun_taux_d_avant() -> None:
    """Le passé reste : ce qui s'écrit ensuite ne change que la suite."""
    debut = [{"statut": "engage", "du": "2014-07", "jusqu_au": "2022-03-10"}]
    suivi = [*debut, {"statut": "desengage", "du": "2022-03-11", "motif": "m"}]
    repris = [*suivi, {"statut": "repris", "du": "2023-S1"}]
    for avant, apres, limite in ((debut, suivi, "2022-03-11"), (suivi, repris, "2023-01-01")):
        alors, depuis = statuts(avant), statuts(apres)
        assert all(alors[au] == depuis[au] for au in alors if au < limite)


def test_un_choix_seul_garde_sa_lecture_et_se_dit_engage_tant_qu_il_compte() -> None:
    seul = {"statut": "desengage", "du": "2014-07", "jusqu_au": "2022-03-10", "motif": "m"}
    rendus = statuts(seul)
    assert rendus["2015-08-13"] == rendus["2022-03-10"] == "engage"
    assert rendus["2022-03-11"] == "(desengage)"


def test_depuis_quand_un_module_compte_traverse_les_statuts_qui_se_suivent() -> None:
    suite = [{"statut": "engage", "du": "2014-07"}, {"statut": "labellise", "du": "2015-08-13"}]
    (resultat,) = etablir(dossier(suite), jour("2016-01-01")).referentiels
    assert {str(e.point.depuis) for e in resultat.etats} == {"2014-07"}


def test_une_suite_d_un_site_ne_change_pas_la_lecture_de_l_autre() -> None:
    choix = [
        {"statut": "engage", "sites": ["b"], "du": "2014-07"},
        {"statut": "desengage", "sites": ["b"], "du": "2022-03-11", "motif": "m"},
        {"statut": "desengage", "sites": ["a"], "jusqu_au": "2022-03-10", "motif": "m"},
    ]
    assert statuts(choix, "a")["2014-06-30"] == "engage"
    assert statuts(choix, "b")["2014-06-30"] == "(engage)"


def test_deux_choix_d_un_meme_mois_le_premier_va_a_son_terme() -> None:
    suite = [{"statut": "engage", "jusqu_au": "2022-03"}, {"statut": "desengage", "du": "2022-03", "motif": "m"}]
    for au, attendu in (("2022-03-01", 3), ("2022-03-31", 3), ("2022-04-01", 0)):
        (resultat,) = etablir(dossier([c | {"sites": ["a"]} for c in suite]), jour(au)).referentiels
        assert resultat.synthese.declare.denominateur == attendu, au
