/** What a person reads after a run: sheets, tables and pages. */
package org.ssl4j.report;
