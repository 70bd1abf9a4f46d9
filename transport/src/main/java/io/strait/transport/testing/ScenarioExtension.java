package io.strait.transport.testing;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/// Gives a JUnit test a [Scenario], and closes it afterwards: so the test also fails if a task is
/// left alive or a buffer isn't released. If it fails, the seed and what had happened are printed
/// with the failure.
///
/// ```java
/// @ExtendWith(ScenarioExtension.class)
/// class EchoTest {
///     @Test
///     void whatIsSentComesBack(Scenario scenario) {
///         Peer peer = scenario.connect(new Echo());
///         peer.send("hello");
///         peer.expect("hello");
///     }
/// }
/// ```
///
/// It is for JUnit 5.12 or later, which the project that uses it brings.
public final class ScenarioExtension
        implements ParameterResolver, TestExecutionExceptionHandler, AfterEachCallback {
    private static final ExtensionContext.Namespace NAMESPACE =
            ExtensionContext.Namespace.create(ScenarioExtension.class);

    /// Made by JUnit.
    public ScenarioExtension() {}

    /// {@inheritDoc}
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
        return parameter.getParameter().getType() == Scenario.class;
    }

    /// Begins a scenario, one for each test.
    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
        Scenario scenario = of(test);
        if (scenario != null) return scenario;
        Scenario begun = Scenario.begin();
        test.getStore(NAMESPACE).put(Scenario.class, begun);
        return begun;
    }

    private static @Nullable Scenario of(ExtensionContext test) {
        return test.getStore(NAMESPACE).get(Scenario.class, Scenario.class);
    }

    /// Adds the seed to the failure.
    @Override
    public void handleTestExecutionException(ExtensionContext test, Throwable failure)
            throws Throwable {
        Scenario scenario = of(test);
        if (scenario != null) failure.addSuppressed(scenario.repetition());
        throw failure;
    }

    /// Closes the scenario. If the test has failed already, what that finds is not told.
    @Override
    public void afterEach(ExtensionContext test) {
        Scenario scenario = of(test);
        if (scenario == null) return;
        test.getStore(NAMESPACE).remove(Scenario.class);
        try {
            scenario.close();
        } catch (AssertionError problems) {
            if (test.getExecutionException().isEmpty()) throw problems;
        }
    }
}
