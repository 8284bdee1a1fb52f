/** What may know what: the arrows of docs/architecture.md as tests. */
@org.jspecify.annotations.NullMarked
package org.ldm4j.architecture;
