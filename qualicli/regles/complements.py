"""RFT : ce qu'un complément ajoute a sa place dans le référentiel, et n'y est pas déjà."""

from collections.abc import Collection, Iterable, Iterator

from qualicli import francais
from qualicli.modeles.anomalie import Chemin, Faute, FauteCodee, Gravite
from qualicli.modeles.complement import Complement
from qualicli.modeles.referentiel import Exigence, Referentiel, jumelle
from qualicli.regles.contexte import Contexte, Controle, Regle, tete
from qualicli.regles.referentiels import dire_voisin


def controler_complement(complement: Complement, base: Referentiel | None) -> Iterator[FauteCodee]:
    """Contrôle un complément contre le référentiel qu'il complète (`None` s'il est inconnu)."""
    if base is None:
        message = f"Le référentiel à compléter, « {complement.complete} », est inconnu."
        conseil = "« qualicli referentiel lister » montre ceux que l'on peut compléter."
        yield FauteCodee("RFT007", Faute(complement.fichier, ("complete",), message, conseil))
        return
    modules = {m.code for m in base.modules}
    engagements = {e.code: e for m in base.modules for e in m.engagements}
    yield from _codes_inconnus(complement, "modules", complement.modules, modules, base)
    yield from _codes_inconnus(complement, "engagements", complement.engagements, engagements, base)
    for code, ajout in complement.modules.items():
        for rang, engagement in enumerate(ajout.engagements):
            if engagement.code in engagements:
                chemin = ("modules", code, "engagements", rang, "code")
                le = tete(base.mots.engagement)
                message = f"{le} « {engagement.code} » existe déjà dans {base.nom} : cet ajout est ignoré."
                yield FauteCodee(
                    "RFT007", Faute(complement.fichier, chemin, message, "Complétez-le sous « engagements ».")
                )
    yield from (FauteCodee("RFT009", faute) for faute in engagements_de_trop(complement, base))
    yield from (FauteCodee("RFT010", faute) for faute in exigences_doublees(complement, base))


def engagements_de_trop(complement: Complement, base: Referentiel) -> Iterator[Faute]:
    """Un complément n'ajoute pas plus d'engagements que le référentiel n'en annonce."""
    connus = {e.code for m in base.modules for e in m.engagements}
    ajoutes = 0
    for code, ajout in complement.modules.items():
        places = base.places(code)
        for rang, engagement in enumerate(ajout.engagements):
            if engagement.code in connus or places is None:
                continue
            ajoutes += 1
            if ajoutes > places and base.attendu is not None:
                message = (
                    f"{base.nom} annonce {francais.pluriel(base.attendu.engagements or 0, base.mots.engagement)} : "
                    f"« {engagement.code} » serait de trop."
                )
                conseil = "Vérifiez son numéro ; une autre édition du texte s'écrit comme un référentiel du dossier."
                yield Faute(complement.fichier, ("modules", code, "engagements", rang, "code"), message, conseil)


def exigences_doublees(complement: Complement, base: Referentiel) -> Iterator[Faute]:
    """Une exigence ajoutée n'est pas déjà ailleurs dans le référentiel, ni sous un autre code, ni sous un autre engagement."""
    ou = {e.code: "" for m in base.modules for e in m.engagements}
    ou |= {x.code: e.code for m in base.modules for e in m.engagements for x in e.exigences}
    connues = {e.code: {x.code: x.texte for x in e.exigences} for m in base.modules for e in m.engagements}
    for chemin, engagement, exigences in _ajouts(complement):
        siennes = connues.setdefault(engagement, {})
        vus: set[str] = set()
        for rang, exigence in enumerate(exigences):
            autre = jumelle(exigence.code, exigence.texte, siennes.items())
            message = ""
            if exigence.code in vus or ou.get(exigence.code, engagement) != engagement:
                message = f"Le code « {exigence.code} » désigne déjà un autre élément du référentiel."
            elif autre is not None:
                message = (
                    f"{tete(base.mots.exigence)} {exigence.code} répète le texte de {autre} et compterait deux fois."
                )
            if message:
                conseil = "Gardez-en une seule, ou donnez-lui son propre code et son propre texte."
                yield Faute(complement.fichier, (*chemin, "exigences", rang, "code"), message, conseil)
            vus.add(exigence.code)
            siennes[exigence.code] = exigence.texte
            ou.setdefault(exigence.code, engagement)


def _ajouts(complement: Complement) -> Iterator[tuple[Chemin, str, tuple[Exigence, ...]]]:
    """Les exigences que donne un complément, et l'engagement où elles vont."""
    for code, ajout in complement.engagements.items():
        yield ("engagements", code), code, ajout.exigences
    for module, neufs in complement.modules.items():
        for rang, engagement in enumerate(neufs.engagements):
            yield ("modules", module, "engagements", rang), engagement.code, engagement.exigences


def _codes_inconnus(
    complement: Complement, cle: str, codes: Iterable[str], connus: Collection[str], base: Referentiel
) -> Iterator[FauteCodee]:
    for code in codes:
        if code not in connus:
            mot = getattr(base.vocabulaire, cle.removesuffix("s"))
            message = f"{base.nom} n'a pas d'élément « {mot} » de code « {code} » : ce complément est ignoré."
            yield FauteCodee("RFT007", Faute(complement.fichier, (cle, code), message, dire_voisin(code, connus)))


def _du_dossier(contexte: Contexte) -> Iterator[FauteCodee]:
    dossier = contexte.dossier
    connus = {**dossier.referentiels, **dossier.bases}  # un complément se juge contre ce qu'il complète
    for complement in dossier.complements:
        if ("referentiels", complement.complete) in contexte.illisibles:
            continue
        base = connus.get(complement.complete)
        yield from controler_complement(complement, base)
        if base is not None:  # le suivant s'ajoute à celui-ci
            connus[complement.complete] = complement.appliquer(base)


def _du_code(code: str) -> Controle:
    return lambda contexte: (faute for trouve, faute in _du_dossier(contexte) if trouve == code)


_E = Gravite.ERREUR
REGLES = (
    Regle(
        "RFT007",
        _E,
        "Complément sans effet",
        "Un complément cite un référentiel, un module ou un engagement qui n'existe pas, ou ajoute un engagement déjà connu.",
        'complete: qual-e-pref\nengagements: {"99": {…}}',
        'complete: qual-e-pref\nengagements: {"2": {…}}',
        _du_code("RFT007"),
    ),
    Regle(
        "RFT009",
        _E,
        "Engagement de trop",
        "Un complément ajoute un engagement à un référentiel qui, d'après « attendu », les a déjà tous.",
        'attendu: {engagements: 23}   (23 connus)\nmodules: {M1: {engagements: [{code: "99"}]}}',
        'engagements: {"6": {exigences: [{code: "6.1"}]}}',
        _du_code("RFT009"),
    ),
    Regle(
        "RFT010",
        _E,
        "Exigence en double",
        "Un complément ajoute une exigence dont le code est pris ailleurs, ou dont le texte est déjà celui d'une autre "
        "exigence du même engagement : elle compterait deux fois.",
        '- {code: "6.1", texte: Nous répondons}\n- {code: "6.2", texte: Nous répondons}',
        '- {code: "6.1", texte: Nous répondons}\n- {code: "6.2", texte: Nous relançons}',
        _du_code("RFT010"),
    ),
)
