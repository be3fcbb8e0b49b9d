-- What a link for a new password is signed with instead of the password's hash: a hash of that hash, which changes with
-- the password and from which nothing can be guessed, since the salt is in what it is made of. NULL for an account
-- without a password. `worker`, who mails the link, may not read the hash itself.
CREATE FUNCTION staff_password_print(account bigint) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $body$
SELECT encode(sha256(convert_to('amc.staff.link|' || password, 'UTF8')), 'hex') FROM staff_user
 WHERE id = account AND password <> '' AND NOT starts_with(password, '!')
$body$;
REVOKE ALL ON FUNCTION staff_password_print(bigint) FROM PUBLIC;
DO $$
DECLARE
    someone text;
BEGIN
    FOR someone IN SELECT rolname FROM pg_roles WHERE rolname IN ('app', 'worker', 'app_tests') LOOP
        EXECUTE format('GRANT EXECUTE ON FUNCTION staff_password_print(bigint) TO %I', someone);
    END LOOP;
END $$;
