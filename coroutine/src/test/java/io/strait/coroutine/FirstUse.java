package io.strait.coroutine;

import io.strait.task.Loop;
import io.strait.task.TaskOptions;
import io.strait.task.ThreadLocals;

/// A program that uses coroutines for the first time in its JVM, in the way that its argument
/// names, twice, and prints what happened.
final class FirstUse {
    private static final ThreadLocal<String> LOCAL = new ThreadLocal<>();

    private FirstUse() {}

    public static void main(String[] arguments) {
        for (int i = 0; i < 2; i++) {
            try {
                System.out.println("result: " + use(arguments[0]));
            } catch (Throwable e) {
                System.out.println(e.getClass().getName() + ": " + e.getMessage());
            }
        }
    }

    private static String leakedByACoroutine() {
        ScopedValue<String> user = ScopedValue.newInstance();
        Coroutine.<Object, Object>create(
                        (self, first) ->
                                ScopedValue.where(user, "leaked").call(() -> self.suspend(null)))
                .resume(null);
        return user.orElse("ok");
    }

    private static String threadLocalOfATask(TaskOptions options) {
        LOCAL.set("main");
        return Loop.run(options, LOCAL::get);
    }

    private static Object use(String way) {
        return switch (way) {
            case "create" -> Coroutine.<Object, Object>create((self, first) -> first).resume("ok");
            case "generator" -> Generator.of(sink -> sink.yield("ok")).iterator().next();
            case "ensureAvailability" -> {
                Coroutine.ensureAvailability();
                yield "ok";
            }
            case "current" -> Coroutine.current();
            case "javaElsewhere" -> {
                // The JDK's own logger is set up while it still finds its files.
                System.getLogger("io.strait.coroutine").log(System.Logger.Level.INFO, "before");
                System.setProperty("java.home", System.getProperty("elsewhere"));
                yield use("create");
            }
            case "threadLocals" -> threadLocalOfATask(TaskOptions.DEFAULT);
            case "ownThreadLocals" ->
                    threadLocalOfATask(
                            TaskOptions.DEFAULT.withThreadLocals(ThreadLocals.OF_THE_TASK));
            case "scopedValue" -> leakedByACoroutine();
            default -> throw new IllegalArgumentException(way);
        };
    }
}
