-- The present state of every product. The columns are what is looked up or compared; the rest is one document.
create table product (
    id         uuid primary key,
    sku        text        not null constraint product_sku_unique unique,
    version    bigint      not null check (version > 0),
    details    jsonb       not null,
    created_at timestamptz not null,
    updated_at timestamptz not null
);

-- Every accepted change, for ever: the history, and what the relay publishes. (tx, position) is commit order below the
-- oldest running transaction; position alone is not, because sequences are drawn before the commit.
create table product_event (
    position        bigint generated always as identity,
    tx              xid8        not null default pg_current_xact_id(),
    event_id        uuid        not null unique,
    product_id      uuid        not null,
    version         bigint      not null check (version > 0),
    type            text        not null check (type in ('CREATED', 'UPDATED', 'DELETED')),
    occurred_at     timestamptz not null,
    actor           text        not null,
    changed_fields  text[]      not null,
    previous_price  jsonb,
    details         jsonb check ((details is null) = (type = 'DELETED')),
    created_at      timestamptz,
    trace_parent    text,
    primary key (product_id, version)
);
create unique index product_event_commit_order on product_event (tx, position);

-- How far the relay has published: the last event that the brokers acknowledged.
create table relay_cursor (
    only_row boolean primary key default true check (only_row),
    tx       xid8   not null,
    position bigint not null
);
insert into relay_cursor (tx, position) values ('0', 0);

-- The service may append to the log; nobody who runs it may rewrite it.
grant select, insert, update, delete on product to "${appUser}";
grant select, insert on product_event to "${appUser}";
grant select, update on relay_cursor to "${appUser}";
