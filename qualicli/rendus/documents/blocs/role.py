"""Le rôle de l'instance : ce qu'on en attend, et son rythme."""

from qualicli.rendus.documents.socle.bloc import BlocDocument
from qualicli.rendus.documents.socle.instances import VueInstance, montrer_instance

BLOC = BlocDocument("ce qu'on attend de l'instance, et son rythme", VueInstance, montrer_instance)
