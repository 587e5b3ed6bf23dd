-- How many dead letters this generation has made before it had caught up with the topic for the first time. Too many of them mean that
-- products are missing, and that the generation must not replace another one.
alter table read_model add column dead_letters bigint not null default 0;
