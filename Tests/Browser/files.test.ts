import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Person, soon } from './support/person.ts';
import { useOwnStage } from './support/stage.ts';

const LARGEST = 2_000_000;
const SITE = 20_000 + Math.floor(Math.random() * 20_000);
const stage = useOwnStage({
  Parley__Files__MaxSize: String(LARGEST),
  Parley__Previews__Enabled: 'true',
  Parley__Outbound__AllowedNetworks__0: '127.0.0.1/32',
  Parley__Outbound__Ports__0: String(SITE),
});

/** A site of strangers: one page with an image. */
let site: Server | null = null;
let face: Buffer = Buffer.alloc(0);
beforeAll(async () => {
  site = createServer((request, response) => {
    const isImage = request.url === '/face.png';
    response.writeHead(200, { 'content-type': isImage ? 'image/png' : 'text/html; charset=utf-8' });
    response.end(isImage ? face : '<title>Tea &amp; cake</title><meta property="og:site_name" content="The tea shop"><meta name="description" content="Hot."><meta property="og:image" content="/face.png">');
  });
  await new Promise<void>((resolve) => site!.listen(SITE, '127.0.0.1', resolve));
});
afterAll(() => void site?.close());

/** A picture of this size, as a file that the page itself makes. */
async function picture(page: Person, width: number, height: number): Promise<Buffer> {
  const base64 = await page.page.evaluate(([w, h]) => {
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [w!, h!];
    const paint = canvas.getContext('2d')!;
    paint.fillStyle = '#0e6b5c';
    paint.fillRect(0, 0, w!, h!);
    return canvas.toDataURL('image/png').split(',')[1]!;
  }, [width, height]);
  return Buffer.from(base64, 'base64');
}

/** As from the clipboard, or as dragged over the page. */
async function gives(page: Person, how: 'paste' | 'drop' | 'drag', name: string, type: string, bytes: Buffer): Promise<void> {
  await page.page.evaluate(
    ([what, called, media, base64]) => {
      const data = new DataTransfer();
      data.items.add(new File([Uint8Array.from(atob(base64!), (letter) => letter.codePointAt(0)!)], called!, { type: media! }));
      const box = document.querySelector('.composer textarea')!;
      if (what === 'paste') box.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
      else for (const kind of what === 'drop' ? ['drop'] : ['dragenter', 'dragover']) box.dispatchEvent(new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true }));
    },
    [how, name, type, bytes.toString('base64')] as const,
  );
}

const done = async (page: Person, count: number): Promise<void> => await soon(async () => await page.page.locator('.attachment-done').count(), count);

it('takes a picture from the clipboard, shows it small, sends it, and opens it large', async () => {
  const [ann, bob] = [await stage.account('ann'), await stage.account('bob')];
  const room = await stage.room('Gallery', ann, bob);
  const [annsPage, bobsPage] = [await stage.person(ann), await stage.person(bob)];
  await annsPage.entersRoom(room.name);
  await bobsPage.entersRoom(room.name);
  await gives(annsPage, 'paste', 'one.png', 'image/png', await picture(annsPage, 1600, 800));
  await gives(annsPage, 'paste', 'two.png', 'image/png', await picture(annsPage, 300, 300));
  await done(annsPage, 2);
  expect(await annsPage.page.locator('.attachment img').first().getAttribute('src')).toMatch(/^data:image/);
  await annsPage.writes('two pictures');
  await annsPage.composer.press('Enter');
  await bobsPage.sees('two pictures');
  await soon(async () => await annsPage.page.locator('.attachment').count(), 0);
  const images = bobsPage.message('two pictures').locator('.file-image img');
  await soon(async () => await images.evaluateAll((all) => (all as HTMLImageElement[]).map((image) => image.complete && image.naturalWidth > 0)), [true, true]);
  expect(await images.first().getAttribute('width')).toBe('360'); // its place is kept before it is there
  await bobsPage.isAtTheEnd();
  await images.first().click();
  const large = bobsPage.page.locator('.lightbox');
  await large.getByText('1 / 2').waitFor();
  await bobsPage.page.keyboard.press('ArrowRight');
  await large.getByText('2 / 2').waitFor();
  await large.getByText('two.png').waitFor();
  await bobsPage.page.keyboard.press('Escape');
  await large.waitFor({ state: 'detached' });
});

it('takes what is dropped on the room, and says before the upload what is too large', async () => {
  const [ann, bob] = [await stage.account('ann'), await stage.account('bob')];
  const room = await stage.room('Papers', ann, bob);
  const page = await stage.person(ann);
  await page.entersRoom(room.name);
  await gives(page, 'drag', 'notes.txt', 'text/plain', Buffer.from('notes'));
  await page.page.getByText('Drop files to send them to Papers').waitFor();
  await gives(page, 'drop', 'notes.txt', 'text/plain', Buffer.from('some notes'));
  await done(page, 1);
  expect(await page.page.locator('.drop').count()).toBe(0);
  let asked = 0;
  page.page.on('request', (request) => (asked += request.url().includes('/uploads') ? 1 : 0));
  await gives(page, 'drop', 'film.bin', 'application/octet-stream', Buffer.alloc(LARGEST + 1));
  await page.page.getByText('film.bin is too large').waitFor();
  expect(asked).toBe(0);
  await page.composer.press('Enter'); // a file needs no words
  const file = page.page.locator('.message .file');
  await file.getByText('notes.txt').waitFor();
  expect(await page.page.evaluate(async (path) => await (await fetch(path!)).text(), await file.getAttribute('href'))).toBe('some notes');
});

it('shows how far it is, can be stopped, and goes on after a failure', async () => {
  const ann = await stage.account('ann');
  const room = await stage.room('Slow', ann);
  const page = await stage.person(ann);
  page.mayReport(/status of 422|ERR_FAILED/);
  await page.entersRoom(room.name);
  // the first portion gets there; what comes after it waits until the test lets it
  let portions = 0;
  let release = (): void => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  await page.page.route('**/api/v1/uploads/*', async (route) => {
    if (route.request().method() === 'PATCH' && ++portions === 2) {
      await released;
      return await route.fulfill({ status: 422, json: { code: 'invalid', error: 'Not today.' } });
    }
    await route.continue();
  });
  const bytes = Buffer.alloc(1_200_000, 7);
  await gives(page, 'drop', 'data.bin', 'application/octet-stream', bytes);
  await soon(async () => await page.page.locator('.attachment progress').evaluateAll((all) => (all as HTMLProgressElement[]).map(({ value }) => value > 0)), [true]);
  release();
  await page.page.locator('.attachment-error').getByText('Not today.').waitFor();
  await page.page.locator('.attachment').getByRole('button', { name: 'Retry' }).click();
  await done(page, 1);
  await page.composer.press('Enter');
  await page.page.locator('.message .file').getByText('data.bin').waitFor();
  await gives(page, 'drop', 'other.bin', 'application/octet-stream', Buffer.from('x'));
  await page.clicks('Remove other.bin');
  expect(await page.page.locator('.attachment').count()).toBe(0);
});

it('keeps a message with files without a connection and over a reload, and sends it once when it is back', async () => {
  const [ann, bob] = [await stage.account('ann'), await stage.account('bob')];
  const room = await stage.room('Tunnel', ann, bob);
  const [page, bobsPage] = [await stage.person(ann), await stage.person(bob)];
  page.mayLoseConnection();
  page.mayReport(/ERR_FAILED/);
  await page.entersRoom(room.name);
  await bobsPage.entersRoom(room.name);
  // everything but the roads of messages and files is there
  const cut = async (): Promise<void> => {
    await page.context.route(/\/hub|\/uploads|\/messages$/, async (route) => await route.abort());
    await page.context.routeWebSocket('**/hub**', async (socket) => await socket.close());
  };
  await cut();
  await page.reloads();
  await page.isInRoom(room.name);
  await gives(page, 'drop', 'map.txt', 'text/plain', Buffer.from('where we are'));
  await gives(page, 'paste', 'view.png', 'image/png', await picture(page, 1200, 600));
  await page.writes('from the tunnel');
  await page.composer.press('Enter');
  await page.says('and a word behind it');
  const waiting = page.message('from the tunnel');
  await waiting.getByText('map.txt').waitFor();
  expect(await page.page.locator('.composer .attachment').count()).toBe(0);
  await soon(async () => await page.page.evaluate(async (name) => await new Promise((resolve) => {
    const request = indexedDB.open(name);
    request.onsuccess = () => {
      const keys = request.result.transaction('files').objectStore('files').getAllKeys();
      keys.onsuccess = () => (request.result.close(), resolve(keys.result.length));
    };
  }), `parley.files.${ann.id}`), 2);
  await page.reloads();
  await page.isInRoom(room.name);
  await page.message('from the tunnel').getByText('view.png').waitFor();
  await soon(async () => (await page.messages()).map(({ text, state }) => `${state}: ${text}`), ['sending: from the tunnel', 'sending: and a word behind it']);
  await page.context.unrouteAll();
  await page.reloads();
  await bobsPage.sees('and a word behind it');
  const said = (await ann.history(room.id)).filter(({ kind }) => kind === 'messagePosted') as unknown as { text: string; files?: { name: string; width?: number }[] }[];
  expect(said.map(({ text, files }) => [text, files?.map(({ name, width }) => [name, width])])).toEqual([
    ['from the tunnel', [['map.txt', undefined], ['view.png', 1200]]],
    ['and a word behind it', undefined],
  ]);
  await bobsPage.message('from the tunnel').locator('.file-image img').waitFor();
  await soon(async () => await page.page.locator('.message .attachment').count(), 0);
});

it('shows what a link leads to, in a place that is kept for its image, and takes it away on demand', async () => {
  const [ann, bob] = [await stage.account('ann'), await stage.account('bob')];
  const room = await stage.room('Links', ann, bob);
  const [annsPage, bobsPage] = [await stage.person(ann), await stage.person(bob)];
  await annsPage.entersRoom(room.name);
  await bobsPage.entersRoom(room.name);
  face = await picture(annsPage, 720, 360);
  // the image comes when everything else is there: what is below it must not move
  let release = (): void => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  await bobsPage.page.route('**/files/*', async (route) => {
    await held;
    await route.continue();
  });
  await annsPage.says(`look: http://127.0.0.1:${SITE}/tea and \`http://127.0.0.1:${SITE}/code\``);
  const card = bobsPage.message('look:').locator('.preview-card');
  await card.getByText('Tea & cake').waitFor();
  expect(await bobsPage.message('look:').locator('.preview').count()).toBe(1);
  await card.getByText('The tea shop').waitFor();
  expect([await card.getAttribute('href'), await card.getAttribute('rel')]).toEqual([`http://127.0.0.1:${SITE}/tea`, 'noopener noreferrer nofollow']);
  await annsPage.says('below it');
  await bobsPage.sees('below it');
  await bobsPage.isAtTheEnd();
  const [before, top] = [await card.boundingBox(), await bobsPage.message('below it').boundingBox()];
  const image = card.locator('img');
  expect(await image.evaluate((one) => (one as HTMLImageElement).naturalWidth)).toBe(0);
  release();
  await soon(async () => await image.evaluate((one) => (one as HTMLImageElement).naturalWidth), 720);
  expect([await card.boundingBox(), await bobsPage.message('below it').boundingBox()]).toEqual([before, top]);
  expect(await bobsPage.page.getByRole('button', { name: 'Remove the preview of Tea & cake' }).count()).toBe(0);
  await annsPage.message('look:').hover();
  await annsPage.page.getByRole('button', { name: 'Remove the preview of Tea & cake' }).click();
  await soon(async () => await bobsPage.page.locator('.preview').count(), 0);
  await soon(async () => await annsPage.page.locator('.preview').count(), 0);
});
