"""A set's spans and attributions, built as JSON once a revision, so that an export only reads them."""
