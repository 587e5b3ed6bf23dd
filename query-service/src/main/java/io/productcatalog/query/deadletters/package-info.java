/**
 * The command line {@code dead-letters}: lists, shows, and replays the records that could not be projected. It runs
 * beside the service with the same settings and credentials, and starts only the decoder and the writer of the read
 * model.
 */
@NullMarked
package io.productcatalog.query.deadletters;

import org.jspecify.annotations.NullMarked;
