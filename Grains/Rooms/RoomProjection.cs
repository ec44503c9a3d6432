using System.Runtime.CompilerServices;
using Parley.Retention;
using Parley.Rooms;

namespace Parley.Grains.Rooms;

/// <summary>
/// What follows from events in the tables beside the log, in SQL that both engines understand, to be run in this order in the
/// transaction of the append. Joins, departures and messages, which are many, each writer does in its own way; a message that was just
/// posted needs nothing here.
/// </summary>
internal static class RoomProjection
{
    /// <summary>In the place of a user id: everybody in the room.</summary>
    public const string Everybody = "";

    /// <summary>Tables by which a room is found, listed, come into or looked back at.</summary>
    private static readonly string[] FoundBy = ["rooms", "room_names", "room_invites", "room_leavers", "room_retention"];

    /// <summary>The statements; what stands in braces is a parameter.</summary>
    public static IEnumerable<FormattableString> Of(string room, RoomEvent e) =>
        e is MessagePosted { Mentions: null, Thread: null, Files: null, Poll: null } or MemberLeft or MemberKicked ? [] : Statements(room, e);

    private static IEnumerable<FormattableString> Statements(string room, RoomEvent e)
    {
        switch (e)
        {
            case RoomCreated created:
                yield return $"INSERT INTO room_names (name_key, room_id) VALUES ({RoomNames.Key(created.Name)}, {room})";
                break;
            case MessagePosted posted:
                foreach (var statement in Mentioned(room, posted.Seq, posted.Sender, posted.Mentions).Concat(InThread(room, posted)).Concat(WithFiles(room, posted)).Concat(WithPoll(room, posted)))
                {
                    yield return statement;
                }

                break;
            case MessageEdited edited:
                yield return $"DELETE FROM message_mentions WHERE room_id = {room} AND seq = {edited.Target}";
                foreach (var statement in Mentioned(room, edited.Target, edited.Sender, edited.Mentions))
                {
                    yield return statement;
                }

                yield return WithoutImages(room, edited.Target, edited.Seq);
                foreach (var user in edited.Mentions?.Users ?? [])
                {
                    yield return CalledByEdit(room, edited.Target, user);
                }

                yield return StateRow(room, edited.Target);
                yield return $"UPDATE message_states SET edits = edits + 1, edited_seq = {edited.Seq} WHERE room_id = {room} AND seq = {edited.Target}";
                break;
            case MessageDeleted deleted:
                foreach (var statement in deleted.Batch is { } batch ? Kept(room, deleted, batch) : [])
                {
                    yield return statement;
                }

                yield return $"DELETE FROM message_reactions WHERE room_id = {room} AND target_seq = {deleted.Target}";
                yield return $"DELETE FROM poll_votes WHERE room_id = {room} AND target_seq = {deleted.Target}";
                yield return $"DELETE FROM polls WHERE room_id = {room} AND seq = {deleted.Target}";
                yield return $"UPDATE room_files SET erased = 1 WHERE room_id = {room} AND seq = {deleted.Target}";
                yield return WithoutImages(room, deleted.Target, deleted.Seq);
                yield return $"DELETE FROM message_mentions WHERE room_id = {room} AND seq = {deleted.Target}";
                yield return $"UPDATE message_states SET pinned_seq = NULL, pinned_by = NULL WHERE room_id = {room} AND seq = {deleted.Target}";
                break;
            case MessageRestored restored:
                foreach (var statement in BroughtBack(room, restored))
                {
                    yield return statement;
                }

                yield return LookedBefore(room, restored.Target);

                break;
            case MessagePinned pinned:
                yield return StateRow(room, pinned.Target);
                yield return $"UPDATE message_states SET pinned_seq = {pinned.Seq}, pinned_by = {pinned.Sender} WHERE room_id = {room} AND seq = {pinned.Target}";
                break;
            case MessageUnpinned unpinned:
                yield return $"UPDATE message_states SET pinned_seq = NULL, pinned_by = NULL WHERE room_id = {room} AND seq = {unpinned.Target}";
                yield return LookedBefore(room, unpinned.Target);
                break;
            case PreviewsChanged changed:
                foreach (var statement in Previewed(room, changed))
                {
                    yield return statement;
                }

                break;
            case ReactionAdded added:
                yield return $"""
                    INSERT INTO message_reactions (room_id, target_seq, emoji, user_id, seq)
                    VALUES ({room}, {added.Target}, {added.Emoji}, {added.Sender}, {added.Seq})
                    """;
                break;
            case ReactionRemoved removed:
                yield return $"""
                    DELETE FROM message_reactions
                    WHERE room_id = {room} AND target_seq = {removed.Target} AND emoji = {removed.Emoji} AND user_id = {removed.Sender}
                    """;
                break;
            case PollVoted voted:
                foreach (var choice in voted.Was.Except(voted.Choices))
                {
                    yield return $"DELETE FROM poll_votes WHERE room_id = {room} AND target_seq = {voted.Target} AND user_id = {voted.Sender} AND choice = {(long)choice}";
                }

                foreach (var choice in voted.Choices.Except(voted.Was))
                {
                    yield return $"INSERT INTO poll_votes (room_id, target_seq, user_id, choice, seq) VALUES ({room}, {voted.Target}, {voted.Sender}, {(long)choice}, {voted.Seq})";
                }

                break;
            case PollClosed closed:
                yield return $"UPDATE polls SET closed_seq = {closed.Seq}, closed_by = {closed.Sender} WHERE room_id = {room} AND seq = {closed.Target}";
                break;
            case MemberJoined { Invite: { } invite }:
                yield return $"UPDATE room_invites SET uses = uses + 1 WHERE invite_id = {invite} AND room_id = {room}";
                break;
            case MemberBanned banned:
                yield return $"INSERT INTO room_bans (room_id, user_id, banned_by, at_ms) VALUES ({room}, {banned.User}, {banned.Sender}, {Ms(banned.At)})";
                break;
            case MemberUnbanned unbanned:
                yield return $"DELETE FROM room_bans WHERE room_id = {room} AND user_id = {unbanned.User}";
                break;
            case RoleChanged changed:
                yield return $"UPDATE room_members SET role = {(long)changed.Role} WHERE room_id = {room} AND user_id = {changed.User} AND until_seq IS NULL AND from_seq < {changed.Seq}";
                break;
            case InviteCreated created:
                yield return $"""
                    INSERT INTO room_invites (invite_id, room_id, secret_hash, role, max_uses, uses, expires_at_ms, created_by, created_at_ms)
                    VALUES ({created.Invite}, {room}, {created.SecretHash}, {(long)created.Role}, {(long)created.MaxUses}, 0, {Ms(created.ExpiresAt)}, {created.Sender}, {Ms(created.At)})
                    """;
                break;
            case InviteRevoked revoked:
                yield return $"UPDATE room_invites SET revoked_seq = {revoked.Seq} WHERE invite_id = {revoked.Invite} AND room_id = {room}";
                break;
            case SettingsChanged changed:
                if (changed.Name is { } name)
                {
                    var key = RoomNames.Key(name);
                    yield return $"""
                        INSERT INTO room_names (name_key, room_id) SELECT {key}, room_id FROM rooms
                        WHERE room_id = {room} AND NOT EXISTS (SELECT 1 FROM room_names WHERE name_key = {key} AND room_id = {room})
                        """;
                    yield return $"UPDATE rooms SET name = {name}, name_key = {key} WHERE room_id = {room}";
                }

                if (changed.Title is { } title)
                {
                    yield return $"UPDATE rooms SET title = {title} WHERE room_id = {room}";
                }

                if (changed.Visibility is { } visibility)
                {
                    yield return $"UPDATE rooms SET visibility = {(long)visibility} WHERE room_id = {room}";
                }

                if (changed.History is { } history)
                {
                    yield return $"DELETE FROM room_history WHERE room_id = {room}";
                    yield return $"INSERT INTO room_history (room_id, policy) VALUES ({room}, {(long)history})";
                }

                if (changed.Leavers is { } leavers)
                {
                    yield return $"DELETE FROM room_leavers WHERE room_id = {room}";
                    yield return $"INSERT INTO room_leavers (room_id, policy) VALUES ({room}, {(long)leavers})";
                }

                foreach (var statement in changed.Retention is { } rule ? RetentionOf(room, RetentionRule.Told(rule)) : [])
                {
                    yield return statement;
                }

                yield return SettingsRow(room);
                if (changed.Topic is { } topic)
                {
                    yield return $"UPDATE room_settings SET topic = {topic} WHERE room_id = {room}";
                }

                if (changed.SlowMode is { } seconds)
                {
                    yield return $"UPDATE room_settings SET slow_mode = {(long)seconds} WHERE room_id = {room}";
                }

                break;
            case RoomArchived { IsDeleted: true } deleted:
                // The tombstone, and then all by which the room can be found or come into: its name is free from here on. The rest is erased by and by.
                yield return $"INSERT INTO deleted_rooms (room_id, deleted_by, at_ms) VALUES ({room}, {deleted.Sender}, {Ms(deleted.At)})";
                foreach (var table in FoundBy)
                {
                    yield return FormattableStringFactory.Create($"DELETE FROM {table} WHERE room_id = {{0}}", room);
                }

                break;
            case RoomArchived:
                yield return SettingsRow(room);
                yield return $"UPDATE room_settings SET archived = 1 WHERE room_id = {room}";
                break;
            case RoomUnarchived:
                yield return $"UPDATE room_settings SET archived = 0 WHERE room_id = {room}";
                break;
        }
    }

    private static IEnumerable<FormattableString> Mentioned(string room, long seq, string sender, Mentions? mentions)
    {
        if (mentions is null)
        {
            yield break;
        }

        foreach (var user in mentions.Everybody == MentionScope.None ? mentions.Users : mentions.Users.Add(Everybody))
        {
            yield return $"INSERT INTO message_mentions (user_id, room_id, seq, sender_id) VALUES ({user}, {room}, {seq}, {sender})";
        }
    }

    /// <summary>What a message said is kept aside before it is erased in the log: see <see cref="RoomDeletions"/>.</summary>
    private static IEnumerable<FormattableString> Kept(string room, MessageDeleted deleted, long batch)
    {
        yield return $"""
            INSERT INTO deleted_payloads (room_id, event_seq, target_seq, batch_seq, sender_id, at_ms, payload)
            SELECT e.room_id, e.seq, {deleted.Target}, {batch}, m.sender_id, {Ms(deleted.At)}, e.payload
            FROM room_events e JOIN room_events m ON m.room_id = e.room_id AND m.seq = {deleted.Target}
            WHERE e.room_id = {room} AND e.payload IS NOT NULL
                AND (e.seq = {deleted.Target} OR (e.target_seq = {deleted.Target} AND e.kind IN ('messageEdited', 'messageRestored')))
            """;
        yield return $"""
            UPDATE room_events SET payload = NULL
            WHERE room_id = {room} AND (seq = {deleted.Target} OR (target_seq = {deleted.Target} AND kind IN ('messageEdited', 'messageRestored', 'previewsChanged')))
            """;
    }

    /// <summary>Everything that it said is in the log again, where it was.</summary>
    private static IEnumerable<FormattableString> BroughtBack(string room, MessageRestored restored)
    {
        yield return $"""
            UPDATE room_events SET payload = (SELECT d.payload FROM deleted_payloads d WHERE d.room_id = room_events.room_id AND d.event_seq = room_events.seq)
            WHERE room_id = {room} AND seq IN (SELECT event_seq FROM deleted_payloads WHERE room_id = {room} AND target_seq = {restored.Target})
            """;
        yield return $"DELETE FROM deleted_payloads WHERE room_id = {room} AND target_seq = {restored.Target}";
        yield return $"UPDATE room_files SET erased = 0 WHERE room_id = {room} AND seq = {restored.Target}";
        if (restored.Message is { } message)
        {
            // A poll is asked anew.
            foreach (var statement in Mentioned(room, restored.Target, message.Sender, message.Mentions).Concat(WithPoll(room, message)))
            {
                yield return statement;
            }
        }
    }

    private static IEnumerable<FormattableString> WithFiles(string room, MessagePosted posted)
    {
        foreach (var file in posted.Files ?? [])
        {
            // What was given back and sent with another message since stays with that one.
            yield return $"""
                INSERT INTO room_files (file_id, room_id, seq) SELECT {file.Id}, room_id, {posted.Seq} FROM rooms
                WHERE room_id = {room} AND NOT EXISTS (SELECT 1 FROM room_files WHERE file_id = {file.Id})
                """;
        }
    }

    /// <summary>The newest previews of a message are the only ones: what the earlier said is erased, and images go with their previews.</summary>
    private static IEnumerable<FormattableString> Previewed(string room, PreviewsChanged changed)
    {
        yield return StateRow(room, changed.Target);
        yield return $"UPDATE message_states SET previews_seq = {changed.Seq} WHERE room_id = {room} AND seq = {changed.Target}";
        foreach (var image in changed.Previews.Select(preview => preview.Image?.Id).OfType<string>())
        {
            yield return $"""
                INSERT INTO room_files (file_id, room_id, seq) SELECT {image}, room_id, {changed.Seq} FROM rooms
                WHERE room_id = {room} AND NOT EXISTS (SELECT 1 FROM room_files WHERE file_id = {image})
                """;
            yield return $"UPDATE room_files SET seq = {changed.Seq} WHERE file_id = {image} AND room_id = {room}";
        }

        yield return WithoutImages(room, changed.Target, changed.Seq);
        yield return $"UPDATE room_events SET payload = NULL WHERE room_id = {room} AND target_seq = {changed.Target} AND kind = 'previewsChanged' AND seq < {changed.Seq}";
    }

    /// <summary>Images of previews that an event has ended are to be erased.</summary>
    private static FormattableString WithoutImages(string room, long target, long since) => $"""
        UPDATE room_files SET erased = 1 WHERE room_id = {room} AND seq IN
            (SELECT seq FROM room_events WHERE room_id = {room} AND target_seq = {target} AND kind = 'previewsChanged' AND seq < {since})
        """;

    private static IEnumerable<FormattableString> WithPoll(string room, MessagePosted posted)
    {
        if (posted.Poll is { } poll)
        {
            yield return $"""
                INSERT INTO polls (room_id, seq, options, multiple, anonymous)
                VALUES ({room}, {posted.Seq}, {(long)poll.Options.Length}, {(poll.IsMultiple ? 1L : 0L)}, {(poll.IsAnonymous ? 1L : 0L)})
                """;
        }
    }

    private static IEnumerable<FormattableString> InThread(string room, MessagePosted posted)
    {
        if (posted.Thread is not { } root)
        {
            yield break;
        }

        yield return StateRow(room, root);
        yield return $"UPDATE message_states SET replies = replies + 1, last_reply_seq = {posted.Seq} WHERE room_id = {room} AND seq = {root}";
        yield return $"""
            INSERT INTO thread_people (room_id, root_seq, user_id) SELECT room_id, seq, sender_id FROM room_events e
            WHERE room_id = {room} AND seq = {root}
                AND NOT EXISTS (SELECT 1 FROM thread_people WHERE room_id = {room} AND root_seq = {root} AND user_id = e.sender_id)
            """;
        foreach (var user in (posted.Mentions?.Users ?? []).Add(posted.Sender))
        {
            yield return $"""
                INSERT INTO thread_people (room_id, root_seq, user_id) SELECT room_id, {root}, {user} FROM rooms
                WHERE room_id = {room} AND NOT EXISTS (SELECT 1 FROM thread_people WHERE room_id = {room} AND root_seq = {root} AND user_id = {user})
                """;
        }
    }

    /// <summary>Who is mentioned in a thread takes part in it, also from an edit on.</summary>
    private static FormattableString CalledByEdit(string room, long message, string user) => $"""
        INSERT INTO thread_people (room_id, root_seq, user_id) SELECT room_id, target_seq, {user} FROM room_events e
        WHERE room_id = {room} AND seq = {message} AND target_seq IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM thread_people p WHERE p.room_id = {room} AND p.root_seq = e.target_seq AND p.user_id = {user})
        """;

    /// <summary>How long the room keeps messages from here on; then somebody looks what that means.</summary>
    private static IEnumerable<FormattableString> RetentionOf(string room, int? days)
    {
        yield return $"""
            INSERT INTO room_retention (room_id) SELECT room_id FROM rooms
            WHERE room_id = {room} AND NOT EXISTS (SELECT 1 FROM room_retention WHERE room_id = {room})
            """;
        yield return $"UPDATE room_retention SET days = {(long?)days}, due_at_ms = 0, turn = turn + 1 WHERE room_id = {room}";
    }

    /// <summary>A message that was passed over may be due: see <see cref="Grains.Retention.RetentionStore"/>.</summary>
    private static FormattableString LookedBefore(string room, long message) => $"""
        UPDATE room_retention SET looked_seq = CASE WHEN looked_seq >= {message} THEN {message - 1} ELSE looked_seq END, due_at_ms = 0, turn = turn + 1
        WHERE room_id = {room}
        """;

    private static FormattableString SettingsRow(string room) => $"""
        INSERT INTO room_settings (room_id) SELECT room_id FROM rooms
        WHERE room_id = {room} AND NOT EXISTS (SELECT 1 FROM room_settings WHERE room_id = {room})
        """;

    private static FormattableString StateRow(string room, long seq) => $"""
        INSERT INTO message_states (room_id, seq) SELECT room_id, {seq} FROM rooms
        WHERE room_id = {room} AND NOT EXISTS (SELECT 1 FROM message_states WHERE room_id = {room} AND seq = {seq})
        """;

    private static long Ms(DateTimeOffset at) => at.ToUnixTimeMilliseconds();
}
