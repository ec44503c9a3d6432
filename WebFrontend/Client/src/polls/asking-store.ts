import { signal } from '@preact/signals';

/** The room that is about to be asked something, and what the question begins with. */
export const asking = signal<{ readonly room: string; readonly question: string } | null>(null);
