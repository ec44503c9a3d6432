export type Listener<T> = (value: T) => void;

/** A typed emitter. A listener that throws hurts neither the others nor the one who emits. */
export class Emitter<Events extends Record<string, unknown>> {
  readonly #listeners = new Map<keyof Events, Set<Listener<never>>>();

  on<Name extends keyof Events>(name: Name, listener: Listener<Events[Name]>): () => void {
    const all = this.#listeners.get(name) ?? new Set<Listener<never>>();
    this.#listeners.set(name, all);
    all.add(listener);
    return () => void all.delete(listener);
  }

  emit<Name extends keyof Events>(name: Name, value: Events[Name]): void {
    for (const listener of Array.from(this.#listeners.get(name) ?? [])) {
      try {
        (listener as Listener<Events[Name]>)(value);
      } catch (error) {
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }
}
