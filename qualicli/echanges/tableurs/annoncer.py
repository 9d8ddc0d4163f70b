"""Ce qu'il faut savoir d'un tableau lu : ce qui n'en est pas pris, ce qui s'y cache, ce que ses couleurs disent peut-être."""

from collections.abc import Callable, Iterable

from qualicli import francais
from qualicli.echanges.cellules.cellule import en_texte
from qualicli.echanges.lecture.feuille_lue import adresse
from qualicli.echanges.tableurs.lire_lignes import LecteurDeTableur
from qualicli.echanges.tableurs.mots_des_services import nu
from qualicli.echanges.tableurs.tableau_de_service import AUTRE_TABLEAU

_MONTRES = 8
_ECARTES = {  # ce que l'on en dit, seul puis à plusieurs
    "un total": ("un total, ignoré", "des totaux, ignorés"),
    "une note": ("une note, ignorée", "des notes, ignorées"),
    "un intertitre": ("un intertitre, ignoré", "des intertitres, ignorés"),
    AUTRE_TABLEAU: ("la ligne d'un autre tableau, pas lue", "un autre tableau, pas lu"),
}


def annoncer(lecteur: LecteurDeTableur) -> None:
    """Note ce qu'il faut savoir d'un tableau, une fois ses lignes lues."""
    _dire_les_colonnes(lecteur)
    _dire_les_ecartes(lecteur)
    _dire_les_couleurs(lecteur)
    _dire_le_personnel(lecteur)


def en_lignes(rangs: Iterable[int]) -> str:
    """« ligne 4 », « lignes 4, 6 et 9 », ou les premières et leur compte."""
    tous = sorted(set(rangs))
    if len(tous) > _MONTRES:
        return f"{len(tous)} lignes ({', '.join(map(str, tous[:_MONTRES]))}, …)"
    return f"{francais.accorder(len(tous), 'ligne', 'lignes')} {francais.liste(map(str, tous))}"


def _dire_les_ecartes(lecteur: LecteurDeTableur) -> None:
    tableau = lecteur.tableau
    if tableau.precedent is not None:
        titre = f" (« {tableau.intertitre[:60]} »)" if tableau.intertitre else ""
        lecteur.mentionner(f"ligne {tableau.entete} : un second en-tête{titre}, la table recommence.")
    else:
        au_dessus = [r for r, cellules in tableau.feuille.lignes.items() if r < tableau.entete and len(cellules) > 1]
        if au_dessus:
            accord = francais.accorder(len(au_dessus), "pas lue", "pas lues")
            lecteur.mentionner(f"{en_lignes(au_dessus)} : au-dessus de l'en-tête, {accord}.")
    par_genre: dict[str, list[int]] = {}
    intertitres = {r: "un intertitre" for r in tableau.rangs if tableau.est_intertitre(r)}
    for rang, genre in sorted({**tableau.ecartes, **intertitres}.items()):
        par_genre.setdefault(genre, []).append(rang)
    for genre, rangs in par_genre.items():
        lecteur.mentionner(f"{en_lignes(rangs)} : {_ECARTES[genre][len(rangs) > 1]}.")
    for rang in par_genre.get("un total", ()):
        for titre, dit, somme in tableau.totaux_faux(rang):
            lecteur.mentionner(f"ligne {rang} : le total de « {titre} » est {dit} ; la somme des lignes lues, {somme}.")
    if lecteur.sans_reponse:
        lecteur.mentionner(f"{en_lignes(lecteur.sans_reponse)} : sans réponse, rien n'en est écrit.")
    for colonne in tableau.sans_titre:
        lecteur.mentionner(f"la colonne {adresse(1, colonne)[:-1]} n'a pas de titre : elle n'est pas lue.")


def _dire_les_colonnes(lecteur: LecteurDeTableur) -> None:
    profil, tableau = lecteur.profil, lecteur.tableau
    connus = {nu(c.titre) for c in profil.colonnes} | {nu(profil.identifiant or "")}
    inconnues = []
    for place, titre in tableau.titres.items():
        if nu(titre) not in connus:
            guettee = any(lecteur.guet(en_texte(tableau.cellule(r, place).valeur)) for r in tableau.rangs)
            inconnues.append(f"« {titre[:60]} »" + (" (données personnelles)" if guettee else ""))
        elif place != tableau.colonne(titre):
            lecteur.mentionner(f"deux colonnes se titrent « {titre[:60]} » ; seule la première est lue.")
    if inconnues:
        accord = francais.accorder(
            len(inconnues),
            "colonne que le profil n'utilise pas, ignorée",
            "colonnes que le profil n'utilise pas, ignorées",
        )
        lecteur.mentionner(f"{accord} : {francais.liste(inconnues)}.")
    ou = f" sous l'en-tête de la ligne {tableau.entete}" if tableau.fin or tableau.precedent else ""
    for colonne in profil.colonnes:
        if tableau.colonne(colonne.titre) is None:
            lecteur.mentionner(f"la colonne « {colonne.titre} » du profil n'y est pas{ou} ; rien n'y change.")


def _dire_les_couleurs(lecteur: LecteurDeTableur) -> None:
    """Des couleurs qui distinguent des lignes disent souvent un état ; une même couleur partout n'en dit pas."""
    tableau = lecteur.tableau
    lues = {tableau.colonne(c.titre) for c in lecteur.profil.colonnes if c.couleurs}
    fonds = "" if lues else _distinguer(lecteur, tableau.fond)
    if fonds:
        lecteur.mentionner(
            f"des couleurs y distinguent des cellules, et ne sont pas lues : {fonds}. "
            "Si elles disent un état, le profil les explique (« couleurs » d'une colonne)."
        )
    encres = _distinguer(lecteur, lambda rang, place: tableau.feuille.encres.get((rang, place), ""))
    if encres:
        lecteur.mentionner(f"des textes y ont une autre couleur, qui n'est pas lue : {encres}.")
    barrees = {r for r, place in tableau.feuille.barrees if place in tableau.titres} & set(tableau.rangs)
    if barrees:
        accord = francais.accorder(
            len(barrees), "lue comme si elle ne l'était pas", "lues comme si elles ne l'étaient pas"
        )
        lecteur.mentionner(f"{en_lignes(barrees)} : du texte barré, {accord} ; ôtez ce qui ne vaut plus.")


def _distinguer(lecteur: LecteurDeTableur, couleur_de: Callable[[int, int], str]) -> str:
    """Les couleurs qui distinguent des lignes, et lesquelles ; vide quand aucune n'en distingue."""
    tableau, rangs = lecteur.tableau, dict[str, set[int]]()
    for place in tableau.titres:
        colorees = {r: couleur for r in tableau.rangs if (couleur := couleur_de(r, place))}
        if len(set(colorees.values())) > 1 or 0 < len(colorees) < len(tableau.rangs):
            for rang, couleur in colorees.items():
                rangs.setdefault(couleur, set()).add(rang)
    return francais.liste(f"{couleur} ({en_lignes(r)})" for couleur, r in rangs.items())


def _dire_le_personnel(lecteur: LecteurDeTableur) -> None:
    for titre, rangs in lecteur.caches.items():
        lecteur.mentionner(
            f"colonne « {titre} », {en_lignes(rangs)} : un nom, un courriel ou un téléphone, non écrit. "
            "Inscrivez la personne à l'annuaire, ou mettez sa fonction."
        )
    if lecteur.fonctions:
        noms = francais.liste(f"« {f} »" for f in [*lecteur.fonctions][:_MONTRES])
        suite = ", et d'autres" if len(lecteur.fonctions) > _MONTRES else ""
        lecteur.mentionner(
            f"écrit comme une fonction : {noms}{suite}. Si c'est un nom, inscrivez-le à l'annuaire d'abord."
        )
