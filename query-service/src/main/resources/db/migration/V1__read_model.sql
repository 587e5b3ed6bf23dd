-- One generation of the read model. The schema carries the generation's number.

-- The highest version seen of every product, also of those that are not served: without their rows a late, older
-- event could bring a deleted or withdrawn product back.
create table product_document (
    id       uuid   primary key,
    version  bigint not null check (version > 0),
    state    text   not null check (state in ('ACTIVE', 'DRAFT', 'DISCONTINUED', 'UNKNOWN', 'DELETED')),
    sku      text,
    document bytea,
    check ((document is not null) = (state = 'ACTIVE')),
    check ((sku is null) = (state = 'DELETED'))
);

create index product_document_served on product_document (id) where document is not null;
create index product_document_by_sku on product_document (sku, id) where document is not null;

-- Every served product under each of its categories and all their ancestors.
create table product_category (
    category   text not null,
    product_id uuid not null,
    primary key (category, product_id)
);

create index product_category_by_product on product_category (product_id);

create table projection_progress (
    partition    int         primary key,
    next_offset  bigint      not null,
    projected_at timestamptz not null default now()
);

-- One row: when this generation had caught up with the topic for the first time.
create table read_model (
    singleton    boolean primary key default true check (singleton),
    caught_up_at timestamptz
);
insert into read_model default values;

grant usage on schema ${flyway:defaultSchema} to ${appUser};
grant select, insert, update on product_document, projection_progress to ${appUser};
grant select, insert, delete on product_category to ${appUser};
grant select, update on read_model to ${appUser};
