package io.strait.task;

import java.util.ArrayList;
import java.util.List;

/// A mailbox for two, with tasks that put into it and take from it, and say so.
abstract class MailboxFixture {
    final ManualLoop loop = new ManualLoop();
    final List<Object> log = new ArrayList<>();
    Mailbox<Integer> mailbox = new Mailbox<>(2);

    Job run(Job.Code code) {
        return Job.started(loop, code);
    }

    Job putter(int first, int last) {
        return run(
                self -> {
                    for (int i = first; i <= last; i++) {
                        mailbox.put(i);
                        log.add("put " + i);
                    }
                });
    }

    Job taker(String name, int times) {
        return run(
                self -> {
                    for (int i = 0; i < times; i++) log.add(name + " " + mailbox.take());
                });
    }
}
