package io.strait.differential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.StringJoiner;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Random conversations, held once by a callback handler and once by a coroutine in its place.
 * Settable: {@code -Dstrait.differential.conversations=1000}, {@code -Dstrait.differential.seed=1},
 * and {@code -Dstrait.differential.conversation=} one that it printed.
 */
class DifferentialFuzzTest {
    private static final String LEGEND =
            "(- only with the callback handler, + only with the coroutine)";

    @Test
    void pastDifferencesStayMended() throws IOException {
        List<String> corpus = corpus();
        assertThat(corpus).isNotEmpty();
        StringJoiner differences = new StringJoiner("\n\n");
        for (String line : corpus) {
            Conversation conversation = Conversation.parse(line);
            assertThat(conversation).hasToString(line);
            String difference = Check.failure(conversation);
            if (difference != null) differences.add(line + "\n" + difference);
        }
        if (differences.length() > 0) fail(LEGEND + "\n" + differences);
    }

    private static List<String> corpus() throws IOException {
        try (InputStream corpus = DifferentialFuzzTest.class.getResourceAsStream("corpus.txt")) {
            return new String(corpus.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .toList();
        }
    }

    @Test
    void aCoroutineGetsAndDoesWhatACallbackHandlerWould() {
        String given = System.getProperty("strait.differential.conversation");
        if (given != null) {
            String difference = Check.failure(Conversation.parse(given));
            if (difference != null) fail(LEGEND + "\n" + difference);
            return;
        }
        int conversations = Integer.getInteger("strait.differential.conversations", 10_000);
        long seed =
                Long.getLong("strait.differential.seed", ThreadLocalRandom.current().nextLong());
        System.out.println(
                "DifferentialFuzzTest: "
                        + conversations
                        + " conversations, strait.differential.seed="
                        + seed);
        for (int i = 0; i < conversations; i++) {
            Conversation conversation = RandomConversations.of(seed + i);
            assertThat(Conversation.parse(conversation.toString())).isEqualTo(conversation);
            if (Check.failure(conversation) != null) report(conversation, i, seed);
        }
    }

    private static void report(Conversation conversation, int i, long seed) {
        Conversation smallest =
                Minimizer.minimize(conversation, part -> Check.failure(part) != null);
        fail(
                "conversation %d of strait.differential.seed=%d differs:%n%s%n"
                        + "The smallest part of it that does:%n%s%n%s%n%s",
                i + 1, seed, conversation, smallest, LEGEND, Check.failure(smallest));
    }

    /** So the comparison can fail, and each of its lines is looked at. */
    @ParameterizedTest
    @EnumSource
    void whatIsBrokenIsFound(Broken broken) {
        for (int i = 0; i < 2_000; i++) {
            Conversation conversation = RandomConversations.of(i);
            if (Check.failure(conversation, broken) == null) continue;
            Conversation smallest =
                    Minimizer.minimize(conversation, part -> Check.failure(part, broken) != null);
            assertThat(smallest.steps()).hasSizeLessThanOrEqualTo(1);
            assertThat(smallest.settings()).isEmpty();
            return;
        }
        fail(broken + " was not found");
    }

    @Test
    void aConversationIsHeldTheSameWayTwice() {
        for (int i = 0; i < 500; i++) {
            Conversation conversation = RandomConversations.of(i);
            assertThat(Check.failure(conversation, Tested.CALLBACK)).isNull();
        }
    }
}
