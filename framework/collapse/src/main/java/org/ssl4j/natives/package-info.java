/**
 * What must be true of a native library before anything uses it. Every package may enter; this one
 * uses none of ours.
 */
package org.ssl4j.natives;
