"""La feuille que l'on déduit d'un modèle : chaque genre de champ y a sa colonne, et s'y relit à l'identique."""

from datetime import date
from typing import Any, Literal

import pytest
from pydantic import Field

from fabrique import en_memoire
from qualicli import francais
from qualicli.diagnostic.etablir import etablir
from qualicli.echanges.cellules.colonne import valeur_yaml
from qualicli.echanges.feuilles.colonnes_deduites import choix, colonnes
from qualicli.echanges.feuilles.deduite import feuille_deduite
from qualicli.echanges.feuilles.description import Edition, LigneRefusee, Naissance, Table
from qualicli.echanges.feuilles.dossier_diagnostique import DossierDiagnostique
from qualicli.modeles.acteur import Acteur
from qualicli.modeles.base import Booleen, Entier, IdDocument, IdService, Liste, Nombre, Objet, Reference, Texte
from qualicli.modeles.base import Table as Cles
from qualicli.modeles.dossier import Dossier
from qualicli.modeles.fiche import Famille, NomCommun
from qualicli.modeles.retouche import Creer, Poser
from qualicli.modeles.reunion import Heure
from qualicli.modeles.temps.dates import DateImprecise
from qualicli.modeles.temps.durees import Duree
from qualicli.modeles.temps.echeances import Echeance

AU = date(2022, 3, 15)


class Essai(Objet):
    """Un objet qui a un champ de chaque genre."""

    intitule: Texte
    genre: Literal["un", "deux"] = "un"
    public: Booleen = False
    service: IdService | None = None
    documents: Liste[IdDocument] = ()
    couvre: Liste[Reference] = ()
    pilote: Acteur | None = None
    date: DateImprecise | None = None
    echeance: Echeance | None = None
    duree: Duree | None = None
    heure: Heure | None = None
    combien: Entier | None = None
    mesure: Nombre | None = None
    libre: Texte | None = None
    details: Cles[Texte] = Field(default_factory=dict)


GENRES = {
    "intitule": ("texte", ""),
    "genre": ("choix", "essais.genre"),
    "public": ("choix", "essais.public"),
    "service": ("choix", "services"),
    "documents": ("liste", "documents"),
    "couvre": ("liste", ""),
    "pilote": ("acteur", "acteurs"),
    "date": ("date", ""),
    "echeance": ("echeance", ""),
    "duree": ("duree", ""),
    "heure": ("heure", ""),
    "combien": ("entier", ""),
    "mesure": ("nombre", ""),
    "libre": ("long", ""),
}
PLEIN: dict[str, Any] = {
    "intitule": "Plein",
    "genre": "deux",
    "public": "oui",
    "service": "accueil",
    "documents": ["charte", "guide"],
    "couvre": ["1.1"],
    "pilote": "referent",
    "date": "2022-03",
    "echeance": "jalon:audit-30j",
    "duree": "6 mois",
    "heure": "9:05",
    "combien": "3",
    "mesure": "2.5",
    "libre": "Une ligne\nDeux lignes",
}


def famille(*champs: str) -> Famille:
    mot = NomCommun("essai")
    titres = {champ: champ.capitalize() for champ in champs}
    return Famille("essais", Essai, (".yaml",), "les essais", mot=mot, unique=("intitule",), colonnes=titres)


FAMILLE = famille(*GENRES)
FEUILLE = feuille_deduite(FAMILLE, NomCommun("essai"))


def essai(**cles: Any) -> Essai:
    return Essai.model_validate({"@id": "plein", "@fichier": "essais/plein.yaml", **cles})


def source(*objets: Essai) -> DossierDiagnostique:
    vide = en_memoire({"sites": {"a": {"nom": "A"}}, "perimetre": []}, [])
    dossier = Dossier(vide.demarche, familles={"essais": {o.id: o for o in objets}})
    return DossierDiagnostique(etablir(dossier, AU))


def test_chaque_genre_de_champ_a_sa_colonne() -> None:
    assert {c.cle: (c.genre, c.liste) for c in colonnes(FAMILLE)} == GENRES
    assert choix(FAMILLE) == {"essais.genre": ("un", "deux"), "essais.public": ("oui", "non")}
    par_cle = {c.cle: c for c in colonnes(FAMILLE)}
    assert [c for c in par_cle if par_cle[c].obligatoire] == ["intitule"]
    assert [c for c in par_cle if par_cle[c].heritee] == ["service"]
    assert par_cle["genre"].defaut == "un"


def test_une_ligne_se_relit_a_l_identique() -> None:
    plein = essai(**PLEIN)
    (ligne,) = FEUILLE.lignes(source(plein))
    assert (ligne.cle, ligne.fichier) == ("essais/plein", "essais/plein.yaml")
    assert ligne.nom == f"Essai {francais.guillemets('Plein')}"
    assert ligne.services == ("accueil",)
    relues = {c.cle: valeur_yaml(c, ligne.valeurs[c.cle]) for c in FEUILLE.colonnes}
    assert essai(**relues) == plein


def test_un_acteur_en_detail_ne_se_change_pas_d_ici() -> None:
    (ligne,) = FEUILLE.lignes(source(essai(intitule="E", pilote={"fonction": "Chef", "organisme": "Mairie"})))
    assert ligne.fermees == {"pilote"}


def test_une_cellule_changee_pose_une_cle_et_une_ligne_neuve_cree_un_fichier() -> None:
    depart = source(essai(intitule="E"))
    (ligne,) = FEUILLE.lignes(depart)
    edition = Edition(ligne, {"documents": "charte; guide"}, AU, depart.dossier, lambda _, v: v)
    (effet,) = FEUILLE.retoucher(edition, {c.cle: c for c in FEUILLE.colonnes})
    assert (effet.fichier, effet.retouche) == ("essais/plein.yaml", Poser(("documents",), ["charte", "guide"]))
    table = Table("essais", "Essais", "", FEUILLE.colonnes, (ligne,))
    assert FEUILLE.naitre is not None
    neuve = Naissance({"intitule": "Été", "combien": "2"}, AU, depart.dossier, lambda _, v: v, table)
    (effet,) = FEUILLE.naitre(neuve)
    assert (effet.fichier, effet.retouche) == ("essais/ete.yaml", Creer({"intitule": "Été", "combien": 2}))
    assert effet.mots.startswith("Nouvel essai ")
    with pytest.raises(LigneRefusee, match="Intitule"):
        list(FEUILLE.naitre(Naissance({"combien": "2"}, AU, depart.dossier, lambda _, v: v, table)))


def test_un_champ_trop_riche_n_a_pas_de_colonne() -> None:
    with pytest.raises(TypeError, match="essais, details"):
        colonnes(famille("intitule", "details"))
