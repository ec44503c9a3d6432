import { expect, it } from 'vitest';
import { type Attachment, faultOf, fitted, portion, sizeIn, uploadsOf } from './uploads-state.ts';

it('stops what the server would not take before it leaves', () => {
  expect([faultOf(5, 10), faultOf(11, 10), faultOf(0, 10), faultOf(1, 0)]).toEqual([null, 'too-large', 'empty', 'none-taken']);
});

it('goes through a file in portions', () => {
  const seen: [number, number][] = [];
  for (let next = portion(0, 25, 10); next !== null; next = portion(next.to, 25, 10)) seen.push([next.from, next.to]);
  expect(seen).toEqual([[0, 10], [10, 20], [20, 25]]);
});

it('says when all files of a message are there, in their order', () => {
  const one = (key: string, state: Attachment['state']): Attachment => ({
    key, room: 'r', clientId: 'c', name: key, size: 1, preview: null, state, sent: 1, id: `u${key}`, error: null,
  });
  expect(uploadsOf([one('a', 'done'), one('b', 'uploading')], [{ key: 'a' }, { key: 'b' }])).toBeNull();
  expect(uploadsOf([one('a', 'done'), one('b', 'done')], [{ key: 'b' }, { key: 'a' }])).toEqual(['ub', 'ua']);
  expect(uploadsOf([], [{ key: 'a' }])).toBeNull();
});

it('keeps the shape of an image', () => {
  expect(fitted(4000, 2000, 400)).toEqual({ width: 400, height: 200 });
  expect(fitted(30, 40, 400)).toEqual({ width: 30, height: 40 });
  expect(fitted(10_000, 1, 400)).toEqual({ width: 400, height: 1 });
});

it.each([[999, [999, 'byte']], [1500, [1.5, 'kilobyte']], [52_428_800, [52.4288, 'megabyte']]])('%i is %j', (bytes, expected) => expect(sizeIn(bytes)).toEqual(expected));
