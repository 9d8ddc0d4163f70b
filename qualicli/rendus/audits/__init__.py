"""La préparation d'un audit : à l'écran, pour les machines, et le paquet remis à l'auditeur."""
