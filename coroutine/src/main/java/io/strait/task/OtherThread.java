package io.strait.task;

/// What is for the tasks of one thread was used on another.
final class OtherThread {
    private OtherThread() {}

    static IllegalStateException refused(String what, Thread own) {
        return new IllegalStateException(
                "a "
                        + what
                        + " is for one thread, and this one is used by '"
                        + own.getName()
                        + "', and now by '"
                        + Thread.currentThread().getName()
                        + "'");
    }
}
