/** A file system over the real one whose disk refuses when a test says so. */
package org.ssl4j.models.disk;
