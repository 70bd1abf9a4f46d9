package io.strait.bench.duel;

import java.io.IOException;
import java.util.List;

/// Each client sends a burst, waits for all the answers, and sends the next.
final class ClosedLoop implements Traffic {
    private final List<Client> clients;
    private final int burst;
    private boolean started;

    ClosedLoop(List<Client> clients, int burst) {
        this.clients = clients;
        this.burst = burst;
    }

    @Override
    public long send(long now) throws IOException {
        if (!started) {
            started = true;
            for (Client client : clients) client.send(burst, now);
        }
        return Long.MAX_VALUE;
    }

    @Override
    public void answered(Client client, long now) throws IOException {
        client.send(burst, now);
    }

    @Override
    public long startOf(Client client, long message) {
        return client.sentAt();
    }
}
