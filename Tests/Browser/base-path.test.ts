import { afterAll, beforeAll, expect, it } from 'vitest';
import { PASSWORD } from './support/account.ts';
import { Nginx } from './support/nginx.ts';
import { soon } from './support/person.ts';
import { useOwnStage } from './support/stage.ts';

// A host with other things on it: Parley is at /chat, behind nginx as deploy/proxy has it.
const stage = useOwnStage({ Parley__PathBase: '/chat', Parley__Proxies__0: '127.0.0.1' });
let nginx: Nginx;
beforeAll(async () => {
  nginx = await Nginx.start(new URL(stage.url).host, '/chat');
  stage.url = nginx.url;
});
afterAll(async () => await nginx?.close());

it('signs in, talks and finds its way under a path of the host', async () => {
  const [ann, bob] = [await stage.account('ann'), await stage.account('bob')];
  const room = await stage.room('Cellar', ann, bob);
  const page = await stage.person(null, { serviceWorkers: 'allow' });
  const asked: string[] = [];
  page.page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  page.page.on('websocket', (socket) => asked.push(new URL(socket.url()).pathname));
  await page.page.goto(stage.url); // without the slash
  await page.isAtTheDoor();
  await page.fillsIn({ userName: ann.userName, password: PASSWORD });
  await page.isOnline();
  await page.entersRoom(room.name);
  expect(new URL(page.page.url()).pathname).toBe(`/chat/rooms/${room.name}`);
  await page.says('from under the path');
  await bob.says(room.id, 'and back');
  await page.sees('and back');
  await soon(async () => (await page.messages()).map(({ text, state }) => `${state}: ${text}`), ['sent: from under the path', 'sent: and back']);

  await page.reloads();
  await page.sees('from under the path');
  const hrefs = await page.page.evaluate(() => [...document.querySelectorAll<HTMLAnchorElement>('a[href^="/"]')].map((link) => link.pathname));
  expect(hrefs.length).toBeGreaterThan(0);
  expect(hrefs.filter((path) => !path.startsWith('/chat/'))).toEqual([]);
  expect(asked.filter((path) => path !== '/chat' && !path.startsWith('/chat/'))).toEqual([]);
  expect(asked).toContain('/chat/hub');
  const scope = await page.page.evaluate(async () => new URL((await navigator.serviceWorker.ready).scope).pathname);
  expect(scope).toBe('/chat/');
  await soon(async () => await page.page.evaluate(async () => (await caches.keys()).filter((name) => name.startsWith('parley-shell/chat/')).length), 1);
});
