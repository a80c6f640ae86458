/**
 * What a run is on disk, and what a program hears of it while it goes on: the directory and its
 * lock, records of steps, epochs and spectra, the files they are in, provenance, the diagnosis of a
 * run, listeners. Reads what it writes; knows no training loop.
 */
package org.ssl4j.run;
