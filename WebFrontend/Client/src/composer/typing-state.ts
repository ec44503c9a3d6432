// Who is typing where. Nobody says that they stopped, so everyone is forgotten after a while. Pure.

export const TYPING_MS = 5000;
/** How often I tell the others at most. */
export const TELL_EVERY_MS = 3000;

export type Typing = ReadonlyMap<string, ReadonlyMap<string, number>>;

export const noTyping: Typing = new Map();

export function typed(typing: Typing, room: string, user: string, now: number): Typing {
  return new Map(typing).set(room, new Map(typing.get(room)).set(user, now + TYPING_MS));
}

/** A message is the end of typing it. */
export function stopped(typing: Typing, room: string, users: readonly string[]): Typing {
  const there = typing.get(room);
  if (there === undefined || !users.some((user) => there.has(user))) return typing;
  return new Map(typing).set(room, new Map([...there].filter(([user]) => !users.includes(user))));
}

export function expired(typing: Typing, now: number): Typing {
  let next: Map<string, ReadonlyMap<string, number>> | null = null;
  for (const [room, users] of typing) {
    const left = new Map([...users].filter(([, until]) => until > now));
    if (left.size === users.size) continue;
    next ??= new Map(typing);
    if (left.size === 0) next.delete(room);
    else next.set(room, left);
  }
  return next ?? typing;
}

export function typingIn(typing: Typing, room: string): string[] {
  return [...(typing.get(room)?.keys() ?? [])];
}
