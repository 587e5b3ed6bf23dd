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
 * Notifies the relay that is the leader, in any replica, that the event log has grown.
 *
 * <p>The NOTIFY is sent after the commit, in its own transaction, one for many commits. Inside the writing transactions
 * it would make all commits of the server wait for one lock. If the process ends between commit and NOTIFY, the relay
 * finds the event by polling.
 */
@Component
class EventLogNotifier implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(EventLogNotifier.class);

    private final JdbcClient jdbc;
    private final Semaphore pending = new Semaphore(0);
    private final TransactionSynchronization onCommit = new TransactionSynchronization() {
        @Override
        public void afterCommit() {
            requestNotify();
        }
    };
    private volatile boolean running;
    private volatile @Nullable Thread thread;

    EventLogNotifier(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Notifies the relay after the commit of the caller's transaction, or at once if there is no transaction. */
    void notifyAfterCommit() {
        if (TransactionSynchronizationManager.isSynchronizationActive()) {
            TransactionSynchronizationManager.registerSynchronization(onCommit);
        } else {
            requestNotify();
        }
    }

    private void requestNotify() {
        if (pending.availablePermits() == 0) {
            pending.release();
        }
    }

    @Override
    public void start() {
        running = true;
        thread = Thread.ofVirtual().name("event-log-notifier").start(this::run);
    }

    private void run() {
        try {
            while (running) {
                pending.acquire();
                pending.drainPermits();
                sendNotify();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void sendNotify() {
        try {
            jdbc.sql("notify " + EventLogReader.CHANNEL).update();
        } catch (DataAccessException e) {
            log.debug("The relay was not notified; it finds the event by polling", e);
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

    /** Starts before the web server and stops after it. */
    @Override
    public int getPhase() {
        return SmartLifecycle.DEFAULT_PHASE - 8192;
    }
}
