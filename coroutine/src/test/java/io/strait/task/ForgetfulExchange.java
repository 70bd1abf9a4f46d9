package io.strait.task;

/// A mailbox for several loops as it must not be: a putter that is cancelled keeps its item without
/// asking whether somebody has it by now.
final class ForgetfulExchange<T> extends SharedExchange<T> {
    ForgetfulExchange(int capacity) {
        super(capacity);
    }

    @Override
    synchronized boolean withdraw(Putter putter) {
        super.withdraw(putter);
        return true;
    }
}
