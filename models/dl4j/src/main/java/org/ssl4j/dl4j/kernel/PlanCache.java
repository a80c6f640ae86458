package org.ssl4j.dl4j.kernel;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * The plans of a layer for the batch shapes it has seen last: training, evaluation and the
 * evaluation's last, smaller batch.
 */
final class PlanCache<K, P extends PlanCache.Plan> {

  /** Native memory of a layer at one shape. */
  interface Plan {
    /** Frees it; the plan must not be used again. */
    void release();
  }

  private static final int CAPACITY = 4;

  private final Map<K, P> plans = new LinkedHashMap<>(CAPACITY, 0.75f, true);

  P get(K key, Function<K, P> make) {
    P plan = plans.get(key);
    if (plan == null) {
      if (plans.size() == CAPACITY) {
        var eldest = plans.keySet().iterator().next();
        plans.remove(eldest).release();
      }
      plan = make.apply(key);
      plans.put(key, plan);
    }
    return plan;
  }
}
