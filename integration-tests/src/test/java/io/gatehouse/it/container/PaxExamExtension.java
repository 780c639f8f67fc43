package io.gatehouse.it.container;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Arrays;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.ExamSystem;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.TestContainer;
import org.ops4j.pax.exam.spi.PaxExamRuntime;
import org.osgi.framework.BundleContext;
import org.osgi.framework.launch.Framework;

/**
 * Drives Pax Exam from JUnit 5, for which it has no driver: one container for each test class,
 * which a static method annotated with {@link Configuration} describes. The tests stay outside of
 * it and may ask for its {@link BundleContext}.
 */
final class PaxExamExtension implements BeforeAllCallback, ParameterResolver {

  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(PaxExamExtension.class);

  /** Stopped by JUnit when the class is through. */
  private record Running(ExamSystem system, TestContainer container) implements AutoCloseable {

    @Override
    public void close() {
      try {
        container.stop();
      } finally {
        system.clear();
      }
    }

    /** Pax Exam keeps its framework to itself. */
    BundleContext context() {
      try {
        Field field = container.getClass().getDeclaredField("framework");
        field.setAccessible(true);
        return ((Framework) field.get(container)).getBundleContext();
      } catch (ReflectiveOperationException e) {
        throw new ParameterResolutionException("no framework in " + container.getClass(), e);
      }
    }
  }

  @Override
  public void beforeAll(ExtensionContext test) throws Exception {
    Method configuration =
        Arrays.stream(test.getRequiredTestClass().getDeclaredMethods())
            .filter(method -> method.isAnnotationPresent(Configuration.class))
            .findFirst()
            .orElseThrow(
                () -> new ExtensionConfigurationException("no method with @Configuration"));
    configuration.setAccessible(true);
    ExamSystem system = PaxExamRuntime.createServerSystem((Option[]) configuration.invoke(null));
    TestContainer container = PaxExamRuntime.createContainer(system);
    container.start();
    test.getStore(NAMESPACE).put(Running.class, new Running(system, container));
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
    return parameter.getParameter().getType() == BundleContext.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
    Running running = test.getStore(NAMESPACE).get(Running.class, Running.class);
    if (running == null) {
      throw new ParameterResolutionException("the container does not run");
    }
    return running.context();
  }
}
