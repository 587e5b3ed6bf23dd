package io.productcatalog.command.lifecycle;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.concurrent.SimpleAsyncTaskScheduler;

/** Runs the scheduled tasks. All of them can be broken off at any time, and a stop does not wait for them. */
@Configuration(proxyBeanMethods = false)
@EnableScheduling
class SchedulingConfiguration {

    @Bean
    SimpleAsyncTaskScheduler taskScheduler() {
        SimpleAsyncTaskScheduler scheduler = new Scheduler();
        scheduler.setVirtualThreads(true);
        return scheduler;
    }

    /** Spring's own would begin a stop by waiting for a task, and a database that hangs holds one up for ten seconds. */
    private static final class Scheduler extends SimpleAsyncTaskScheduler {

        @Override
        public void stop(Runnable callback) {
            stop();
            callback.run();
        }
    }
}
