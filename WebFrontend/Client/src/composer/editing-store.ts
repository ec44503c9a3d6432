import { signal } from '@preact/signals';

/** The message of mine that is being edited in the composer. */
export const editing = signal<{ readonly room: string; readonly thread: number | null; readonly seq: number; readonly text: string } | null>(null);
