"""Ce qui a changé dans un dossier, en mots : des objets, et non des fichiers. Fonctions pures, sur des valeurs lues."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal, NamedTuple

from qualicli import francais
from qualicli.modeles.familles import DOSSIERS, REFERENTIELS, UNIQUES
from qualicli.modeles.mots_du_format import mot

Genre = Literal["ajoute", "modifie", "supprime"]
_VERBES: Mapping[Genre, str] = {"ajoute": "ajoute", "modifie": "modifie", "supprime": "supprime"}
_NATURES = {
    "procedure": "procédure",
    "reunion": "réunion",
    "enquete": "enquête",
    "referentiel": "référentiel",
    "evaluation": "évaluation",
    "revision": "révision",
    "decision": "décision",
    "role": "rôle",
}
_CLES = {
    "echeance": "échéance",
    "intitule": "intitulé",
    "caducite": "caducité",
    "acces": "accès",
    "priorite": "priorité",
    "periode": "période",
    "releves": "relevés",
    "completude": "complétude",
    "evaluations": "évaluations",
    "revisions": "révisions",
    "decisions": "décisions",
    "president": "président",
    "perimetre": "périmètre",
    "telephone": "téléphone",
    "resultat": "résultat",
    "@corps": "texte",
}
_LISTES = {"services": "part"}  # ce que désigne une ligne d'une liste qui a le nom d'autre chose
_FAMILLES = {f.nom: f for f in DOSSIERS}
_NOMS = ("intitule", "titre", "nom", "objet", "exigence", "code", "periode", "prevue", "date", "qui", "service")
_LONGUEUR = 60
_TITRE = 100
_DETAILS = 6


class ChangementDObjet(NamedTuple):
    """Un objet ajouté, modifié ou supprimé : ce qu'il est, comment on l'appelle, son fichier, et ce qui y change."""

    genre: Genre
    nature: str
    nom: str
    fichier: str
    details: tuple[str, ...] = ()

    @property
    def en_clair(self) -> str:
        """« modifie : action « Former le standard » (actions/former.yaml) · statut : en cours → faite »."""
        suite = "".join(f" · {detail}" for detail in self.details)
        return f"{_VERBES[self.genre]} : {self.nature} {francais.guillemets(self.nom)} ({self.fichier}){suite}"


def decrire(fichier: str, avant: Any, apres: Any) -> list[ChangementDObjet]:
    """Ce qui change d'un fichier, de sa valeur d'avant à celle d'après ; `None` quand il n'existe pas.

    Une valeur qui n'est pas un dictionnaire est celle d'un fichier qui n'est pas une fiche, ou ne se lit pas.
    """
    nature = nature_de(fichier)
    unique = next((f for f in UNIQUES if f.nom == fichier), None)
    if unique is not None and isinstance(apres, dict) and isinstance(avant, dict | None):
        tables = [(c.nom, c.mot.singulier) for c in unique.citables]
        return list(_decrire_tables(fichier, nature, avant or {}, apres, tables))
    nom = nommer(fichier, apres if apres is not None else avant)
    if avant is None or apres is None:
        return [ChangementDObjet("supprime" if apres is None else "ajoute", nature, nom, fichier)]
    if not isinstance(avant, dict) or not isinstance(apres, dict):
        return [ChangementDObjet("modifie", nature, nom, fichier)]
    return list(_decrire_objet(fichier, nature, nom, avant, apres))


def nature_de(fichier: str) -> str:
    """Ce qu'est un fichier du dossier, en un mot : « preuve », « pièce », « fichier »."""
    tete, barre, reste = fichier.partition("/")
    if not barre:
        return "démarche" if fichier == UNIQUES[0].nom else "fichier"
    famille = _FAMILLES.get(tete)
    if famille is not None and reste.lower() != "readme.md":
        return en_un_mot(tete) if reste.endswith(famille.extensions) else "pièce"
    if tete == REFERENTIELS[0].nom:
        return "référentiel"
    return "gabarit" if tete == "gabarits" else "fichier"


def en_un_mot(au_pluriel: str) -> str:
    """Le singulier accentué du nom d'un dossier ou d'une liste : « reunions » devient « réunion »."""
    seul = au_pluriel.removesuffix("s")
    return _NATURES.get(seul) or mot(seul)


def nommer(fichier: str, valeur: Any) -> str:
    """Comment on appelle un objet : son intitulé, sinon le nom de son fichier."""
    radical = fichier.rpartition("/")[2].rpartition(".")[0] or fichier
    if not isinstance(valeur, dict):
        return fichier.rpartition("/")[2]
    if isinstance(valeur.get("engagement"), str):
        return str(valeur["engagement"])
    ecrit = next((valeur[c] for c in ("intitule", "titre", "nom") if isinstance(valeur.get(c), str)), None)
    return " ".join(str(ecrit).split()) if ecrit else radical


def _decrire_tables(
    fichier: str, nature: str, avant: dict[str, Any], apres: dict[str, Any], tables: Sequence[tuple[str, str]]
) -> Iterator[ChangementDObjet]:
    """Un fichier unique tient des tables : ce sont leurs entrées qui changent."""
    for cle, quoi in tables:
        avants, apres_ = _table(avant.get(cle)), _table(apres.get(cle))
        for identifiant in dict.fromkeys((*avants, *apres_)):
            genre: Genre = "modifie" if identifiant in avants and identifiant in apres_ else "ajoute"
            genre = "supprime" if identifiant not in apres_ else genre
            if avants.get(identifiant) != apres_.get(identifiant) or genre != "modifie":
                yield ChangementDObjet(genre, quoi, identifiant, fichier)
    connues = {cle for cle, _ in tables}
    reste = [c for c in dict.fromkeys((*avant, *apres)) if c not in connues and avant.get(c) != apres.get(c)]
    if reste:
        details = tuple(d for c in reste for d in _details(c, avant.get(c), apres.get(c)))
        yield ChangementDObjet("modifie" if avant else "ajoute", nature, fichier, fichier, _borner(details))


def _table(valeur: Any) -> dict[str, Any]:
    return valeur if isinstance(valeur, dict) else {}


def _decrire_objet(
    fichier: str, nature: str, nom: str, avant: dict[str, Any], apres: dict[str, Any]
) -> Iterator[ChangementDObjet]:
    details: list[str] = []
    for cle in dict.fromkeys((*avant, *apres)):
        ancien, neuf = avant.get(cle), apres.get(cle)
        if ancien == neuf:
            continue
        if _est_journal(ancien) and _est_journal(neuf):
            lignes = list(_decrire_journal(fichier, nom, cle, ancien or [], neuf or []))
            yield from lignes
            if lignes:
                continue
        details += _details(cle, ancien, neuf)
    if details:
        yield ChangementDObjet("modifie", nature, nom, fichier, _borner(details))


def _est_journal(valeur: Any) -> bool:
    return valeur is None or (isinstance(valeur, list) and all(isinstance(e, dict) for e in valeur))


def _decrire_journal(
    fichier: str, nom: str, cle: str, avant: list[dict[str, Any]], apres: list[dict[str, Any]]
) -> Iterator[ChangementDObjet]:
    """Les lignes ajoutées à une liste, ôtées, ou changées sur place."""
    quoi = _LISTES.get(cle) or en_un_mot(cle)
    neuves = [e for e in apres if e not in avant]
    otees = [e for e in avant if e not in apres]
    for ancienne, neuve in zip(otees, neuves, strict=False):
        details = [d for c in dict.fromkeys((*ancienne, *neuve)) for d in _details(c, ancienne.get(c), neuve.get(c))]
        yield ChangementDObjet("modifie", quoi, _nommer_ligne(nom, neuve), fichier, _borner(details))
    for ligne in neuves[len(otees) :]:
        yield ChangementDObjet("ajoute", quoi, _nommer_ligne(nom, ligne), fichier, _statut(ligne))
    for ligne in otees[len(neuves) :]:
        yield ChangementDObjet("supprime", quoi, _nommer_ligne(nom, ligne), fichier)


def _nommer_ligne(nom: str, ligne: Mapping[str, Any]) -> str:
    mots = [str(ligne[c]) for c in _NOMS if isinstance(ligne.get(c), str)]
    if isinstance(ligne.get("exigence"), str):
        return mots[0] if len(mots) < 2 else ", ".join(dict.fromkeys((str(ligne["exigence"]), *mots)))
    return ", ".join(dict.fromkeys((nom, *mots[:2])))


def _statut(ligne: Mapping[str, Any]) -> tuple[str, ...]:
    return (mot(ligne["statut"]),) if isinstance(ligne.get("statut"), str) else ()


def _details(cle: str, avant: Any, apres: Any) -> list[str]:
    if avant == apres:
        return []
    titre = titrer(cle)
    if isinstance(avant, list | None) and isinstance(apres, list | None):
        plus = [f"+ {montrer(e)}" for e in apres or [] if e not in (avant or [])]
        moins = [f"- {montrer(e)}" for e in avant or [] if e not in (apres or [])]
        return [f"{titre} : {', '.join((*plus, *moins)) or 'autre ordre'}"]
    if avant is None or avant == "":
        return [f"{titre} : {montrer(apres)}"]
    return [f"{titre} : {montrer(avant)} → {montrer(apres)}"]


def titrer(cle: str) -> str:
    """Une clé en mots : « échéance » pour `echeance`."""
    return _CLES.get(cle) or cle.replace("_", " ")


def montrer(valeur: Any) -> str:
    """Une valeur en quelques mots."""
    if valeur is None or valeur == "":
        return "rien"
    if isinstance(valeur, dict):
        texte = ", ".join(f"{c} {montrer(v)}" for c, v in valeur.items())
    elif isinstance(valeur, list):
        texte = ", ".join(map(montrer, valeur))
    else:
        texte = (
            mot(str(valeur)) if str(valeur).isidentifier() and str(valeur).islower() else " ".join(str(valeur).split())
        )
    return texte if len(texte) <= _LONGUEUR else f"{texte[: _LONGUEUR - 1].rstrip()}…"


def _borner(details: Iterable[str]) -> tuple[str, ...]:
    tous = list(details)
    reste = len(tous) - _DETAILS
    return (*tous[:_DETAILS], f"et {reste} autres clés") if reste > 1 else tuple(tous)


def resumer(changements: Iterable[ChangementDObjet]) -> str:
    """Tout en une phrase : « Ajoute 2 évaluations et 1 preuve ; modifie 1 action »."""
    comptes: dict[Genre, dict[str, int]] = {}
    for changement in changements:
        par_nature = comptes.setdefault(changement.genre, {})
        par_nature[changement.nature] = par_nature.get(changement.nature, 0) + 1
    phrases = [
        f"{_VERBES[genre]} {francais.liste(_compter(nature, n) for nature, n in comptes[genre].items())}"
        for genre in _VERBES
        if genre in comptes
    ]
    return francais.majuscule(" ; ".join(phrases))


def _compter(nature: str, combien: int) -> str:
    return "la démarche" if nature == "démarche" else francais.pluriel(combien, nature)


def composer_message(changements: Sequence[ChangementDObjet], titre: str = "", lignes: int = 40) -> str:
    """Le message d'un enregistrement : une phrase, puis une ligne par objet ; l'annuaire ne s'y détaille pas."""
    resume = resumer(changements)
    corps = [f"- {c.en_clair}" for c in changements if c.fichier != "annuaire.yaml"][: lignes + 1]
    if len(corps) > lignes:
        corps = [*corps[:lignes], "- …"]
    ecrit = " ".join(titre.split()) or proposer(changements)
    detail = [resume] if resume not in (ecrit, "") else []
    return "\n".join([ecrit, *([""] if detail or corps else []), *detail, *corps]) + "\n"


def proposer(changements: Sequence[ChangementDObjet]) -> str:
    """Le titre proposé : le résumé, ou seulement des nombres quand il ne tiendrait pas sur une ligne."""
    resume = resumer(changements)
    return resume if len(resume) <= _TITRE else _abreger(changements)


def _abreger(changements: Sequence[ChangementDObjet]) -> str:
    genres = ((verbe, sum(c.genre == genre for c in changements)) for genre, verbe in _VERBES.items())
    return francais.majuscule(" ; ".join(f"{verbe} {francais.pluriel(n, 'objet')}" for verbe, n in genres if n))
