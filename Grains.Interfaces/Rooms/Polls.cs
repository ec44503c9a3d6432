using System.Collections.Immutable;

namespace Parley.Rooms;

/// <summary>Answers to choose from. The question is the text of the message.</summary>
/// <param name="Options">Two or more, each once; they are named by their place, from 0.</param>
/// <param name="IsMultiple">One may choose several.</param>
/// <param name="IsAnonymous">Nobody is told who has chosen what.</param>
[GenerateSerializer, Immutable, Alias("parley.room.poll")]
public sealed record Poll([Id(0)] ImmutableArray<string> Options, [Id(1)] bool IsMultiple, [Id(2)] bool IsAnonymous)
{
    public bool Equals(Poll? other) => other is not null && IsMultiple == other.IsMultiple && IsAnonymous == other.IsAnonymous && Options.SequenceEqual(other.Options);

    public override int GetHashCode() => HashCode.Combine(Options.Length, IsMultiple, IsAnonymous);

    /// <summary>Without content: it may end up in a log.</summary>
    public override string ToString() => $"poll of {Options.Length}";
}

/// <summary>A poll as it stands.</summary>
/// <param name="Voters">Users who have chosen something.</param>
/// <param name="Closed">Null: it is open.</param>
[GenerateSerializer, Immutable, Alias("parley.room.poll-standing")]
public sealed record PollStanding([Id(0)] Poll Poll, [Id(1)] ImmutableArray<PollOption> Options, [Id(2)] int Voters, [Id(3)] PollEnd? Closed)
{
    /// <summary>Without content: it may end up in a log.</summary>
    public override string ToString() => Poll.ToString();
}

/// <summary>How many have chosen one answer.</summary>
/// <param name="Users">User ids of those who were first, in that order; not all if there are many, none if the poll is anonymous.</param>
/// <param name="Mine">The reader is among all of them. False in an anonymous poll: ask <see cref="IRoomGrain.Choices"/>.</param>
[GenerateSerializer, Immutable, Alias("parley.room.poll-option")]
public sealed record PollOption([Id(0)] int Count, [Id(1)] ImmutableArray<string> Users, [Id(2)] bool Mine);

/// <summary>A poll was closed.</summary>
/// <param name="Seq">Number of the event.</param>
/// <param name="By">User id.</param>
[GenerateSerializer, Immutable, Alias("parley.room.poll-end")]
public sealed record PollEnd([Id(0)] long Seq, [Id(1)] string By);
