package io.strait.transport.kqueue;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;

/// Calls C functions that return an `int` (or something that fits into one), -1 if they fail.
final class SystemCall {
    static final int ENOENT = 2;
    static final int EINTR = 4;
    static final int EBADF = 9;
    static final int EINVAL = 22;
    static final int ENOTSUP = 95;
    static final int ECONNRESET = 104;
    static final int ECONNREFUSED = 111;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");

    private SystemCall() {}

    /// Calls one of the C library.
    static int call(String name, Object... arguments) {
        return call(LINKER.defaultLookup(), name, arguments);
    }

    @SuppressWarnings("restricted")
    static int call(SymbolLookup library, String name, Object... arguments) {
        MemoryLayout[] types = new MemoryLayout[arguments.length];
        for (int i = 0; i < types.length; i++) types[i] = type(arguments[i]);
        MethodHandle function =
                LINKER.downcallHandle(
                        library.findOrThrow(name),
                        FunctionDescriptor.of(ValueLayout.JAVA_INT, types),
                        ERRNO);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(Linker.Option.captureStateLayout());
            List<Object> all = new ArrayList<>(List.of(state));
            all.addAll(List.of(arguments));
            int result = (int) function.invokeWithArguments(all);
            if (result >= 0) return result;
            throw new ErrnoException(name, state.get(ValueLayout.JAVA_INT, 0));
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    private static MemoryLayout type(Object argument) {
        return switch (argument) {
            case Integer _ -> ValueLayout.JAVA_INT;
            case Long _ -> ValueLayout.JAVA_LONG;
            default -> ValueLayout.ADDRESS;
        };
    }
}
