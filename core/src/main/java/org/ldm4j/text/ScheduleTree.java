package org.ldm4j.text;

import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** What a prompt with a schedule is made of. */
final class ScheduleTree {
    private ScheduleTree() {}

    /** A part that has a text in each step. */
    sealed interface Node {
        /** Appends the text of {@code step}, counted from 1. */
        void write(int step, int steps, StringBuilder out);

        /** Adds the steps after which the text may change. */
        void addSteps(int steps, Set<Integer> lastSteps);
    }

    /** The same in every step, brackets and backslashes as written. */
    record Text(String text) implements Node {
        @Override
        public void write(int step, int steps, StringBuilder out) {
            out.append(text);
        }

        @Override
        public void addSteps(int steps, Set<Integer> lastSteps) {}
    }

    /** One part behind the other. */
    record Sequence(List<Node> parts) implements Node {
        @Override
        public void write(int step, int steps, StringBuilder out) {
            parts.forEach(part -> part.write(step, steps, out));
        }

        @Override
        public void addSteps(int steps, Set<Integer> lastSteps) {
            parts.forEach(part -> part.addSteps(steps, lastSteps));
        }
    }

    /** One part up to a step, another one afterwards. */
    record Change(Node before, Node after, double when) implements Node {
        @Override
        public void write(int step, int steps, StringBuilder out) {
            (step <= lastStep(steps) ? before : after).write(step, steps, out);
        }

        @Override
        public void addSteps(int steps, Set<Integer> lastSteps) {
            lastSteps.add(Math.min(steps, lastStep(steps)));
            before.addSteps(steps, lastSteps);
            after.addSteps(steps, lastSteps);
        }

        private int lastStep(int steps) {
            return (int) (when < 1 ? when * steps : when);
        }
    }

    /** One part after the other, a step each, and again from the first. */
    record Alternation(List<Node> choices) implements Node {
        @Override
        public void write(int step, int steps, StringBuilder out) {
            choices.get(Math.floorMod(step - 1, choices.size())).write(step, steps, out);
        }

        @Override
        public void addSteps(int steps, Set<Integer> lastSteps) {
            IntStream.rangeClosed(1, steps).forEach(lastSteps::add);
            choices.forEach(choice -> choice.addSteps(steps, lastSteps));
        }
    }
}
