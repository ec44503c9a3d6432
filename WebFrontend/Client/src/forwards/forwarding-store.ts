import { signal } from '@preact/signals';

export type Forwarding = { readonly room: string; readonly seq: number; readonly who: string; readonly text: string };

/** The message that is being passed on. */
export const forwarding = signal<Forwarding | null>(null);
