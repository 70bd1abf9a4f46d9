package io.strait.transport.testing;

import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledDirectByteBuf;
import io.netty.buffer.UnpooledHeapByteBuf;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;

/// The allocator of a scenario's channels. It knows which of its buffers nobody has released, and
/// where they come from. Any thread may use it.
final class CountingAllocator extends AbstractByteBufAllocator {
    private static final int FRAMES = 6; // of those that have allocated a buffer

    private final IdentityHashMap<ByteBuf, Origin> living = new IdentityHashMap<>();

    private record Origin(String received, Throwable stack) {}

    private final class Heap extends UnpooledHeapByteBuf {
        Heap(int initialCapacity, int maxCapacity) {
            super(CountingAllocator.this, initialCapacity, maxCapacity);
        }

        @Override
        protected void deallocate() {
            super.deallocate();
            released(this);
        }
    }

    private final class Direct extends UnpooledDirectByteBuf {
        Direct(int initialCapacity, int maxCapacity) {
            super(CountingAllocator.this, initialCapacity, maxCapacity);
        }

        @Override
        protected void deallocate() {
            super.deallocate();
            released(this);
        }
    }

    @Override
    protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
        return allocated(new Heap(initialCapacity, maxCapacity));
    }

    @Override
    protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
        return allocated(new Direct(initialCapacity, maxCapacity));
    }

    @Override
    public boolean isDirectBufferPooled() {
        return false;
    }

    private synchronized ByteBuf allocated(ByteBuf buffer) {
        living.put(buffer, new Origin("", new Throwable()));
        return buffer;
    }

    private synchronized void released(ByteBuf buffer) {
        living.remove(buffer);
    }

    /// Says of a buffer that a channel has read, which, and when.
    synchronized void received(ByteBuf buffer, String what) {
        Origin origin = living.get(buffer);
        if (origin != null) living.put(buffer, new Origin(what, origin.stack));
    }

    /// Each buffer that nobody has released, with where it comes from.
    synchronized List<String> leaks() {
        List<String> leaks = new ArrayList<>();
        living.forEach((buffer, origin) -> leaks.add(text(buffer, origin)));
        return leaks;
    }

    private static String text(ByteBuf buffer, Origin origin) {
        String content = Text.of(ByteBufUtil.getBytes(buffer, 0, buffer.writerIndex()));
        if (!origin.received.isEmpty()) return content + ", received " + origin.received;
        StringBuilder text = new StringBuilder(content).append(", allocated");
        Frames.ofUser(origin.stack.getStackTrace()).stream()
                .limit(FRAMES)
                .forEach(frame -> text.append("\n      at ").append(frame));
        return text.toString();
    }
}
