package io.strait.examples;

import io.strait.task.Broadcast;
import io.strait.task.Broadcast.SlowConsumer;
import io.strait.task.MailboxClosedException;
import io.strait.task.Select;
import io.strait.task.SlowConsumerException;
import io.strait.task.Subscription;
import io.strait.transport.Connection;
import io.strait.transport.CoroutineHandler;
import java.io.IOException;

/// A chat over lines. One coroutine for each connection hears its peer and the room at once, so
/// there is one place where it joins and one where it leaves.
///
/// A room is not held up by who doesn't read. Who is more than [#QUEUE] lines behind has to go, at
/// once, though its coroutine stands in a write to a peer that takes nothing. `DROP_OLDEST` would
/// be for a room in which a gap does no harm: `mine.dropped()` tells how many lines it has missed.
record Chat(Broadcast<String> room) implements CoroutineHandler.Body<String> {
    static final int QUEUE = 16;

    @Override
    public void run(Connection<String> connection) throws IOException {
        connection.write("* your name?\n");
        String name = connection.read();
        if (name == null) return;
        try {
            room.subscribe(QUEUE, SlowConsumer.DISCONNECT, mine -> visit(connection, name, mine));
        } catch (SlowConsumerException tooSlow) {
            // It can't be told: it takes nothing.
        } catch (MailboxClosedException closed) {
            connection.write("* the room is closed\n");
        }
    }

    private void visit(Connection<String> connection, String name, Subscription<String> mine)
            throws IOException {
        mine.publishToOthers("* " + name + " is here");
        try {
            talk(connection, name, mine);
        } finally {
            // Never waits, so it works in a coroutine that is cancelled, too.
            if (!room.isClosed()) mine.offerToOthers("* " + name + " has left");
        }
        if (room.isClosed()) connection.write("* the room is closed\n");
    }

    private void talk(Connection<String> connection, String name, Subscription<String> mine)
            throws IOException {
        Select select = new Select();
        var said = select.on(connection.reading());
        var heard = select.on(mine.taking());
        while (true) {
            if (select.await() == said) {
                String text = said.get();
                if (text == null) return;
                mine.publishToOthers(name + ": " + text);
            } else {
                String line = heard.get();
                if (line == null) return; // the room is closed
                connection.write(line + "\n");
            }
        }
    }
}
