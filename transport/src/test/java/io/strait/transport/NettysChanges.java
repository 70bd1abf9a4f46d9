package io.strait.transport;

import io.netty.util.Version;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;

/**
 * The list of changes of a kqueue loop of Netty's, which is hidden: its {@code KQueueEventArray}.
 */
final class NettysChanges {
    private static final short ANY = 0;

    private final Object array;

    NettysChanges(int capacity) throws ReflectiveOperationException {
        Constructor<?> constructor = type().getDeclaredConstructor(int.class);
        constructor.setAccessible(true);
        array = constructor.newInstance(capacity);
    }

    /** Whether the list of this version of Netty keeps all when it grows. */
    static boolean isMended() {
        // All versions of this line have two digits at their end.
        String version = Version.identify().get("netty-transport-classes-kqueue").artifactVersion();
        return version.compareTo("4.2.20") >= 0;
    }

    /** Adds one to the end. */
    void add(int descriptor) {
        call(
                method(
                        "evSet",
                        int.class,
                        short.class,
                        short.class,
                        int.class,
                        long.class,
                        long.class),
                descriptor,
                ANY,
                ANY,
                0,
                0L,
                0L);
    }

    /** The descriptor of that change. */
    int descriptor(int index) {
        return (int) call(method("ident", int.class), index);
    }

    void free() {
        call(method("free"));
    }

    private static Class<?> type() throws ClassNotFoundException {
        return Class.forName("io.netty.channel.kqueue.KQueueEventArray");
    }

    private static Method method(String name, Class<?>... parameters) {
        try {
            Method method = type().getDeclaredMethod(name, parameters);
            method.setAccessible(true);
            return method;
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("Netty's list of changes is another one now", e);
        }
    }

    private Object call(Method method, Object... arguments) {
        try {
            return method.invoke(array, arguments);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new LinkageError(method.toString(), e);
        }
    }
}
