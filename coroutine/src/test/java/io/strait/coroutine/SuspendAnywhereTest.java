package io.strait.coroutine;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Whatever frames of the JDK or of the language are between the body and the suspension.
class SuspendAnywhereTest {

    /// Code that asks `ask` for the answers to its questions.
    private interface Dialogue {
        String run(UnaryOperator<String> ask) throws Throwable;
    }

    /// Runs `dialogue` and answers each question with "re: " and the question, after a collection.
    private static List<String> questionsOf(Dialogue dialogue) {
        Coroutine<String, String> coroutine =
                Coroutine.create(
                        (self, first) -> {
                            try {
                                return dialogue.run(self::suspend);
                            } catch (Throwable e) {
                                throw new AssertionError(e);
                            }
                        });
        List<String> questions = new ArrayList<>();
        String next = coroutine.resume(null);
        while (coroutine.status() != Coroutine.Status.DEAD) {
            questions.add(next);
            System.gc();
            next = coroutine.resume("re: " + next);
        }
        questions.add("= " + next);
        return questions;
    }

    static String twice(UnaryOperator<String> ask) {
        return ask.apply("one") + ", " + ask.apply("two");
    }

    private static void assertTwice(Dialogue dialogue) {
        assertThat(questionsOf(dialogue)).containsExactly("one", "two", "= re: one, re: two");
    }

    @Test
    void inALambda() {
        assertTwice(ask -> twice(ask));
    }

    @Test
    void inAReflectiveCall() throws NoSuchMethodException {
        Method method = SuspendAnywhereTest.class.getDeclaredMethod("twice", UnaryOperator.class);
        assertTwice(ask -> (String) method.invoke(null, ask));
    }

    @Test
    void inAMethodHandle() throws ReflectiveOperationException {
        MethodType type = MethodType.methodType(String.class, UnaryOperator.class);
        MethodHandle handle =
                MethodHandles.lookup().findStatic(SuspendAnywhereTest.class, "twice", type);
        assertTwice(ask -> (String) handle.invokeExact(ask));
        assertTwice(ask -> (String) handle.invokeWithArguments(ask));
    }

    @Test
    void inADynamicProxy() {
        Dialogue proxy =
                (Dialogue)
                        Proxy.newProxyInstance(
                                Dialogue.class.getClassLoader(),
                                new Class<?>[] {Dialogue.class},
                                (self, method, arguments) -> {
                                    @SuppressWarnings("unchecked")
                                    UnaryOperator<String> ask =
                                            (UnaryOperator<String>) arguments[0];
                                    return twice(ask);
                                });
        assertTwice(proxy);
    }

    @Test
    void inAStream() {
        assertTwice(
                ask ->
                        Stream.of("one", "two")
                                .filter(each -> !each.isEmpty())
                                .map(ask)
                                .reduce((a, b) -> a + ", " + b)
                                .orElseThrow());
    }

    @Test
    void inAComparatorWhileSorting() {
        List<String> questions =
                questionsOf(
                        ask -> {
                            List<Integer> list =
                                    new ArrayList<>(
                                            IntStream.range(0, 10).mapToObj(i -> 9 - i).toList());
                            list.sort(
                                    (a, b) -> {
                                        String answer = ask.apply(a + "?" + b);
                                        return answer.isEmpty() ? 0 : a - b;
                                    });
                            return list.toString();
                        });
        assertThat(questions).hasSizeGreaterThan(9).contains("8?9");
        assertThat(questions.getLast()).isEqualTo("= [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]");
    }

    @Test
    void inComputeIfAbsentOfAHashMap() {
        assertThat(
                        questionsOf(
                                ask -> {
                                    Map<String, String> map = new HashMap<>();
                                    map.computeIfAbsent("key", ask);
                                    return map.toString();
                                }))
                .containsExactly("key", "= {key=re: key}");
    }

    private static final class Constructed {
        private final String first;
        private final String second;

        Constructed(UnaryOperator<String> ask) {
            first = ask.apply("one");
            second = ask.apply("two");
        }
    }

    @Test
    void inAConstructor() {
        assertTwice(
                ask -> {
                    Constructed constructed = new Constructed(ask);
                    return constructed.first + ", " + constructed.second;
                });
    }

    @Test
    void inTryCatchAndFinally() {
        List<String> questions =
                questionsOf(
                        ask -> {
                            String all = "";
                            try {
                                all += ask.apply("try");
                                throw new IllegalArgumentException("thrown");
                            } catch (IllegalArgumentException e) {
                                all += "," + ask.apply("catch") + "," + e.getMessage();
                            } finally {
                                all += "," + ask.apply("finally");
                            }
                            return all;
                        });
        assertThat(questions)
                .containsExactly(
                        "try", "catch", "finally", "= re: try,re: catch,thrown,re: finally");
    }

    @Test
    void inASwitch() {
        List<String> questions =
                questionsOf(
                        ask ->
                                switch (ask.apply("which?")) {
                                    case "re: which?" ->
                                            switch (ask.apply("really?").length()) {
                                                case 11 -> ask.apply("last?");
                                                default -> "wrong length";
                                            };
                                    default -> "wrong answer";
                                });
        assertThat(questions).containsExactly("which?", "really?", "last?", "= re: last?");
    }

    @Test
    void inAnIteratorAndAStringConcatenation() {
        assertThat(
                        questionsOf(
                                ask -> {
                                    StringBuilder all = new StringBuilder();
                                    for (String each : List.of("a", "b", "c"))
                                        all.append(each + ask.apply(each) + ";");
                                    return all.toString();
                                }))
                .containsExactly("a", "b", "c", "= are: a;bre: b;cre: c;");
    }
}
