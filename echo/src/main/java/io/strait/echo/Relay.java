package io.strait.echo;

import io.netty.buffer.ByteBuf;
import io.strait.task.Subtask;
import io.strait.task.TaskScope;
import io.strait.transport.Connection;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/// What goes on between a user and a peer: what the one types is sent to the other, and what comes
/// back is shown. Two tasks, one for each direction. Whoever is slow slows the other side down, and
/// what waits in memory is a buffer of each direction.
final class Relay {
    /*
     * The peer's end:  in a pipe all that comes out of it is still sent, as the peer may have ended its output alone.
     *                  Somebody at a terminal would wait for what will never come: there it is the end.
     * The input's end: ends our output, and the peer's answer is awaited.
     * A failed write:  the peer is gone. What it has said before that may still be on its way, so it is the reading
     *                  that ends the conversation, and then the write's failure is told.
     */
    private static final int BUFFER = 1 << 16;

    private final InputStream in;
    private final OutputStream out;
    private final boolean interactive;
    private @Nullable IOException unsent; // why the peer takes no more

    /// @param in what is typed; its reads may block
    /// @param out where the answers go; its writes may block
    /// @param interactive whether the peer's end is the end of all
    Relay(InputStream in, OutputStream out, boolean interactive) {
        this.in = in;
        this.out = out;
        this.interactive = interactive;
    }

    /// Returns when both sides have ended. For the task that has opened the connection.
    ///
    /// @throws StreamException if a stream of ours has failed
    /// @throws IOException if the connection has failed
    void run(Connection<ByteBuf> peer) throws IOException {
        try (StreamThread typing = new StreamThread("stdin");
                StreamThread showing = new StreamThread("stdout")) {
            TaskScope.<@Nullable Object, IOException>run(
                    scope -> {
                        Subtask<?> sender = scope.fork(() -> send(peer, typing));
                        receive(peer, showing);
                        if (interactive) sender.cancel("the peer has ended");
                        return null; // when that one has ended, too
                    });
        } catch (ExecutionException ofTheSender) {
            throw ClientLoop.expected(ofTheSender);
        } finally {
            peer.channel().close(); // all is sent, or nobody will take it
        }
        if (unsent != null) throw lost(unsent);
    }

    private void send(Connection<ByteBuf> peer, StreamThread typing) throws StreamException {
        byte[] buffer = new byte[BUFFER];
        while (unsent == null) {
            int count = read(buffer, typing);
            try {
                if (count < 0) {
                    peer.shutdownOutput();
                    return;
                }
                peer.write(peer.channel().alloc().buffer(count).writeBytes(buffer, 0, count));
            } catch (IOException failed) {
                unsent = failed;
            }
        }
    }

    private int read(byte[] buffer, StreamThread typing) throws StreamException {
        try {
            return typing.call(() -> in.read(buffer));
        } catch (IOException failed) {
            throw new StreamException("cannot read standard input", failed);
        }
    }

    private void receive(Connection<ByteBuf> peer, StreamThread showing) throws IOException {
        byte[] buffer = new byte[BUFFER];
        for (ByteBuf data; (data = next(peer)) != null; ) {
            try {
                // A copy: if this task is cancelled, nobody waits for the thread that writes it.
                for (int count; (count = Math.min(BUFFER, data.readableBytes())) > 0; ) {
                    data.readBytes(buffer, 0, count);
                    write(buffer, count, showing);
                }
            } finally {
                data.release();
            }
        }
    }

    private static @Nullable ByteBuf next(Connection<ByteBuf> peer) throws IOException {
        try {
            return peer.read();
        } catch (IOException failed) {
            throw lost(failed);
        }
    }

    private void write(byte[] buffer, int count, StreamThread showing) throws StreamException {
        try {
            showing.call(
                    () -> {
                        out.write(buffer, 0, count);
                        out.flush();
                        return count;
                    });
        } catch (IOException failed) {
            throw new StreamException("cannot write to standard output", failed);
        }
    }

    private static IOException lost(IOException failure) {
        return new IOException("the connection is lost: " + SystemError.text(failure), failure);
    }
}
