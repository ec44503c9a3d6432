/** A file on its way to a message. */
export type Upload = {
  readonly id: string;
  readonly room: string;
  readonly name: string;
  readonly size: number;
  /** Bytes that the server has on disk. */
  readonly offset: number;
  /** Media type by content, once all is there. */
  readonly type: string | null;
  readonly width: number | null;
  readonly height: number | null;
  readonly thumbnail: boolean;
};

export function parseUpload(json: unknown): Upload {
  const from = (typeof json === 'object' && json !== null ? json : {}) as Record<string, unknown>;
  return {
    id: String(from['id'] ?? ''),
    room: String(from['room'] ?? ''),
    name: String(from['name'] ?? ''),
    size: Number(from['size'] ?? 0),
    offset: Number(from['offset'] ?? 0),
    type: typeof from['type'] === 'string' ? from['type'] : null,
    width: typeof from['width'] === 'number' ? from['width'] : null,
    height: typeof from['height'] === 'number' ? from['height'] : null,
    thumbnail: from['thumbnail'] === true,
  };
}
