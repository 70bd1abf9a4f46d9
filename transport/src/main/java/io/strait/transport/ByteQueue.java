package io.strait.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import io.strait.task.Task;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.Charset;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What a connection has received, as bytes. All of it happens on the event loop, in the code of
/// the coroutine that reads.
final class ByteQueue {
    /*
     * It has no bytes of its own. They stay in the buffers in which they came, those stay in the queue of the
     * connection's Input, and the first one's reader index says how far they are read. So a read of another kind finds
     * the rest, and so does the handler that comes next, if this one is taken out of the pipeline.
     *
     * A read looks through what is queued, one buffer after the other. If that isn't enough, it waits for more than
     * what is queued, and goes on looking where it has stopped. Nothing is taken before all of it is there; so what
     * throws has consumed nothing.
     *
     * A buffer of which all is read is taken out at once: the queue is empty when nothing is left to be read.
     */

    /* A peer that sends byte by byte must not have a whole buffer kept for each. */
    private static final int SMALL = 512;

    /* Up to here a copy costs less than a composite buffer. */
    private static final int COPIED = 1024;

    private final Input<ByteBuf> input;
    private final NettyLoop loop;
    private final Length length = new Length();

    ByteQueue(Input<ByteBuf> input, NettyLoop loop) {
        this.input = input;
        this.loop = loop;
    }

    private ByteBufAllocator alloc() {
        return input.context.alloc();
    }

    // Until it is there.

    /// What each read does first. Throws if the calling code isn't that of a task, or the task is
    /// cancelled, or another one waits to read.
    Task begin() {
        Task task = loop.currentTask("read from", input.context.channel());
        input.begin(task);
        return task;
    }

    /// The first buffer that has something to read, to look at: it stays in the queue. Waits for
    /// it.
    ///
    /// @return null at the end of input
    @Nullable ByteBuf front(Task task) throws IOException {
        return input.first() instanceof ByteBuf front && front.isReadable()
                ? front
                : awaitFront(task);
    }

    private @Nullable ByteBuf awaitFront(Task task) throws IOException {
        while (true) {
            Object first = input.isEmpty() ? null : input.get(0);
            if (first instanceof ByteBuf buffer) {
                if (buffer.isReadable()) return buffer;
                input.poll(); // an empty one is not the end
                buffer.release();
            } else if (first != null || !input.awaitMore(task)) {
                return input.take(); // throws what went wrong, or else is null
            }
        }
    }

    /// The first buffer that has something to read, to be read: it stays in the queue. Waits for
    /// it.
    ///
    /// @return null at the end of input
    @Nullable ByteBuf open() throws IOException {
        ByteBuf front = front(begin());
        if (front != null) input.open(0);
        return front;
    }

    /// Takes the first buffer that has something to read. Waits for it.
    ///
    /// @return null at the end of input
    @Nullable ByteBuf poll() throws IOException {
        return open() == null ? null : (ByteBuf) input.poll();
    }

    /// Waits until what `search` looks for is queued.
    ///
    /// @return false if the input has ended, and nothing came before its end
    /// @throws EOFException if something came, and then the end
    boolean find(Task task, Search search) throws IOException {
        ByteBuf front = front(task);
        return front != null && (search.look(front) || findBehind(task, search));
    }

    private boolean findBehind(Task task, Search search) throws IOException {
        ByteBuf collected = null;
        int looked = 1;
        while (true) {
            for (; looked < input.size(); looked++) if (search.look(piece(looked))) return true;
            collected = collect(collected);
            looked = input.size();
            boolean mayCome = input.awaitMore(task);
            if (!mayCome || input.size() < looked) { // somebody on our side has closed it
                input.nothingMore();
                if (mayCome) return false;
                throw new EOFException(search.missing() + " from " + input.context.channel());
            }
        }
    }

    private ByteBuf piece(int index) throws IOException {
        Object queued = input.get(index);
        if (queued instanceof Received.Failure failure) {
            failure.told =
                    true; // it stays where it is: what came before it isn't one with what follows
            throw input.failure(failure.cause);
        }
        return (ByteBuf) queued;
    }

    /* Makes one of the last two buffers if they are small.
    `collected`: the one that this has made before, for the same read. Returns the one that may take more. */
    private @Nullable ByteBuf collect(@Nullable ByteBuf collected) {
        int size = input.size();
        if (size < 2) return null;
        ByteBuf last = (ByteBuf) input.get(size - 1);
        ByteBuf before = (ByteBuf) input.get(size - 2);
        if (last == collected) return last;
        if (last.readableBytes() > SMALL) return null;
        if (before == collected && before.writableBytes() >= last.readableBytes()) {
            before.writeBytes(last);
            input.mergeLast(before);
            last.release();
            return before;
        }
        if (before.readableBytes() > SMALL) return null;
        ByteBuf both = alloc().buffer(4 * SMALL, 4 * SMALL).writeBytes(before).writeBytes(last);
        input.mergeLast(both);
        before.release();
        last.release();
        return both;
    }

    /// Waits for so many bytes.
    ///
    /// @return false if the input has ended, and nothing came before its end
    boolean await(int bytes) throws IOException {
        Task task = begin();
        return bytes == 0 || find(task, length.of(bytes));
    }

    /// Waits for so many bytes in one buffer, which stays in the queue.
    ///
    /// @param bytes at least one
    ByteBuf joined(int bytes) throws IOException {
        Task task = begin();
        return input.first() instanceof ByteBuf front && front.readableBytes() >= bytes
                ? front
                : awaitJoined(task, bytes);
    }

    private ByteBuf awaitJoined(Task task, int bytes) throws IOException {
        length.of(bytes);
        ByteBuf front = front(task);
        if (front == null || !(length.look(front) || findBehind(task, length)))
            throw new EOFException(length.missing() + " from " + input.context.channel());
        ByteBuf joined = join(bytes);
        input.open(0);
        return joined;
    }

    // What is dropped as it comes, so that however much it is takes no memory.

    /// Drops so many bytes. Waits for them.
    void skip(long bytes) throws IOException {
        for (long left = bytes; left > 0; ) {
            ByteBuf front = open();
            if (front == null) {
                String missing = "wanted to skip " + bytes + " bytes, got " + (bytes - left);
                throw new EOFException(missing + " from " + input.context.channel());
            }
            long dropped = Math.min(left, front.readableBytes());
            drop(dropped);
            left -= dropped;
        }
    }

    /// Drops what comes up to `end`, and that. Waits for it.
    ///
    /// @return false if the input has ended before
    boolean skipUntil(Delimiter end) throws IOException {
        while (true) {
            Task task = begin();
            ByteBuf front = front(task);
            if (front == null) return false;
            boolean found = end.within(Long.MAX_VALUE).look(front);
            // What it may begin with stays until more is known: this may be cut short.
            drop(found ? end.scanned : end.passed());
            if (found) return true;
            int begun = (int) (end.scanned - end.passed());
            if (begun == 0 || joinWithNext(task, begun)) continue;
            if (!input.isEmpty()) drop(begun);
        }
    }

    /* `bytes`: how many the first buffer has. False if no byte will come right behind. */
    private boolean joinWithNext(Task task, int bytes) {
        for (int next = 1; ; next++) {
            if (next >= input.size() && (!input.awaitMore(task) || next >= input.size()))
                return false;
            if (!(input.get(next) instanceof ByteBuf behind)) return false;
            if (behind.isReadable()) break;
        }
        join(bytes + 1);
        return true;
    }

    // What is there.

    private ByteBuf first() {
        return (ByteBuf) Objects.requireNonNull(input.first());
    }

    /* To be called before anything of the next bytes is taken, all of which are queued. The task gets what was on the
    thread when they came; if that fails, nothing is lost. */
    private void open(long bytes) {
        if (input.first() instanceof ByteBuf front && front.readableBytes() >= bytes) return;
        int next = 0;
        for (long left = bytes; left > 0; ) left -= ((ByteBuf) input.open(next++)).readableBytes();
    }

    /// Makes one buffer of the next bytes, all of which are queued, and leaves it in the queue.
    ByteBuf join(int bytes) {
        ByteBuf front = (ByteBuf) input.get(0);
        if (front.readableBytes() >= bytes) return front;
        open(bytes);
        ByteBuf joined = across(bytes);
        input.addFirst(joined);
        return joined;
    }

    /// Takes the next bytes, all of which are queued, and drops the delimiter behind them.
    ByteBuf take(int bytes, int delimiter) {
        if (bytes == 0) {
            drop(delimiter);
            return Unpooled.EMPTY_BUFFER;
        }
        long both = (long) bytes + delimiter;
        open(both);
        ByteBuf front = first();
        // If something was cut off before, then who has that and who gets this share the memory.
        if (front.readableBytes() == both && front.readerIndex() == 0) {
            input.poll();
            return front.writerIndex(bytes);
        }
        if (front.readableBytes() < bytes) {
            ByteBuf taken = across(bytes);
            drop(delimiter);
            return taken;
        }
        ByteBuf slice = front.readRetainedSlice(bytes);
        if (front.readableBytes() > delimiter) front.skipBytes(delimiter);
        else if (delimiter > 0) drop(delimiter);
        else dropIfRead(front);
        return slice;
    }

    /* Of several buffers. */
    private ByteBuf across(int bytes) {
        return bytes <= COPIED ? copied(bytes) : composed(bytes);
    }

    private ByteBuf copied(int bytes) {
        ByteBuf copy = alloc().buffer(bytes, bytes);
        while (copy.isWritable()) {
            ByteBuf front = first();
            copy.writeBytes(front, Math.min(front.readableBytes(), copy.writableBytes()));
            dropIfRead(front);
        }
        return copy;
    }

    private ByteBuf composed(int bytes) {
        CompositeByteBuf composite = alloc().compositeBuffer(Integer.MAX_VALUE);
        for (int left = bytes; left > 0; left = bytes - composite.readableBytes()) {
            ByteBuf front = first();
            if (front.readableBytes() <= left) input.poll();
            else front = front.readRetainedSlice(left);
            composite.addComponent(true, front);
        }
        return composite;
    }

    /// Takes a copy of the next bytes, all of which are queued, and drops the delimiter behind
    /// them.
    byte[] copy(int bytes, int delimiter) {
        open((long) bytes + delimiter);
        byte[] copy = new byte[bytes];
        int copied = 0;
        while (copied < bytes) copied += read(first(), copy, copied, bytes - copied);
        drop(delimiter);
        return copy;
    }

    /// How many bytes can be read without a wait, at least.
    int available() {
        return !input.isEmpty() && input.get(0) instanceof ByteBuf front
                ? front.readableBytes()
                : 0;
    }

    /// Takes as much of the first buffer as there is and fits.
    int read(ByteBuf front, byte[] into, int offset, int length) {
        int read = Math.min(front.readableBytes(), length);
        front.readBytes(into, offset, read);
        dropIfRead(front);
        return read;
    }

    /// Takes a copy of the next bytes, all of which are queued, and drops the delimiter behind
    /// them.
    String text(int bytes, int delimiter, Charset charset) {
        if (bytes == 0) {
            drop(delimiter);
            return "";
        }
        open((long) bytes + delimiter);
        ByteBuf front = first();
        if (bytes > front.readableBytes()) return new String(copy(bytes, delimiter), charset);
        String text = front.toString(front.readerIndex(), bytes, charset);
        drop((long) bytes + delimiter);
        return text;
    }

    /// Drops the next bytes, all of which are queued.
    void drop(long bytes) {
        open(bytes);
        for (long left = bytes; left > 0; ) {
            ByteBuf front = first();
            int dropped = (int) Math.min(front.readableBytes(), left);
            front.skipBytes(dropped);
            left -= dropped;
            dropIfRead(front);
        }
    }

    /// Takes the first buffer out of the queue if all of it is read.
    void dropIfRead(ByteBuf front) {
        if (front.isReadable()) return;
        input.poll();
        front.release();
    }
}
