package io.gatehouse.policy.script;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Whether hooks fail these days. A failure adds to a hook's debt, a success pays it off, so that
 * one good call heals one bad one, and a hook of which every second call fails stays ailing.
 * Thread-safe; a call that succeeds where nothing is owed costs a read.
 */
final class HookHealth {

  private static final int LARGEST_DEBT = 3;

  private final Map<Hook, AtomicInteger> debts = new EnumMap<>(Hook.class);

  HookHealth() {
    for (Hook hook : Hook.values()) {
      debts.put(hook, new AtomicInteger());
    }
  }

  void failed(Hook hook) {
    debt(hook).updateAndGet(debt -> Math.min(LARGEST_DEBT, debt + 1));
  }

  void succeeded(Hook hook) {
    AtomicInteger owed = debt(hook);
    if (owed.get() != 0) {
      owed.updateAndGet(debt -> Math.max(0, debt - 1));
    }
  }

  boolean isAiling() {
    return debts.values().stream().anyMatch(debt -> debt.get() != 0);
  }

  private AtomicInteger debt(Hook hook) {
    return Objects.requireNonNull(debts.get(hook));
  }
}
