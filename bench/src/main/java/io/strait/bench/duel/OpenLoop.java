package io.strait.bench.duel;

import java.io.IOException;
import java.util.List;

/// The clients send in turn at a fixed rate, whether or not they have been answered.
final class OpenLoop implements Traffic {
    private final List<Client> clients;
    private final Pace pace;
    private final long[] before; // how many messages each client had sent
    private long next;

    OpenLoop(List<Client> clients, Pace pace) {
        this.clients = clients;
        this.pace = pace;
        this.before = clients.stream().mapToLong(Client::sent).toArray();
    }

    @Override
    public long send(long now) throws IOException {
        for (long due; (due = pace.due(next)) - now <= 0; next++) {
            Client client = clients.get((int) (next % clients.size()));
            if (!client.isWritable()) return 0; // it will be late, and its latency will show it
            client.send(1, due);
        }
        return pace.due(next) - now;
    }

    @Override
    public void answered(Client client, long now) {
        // The next message doesn't wait for this.
    }

    @Override
    public long startOf(Client client, long message) {
        return pace.due(client.id(), message - before[client.id()]);
    }
}
