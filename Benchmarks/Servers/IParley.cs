namespace Parley.Benchmarks.Servers;

/// <summary>Parley as it is measured, in whatever number of processes: with an empty store at the start, without throttling.</summary>
public interface IParley : IAsyncDisposable
{
    /// <summary>The engine and the processes, for people.</summary>
    string Name { get; }

    /// <summary>Where clients go: of each frontend.</summary>
    IReadOnlyList<int> Ports { get; }

    /// <summary>Every process that a message costs something, databases included.</summary>
    IReadOnlyList<int> ProcessIds { get; }

    /// <summary>A folder on the disk that the messages go to.</summary>
    string Folder { get; }

    /// <summary>Access tokens of so many users, made if missing, who are in no room.</summary>
    Task<IReadOnlyList<string>> TokensAsync(int users, CancellationToken cancellation);
}
