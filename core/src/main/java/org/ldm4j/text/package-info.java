/**
 * Text to the numbers that text encoders read: the byte-pair tokenizer of CLIP, the learning of its vocabularies, and the
 * prompt language: emphasis, schedules, AND, chunks. Nothing here knows a tensor.
 */
@org.jspecify.annotations.NullMarked
package org.ldm4j.text;
