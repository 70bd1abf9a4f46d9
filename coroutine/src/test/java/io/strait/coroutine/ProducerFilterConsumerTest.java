package io.strait.coroutine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A pipeline: a producer of lines, a filter that numbers them, and a consumer.
///
/// Each is a loop that looks as if it were the main program. The consumer drives: it resumes the
/// filter when it wants a line, and the filter resumes the producer. Nothing is buffered, and no
/// line is produced before somebody wants it. The pattern is from the chapter on coroutines of
/// Ierusalimschy's _Programming in Lua_.
class ProducerFilterConsumerTest {
    private static final String POEM = "once upon\na midnight\ndreary";

    private final List<String> events = new ArrayList<>();

    /// Sends the lines of a text; its end is null.
    private Coroutine<Void, String> producer(String text) {
        return Coroutine.create(
                "producer",
                (self, first) -> {
                    for (String line : text.lines().toList()) {
                        events.add("produce " + line);
                        self.suspend(line);
                    }
                    return null;
                });
    }

    /// Receives lines, and sends each with its number before it.
    private Coroutine<Void, String> numbered(Coroutine<Void, String> source) {
        return Coroutine.create(
                "filter",
                (self, first) -> {
                    int number = 1;
                    for (String line; (line = source.resume(null)) != null; number++) {
                        self.suspend(number + " " + line);
                    }
                    return null;
                });
    }

    /// Receives lines until there are no more.
    private List<String> consume(Coroutine<Void, String> source) {
        List<String> lines = new ArrayList<>();
        for (String line; (line = source.resume(null)) != null; ) {
            events.add("consume " + line);
            lines.add(line);
        }
        return lines;
    }

    @Test
    void theConsumerReceivesNumberedLines() {
        assertThat(consume(numbered(producer(POEM))))
                .containsExactly("1 once upon", "2 a midnight", "3 dreary");
    }

    @Test
    void eachLineIsConsumedBeforeTheNextIsProduced() {
        consume(numbered(producer(POEM)));
        assertThat(events)
                .containsExactly(
                        "produce once upon",
                        "consume 1 once upon",
                        "produce a midnight",
                        "consume 2 a midnight",
                        "produce dreary",
                        "consume 3 dreary");
    }

    @Test
    void withoutTheFilterTheConsumerIsTheSame() {
        assertThat(consume(producer(POEM))).containsExactly("once upon", "a midnight", "dreary");
    }

    @Test
    void filtersCompose() {
        assertThat(consume(numbered(numbered(producer("a\nb"))))).containsExactly("1 1 a", "2 2 b");
    }

    @Test
    void allEndTogether() {
        Coroutine<Void, String> producer = producer(POEM);
        Coroutine<Void, String> filter = numbered(producer);
        consume(filter);
        assertThat(List.of(producer.status(), filter.status())).containsOnly(Coroutine.Status.DEAD);
    }

    @Test
    void noTextIsNoLine() {
        assertThat(consume(numbered(producer("")))).isEmpty();
        assertThat(events).isEmpty();
    }
}
