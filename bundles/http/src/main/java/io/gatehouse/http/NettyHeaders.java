package io.gatehouse.http;

import io.gatehouse.api.http.FieldSyntax;
import io.gatehouse.api.http.Headers;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Header fields as the codec decoded them: seen through, not copied. */
public final class NettyHeaders implements Headers {

  private final HttpHeaders fields;

  /** A view of these fields; from now on they are changed through it only. */
  public NettyHeaders(HttpHeaders fields) {
    this.fields = fields;
  }

  /** The fields of any headers in the codec's form: the very ones where they are already. */
  public static HttpHeaders unwrap(Headers headers) {
    if (headers instanceof NettyHeaders netty) {
      return netty.fields;
    }
    HttpHeaders copy = new DefaultHttpHeaders();
    headers.forEach(copy::add);
    return copy;
  }

  @Override
  public Optional<String> first(String name) {
    return Optional.ofNullable(fields.get(name));
  }

  @Override
  public String firstOr(String name, String fallback) {
    String value = fields.get(name);
    return value == null ? fallback : value;
  }

  @Override
  public List<String> all(String name) {
    return List.copyOf(fields.getAll(name));
  }

  @Override
  public @Nullable String combined(String name) {
    Iterator<String> values = fields.valueStringIterator(name);
    if (!values.hasNext()) {
      return null;
    }
    String first = values.next();
    return values.hasNext() ? String.join(", ", fields.getAll(name)) : first;
  }

  @Override
  public boolean contains(String name) {
    return fields.contains(name);
  }

  @Override
  public int size() {
    return fields.size();
  }

  @Override
  public Headers set(String name, String value) {
    requireWireForm(name, value);
    fields.set(name, value);
    return this;
  }

  @Override
  public Headers add(String name, String value) {
    requireWireForm(name, value);
    fields.add(name, value);
    return this;
  }

  @Override
  public Headers remove(String name) {
    fields.remove(name);
    return this;
  }

  @Override
  public void forEach(BiConsumer<? super String, ? super String> action) {
    for (Iterator<Map.Entry<String, String>> it = fields.iteratorAsString(); it.hasNext(); ) {
      Map.Entry<String, String> line = it.next();
      action.accept(line.getKey(), line.getValue());
    }
  }

  @Override
  public Headers copy() {
    return new NettyHeaders(fields.copy());
  }

  private static void requireWireForm(String name, String value) {
    if (!FieldSyntax.isToken(name) || !FieldSyntax.isValue(value)) {
      throw new IllegalArgumentException(
          "header "
              + (FieldSyntax.isToken(name) ? name : "name")
              + ": cannot stand on the wire (expected: a token and visible text)");
    }
  }

  @Override
  public String toString() {
    return "Headers" + fields.names();
  }
}
