"""Ce qu'un objet cite, trouvé dans ses modèles, si profond que ce soit."""

from typing import Any

import pytest

from qualicli.modeles.audit import Audit
from qualicli.modeles.demarche import Demarche
from qualicli.modeles.documents import Preuve
from qualicli.modeles.enquete import Enquete
from qualicli.modeles.liens import citations
from qualicli.modeles.organisation import Annuaire, Instances, Services
from qualicli.modeles.reunion import Reunion
from qualicli.modeles.suivi import Action, Jalon
from qualicli.modeles.vie import Formation

CAS: list[tuple[Any, dict[str, Any], set[tuple[str, str, str]]]] = [
    (
        Demarche,
        {
            "format": "1",
            "organisme": {"nom": "P"},
            "sites": {"a": {"nom": "A"}},
            "perimetre": [
                {
                    "referentiel": "r",
                    "modules": {
                        "M1": {"statut": "engage", "sites": ["a"], "services": ["s"], "retenu_par": "sg"},
                        "M2": [{"statut": "engage"}, {"statut": "desengage", "sites": ["b"], "decide_par": "copil-1"}],
                    },
                }
            ],
            "campagnes": {"c": {"intitule": "C", "periode": "2021", "services": ["t"]}},
            "suivi_par": ["referent", "Cheffe de bureau"],
            "suppressions": [{"code": "X", "motif": "m", "auteur": "sg", "jusqu_au": "2022"}],
        },
        {
            ("perimetre/0/modules/M1/0/sites/0", "sites", "a"),
            ("perimetre/0/modules/M1/0/services/0", "services", "s"),
            ("perimetre/0/modules/M1/0/retenu_par", "acteurs", "sg"),
            ("perimetre/0/modules/M2/1/sites/0", "sites", "b"),
            ("perimetre/0/modules/M2/1/decide_par", "reunions", "copil-1"),
            ("campagnes/c/services/0", "services", "t"),
            ("suivi_par/0", "acteurs", "referent"),
            ("suppressions/0/auteur", "acteurs", "sg"),
        },
    ),
    (
        Services,
        {
            "services": {
                "s": {
                    "nom": "S",
                    "sites": ["a"],
                    "partie_de": "t",
                    "outils": ["guide"],
                    "modules": ["M1"],
                    "appuis": [{"qui": "b-petit"}, {"qui": "Informaticien"}],
                }
            }
        },
        {
            ("services/s/sites/0", "sites", "a"),
            ("services/s/partie_de", "services", "t"),
            ("services/s/outils/0", "documents", "guide"),
            ("services/s/appuis/0/qui", "acteurs", "b-petit"),
        },
    ),
    (
        Instances,
        {
            "instances": {
                "clu": {
                    "nom": "CLU",
                    "type": "clu",
                    "creation": {"date": "2015", "preuve": "arrete"},
                    "colleges": {"usagers": {"nom": "Usagers", "membres": ["Maire", "a-martin"]}},
                }
            }
        },
        {
            ("instances/clu/creation/preuve", "documents", "arrete"),
            ("instances/clu/colleges/usagers/membres/1", "acteurs", "a-martin"),
        },
    ),
    (
        Annuaire,
        {
            "personnes": {"a-martin": {"nom": "Martin", "service": "s"}},
            "roles": {
                "referent": {
                    "intitule": "R",
                    "lettre_mission": "lettre",
                    "formation_exigee": "accueil",
                    "titulaires": [{"personne": "a-martin", "du": "2020"}],
                }
            },
        },
        {
            ("personnes/a-martin/service", "services", "s"),
            ("roles/referent/lettre_mission", "documents", "lettre"),
            ("roles/referent/formation_exigee", "formations", "accueil"),
            ("roles/referent/titulaires/0/personne", "personnes", "a-martin"),
        },
    ),
    (
        Preuve,
        {
            "intitule": "C",
            "type": "charte",
            "couvre": ["r:1", "2"],
            "remplace": "vieille",
            "fichier": "x.pdf",
            "lectures": [{"service": "s", "date": "2021"}],
            "conservation": {"par": "archives"},
        },
        {
            ("couvre/0", "references", "r:1"),
            ("couvre/1", "references", "2"),
            ("remplace", "documents", "vieille"),
            ("lectures/0/service", "services", "s"),
            ("conservation/par", "acteurs", "archives"),
        },
    ),
    (
        Action,
        {
            "intitule": "A",
            "echeance": "jalon:audit-30j",
            "revisions": [{"nouvelle": "jalon:suivi"}, {"nouvelle": "2022"}],
            "responsable": {"id": "sg", "organisme": "P"},
            "preuve": "charte",
        },
        {
            ("echeance", "jalons", "audit"),
            ("revisions/0/nouvelle", "jalons", "suivi"),
            ("responsable", "acteurs", "sg"),
            ("preuve", "documents", "charte"),
        },
    ),
    (
        Jalon,
        {"intitule": "J", "date_initiale": "jalon:audit", "depend_de": ["copil"]},
        {("date_initiale", "jalons", "audit"), ("depend_de/0", "jalons", "copil")},
    ),
    (
        Audit,
        {
            "intitule": "A",
            "nature": "externe",
            "type": "suivi",
            "date": "2022",
            "constats": [{"id": "c1", "nature": "ecart", "texte": "t", "exigence": "r:1", "action": "reparer"}],
        },
        {("constats/0/exigence", "references", "r:1"), ("constats/0/action", "actions", "reparer")},
    ),
    (
        Reunion,
        {
            "instance": "copil",
            "date": "2022",
            "ordre_du_jour": [{"id": "p", "titre": "P", "documents": ["bilan"]}],
            "presents": [{"qui": "a-martin", "college": "usagers"}],
            "@corps": "jalon:non",
            "decisions": [
                {"id": "d", "texte": "t", "echeance": "jalon:audit", "action": "relire", "destinataires": ["cert"]}
            ],
            "suggestions": [{"id": "s", "texte": "t", "soumise_a": ["clu"]}],
        },
        {
            ("instance", "instances", "copil"),
            ("ordre_du_jour/0/documents/0", "documents", "bilan"),
            ("presents/0/qui", "acteurs", "a-martin"),
            ("decisions/0/echeance", "jalons", "audit"),
            ("decisions/0/action", "actions", "relire"),
            ("decisions/0/destinataires/0", "acteurs", "cert"),
            ("suggestions/0/soumise_a/0", "instances", "clu"),
        },
    ),
    (
        Enquete,
        {
            "intitule": "E",
            "type": "mystere",
            "annee": "2021",
            "presentee_a": ["clu-1"],
            "volets": [
                {
                    "id": "v",
                    "intitule": "V",
                    "panel": "usagers",
                    "periode": "2021",
                    "resultats": [{"cle": "q", "libelle": "Q", "couvre": ["r:2"]}],
                }
            ],
            "recommandations": [{"texte": "t", "action": "relire"}],
        },
        {
            ("presentee_a/0", "reunions", "clu-1"),
            ("volets/0/resultats/0/couvre/0", "references", "r:2"),
            ("recommandations/0/action", "actions", "relire"),
        },
    ),
    (
        Formation,
        {
            "intitule": "F",
            "sessions": [{"prevue": "2021"}, {"prevue": "2022", "emargement": "feuille", "service": "s"}],
        },
        {("sessions/1/emargement", "documents", "feuille"), ("sessions/1/service", "services", "s")},
    ),
]


@pytest.mark.parametrize(("modele", "valeurs", "attendues"), CAS, ids=lambda v: getattr(v, "__name__", ""))
def test_tout_ce_qu_un_objet_cite_est_trouve(modele: Any, valeurs: dict[str, Any], attendues: set[Any]) -> None:
    objet = modele.model_validate({"@id": "x", "@fichier": "x.yaml", **valeurs})
    assert {("/".join(map(str, c.chemin)), c.famille, c.valeur) for c in citations(objet)} == attendues


def test_un_objet_sans_lien_ne_cite_rien() -> None:
    assert not list(citations(Annuaire.model_validate({"@id": "x", "@fichier": "annuaire.yaml"})))
