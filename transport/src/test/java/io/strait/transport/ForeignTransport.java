package io.strait.transport;

/// Tries the transport of which this system knows nothing, in a JVM in which nobody has brought it
/// along: prints why it isn't available, and what comes of using it all the same.
final class ForeignTransport {
    static final Transport HERE =
            System.getProperty("os.name").startsWith("Mac") ? Transport.EPOLL : Transport.KQUEUE;

    private ForeignTransport() {}

    public static void main(String[] arguments) {
        System.out.println(HERE.unavailability().orElse("it is available"));
        try {
            HERE.newEventLoopGroup(1);
        } catch (IllegalStateException e) {
            System.out.println(e.getMessage());
        }
    }
}
