import { expect, it } from 'vitest';
import { ModerationCalls } from './moderation.ts';
import { ParleyRest } from './rest.ts';

it('asks for what moderators do as the contract has it, and keeps nothing that is not in it', async () => {
  const asked: string[] = [];
  const answers: Record<string, unknown> = {
    'POST /api/v1/rooms/r%201/deletions': { room: 'r1', seq: 7, count: 2, by: 'u1', at: 't', undoUntil: 'u' },
    'PUT /api/v1/admin/word-rules': { version: 3, rules: [{ text: 'bad', action: 'hold', more: 1 }, { text: 'x', action: 'burn' }] },
    'GET /api/v1/rooms/r1/held': [{ id: 'h1', sender: 'u1', text: 'hm', at: 't', target: 4, secret: 1 }],
  };
  const rest = new ParleyRest({
    baseUrl: 'http://server',
    fetch: async (url, init) => {
      const request = `${init?.method ?? 'GET'} ${String(url).replace('http://server', '')}`;
      asked.push(`${request} ${typeof init?.body === 'string' ? init.body : ''}`);
      return new Response(JSON.stringify(answers[request]), { status: 200, headers: { 'Content-Type': 'application/json' } });
    },
  });
  const calls = new ModerationCalls(rest);

  expect(await calls.deleteMany('r 1', { user: 'u1', last: 2 })).toEqual({ room: 'r1', seq: 7, count: 2, by: 'u1', at: 't', undoUntil: 'u' });
  expect(await calls.setWordRules(null, [{ text: 'bad', action: 'hold' }])).toEqual({
    version: 3,
    rules: [
      { text: 'bad', action: 'hold' },
      { text: 'x', action: 'mask' },
    ],
  });
  expect(await calls.held('r1')).toEqual([{ id: 'h1', sender: 'u1', text: 'hm', at: 't', target: 4 }]);
  expect(asked[0]).toBe('POST /api/v1/rooms/r%201/deletions {"user":"u1","last":2}');
});
