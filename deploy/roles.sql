-- The two roles (docs/decisions/0002): `owner` owns and migrates, `app` runs. Run once per cluster, as superuser.
CREATE ROLE owner LOGIN NOSUPERUSER NOCREATEROLE;
CREATE ROLE app LOGIN NOSUPERUSER NOCREATEROLE NOCREATEDB;
