using Parley.Faults.History;

namespace Parley.Faults.Checking;

/// <summary>One try of a command, and how it ended; null if the history does not say.</summary>
public sealed record Attempt(Invoked Invoked, Answer? Answer);

/// <summary>A command: all attempts of one sender with one client id in one room, in the order they were made. Without a client id each attempt is a command.</summary>
public sealed class Operation(string room, string user, string? clientId)
{
    private readonly List<Attempt> _attempts = [];

    public string Room => room;

    public string User => user;

    public string? ClientId => clientId;

    public IReadOnlyList<Attempt> Attempts => _attempts;

    /// <summary>What the first attempt asked for; repeats ask for the same.</summary>
    public Invoked First => _attempts[0].Invoked;

    public OperationKind Kind => First.Kind;

    /// <summary>Answers that say it is stored.</summary>
    public IEnumerable<Acked> Acks => _attempts.Select(attempt => attempt.Answer).OfType<Acked>();

    internal void Add(Attempt attempt) => _attempts.Add(attempt);
}
