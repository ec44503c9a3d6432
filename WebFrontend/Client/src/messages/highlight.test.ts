import { expect, it } from 'vitest';
import { colour } from './highlight.ts';

it('colours what it knows and loses no letter of it', () => {
  const code = 'const a: string = "<b>"; // text\n';
  const pieces = colour('ts', code)!;
  expect(pieces.map(({ text }) => text).join('')).toBe(code);
  expect(pieces).toContainEqual({ text: 'const', name: 'hljs-keyword' });
  expect(pieces).toContainEqual({ text: '"<b>"', name: 'hljs-string' });
});

it('leaves alone what it does not know, and what is too long', () => {
  expect(colour('klingon', 'qapla')).toBeNull();
  expect(colour('ts', 'a'.repeat(20_001))).toBeNull();
});
