#!/bin/sh
# Run once by the image on an empty volume: two databases for the catalog with two roles each, and the registry's own.
# The owner makes the tables; the other role may connect, and the migrations grant it the rest.
set -eu

role() {
  # Unlogged: the statement has a password in it.
  psql -v ON_ERROR_STOP=1 -U "$POSTGRES_USER" -v name="$1" -v password="$2" <<'SQL'
set log_min_error_statement = panic;
create role :"name" login password :'password';
SQL
}

database() {
  psql -v ON_ERROR_STOP=1 -U "$POSTGRES_USER" -v name="$1" -v owner="$2" -v app="$3" <<'SQL'
create database :"name" owner :"owner";
revoke all on database :"name" from public;
grant connect on database :"name" to :"app";
SQL
}

role catalog_command_owner "$WRITE_OWNER_PASSWORD"
role catalog_command "$WRITE_PASSWORD"
role catalog_query_owner "$READ_OWNER_PASSWORD"
role catalog_query "$READ_PASSWORD"
role registry "$REGISTRY_PASSWORD"
database catalog_write catalog_command_owner catalog_command
database catalog_read catalog_query_owner catalog_query
database registry registry registry
