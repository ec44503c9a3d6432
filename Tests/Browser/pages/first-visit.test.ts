import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { complaintsOf, launch } from '../support/browser.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(async () => {
  await browser?.close();
});

test('a demo user is in the lobby after one click, and can say something', async () => {
  const page = await browser.newPage();
  const complaints = complaintsOf(page);
  await page.goto(inject('url'));
  await page.getByRole('button', { name: /demo user/i }).click();
  await page.getByText('lobby', { exact: false }).first().waitFor();
  expect(complaints.filter((complaint) => !complaint.includes('401'))).toEqual([]);
  await page.close();
});

test('an address of a room is the page of the client', async () => {
  const page = await browser.newPage();
  const answer = await page.goto(`${inject('url')}/rooms/lobby`);
  expect(answer?.status()).toBe(200);
  await page.locator('#app > *').first().waitFor();
  await page.close();
});
