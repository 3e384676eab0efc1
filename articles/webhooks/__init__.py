"""Telling other systems what happened, in the Standard Webhooks format."""
