"""What each command of the command line does; answers go to standard output, notes to the other."""
