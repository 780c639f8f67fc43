package io.gatehouse.demo;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Products, which anybody may read. */
final class CatalogApp implements BackEnd {

  private static final String ROOT = "/products";

  private final Map<String, String> products =
      new TreeMap<>(
          Map.of(
              "desk", "{\"sku\":\"desk\",\"name\":\"Oak desk\",\"price\":320}",
              "lamp", "{\"sku\":\"lamp\",\"name\":\"Desk lamp\",\"price\":49}",
              "chair", "{\"sku\":\"chair\",\"name\":\"Swivel chair\",\"price\":180}"));

  @Override
  public Answer answer(Call call) {
    if (!call.method().equals("GET")) {
      return Answer.json(405, "{\"error\":\"method not allowed\"}");
    }
    if (call.path().equals(ROOT)) {
      return Answer.json(200, "[" + String.join(",", products.values()) + "]");
    }
    String sku = call.path().startsWith(ROOT + "/") ? call.path().substring(ROOT.length() + 1) : "";
    return Optional.ofNullable(products.get(sku))
        .map(product -> Answer.json(200, product))
        .orElseGet(Answer::notFound);
  }
}
