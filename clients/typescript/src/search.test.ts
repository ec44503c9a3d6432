import { describe, expect, it } from 'vitest';
import { parseUpload } from './files.ts';
import { ParleyRest } from './rest.ts';
import { parseSearchPage } from './search.ts';
import { parseMessage } from './wire.ts';

describe('search and files on the wire', () => {
  it('reads a page of hits, and takes what is missing for nothing', () => {
    const snippet = { text: 'a find', highlights: [{ start: 2, length: 4 }], cutBefore: false, cutAfter: true };
    const hit = { room: 'r', seq: 3, sender: 'u', at: 'now', snippet, before: [{ seq: 2, sender: 'v', at: 'then', snippet }], after: [] };
    const page = parseSearchPage({ hits: [hit], next: 'x' });

    expect(page.next).toBe('x');
    expect(page.hits[0]).toEqual({ ...hit, editedAt: null });
    expect(parseSearchPage({})).toEqual({ hits: [], next: null });
  });

  it('reads the files of a message', () => {
    const file = { id: 'f1', name: 'cat.png', type: 'image/png', size: 9, width: 3, height: 4 };
    const message = { seq: 1, sender: 'u', at: '', n: 1, text: '' };

    expect(parseMessage({ ...message, files: [file] }).files).toEqual([file]);
    expect(parseMessage(message).files).toEqual([]);
    expect(parseUpload({ id: 'f1', size: 9, offset: 4 })).toMatchObject({ id: 'f1', size: 9, offset: 4, type: null, thumbnail: false });
  });

  it('sends bytes as they are, from the offset on', async () => {
    const asked: [string, RequestInit | undefined][] = [];
    const answer = (url: unknown, init?: RequestInit): Promise<Response> => {
      asked.push([String(url), init]);
      return Promise.resolve(new Response(null, { status: 204 }));
    };
    const rest = new ParleyRest({ fetch: answer as typeof fetch });
    const bytes = new Blob(['xyz']);
    await rest.appendUpload('f1', 40, bytes);

    const [url, init] = asked[0]!;
    expect(url).toBe('/api/v1/uploads/f1');
    expect(init).toMatchObject({ method: 'PATCH', body: bytes, headers: { 'content-type': 'application/offset+octet-stream', 'upload-offset': '40' } });
  });
});
