"""Noter des lignes dans une table .csv du dossier : les autres gardent leurs octets."""

import csv
import io
from collections.abc import Iterator, Mapping

from qualicli.depot.texte_brut import BOM
from qualicli.erreurs import ErreurEcriture
from qualicli.modeles.retouche import NoterLignes


def noter_lignes(octets: bytes | None, retouche: NoterLignes, fichier: str) -> bytes:
    """Ajoute des lignes à la table, ou en complète ; la crée quand elle n'existe pas. Lève `ErreurEcriture`."""
    marque = BOM if octets and octets.startswith(BOM) else b""
    try:
        texte = (octets or b"").removeprefix(BOM).decode("utf-8")
    except UnicodeDecodeError:
        raise ErreurEcriture(f"« {fichier} » n'est pas en UTF-8 : rien n'y est écrit.") from None
    fin = "\r\n" if "\r\n" in texte else "\n"
    separateur = ";" if ";" in texte.partition("\n")[0] or not texte else ","
    colonnes, lignes = _decouper(texte, separateur, fichier)
    voulues = [retouche.cle, *(c for valeurs in retouche.lignes.values() for c in valeurs)]
    neuves = [c for c in dict.fromkeys(voulues) if c not in colonnes]
    if neuves:
        colonnes = [*colonnes, *neuves]
    ecrites = [_ecrire(colonnes, separateur, fin)] if neuves else [_brut(texte)]
    reste = dict(retouche.lignes)
    place = colonnes.index(retouche.cle)
    for brute, valeurs in lignes:
        numero = valeurs[place].strip() if place < len(valeurs) else ""
        prises = reste.pop(numero, None)
        if prises is None and not neuves:
            ecrites.append(brute if brute.endswith(("\n", "\r")) else brute + fin)
            continue
        completes = [*valeurs, *[""] * (len(colonnes) - len(valeurs))]
        for cle, valeur in (prises or {}).items():
            completes[colonnes.index(cle)] = valeur
        ecrites.append(_ecrire(completes, separateur, fin))
    for numero, valeurs_neuves in reste.items():
        ligne = {**valeurs_neuves, retouche.cle: numero}
        ecrites.append(_ecrire([ligne.get(c, "") for c in colonnes], separateur, fin))
    return _relire(marque + "".join(ecrites).encode("utf-8"), retouche.lignes, retouche.cle, separateur, fichier)


def _decouper(texte: str, separateur: str, fichier: str) -> tuple[list[str], list[tuple[str, list[str]]]]:
    """Les titres, puis chaque ligne : ses octets, et ses valeurs."""
    trouvees = list(_lignes(texte, separateur, fichier))
    if not trouvees:
        return [], []
    return [c.strip() for c in trouvees[0][1]], [(b, v) for b, v in trouvees[1:]]


def _lignes(texte: str, separateur: str, fichier: str) -> Iterator[tuple[str, list[str]]]:
    physiques = texte.splitlines(keepends=True)
    lecteur = csv.reader(iter(physiques), delimiter=separateur)
    depuis = 0
    try:
        for valeurs in lecteur:
            yield "".join(physiques[depuis : lecteur.line_num]), valeurs
            depuis = lecteur.line_num
    except csv.Error:
        raise ErreurEcriture(f"« {fichier} » n'est pas du CSV lisible : rien n'y est écrit.") from None


def _brut(texte: str) -> str:
    premiere = texte.splitlines(keepends=True)[0]
    return premiere if premiere.endswith(("\n", "\r")) else f"{premiere}\n"


def _ecrire(valeurs: list[str], separateur: str, fin: str) -> str:
    flux = io.StringIO()
    csv.writer(flux, delimiter=separateur, lineterminator=fin).writerow(valeurs)
    return flux.getvalue()


def _relire(octets: bytes, voulues: Mapping[str, Mapping[str, str]], cle: str, separateur: str, fichier: str) -> bytes:
    """Relit la table finie : chaque ligne notée doit s'y retrouver, mot pour mot."""
    lues = csv.DictReader(io.StringIO(octets.removeprefix(BOM).decode("utf-8"), newline=""), delimiter=separateur)
    par_numero = {str(li.get(cle, "")).strip(): li for li in lues}
    for numero, valeurs in voulues.items():
        if any(par_numero.get(numero, {}).get(c) != v for c, v in valeurs.items()):
            raise ErreurEcriture(f"« {fichier} » ne peut pas être écrit sans risque : la relecture diffère.")
    return octets
