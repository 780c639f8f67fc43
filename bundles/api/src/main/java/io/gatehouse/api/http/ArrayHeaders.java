package io.gatehouse.api.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/** Headers the gateway itself makes: a flat list, because there are only a few of them. */
final class ArrayHeaders implements Headers {

  private final List<String> lines = new ArrayList<>(16);

  @Override
  public Optional<String> first(String name) {
    int at = indexOf(name, 0);
    return at < 0 ? Optional.empty() : Optional.of(lines.get(at + 1));
  }

  @Override
  public String firstOr(String name, String fallback) {
    int at = indexOf(name, 0);
    return at < 0 ? fallback : lines.get(at + 1);
  }

  @Override
  public List<String> all(String name) {
    List<String> values = new ArrayList<>(2);
    for (int at = indexOf(name, 0); at >= 0; at = indexOf(name, at + 2)) {
      values.add(lines.get(at + 1));
    }
    return List.copyOf(values);
  }

  @Override
  public boolean contains(String name) {
    return indexOf(name, 0) >= 0;
  }

  @Override
  public int size() {
    return lines.size() / 2;
  }

  @Override
  public Headers set(String name, String value) {
    String field = FieldSyntax.name(name);
    String checked = FieldSyntax.value(field, value);
    remove(field);
    lines.add(field);
    lines.add(checked);
    return this;
  }

  @Override
  public Headers add(String name, String value) {
    String field = FieldSyntax.name(name);
    String checked = FieldSyntax.value(field, value);
    lines.add(field);
    lines.add(checked);
    return this;
  }

  @Override
  public Headers remove(String name) {
    for (int at = indexOf(name, 0); at >= 0; at = indexOf(name, at)) {
      lines.subList(at, at + 2).clear();
    }
    return this;
  }

  @Override
  public void forEach(BiConsumer<? super String, ? super String> action) {
    for (int i = 0; i < lines.size(); i += 2) {
      action.accept(lines.get(i), lines.get(i + 1));
    }
  }

  private int indexOf(String name, int from) {
    for (int i = from; i < lines.size(); i += 2) {
      if (lines.get(i).equalsIgnoreCase(name)) {
        return i;
      }
    }
    return -1;
  }

  @Override
  public String toString() {
    List<String> names = new ArrayList<>();
    forEach((name, value) -> names.add(name));
    return "Headers" + names;
  }
}
