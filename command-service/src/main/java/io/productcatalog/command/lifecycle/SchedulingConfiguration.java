package io.productcatalog.command.lifecycle;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.concurrent.SimpleAsyncTaskScheduler;

/** The scheduler of periodic tasks. Each task may be interrupted at any time, so a stop does not wait for tasks. */
@Configuration(proxyBeanMethods = false)
@EnableScheduling
class SchedulingConfiguration {

    @Bean
    SimpleAsyncTaskScheduler taskScheduler() {
        SimpleAsyncTaskScheduler scheduler = new Scheduler();
        scheduler.setVirtualThreads(true);
        return scheduler;
    }

    /**
     * Spring's scheduler waits for a running task when it stops. A database that hangs can block a task for ten
     * seconds.
     */
    private static final class Scheduler extends SimpleAsyncTaskScheduler {

        @Override
        public void stop(Runnable callback) {
            stop();
            callback.run();
        }
    }
}
