/// The test kit: plays a handler, or a whole pipeline, against scripted peers, on the test's own
/// thread and in virtual time. No sockets, no threads, nobody sleeps. It begins with a
/// [Scenario][io.strait.transport.testing.Scenario].
@NullMarked
package io.strait.transport.testing;

import org.jspecify.annotations.NullMarked;
