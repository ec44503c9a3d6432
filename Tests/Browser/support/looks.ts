import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { BrowserContextOptions } from 'playwright-core';
import { expect } from 'vitest';
import type { Person } from './person.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** A small phone. */
export const PHONE: BrowserContextOptions = { viewport: { width: 320, height: 640 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 };

/** What axe finds that is serious. The page must have been opened with `bypassCSP`. */
export async function grave(person: Person): Promise<string[]> {
  await person.page.evaluate(AXE);
  // what opens or closes must have done so: half-way in, a link is in the tab order and its text is not yet to be seen
  await person.page.evaluate(async () => {
    for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
    await Promise.allSettled(document.getAnimations().map(async ({ finished }) => await finished));
  });
  const { violations } = await person.page.evaluate(async () => await (globalThis as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run());
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.target.join(' ')} ${node.failureSummary?.split('\n')[1] ?? ''}`).join('; ')}`);
}

/** Nothing reaches beyond the screen, and nothing is cut off there: the page itself hides what is too wide. */
export async function fits(person: Person): Promise<void> {
  const beyond = await person.page.evaluate(() => {
    const scrolls = (element: Element): boolean => element.closest('pre') !== null;
    const aside = (element: Element): boolean => element.closest('#sidebar:not(.open), .sr-only, [aria-hidden=true]') !== null;
    return [...document.querySelectorAll('body, #app *')]
      .filter((element) => element.checkVisibility() && !scrolls(element) && !aside(element))
      .filter((element) => {
        const { left, right, width } = element.getBoundingClientRect();
        return width > 0 && (right > innerWidth + 1 || left < -1);
      })
      .map((element) => `${element.tagName} ${element.className}`);
  });
  expect(beyond).toEqual([]);
  expect(await person.page.evaluate(() => document.documentElement.scrollWidth)).toBe(person.page.viewportSize()!.width);
}
