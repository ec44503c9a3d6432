// Files on their way to a message. Pure.

export type Attachment = {
  readonly key: string;
  readonly room: string;
  /** Of the message that it goes with, once that is in the outbox; null: it is still being written. */
  readonly clientId: string | null;
  readonly name: string;
  readonly size: number;
  /** A small image of it as a data: address; null: none, or not yet. */
  readonly preview: string | null;
  readonly state: 'uploading' | 'done' | 'failed';
  /** Bytes that the server has. */
  readonly sent: number;
  /** The server's name of the upload, once it has begun. */
  readonly id: string | null;
  readonly error: string | null;
};

/** The uploads of a message, in the order of its files; null: not all are there yet. */
export function uploadsOf(attachments: readonly Attachment[], files: readonly { readonly key: string }[]): string[] | null {
  const ids = files.map(({ key }) => attachments.find((one) => one.key === key && one.state === 'done')?.id);
  return ids.every((id) => typeof id === 'string') ? ids : null;
}

/** What stops a file before it leaves; null: nothing. */
export function faultOf(size: number, most: number): 'empty' | 'too-large' | 'none-taken' | null {
  if (most === 0) return 'none-taken';
  if (size === 0) return 'empty';
  return size > most ? 'too-large' : null;
}

/** The next portion; null: all of it is there. */
export function portion(sent: number, size: number, bytes: number): { readonly from: number; readonly to: number } | null {
  return sent >= size ? null : { from: sent, to: Math.min(size, sent + bytes) };
}

/** The largest size within a box that keeps the shape; never larger than it is. */
export function fitted(width: number, height: number, box: number): { readonly width: number; readonly height: number } {
  const scale = Math.min(1, box / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

const STEPS = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

/** A size in the largest unit of which there is at least one. */
export function sizeIn(bytes: number): readonly [number, (typeof STEPS)[number]] {
  let at = 0;
  let left = bytes;
  while (left >= 1000 && at < STEPS.length - 1) {
    left /= 1000;
    at++;
  }
  return [left, STEPS[at]!];
}
