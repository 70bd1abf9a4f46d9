/// The standalone echo server: [io.strait.echo.EchoServer] is the server, [io.strait.echo.Main] its
/// command line, and that of two clients.
@NullMarked
package io.strait.echo;

import org.jspecify.annotations.NullMarked;
