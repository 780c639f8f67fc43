package io.gatehouse.testsupport;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.api.definition.Setting;
import io.gatehouse.api.policy.PolicyFactory;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every policy type owes its operators: described keys and a page that names them all. */
public abstract class PolicyFactoryContractTest {

  protected abstract PolicyFactory<?> factory();

  /** The bundle's page; relative to the module. */
  protected Path readme() {
    return Path.of("README.md");
  }

  @Test
  void everySettingIsDescribed() {
    for (RecordComponent component : components(factory().descriptor().configType())) {
      Setting setting = component.getAnnotation(Setting.class);
      assertThat(setting).as("@Setting of " + component).isNotNull();
      assertThat(setting.value()).as("description of " + component).isNotBlank();
    }
  }

  @Test
  void thePageShowsAnExampleAndNamesEverySetting() throws IOException {
    String page = Files.readString(readme());

    assertThat(page).contains("```yaml").contains(factory().descriptor().type() + ":");
    for (RecordComponent component : components(factory().descriptor().configType())) {
      assertThat(page).contains(component.getName());
    }
  }

  private static List<RecordComponent> components(Class<?> type) {
    List<RecordComponent> found = new ArrayList<>();
    if (type.isRecord() && !type.getPackageName().startsWith("io.gatehouse.api")) {
      for (RecordComponent component : type.getRecordComponents()) {
        found.add(component);
        for (Class<?> nested : classesIn(component.getGenericType())) {
          found.addAll(components(nested));
        }
      }
    }
    return found;
  }

  private static List<Class<?>> classesIn(Type type) {
    List<Class<?>> found = new ArrayList<>();
    if (type instanceof Class<?> plain) {
      found.add(plain);
    } else if (type instanceof ParameterizedType parameterized) {
      for (Type argument : parameterized.getActualTypeArguments()) {
        found.addAll(classesIn(argument));
      }
    }
    return found;
  }
}
