/// Netty connections as straight-line code. A [io.strait.transport.CoroutineHandler] in a pipeline
/// runs one coroutine per connection on the channel's own event loop;
/// [io.strait.transport.Connection] is what that coroutine reads from and writes to;
/// [io.strait.transport.Transport] chooses the native transport below.
@NullMarked
package io.strait.transport;

import org.jspecify.annotations.NullMarked;
