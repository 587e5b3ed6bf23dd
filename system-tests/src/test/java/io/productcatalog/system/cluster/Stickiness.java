package io.productcatalog.system.cluster;

import java.util.List;

/** One client's memory of its replica. Not for use by two threads at once. */
public final class Stickiness {

    private final int client;
    private String mine = "";

    /** @param client its number, so that clients are spread */
    public Stickiness(int client) {
        this.client = client;
    }

    /** The same as the last time if it is among these; empty when there are none. */
    String choose(List<String> ready) {
        if (!ready.contains(mine)) {
            mine = ready.isEmpty() ? "" : ready.get(client % ready.size());
        }
        return mine;
    }
}
