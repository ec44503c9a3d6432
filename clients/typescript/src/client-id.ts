/** A UUIDv7: sorts by the time it was made, so a reloaded outbox keeps its order. */
export function newClientId(now: number = Date.now()): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const made = Math.max(now, last + 1); // two in one millisecond still sort in the order they were made
  last = made;
  for (let index = 0; index < 6; index++) bytes[index] = Math.floor(made / 2 ** (8 * (5 - index))) % 256;
  bytes[6] = 0x70 | (bytes[6]! & 0x0f);
  bytes[8] = 0x80 | (bytes[8]! & 0x3f);
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

let last = 0;
