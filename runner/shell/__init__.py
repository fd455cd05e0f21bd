"""What stands between the command line and the work: options, selection, the run itself, what is written and where."""
