import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { complaintsOf, launch } from '../support/browser.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(async () => {
  await browser?.close();
});

test('two demo users talk in the lobby after one click each', async () => {
  const [ann, bob] = [await visitor(), await visitor()];
  const complaints = [complaintsOf(ann), complaintsOf(bob)];
  await Promise.all([enter(ann), enter(bob)]);

  const text = `Hello ${Date.now()}`;
  await composer(ann).fill(text);
  await ann.keyboard.press('Enter');

  await Promise.all([ann.getByText(text).waitFor(), bob.getByText(text).waitFor()]);
  expect(complaints.flat()).toEqual([]);
  await Promise.all([ann.context().close(), bob.context().close()]);
});

test('the address of a room is the page of the client', async () => {
  const page = await visitor();
  const answer = await page.goto(`${inject('url')}/rooms/lobby`);
  expect(answer?.status()).toBe(200);
  await page.getByRole('button', { name: /demo user/i }).waitFor();
  await page.context().close();
});

/** Somebody with a browser of their own: no cookies, nothing stored. */
async function visitor(): Promise<Page> {
  return (await browser.newContext()).newPage();
}

async function enter(page: Page): Promise<void> {
  await page.goto(inject('url'));
  await page.getByRole('button', { name: /demo user/i }).click();
  await composer(page).waitFor();
}

function composer(page: Page): Locator {
  return page.getByRole('textbox', { name: /^Message / });
}
