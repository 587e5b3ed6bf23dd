/**
 * The relay: publishes the event log to Kafka in commit order. A lease on an advisory lock elects the leader among the
 * replicas. A cursor in the database moves only after the brokers have acknowledged. The only package that knows both
 * the domain and Avro.
 */
@NullMarked
package io.productcatalog.command.outbox;

import org.jspecify.annotations.NullMarked;
