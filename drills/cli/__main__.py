"""`python -m drills.cli`: the same as `dientap`."""

from drills.cli import main

main()
