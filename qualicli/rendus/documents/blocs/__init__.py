"""Ce qu'un point d'ordre du jour peut montrer : un bloc, un module, un gabarit du même nom."""
