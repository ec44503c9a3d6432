using System.Collections.Immutable;
using Parley.Access;
using Parley.Errors;
using Parley.Rooms;

namespace Parley.Grains.Rooms;

/// <summary>Decisions on polls.</summary>
public sealed partial record Room
{
    private Decision Choose(Vote vote, DateTimeOffset now)
    {
        if (Refuse(vote, RoomPermission.Write) is { } refusal)
        {
            return refusal;
        }

        if ((MissingPoll(vote, vote.Target) ?? ChoicesFault(vote)) is { } fault)
        {
            return fault;
        }

        var poll = Polls[vote.Target]!;
        var was = poll.Of[vote.Sender];
        return was.SequenceEqual(vote.Choices) ? Decision.AlreadySo(vote.Target)
            : poll.IsClosed ? ErrorCatalog.Error(ErrorCatalog.PollClosed)
            : One(new PollVoted { Seq = 0, Sender = "", At = now, N = N, Target = vote.Target, Choices = vote.Choices, Was = was, IsAnonymous = poll.IsAnonymous }, vote);
    }

    private Decision Close(ClosePoll close, DateTimeOffset now)
    {
        // As with deletions: one's own by the right to write, those of others by a right of its own.
        var mayCloseOthers = RoomAccess.May(close.SenderRole, StandingOf(close.Sender), RoomPermission.DeleteOthers);
        if (!mayCloseOthers && Refuse(close, RoomPermission.Write) is { } refusal)
        {
            return refusal;
        }

        if (Seen(close, close.Target) is { } message && message.Sender != close.Sender && !mayCloseOthers)
        {
            return ErrorCatalog.Error(ErrorCatalog.NotYourMessage);
        }

        return MissingPoll(close, close.Target) is { } missing ? missing
            : Polls[close.Target]!.IsClosed ? Decision.AlreadySo(close.Target)
            : One(new PollClosed { Seq = 0, Sender = "", At = now, N = N, Target = close.Target }, close);
    }

    /// <summary>Null if there is a poll in the message.</summary>
    private Error? MissingPoll(RoomCommand command, long target) => Seen(command, target) switch
    {
        null => ErrorCatalog.Error(ErrorCatalog.MessageNotFound),
        { Deleted: true } => ErrorCatalog.Error(ErrorCatalog.MessageDeleted),
        _ => Polls.GetValueOrDefault(target) is null ? ErrorCatalog.InvalidField("seq", "There is no poll in this message.") : null,
    };

    private Error? ChoicesFault(Vote vote)
    {
        var poll = Polls[vote.Target]!;
        return vote.Choices.Any(choice => choice < 0 || choice >= poll.Options) || vote.Choices.Zip(vote.Choices.Skip(1)).Any(pair => pair.First >= pair.Second)
            ? ErrorCatalog.InvalidField("choices", $"Give places of answers, from 0 to {poll.Options - 1}, each once.")
            : vote.Choices.Length > 1 && !poll.IsMultiple ? ErrorCatalog.InvalidField("choices", "One answer may be chosen in this poll.")
            : null;
    }

    private Room WithPoll(long target, Func<PollFact, PollFact> change) =>
        Polls.GetValueOrDefault(target) is { } poll ? this with { Polls = Polls.SetItem(target, change(poll)) } : this;
}

/// <summary>What a decision has to know of a poll.</summary>
/// <param name="Options">How many answers there are.</param>
/// <param name="Of">User id → what that user has chosen, in order. Who is not in it is not known.</param>
public sealed record PollFact(int Options, bool IsMultiple, bool IsAnonymous, bool IsClosed, ImmutableDictionary<string, ImmutableArray<int>> Of)
{
    /// <summary>With what is known of more users, at the same head.</summary>
    public PollFact With(PollFact more) => more with { Of = Of.SetItems(more.Of) };

    public PollFact Voted(string user, ImmutableArray<int> choices) => Of.ContainsKey(user) ? this with { Of = Of.SetItem(user, choices) } : this;
}
