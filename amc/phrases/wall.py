"""Phrases are about nobody, and stand outside the wall (amc.wall)."""

from amc.wall.lines import Outside

LINES = ()
OUTSIDE = (Outside("phrase"),)
