import type { OutboxStore, Pending, PendingFile } from '@parley/client';
import { readStored, storedKeys, writeStored } from '../ui/storage.ts';

/** Unsent messages in localStorage, one record each, so that a reload does not lose them. */
export function outboxStorage(userId: string): OutboxStore {
  const prefix = `parley.outbox.${userId}.`;
  return {
    load: () => storedKeys(prefix).map((key) => parse(readStored(key))).filter((pending) => pending !== null),
    put: (pending) => writeStored(prefix + pending.clientId, JSON.stringify(pending)),
    remove: (clientId) => writeStored(prefix + clientId, null),
  };
}

function parse(stored: string | null): Pending | null {
  try {
    const from = JSON.parse(stored ?? 'null') as Partial<Pending> | null;
    if (typeof from?.clientId !== 'string' || typeof from.room !== 'string' || typeof from.text !== 'string') return null;
    return {
      clientId: from.clientId,
      room: from.room,
      text: from.text,
      ...(typeof from.replyTo === 'number' ? { replyTo: from.replyTo } : {}),
      ...(typeof from.draft === 'number' ? { draft: from.draft } : {}),
      ...(Array.isArray(from.files) ? { files: from.files.filter(isFile) } : {}),
      ...(Array.isArray(from.uploads) ? { uploads: from.uploads.map(String) } : {}),
      createdAt: typeof from.createdAt === 'number' ? from.createdAt : 0,
      state: from.state === 'failed' ? 'failed' : 'sending',
      sentAt: null,
      retryAt: 0,
      tries: 0,
      error: typeof from.error === 'string' ? from.error : null,
      reason: null,
    };
  } catch {
    return null;
  }
}

function isFile(from: unknown): from is PendingFile {
  return typeof from === 'object' && from !== null && typeof (from as PendingFile).key === 'string' && typeof (from as PendingFile).name === 'string';
}
