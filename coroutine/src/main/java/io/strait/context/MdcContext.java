package io.strait.context;

import io.strait.task.ThreadContext;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/// SLF4J's MDC. Needs `org.slf4j:slf4j-api`, and a logger that has an MDC.
///
/// What is pushed by a key (`MDC.pushByKey`) isn't a part of it: SLF4J can't copy that.
public final class MdcContext implements ThreadContext<Map<String, String>> {
    /// The only one, as there is one MDC.
    public static final MdcContext INSTANCE = new MdcContext();

    private MdcContext() {}

    @Override
    public Map<String, String> capture() {
        @Nullable Map<String, String> copy = MDC.getCopyOfContextMap();
        return copy == null ? Map.of() : copy;
    }

    @Override
    public Runnable put(Map<String, String> context) {
        Map<String, String> before = capture();
        set(context);
        return () -> set(before);
    }

    private static void set(Map<String, String> context) {
        if (context.isEmpty()) MDC.clear();
        else MDC.setContextMap(context);
    }
}
