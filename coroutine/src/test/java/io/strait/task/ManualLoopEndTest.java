package io.strait.task;

/// The end of a [ManualLoop].
class ManualLoopEndTest extends LoopEndConformance {
    private final ManualLoop loop = new ManualLoop();

    @Override
    Loop loop() {
        return loop;
    }

    @Override
    void end() {
        loop.end();
    }

    @Override
    void endInside() {
        loop.end();
    }

    @Override
    void run() {
        loop.runAll();
    }

    @Override
    void endAndThrow() {
        loop.end();
    }
}
