package org.ssl4j.study;

/**
 * A run as it stands.
 *
 * @param run what was planned
 * @param reason why it failed, or null
 * @param result its numbers if it is done, else null
 */
record RunOutcome(PlannedRun run, RunStatus status, String reason, RunResult result) {}
