/**
 * The state of a training, saved so that it can go on as if it had never stopped: what is saved,
 * which checkpoints are kept, and what becomes of one that the disk refuses.
 */
package org.ssl4j.checkpoint;
