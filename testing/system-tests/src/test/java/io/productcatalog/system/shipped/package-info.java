/**
 * Tests of what is shipped beside the services: manifests, the compose file, alerts and dashboards. Each check passes
 * on the shipped files and finds the error in broken copies of them. No test needs a container engine or a Kubernetes
 * cluster.
 */
package io.productcatalog.system.shipped;
