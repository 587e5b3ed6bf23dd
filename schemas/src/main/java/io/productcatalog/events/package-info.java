/** The event contract: classes generated from {@code ProductEvent.avsc}, which is the source of truth. */
package io.productcatalog.events;
