package org.ssl4j.train;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How a run ended.
 *
 * @param interrupted whether it was asked to stop before its end
 * @param steps updates made
 * @param last the last epoch's record, empty if no epoch was completed in this process
 * @param checkpoint the newest checkpoint, if any was written
 */
public record Outcome(
    boolean interrupted, long steps, Optional<EpochRecord> last, Optional<Path> checkpoint) {}
