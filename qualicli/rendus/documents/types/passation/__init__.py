"""La passation : ce que transmet un référent qualité qui part."""
