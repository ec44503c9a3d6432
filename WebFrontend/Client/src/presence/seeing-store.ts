import { signal } from '@preact/signals';

/** The message of which it is shown who has seen it. */
export const seeing = signal<{ readonly room: string; readonly seq: number; readonly who: string } | null>(null);
