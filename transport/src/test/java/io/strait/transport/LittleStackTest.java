package io.strait.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelPipeline;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Messages that come when their thread has hardly any stack left. */
@Timeout(180)
class LittleStackTest {

    @Test
    void theConnectionGoesOnOrIsClosedAndSaysSo() throws Exception {
        assertThat(ForkedJvm.run(0, EndOfStack.class)).containsExactly("5 went on or were told");
    }

    /** Delivers messages where the stack of its thread ends, again and again. */
    static final class EndOfStack {
        private static boolean ended;

        public static void main(String[] arguments) {
            Embedded warmUp = Embedded.strings(EndOfStack::echo); // loads what there is
            warmUp.receive("a");
            warmUp.channel.close();
            for (int i = 0; i < 5; i++) tryOnce();
            System.out.println("5 went on or were told");
        }

        private static void echo(Connection<String> connection) throws Exception {
            try {
                for (String message; (message = connection.read()) != null; )
                    connection.write(message);
            } finally {
                ended = true;
            }
        }

        private static void tryOnce() {
            Embedded embedded = Embedded.strings(EndOfStack::echo);
            ended = false;
            try {
                descend(embedded.channel.pipeline());
            } catch (StackOverflowError expected) {
                // The end of the stack.
            }
            embedded.channel.runPendingTasks();
            if (embedded.channel.isOpen()) {
                embedded.sent();
                embedded.receive("after");
                check(embedded.sent().contains("after"), "what comes afterwards isn't read");
                embedded.channel.close();
                check(ended, "a finally block has not run");
            } else {
                check(!embedded.passed.isEmpty(), "closed, and nobody was told why");
            }
        }

        private static void check(boolean holds, String otherwise) {
            if (!holds) throw new AssertionError(otherwise);
        }

        @SuppressWarnings("InfiniteRecursion")
        private static void descend(ChannelPipeline pipeline) {
            try {
                descend(pipeline);
            } catch (StackOverflowError e) {
                pipeline.fireChannelRead("deep").fireChannelReadComplete();
                throw e;
            }
        }
    }
}
