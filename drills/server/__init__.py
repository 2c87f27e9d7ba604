"""The host: a web server that many seats join. The only place that knows the web."""
