"""Signer : garder ce qui est signé, par qui et quand ; une correction est un rectificatif, et les deux versions restent."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from qualicli import __version__, francais
from qualicli.erreurs import ErreurUsage
from qualicli.modeles.acte_signe import ActeSigne, ecrire, empreinte_de, normer
from qualicli.modeles.base import en_identifiant
from qualicli.modeles.connaissance import connu_au
from qualicli.modeles.dossier import Dossier
from qualicli.modeles.familles import DOSSIERS
from qualicli.modeles.fiche import Famille
from qualicli.modeles.importation import Effet
from qualicli.modeles.mots_du_format import mot
from qualicli.modeles.nominatif import guetter
from qualicli.modeles.retouche import Creer
from qualicli.modeles.signatures import (
    Difference,
    date_de,
    differences,
    differences_de_texte,
    valeurs_signees,
    versions,
)
from qualicli.operations.classeurs import DossierOuvert
from qualicli.operations.designer import designer
from qualicli.operations.destinations import destination, destinations
from qualicli.operations.gestes import Geste, preparer
from qualicli.operations.possibles import nom_d_objet
from qualicli.operations.rediger import atelier_de, texte_a_signer
from qualicli.rendus.documents.registre import TYPES
from qualicli.rendus.documents.socle.demande import OPTIONS, DemandeDocument

# Une famille se signe quand son modèle dit ce que la suite peut encore y compléter.
SIGNEES = tuple(f for f in DOSSIERS if f.modele.completables)
_NOMS = {"reunions": "compte rendu"}  # d'une réunion, c'est le compte rendu qui se signe
DOCUMENTS = tuple(nom for nom, t in TYPES.items() if t.se_signe)


@dataclass(frozen=True)
class ASigner:
    """Ce que l'on signe : sa référence, son nom, ses clés et son texte, tels qu'ils sont connus le jour de la signature."""

    reference: str
    nom: str
    valeurs: dict[str, Any]
    texte: str
    se_renouvelle: bool = False  # un document sans objet ni année : une nouvelle version n'est pas un rectificatif

    @property
    def nom_du_fichier(self) -> str:
        """De quoi nommer l'acte : « reunion copil-2022-03 », « bilan 2021 », « politique »."""
        famille, barre, identifiant = self.reference.partition("/")
        nom = destination(famille).nom if barre else ""
        return f"{'' if identifiant.startswith(nom) else nom} {identifiant}" if barre else self.reference


def signer(
    ouvert: DossierOuvert, quoi: str, identifiant: str, par: str, le: date, aujourd_hui: date, motif: str = ""
) -> Geste:
    """Ce que l'on écrirait pour garder une version signée. N'écrit rien."""
    if le > aujourd_hui:
        raise ErreurUsage("Une signature ne se date pas d'avance.", "Sa date est celle du jour où l'on signe : --le.")
    fonction = _fonction(ouvert.dossier, par)
    choisi = _choisir(ouvert, quoi, identifiant, le)
    anciens = versions(ouvert.dossier.signatures, choisi.reference)
    dernier = anciens[-1] if anciens else None
    changes = list(_depuis(dernier, choisi)) if dernier else []
    mots = f"{choisi.nom}, {'rectificatif ' if motif else ''}signé le {francais.jour(le)} ({fonction})"
    sujet = f"Signature : {mots}"
    if dernier is not None:
        deja = f"Déjà signé : {choisi.nom}, {dernier.le.en_complement()}, {dernier.par}."
        if not changes and (dernier.par, dernier.le.texte) == (fonction, le.isoformat()):
            return preparer(ouvert, sujet, (), mentions=[f"{deja} Rien n'a changé depuis."])
        _permettre(choisi, dernier, changes, le, motif, deja)
    elif motif:
        raise ErreurUsage(
            f"{francais.majuscule(choisi.nom)} n'est pas signé : rien n'est à rectifier.", "Retirez --rectificatif."
        )
    rectifie = dernier.id if dernier is not None and motif else None
    fichier, valeurs = _acte(ouvert, choisi, fonction, le, rectifie, motif)
    mentions = [f"Rectifie {d.en_clair}" for d in changes] if rectifie else []
    effet = Effet(fichier, Creer(valeurs, choisi.texte and f"{choisi.texte}\n"), mots)
    return preparer(ouvert, sujet, [effet], mentions=mentions)


def _permettre(choisi: ASigner, dernier: ActeSigne, changes: list[Difference], le: date, motif: str, deja: str) -> None:
    """Refuse de signer deux fois la même chose, ou de corriger sans le dire."""
    if le < dernier.le.debut:
        raise ErreurUsage(deja, "Un acte suit ceux qui le précèdent : corrigez --le.")
    if motif and not changes:
        raise ErreurUsage(f"{deja} Rien n'a changé depuis : rien n'est à rectifier.", "Corrigez d'abord l'objet.")
    if not motif and not (choisi.se_renouvelle and le > dernier.le.fin):
        if not changes:
            raise ErreurUsage(f"{deja} Rien n'a changé depuis.", "Une version ne se signe qu'une fois.")
        raise ErreurUsage(
            f"{deja} Depuis : {changes[0].en_clair}"
            + (f", et {francais.pluriel(len(changes) - 1, 'autre changement')}." if changes[1:] else "."),
            "Une correction se signe à part : --rectificatif MOTIF. Les deux versions restent.",
        )


def _fonction(dossier: Dossier, par: str) -> str:
    """La fonction qui signe ; un identifiant de l'annuaire vaut la fonction de qui il désigne, un nom est refusé."""
    par = " ".join(par.split())
    if not par:
        raise ErreurUsage("Qui signe ?", 'Donnez sa fonction : --par "Secrétaire général".')
    annuaire = dossier.annuaire
    personne = annuaire.personnes.get(par) if annuaire else None
    role = annuaire.roles.get(par) if annuaire else None
    dite = (personne.fonction if personne else None) or (role.intitule if role else None) or par
    if personne is not None and dite == par:
        raise ErreurUsage(f"« {par} » n'a pas de fonction dans l'annuaire.", "Une signature se dit par fonction.")
    if trouve := guetter(dossier)(dite):
        raise ErreurUsage(f"--par contient {trouve}.", "Donnez la fonction de qui signe, jamais son nom.")
    return dite


def _choisir(ouvert: DossierOuvert, quoi: str, identifiant: str, le: date) -> ASigner:
    if quoi in DOCUMENTS:
        return _document(ouvert, quoi, identifiant, le)
    nu = francais.sans_accent(quoi).lower().removesuffix("s")
    famille = next((f for f in SIGNEES if destinations()[nu].familles == (f,)), None) if nu in destinations() else None
    if famille is None:
        noms = [destination(f.nom).nom for f in SIGNEES]
        admis = [*noms, *DOCUMENTS]
        proche = francais.plus_proche(nu, admis)
        conseil = f"Vouliez-vous dire « {proche} » ? " if proche else ""
        raise ErreurUsage(f"« {quoi} » ne se signe pas.", f"{conseil}On signe : {', '.join(admis)}.")
    if not identifiant:
        raise ErreurUsage(f"Il manque l'identifiant de {famille.nom}/ à signer.", f"« qualicli signer {quoi} ID ».")
    return _objet(ouvert, famille, identifiant, le)


def _objet(ouvert: DossierOuvert, famille: Famille, identifiant: str, le: date) -> ASigner:
    trouve = designer(ouvert.dossier, [famille], identifiant)
    quand = date_de(ouvert.dossier, trouve, le)
    if quand is None or quand.debut > le:
        dite = f"n'a lieu que {quand.en_complement()}" if quand else "n'a pas de date"
        message = f"« {trouve.id} » {dite} : rien n'a pu en être signé le {francais.jour(le)}."
        raise ErreurUsage(message, "Corrigez --le, ou la date de l'objet.")
    connu = connu_au(ouvert.dossier, le).familles[famille.nom].get(trouve.id, trouve)
    genre = _NOMS.get(famille.nom) or mot(destination(famille.nom).nom)
    nom = f"{genre} {francais.guillemets(nom_d_objet(trouve) or trouve.id)}"
    return ASigner(f"{famille.nom}/{trouve.id}", nom, valeurs_signees(connu), normer(getattr(connu, "corps", "")))


def _document(ouvert: DossierOuvert, type_: str, precision: str, le: date) -> ASigner:
    datable = OPTIONS["annee"].sert(type_, TYPES[type_].sujet)
    if precision and not (datable and precision.isdecimal() and len(precision) == 4):
        attendu = "une année : 2021" if datable else "aucun identifiant"
        raise ErreurUsage(f"« {type_} » ne porte pas sur « {precision} ».", f"Il attend {attendu}.")
    if datable and not precision:
        raise ErreurUsage(f"De quelle année est le document « {type_} » ?", f"« qualicli signer {type_} 2021 ».")
    annee = int(precision) if precision else None
    atelier = atelier_de(ouvert.dossier, ouvert.lecture, le, DemandeDocument())
    texte = texte_a_signer(atelier, type_, le, annee)
    reference = f"{type_} {annee}" if annee else type_
    return ASigner(reference, f"document {francais.guillemets(reference)}", {}, texte, not datable)


def _depuis(acte: ActeSigne, choisi: ASigner) -> list[Difference]:
    return [*differences(acte.signe, choisi.valeurs), *differences_de_texte(acte.corps, choisi.texte)]


def _acte(
    ouvert: DossierOuvert, choisi: ASigner, par: str, le: date, rectifie: str | None, motif: str
) -> tuple[str, dict[str, Any]]:
    """Le fichier de l'acte, et ses clés."""
    textes = {cle: ecrire(v) for cle, v in choisi.valeurs.items()}
    motif = " ".join(motif.split())
    cles: dict[str, str | None] = {"objet": choisi.reference, "par": par, "le": le.isoformat(), "rectifie": rectifie}
    cles |= {"motif": motif or None, "outil": None if textes else __version__}
    empreinte = {"empreinte": f"sha256:{empreinte_de(cles, textes, choisi.texte)}"}
    ecrites: dict[str, Any] = {cle: v for cle, v in cles.items() if v}
    valeurs = ecrites | ({"valeurs": textes} if textes else {}) | empreinte
    base = en_identifiant(f"{choisi.nom_du_fichier} {le.isoformat() if choisi.se_renouvelle else ''}", 76)
    noms = (base if rang == 1 else f"{base}-{rang}" for rang in range(1, 1000))
    pris = {f.casefold() for f in ouvert.lecture.fichiers}
    return next(f for nom in noms if (f := f"signatures/{nom}.md").casefold() not in pris), valeurs
