package io.strait.context;

import static org.assertj.core.api.Assertions.assertThat;

import io.strait.task.Loop;
import io.strait.task.Offload;
import io.strait.task.Task;
import io.strait.task.TaskOptions;
import io.strait.task.TaskScope;
import io.strait.task.ThreadContext;
import io.strait.task.ThreadLocals;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

/// With Logback's MDC.
class MdcContextTest {
    private static final TaskOptions SHARED =
            TaskOptions.DEFAULT.withThreadLocals(ThreadLocals.OF_THE_LOOP);

    private final List<Object> log = new ArrayList<>();

    @AfterEach
    void empty() {
        MDC.clear();
    }

    private void twoWithUsers() throws Exception {
        TaskScope.run(
                scope -> {
                    for (String user : List.of("a", "b")) {
                        scope.fork(
                                () -> {
                                    MDC.put("user", user);
                                    Task.yieldNow();
                                    log.add(MDC.getCopyOfContextMap());
                                });
                    }
                    scope.join();
                    log.add(MDC.get("user"));
                    return null;
                });
    }

    @Test
    void withoutItTasksThatShareThreadLocalsMixThemUp() throws Exception {
        Loop.run(SHARED, this::twoWithUsers);
        assertThat(log).containsExactly(Map.of("user", "b"), Map.of("user", "b"), "b");
    }

    @Test
    void eachTaskHasItsOwnAndTheThreadKeepsWhatItHad() throws Exception {
        MDC.put("thread", "main");
        for (TaskOptions each : List.of(SHARED, TaskOptions.DEFAULT)) {
            Loop.run(each.withThreadContext(MdcContext.INSTANCE), this::twoWithUsers);
            assertThat(MDC.getCopyOfContextMap()).isEqualTo(Map.of("thread", "main"));
        }
        Map<String, String> a = Map.of("thread", "main", "user", "a");
        Map<String, String> b = Map.of("thread", "main", "user", "b");
        assertThat(log).containsExactly(a, b, null, a, b, null);
    }

    @Test
    void itIsThereOnTheThreadOfAnOffload() throws Exception {
        Loop.run(
                TaskOptions.DEFAULT.withThreadContext(MdcContext.INSTANCE),
                () -> {
                    MDC.put("user", "a");
                    log.add(Offload.run(() -> MDC.get("user")));
                });
        assertThat(log).containsExactly("a");
    }

    @Test
    void aThreadWithoutOneGivesNone() {
        assertThat(MdcContext.INSTANCE.capture()).isEmpty();
        MDC.put("user", "a");
        Runnable before = MdcContext.INSTANCE.put(Map.of());
        assertThat(MDC.get("user")).isNull();
        before.run();
        assertThat(MDC.get("user")).isEqualTo("a");
    }

    @Test
    void itGoesTogetherWithOthers() throws Exception {
        Loop.run(
                SHARED.withThreadContext(
                        ThreadContext.of(MdcContext.INSTANCE, MicrometerContext.global())),
                this::twoWithUsers);
        assertThat(log).containsExactly(Map.of("user", "a"), Map.of("user", "b"), null);
    }
}
