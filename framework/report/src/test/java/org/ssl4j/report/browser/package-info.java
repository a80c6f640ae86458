/**
 * A real browser, driven over its DevTools protocol: for the tests of the pages and for pictures of
 * them.
 */
package org.ssl4j.report.browser;
