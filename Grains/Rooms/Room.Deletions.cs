using System.Collections.Immutable;
using Parley.Access;
using Parley.Errors;
using Parley.Rooms;

namespace Parley.Grains.Rooms;

/// <summary>Decisions on deletions of many messages at once, which can be undone for a while.</summary>
public sealed partial record Room
{
    private Decision DeleteMany(DeleteMessages delete, DateTimeOffset now, RoomLimits limits)
    {
        if (Refuse(delete, RoomPermission.DeleteOthers) is { } refusal)
        {
            return refusal;
        }

        // What is none, or was deleted since it was looked for, is passed over.
        ImmutableArray<RoomEvent> events =
        [
            .. delete.Targets.Distinct().Where(target => Seen(delete, target) is { Deleted: false }).Take(limits.DeleteMany)
                .Select((target, at) => new MessageDeleted
                {
                    Seq = LastSeq + 1 + at, Sender = delete.Sender, ClientId = at == 0 ? delete.ClientId : null, At = now, N = N, Target = target,
                    Batch = limits.UndoDelete > TimeSpan.Zero ? LastSeq + 1 : null,
                }),
        ];
        return events.IsEmpty ? Decision.AlreadySo(LastSeq) : new Decision { Events = events };
    }

    private Decision Restore(RestoreMessages restore, DateTimeOffset now, RoomLimits limits)
    {
        if (Refuse(restore, RoomPermission.DeleteOthers) is { } refusal)
        {
            return refusal;
        }

        if (Deletions.GetValueOrDefault(restore.Batch) is not { Messages.IsEmpty: false } deletion || now >= deletion.At + limits.UndoDelete)
        {
            return ErrorCatalog.Error(ErrorCatalog.DeletionNotFound);
        }

        return new Decision
        {
            Events =
            [
                .. deletion.Messages.Select((message, at) => new MessageRestored
                {
                    Seq = LastSeq + 1 + at, Sender = restore.Sender, ClientId = at == 0 ? restore.ClientId : null, At = now, N = N,
                    Target = message.Message.Seq, Batch = restore.Batch, Message = message.Message, Edits = message.Edits, EditedAt = message.EditedAt,
                }),
            ],
        };
    }

    private Room With(MessageRestored restored) => this with
    {
        Messages = Messages.GetValueOrDefault(restored.Target) is { } fact ? Messages.SetItem(restored.Target, fact with { Deleted = false }) : Messages,
        Polls = Polls.Remove(restored.Target), // found out again
        Deletions = Deletions.GetValueOrDefault(restored.Batch) is { } deletion
            ? Deletions.SetItem(restored.Batch, deletion with { Messages = deletion.Messages.RemoveAll(message => message.Message.Seq == restored.Target) })
            : Deletions,
    };
}

/// <summary>What a decision has to know of messages that were deleted together.</summary>
/// <param name="Messages">Those that can come back.</param>
public sealed record DeletionFact(DateTimeOffset At, ImmutableArray<DeletedMessage> Messages);

/// <summary>A deleted message as it was.</summary>
/// <param name="Message">With the text and the mentions that it had last.</param>
public sealed record DeletedMessage(MessagePosted Message, int Edits, DateTimeOffset? EditedAt);
