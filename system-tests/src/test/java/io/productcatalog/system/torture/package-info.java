/**
 * The guarantees while things break: a seeded random workload and seeded random faults on a {@link
 * io.productcatalog.system.cluster.Cluster}, and afterwards a comparison of everything that was acknowledged with what the write
 * model, the topic, the read model and the dead letters hold. A seed gives the same commands and the same faults at the same
 * moments; how they interleave is up to the machine.
 */
package io.productcatalog.system.torture;
