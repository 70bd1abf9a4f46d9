package io.strait.transport.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/// What JUnit reports of tests that have a scenario.
class ScenarioExtensionTest {
    private static final String SWITCH = "strait.test.ofTheExtension";

    /// Tests that fail on purpose: only the ones here run them.
    @ExtendWith(ScenarioExtension.class)
    @EnabledIfSystemProperty(named = SWITCH, matches = "on")
    static class Tested {
        @Test
        void passes(Scenario scenario) {
            scenario.connect(connection -> {}).expectEnd();
        }

        @Test
        void failsByItself(Scenario scenario) {
            scenario.seed(4711);
            scenario.connect(connection -> connection.read()).send("leaked");
            scenario.untilAllParked();
            throw new IllegalStateException("the test's own");
        }

        @Test
        void leaks(Scenario scenario) {
            scenario.seed(4712);
            scenario.connect(connection -> connection.read()).send("leaked");
        }
    }

    private static Map<String, TestExecutionResult> results() {
        Map<String, TestExecutionResult> results = new LinkedHashMap<>();
        LauncherDiscoveryRequest request =
                LauncherDiscoveryRequestBuilder.request()
                        .selectors(selectClass(Tested.class))
                        .build();
        System.setProperty(SWITCH, "on");
        try {
            LauncherFactory.create()
                    .execute(
                            request,
                            new TestExecutionListener() {
                                @Override
                                public void executionFinished(
                                        TestIdentifier test, TestExecutionResult result) {
                                    if (test.isTest()) results.put(test.getDisplayName(), result);
                                }
                            });
        } finally {
            System.clearProperty(SWITCH);
        }
        return results;
    }

    private static String printed(TestExecutionResult result) {
        StringWriter printed = new StringWriter();
        result.getThrowable().orElseThrow().printStackTrace(new PrintWriter(printed));
        return printed.toString();
    }

    @Test
    void aTestFailsByItselfOrByWhatItsScenarioFindsAndTheSeedIsPrinted() {
        Map<String, TestExecutionResult> results = results();
        assertThat(results.get("passes(Scenario)").getStatus())
                .isEqualTo(TestExecutionResult.Status.SUCCESSFUL);
        assertThat(printed(results.get("failsByItself(Scenario)")))
                .contains("the test's own")
                .contains("scenario.seed(4711) repeats the order")
                .contains("peer 1 sent \"leaked\"")
                .doesNotContain("not released");
        assertThat(printed(results.get("leaks(Scenario)")))
                .contains("a buffer was not released: \"leaked\"")
                .contains("scenario.seed(4712)");
    }
}
