package io.strait.task;

import java.util.ArrayList;
import java.util.List;

/// A task whose code is a lambda, and which keeps what its owner was told.
class Job extends Task {
    /// A task's code.
    @FunctionalInterface
    interface Code {
        void run(Job self) throws Exception;
    }

    private final String name;
    private final Code code;
    private final List<String> told = new ArrayList<>();
    Runnable afterSlice = () -> {};
    Runnable atEnd = () -> {};
    Throwable failure;

    Job(Loop loop, Code code) {
        this("job", loop, code);
    }

    Job(String name, Loop loop, Code code) {
        super(loop);
        this.name = name;
        this.code = code;
    }

    static Job started(Loop loop, Code code) {
        Job job = new Job(loop, code);
        job.start();
        return job;
    }

    @Override
    protected void run() throws Exception {
        code.run(this);
    }

    @Override
    protected void afterSlice() {
        told.add("slice");
        afterSlice.run();
    }

    @Override
    protected void atEnd(Throwable failure) {
        told.add("end");
        this.failure = failure;
        atEnd.run();
    }

    /// What its owner was told, in order: `slice`, `end`.
    List<String> told() {
        return told;
    }

    @Override
    public String toString() {
        return name;
    }
}
