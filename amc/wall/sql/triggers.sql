-- History and promises are kept by the owner, whoever writes: `app` and `worker` have no right to write history
-- themselves. What pghistory has set as context (user and route) is a setting, and reaches the trigger all the same.
DO $$
DECLARE
    routine regprocedure;
BEGIN
    FOR routine IN
        SELECT p.oid::regprocedure FROM pg_proc p
         WHERE p.pronamespace = 'public'::regnamespace AND p.prorettype = 'trigger'::regtype
           AND starts_with(p.proname, 'pgtrigger_')
    LOOP
        EXECUTE format('ALTER FUNCTION %s SECURITY DEFINER SET search_path = public, pg_temp', routine);
    END LOOP;
END $$;

-- `pgtrigger.ignore()` is for the owner's own sessions, e.g. when data are loaded, and for the one function that disposes
-- of what is past its term; nobody else gets past a trigger.
CREATE OR REPLACE FUNCTION public._pgtrigger_should_ignore(trigger_name name) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $body$
SELECT coalesce(trigger_name = ANY (nullif(current_setting('pgtrigger.ignore', true), '')::text[]), false)
   AND (session_user = 'owner' OR public.disposal_is_underway())
$body$;

-- That one is named to see somebody is read by oneself, also by roles that read no cases; written only as the wall says.
DROP POLICY IF EXISTS own ON participants_protectedaccess;
CREATE POLICY own ON participants_protectedaccess FOR SELECT
    USING (user_id = nullif((SELECT current_setting('amc.user', true)), '')::bigint);

-- What runs as the owner is for the web; Celery calls only what its tasks are made of. PostgreSQL lets everybody call a
-- new function, so each is taken back here.
DO $$
DECLARE
    routine regprocedure;
BEGIN
    FOR routine IN
        SELECT p.oid::regprocedure FROM pg_proc p
         WHERE p.pronamespace = 'public'::regnamespace AND p.prosecdef AND p.prorettype <> 'trigger'::regtype
           AND has_function_privilege('public', p.oid, 'EXECUTE')
    LOOP
        EXECUTE format('REVOKE ALL ON ROUTINE %1$s FROM PUBLIC; GRANT EXECUTE ON ROUTINE %1$s TO app', routine);
    END LOOP;
END $$;
GRANT EXECUTE ON FUNCTION audit_seal_links(), participants_keep_somebody_named(date), staff_password_print(bigint) TO worker;
