/** Barlow Twins as a method in a jar of its own, which the framework finds at run time. */
package org.ssl4j.examples.barlow;
