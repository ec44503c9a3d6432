import { expect, it } from 'vitest';
import { soon } from './support/person.ts';
import { useOwnStage } from './support/stage.ts';

const stage = useOwnStage();
const WITH_WORKER = { serviceWorkers: 'allow' } as const;

it('opens without a server, shows what was seen last, and keeps what is written until there is one', async () => {
  const [ann, bob] = [await stage.account('ann'), await stage.account('bob')];
  const [room, other] = [await stage.room('Cellar', ann, bob), await stage.room('Attic', ann, bob)];
  await bob.says(room.id, 'said before');
  const page = await stage.person(ann, WITH_WORKER);
  page.mayLoseConnection();
  page.mayReport(/Failed to load resource|Failed to fetch|status of 503/);
  await page.entersRoom(room.name);
  await page.page.evaluate(async () => void (await navigator.serviceWorker.ready));
  await soon(async () => await page.page.evaluate(() => navigator.serviceWorker.controller !== null), true);
  await page.reloads(); // through the worker now, which keeps what it sees
  await page.isInRoom(room.name);
  await page.sees('said before');

  await stage.server.kill();
  await page.reloads();
  await page.isInRoom(room.name);
  await page.sees('said before');
  await page.banner.getByText('Reconnecting').waitFor();
  await page.says('written in the cellar');
  await page.reloads();
  await soon(async () => (await page.messages()).map(({ text, state }) => `${state}: ${text}`), ['sent: said before', 'sending: written in the cellar']);
  expect(Object.keys(await page.roomList())).toContain(other.title);

  await stage.server.restart();
  await page.sees('written in the cellar');
  expect((await ann.history(room.id)).filter(({ kind }) => kind === 'messagePosted').map(({ text }) => text)).toEqual(['said before', 'written in the cellar']);
  await bob.says(room.id, 'welcome back');
  await page.sees('welcome back');

  // who signs out takes along what was kept
  await page.signsOut();
  await soon(async () => await page.page.evaluate(async () => await caches.has('parley-data')), false);
});

it('can be installed', async () => {
  const ann = await stage.account('ann');
  const page = await stage.person(ann, WITH_WORKER);
  await page.goes('/rooms/lobby');
  await page.isInRoom('lobby');
  await page.page.evaluate(async () => void (await navigator.serviceWorker.ready));
  const manifest = await page.page.evaluate(async () => {
    const { href } = document.querySelector<HTMLLinkElement>('link[rel=manifest]')!;
    const answer = await fetch(href);
    const { icons } = (await answer.json()) as { icons: { src: string; sizes: string }[] };
    return { type: answer.headers.get('content-type'), json: { icons: icons.map(({ src, sizes }) => ({ src: new URL(src, href).href, sizes })) } };
  });
  expect(manifest.type).toContain('application/manifest+json');
  const sizes = await page.page.evaluate(
    async (icons) => await Promise.all(icons.map(async ({ src }) => {
      const image = new Image();
      image.src = src;
      await image.decode();
      return `${image.naturalWidth}x${image.naturalHeight}`;
    })),
    manifest.json.icons,
  );
  expect(sizes).toEqual(manifest.json.icons.map((icon) => icon.sizes));
  const devtools = await page.context.newCDPSession(page.page);
  const { installabilityErrors } = await devtools.send('Page.getInstallabilityErrors');
  // a window without a profile is all that may be in the way
  expect(installabilityErrors.map(({ errorId }) => errorId).filter((id) => id !== 'in-incognito')).toEqual([]);
});

it('lets no other address become a worker', async () => {
  const page = await stage.person(await stage.account('ann'), WITH_WORKER);
  page.mayReport(/TrustedScriptURL|content security policy|Content Security Policy/i);
  await page.goes('/');
  await page.isInRoom('lobby');
  const tried = await page.page.evaluate(async () => {
    const of = async (work: () => unknown): Promise<string> => {
      try {
        await work();
        return 'done';
      } catch (error) {
        return (error as Error).name;
      }
    };
    const types = (globalThis as unknown as { trustedTypes: { createPolicy(name: string, rules: object): unknown } }).trustedTypes;
    return [await of(() => navigator.serviceWorker.register('/other.js')), await of(() => types.createPolicy('other', {})), await of(() => types.createPolicy('parley-worker', {}))];
  });
  expect(tried).toEqual(['TypeError', 'TypeError', 'TypeError']); // the one policy there may be is taken
});
