package io.strait.differential;

import io.strait.task.Cancelled;
import io.strait.transport.Connection;
import io.strait.transport.CoroutineHandler;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;

/** The script as the body of a coroutine. */
final class StraightLine implements CoroutineHandler.Body<Object> {
    private final Script script;

    StraightLine(Script script) {
        this.script = script;
    }

    @SuppressWarnings("unchecked") // Whatever its messages are, they are objects.
    static CoroutineHandler<Object> handler(Script script) {
        Class<Object> type = (Class<Object>) script.type();
        return CoroutineHandler.of(type, new StraightLine(script));
    }

    @Override
    public void run(Connection<Object> connection) throws Exception {
        script.onHangUp(connection::close);
        try {
            if (!perform(script.atStart(), connection)) return;
            while (true) {
                List<Op> ops;
                boolean last = false;
                try {
                    Object message = connection.read();
                    last = message == null;
                    ops = last ? script.atEnd() : script.atMessage(message);
                } catch (IOException e) {
                    ops = script.atFailure(e);
                    if (ops == null) throw e;
                }
                if (!perform(ops, connection) || last) return;
            }
        } catch (Cancelled e) {
            script.log("cancelled");
            throw e;
        } finally {
            script.ended();
        }
    }

    /** False if it is to return. */
    private boolean perform(List<Op> ops, Connection<Object> connection) throws IOException {
        for (Op op : ops) {
            if (op.kind() == Op.Kind.RETURN) return false;
            try {
                perform(op, connection);
            } catch (IOException e) {
                if (!script.goesOn(op, e)) throw e;
            }
        }
        return true;
    }

    private void perform(Op op, Connection<Object> connection) throws IOException {
        switch (op.kind()) {
            case WRITE -> connection.write(script.answer());
            case FLUSH -> {
                connection.flush();
                script.log("flushed");
            }
            case SHUTDOWN -> {
                connection.shutdownOutput();
                script.log("shut its output down");
            }
            case CLOSE -> connection.close();
            case WAIT -> {
                try {
                    script.waited(connection.read(Duration.ofMillis(op.millis())));
                } catch (TimeoutException e) {
                    script.log("waited in vain");
                }
            }
            default -> script.perform(op);
        }
    }
}
