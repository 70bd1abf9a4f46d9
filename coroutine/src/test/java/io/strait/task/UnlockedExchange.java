package io.strait.task;

/// A mailbox for several loops as it must not be: without a lock.
final class UnlockedExchange<T> extends Exchange<T> {
    UnlockedExchange(int capacity) {
        super(capacity);
    }

    @Override
    void enterThread() {}
}
