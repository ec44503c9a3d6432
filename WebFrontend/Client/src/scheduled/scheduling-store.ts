import { signal } from '@preact/signals';
import type { ScheduledMessage } from '@parley/client';

/** A text for which a time is being chosen: one that stands in the composer of a room, or a message that is changed. */
export type Scheduling = { readonly room: string; readonly text: string; readonly replyTo?: number; readonly message: ScheduledMessage | null };

export const scheduling = signal<Scheduling | null>(null);
