package io.strait.transport.kqueue;

import io.strait.transport.KQueueOnLinux;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/// A kqueue of the library for each test, and what is to be watched.
@EnabledOnOs(value = OS.LINUX, disabledReason = "elsewhere the kernel has a kqueue of its own")
@Timeout(120)
abstract class OverKQueue {
    KQueueDescriptor kqueue;

    @BeforeEach
    void open() {
        KQueueOnLinux.ensureAvailable();
        kqueue = KQueueDescriptor.open();
    }

    @AfterEach
    void close() {
        Descriptor.closeAll();
        if (kqueue != null) kqueue.close();
    }
}
