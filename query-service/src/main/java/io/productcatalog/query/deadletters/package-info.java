/**
 * The command {@code dead-letters}: lists, shows and replays the records that could not be projected. It runs beside the
 * service, with the service's settings and credentials, and starts nothing of it but the decoder and the read model.
 */
@NullMarked
package io.productcatalog.query.deadletters;

import org.jspecify.annotations.NullMarked;
