"""Ce qu'une campagne a couvert, et qui elle n'a pas vu."""

from typing import Any

from fabrique import en_memoire, jour, referentiel
from qualicli.diagnostic.campagnes import Couverture, couverture

SERVICES = {
    "accueil": {"nom": "Accueil", "sites": ["a"]},
    "titres": {"nom": "Titres"},
    "unite": {"nom": "U", "partie_de": "titres"},
}
ENGAGEMENTS = [{"code": "1", "titre": "un"}, {"code": "2", "titre": "deux"}]


def couvre(
    *jugements: dict[str, Any], pilote: str | None = None, au: str = "2022-01-01", **campagne: Any
) -> Couverture:
    lignes = [{"exigence": "1", "statut": "realise", "date": "2021-09-10", "campagne": "c"} | j for j in jugements]
    demarche = {
        "sites": {"a": {"nom": "A"}, "b": {"nom": "B"}},
        "perimetre": [{"referentiel": "essai", "modules": {"M1": {"statut": "engage"}}}],
        "campagnes": {"c": {"intitule": "Campagne", "periode": "2021-09", **campagne}},
    }
    suivi = {"engagement": "1", "evaluations": lignes} | ({"pilote": pilote} if pilote else {})
    modules = [{"code": "M1", "titre": "M", "engagements": ENGAGEMENTS}]
    dossier = en_memoire(demarche, [referentiel(modules)], {"essai/1": suivi}, services=SERVICES)
    return couverture(dossier, "c", jour(au))


def test_un_service_que_personne_n_a_juge_est_oublie_et_une_unite_vaut_son_service() -> None:
    assert couvre({"service": "accueil"}) == Couverture(1, ("titres",))
    assert couvre({"service": "unite"}) == Couverture(1, ("accueil",))
    assert couvre({"service": "accueil"}, services=["accueil"]) == Couverture(1, ())


def test_un_jugement_sans_service_concerne_le_pilote_et_les_services_du_site() -> None:
    assert couvre({}, pilote="titres") == Couverture(1, ("accueil",))
    assert couvre({"site": "a"}, pilote="titres") == Couverture(1, ())
    assert couvre({"site": "a"}) == Couverture(1, ("titres",))
    assert couvre({}) == Couverture(1, ())


def test_une_campagne_que_rien_ne_cite_ou_qui_dure_encore_n_oublie_personne() -> None:
    assert couvre() == Couverture(0, ())
    assert couvre({"service": "accueil"}, au="2021-09-29") == Couverture(1, ())
    assert couvre({"service": "accueil"}, au="2021-09-09") == Couverture(0, ())
