"""A field must not be moved out of a published scheme either, and a published scheme must not be deleted."""

from django.db import migrations

WHOLE = """
CREATE OR REPLACE FUNCTION refuse_changing_published_scheme() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM annotator_scheme WHERE published_at IS NOT NULL AND (
      (TG_OP <> 'INSERT' AND id = OLD.scheme_id) OR (TG_OP <> 'DELETE' AND id = NEW.scheme_id))) THEN
    RAISE EXCEPTION 'A published scheme never changes.' USING ERRCODE = 'check_violation';
  END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER published_scheme_stays BEFORE DELETE ON annotator_scheme
  FOR EACH ROW WHEN (OLD.published_at IS NOT NULL) EXECUTE FUNCTION refuse_rewriting_history();
"""


class Migration(migrations.Migration):
    dependencies = [("annotator", "0003_actor_wikidata_once")]
    operations = [migrations.RunSQL(WHOLE, migrations.RunSQL.noop)]
