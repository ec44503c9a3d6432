import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from './support/paths.ts';

/** What only a program can bring about, or what says more about the server than about what somebody did. */
const FOR_PROGRAMS = ['malformed', 'invalid', 'cross-site', 'not-found', 'silo-not-found', 'method-not-allowed', 'not-acceptable', 'not-in-this-mode', 'unsupported-media-type', 'unknown-version', 'precondition-failed'];
/** Ends of sentences that are put together. */
const LINE_FAULTS = 'WebFrontend/Client/src/i18n/line-faults.ts';

const catalogue = (language: string): string => readFileSync(join(ROOT, `WebFrontend/Client/src/i18n/${language}.ts`), 'utf8');

function block(text: string, name: string): string[] {
  const from = text.indexOf(`\n  ${name}: {`);
  const lines = text.slice(from, text.indexOf('\n  },', from)).split('\n');
  return lines.flatMap((line) => /^ {4}'?([^ ':][^':]*)'?: /.exec(line)?.[1] ?? []);
}

function sources(): string {
  return ['Grains.Interfaces', 'Grains', 'WebFrontend']
    .flatMap((project) =>
      readdirSync(join(ROOT, project), { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.cs') && !/(?:^|\/)(?:obj|bin|node_modules)\//.test(name))
        .map((name) => readFileSync(join(ROOT, project, name), 'utf8')),
    )
    .join('\n');
}

describe.each(['zh-cn', 'ar'])('the words of %s for refusals', (language) => {
  it('are there for every code that a person may get', () => {
    const codes = [...readFileSync(join(ROOT, 'docs/errors.md'), 'utf8').matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, code]) => code!);
    expect(codes.length).toBeGreaterThan(50);
    const known = block(catalogue(language), 'refusals');
    expect(codes.filter((code) => !known.includes(code) && !FOR_PROGRAMS.includes(code))).toEqual([]);
  });
});

it('knows the sentences about fields as the server says them, the same in both languages', () => {
  const faults = block(catalogue('zh-cn'), 'faults');
  expect(faults.length).toBeGreaterThan(20);
  expect(block(catalogue('ar'), 'faults')).toEqual(faults);
  const code = sources();
  const ends = [...readFileSync(join(ROOT, LINE_FAULTS), 'utf8').matchAll(/\['([^']+)', /g)].map(([, end]) => end!);
  expect(ends.length).toBe(5);
  const said = (sentence: string): boolean => {
    const words = sentence.split('#').map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
    // a number of the sentence is one in the source, or is put in there
    return new RegExp(words.join(String.raw`(?:\d+|\{[^}]+\})`)).test(code) || said2(sentence, code);
  };
  expect([...faults, ...ends].filter((sentence) => !said(sentence))).toEqual([]);
});

/** `A {field} has at most {longest} characters in one line.` */
function said2(sentence: string, code: string): boolean {
  const of = /^A (?:title|topic) (has at most )#( characters in one line\.)$/.exec(sentence);
  return of !== null && new RegExp(String.raw`A \{field\} ${of[1]}\{[^}]+\}${of[2]}`).test(code);
}
