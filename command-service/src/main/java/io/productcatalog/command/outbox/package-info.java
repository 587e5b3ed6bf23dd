/**
 * The relay: publishes the log to Kafka in commit order, one replica at a time, and keeps a cursor that moves only after
 * the brokers have acknowledged. Also its measures: how much is waiting, and for how long.
 */
@NullMarked
package io.productcatalog.command.outbox;

import org.jspecify.annotations.NullMarked;
