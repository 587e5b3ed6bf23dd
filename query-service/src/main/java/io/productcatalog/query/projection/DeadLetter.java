package io.productcatalog.query.projection;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A record that can never be projected, and why. */
record DeadLetter(ConsumerRecord<byte[], byte[]> record, RuntimeException cause) {}
