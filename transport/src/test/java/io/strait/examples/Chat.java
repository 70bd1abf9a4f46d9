package io.strait.examples;

import static java.time.Duration.ofSeconds;

import io.strait.task.Broadcast;
import io.strait.task.Broadcast.SlowConsumer;
import io.strait.task.Subscription;
import io.strait.task.MailboxClosedException;
import io.strait.task.Select;
import io.strait.task.Shield;
import io.strait.transport.Connection;
import io.strait.transport.CoroutineHandler;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/// A chat over lines. One coroutine for each connection hears its peer and the room at once, so
/// there is one place where it joins and one where it leaves.
///
/// A room is not held up by who doesn't read. What such a one has not taken waits in its own queue,
/// and there the oldest line is dropped: in a chat the newest matter, and who was away for a moment
/// comes back to them, and is told how many it has missed. `DISCONNECT` would be for a room in
/// which a gap is worse than a new beginning. Who takes nothing at all for [#PATIENCE] has to go.
record Chat(Broadcast<Line> room) implements CoroutineHandler.Body<String> {
    static final int QUEUE = 16;
    static final Duration PATIENCE = ofSeconds(30);

    /// What somebody has said. Its sender is the connection: names may be the same.
    record Line(Connection<?> from, String text) {}

    @Override
    public void run(Connection<String> connection) throws IOException {
        connection.write("* your name?\n");
        String name = connection.read();
        if (name == null) return;
        try {
            visit(connection, name);
        } catch (TimeoutException tooSlow) {
            // It can't be told: it takes nothing.
        } catch (MailboxClosedException closed) {
            connection.write("* the room is closed\n");
        }
    }

    private void visit(Connection<String> connection, String name)
            throws IOException, TimeoutException {
        try (Subscription<Line> mine = room.subscribe(QUEUE, SlowConsumer.DROP_OLDEST)) {
            room.publish(new Line(connection, "* " + name + " is here"));
            talk(connection, name, mine);
        } finally {
            // In a shield, since each wait of a coroutine that is cancelled throws at once.
            Line last = new Line(connection, "* " + name + " has left");
            Shield.run(ofSeconds(1), () -> room.publish(last));
        }
    }

    private void talk(Connection<String> connection, String name, Subscription<Line> mine)
            throws IOException, TimeoutException {
        Select select = new Select();
        var said = select.on(connection.reading());
        var heard = select.on(mine.taking());
        long missed = 0;
        while (true) {
            if (select.await() == said) {
                String text = said.get();
                if (text == null) return;
                room.publish(new Line(connection, name + ": " + text));
            } else {
                Line line = heard.get();
                if (line == null) return; // the room is closed
                long dropped = mine.dropped();
                if (dropped > missed)
                    connection.write(
                            "* you have missed " + (dropped - missed) + " lines\n", PATIENCE);
                missed = dropped;
                if (line.from() != connection) connection.write(line.text() + "\n", PATIENCE);
            }
        }
    }
}
