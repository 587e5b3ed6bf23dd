package io.productcatalog.command.store;

import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Tells the relay, in whichever replica it runs, that the log has grown.
 *
 * <p>The NOTIFY goes out after the commit, in a transaction of its own and one for many commits: inside the writing
 * transactions it would make all commits of the server wait for one lock. If the process dies in between, the relay's
 * poll finds the event.
 */
@Component
class EventLogNotifier implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(EventLogNotifier.class);

    private final JdbcClient jdbc;
    private final Semaphore raised = new Semaphore(0);
    private final TransactionSynchronization onCommit = new TransactionSynchronization() {
        @Override
        public void afterCommit() {
            raise();
        }
    };
    private volatile boolean running;
    private volatile @Nullable Thread thread;

    EventLogNotifier(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Gives the signal once the caller's transaction has committed; at once when the caller has none. */
    void afterCommit() {
        if (TransactionSynchronizationManager.isSynchronizationActive()) {
            TransactionSynchronizationManager.registerSynchronization(onCommit);
        } else {
            raise();
        }
    }

    private void raise() {
        if (raised.availablePermits() == 0) {
            raised.release();
        }
    }

    @Override
    public void start() {
        running = true;
        thread = Thread.ofVirtual().name("log-signal").start(this::run);
    }

    private void run() {
        try {
            while (running) {
                raised.acquire();
                raised.drainPermits();
                send();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void send() {
        try {
            jdbc.sql("notify " + EventLogReader.CHANNEL).update();
        } catch (DataAccessException e) {
            log.debug("The relay was not notified and will find the event by polling", e);
        }
    }

    @Override
    public void stop() {
        running = false;
        Thread started = thread;
        if (started != null) {
            started.interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Started before and stopped after the web server. */
    @Override
    public int getPhase() {
        return SmartLifecycle.DEFAULT_PHASE - 8192;
    }
}
