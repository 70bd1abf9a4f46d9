package io.strait.examples;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import io.strait.task.Loop;
import io.strait.task.ManualLoop;
import io.strait.task.Task;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.Pipe;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Its input comes through a pipe of the system: those of java.io mind which thread reads.
@Timeout(30)
class InputLoopTest {
    private final ManualLoop loop = new ManualLoop();
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(written, true, StandardCharsets.UTF_8);
    private InputStream in;
    private OutputStream user;

    @BeforeEach
    void openThePipe() throws IOException {
        Pipe pipe = Pipe.open();
        in = Channels.newInputStream(pipe.source());
        user = Channels.newOutputStream(pipe.sink());
    }

    @AfterEach
    void closeThePipe() throws IOException {
        user.close();
        in.close();
    }

    private void type(String text) throws IOException {
        user.write(text.getBytes(StandardCharsets.UTF_8));
    }

    /* What is typed is read on another thread, so it takes the loop some turns to see it. */
    private void runUntil(BooleanSupplier reached) throws InterruptedException {
        while (!reached.getAsBoolean()) {
            loop.runAll();
            if (Thread.interrupted()) throw new InterruptedException("by the timeout");
            Thread.onSpinWait();
        }
    }

    private void runUntilSaid(String expected) throws InterruptedException {
        runUntil(() -> said().length() >= expected.length());
        assertThat(said()).isEqualTo(expected);
    }

    private String said() {
        return written.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
    }

    private Task start() {
        Task program = new Program(loop, new InputLoop(in, out));
        program.start();
        return program;
    }

    private void endInput(Task program) throws Exception {
        user.close();
        runUntil(program::hasEnded);
    }

    @Test
    void eachLineIsAnsweredWhenItComes() throws Exception {
        Task program = start();
        type("hello\n");
        runUntilSaid("you said: hello\n");
        type("good");
        type("bye\n");
        runUntilSaid("you said: hello\nyou said: goodbye\n");
        endInput(program);
    }

    @Test
    void itSaysThatItIsStillThereWhileItWaits() throws Exception {
        Task program = start();
        loop.advance(ofSeconds(11));
        assertThat(said()).isEqualTo("still there\nstill there\n");
        type("hello\n");
        runUntilSaid("still there\nstill there\nyou said: hello\n");
        endInput(program);
    }

    @Test
    void afterTheEndOfInputItIsSilent() throws Exception {
        endInput(start());
        loop.advance(ofSeconds(60));
        assertThat(said()).isEmpty();
        assertThat(loop.nextDeadline()).isEqualTo(Loop.NO_DEADLINE);
    }

    @Test
    @Timeout(value = 30, threadMode = SEPARATE_THREAD) // an interrupt does not end Loop.run()
    void whatWasTypedBeforeTheEndIsAnswered() throws ExecutionException {
        String lines = "line\n".repeat(100) + "and the last";
        InputStream in = new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8));
        Loop.run(new InputLoop(in, out)::serve);
        assertThat(said()).isEqualTo("you said: line\n".repeat(100) + "you said: and the last\n");
    }

    @Test
    @Timeout(value = 30, threadMode = SEPARATE_THREAD) // an interrupt does not end Loop.run()
    void aFailureToReadEndsIt() throws IOException {
        in.close();
        assertThatThrownBy(() -> Loop.run(new InputLoop(in, out)::serve))
                .isExactlyInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(ClosedChannelException.class);
    }

    /// The same in manual time.
    private static final class Program extends Task {
        private final InputLoop program;

        Program(Loop loop, InputLoop program) {
            super(loop);
            this.program = program;
        }

        @Override
        protected void run() throws ExecutionException {
            program.serve();
        }

        @Override
        protected void afterSlice() {}

        @Override
        protected void atEnd(Throwable failure) {
            assertThat(failure).isNull();
        }
    }
}
