"""Poser les questions d'un formulaire dans un terminal : des choix que l'on trouve en tapant quelques lettres.

« < » revient à la question d'avant, « > » garde le reste pour plus tard ; une réponse refusée se corrige aussitôt.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from prompt_toolkit import prompt
from prompt_toolkit.application import get_app
from prompt_toolkit.completion import Completer, Completion
from prompt_toolkit.document import Document

from qualicli import francais
from qualicli.cli.options import ecrire
from qualicli.erreurs import ErreurUsage
from qualicli.rendus.ecran import LARGEUR, aplanir, paragraphe
from qualicli.rendus.ecran import texte as texte_nu

if TYPE_CHECKING:
    from qualicli.modeles.formulaire import Question
    from qualicli.operations.reponses import Reponses

AVANT, FIN = "<", ">"
_SEPARATEURS = ";,"
Lire = Callable[[str], Any]


class Choix(Completer):
    """Les réponses connues, cherchées par quelques lettres de leur valeur ou de leur libellé."""

    def __init__(self, possibles: Mapping[str, str], plusieurs: bool = False, ferme: bool = False) -> None:
        self.possibles, self.plusieurs, self.ferme = possibles, plusieurs, ferme

    def deviner(self, reponse: str) -> str:
        """La seule réponse possible que ces quelques lettres désignent, dite à voix haute ; sinon la réponse telle quelle."""
        from qualicli.operations.possibles import reconnaitre, retrouver

        if not self.ferme or self.plusieurs or not reponse or reconnaitre(reponse, self.possibles) in self.possibles:
            return reponse
        trouves = retrouver(reponse, self.possibles)
        # un début de valeur l'emporte sur un mot du libellé : « reali » est « realise », pas « non_realise »
        debuts = [v for v in trouves if v.startswith(reponse.lower())]
        trouves = debuts if len(debuts) == 1 else trouves
        if len(trouves) != 1:
            return reponse
        dire(f"→ {trouves[0]} {self.possibles[trouves[0]]}", "  ", saut="")
        return trouves[0]

    def get_completions(self, document: Document, _evenement: Any) -> Iterator[Completion]:
        """Les choix où se trouve ce qui est tapé ; après un séparateur, on cherche le suivant."""
        from qualicli.operations.possibles import retrouver

        tape = document.text_before_cursor
        if self.plusieurs:
            tape = tape[max(tape.rfind(s) for s in _SEPARATEURS) + 1 :].lstrip()
        for valeur in retrouver(tape, self.possibles):
            libelle = aplanir(self.possibles[valeur])
            place = LARGEUR - len(valeur) - 8
            yield Completion(
                valeur,
                -len(tape),
                display=valeur,
                display_meta=libelle if len(libelle) <= place else f"{libelle[: place - 1]}…",
            )


def demander(invite: str, lire: Lire, choix: Choix | None = None, defaut: str = "", en_lignes: bool = False) -> Any:
    """Pose une question jusqu'à une réponse que `lire` accepte ; un refus laisse la réponse à corriger."""
    while True:
        try:
            reponse = prompt(
                f"{invite} : ",
                completer=choix,
                complete_while_typing=True,
                default=defaut,
                pre_run=_ouvrir_les_choix if choix and choix.possibles and not defaut else None,
                multiline=en_lignes,
                enable_open_in_editor=en_lignes,
                tempfile_suffix=".md",
            )
            reponse = reponse if en_lignes else reponse.strip()
        except EOFError:
            raise ErreurUsage(
                "Les réponses s'arrêtent avant la dernière question : rien n'est écrit.", "Répondez à toutes."
            ) from None
        try:
            return lire(choix.deviner(reponse) if choix else reponse)
        except ErreurUsage as refus:
            dire(f"{refus.message} {refus.conseil}", "  ", saut="")
            defaut = "" if choix and choix.ferme and not choix.plusieurs else reponse


def dire(texte: str, retrait: str = "", saut: str = "\n") -> None:
    """Dit une phrase, repliée à la largeur de l'écran."""
    ecrire(saut + texte_nu(paragraphe(aplanir(texte), retrait)))


def _ouvrir_les_choix() -> None:
    get_app().current_buffer.start_completion(select_first=False)


def interroger(reponses: "Reponses", donnees: Collection[str] = (), autres: bool = True) -> None:
    """Pose les questions usuelles auxquelles rien n'a répondu, puis propose les autres clés, et de reprendre une réponse."""
    formulaire = reponses.formulaire
    if autres:
        ecrire("Entrée laisse vide, « < » revient à la question d'avant, « > » abrège.")
    questions = [q for q in formulaire.posees() if q.cle not in donnees]
    rang = 0
    while rang < len(questions):
        question = questions[rang]
        suite = _poser(reponses, question)
        if suite == FIN:
            manquantes = reponses.manquantes()
            if not manquantes:
                break
            ecrire(f"  Il faut encore répondre à : {francais.liste(q.cle for q in manquantes)}.")
            rang = min((questions.index(q) for q in manquantes if q in questions), default=rang)
        else:
            rang = max(0, rang - 1) if suite == AVANT else rang + 1
    if autres:
        reprendre(reponses)


def reprendre(reponses: "Reponses") -> None:
    """Une clé de plus, ou une réponse à reprendre, jusqu'à une réponse vide."""
    formulaire = reponses.formulaire
    while True:
        connues = {q.cle: _resume(reponses, q) for q in formulaire.questions if not q.unique_valeur}

        def lire(texte: str, connues: Mapping[str, str] = connues) -> str:
            from qualicli.operations.possibles import reconnaitre
            from qualicli.operations.reponses import cle_inconnue

            cle = reconnaitre(texte, connues)
            if cle and cle not in connues:
                raise cle_inconnue(texte, list(connues))
            return cle

        cle = demander("Autre clé, ou réponse à reprendre (vide : fini)", lire, Choix(connues, ferme=True))
        question = formulaire.question(cle) if cle else None
        if question is None:
            if not reponses.manquantes():
                return
            for manquante in reponses.manquantes():
                _poser(reponses, manquante)
            continue
        _poser(reponses, question)


def _resume(reponses: "Reponses", question: "Question") -> str:
    valeur = reponses.valeurs.get(question.cle)
    if question.nature == "corps" and valeur is not None:
        return f"= {francais.pluriel(len(str(valeur).splitlines()), 'ligne')}"
    return question.phrase if valeur is None else f"= {_en_texte(valeur)}"


def _en_texte(valeur: Any) -> str:
    """Une réponse telle qu'on la retaperait."""
    if isinstance(valeur, bool):
        return "oui" if valeur else "non"
    if isinstance(valeur, dict):
        return "; ".join(f"{cle}={_en_texte(v)}" for cle, v in valeur.items())
    if isinstance(valeur, list | tuple):
        return "; ".join(map(_en_texte, valeur))
    return str(valeur)


def _poser(reponses: "Reponses", question: "Question") -> str:
    """Pose une question ; rend « < » ou « > » quand c'est ce que l'on a répondu, et sinon rien."""
    from qualicli.operations.possibles import possibles

    dire(f"{question.phrase}{_precision(question)}")
    if question.sous:
        return _poser_objets(reponses, question)
    if question.nature == "corps":
        return _poser_le_texte(reponses, question)
    ferme = question.nature in ("lien", "choix", "booleen")
    choix = Choix(possibles(question, reponses.dossier), question.plusieurs, ferme)
    if question.plusieurs and not question.se_decoupe:
        return _poser_une_a_une(reponses, question, choix)

    actuelle = _en_texte(reponses.valeurs.get(question.cle, ""))
    garde = actuelle if ferme and not question.plusieurs else ""  # un choix se refait, un texte se corrige

    def lire(texte: str) -> str:
        if texte in (AVANT, FIN):
            return texte
        if (not texte or texte == "-") and question.obligatoire and not (garde and not texte):
            raise ErreurUsage("Cette réponse est obligatoire.", "")
        reponses.remplacer(question.cle, texte or garde)
        return ""

    invite = f"{question.cle} [{garde}]" if garde else question.cle
    return str(demander(invite, lire, choix, "" if garde else actuelle))


def _poser_le_texte(reponses: "Reponses", question: "Question") -> str:
    """Le texte d'une fiche, sur plusieurs lignes ; celui qui est déjà là se corrige."""
    ecrire("  Échap puis Entrée pour finir ; Ctrl-X puis Ctrl-E pour l'écrire dans votre éditeur.")

    def lire(texte: str) -> str:
        nu = texte.strip()
        if nu in (AVANT, FIN):
            return nu
        reponses.remplacer(question.cle, f"{texte.rstrip()}\n")
        return ""

    actuel = str(reponses.valeurs.get(question.cle, ""))
    return str(demander(question.cle, lire, defaut=actuel, en_lignes=True))


def _precision(question: "Question") -> str:
    """Ce qu'il faut savoir pour répondre : obligatoire, plusieurs, ce que vaut le silence."""
    dits = []
    if question.obligatoire:
        dits.append("obligatoire")
    if question.plusieurs:
        dits.append("plusieurs, séparées par « ; »" if question.se_decoupe else "une à la fois")
    if question.defaut:
        dits.append(f"par défaut : {question.defaut}")
    elif not question.valeurs and question.nature in ("date", "echeance", "entier", "nombre"):
        dits.append(
            {"date": "14/03/2022, mars 2022…", "echeance": "date, ou jalon:ID"}.get(question.nature, question.forme)
        )
    return f" ({' ; '.join(dits)})" if dits else ""


def _poser_une_a_une(reponses: "Reponses", question: "Question", choix: Choix) -> str:
    """Une liste de textes : un par question, jusqu'à une réponse vide ; « - » vide la liste."""
    while True:
        deja = reponses.valeurs.get(question.cle) or []
        if deja:
            ecrire("\n".join(f"  {rang}. {_en_texte(v)}" for rang, v in enumerate(deja, 1)))

        def lire(texte: str) -> str:
            if texte == "-":
                reponses.valeurs.pop(question.cle, None)
            elif texte and texte not in (AVANT, FIN):
                reponses.donner(question.cle, texte)
            elif not texte and question.obligatoire and not reponses.valeurs.get(question.cle):
                raise ErreurUsage("Cette réponse est obligatoire.", "")
            return texte

        suite = demander(f"{question.cle} (vide : fini)", lire, choix)
        if suite in ("", AVANT, FIN):
            return str(suite)


def _poser_objets(reponses: "Reponses", question: "Question") -> str:
    """Un objet, ou une liste d'objets : leurs propres questions, une à une, puis le suivant."""
    while True:
        valeur = reponses.valeurs.get(question.cle)
        for rang, objet in enumerate(valeur if isinstance(valeur, list) else [valeur] if valeur else [], 1):
            ecrire(f"  {rang}. {aplanir(_en_texte(objet))}")
        reponse = demander(
            f"{question.cle} : en {'ajouter' if question.plusieurs else 'dire plus'} ? (oui, non, - pour tout ôter)",
            lambda texte: texte,
            Choix({"non": "", "oui": ""}, ferme=True),
        )
        if reponse == "-":
            reponses.valeurs.pop(question.cle, None)
            continue
        if not reponse.lower().startswith("o"):
            return str(reponse) if reponse in (AVANT, FIN) else ""
        _composer_objet(reponses, question)
        if not question.plusieurs:
            return ""


def _composer_objet(reponses: "Reponses", question: "Question") -> None:
    """Demande chaque clé d'un objet emboîté, comme pour une fiche, et le prend d'un coup : il se juge entier."""
    dedans = reponses.emboitees(question)
    interroger(dedans, autres=False)
    try:
        reponses.prendre(question, dedans.ordonnees())
    except ErreurUsage as refus:
        dire(f"{refus.message} {refus.conseil}", "  ", saut="")
