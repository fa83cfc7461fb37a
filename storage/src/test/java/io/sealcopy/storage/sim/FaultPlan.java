package io.sealcopy.storage.sim;

import io.sealcopy.storage.file.OutOfSpaceException;
import java.io.IOException;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Which operations of a simulated disk fail. Nothing fails until it is asked for. */
public final class FaultPlan {
  /** What can fail. */
  public enum Operation {
    /** Reading gives an error. */
    READ,
    /** Writing gives an error. */
    WRITE,
    /** Syncing gives an error. */
    SYNC,
    /** Writing or reserving finds no space. */
    SPACE
  }

  private final Map<Operation, Double> rates = new EnumMap<>(Operation.class);
  private final Map<String, Next> next = new HashMap<>();

  private record Next(Operation operation, int spared) {}

  /** From now on {@code operation} fails with this probability, 0 to 1. */
  public FaultPlan rate(Operation operation, double probability) {
    rates.put(operation, probability);
    return this;
  }

  /** The next {@code operation} on the file fails, once. */
  public FaultPlan failNext(String path, Operation operation) {
    return failLater(path, operation, 0);
  }

  /** The {@code operation} on the file fails, once, after {@code spared} more that do not. */
  public FaultPlan failLater(String path, Operation operation, int spared) {
    next.put(path, new Next(operation, spared));
    return this;
  }

  void check(Operation operation, String path, RandomGenerator random) throws IOException {
    double rate = rates.getOrDefault(operation, 0.0);
    boolean chosen = isChosen(operation, path);
    if (chosen || (rate > 0 && random.nextDouble() < rate)) {
      throw operation == Operation.SPACE
          ? new OutOfSpaceException(path + ": no space left (simulated)")
          : new IOException(path + ": " + operation + " failed (simulated)");
    }
  }

  private boolean isChosen(Operation operation, String path) {
    Next planned = next.get(path);
    if (planned == null || planned.operation() != operation) {
      return false;
    }
    if (planned.spared() > 0) {
      next.put(path, new Next(operation, planned.spared() - 1));
      return false;
    }
    next.remove(path);
    return true;
  }
}
