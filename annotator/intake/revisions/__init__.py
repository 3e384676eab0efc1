"""Corrected texts: a revision takes an article's place, and what was tagged goes along as far as it surely can."""
