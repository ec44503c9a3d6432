import { signal } from '@preact/signals';

/** The message that what I write answers. */
export const replying = signal<{ readonly room: string; readonly thread: number | null; readonly seq: number; readonly who: string; readonly text: string } | null>(null);
