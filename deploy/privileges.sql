-- What `app` may do with what `owner` creates later. Run as superuser in template1, before the database is
-- created: every new database inherits it. What is only added to, and all that `worker` may do, is taken and given by
-- `manage.py migrate` (amc.wall).
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO app, worker;
ALTER DEFAULT PRIVILEGES FOR ROLE owner IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO app;
ALTER DEFAULT PRIVILEGES FOR ROLE owner IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO app;

-- Row-level security looks at a row before any condition that might tell about it, and so keeps such conditions from
-- using an index. These tell nothing: they raise no error that depends on the row. Without this the pages are slower.
ALTER FUNCTION pg_catalog.ts_match_vq(tsvector, tsquery) LEAKPROOF;
ALTER FUNCTION pg_catalog.lower(anyrange) LEAKPROOF;
ALTER FUNCTION pg_catalog.upper(anyrange) LEAKPROOF;
ALTER FUNCTION pg_catalog.range_contains_elem(anyrange, anyelement) LEAKPROOF;
ALTER FUNCTION pg_catalog.range_overlaps(anyrange, anyrange) LEAKPROOF;
ALTER FUNCTION pg_catalog.textlike(text, text) LEAKPROOF;
