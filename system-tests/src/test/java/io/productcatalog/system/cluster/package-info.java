/**
 * The system as a cluster runs it, on this machine: real parts, several replicas of each service as processes that are started
 * again when they end, and a front that spreads requests over those whose readiness probe says yes.
 */
package io.productcatalog.system.cluster;
