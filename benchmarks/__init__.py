"""`make bench`: how fast it is, against a bare server and against Rasa as it comes, all in one run, in turns."""
