using Parley.Faults.History;

namespace Parley.Faults.Checking;

/// <summary>All that a history says about one room, in the shapes that the rules need. Made by <see cref="RunIndex"/>.</summary>
public sealed class RoomRun
{
    private Knowledge? _knowledge;

    public required string Room { get; init; }

    /// <summary>Null if nobody read it at the end.</summary>
    public required FinalLog? Log { get; init; }

    /// <summary>In the order of their first attempts.</summary>
    public required IReadOnlyList<Operation> Operations { get; init; }

    /// <summary>One for each client that had to do with the room.</summary>
    public required IReadOnlyList<ClientView> Clients { get; init; }

    public required FinalState? State { get; init; }

    public required IReadOnlyList<FinalReadPosition> ReadPositions { get; init; }

    /// <summary>When something was broken: from the beginning of each fault until it was healed, or for ever.</summary>
    public required IReadOnlyList<(long Began, long Healed)> Faults { get; init; }

    /// <summary>When the last fault was healed; 0 if there was none.</summary>
    public required long HealedAt { get; init; }

    /// <summary>Time of the last record of the history.</summary>
    public required long EndedAt { get; init; }

    /// <summary>Every event that reached a client.</summary>
    public IEnumerable<Delivery> Deliveries => Clients.SelectMany(client => client.Records).SelectMany(Delivery.In);

    /// <summary>Answers to subscriptions and pages.</summary>
    public IEnumerable<View> Views => Clients.SelectMany(client => client.Records).OfType<View>();

    public Knowledge Knowledge => _knowledge ??= new Knowledge(this);
}
