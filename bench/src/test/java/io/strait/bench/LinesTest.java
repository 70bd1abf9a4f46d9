package io.strait.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The three line servers do the same, or they couldn't be compared.
class LinesTest {

    private static EmbeddedChannel channel(Lines server) {
        EmbeddedChannel channel = new EmbeddedChannel(server.newHandlers());
        channel.runPendingTasks();
        return channel;
    }

    private static List<String> answers(EmbeddedChannel channel, String... reads) {
        List<String> answers = new ArrayList<>();
        for (String read : reads) {
            channel.writeInbound(Unpooled.copiedBuffer(read, StandardCharsets.US_ASCII));
            for (ByteBuf line; (line = channel.readOutbound()) != null; line.release())
                answers.add(line.toString(StandardCharsets.US_ASCII));
        }
        return answers;
    }

    @ParameterizedTest
    @EnumSource
    void eachLineIsAnsweredByItself(Lines server) {
        assertThat(answers(channel(server), "one\ntwo\n", "three\n"))
                .containsExactly("one\n", "two\n", "three\n");
    }

    @ParameterizedTest
    @EnumSource
    void aLineMayComeInPieces(Lines server) {
        assertThat(answers(channel(server), "on", "e", "\ntwo\nth", "ree\n"))
                .containsExactly("one\n", "two\n", "three\n");
    }

    @ParameterizedTest
    @EnumSource
    void nothingIsKeptOfWhatWasReceived(Lines server) {
        EmbeddedChannel channel = channel(server);
        ByteBuf whole = Unpooled.copiedBuffer("one\ntw", StandardCharsets.US_ASCII);
        ByteBuf rest = Unpooled.copiedBuffer("o\n", StandardCharsets.US_ASCII);
        channel.writeInbound(whole, rest);
        channel.finishAndReleaseAll();
        assertThat(whole.refCnt()).isZero();
        assertThat(rest.refCnt()).isZero();
    }
}
