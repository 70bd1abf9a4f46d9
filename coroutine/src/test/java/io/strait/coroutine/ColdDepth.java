package io.strait.coroutine;

/// A program whose first suspension is a thousand frames deep: nothing of it was compiled, linked
/// or touched before. It prints what the suspensions and the end handed out.
final class ColdDepth {
    private static final int DEPTH = 1000;

    private ColdDepth() {}

    public static void main(String[] arguments) {
        Coroutine<Integer, Integer> coroutine =
                Coroutine.create((self, first) -> descend(self, DEPTH));
        System.out.println(coroutine.resume(null));
        System.out.println(coroutine.resume(7));
        System.out.println(coroutine.resume(8));
    }

    private static int descend(Coroutine<Integer, Integer> self, int depth) {
        if (depth > 0) return 1 + descend(self, depth - 1);
        int second = self.suspend(-1);
        self.suspend(second);
        return 0;
    }
}
