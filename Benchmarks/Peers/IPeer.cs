namespace Parley.Benchmarks.Peers;

/// <summary>A chat server to compare. Knows how it is started; nothing runs yet.</summary>
public interface IPeer
{
    /// <summary>As it is called on the command line and in tables.</summary>
    string Name { get; }

    /// <summary>True if what it acknowledges is on disk.</summary>
    bool IsDurable { get; }

    /// <summary>Starts its processes on free loopback ports, with data in a folder of its own.</summary>
    /// <exception cref="BenchmarkException">Something is missing; the sentence says what to install.</exception>
    Task<IRunningPeer> StartAsync(CancellationToken cancellation);
}

/// <summary>One that runs. Disposing of it ends all its processes and removes its data, also after a failure.</summary>
public interface IRunningPeer : IAsyncDisposable
{
    int Port { get; }

    /// <summary>Every process that takes part in serving, database and broker included; their children count as well.</summary>
    IReadOnlyList<int> ProcessIds { get; }

    IDialect Dialect { get; }

    /// <summary>Makes users and the rooms they are in. Rooms are called <c>room0</c>, <c>room1</c> …</summary>
    /// <param name="users">For each user the numbers of the rooms.</param>
    /// <returns>What each user signs in with, in the same order; empty strings where a server knows no users.</returns>
    Task<IReadOnlyList<string>> UsersAsync(IReadOnlyList<int[]> users, CancellationToken cancellation);
}
