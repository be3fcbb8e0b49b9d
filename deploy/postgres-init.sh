#!/bin/bash
# Körs en gång av avbilden postgres, när datamappen är tom: rollerna, vad app får göra, och databasen.
set -euo pipefail
as_superuser() { psql --no-psqlrc --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" "$@"; }

as_superuser --dbname postgres --file /amc/roles.sql
as_superuser --dbname template1 --file /amc/privileges.sql
as_superuser --dbname postgres --set owner="$OWNER_PASSWORD" --set app="$APP_PASSWORD" \
  --set worker="$WORKER_PASSWORD" <<'SQL'
ALTER ROLE owner PASSWORD :'owner';
ALTER ROLE app PASSWORD :'app';
ALTER ROLE worker PASSWORD :'worker';
CREATE DATABASE amc OWNER owner;
REVOKE CONNECT, TEMPORARY ON DATABASE amc FROM PUBLIC;
GRANT CONNECT ON DATABASE amc TO app, worker;
SQL
