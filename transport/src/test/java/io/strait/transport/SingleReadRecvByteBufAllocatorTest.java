package io.strait.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("deprecation") // Netty's handles are, and nothing is there to replace them.
class SingleReadRecvByteBufAllocatorTest {
    private static final int LARGEST = AdaptiveRecvByteBufAllocator.DEFAULT_MAXIMUM;

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final ChannelConfig config = channel.config();

    private RecvByteBufAllocator.Handle netty() {
        return new AdaptiveRecvByteBufAllocator().newHandle();
    }

    private RecvByteBufAllocator.Handle ours() {
        return new SingleReadRecvByteBufAllocator(new AdaptiveRecvByteBufAllocator()).newHandle();
    }

    private RecvByteBufAllocator used() {
        return config.getRecvByteBufAllocator();
    }

    /** One batch of a transport, of as many reads. */
    private int receive(RecvByteBufAllocator.Handle handle, int available, int reads) {
        handle.reset(config);
        int received = 0;
        for (int i = 0; i < reads; i++) {
            ByteBuf buffer = handle.allocate(UnpooledByteBufAllocator.DEFAULT);
            handle.attemptedBytesRead(buffer.writableBytes());
            handle.lastBytesRead(Math.min(available - received, buffer.writableBytes()));
            handle.incMessagesRead(1);
            received += handle.lastBytesRead();
            buffer.release();
        }
        handle.readComplete();
        return received;
    }

    /** In how many batches of one read each such a message comes, after many of its kind. */
    private int readsPerMessage(RecvByteBufAllocator.Handle handle, int message) {
        int reads = 0;
        for (int i = 0; i < 50; i++) {
            reads = 0;
            for (int received = 0; received < message; reads++)
                received += receive(handle, message - received, 1);
        }
        return reads;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 64, 1_000, 2_048, 9_000, 20_000, 32_768, 32_769, 40_000, LARGEST})
    void aMessageThatFitsIntoTheLargestBufferComesInOneRead(int message) {
        assertThat(readsPerMessage(ours(), message)).isEqualTo(1);
    }

    /** Should this fail with another version of Netty, the class is needed no longer. */
    @ParameterizedTest
    @ValueSource(ints = {32_769, 40_000, LARGEST})
    void withNettyAloneItComesInTwo(int message) {
        assertThat(readsPerMessage(netty(), message)).isEqualTo(2);
    }

    @Test
    void smallMessagesAfterLargeOnesGetSmallBuffersAgain() {
        RecvByteBufAllocator.Handle handle = ours();
        readsPerMessage(handle, LARGEST);
        assertThat(handle.guess()).isEqualTo(LARGEST);
        readsPerMessage(handle, 100);
        assertThat(handle.guess()).isLessThan(1_000);
    }

    @Test
    void batchesOfSeveralReadsAreSizedAsByNetty() {
        RecvByteBufAllocator.Handle netty = netty();
        RecvByteBufAllocator.Handle ours = ours();
        Random random = new Random(7);
        List<Integer> expected = new ArrayList<>();
        List<Integer> sizes = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            int available = random.nextInt(1, 1 << random.nextInt(1, 19));
            int reads = random.nextInt(2, 5);
            receive(netty, available, reads);
            receive(ours, available, reads);
            expected.add(netty.guess());
            sizes.add(ours.guess());
        }
        assertThat(sizes).isEqualTo(expected);
        assertThat(sizes).contains(512, LARGEST);
    }

    @Test
    void aChannelHasItAsLongAsItHasACoroutine() {
        config.setOption(ChannelOption.MAX_MESSAGES_PER_READ, 3);
        RecvByteBufAllocator before = used();
        CoroutineHandler<ByteBuf> first = CoroutineHandler.of(connection -> {});
        CoroutineHandler<ByteBuf> second = CoroutineHandler.of(connection -> {});
        channel.pipeline().addLast(first, second);
        RecvByteBufAllocator installed = used();
        assertThat(installed).isInstanceOf(SingleReadRecvByteBufAllocator.class);
        assertThat(config.getOption(ChannelOption.MAX_MESSAGES_PER_READ)).isEqualTo(3);
        config.setOption(ChannelOption.MAX_MESSAGES_PER_READ, 4);
        assertThat(config.getOption(ChannelOption.MAX_MESSAGES_PER_READ)).isEqualTo(4);
        channel.pipeline().remove(first);
        assertThat(used()).isSameAs(installed);
        channel.pipeline().remove(second);
        assertThat(used()).isSameAs(before);
        assertThat(config.getOption(ChannelOption.MAX_MESSAGES_PER_READ)).isEqualTo(4);
    }

    @Test
    void whatTheUserHasChosenStays() {
        RecvByteBufAllocator chosen = new FixedRecvByteBufAllocator(1_000);
        config.setRecvByteBufAllocator(chosen);
        CoroutineHandler<ByteBuf> handler = CoroutineHandler.of(connection -> {});
        channel.pipeline().addLast(handler);
        assertThat(used()).isSameAs(chosen);
        RecvByteBufAllocator later = new AdaptiveRecvByteBufAllocator();
        config.setRecvByteBufAllocator(later);
        channel.pipeline().remove(handler);
        assertThat(used()).isSameAs(later);
    }
}
