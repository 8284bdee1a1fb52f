/** Runs the golden cases: folders with what the Python references computed from given weights and inputs. */
@org.jspecify.annotations.NullMarked
package org.ldm4j.golden;
