"""LEC et FMT : ce que la lecture trouve elle-même. Ces règles n'ont pas de contrôle ; elles s'expliquent ici."""

from qualicli.modeles.anomalie import Gravite
from qualicli.regles.contexte import Regle

_E, _A, _I = Gravite.ERREUR, Gravite.AVERTISSEMENT, Gravite.INFORMATION

REGLES = (
    Regle("LEC001", _E, "Syntaxe YAML incorrecte",
          "Le fichier ne peut pas être lu : retrait, guillemets, crochets ou deux-points.",
          "intitule: Charte: version 2", 'intitule: "Charte : version 2"'),
    Regle("LEC002", _E, "Clé en double", "Une clé (ou une colonne de .csv) est écrite deux fois : une valeur serait perdue.",
          "type: charte\ntype: guide", "type: charte"),
    Regle("LEC003", _E, "Fichier vide", "Un fichier d'objet ne contient rien.", "", "intitule: Charte de l'usager"),
    Regle("LEC004", _E, "Fichier binaire ou mal encodé", "Tous les fichiers texte du dossier sont en UTF-8.",
          "(fichier enregistré en Windows-1252)", "(le même, enregistré en UTF-8)"),
    Regle("LEC005", _E, "Conflit git non résolu", "Une fusion git a laissé ses marqueurs dans le fichier.",
          "<<<<<<< HEAD\nstatut: realise\n=======\nstatut: partiel\n>>>>>>> branche", "statut: realise"),
    Regle("LEC006", _E, "Tabulation", "YAML n'admet que des espaces en début de ligne.", "\tsite: roanne", "  site: roanne"),
    Regle("LEC007", _A, "Marque BOM", "Le fichier commence par une marque invisible ; il est lu quand même.",
          "(UTF-8 avec BOM)", "(UTF-8)"),
    Regle("LEC008", _I, "Fins de ligne Windows", "Le fichier a des fins de ligne CRLF ; il est lu quand même.",
          "(CRLF)", "(LF)"),
    Regle("LEC009", _E, "En-tête absent ou non refermé",
          "Un fichier Markdown du dossier commence par un en-tête YAML entre deux lignes « --- ».",
          "instance: copil\ndate: 2022-03-10", "---\ninstance: copil\ndate: 2022-03-10\n---"),
    Regle("LEC010", _E, "Alias, ancre ou étiquette YAML",
          "« *nom », « &nom » et « !nom » sont refusés : les uns saturent la mémoire, les autres font perdre du texte.",
          "acces: *acces", "acces: [intranet]"),
    Regle("LEC011", _E, "Imbrication trop profonde", "Aucun format de qualicli ne dépasse une dizaine de niveaux.",
          "a: {a: {a: {…}}}", "a: 1"),
    Regle("LEC012", _E, "Fichier trop gros", "Une fiche dépasse la taille admise ; les pièces se joignent à côté d'elle.",
          "(fiche de 20 Mio)", "fichier: registre-complet.pdf"),
    Regle("LEC013", _E, "Lien symbolique vers l'extérieur", "Un lien du dossier mène ailleurs, ou à un dossier.",
          "preuves/photo.jpg -> /home/…", "preuves/photo.jpg"),
    Regle("LEC014", _E, "Nom impossible sous Windows", "Un nom réservé (con, aux, nul…) ou un caractère interdit.",
          "preuves/con.yaml", "preuves/connexion.yaml"),
    Regle("LEC015", _E, "Identifiant ou nom en double",
          "Deux fichiers d'une famille portent le même identifiant, ou deux noms ne diffèrent que par la casse ou la forme "
          "des accents.", "preuves/Charte.yaml et preuves/charte.yaml", "preuves/charte.yaml"),
    Regle("LEC016", _E, "Nom qui ne fait pas un identifiant", "Le nom du fichier sans extension est l'identifiant de l'objet : "
          "minuscules sans accent, chiffres et tirets.", "preuves/Charte d'accueil.yaml", "preuves/charte-accueil.yaml"),
    Regle("LEC017", _E, "Version de format inconnue", "Le dossier vient d'une autre version de qualicli : rien n'est calculé.",
          "format: 2", "format: 1"),
    Regle("LEC018", _E, "Fichier .csv introuvable ou illisible", "La série d'un indicateur ou d'un registre n'est pas lisible.",
          "serie: appels-2021.csv   (absent)", "serie: appels-2021.csv   (à côté de la fiche)"),
    Regle("LEC019", _E, "Fichier illisible", "Le système refuse de lire le fichier.", "(droits refusés)", "(droits rétablis)"),
    Regle("FMT001", _E, "Clé inconnue", "Une clé, ou une colonne, que le format n'a pas : souvent une faute de frappe.",
          "intitulé: Charte", "intitule: Charte"),
    Regle("FMT002", _E, "Valeur inconnue", "La valeur n'est pas de la liste admise.", "statut: fait", "statut: realise"),
    Regle("FMT003", _E, "Clé ou valeur manquante", "Une clé obligatoire manque, ou n'a pas de valeur.",
          "type: charte", "intitule: Charte de l'usager\ntype: charte"),
    Regle("FMT004", _E, "Mauvais genre de valeur", "Une liste, un texte ou un objet était attendu.",
          "acces: intranet", "acces: [intranet]"),
    Regle("FMT005", _E, "Date incorrecte", "La date est mal écrite, ou n'existe pas.", "date: 2026-02-30", "date: 2026-02-28"),
    Regle("FMT006", _E, "Valeur mal écrite", "Identifiant, référence, durée, pourcentage, heure ou nombre mal écrits.",
          "heure: 25:00", "heure: 11:00"),
    Regle("FMT007", _A, "Fichier qui n'est pas lu", "Un nom ou une extension que qualicli ne connaît pas, ou un "
          "dossier qualicli dans un autre.",
          "preuve/charte.yaml", "preuves/charte.yaml"),
)  # fmt: skip
