package io.gatehouse.demo;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Orders, kept in memory: list, read, place, cancel. */
final class OrdersApp implements BackEnd {

  private static final String ROOT = "/orders";
  private static final Pattern ITEM = Pattern.compile("\"item\"\\s*:\\s*\"([\\w \\-]{1,80})\"");
  private static final Pattern QUANTITY = Pattern.compile("\"quantity\"\\s*:\\s*([1-9]\\d{0,5})");
  private static final int MOST = 1000;

  private final Map<Integer, Order> orders = new ConcurrentSkipListMap<>();
  private final AtomicInteger lastId = new AtomicInteger(2);

  OrdersApp() {
    orders.put(1, new Order(1, "lamp", 2));
    orders.put(2, new Order(2, "desk", 1));
  }

  private record Order(int id, String item, int quantity) {
    String json() {
      return "{\"id\":%d,\"item\":\"%s\",\"quantity\":%d}".formatted(id, item, quantity);
    }
  }

  @Override
  public Answer answer(Call call) {
    if (call.path().equals(ROOT)) {
      return switch (call.method()) {
        case "GET" -> list();
        case "POST" -> place(call.body());
        default -> notAllowed();
      };
    }
    Optional<Order> order = find(call.path());
    if (order.isEmpty()) {
      return Answer.notFound();
    }
    return switch (call.method()) {
      case "GET" -> Answer.json(200, order.get().json());
      case "DELETE" -> cancel(order.get());
      default -> notAllowed();
    };
  }

  private Answer list() {
    return Answer.json(
        200, orders.values().stream().map(Order::json).collect(Collectors.joining(",", "[", "]")));
  }

  private Answer place(String body) {
    Matcher item = ITEM.matcher(body);
    Matcher quantity = QUANTITY.matcher(body);
    if (!item.find() || !quantity.find()) {
      return Answer.json(
          400, "{\"error\":\"expected {\\\"item\\\": \\\"lamp\\\", \\\"quantity\\\": 1}\"}");
    }
    if (orders.size() >= MOST) {
      return Answer.json(507, "{\"error\":\"the demo keeps no more than 1000 orders\"}");
    }
    Order order =
        new Order(lastId.incrementAndGet(), item.group(1), Integer.parseInt(quantity.group(1)));
    orders.put(order.id(), order);
    return Answer.json(201, order.json());
  }

  private Answer cancel(Order order) {
    orders.remove(order.id());
    return Answer.json(200, order.json());
  }

  private Optional<Order> find(String path) {
    String id = path.startsWith(ROOT + "/") ? path.substring(ROOT.length() + 1) : "";
    return id.matches("\\d{1,9}")
        ? Optional.ofNullable(orders.get(Integer.parseInt(id)))
        : Optional.empty();
  }

  private static Answer notAllowed() {
    return Answer.json(405, "{\"error\":\"method not allowed\"}");
  }
}
