package io.productcatalog.cluster;

import java.util.List;

/** The replica that a sticky client stays with. Not thread-safe. */
public final class Stickiness {

    private final int client;
    private String replica = "";

    /** @param client the client's number, which spreads the clients over the replicas */
    public Stickiness(int client) {
        this.client = client;
    }

    /** Returns the last replica if it is ready, otherwise another ready one. Empty if none is ready. */
    String choose(List<String> ready) {
        if (!ready.contains(replica)) {
            replica = ready.isEmpty() ? "" : ready.get(client % ready.size());
        }
        return replica;
    }
}
