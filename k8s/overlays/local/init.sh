#!/bin/sh
# The image runs this script once, on an empty volume. It creates the catalog's two databases with two roles each, and the registry's
# database. The owner creates the tables. The other role may connect, and the migrations grant it access to the tables.
set -eu

role() {
  # The statement contains a password, so it must not be logged.
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
