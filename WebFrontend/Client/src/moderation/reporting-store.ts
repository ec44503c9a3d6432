import { signal } from '@preact/signals';

/** The message that is being reported. */
export const reporting = signal<{ readonly room: string; readonly seq: number; readonly who: string; readonly text: string } | null>(null);
