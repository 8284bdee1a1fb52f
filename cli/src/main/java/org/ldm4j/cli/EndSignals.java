package org.ldm4j.cli;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What happens when the process is asked to end by SIGINT (Ctrl-C) or SIGTERM. Java has handlers of signals only in
 * {@code sun.misc.Signal}, which compilers warn of, so it is reached by name; where it is not there, or the machine was
 * started without signals, a request to end ends the process as usual.
 */
final class EndSignals implements AutoCloseable {
    private record Handler(Object signal, Object before) {}

    private final List<Handler> handlers = new ArrayList<>();

    private EndSignals() {}

    /** From now until it is closed, {@code action} runs for each such signal, in a thread of its own. */
    static EndSignals handle(Runnable action) {
        var signals = new EndSignals();
        try {
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object ours = Proxy.newProxyInstance(
                    EndSignals.class.getClassLoader(), new Class<?>[] {handler}, (proxy, method, arguments) -> {
                        if (method.getName().equals("handle")) {
                            action.run();
                        }
                        return null;
                    });
            for (String name : List.of("INT", "TERM")) {
                Object signal = type().getConstructor(String.class).newInstance(name);
                Object before = install(signal, ours);
                if (before != null) {
                    signals.handlers.add(new Handler(signal, before));
                }
            }
        } catch (ReflectiveOperationException e) {
            signals.close();
        }
        return signals;
    }

    private static Class<?> type() throws ClassNotFoundException {
        return Class.forName("sun.misc.Signal");
    }

    private static @Nullable Object install(Object signal, Object handler) throws ReflectiveOperationException {
        return type().getMethod("handle", type(), Class.forName("sun.misc.SignalHandler"))
                .invoke(null, signal, handler);
    }

    @Override
    public void close() {
        for (Handler handler : handlers) {
            try {
                install(handler.signal(), handler.before());
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e); // it was installed the same way
            }
        }
        handlers.clear();
    }
}
