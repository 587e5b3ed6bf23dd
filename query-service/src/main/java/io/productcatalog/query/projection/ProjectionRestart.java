package io.productcatalog.query.projection;

import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.kafka.config.KafkaListenerEndpointRegistry;
import org.springframework.kafka.listener.MessageListenerContainer;

/** Stops the projection's consumer and starts it again, beside the thread that asks for it. */
final class ProjectionRestart implements Runnable {

    private static final Logger log = LoggerFactory.getLogger(ProjectionRestart.class);

    private final ObjectProvider<KafkaListenerEndpointRegistry> registry;
    private final AtomicBoolean underWay = new AtomicBoolean();

    ProjectionRestart(ObjectProvider<KafkaListenerEndpointRegistry> registry) {
        this.registry = registry;
    }

    @Override
    public void run() {
        if (underWay.compareAndSet(false, true)) {
            log.warn("The read model has lost what was projected before: the projection goes back to where it stands");
            Thread.startVirtualThread(this::restart);
        }
    }

    private void restart() {
        try {
            KafkaListenerEndpointRegistry containers = registry.getObject();
            MessageListenerContainer container = containers.getListenerContainer(ProjectionListener.ID);
            if (container != null) {
                container.stop();
                if (containers.isRunning()) {
                    container.start();
                }
            }
        } finally {
            underWay.set(false);
        }
    }
}
