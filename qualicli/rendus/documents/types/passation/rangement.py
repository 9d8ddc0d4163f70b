"""La passation : où est chaque document, qui le tient, jusqu'à quand il vaut."""

from collections.abc import Iterator

from qualicli import francais
from qualicli.diagnostic.preuves import defaut
from qualicli.modeles.documents import Document, Preuve
from qualicli.modeles.temps.dates import DateImprecise
from qualicli.rendus import libelles
from qualicli.rendus.documents.socle.contexte import ContexteDocument
from qualicli.rendus.documents.socle.vue import TableauTexte

SANS_LIEU = "À retrouver"


def tableau_documents(contexte: ContexteDocument) -> TableauTexte:
    """Les documents connus à la date, par genre puis par titre ; ceux qu'un autre remplace n'y sont plus."""
    remplaces = {d.remplace for d in contexte.dossier.documents if d.remplace}
    connus = [
        d
        for d in contexte.dossier.documents
        if d.id not in remplaces and defaut(d, contexte.au, contexte.inventaire) != "a_venir"
    ]
    connus.sort(
        key=lambda d: (francais.sans_accent(libelles.mot(d.type_document)), francais.sans_accent(d.intitule), d.id)
    )
    termes = {o.fichier: o.echeance for o in contexte.obligations() if o.nature == "document"}
    lignes = tuple(_ligne(contexte, d, termes.get(d.fichier)) for d in connus)
    return TableauTexte(("Document", "Où le trouver", "Qui le tient", "Vaut"), lignes)


def _ligne(contexte: ContexteDocument, document: Document, fin: DateImprecise | None) -> tuple[str, ...]:
    noms, trouve = contexte.noms(), defaut(document, contexte.au, contexte.inventaire)
    conserve = document.conservation.par if document.conservation else None
    qui = noms.fonction(document.responsable or conserve) or contexte.service(document.service) or "À désigner"
    vaut = libelles.DEFAUTS[trouve] if trouve else f"jusqu'{fin.en_terme()}" if fin else "sans limite"
    titre = f"{document.intitule} ({libelles.mot(document.type_document)})"
    ou = " ; ".join(lieux(document))
    ou = ou if ou.startswith("http") else francais.majuscule(ou)  # une adresse se recopie telle quelle
    return titre, ou or SANS_LIEU, qui, francais.majuscule(vaut)


def lieux(document: Document) -> Iterator[str]:
    """Où est un document : sa pièce jointe, son adresse, son rangement, par où on y accède, où il est conservé."""
    if isinstance(document, Preuve):
        if document.piece:
            yield "pièce jointe au dossier"
        yield from (document.url,) if document.url else ()
        yield from map(francais.minuscule, document.emplacement)
    else:
        yield "fiche du dossier"
    if isinstance(document, Preuve) and document.corps.strip():
        yield "texte dans sa fiche"
    conservation = document.conservation
    if conservation and conservation.lieu:
        yield f"conservé : {francais.minuscule(conservation.lieu)}"
    if document.acces:
        yield f"accès : {', '.join(map(libelles.mot, document.acces))}"
