/**
 * The system as it runs in a cluster, on this machine: real parts, several replicas of each service as processes, and a
 * front that spreads requests over the ready replicas.
 */
package io.productcatalog.cluster;
