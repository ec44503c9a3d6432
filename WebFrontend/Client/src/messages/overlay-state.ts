// Messages as they are now, for the numbers that are on the screen: what was edited, erased and reacted to, whenever that was. Pure.
//
// A page of messages is read at a head of its own, before or after the events that come meanwhile. Each message knows up to which event
// it is true, and the newest events are kept for pages that were read before them.

import { isKnown, type Message, messageAfter, type MessagePage, type MessagePosted, type RoomEvent, targetOf } from '@parley/client';

const KEPT_EVENTS = 500;
const MOST = 1500;

type Held = { readonly message: Message; readonly asOf: number };

export type Overlay = { readonly held: ReadonlyMap<number, Held>; readonly recent: readonly RoomEvent[] };

export const noOverlay: Overlay = { held: new Map(), recent: [] };

export function messageAt(overlay: Overlay, seq: number): Message | null {
  return overlay.held.get(seq)?.message ?? null;
}

export function eventsSeen(overlay: Overlay, events: readonly RoomEvent[], me: string): Overlay {
  const held = new Map(overlay.held);
  let changed = false;
  for (const event of events) {
    if (isKnown(event) && event.kind === 'messagePosted' && !held.has(event.seq)) {
      held.set(event.seq, { message: posted(event), asOf: event.seq });
      changed = true;
      continue;
    }
    const target = isKnown(event) ? targetOf(event) : null;
    const known = target === null ? undefined : held.get(target);
    if (known === undefined) continue;
    const next = after(known, event, me);
    changed ||= next !== known;
    held.set(target!, next);
  }
  return { held: changed ? held : overlay.held, recent: [...overlay.recent, ...events].slice(-KEPT_EVENTS) };
}

export function pageSeen(overlay: Overlay, page: MessagePage, me: string): Overlay {
  // the oldest of too many give way; those that are still on the screen come again with the next page of them
  const held = new Map(overlay.held.size > MOST ? [...overlay.held].slice(-MOST / 2) : overlay.held);
  for (const message of page.messages) {
    const known = held.get(message.seq);
    if (known !== undefined && known.asOf >= page.head) continue;
    held.set(message.seq, overlay.recent.reduce<Held>((one, event) => after(one, event, me), { message, asOf: page.head }));
  }
  return { ...overlay, held };
}

function posted({ seq, sender, at, n, clientId, text, deleted, replyTo }: MessagePosted): Message {
  const message = { seq, sender, at, n, clientId: clientId ?? null, text: null, replyTo: null, edits: 0, editedAt: null, reactions: [] };
  return deleted === true ? message : { ...message, text: text ?? null, replyTo: replyTo ?? null };
}

function after(held: Held, event: RoomEvent, me: string): Held {
  if (event.seq <= held.asOf || !isKnown(event) || targetOf(event) !== held.message.seq) return held;
  return { message: messageAfter(held.message, event, me), asOf: event.seq };
}
