/** The programs that the README shows. */
@org.jspecify.annotations.NullMarked
package org.ldm4j.examples;
