"""Who said what: sets, spans, attributions and the log of every edit."""
