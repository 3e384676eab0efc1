"""Which state of a project's data an export was read from."""

# PostgreSQL gives every version of a row the number of the transaction that wrote it, so no column is forgotten.
STAMP = """
SELECT encode(sha256(convert_to(string_agg(part, ' ' ORDER BY part), 'UTF8')), 'hex') FROM (
  SELECT concat('project ', id, ':', xmin) AS part FROM articles_project WHERE id = %(project)s
  UNION ALL
  SELECT concat('article ', count(*), ' ', sum(hashtextextended(concat(id, ':', xmin), 0)::numeric))
    FROM articles_article WHERE project_id = %(project)s
  UNION ALL
  SELECT concat('set ', count(*), ' ', sum(hashtextextended(concat(id, ':', xmin), 0)::numeric))
    FROM annotator_annotationset WHERE project_id = %(project)s
  UNION ALL
  SELECT concat('actor ', count(*), ' ', sum(hashtextextended(concat(id, ':', xmin), 0)::numeric))
    FROM annotator_actor WHERE project_id = %(project)s
  UNION ALL
  SELECT concat('topic ', count(*), ' ', sum(hashtextextended(concat(id, ':', xmin), 0)::numeric))
    FROM annotator_topic WHERE project_id = %(project)s
  UNION ALL
  SELECT concat('member ', count(*), ' ', sum(hashtextextended(concat(id, ':', xmin), 0)::numeric))
    FROM articles_membership WHERE project_id = %(project)s
  UNION ALL
  SELECT concat('scheme ', count(*), ' ', sum(hashtextextended(concat(id, ':', xmin), 0)::numeric))
    FROM annotator_scheme WHERE project_id = %(project)s
) parts"""
