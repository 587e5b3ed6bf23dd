/**
 * What is shipped beside the services: manifests, the compose file, alerts, dashboards. Each check is held against what is there
 * and against broken copies of it. Nothing here needs an engine or a cluster.
 */
package io.productcatalog.system.shipped;
