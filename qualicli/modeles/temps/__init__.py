"""Le temps : dates imprécises, durées, échéances, et leurs mots."""
