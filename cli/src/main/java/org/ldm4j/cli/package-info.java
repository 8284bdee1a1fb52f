/** The command line: one class per command, thin over the library. */
@org.jspecify.annotations.NullMarked
package org.ldm4j.cli;
