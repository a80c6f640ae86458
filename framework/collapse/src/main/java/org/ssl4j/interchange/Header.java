package org.ssl4j.interchange;

/** Whether the first line of a table holds names. */
public enum Header {
  /** It does. */
  YES,
  /** It is a row like the others. */
  NO,
  /** Its fields and those below tell. */
  AUTO
}
