import { expect, it } from 'vitest';
import { type Person, soon } from './support/person.ts';
import { useStage } from './support/stage.ts';

const stage = useStage();

/** Stands in for the browser's own: what a page wanted to show is kept, and the permission is as a person would give it. */
async function hears(page: Person, permission: 'default' | 'granted'): Promise<void> {
  await page.context.addInitScript((given) => {
    const world = globalThis as unknown as { shown: { title: string; body: string; click: () => void }[]; asked: number };
    world.shown = [];
    world.asked = 0;
    class Shown extends EventTarget {
      static permission = given;
      static async requestPermission(): Promise<string> {
        world.asked++;
        Shown.permission = 'granted';
        return 'granted';
      }
      constructor(title: string, options: { body: string }) {
        super();
        world.shown.push({ title, body: options.body, click: () => this.dispatchEvent(new Event('click')) });
      }
      close(): void {}
    }
    Reflect.set(globalThis, 'Notification', Shown);
    // and what it wanted to sound
    const tones = { count: 0 };
    Reflect.set(globalThis, 'tones', tones);
    const start = OscillatorNode.prototype.start;
    OscillatorNode.prototype.start = function counted(this: OscillatorNode, when?: number): void {
      tones.count++;
      start.call(this, when);
    };
  }, permission);
}

const shown = async (page: Person): Promise<string[]> =>
  await page.page.evaluate(() => (globalThis as unknown as { shown: { title: string; body: string }[] }).shown.map(({ title, body }) => `${title}: ${body}`));
const asked = async (page: Person): Promise<number> => await page.page.evaluate(() => (globalThis as unknown as { asked: number }).asked);

const tones = async (page: Person): Promise<number> => await page.page.evaluate(() => (globalThis as unknown as { tones: { count: number } }).tones.count);

async function switchesOn(page: Person): Promise<void> {
  await page.page.getByRole('button', { name: 'Account and settings' }).click();
  await page.clicks('Notifications');
  await page.dialog.getByText('Desktop notifications', { exact: true }).click();
  await soon(async () => await page.dialog.getByLabel('Desktop notifications').isChecked(), true);
  await page.page.keyboard.press('Escape');
  await page.dialog.waitFor({ state: 'detached' });
}

/** Looked at or not, as far as the page can tell. */
async function turns(page: Person, to: 'visible' | 'hidden'): Promise<void> {
  await page.page.evaluate((state) => {
    Object.defineProperty(document, 'visibilityState', { value: state, configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  }, to);
}

it('asks for permission only when somebody switches notifications on', async () => {
  const ann = await stage.account('ann');
  const room = await stage.room('Door', ann);
  const page = await stage.person(ann);
  await hears(page, 'default');
  await page.entersRoom(room.name);
  expect(await asked(page)).toBe(0);
  await switchesOn(page);
  expect(await asked(page)).toBe(1);
  await page.reloads();
  await page.isInRoom(room.name);
  expect(await asked(page)).toBe(0);
});

it('tells once over all tabs of what comes elsewhere or unseen, and a click goes there', async () => {
  const [ann, bob] = [await stage.account('ann'), await stage.account('bob')];
  const [here, there] = [await stage.room('Here', ann, bob), await stage.room('There', ann, bob)];
  const page = await stage.person(ann);
  await hears(page, 'granted');
  await page.entersRoom(here.name);
  await switchesOn(page);
  const tab = await stage.tab(page, `/rooms/${here.name}`);
  await tab.isInRoom(here.name);
  await tab.isOnline();
  const all = async (): Promise<string[]> => [...(await shown(page)), ...(await shown(tab))];

  await bob.says(here.id, 'you see this');
  await page.sees('you see this');
  await bob.says(there.id, 'you do **not** see this');
  await soon(all, ['Bob · There: you do not see this']);
  // nobody looks at either tab
  await turns(page, 'hidden');
  await turns(tab, 'hidden');
  await bob.says(here.id, 'anybody there?');
  await soon(all, ['Bob · There: you do not see this', 'Bob · Here: anybody there?']);
  // one of them is enough
  await turns(tab, 'visible');
  await tab.isAtTheEnd();
  await bob.says(here.id, 'seen in the other tab');
  await tab.sees('seen in the other tab');
  await bob.says(there.id, 'the last');
  await soon(async () => (await all()).length, 3);
  expect((await all()).some((words) => words.includes('other tab'))).toBe(false);
  // the tab that spoke goes there
  const speaker = (await shown(page)).length > 0 ? page : tab;
  await speaker.page.evaluate(() => (globalThis as unknown as { shown: { click: () => void }[] }).shown[0]!.click());
  await speaker.isInRoom(there.name);
});

it('keeps to the level of a room and to do not disturb, and marks the icon', async () => {
  const [ann, bob] = [await stage.account('ann'), await stage.account('bob')];
  const [here, loud, other] = [await stage.room('Mine', ann, bob), await stage.room('Loud', ann, bob), await stage.room('Other', ann, bob)];
  const page = await stage.person(ann);
  await hears(page, 'granted');
  await page.entersRoom(loud.name);
  await switchesOn(page);
  const icon = async (): Promise<string | null> => await page.page.locator('link[rel=icon]').getAttribute('href');
  expect(await icon()).toBe('/favicon.svg');
  const level = async (name: RegExp): Promise<void> => {
    await page.clicks('Room menu');
    await page.page.locator('.room-head').getByRole('button', { name: 'Notifications' }).click();
    await page.dialog.getByRole('radio', { name }).check();
    await page.page.keyboard.press('Escape');
    await page.dialog.waitFor({ state: 'detached' });
  };
  await level(/^Mentions only/);
  await page.opensRoom('Mine');
  await page.isInRoom(here.name);
  await bob.says(loud.id, 'just talk');
  await bob.says(loud.id, `and you, @${ann.userName}?`);
  await soon(() => shown(page), [`Bob · Loud: and you, @${ann.userName}?`]);
  await soon(() => tones(page), 2); // one chime, for the one of which it told
  await soon(icon, '/favicon-unread.svg');
  await page.seesTitle('(@1 · 2) Mine · Parley');

  // muted: quiet in the list, in the title and on the icon
  await page.opensRoom('Loud');
  await page.seesUnread({ Loud: 0 });
  await level(/^Nothing/);
  await page.opensRoom('Mine');
  await bob.says(loud.id, `hello, @${ann.userName}`);
  await page.seesUnread({ Loud: 1 });
  await page.seesTitle('Mine · Parley');
  expect(await icon()).toBe('/favicon.svg');
  expect(await page.roomInList('Loud').locator('.room-item-title').evaluate((title) => Number(getComputedStyle(title).fontWeight))).toBeLessThan(600);

  await page.page.getByRole('button', { name: 'Account and settings' }).click();
  await page.clicks('Notifications');
  await page.dialog.getByText('For an hour').click();
  await page.page.keyboard.press('Escape');
  await bob.says(other.id, 'psst');
  await page.seesUnread({ Other: 1 });
  expect(await shown(page)).toHaveLength(1);
  expect(await tones(page)).toBe(2);
});
