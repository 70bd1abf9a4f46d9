package io.strait.differential;

import java.util.ArrayList;
import java.util.List;

/**
 * Two logs side by side: what only the first one has begins with a minus, the second one's a plus.
 */
final class Difference {
    private Difference() {}

    /** Null if they are equal. */
    static String between(List<String> first, List<String> second) {
        if (first.equals(second)) return null;
        int[][] common = new int[first.size() + 1][second.size() + 1];
        for (int i = first.size() - 1; i >= 0; i--) {
            for (int k = second.size() - 1; k >= 0; k--) {
                common[i][k] =
                        first.get(i).equals(second.get(k))
                                ? common[i + 1][k + 1] + 1
                                : Math.max(common[i + 1][k], common[i][k + 1]);
            }
        }
        List<String> lines = new ArrayList<>();
        int i = 0;
        int k = 0;
        while (i < first.size() || k < second.size()) {
            boolean more = i < first.size() && k < second.size();
            if (more && first.get(i).equals(second.get(k))) {
                lines.add("  " + first.get(i++));
                k++;
            } else if (k == second.size() || (more && common[i + 1][k] >= common[i][k + 1])) {
                lines.add("- " + first.get(i++));
            } else {
                lines.add("+ " + second.get(k++));
            }
        }
        return String.join("\n", lines);
    }
}
