using System.Collections.Immutable;
using Parley.Webhooks;

namespace Parley.Grains.Webhooks;

/// <summary>What is kept of a webhook. Never changed, only replaced.</summary>
public sealed record WebhookKept
{
    /// <summary>Room id; null: there is no webhook.</summary>
    public string? Room { get; init; }

    /// <summary>User id.</summary>
    public string Owner { get; init; } = "";

    public string Url { get; init; } = "";

    /// <summary>Empty: all.</summary>
    public ImmutableArray<string> Kinds { get; init; } = [];

    public WebhookState State { get; init; }

    /// <summary>Sealed.</summary>
    public byte[] Secret { get; init; } = [];

    /// <summary>The one before, sealed; null: none.</summary>
    public byte[]? PreviousSecret { get; init; }

    /// <summary>From then on the one before signs no more.</summary>
    public DateTimeOffset PreviousUntil { get; init; }

    /// <summary>Number of the last event that was delivered or passed over.</summary>
    public long Cursor { get; init; }

    /// <summary>Attempts in a row that have failed.</summary>
    public int Failures { get; init; }

    public DateTimeOffset? FailingSince { get; init; }

    public DateTimeOffset? NextAttemptAt { get; init; }

    /// <summary>The latest first.</summary>
    public ImmutableArray<WebhookAttempt> Attempts { get; init; } = [];

    public WebhookView View(string id) => new(id, Room!, Owner, Url, Kinds, State, Cursor, FailingSince, NextAttemptAt);

    /// <summary>Without address and secrets.</summary>
    public override string ToString() => $"WebhookKept({Room}, {State})";
}
