package io.strait.coroutine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A coroutine of another copy of Strait, from another class loader, runs inside one of this copy.
class OtherCopyTest {
    private final List<Throwable> refused = new ArrayList<>();

    /// Runs `code` in a coroutine of another copy.
    private static void inOtherCopy(Runnable code) {
        URL[] classes = {Coroutine.class.getProtectionDomain().getCodeSource().getLocation()};
        try (URLClassLoader loader =
                new URLClassLoader(classes, ClassLoader.getPlatformClassLoader())) {
            Class<?> coroutine = loader.loadClass(Coroutine.class.getName());
            Class<?> body = loader.loadClass(Coroutine.Body.class.getName());
            assertThat(coroutine).isNotSameAs(Coroutine.class);
            Object proxy =
                    Proxy.newProxyInstance(
                            loader,
                            new Class<?>[] {body},
                            (self, method, arguments) -> {
                                code.run();
                                return null;
                            });
            Object made = coroutine.getMethod("create", body).invoke(null, proxy);
            coroutine.getMethod("resume", Object.class).invoke(made, (Object) null);
        } catch (ReflectiveOperationException | IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void theOuterOneSuspendsWithTheInnerOne() {
        Coroutine<String, String> outer =
                Coroutine.create(
                        (self, first) -> {
                            List<String> got = new ArrayList<>();
                            inOtherCopy(() -> got.add(self.suspend("parked")));
                            return got.getFirst();
                        });
        assertThat(outer.resume(null)).isEqualTo("parked");
        assertThat(Coroutine.current()).isNull();
        assertThat(outer.resume("went on")).isEqualTo("went on");
    }

    @Test
    void aPinnedFrameInTheInnerOneIsRefused() {
        Coroutine<String, String> outer =
                Coroutine.create(
                        "ours",
                        (self, first) -> {
                            inOtherCopy(
                                    () ->
                                            ClassInitializer.run(
                                                    () ->
                                                            refused.add(
                                                                    catchThrowable(
                                                                            () ->
                                                                                    self.suspend(
                                                                                            "lost")))));
                            return self.suspend("parked");
                        });
        assertThat(outer.resume(null)).isEqualTo("parked");
        assertThat(refused)
                .singleElement()
                .isExactlyInstanceOf(PinnedException.class)
                .asString()
                .contains("another library's continuation inside it can't be suspended");
        assertThat(outer.resume("end")).isEqualTo("end");
    }
}
