// Messages as they are now, for the numbers that are on the screen: what was edited, erased and reacted to, whenever that was. Pure.
//
// A page of messages is read at a head of its own, before or after the events that come meanwhile. Each message knows up to which event
// it is true, and the newest events are kept for pages that were read before them.

import { copyOf, eventsApplied, isKnown, type Message, messageAfter, type MessagePage, messagesOf, type RoomEvent, targetOf } from '@parley/client';

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
    if (event.kind === 'messagePosted' && !held.has(event.seq)) {
      const message = posted(event, me);
      if (message !== null) held.set(event.seq, { message, asOf: event.seq });
      changed = true;
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

/** The message of an event that is not in any page yet. */
function posted(event: RoomEvent, me: string): Message | null {
  const before = copyOf({ room: '', epoch: '', firstSeq: event.seq, lastSeq: event.seq - 1, head: event.seq - 1, messages: [] }, me);
  const now = eventsApplied(before, [event]);
  return now === null ? null : (messagesOf(now)[0] ?? null);
}

function after(held: Held, event: RoomEvent, me: string): Held {
  if (event.seq <= held.asOf || !isKnown(event) || targetOf(event) !== held.message.seq) return held;
  return { message: messageAfter(held.message, event, me), asOf: event.seq };
}
