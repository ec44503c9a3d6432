import { useEffect, useState } from 'preact/hooks';
import type { Poll, PollOption } from '@parley/client';
import { t } from '../i18n/i18n.ts';
import { confirm } from '../ui/dialog.tsx';
import { CheckIcon } from '../ui/icons.tsx';
import { sentence } from '../ui/sentence.ts';
import { toast } from '../ui/toast.tsx';
import { nameOf } from '../users/people-state.ts';
import { useWorkspace } from '../workspace/workspace-context.ts';
import { chosen, percent, toggled } from './polls-state.ts';

type PollProps = { room: string; seq: number; poll: Poll; author: string; focusable: boolean };

/** What a poll stands at; a press chooses, another takes it back. */
export function PollView({ room, seq, poll, author, focusable }: PollProps) {
  const workspace = useWorkspace();
  const { rest } = workspace.client;
  const here = workspace.rooms.value.get(room);
  const [pressed, setPressed] = useState<readonly number[] | null>(null);
  const [secret, setSecret] = useState<readonly number[]>([]);
  useEffect(() => {
    // nobody is told who chose what, so the page has to ask what I chose
    if (poll.anonymous) rest.myVote(room, seq).then(setSecret, () => {});
  }, [room, seq, poll.anonymous]);
  useEffect(() => setPressed(null), [poll]); // the server has told
  const mine = pressed ?? (poll.anonymous ? secret : chosen(poll));
  const mayVote = poll.closed === null && here?.may.includes('write') === true;
  const mayClose = mayVote && (author === workspace.me.id || here.may.includes('deleteOthers'));
  const vote = async (at: number): Promise<void> => {
    const choices = toggled(mine, at, poll.multiple);
    setPressed(choices);
    try {
      await rest.vote(room, seq, choices);
      setSecret(choices);
    } catch (error) {
      setPressed(null);
      toast(sentence(error));
    }
  };
  const close = (): void =>
    confirm({
      title: t.polls.closeTitle,
      text: t.polls.closeText,
      action: t.polls.close,
      run: () => void rest.closePoll(room, seq).catch((error: unknown) => toast(sentence(error))),
    });
  const names = ({ users, count }: PollOption): string => {
    const known = users.map((id) => (id === workspace.me.id ? t.you : nameOf(workspace.users.users.value, id, t.someone)));
    return known.length === 0 ? '' : t.reactions.by(count > users.length ? [...known, t.messages.others(count - users.length)] : known);
  };
  useEffect(() => workspace.users.want(poll.options.flatMap(({ users }) => users)), [poll]);
  const marks = [poll.voters === 0 ? t.polls.none : t.polls.voters(poll.voters), ...(poll.multiple ? [t.polls.multipleMark] : []), ...(poll.anonymous ? [t.polls.anonymousMark] : []), ...(poll.closed === null ? [] : [t.polls.closed])];
  return (
    <div class="poll" role="group" aria-label={t.polls.answers}>
      {poll.options.map((option, at) => (
        <button
          key={at}
          type="button"
          class="poll-option"
          role={poll.multiple ? 'checkbox' : 'radio'}
          aria-checked={mine.includes(at)}
          aria-label={t.polls.option(option.text, option.count)}
          title={names(option)}
          tabIndex={focusable ? 0 : -1}
          disabled={!mayVote}
          onClick={() => void vote(at)}
        >
          <span class="poll-bar" style={{ inlineSize: `${percent(option.count, poll)}%` }} aria-hidden="true" />
          <span class={poll.multiple ? 'poll-mark poll-mark-many' : 'poll-mark'} aria-hidden="true">
            {mine.includes(at) && <CheckIcon />}
          </span>
          <span class="poll-text" dir="auto">
            {option.text}
          </span>
          <span class="poll-count">{option.count}</span>
        </button>
      ))}
      <p class="poll-foot">
        <span>{marks.join(' · ')}</span>
        {mayClose && (
          <button type="button" class="link-button" tabIndex={focusable ? 0 : -1} onClick={close}>
            {t.polls.close}
          </button>
        )}
      </p>
    </div>
  );
}
