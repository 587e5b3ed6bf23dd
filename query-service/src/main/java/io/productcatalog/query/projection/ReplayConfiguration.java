package io.productcatalog.query.projection;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/**
 * The decoder and the read model without the listener. No {@code @Configuration} because the component scan must not find
 * it: the service itself replays nothing.
 */
@Import(ReadModelConfiguration.class)
public class ReplayConfiguration {

    @Bean
    Replay replay(EventDecoder decoder, ReadModelWriter readModel) {
        return new Replay(decoder, readModel);
    }
}
