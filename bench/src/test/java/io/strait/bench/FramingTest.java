package io.strait.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// The servers that are compared do the same.
class FramingTest {

    private static List<Integer> answers(Framing server, byte[] bytes, int inOneRead) {
        EmbeddedChannel channel = new EmbeddedChannel(server.newHandlers());
        channel.runPendingTasks();
        List<Integer> answers = new ArrayList<>();
        for (int at = 0; at < bytes.length; at += inOneRead) {
            int length = Math.min(inOneRead, bytes.length - at);
            channel.writeInbound(Unpooled.copiedBuffer(bytes, at, length));
            for (ByteBuf each; (each = channel.readOutbound()) != null; each.release())
                answers.add(each.readableBytes());
        }
        channel.finishAndReleaseAll();
        return answers;
    }

    @ParameterizedTest
    @EnumSource
    void eachMessageIsAnsweredHoweverItComes(Framing server) {
        byte[] messages = server.messages(16);
        for (int inOneRead : new int[] {messages.length, 64, 1, 100}) {
            List<Integer> answers = answers(server, messages, inOneRead);
            assertThat(answers).hasSize(16).doesNotContain(0);
            assertThat(Collections.min(answers)).isEqualTo(Collections.max(answers));
        }
    }

    @ParameterizedTest
    @CsvSource({"LINES_CALLBACK, LINES_BYTES", "FRAMES_CALLBACK, FRAMES_BYTES"})
    void whatIsComparedGivesTheSame(Framing one, Framing other) {
        byte[] messages = one.messages(3);
        assertThat(messages).isEqualTo(other.messages(3));
        assertThat(answers(one, messages, 64)).isEqualTo(answers(other, messages, 64));
    }
}
