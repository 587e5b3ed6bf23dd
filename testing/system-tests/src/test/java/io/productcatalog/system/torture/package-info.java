/**
 * The test of the guarantees under faults: a random workload and random faults on a {@link
 * io.productcatalog.cluster.Cluster}, and then a comparison of all acknowledged changes with the write model,
 * the topic, the read model and the dead letters. The same seed gives the same operations and the same faults at the
 * same times. Only their interleaving depends on the machine.
 *
 * <p>The same workload and comparison show that two releases work side by side.
 */
package io.productcatalog.system.torture;
