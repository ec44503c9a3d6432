using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Parley.Rooms;
using Parley.Scheduling;

namespace Parley.Grains.Scheduling;

/// <summary>What is kept of a user's messages for later. Never changed, only replaced.</summary>
public sealed record ScheduledMessagesState
{
    /// <summary>Client id → message.</summary>
    public ImmutableDictionary<string, StoredScheduled> Messages { get; init; } = ImmutableDictionary<string, StoredScheduled>.Empty;
}

/// <summary>A message for later, as it is kept.</summary>
public sealed record StoredScheduled(string Room, string Text, long? ReplyTo, DateTimeOffset SendAt, ScheduledState State, string? Refusal)
{
    /// <summary>User ids that the text mentions.</summary>
    public ImmutableArray<string> Mentioned { get; init; } = [];

    public MentionScope Everybody { get; init; }

    /// <summary>Null: it mentions nobody.</summary>
    [JsonIgnore] public Mentions? Mentions => Mentioned.IsDefaultOrEmpty && Everybody == MentionScope.None ? null : new Mentions(Mentioned.IsDefault ? [] : Mentioned, Everybody);

    public StoredScheduled Mentioning(Mentions? mentions) => this with { Mentioned = mentions?.Users ?? [], Everybody = mentions?.Everybody ?? MentionScope.None };

    /// <summary>Waits for its time, or for the room to take it.</summary>
    public bool IsOpen => State is ScheduledState.Waiting or ScheduledState.Sending;

    public ScheduledMessage View(string clientId) => new(clientId, Room, Text, ReplyTo, SendAt, State) { Refusal = Refusal };

    /// <summary>Without the text.</summary>
    public override string ToString() => $"StoredScheduled({Room}, {State})";
}
