"""The command line `dientap`."""
