import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Room, SlashCommand, User } from '@parley/client';
import { t } from '../i18n/i18n.ts';
import { HashIcon } from '../ui/icons.tsx';
import { isConversation } from '../rooms/rooms-state.ts';
import { Avatar } from '../users/avatar-view.tsx';
import { useWorkspace } from '../workspace/workspace-context.ts';
import { commandsIn, programsIn } from './commands-state.ts';
import { slashCommands, slashCommandsOf } from './slash-commands-store.ts';
import { type Asked, askedAt, bestOf, type Choice, completed } from './complete-state.ts';

/** What is asked for stands in the list of the composer's own text box. */
export type Completion = {
  readonly choices: readonly Offer[];
  readonly chosen: number;
  readonly choose: (index: number) => void;
  /** True if the key was meant for the list. */
  readonly key: (event: KeyboardEvent) => boolean;
  /** The text or the cursor is another. */
  readonly look: () => void;
  readonly take: (index: number) => void;
};

const NONE: readonly SlashCommand[] = [];

type Offer = Choice & { readonly user?: User };

export const LIST_ID = 'complete-list';
export const optionId = (index: number): string => `complete-${index}`;

export function useCompletion(room: Room, box: { readonly current: HTMLTextAreaElement | null }, set: (text: string) => void): Completion {
  const workspace = useWorkspace();
  const [asked, setAsked] = useState<Asked | null>(null);
  const [chosen, setChosen] = useState(0);
  const [people, setPeople] = useState<readonly User[] | null>(null);
  const [emojiLike, setEmojiLike] = useState<((query: string) => Choice[]) | null>(null);
  const closed = useRef<string | null>(null);
  const kind = asked?.kind ?? null;
  const programs = slashCommands.value.get(room.id) ?? NONE;
  useEffect(() => {
    if (kind === 'person' && people === null) void workspace.peopleOf(room.id).then(setPeople, () => setPeople([]));
    if (kind === 'command') void slashCommandsOf(workspace.client.rest, room.id);
    if (kind === 'emoji' && emojiLike === null) void import('./emoji.ts').then((loaded) => setEmojiLike(() => loaded.emojiLike));
  }, [kind]);
  const choices = useMemo(() => (asked === null ? [] : offers(asked)), [asked, people, emojiLike, programs]);

  function offers({ kind: what, query }: Asked): readonly Offer[] {
    switch (what) {
      case 'person':
        return bestOf(people ?? [], query, (user) => [user.displayName, user.userName]).map((user) => ({
          insert: `@${user.userName}`,
          title: user.displayName,
          more: `@${user.userName}`,
          mark: '',
          user,
        }));
      case 'room':
        return bestOf(workspace.myRooms.peek().filter((one) => !isConversation(one)), query, ({ title, name }) => [title, name]).map(({ title, name }) => ({
          insert: `#${name}`,
          title,
          more: `#${name}`,
          mark: '#',
        }));
      case 'emoji':
        return emojiLike?.(query) ?? [];
      case 'command':
        return bestOf(
          [
            ...commandsIn(room).map(({ name }) => ({ name: name as string, takes: t.commands[name].takes, help: t.commands[name].help })),
            ...programsIn(room, programs).map(({ name, usage, description }) => ({ name, takes: usage, help: description })),
          ],
          query,
          ({ name }) => [name],
        ).map(({ name, takes, help }) => ({ insert: `/${name}`, title: `/${name} ${takes}`.trim(), more: help, mark: '/' }));
    }
  }

  const look = (): void => {
    const area = box.current!;
    const now = area.selectionStart === area.selectionEnd ? askedAt(area.value, area.selectionStart) : null;
    const same = now !== null && closed.current === `${now.kind}${now.from}`;
    if (now === null) closed.current = null;
    if (now?.query !== asked?.query || now?.from !== asked?.from) setChosen(0);
    setAsked(same ? null : now);
  };
  const take = (index: number): void => {
    const choice = choices[index];
    if (asked === null || choice === undefined) return;
    const area = box.current!;
    const next = completed(area.value, asked, choice.insert);
    area.value = next.text;
    area.setSelectionRange(next.cursor, next.cursor);
    area.focus();
    set(next.text);
    setAsked(null);
  };
  /** Nothing is left to complete: a name that is there already. */
  const isWhole = (): boolean => asked !== null && asked.kind !== 'command' && box.current?.value.slice(asked.from, asked.to) === choices[chosen]?.insert;
  const key = (event: KeyboardEvent): boolean => {
    if (asked === null || choices.length === 0 || (event.key === 'Enter' && isWhole()) || event.altKey || event.ctrlKey || event.metaKey) return false;
    if (event.key === 'ArrowDown') setChosen((chosen + 1) % choices.length);
    else if (event.key === 'ArrowUp') setChosen((chosen + choices.length - 1) % choices.length);
    else if ((event.key === 'Enter' || event.key === 'Tab') && !event.shiftKey) take(Math.min(chosen, choices.length - 1));
    else if (event.key === 'Escape') {
      closed.current = `${asked.kind}${asked.from}`;
      setAsked(null);
    } else return false;
    return true;
  };
  return { choices, chosen: Math.min(chosen, Math.max(0, choices.length - 1)), choose: setChosen, key, look, take };
}

export function CompletionList({ completion }: { completion: Completion }) {
  const { choices, chosen, choose, take } = completion;
  if (choices.length === 0) return null;
  return (
    <ul class="complete" id={LIST_ID} role="listbox" aria-label={t.composer.suggestions}>
      {choices.map((choice, index) => (
        <li
          key={choice.insert}
          id={optionId(index)}
          role="option"
          aria-selected={index === chosen}
          class={index === chosen ? 'complete-item chosen' : 'complete-item'}
          onMouseMove={() => choose(index)}
          onMouseDown={(event) => {
            event.preventDefault(); // the focus stays where one writes
            take(index);
          }}
        >
          {choice.user !== undefined ? (
            <Avatar id={choice.user.id} name={choice.user.displayName} bot={choice.user.isBot} />
          ) : (
            <span class="complete-mark" aria-hidden="true">
              {choice.mark === '#' ? <HashIcon /> : choice.mark}
            </span>
          )}
          <span class="complete-title" dir="auto">
            {choice.title}
          </span>
          <span class="complete-more">{choice.more}</span>
        </li>
      ))}
    </ul>
  );
}
