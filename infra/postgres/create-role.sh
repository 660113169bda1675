#!/bin/sh
# Run once by the PostgreSQL image, when it makes its cluster: the product's role owns its database and nothing else.
set -eu
psql --no-psqlrc --set=ON_ERROR_STOP=1 --set=password="$STREAMING_PASSWORD" --username postgres --dbname postgres <<'SQL'
CREATE ROLE streaming LOGIN PASSWORD :'password';
GRANT pg_monitor TO streaming;
CREATE DATABASE streaming OWNER streaming;
REVOKE CONNECT ON DATABASE streaming FROM PUBLIC;
SQL
