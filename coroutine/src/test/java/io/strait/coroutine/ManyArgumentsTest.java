package io.strait.coroutine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/// Sixty arguments of all types, and locals of all types: a suspension and the collector between
/// two resumes leave them as they are.
class ManyArgumentsTest {

    @Test
    void sixtyArgumentsSurvive() {
        Coroutine<Void, List<Object>> coroutine =
                Coroutine.create(
                        (self, first) ->
                                sixty(
                                        self,
                                        0,
                                        1L << 40,
                                        2.5,
                                        3.25f,
                                        (short) 4,
                                        (byte) 5,
                                        (char) (6 + 'a'),
                                        true,
                                        "s8",
                                        9,
                                        10L << 40,
                                        11.5,
                                        12.25f,
                                        (short) 13,
                                        (byte) 14,
                                        (char) (15 + 'a'),
                                        false,
                                        "s17",
                                        18,
                                        19L << 40,
                                        20.5,
                                        21.25f,
                                        (short) 22,
                                        (byte) 23,
                                        (char) (24 + 'a'),
                                        true,
                                        "s26",
                                        27,
                                        28L << 40,
                                        29.5,
                                        30.25f,
                                        (short) 31,
                                        (byte) 32,
                                        (char) (33 + 'a'),
                                        false,
                                        "s35",
                                        36,
                                        37L << 40,
                                        38.5,
                                        39.25f,
                                        (short) 40,
                                        (byte) 41,
                                        (char) (42 + 'a'),
                                        true,
                                        "s44",
                                        45,
                                        46L << 40,
                                        47.5,
                                        48.25f,
                                        (short) 49,
                                        (byte) 50,
                                        (char) (51 + 'a'),
                                        false,
                                        "s53",
                                        54,
                                        55L << 40,
                                        56.5,
                                        57.25f,
                                        (short) 58,
                                        (byte) 59));
        assertThat(coroutine.resume(null)).isEmpty();
        System.gc();
        assertThat(coroutine.resume(null)).isEmpty();
        System.gc();
        assertThat(coroutine.resume(null))
                .isEqualTo(
                        List.<Object>of(
                                0,
                                1L << 40,
                                2.5,
                                3.25f,
                                (short) 4,
                                (byte) 5,
                                (char) (6 + 'a'),
                                true,
                                "s8",
                                9,
                                10L << 40,
                                11.5,
                                12.25f,
                                (short) 13,
                                (byte) 14,
                                (char) (15 + 'a'),
                                false,
                                "s17",
                                18,
                                19L << 40,
                                20.5,
                                21.25f,
                                (short) 22,
                                (byte) 23,
                                (char) (24 + 'a'),
                                true,
                                "s26",
                                27,
                                28L << 40,
                                29.5,
                                30.25f,
                                (short) 31,
                                (byte) 32,
                                (char) (33 + 'a'),
                                false,
                                "s35",
                                36,
                                37L << 40,
                                38.5,
                                39.25f,
                                (short) 40,
                                (byte) 41,
                                (char) (42 + 'a'),
                                true,
                                "s44",
                                45,
                                46L << 40,
                                47.5,
                                48.25f,
                                (short) 49,
                                (byte) 50,
                                (char) (51 + 'a'),
                                false,
                                "s53",
                                54,
                                55L << 40,
                                56.5,
                                57.25f,
                                (short) 58,
                                (byte) 59));
    }

    private static List<Object> sixty(
            Coroutine<Void, List<Object>> self,
            int a0,
            long a1,
            double a2,
            float a3,
            short a4,
            byte a5,
            char a6,
            boolean a7,
            String a8,
            int a9,
            long a10,
            double a11,
            float a12,
            short a13,
            byte a14,
            char a15,
            boolean a16,
            String a17,
            int a18,
            long a19,
            double a20,
            float a21,
            short a22,
            byte a23,
            char a24,
            boolean a25,
            String a26,
            int a27,
            long a28,
            double a29,
            float a30,
            short a31,
            byte a32,
            char a33,
            boolean a34,
            String a35,
            int a36,
            long a37,
            double a38,
            float a39,
            short a40,
            byte a41,
            char a42,
            boolean a43,
            String a44,
            int a45,
            long a46,
            double a47,
            float a48,
            short a49,
            byte a50,
            char a51,
            boolean a52,
            String a53,
            int a54,
            long a55,
            double a56,
            float a57,
            short a58,
            byte a59) {
        self.suspend(List.of());
        deeper(self, 10);
        return List.of(
                a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16, a17, a18,
                a19, a20, a21, a22, a23, a24, a25, a26, a27, a28, a29, a30, a31, a32, a33, a34, a35,
                a36, a37, a38, a39, a40, a41, a42, a43, a44, a45, a46, a47, a48, a49, a50, a51, a52,
                a53, a54, a55, a56, a57, a58, a59);
    }

    private static int deeper(Coroutine<Void, List<Object>> self, int depth) {
        if (depth == 0) self.suspend(List.of());
        return depth == 0 ? 0 : 1 + deeper(self, depth - 1);
    }

    @Test
    void localsOfAllTypesSurvive() {
        Coroutine<Integer, Object> coroutine =
                Coroutine.create(
                        (self, seed) -> {
                            byte b = (byte) (seed * 3);
                            short s = (short) (seed * 5);
                            char c = (char) ('a' + seed);
                            int i = seed * 7;
                            long l = (seed * 11L) << 33;
                            float f = seed * 0.5f;
                            double d = seed * 0.25;
                            boolean z = seed > 0;
                            int[] array = {seed, i};
                            String text = "text " + seed;
                            int resumed = self.suspend(null);
                            return List.of(b, s, c, i, l, f, d, z, array[1], text, resumed);
                        });
        coroutine.resume(13);
        System.gc();
        assertThat(coroutine.resume(1))
                .isEqualTo(
                        List.of(
                                (byte) 39,
                                (short) 65,
                                'n',
                                91,
                                143L << 33,
                                6.5f,
                                3.25,
                                true,
                                91,
                                "text 13",
                                1));
    }

    @Test
    void temporariesOfAnExpressionSurvive() {
        Coroutine<Integer, Integer> coroutine =
                Coroutine.create(
                        (self, a) ->
                                a * 100
                                        + (self.suspend(1) * 10
                                                + Math.max(self.suspend(2), self.suspend(3))));
        assertThat(coroutine.resume(7)).isEqualTo(1);
        System.gc();
        assertThat(coroutine.resume(5)).isEqualTo(2);
        assertThat(coroutine.resume(2)).isEqualTo(3);
        assertThat(coroutine.resume(3)).isEqualTo(753);
    }
}
