package io.strait.context;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.context.ContextRegistry;
import io.strait.task.Loop;
import io.strait.task.Task;
import io.strait.task.TaskOptions;
import io.strait.task.TaskScope;
import io.strait.task.ThreadLocals;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MicrometerContextTest {
    private static final ThreadLocal<String> SPAN = new ThreadLocal<>();
    private static final ThreadLocal<String> USER = new ThreadLocal<>();

    private final ContextRegistry registry =
            new ContextRegistry()
                    .registerThreadLocalAccessor("span", SPAN)
                    .registerThreadLocalAccessor("user", USER);
    private final List<Object> log = new ArrayList<>();

    @Test
    void whatHasAnAccessorFollowsATaskAndItsChildren() throws Exception {
        SPAN.set("thread");
        Loop.run(
                TaskOptions.DEFAULT
                        .withThreadLocals(ThreadLocals.OF_THE_LOOP)
                        .withThreadContext(MicrometerContext.of(registry)),
                () -> {
                    log.add(SPAN.get());
                    USER.set("parent");
                    TaskScope.run(
                            scope -> {
                                scope.fork(
                                        () -> {
                                            log.add(SPAN.get() + USER.get());
                                            SPAN.remove();
                                            Task.yieldNow();
                                            log.add(SPAN.get() + USER.get());
                                        });
                                scope.join();
                                log.add(SPAN.get() + USER.get());
                                return null;
                            });
                });
        assertThat(log).containsExactly("thread", "threadparent", "nullparent", "threadparent");
        assertThat(SPAN.get()).isEqualTo("thread");
        assertThat(USER.get()).isNull();
        SPAN.remove();
    }

    @Test
    void twoOfOneRegistryAreEqual() {
        assertThat(MicrometerContext.of(registry))
                .isEqualTo(MicrometerContext.of(registry))
                .hasSameHashCodeAs(MicrometerContext.of(registry))
                .isNotEqualTo(MicrometerContext.global());
    }
}
