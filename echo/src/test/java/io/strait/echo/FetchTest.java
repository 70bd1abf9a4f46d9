package io.strait.echo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FetchTest extends EachTransport {
    private static final String OK = "HTTP/1.1 200 OK\r\n";

    @TempDir Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int fetch(String... arguments) {
        List<String> all = new ArrayList<>(List.of("fetch", "--transport", transport.toString()));
        all.addAll(List.of("--output", directory.toString()));
        all.addAll(List.of(arguments));
        return Main.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(all.toArray(String[]::new));
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void aBodyEndsByItsLengthByItsLastChunkOrWithTheConnection() throws Exception {
        String hint = "HTTP/1.1 103 Early Hints\r\nLink: <x>\r\n\r\n";
        String chunked = "Transfer-Encoding: chunked\r\n\r\n3\r\nby \r\n6\r\nchunks\r\n0\r\n\r\n";
        try (ScriptedHttp server =
                ScriptedHttp.answering(
                        Map.of(
                                "/length", OK + "Content-Length: 9\r\n\r\nby lengthand more",
                                "/chunks", hint + OK + chunked,
                                "/end", OK + "\r\nby the end",
                                "/empty", OK + "Content-Length: 0\r\n\r\n"))) {
            assertThat(fetch(server.urls("/length", "/chunks", "/end", "/empty"))).isZero();
        }
        assertThat(err.toString()).isEmpty();
        assertThat(out.toString().lines())
                .containsExactlyInAnyOrder(
                        "length: 9 bytes", "chunks: 9 bytes", "end: 10 bytes", "empty: 0 bytes");
        assertThat(directory.resolve("length")).hasContent("by length");
        assertThat(directory.resolve("chunks")).hasContent("by chunks");
        assertThat(directory.resolve("end")).hasContent("by the end");
        assertThat(directory.resolve("empty")).isEmptyFile();
    }

    @Test
    void oneThatFailsStopsNoOtherAndLeavesNothing() throws Exception {
        Map<String, String> answers =
                Map.of(
                        "/good", OK + "Content-Length: 4\r\n\r\ngood",
                        "/cut", OK + "Content-Length: 9\r\n\r\ncut",
                        "/chunk", OK + "Transfer-Encoding: chunked\r\n\r\n3\r\ncut\r\n",
                        "/moved", "HTTP/1.1 302 Found\r\nLocation: /there\r\n\r\n",
                        "/missing", "HTTP/1.1 404 Not Found\r\n\r\n",
                        "/other", "SSH-2.0-OpenSSH\r\n",
                        "/silent", "");
        try (ScriptedHttp server = ScriptedHttp.answering(answers)) {
            assertThat(fetch(server.urls(answers.keySet().toArray(String[]::new)))).isEqualTo(1);
        }
        assertThat(out).hasToString("good: 4 bytes" + System.lineSeparator());
        assertThat(files()).containsExactly("good");
        assertThat(err.toString().lines())
                .hasSize(6)
                .allMatch(line -> line.startsWith("strait-echo: http://"));
        assertThat(err.toString())
                .contains("/cut: the server has ended the connection after 3 of 9 bytes")
                .contains("/chunk: the server has ended the connection after 3 bytes")
                .contains(
                        "/moved: the server says 302 Found: it is at /there; redirects aren't followed")
                .contains("/missing: the server says 404 Not Found")
                .contains("/other: the server's answer isn't HTTP")
                .contains("/silent: the server has ended the connection after 0 bytes");
    }

    @Test
    void aFileThatExistsIsReplacedOnlyByForce() throws Exception {
        Path mine = Files.writeString(directory.resolve("mine"), "mine");
        try (ScriptedHttp server =
                ScriptedHttp.answering(Map.of("/mine", OK + "Content-Length: 6\r\n\r\ntheirs"))) {
            String[] url = server.urls("/mine");
            assertThat(fetch(url)).isEqualTo(1);
            assertThat(err.toString().lines())
                    .singleElement()
                    .asString()
                    .endsWith(mine + ": exists already; --force replaces it");
            assertThat(mine).hasContent("mine");
            assertThat(fetch("--force", url[0])).isZero();
            assertThat(mine).hasContent("theirs");
        }
        assertThat(files()).containsExactly("mine");
    }

    @Test
    void aServerThatSaysNothingMoreIsGivenUp() throws Exception {
        CyclicBarrier end = new CyclicBarrier(2);
        try (ScriptedHttp server =
                ScriptedHttp.of(
                        path -> OK + "Content-Length: 9\r\n\r\nfive",
                        path -> end.await(1, TimeUnit.MINUTES))) {
            assertThat(fetch("--read-timeout", "1", server.urls("/x")[0])).isEqualTo(1);
            end.await(1, TimeUnit.MINUTES);
        }
        assertThat(err.toString()).contains("/x: nothing came for 1 s");
        assertThat(files()).isEmpty();
    }

    @Test
    void soManyAreFetchedAtOnceAndNoMore() throws Exception {
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CyclicBarrier two = new CyclicBarrier(2);
        CountDownLatch third = new CountDownLatch(3);
        try (ScriptedHttp server =
                ScriptedHttp.of(
                        path -> {
                            most.accumulateAndGet(running.incrementAndGet(), Math::max);
                            third.countDown();
                            two.await(1, TimeUnit.MINUTES); // nobody is served alone
                            third.await(100, TimeUnit.MILLISECONDS); // nor may a third one come
                            running.decrementAndGet();
                            return OK + "Content-Length: 1\r\n\r\nx";
                        },
                        path -> {})) {
            List<String> arguments = new ArrayList<>(List.of("--parallel", "2"));
            arguments.addAll(List.of(server.urls("/1", "/2", "/3", "/4", "/5", "/6")));
            assertThat(fetch(arguments.toArray(String[]::new))).isZero();
        }
        assertThat(most).hasValue(2);
        assertThat(files()).hasSize(6);
    }

    @Test
    void twoOfOneNameAreRefusedBeforeAnythingIsFetched() throws Exception {
        assertThat(fetch("http://127.0.0.1:1/a/x", "http://127.0.0.1:1/b/x")).isEqualTo(2);
        assertThat(err.toString()).contains("would be the same file").contains("; see --help");
        assertThat(files()).isEmpty();
    }
}
