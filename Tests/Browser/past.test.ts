import { beforeAll, expect, it } from 'vitest';
import { type Account, PASSWORD } from './support/account.ts';
import { type Person, soon } from './support/person.ts';
import { useStage } from './support/stage.ts';

const stage = useStage();
const MESSAGES = 260;

let ann: Account;
let bob: Account;
let room: { id: string; name: string };
const seqs: number[] = [];

beforeAll(async () => {
  ann = await stage.account('ann');
  bob = await stage.account('bob');
  room = await stage.room('Annals', ann, bob);
  for (let count = 1; count <= MESSAGES; count++) seqs.push(await bob.says(room.id, `message ${count}`));
  await bob.edits(room.id, seqs[129]!, 'message 130, mended long after');
});

/** The message that has the focus, and whether it is in sight. */
const at = async (page: Person): Promise<string | null> =>
  await page.page.evaluate(() => {
    const row = document.activeElement?.closest<HTMLElement>('.message');
    const log = document.querySelector('.log-scroll')?.getBoundingClientRect();
    if (row == null || log === undefined) return null;
    const { top, bottom } = row.getBoundingClientRect();
    return top >= log.top && bottom <= log.bottom ? row.querySelector('.message-text p')!.textContent : 'out of sight';
  });

it('opens a link to a message after signing in, in the middle of the past, as it is now', async () => {
  const page = await stage.person(null);
  page.mayReport(/status of 401/);
  await page.goes(`/rooms/${room.name}/m/${seqs[129]}`);
  await page.isAtTheDoor();
  await page.fillsIn({ userName: ann.userName, password: PASSWORD });
  await soon(() => at(page), 'message 130, mended long after');
  // and on from there, in both directions
  await page.seesNot('message 1');
  await page.seesNot(`message ${MESSAGES}`);
  await soon(async () => {
    await page.log.evaluate((log) => void (log.scrollTop = 0));
    return await page.texts();
  }, expect.arrayContaining(['message 1']));
  await soon(async () => {
    await page.log.evaluate((log) => void (log.scrollTop = log.scrollHeight));
    return await page.texts();
  }, expect.arrayContaining([`message ${MESSAGES}`]));
  // without a hole
  const shown = (await page.messages()).map(({ seq }) => seq!);
  expect(shown).toEqual(seqs.slice(seqs.indexOf(shown[0]!)));
});

it('copies a link to a message, and comes back to the latest', async () => {
  const page = await stage.person(ann);
  await page.context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.entersRoom(room.name);
  await page.jumpsToLatest();
  await page.message('message 250').hover();
  await page.message('message 250').getByRole('button', { name: 'Copy link to message' }).click();
  await page.page.getByText('Link copied.').waitFor();
  const link = await page.page.evaluate(async () => await navigator.clipboard.readText());
  expect(link).toBe(`${stage.url}/rooms/${room.name}/m/${seqs[249]}`);
  await page.goes(`/rooms/${room.name}/m/${seqs[4]}`);
  await soon(() => at(page), 'message 5');
  await bob.says(room.id, 'news');
  await page.clicks(/^Jump to latest/);
  await page.sees('news');
  await page.isAtTheEnd();
});
