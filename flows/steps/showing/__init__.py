"""What was judged, put as people and programs are shown it: by commands and by the desk alike."""
