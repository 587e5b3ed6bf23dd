-- Which product a client's key has made, so that a retried creation makes no second one. What was answered is the
-- product's first event, and stays in the log.
create table idempotency_key (
    actor      text        not null,
    key        text        not null,
    product_id uuid        not null,
    created_at timestamptz not null default now(),
    primary key (actor, key)
);
create index idempotency_key_age on idempotency_key (created_at);

grant select, insert, update (product_id, created_at), delete on idempotency_key to "${appUser}";
