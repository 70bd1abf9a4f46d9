package io.strait.coroutine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// `stackTrace()` has the user's frames, all of them and nothing else, the innermost first.
class StackTraceTest {
    private static final int DEEPER_THAN_THE_JVM_SHOWS = 1500; // MaxJavaStackTraceDepth is 1024

    private final List<List<String>> seen = new ArrayList<>();
    private Coroutine<Void, Void> outer;
    private Coroutine<Void, Void> inner;

    private static List<String> names(Coroutine<?, ?> coroutine) {
        return Stream.of(coroutine.stackTrace())
                .map(StackTraceElement::getMethodName)
                .filter(name -> !name.equals("names"))
                .toList();
    }

    private Void body(Coroutine<Void, Void> self, Void first) {
        return middle(self);
    }

    private Void middle(Coroutine<Void, Void> self) {
        return innermost(self);
    }

    private Void innermost(Coroutine<Void, Void> self) {
        seen.add(names(self));
        self.suspend(null);
        seen.add(names(self));
        return null;
    }

    @Test
    void ofASuspendedOneItIsWhereItStopped() {
        Coroutine<Void, Void> coroutine = Coroutine.create(this::body);
        coroutine.resume(null);
        assertThat(names(coroutine)).containsExactly("innermost", "middle", "body");
        StackTraceElement top = coroutine.stackTrace()[0];
        assertThat(top.getClassName()).isEqualTo(StackTraceTest.class.getName());
        assertThat(top.getFileName()).isEqualTo("StackTraceTest.java");
        assertThat(top.getLineNumber()).isPositive();
    }

    @Test
    void aNameAddsNoFrame() {
        Coroutine<Void, Void> coroutine = Coroutine.create("named", this::body);
        coroutine.resume(null);
        assertThat(names(coroutine)).containsExactly("innermost", "middle", "body");
    }

    @Test
    void ofARunningOneItIsItsOwnPartOfTheStack() {
        Coroutine<Void, Void> coroutine = Coroutine.create(this::body);
        coroutine.resume(null);
        coroutine.resume(null);
        assertThat(seen).hasSize(2).containsOnly(List.of("innermost", "middle", "body"));
    }

    @Test
    void ofOneThatHasNotStartedOrIsDeadItIsEmpty() {
        Coroutine<Void, Void> coroutine = Coroutine.create(this::body);
        assertThat(coroutine.stackTrace()).isEmpty();
        coroutine.resume(null);
        coroutine.resume(null);
        assertThat(coroutine.stackTrace()).isEmpty();
    }

    @Test
    void ofOneCancelledBeforeItStartedItIsEmpty() {
        Coroutine<Void, Void> coroutine = Coroutine.create(this::body);
        coroutine.cancel();
        assertThat(coroutine.stackTrace()).isEmpty();
    }

    private Void outerBody(Coroutine<Void, Void> self, Void first) {
        return resumeInner();
    }

    private Void resumeInner() {
        inner.resume(null);
        seen.add(names(outer));
        seen.add(names(inner));
        return null;
    }

    private Void look(Coroutine<Void, Void> self, Void first) {
        seen.add(names(outer));
        seen.add(names(inner));
        return self.suspend(null);
    }

    @Test
    void ofANormalOneItEndsWhereItResumedTheOther() {
        inner = Coroutine.create(this::look);
        outer = Coroutine.create(this::outerBody);
        outer.resume(null);
        assertThat(seen)
                .containsExactly(
                        List.of("resumeInner", "outerBody"),
                        List.of("look"),
                        List.of("resumeInner", "outerBody"),
                        List.of("look"));
        assertThat(names(inner)).containsExactly("look");
    }

    private Void suspendOuter(Coroutine<Void, Void> self, Void first) {
        return outer.suspend(null);
    }

    @Test
    void ofOneStoppedInsideAnEnclosingOneEachHasItsOwnPart() {
        inner = Coroutine.create(this::suspendOuter);
        outer = Coroutine.create(this::outerBody);
        outer.resume(null);
        assertThat(names(inner)).containsExactly("suspendOuter");
        assertThat(names(outer)).containsExactly("resumeInner", "outerBody");
        outer.resume(null);
        assertThat(outer.stackTrace()).isEmpty();
    }

    @Test
    void askedFromAnotherCoroutineItIsTheSame() {
        Coroutine<Void, Void> suspended = Coroutine.create(this::body);
        suspended.resume(null);
        seen.clear();
        Coroutine<Void, List<String>> asks = Coroutine.create((self, first) -> names(suspended));
        assertThat(asks.resume(null)).containsExactly("innermost", "middle", "body");
    }

    private Void deepBody(Coroutine<Void, Void> self, Void first) {
        return deep(self, DEEPER_THAN_THE_JVM_SHOWS);
    }

    private Void deep(Coroutine<Void, Void> self, int depth) {
        if (depth > 1) return deep(self, depth - 1);
        if (inner != null) inner.resume(null);
        return innermost(self);
    }

    private void assertDeep(List<String> names) {
        assertThat(names).hasSize(DEEPER_THAN_THE_JVM_SHOWS + 2);
        assertThat(names.getFirst()).isEqualTo("innermost");
        assertThat(names.getLast()).isEqualTo("deepBody");
    }

    @Test
    void itIsWholeHoweverDeep() throws Exception {
        // A resume wants several times as much stack free as the frames take: docs/hazards.md.
        FutureTask<Void> deep = new FutureTask<>(this::lookAtADeepOne, null);
        new Thread(null, deep, "large stack", 16 << 20).start();
        deep.get();
    }

    private void lookAtADeepOne() {
        Coroutine<Void, Void> coroutine = Coroutine.create(this::deepBody);
        coroutine.resume(null);
        assertDeep(names(coroutine));
        coroutine.resume(null);
        assertThat(seen).hasSize(2).allSatisfy(this::assertDeep);
    }

    @Test
    void ofANormalOneBelowADeepOneItIsWholeToo() {
        Coroutine<Void, Void> below =
                Coroutine.create(
                        (self, first) -> {
                            inner = null;
                            return Coroutine.<Void, Void>create(this::deepAndLook).resume(null);
                        });
        outer = below;
        below.resume(null);
        assertThat(seen).hasSize(1);
        assertThat(seen.getFirst()).hasSize(1).first().asString().startsWith("lambda$");
    }

    private Void deepAndLook(Coroutine<Void, Void> self, Void first) {
        return lookFrom(DEEPER_THAN_THE_JVM_SHOWS);
    }

    private Void lookFrom(int depth) {
        if (depth > 0) return lookFrom(depth - 1);
        seen.add(names(outer));
        return null;
    }
}
