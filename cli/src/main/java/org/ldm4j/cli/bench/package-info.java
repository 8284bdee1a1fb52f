/** What {@code ldm4j bench} times: networks of their real size, training steps, the start of the program. */
@org.jspecify.annotations.NullMarked
package org.ldm4j.cli.bench;
