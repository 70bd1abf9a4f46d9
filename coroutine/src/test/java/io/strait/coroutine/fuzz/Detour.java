package io.strait.coroutine.fuzz;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/// Frames of the JDK between a coroutine and its suspension. Each runs the code once, and lets its
/// exceptions pass.
enum Detour {
    REFLECTION {
        @Override
        void run(Runnable code) throws Throwable {
            try {
                RUN.invoke(code);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }
    },
    METHOD_HANDLE {
        @Override
        void run(Runnable code) throws Throwable {
            HANDLE.invokeExact(code);
        }
    },
    STREAM {
        @Override
        void run(Runnable code) {
            Stream.of(code).filter(Objects::nonNull).skip(0).forEach(Runnable::run);
        }
    },
    PROXY {
        @Override
        void run(Runnable code) {
            Class<?>[] interfaces = {Runnable.class};
            ClassLoader loader = Detour.class.getClassLoader();
            Runnable proxy =
                    (Runnable)
                            Proxy.newProxyInstance(
                                    loader,
                                    interfaces,
                                    (self, method, arguments) -> {
                                        code.run();
                                        return null;
                                    });
            proxy.run();
        }
    },
    COMPARATOR {
        @Override
        void run(Runnable code) {
            Integer[] two = {2, 1};
            Arrays.sort(
                    two,
                    (a, b) -> {
                        code.run();
                        return a - b;
                    });
        }
    },
    COMPUTE_IF_ABSENT {
        @Override
        void run(Runnable code) {
            new HashMap<String, String>()
                    .computeIfAbsent(
                            "key",
                            key -> {
                                code.run();
                                return key;
                            });
        }
    },
    CONSTRUCTOR {
        @Override
        void run(Runnable code) {
            new Constructed(code);
        }
    },
    FOR_EACH {
        @Override
        void run(Runnable code) {
            List.of(code).forEach(Runnable::run);
        }
    };

    private static final Method RUN;
    private static final MethodHandle HANDLE;

    static {
        try {
            RUN = Runnable.class.getMethod("run");
            HANDLE =
                    MethodHandles.lookup()
                            .findVirtual(Runnable.class, "run", MethodType.methodType(void.class));
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static final class Constructed {
        Constructed(Runnable code) {
            code.run();
        }
    }

    abstract void run(Runnable code) throws Throwable;
}
