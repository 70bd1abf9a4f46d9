package io.strait.task;

import static java.time.Duration.ofSeconds;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A loop in manual time, and subtasks that say when they end.
abstract class TaskScopeFixture {
    final ManualLoop loop = new ManualLoop();
    final List<Object> log = new ArrayList<>();

    Job run(Job.Code code) {
        return Job.started(loop, code);
    }

    void logTime(Object what) {
        log.add(what + " at " + TimeUnit.NANOSECONDS.toSeconds(loop.now()));
    }

    void sleepAndLog(int seconds, String name) {
        try {
            Task.sleep(ofSeconds(seconds));
            logTime(name);
        } catch (Cancelled cancelled) {
            logTime(name + " cancelled");
            throw cancelled;
        }
    }

    static String failAfter(int seconds, String message) throws IOException {
        Task.sleep(ofSeconds(seconds));
        throw new IOException(message);
    }

    static void throwOnPurpose() {
        throw new IllegalStateException("on purpose");
    }
}
