/**
 * Matrices in the host's memory: what networks, objectives, measures and checkpoints hand to one
 * another. Every package may enter; this one uses only {@code text} and {@code natives}.
 */
package org.ssl4j.matrix;
