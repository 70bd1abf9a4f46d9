package io.strait.example;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.strait.transport.NoLeaks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The README's program does what the README says, and is this one. */
@ExtendWith(NoLeaks.class)
class ReadmeTest {
    private final EmbeddedChannel channel = new EmbeddedChannel(new Conversation());

    @AfterEach
    void release() {
        channel.finishAndReleaseAll();
    }

    private String said() {
        StringBuilder said = new StringBuilder();
        for (ByteBuf next; (next = channel.readOutbound()) != null; next.release())
            said.append(next.toString(UTF_8));
        return said.toString();
    }

    private void say(String text) {
        channel.writeInbound(Unpooled.copiedBuffer(text, UTF_8));
    }

    @Test
    void theConversation() {
        channel.runPendingTasks();
        assertThat(said()).isEqualTo("Who are you?\n");
        say("A");
        say("da\nne");
        assertThat(said()).isEqualTo("Hello, Ada. I repeat what you say, until you say bye.\n");
        say("ver\nmore\nbye\nunheard\n");
        assertThat(said()).isEqualTo("never, never!\nmore, more!\nBye, Ada.\n");
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void theReadmeShowsThisProgram() throws IOException {
        List<String> readme = lines(Path.of("../README.md"));
        int from = readme.indexOf("```java") + 1;
        int to = from + readme.subList(from, readme.size()).indexOf("```");
        List<String> shown = readme.subList(from, to);
        assertThat(shown).hasSizeBetween(15, 30);
        List<String> program = lines(Path.of("src/test/java/io/strait/example/Conversation.java"));
        assertThat(program).containsSubsequence(shown);
    }

    private static List<String> lines(Path file) throws IOException {
        return Files.readAllLines(file).stream()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
    }
}
