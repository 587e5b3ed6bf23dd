package io.productcatalog.query.projection;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/**
 * The decoder and the writer of the read model, without the listener. Not a {@code @Configuration}: the component scan
 * of the service must not find it.
 */
@Import(ReadModelConfiguration.class)
public class ReplayConfiguration {

    @Bean
    Replay replay(EventDecoder decoder, ReadModelWriter readModel) {
        return new Replay(decoder, readModel);
    }
}
